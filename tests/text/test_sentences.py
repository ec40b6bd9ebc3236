"""Cutting text into sentences with exact offsets."""

import textwrap

import pytest

from stance.errors import DocumentError
from stance.text.sentences import split, split_lines

DUTCH = """Kop zonder punt

De minister, dr. J. de Vries, sprak om 14.30 uur met mr. Bos over o.a. het bestand. 'Het is klaar,' zei hij. Daarna ging hij weg.
Tussenkop
"Wij gaan niet weg." Dat zei de bond."""


def texts(text: str, language: str = "nl") -> list[str]:
    sentences = list(split(text, language))
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
    found = list(split_lines(text))
    assert [sentence.text for sentence in found] == ["One. Two.", "Three? Four!", "Five"]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)


@pytest.mark.parametrize("cut", [lambda text: split(text, "en"), split_lines])
def test_what_is_no_running_text_is_refused_with_its_line(cut) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DocumentError, match=r"line 3 holds a sentence of 1,000,000 characters"):
        list(cut("Fine.\n\n" + "x" * 1_000_000))
