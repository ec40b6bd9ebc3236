"""The table that people read in a terminal."""

from dataclasses import replace

import click
import pytest

from stance.report.table import table
from stance.scored import ScoredDocument, ScoredSentence


def sentence(text: str, *probabilities: float) -> ScoredSentence:
    return ScoredSentence(text, 0, len(text), dict(zip(("escalation", "neutral", "de-escalation"), probabilities, strict=True)))


DOCUMENT = ScoredDocument(
    "a.txt",
    "nl",
    [
        sentence("Ze vielen aan. " * 12, 0.9, 0.05, 0.05),
        sentence("Het\nregende.", 0.1, 0.8, 0.1),
        sentence("Ze tekenden vrede.", 0.0, 0.1, 0.9),
    ],
)


@pytest.mark.parametrize("width", [60, 80, 160, 300])
@pytest.mark.parametrize("colour", [False, True])
def test_no_line_is_wider_than_the_terminal(width: int, colour: bool) -> None:
    lines = list(table(DOCUMENT, width, colour))
    assert max(len(click.unstyle(line)) for line in lines) <= width
    assert ("\x1b[" in "".join(lines)) is colour


def test_reads_without_colour() -> None:
    assert list(table(DOCUMENT, 200, colour=False))[-4:] == [
        "2  · neutral        +0.00  Het regende.",
        "3  ▼ de-escalation  -0.90  Ze tekenden vrede.",
        "",
        "3 sentences: 1 escalation, 1 de-escalation, 1 neutral; tension -0.02",
    ]


def test_a_close_call_has_a_question_mark() -> None:
    close, firm = (sentence("Ze praten.", *probabilities) for probabilities in [(0.1, 0.41, 0.49), (0.1, 0.34, 0.56)])
    lines = list(table(ScoredDocument("a.txt", "nl", [close, firm]), 80, colour=False))
    assert lines[2:4] == ["1  ▼ de-escalation? -0.39  Ze praten.", "2  ▼ de-escalation  -0.46  Ze praten."]
    bold = [("\x1b[1m" in line) for line in list(table(ScoredDocument("a.txt", "nl", [close, firm]), 80, colour=True))[2:4]]
    assert bold == [False, True]


def test_text_cannot_steer_the_terminal() -> None:
    document = ScoredDocument("e\x1b[31mvil.txt", "en", [sentence("Red \x1b[31malert\x07 \x9b2J \u202egnitaolf", 0.2, 0.6, 0.2)])
    text = "\n".join(table(document, 80, colour=False))
    assert not set("\x1b\x07\x9b\u202e") & set(text)
    assert "alert" in text


def test_parts_of_a_long_document_line_up() -> None:
    one = sentence("Het regende.", 0.1, 0.8, 0.1)
    parts = [replace(DOCUMENT, sentences=[one], first=first, ended=False) for first in (0, 998, 999, 123_455)]
    columns = {line.index("neutral") for part in parts for line in table(part, 80, colour=False) if "neutral" in line}
    assert len(columns) == 1


@pytest.mark.parametrize("colour", [False, True])
def test_what_was_looked_for_stands_out(colour: bool) -> None:
    lines = list(table(replace(DOCUMENT, hits=frozenset([2]), ended=False), 200, colour))
    plain = [click.unstyle(line) for line in lines]
    assert [line[:1] for line in plain[2:]] == [" ", " ", " ", ">", ""]  # the first takes two lines
    assert [line.endswith("\x1b[0m") for line in lines[2:6]] == [colour, colour, colour, False]  # the others are grey to the end
