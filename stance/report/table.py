"""A scored document as a table made to be read in a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

import click

from stance.labels import LABELS, MARKS, NEUTRAL
from stance.report.explanation import legend, marked, shaded, sum_of
from stance.report.summary import summary
from stance.report.terminal import PLAIN, QUIET, UNBROKEN, Pieces, lines_of, paint, printable
from stance.scored import Explanation, ScoredDocument, ScoredSentence
from stance.text.documents import shown

NARROWEST = 24  # columns for the text; a terminal that leaves fewer gets lines that are too long rather than a word a line
WIDEST = 100  # columns for the text: longer lines are hard to follow
LABEL_WIDTH = max(map(len, LABELS))


def table(document: ScoredDocument, width: int, colour: bool, explanations: Sequence[Explanation] = (), words: int = 5) -> Iterator[str]:
    """Yield the lines of the table: the sentences in order with label and score, wrapped to `width`, and a summary after the last.

    Labels are told apart by word and mark, and by colour too if `colour`. With explanations, the words of a sentence are shaded by what
    they add, or without colours marked, and it is followed by the sum of its logit, naming that many `words`.
    """
    number_width = len(str(document.first + len(document.sentences)))
    indent = number_width + 2 + 2 + LABEL_WIDTH + 2 + 5 + 2
    text_width = min(max(width - indent, NARROWEST), WIDEST)
    if document.first == 0:
        title = f"{printable(shown(document.name))} ({document.language})"
        yield click.style(title, bold=True) if colour else title
        if explanations:
            yield from lines_of(legend(colour), max(width, NARROWEST), colour)
    for place, sentence in enumerate(document.sentences):
        parts = _explained(sentence, explanations[place], words, colour) if explanations else [_plain(sentence)]
        first, *rest = (line for part in parts for line in lines_of(part, text_width, colour))
        if explanations or (place == 0 and document.first == 0):
            yield ""
        yield f"{document.first + place + 1:{number_width}}  {_verdict(sentence, colour)}  {first}"
        for line in rest:
            yield " " * indent + line
    if not document.ended:
        return
    yield ""
    yield from textwrap.wrap(summary(document), max(width, NARROWEST))


def _verdict(sentence: ScoredSentence, colour: bool) -> str:
    """Say which label a sentence carries and how it scores; a close call has a question mark behind its label, and is not bold."""
    label = sentence.label
    text = f"{MARKS[label]} {label + '?' * sentence.close:{LABEL_WIDTH + 1}} {sentence.score:+z.2f}"
    return paint(text, (label, 1), bold=not sentence.close and label != NEUTRAL) if colour else text


def _plain(sentence: ScoredSentence) -> Pieces:
    return [(printable(sentence.text), QUIET if sentence.label == NEUTRAL else PLAIN)]


def _explained(sentence: ScoredSentence, why: Explanation, words: int, colour: bool) -> list[Pieces]:
    """Return a sentence with its words shaded, the probabilities of its labels, and the sum for the one that won."""
    text = shaded(sentence.text, why, sentence.label)
    chances = ", ".join(f"{label}{UNBROKEN}{chance:.2f}" for label, chance in sentence.probabilities.items())
    return [text if colour else marked(text), [(f"P({chances})", QUIET)], sum_of(why, sentence.label, words)]
