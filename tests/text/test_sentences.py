"""Cutting text into sentences with exact offsets."""

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import punkt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.learn.corpus import load
from stance.text.sentences import PUNKT_MODELS, Sentence, paragraphs, split, split_lines

CORPUS = Path(__file__).parents[2] / "training" / "corpus"

DUTCH = """Kop zonder punt

De minister, dr. J. de Vries, sprak om 14.30 uur met mr. Bos over o.a. het bestand. 'Het is klaar,' zei hij. Daarna ging hij weg.
Tussenkop
"Wij gaan niet weg." Dat zei de bond."""


def texts(text: str, language: str = "nl") -> list[str]:
    sentences = list(split([text], language))
    for sentence in sentences:
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
    return [sentence.text for sentence in sentences]


def test_headlines_abbreviations_and_quotes() -> None:
    assert texts(DUTCH) == [
        "Kop zonder punt",
        "De minister, dr. J. de Vries, sprak om 14.30 uur met mr. Bos over o.a. het bestand.",
        "'Het is klaar,' zei hij.",
        "Daarna ging hij weg.",
        "Tussenkop",
        '"Wij gaan niet weg."',
        "Dat zei de bond.",
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028", "\u0085"])
def test_every_line_ending_gives_the_same_sentences(ending: str) -> None:
    assert texts(DUTCH.replace("\n", ending)) == texts(DUTCH)


def test_wrapped_lines_belong_together() -> None:
    paragraph = (
        "The ministers met in Geneva for the third time this year and agreed that the talks would go on. Nobody expected that. "
        "The envoy of the U.S. will travel to the region on Monday, where he is to see both presidents before the end of the week."
    )
    wrapped = "Talks go on\n\n" + textwrap.fill(paragraph, 60) + "\n\nThe end"
    assert [" ".join(text.split()) for text in texts(wrapped, "en")] == ["Talks go on", *texts(paragraph, "en"), "The end"]


def test_two_wrapped_lines_and_balanced_lines_belong_together() -> None:
    two = "The president said that his army would march on the capital\nunless sanctions were lifted.\n\nA second paragraph."
    assert texts(two, "en") == [two.split("\n\n")[0], "A second paragraph."]
    balanced = "En ook de minister van Defensie zei vandaag na\nhet overleg met de Franse collega en met de\nFranse president dat er gepraat wordt. Dat was\nalles wat hij kwijt wilde."
    assert len(texts(balanced)) == 2


def test_no_sentence_begins_in_lower_case() -> None:
    assert texts('"Stop!" he said. Then he left.', "en") == ['"Stop!" he said.', "Then he left."]
    assert texts("Dat is een verbod, d.w.z. dat de troepen gaan. Klaar.") == ["Dat is een verbod, d.w.z. dat de troepen gaan.", "Klaar."]


def test_lines_of_a_page_stay_apart() -> None:
    page = "Talks go on in Geneva\nMinister wants a seat at the table\nBy our correspondent\nThe ministers met again on Monday."
    assert texts(page, "en") == page.split("\n")


def test_lines_split_keeps_every_line_whole() -> None:
    text = "One. Two.\r\n\n  Three? Four! \rFive"
    found = list(split_lines([text]))
    assert [sentence.text for sentence in found] == ["One. Two.", "Three? Four!", "Five"]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)


@pytest.mark.parametrize("cut", [lambda chunks: split(chunks, "en"), split_lines])
def test_a_line_without_end_is_cut_into_pieces(cut: Callable[[list[str]], Iterator[Sentence]]) -> None:
    text = "Fine.\n\n" + "x" * 250_000 + "\n" + "word " * 50_000
    found = list(cut([text]))
    assert [len(sentence.text) for sentence in found] == [5, *[20_000] * 12, 10_000, *[19_999] * 12, 9_999]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert found == list(cut([text[start : start + 7_001] for start in range(0, len(text), 7_001)]))


WORDS = """de Het jaar Jan. dhr. J. J.B. 3.5 2019. 12. ... .. . ! ?! " ' ” “ ( ) etc. Inc. n.v. No. 5 gezegd. gezegd! “Wij "Wij weg." weg.” weg.)
weg.') 'Begin é. École St. U.S. mld. 's :) (weg). x.y word!Word *Foo -- _a_. ßa. Σ sept. aanvielen""".split()
ADVERSARIAL = st.lists(st.sampled_from([*WORDS, "\n", "\n\n", "\r\n", "\t", "\xa0", "\u2028", "  "]), max_size=12)


@pytest.mark.parametrize("language", ["en", "nl"])
@given(words=ADVERSARIAL, spaced=st.booleans())
@settings(max_examples=300)
def test_cuts_are_those_of_punkt(language: str, words: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(words)
    expected = []
    for _, paragraph in paragraphs([text]):
        found: list[tuple[int, int]] = []
        for start, end in punkt.PunktSentenceTokenizer(punkt.load_model(PUNKT_MODELS[language])).span_tokenize(paragraph):
            if found and paragraph[start].islower():
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        expected += [paragraph[start:end].strip() for start, end in found]
    assert texts(text, language) == [sentence for sentence in expected if sentence]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_cuts_of_the_corpus_are_those_of_punkt(language: str) -> None:
    by_document: dict[str, list[str]] = {}
    for example in load([CORPUS]):
        if example.language == language:
            by_document.setdefault(example.document, []).append(example.text)
    tokenizer = punkt.PunktSentenceTokenizer(punkt.load_model(PUNKT_MODELS[language]))
    for sentences in by_document.values():
        text = " ".join(sentences)
        expected: list[str] = []
        for found in tokenizer.tokenize(text):
            if expected and found[0].islower():
                expected[-1] = text[text.index(expected[-1]) : text.index(found, text.index(expected[-1]) + len(expected[-1])) + len(found)]
            else:
                expected.append(found)
        assert texts(text, language) == expected


@given(st.text(alphabet=st.sampled_from("aA.!?\"' \n\r\t\u2028x1"), max_size=60), st.integers(1, 9))
def test_the_size_of_the_pieces_does_not_matter(text: str, size: int) -> None:
    chunks = [text[start : start + size] for start in range(0, len(text), size)]
    assert list(split(chunks, "en")) == list(split([text], "en"))
    assert list(split_lines(chunks)) == list(split_lines([text]))
