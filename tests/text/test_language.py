"""Telling Dutch from English."""

from collections import defaultdict

import pytest

from stance.learn.corpus import Example
from stance.text.language import detect

GERMAN = (
    "Die Regierung hat am Montag erklärt, dass sie den Vorschlag der Opposition nicht annehmen werde. Die Gespräche sollen in der "
    "nächsten Woche fortgesetzt werden, wie ein Sprecher des Ministeriums mitteilte."
)
FRENCH = (
    "Le gouvernement a déclaré lundi que le président ne céderait pas aux menaces et que les négociations reprendraient dès la "
    "semaine prochaine, selon un porte-parole du ministère des affaires étrangères."
)


def test_every_article_of_the_corpus_is_told_right(corpus: list[Example]) -> None:
    articles: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example in corpus:
        if example.topic != "brief":
            articles[example.document, example.language].append(example.text)
    assert len(articles) >= 2000
    assert [key for key, texts in articles.items() if detect("\n".join(texts)) != key[1]] == []


def test_nearly_every_brief_of_the_corpus_is_told_right(corpus: list[Example]) -> None:
    briefs = [example for example in corpus if example.topic == "brief"]
    wrong = [example for example in briefs if detect(example.text) != example.language]
    assert len(wrong) < len(briefs) / 250


@pytest.mark.parametrize("text", [GERMAN, FRENCH, "Переговоры начнутся в понедельник.", "双方周一签署停火协议。"])
def test_other_languages_are_neither(text: str) -> None:
    assert detect(text) is None


def test_a_text_that_tells_nothing_is_in_the_language_that_is_expected() -> None:
    assert detect("Bestand geschonden") == "en"
    assert detect("Bestand geschonden", "nl") == "nl"
    assert detect("They said so.", "nl") == "en"
