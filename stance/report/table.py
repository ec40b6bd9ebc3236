"""A scored document as a table made to be read in a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

import click

from stance.labels import LABELS, MARKS, NEUTRAL
from stance.report.explanation import legend, marked, shaded, sum_of
from stance.report.summary import summary
from stance.report.terminal import PLAIN, QUIET, UNBROKEN, Pieces, lines_of, paint, printable, shortened
from stance.scored import Explanation, ScoredDocument, ScoredSentence
from stance.text.documents import shown

NARROWEST = 24  # columns for the text; a terminal that leaves fewer gets lines that are too long rather than a word a line
WIDEST = 100  # columns for the text: longer lines are hard to follow
LABEL_WIDTH = max(map(len, LABELS))
MANY = 6  # digits that the number of a sentence may have where it is not known how many there are: all parts of a document line up


def table(
    document: ScoredDocument, width: int, colour: bool, explanations: Sequence[Explanation] = (), words: int = 5, listed: bool = False
) -> Iterator[str]:
    """Yield the lines of the table: the sentences in order with label and score, wrapped to `width`, and a summary after the last.

    Labels are told apart by word and mark, and by colour too if `colour`. With explanations, the words of a sentence are shaded by what
    they add, or without colours marked, and it is followed by the sum of its logit, naming that many `words`. Sentences that were looked
    for are marked `>` among those around them, and end with an empty line. In a list of sentences of many documents (`listed`) there
    is no title and no summary, and the document is named below.
    """
    whole = document.first == 0 and document.ended
    number_width = len(str(len(document.sentences))) if whole else max(MANY, len(str(document.first + len(document.sentences))))
    indent = number_width + 2 + 2 + LABEL_WIDTH + 2 + 5 + 2
    text_width = min(max(width - indent, NARROWEST), WIDEST)
    if document.first == 0 and not listed:
        title = f"{printable(shown(document.name))} ({document.language})"
        yield click.style(title, bold=True) if colour else title
        if explanations:
            yield from lines_of(legend(colour), max(width, NARROWEST), colour)
        else:
            yield ""
    for place, sentence in enumerate(document.sentences):
        number = document.first + place
        hit = document.hits is not None and number in document.hits
        around = document.hits is not None and not hit
        parts = _explained(sentence, explanations[place], words, colour) if explanations else [_plain(sentence, around)]
        first, *rest = (line for part in parts for line in lines_of(part, text_width, colour))
        if explanations:
            yield ""
        mark = f">{number + 1:{number_width - 1}}" if hit else f"{number + 1:{number_width}}"
        yield f"{mark}  {_verdict(sentence, colour, around)}  {first}"
        for line in rest:
            yield " " * indent + line
    if listed:
        (name,) = lines_of([(shortened(printable(shown(document.name)), text_width), QUIET)], text_width, colour)
        yield " " * indent + name
    if document.ended if document.hits is None else document.sentences:
        yield ""
    if not document.ended:
        return
    yield from textwrap.wrap(summary(document), max(width, NARROWEST))


def _verdict(sentence: ScoredSentence, colour: bool, around: bool) -> str:
    """Say which label a sentence carries and how it scores.

    A close call has a question mark behind its label, and is not bold, nor is one that only stands around what was looked for.
    """
    label = sentence.label
    text = f"{MARKS[label]} {label + '?' * sentence.close:{LABEL_WIDTH + 1}} {sentence.score:+z.2f}"
    return paint(text, (label, 1), bold=not sentence.close and not around and label != NEUTRAL) if colour else text


def _plain(sentence: ScoredSentence, around: bool) -> Pieces:
    return [(printable(sentence.text), QUIET if around or sentence.label == NEUTRAL else PLAIN)]


def _explained(sentence: ScoredSentence, why: Explanation, words: int, colour: bool) -> list[Pieces]:
    """Return a sentence with its words shaded, the probabilities of its labels, and the sum for the one that won."""
    text = shaded(sentence.text, why, sentence.label)
    chances = ", ".join(f"{label}{UNBROKEN}{chance:.2f}" for label, chance in sentence.probabilities.items())
    return [text if colour else marked(text), [(f"P({chances})", QUIET)], sum_of(why, sentence.label, words)]
