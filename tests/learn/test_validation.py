"""What is doubtful about labelled sentences: each fault planted at known lines of clean data, and clean data without a word."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from stance.labels import LABELS
from stance.learn.corpus import Example, Finding, load
from stance.learn.validation import findings, leaks
from tests.conftest import ROOT

GERMAN = """Die Regierung kündigte am Dienstag an, die Verhandlungen mit den Rebellen nach drei Wochen schwerer Kämpfe wieder aufzunehmen.
Beide Seiten sollen ihre schweren Waffen abziehen, sagte der Sprecher des Ministeriums vor Journalisten und Diplomaten.
Die Rebellen wollten sich dazu zunächst nicht äußern, hieß es aus ihrer Vertretung."""


@pytest.fixture(scope="module")
def articles(corpus: list[Example]) -> list[Example]:
    """Forty whole articles, twenty a language, as if read from one file."""
    names = list(dict.fromkeys(example.document for example in corpus if example.topic != "brief"))
    kept = set(names[:20] + names[-20:])
    return [replace(e, place=f"own.tsv:{line}") for line, e in enumerate((e for e in corpus if e.document in kept), 1)]


def named(found: list[Finding], kind: str) -> Finding:
    (finding,) = (finding for finding in found if finding.kind == kind)
    return finding


def planted(examples: list[Example], *more: Example) -> list[Example]:
    """Return the examples with others behind them, at lines of their own."""
    return [*examples, *(replace(example, place=f"own.tsv:{len(examples) + number}") for number, example in enumerate(more, 1))]


def places(*lines: int) -> list[str]:
    return [f"own.tsv:{line}" for line in lines]


def test_clean_data_is_clean(articles: list[Example], some: list[Example]) -> None:
    assert findings(articles) == []
    assert findings(some) == []
    assert findings([]) == []


def test_same_text_with_other_labels_is_the_worst_and_names_both(articles: list[Example]) -> None:
    first = articles[4]
    other = next(label for label in LABELS if label != first.label)
    text = f"  {first.text.upper()} "
    found = findings(planted(articles, replace(first, document="en-x", text=text, label=other)))
    assert found[0].kind == "contradicting labels"
    assert found[0].severity == 3
    assert found[0].places == places(5, len(articles) + 1)
    for told in (first.label, other, "own.tsv:5", f"own.tsv:{len(articles) + 1}"):
        assert told in found[0].message
    assert len(found) == 1


def test_duplicates_count_for_more_when_they_are_many_and_across_documents(articles: list[Example]) -> None:
    few = findings(planted(articles, replace(articles[4], document="en-x")))
    assert [(f.kind, f.severity, f.places) for f in few] == [("duplicates", 1, places(5, len(articles) + 1))]
    assert "trained on and tested on" in few[0].message
    within = findings(planted(articles, *articles[-30:]))
    assert [(f.kind, f.severity, len(f.places)) for f in within] == [("duplicates", 1, 60)]
    assert "tested on" not in within[0].message
    for count, severity in ((2, 1), (10, 2), (60, 3)):  # of some 600
        across = findings(planted(articles, *(replace(example, document="nl-x") for example in articles[-count:])))
        assert [(f.kind, f.severity, len(f.places)) for f in across] == [("duplicates", severity, 2 * count)]


def test_near_duplicates_across_documents_and_worse_with_other_labels(articles: list[Example]) -> None:
    first = max(articles[:200], key=lambda example: len(example.text))
    changed = replace(first, document="en-x", text=first.text.replace(" the ", " that ", 1))
    assert changed.text != first.text
    expected = [first.place, f"own.tsv:{len(articles) + 1}"]
    same = findings(planted(articles, changed))
    assert [(f.kind, f.severity, f.places) for f in same] == [("near-duplicates", 1, expected)]
    assert findings(planted(articles, replace(changed, document=first.document))) == []  # an article may say a thing twice
    other = next(label for label in LABELS if label != first.label)
    different = findings(planted(articles, replace(changed, label=other)))
    assert [(f.kind, f.severity, f.places) for f in different] == [("near-duplicates with other labels", 2, expected)]


def test_those_that_resemble_each_other_are_named_together(articles: list[Example]) -> None:
    long = [example for example in articles if len(example.text) > 150 and example.language == "en"][:2]
    changed = [replace(e, document=f"en-{place}", text=e.text[:-1] + "!") for place in "xy" for e in long]
    found = named(findings(planted(articles, *changed)), "near-duplicates")
    size = len(articles)
    assert found.places == [
        long[0].place,
        *places(size + 1),
        long[1].place,
        *places(size + 2),
    ]  # the copies of y are duplicates of those of x


def test_labels_that_are_missing_rare_or_alone(articles: list[Example]) -> None:
    without = [example for example in articles if example.label != "de-escalation"]
    missing = named(findings(without), "missing label")
    assert (missing.severity, missing.places) == (2, [])
    assert missing.message.startswith("no sentence is de-escalation: the model will never give it; ")
    neutral = findings([example for example in articles if example.label != "neutral"])
    assert "most sentences of news are" in named(neutral, "missing label").message
    few = [example for example in articles if example.label == "de-escalation"]
    assert findings(without + few[:20]) == []
    rare = named(findings(without + few[:19]), "few of a label")
    assert (rare.severity, rare.places) == (2, [example.place for example in few[:19]])
    alone = named(findings([example for example in articles if example.label == "neutral"]), "one label only")
    assert alone.severity == 3
    assert "every sentence is neutral" in alone.message


@pytest.mark.parametrize(("count", "severity"), [(4, 3), (5, 2), (19, 2), (20, None)])
def test_documents_too_few_to_hold_out(articles: list[Example], count: int, severity: int | None) -> None:
    names = list(dict.fromkeys(example.document for example in articles))[-count:]
    found = [f for f in findings([e for e in articles if e.document in names]) if f.kind == "few documents"]
    assert [f.severity for f in found] == [severity] * (severity is not None)
    assert all(len(f.places) == count for f in found)


def test_one_document_that_holds_most(articles: list[Example]) -> None:
    found = findings([replace(e, document="all") if number < len(articles) * 0.6 else e for number, e in enumerate(articles)])
    largest = named(found, "one document")
    assert largest.places == places(1)
    assert "all holds 6" in largest.message


def test_sentences_that_are_all_documents_of_their_own(articles: list[Example]) -> None:
    (found,) = findings([replace(example, document=example.place) for example in articles])
    assert (found.kind, found.severity) == ("single sentences", 1)


def test_labels_that_were_given_to_whole_articles(articles: list[Example]) -> None:
    names = list(dict.fromkeys(example.document for example in articles))
    given = {name: LABELS[number % 3] for number, name in enumerate(names)}
    found = named(findings([replace(example, label=given[example.document]) for example in articles]), "labels by article")
    assert found.severity == 2
    assert len(found.places) == sum(label != "neutral" for label in given.values())
    quiet = [replace(example, label="neutral") for example in articles if example.document in names[:20]]
    assert findings(quiet + [e for e in articles if e.document in names[20:]]) == []  # ordinary news is neutral from end to end


def test_texts_that_are_no_sentences(articles: list[Example]) -> None:
    whole = " ".join(example.text for example in articles[:8])
    steps = "He came. He saw. He left. She came. She saw. She left."
    numbers = "The index fell 0.5, 1.2, 2.5, 3.5, 4.5, 5.5 and 6.5 per cent on 1.2.1931 in London, Paris and New York."
    base = articles[0]
    more = [
        replace(base, text=text) for text in ("— … —", whole, steps, numbers, "", "The cafÃ© was shut, he said.", "A \ufffdword was lost.")
    ]
    found = findings(planted(articles, *more))
    size = len(articles)
    assert named(found, "no words").places == places(size + 1, size + 5)
    assert named(found, "whole articles").places == places(size + 2, size + 3)
    assert named(found, "garbled characters").places == places(size + 6, size + 7)
    assert [f.severity for f in found] == [2, 2, 2]


@pytest.mark.parametrize("text", ["Het café sloot, zei Zoë.", "â la carte in Châlons", "“Nee”, zei hij – en zweeg…", "SÃO PAULO"])
def test_accents_and_quotation_marks_are_not_garbled(articles: list[Example], text: str) -> None:
    assert "garbled characters" not in [f.kind for f in findings(planted(articles, replace(articles[-1], text=text)))]


def test_sentences_in_the_other_language(articles: list[Example]) -> None:
    dutch = "Het leger heeft de stad aangevallen en de vluchtelingen zijn naar het zuiden vertrokken."
    found = findings(planted(articles, replace(articles[0], document="en-x", text=dutch)))
    assert [(f.kind, f.severity, f.places) for f in found] == [("wrong language", 2, places(len(articles) + 1))]
    assert "is said to be English and reads as Dutch" in found[0].message
    swapped = {"en": "nl", "nl": "en"}
    all_wrong = findings([replace(example, language=swapped[example.language]) for example in articles])
    assert [(f.kind, f.severity) for f in all_wrong] == [("wrong language", 3)]
    assert len(all_wrong[0].places) > len(articles) * 0.9


@pytest.mark.parametrize("document", [lambda _: "de-1", lambda line: f"de-{line}"], ids=["an article", "sentences by themselves"])
def test_neither_language(articles: list[Example], document: Callable[[int], str]) -> None:
    english = [example for example in articles if example.language == "en"]
    german = [replace(english[0], language="nl", document=document(n), text=line) for n, line in enumerate(GERMAN.splitlines())]
    found = named(findings(planted(english, *german)), "neither language")
    assert (found.severity, found.places) == (2, places(*range(len(english) + 1, len(english) + 4)))


def test_another_script_is_neither_language_however_short(articles: list[Example]) -> None:
    found = named(findings(planted(articles, replace(articles[0], document="ru", text="Переговоры прошли в Женеве."))), "neither language")
    assert found.places == places(len(articles) + 1)


def test_two_languages_in_a_document(articles: list[Example]) -> None:
    found = findings(
        planted(articles, replace(articles[-1], document=articles[0].document, text="Dat was gisteren in Den Haag het geval."))
    )
    assert [(f.kind, f.severity, f.places) for f in found] == [("two languages in a document", 2, places(len(articles) + 1))]


def test_what_a_test_has_in_common_with_what_was_trained_on(articles: list[Example]) -> None:
    names = list(dict.fromkeys(example.document for example in articles))
    training = [example for example in articles if example.document in names[::2]]
    test = [example for example in articles if example.document in names[1::2]]
    assert leaks(training, test) == []
    long = max(training, key=lambda example: len(example.text))
    planted_ones = [
        replace(training[3], text="A sentence that stands nowhere else but belongs to that article."),
        replace(training[5], document="new", text=training[5].text.lower()),
        replace(long, document="newer", text=long.text[:-1] + "!"),
    ]
    found = leaks(training, [replace(e, place=f"test.tsv:{line}") for line, e in enumerate(planted_ones + test, 1)])
    assert {f.kind: f.places for f in found} == {
        "shared documents": ["test.tsv:1"],
        "shared sentences": ["test.tsv:2"],
        "nearly shared sentences": ["test.tsv:3"],
    }
    assert training[5].place in named(found, "shared sentences").message
    assert long.place in named(found, "nearly shared sentences").message
    assert [f.severity for f in found] == [3, 3, 2]


def test_documents_of_a_test_may_be_called_after_another_folder(articles: list[Example]) -> None:
    one, other = articles[0], articles[-1]
    for name, same in (("docs/news.jsonl:12", "news.jsonl:12"), ("news.jsonl:12", "./docs/news.jsonl:12")):
        assert [f.kind for f in leaks([replace(one, document=name)], [replace(other, document=same)])] == ["shared documents"]
    for name, different in (("docs/a.txt", "data.txt"), ("docs/a.txt", "more/a.txt"), ("https://bode.example/1", "1")):
        assert leaks([replace(one, document=name)], [replace(other, document=different)]) == []


def test_what_is_said_suits_the_use(articles: list[Example]) -> None:
    few = [e for e in articles if e.label != "de-escalation"] + [e for e in articles if e.label == "de-escalation"][:3]
    without = [e for e in few if e.label != "de-escalation"]
    for use in ("training with base", "measuring"):
        told = " ".join(finding.message for examples in (few, without, few[:1]) for finding in findings(examples, use))
        assert "--with-base" not in told
        assert "never give" not in told
        assert {f.kind for f in findings(without, use)} == {f.kind for f in findings(without)}
    assert "figures of it mean little" in named(findings(few, "measuring"), "few of a label").message


def test_a_missing_document_is_told_once(articles: list[Example]) -> None:
    assert findings([replace(example, document=f"sentence-{n:012x}") for n, example in enumerate(articles)]) == []


def test_few_headlines_that_stand_twice_are_no_other_language(articles: list[Example]) -> None:
    heads = "Ten-man Harwell survive late siege|Grain terminal hit hours later|Signallers suspend Friday walkout|Rebels seize northern town"
    more = [replace(articles[0], document="en-x", text=text) for _ in range(3) for text in heads.split("|")]
    assert "neither language" not in {finding.kind for finding in findings(planted(articles, *more))}


@pytest.mark.slow
def test_our_own_corpus_is_nearly_clean() -> None:
    found = findings(load([Path(ROOT / "training/corpus")]))
    assert [(f.kind, f.severity) for f in found] == [("near-duplicates", 1)]
    assert len(found[0].places) < 20
