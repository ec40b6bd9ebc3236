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
MANY = 6  # digits that the number of a sentence may have where it is not known how many there are: all parts of a document line up


def table(
    document: ScoredDocument, width: int, colour: bool, explanations: Sequence[Explanation] = (), words: int = 5, listed: bool = False
) -> Iterator[str]:
    """Yield the lines of the table: the sentences in order with label and score, wrapped to `width`, and a summary after the last.

    Labels are told apart by word and mark, and by colour too if `colour`. With explanations, each sentence is followed by
    the sum of its logit, naming that many `words`. Sentences that were looked for are marked `>` among those around them, and end
    with an empty line. In a list of sentences of many documents (`listed`) there is no title and no summary, and the document is named below.
    """

    def paint(text: str, label: str, **how: bool) -> str:
        return click.style(text, fg=COLOURS[label], **how) if colour else text

    def ink(line: str, label: str, around: bool) -> str:
        if around:
            return click.style(line, dim=True) if colour else line
        return paint(line, label) if label == NEUTRAL else line

    whole = document.first == 0 and document.ended
    number_width = len(str(len(document.sentences))) if whole else max(MANY, len(str(document.first + len(document.sentences))))
    label_width = max(map(len, LABELS))
    indent = number_width + 2 + 2 + label_width + 2 + 5 + 2
    text_width = min(max(width - indent, NARROWEST), WIDEST)
    if document.first == 0 and not listed:
        title = f"{printable(shown(document.name))} ({document.language})"
        yield click.style(title, bold=True) if colour else title
        yield ""
    for place, sentence in enumerate(document.sentences):
        number = document.first + place + 1
        label = sentence.label
        first, *rest = textwrap.wrap(printable(sentence.text), text_width, break_on_hyphens=False) or [""]
        hit = document.hits is not None and number - 1 in document.hits
        around = document.hits is not None and not hit
        verdict = paint(f"{MARKS[label]} {label:{label_width}}  {sentence.score:+z.2f}", label, bold=label != NEUTRAL and not around)
        yield f"{f'>{number:{number_width - 1}}' if hit else f'{number:{number_width}}'}  {verdict}  {ink(first, label, around)}"
        for line in rest:
            yield " " * indent + ink(line, label, around)
        if explanations:
            chances = ", ".join(f"{name}{UNBROKEN}{chance:.2f}" for name, chance in sentence.probabilities.items())
            for part in (f"P({chances})", sum_of(explanations[place], label, words)):
                for line in textwrap.wrap(part, text_width, break_on_hyphens=False):
                    line = line.replace(UNBROKEN, " ")
                    yield " " * indent + (click.style(line, dim=True) if colour else line)
    if listed:
        name = shortened(printable(shown(document.name)), text_width)
        yield " " * indent + (click.style(name, dim=True) if colour else name)
    if document.ended if document.hits is None else document.sentences:
        yield ""
    if not document.ended:
        return
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


def shortened(text: str, width: int) -> str:
    """Text that fits the width: of a longer one the beginning and the end, which tells more of a path."""
    if len(text) <= width:
        return text
    head = (width - 1) // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def printable(text: str) -> str:
    """Text without the characters that would steer a terminal or move the columns; white space becomes spaces."""
    return "".join(character if character.isprintable() else " " if character.isspace() else "�" for character in text)
