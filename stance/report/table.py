"""A scored document as a table made to be read in a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

import click

from stance.labels import COLOURS, LABELS, MARKS, NEUTRAL
from stance.report.summary import summary
from stance.scored import Explanation, ScoredDocument
from stance.text.documents import shown

NARROWEST = 24  # columns for the text; a terminal that leaves fewer gets lines that are too long rather than a word a line
UNBROKEN = "\N{NO-BREAK SPACE}"
WIDEST = 100  # columns for the text: longer lines are hard to follow


def table(document: ScoredDocument, width: int, colour: bool, explanations: Sequence[Explanation] = (), words: int = 5) -> Iterator[str]:
    """Yield the lines of the table: the sentences in order with label and score, wrapped to `width`, and a summary after the last.

    Labels are told apart by word and mark, and by colour too if `colour`. With explanations, each sentence is followed by
    the sum of its logit, naming that many `words`.
    """

    def paint(text: str, label: str, **how: bool) -> str:
        return click.style(text, fg=COLOURS[label], **how) if colour else text

    number_width = len(str(document.first + len(document.sentences)))
    label_width = max(map(len, LABELS))
    indent = number_width + 2 + 2 + label_width + 2 + 5 + 2
    text_width = min(max(width - indent, NARROWEST), WIDEST)
    if document.first == 0:
        title = f"{printable(shown(document.name))} ({document.language})"
        yield click.style(title, bold=True) if colour else title
        yield ""
    for place, sentence in enumerate(document.sentences):
        number = document.first + place + 1
        label = sentence.label
        strong = label != NEUTRAL
        first, *rest = textwrap.wrap(printable(sentence.text), text_width, break_on_hyphens=False) or [""]
        verdict = paint(f"{MARKS[label]} {label:{label_width}}  {sentence.score:+z.2f}", label, bold=strong)
        yield f"{number:{number_width}}  {verdict}  {paint(first, label) if not strong else first}"
        for line in rest:
            yield " " * indent + (paint(line, label) if not strong else line)
        if explanations:
            chances = ", ".join(f"{name}{UNBROKEN}{chance:.2f}" for name, chance in sentence.probabilities.items())
            for part in (f"P({chances})", sum_of(explanations[place], label, words)):
                for line in textwrap.wrap(part, text_width, break_on_hyphens=False):
                    line = line.replace(UNBROKEN, " ")
                    yield " " * indent + (click.style(line, dim=True) if colour else line)
    if not document.ended:
        return
    yield ""
    yield from textwrap.wrap(summary(document), max(width, NARROWEST))


def sum_of(why: Explanation, label: str, words: int) -> str:
    """Write the logit of a label as a sum: the words that weigh most, all its others together, the sentences around it, and the prior.

    The figures are rounded so that the printed ones add up; what is left over goes to the others or, if there are none, to the
    word that weighs most.
    """
    named = sorted(why.words, key=lambda word: -abs(word.push[label]))[:words]
    named = [word for word in named if round(word.push[label], 2)]
    named.sort(key=lambda word: -word.push[label])
    texts, values = [printable(word.text) for word in named], [round(word.push[label], 2) for word in named]
    if others := len(why.words) - len(named):
        texts.append(f"{others} other word{'' if others == 1 else 's'}")
        values.append(0.0)
    given = [("context", round(why.context[label], 2))] * any(why.context.values()) + [("prior", round(why.prior[label], 2))]
    total = round(why.logits[label], 2)
    if values:
        place = -1 if others else max(range(len(values)), key=lambda place: abs(values[place]))
        values[place] += total - sum(values) - sum(value for _, value in given)
    # inside an item no line is broken
    return f"{total:+z.2f} = " + ", ".join(
        f"{text} {value:+z.2f}".replace(" ", UNBROKEN) for text, value in [*zip(texts, values, strict=True), *given]
    )


def printable(text: str) -> str:
    """Text without the characters that would steer a terminal or move the columns; white space becomes spaces."""
    return "".join(character if character.isprintable() else " " if character.isspace() else "�" for character in text)
