"""A scored document as a table made to be read in a terminal."""

import textwrap
from collections.abc import Iterator

import click

from stance.labels import COLOURS, LABELS, MARKS, NEUTRAL
from stance.report.summary import summary
from stance.scored import ScoredDocument

NARROWEST = 24  # columns for the text; a terminal that leaves fewer gets lines that are too long rather than a word a line
WIDEST = 100  # columns for the text: longer lines are hard to follow


def table(document: ScoredDocument, width: int, colour: bool) -> Iterator[str]:
    """Yield the lines of the table: the sentences in order with label and score, wrapped to `width`, and a summary.

    Labels are told apart by word and mark, and by colour too if `colour`.
    """

    def paint(text: str, label: str, **how: bool) -> str:
        return click.style(text, fg=COLOURS[label], **how) if colour else text

    number_width = len(str(len(document.sentences)))
    label_width = max(map(len, LABELS))
    indent = number_width + 2 + 2 + label_width + 2 + 5 + 2
    text_width = min(max(width - indent, NARROWEST), WIDEST)
    title = f"{printable(document.name)} ({document.language})"
    yield click.style(title, bold=True) if colour else title
    yield ""
    for number, sentence in enumerate(document.sentences, 1):
        label = sentence.label
        strong = label != NEUTRAL
        first, *rest = textwrap.wrap(printable(sentence.text), text_width, break_on_hyphens=False) or [""]
        verdict = paint(f"{MARKS[label]} {label:{label_width}}  {sentence.score:+z.2f}", label, bold=strong)
        yield f"{number:{number_width}}  {verdict}  {paint(first, label) if not strong else first}"
        for line in rest:
            yield " " * indent + (paint(line, label) if not strong else line)
    yield ""
    yield from textwrap.wrap(summary(document), max(width, NARROWEST))


def printable(text: str) -> str:
    """Text without the characters that would steer a terminal or move the columns; white space becomes spaces."""
    return "".join(character if character.isprintable() else " " if character.isspace() else "�" for character in text)
