"""What a document comes to as a whole: a row for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click

from stance.labels import COLOURS, DE_ESCALATION, ESCALATION, LABELS, MARKS, NEUTRAL
from stance.report.files import DECIMALS, HIT, PROBABILITIES, encode
from stance.report.terminal import printable, shortened
from stance.scored import ScoredDocument, ScoredSentence, Totals
from stance.text.documents import passed_through, shown

FIELDS = ("document", "language", "sentences", "tension", "shares", "counts", "most_escalating", "most_de_escalating")
COLUMNS: dict[str, type] = {
    "document": str,
    "language": str,
    "sentences": int,
    "tension": float,
    **dict.fromkeys(PROBABILITIES.values(), float),
    **{f"{name}_sentences": int for name in PROBABILITIES.values()},
    "most_escalating": str,
    "most_escalating_score": float,
    "most_de_escalating": str,
    "most_de_escalating_score": float,
}
SHOWN = (ESCALATION, DE_ESCALATION, NEUTRAL)
FIGURES = 2 + 9 + len(SHOWN) * 6 + 2 + 7  # columns that the figures of the table take
NARROWEST, WIDEST = 20, 100  # columns for the name of a document


@dataclass(frozen=True, slots=True)
class Strongest:
    """The sentence of a document that leans furthest one way, and its number."""

    number: int
    sentence: ScoredSentence


@dataclass(frozen=True, slots=True)
class Overview:
    """A document and what its sentences come to.

    `totals` is what its sentences add up to, `escalating` the sentence with that label that has the highest score, `de_escalating` that with the lowest; None where no sentence
    carries the label.
    """

    document: ScoredDocument
    totals: Totals
    escalating: Strongest | None
    de_escalating: Strongest | None

    @property
    def shares(self) -> dict[str, float]:
        """Which part of the sentences carries each label."""
        return {label: count / self.totals.sentences for label, count in self.totals.by_label.items()}


def overview(document: ScoredDocument, before: Overview | None = None) -> Overview:
    """Return what a document comes to; of one in parts what it has come to so far, given that of the parts `before`."""
    found = [Strongest(number, sentence) for number, sentence in enumerate(document.sentences, document.first)]
    if before and document.first:
        found = [one for one in (before.escalating, before.de_escalating) if one] + found
    up = [one for one in found if one.sentence.label == ESCALATION]
    down = [one for one in found if one.sentence.label == DE_ESCALATION]
    return Overview(document, document.totals, max(up, key=_score, default=None), min(down, key=_score, default=None))


@dataclass(slots=True)
class Overviews:
    """Takes documents, in whole or in parts, and gives what each comes to when it has ended."""

    _before: Overview | None = None

    def of(self, document: ScoredDocument) -> Iterator[Overview]:
        """Give the overview of the document, unless more of it is to come."""
        self._before = overview(document, self._before)
        if document.ended:
            yield self._before


def _score(found: Strongest) -> float:
    return found.sentence.score


def json_line(found: Overview) -> str:
    """Return the overview as a JSON object; what came with the document stands last."""
    document, totals = found.document, found.totals
    record = {
        "document": document.name,
        "language": document.language,
        "sentences": totals.sentences,
        "tension": round(totals.tension, DECIMALS),
        "shares": {label: round(share, DECIMALS) for label, share in found.shares.items()},
        "counts": totals.by_label,
        "most_escalating": _record(found.escalating),
        "most_de_escalating": _record(found.de_escalating),
    }
    return encode(record | passed_through(document.columns, FIELDS))


def _record(found: Strongest | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"sentence": found.number, "text": found.sentence.text, "score": round(found.sentence.score, DECIMALS)}


def row(found: Overview, more: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """Return the overview as a row of `COLUMNS`, and the document's own columns named in `more`."""
    document, totals, shares = found.document, found.totals, found.shares
    own = passed_through(document.columns, {*COLUMNS, *HIT})
    return (
        *(document.name, document.language, totals.sentences, round(totals.tension, DECIMALS)),
        *(round(shares[label], DECIMALS) for label in LABELS),
        *totals.counts,
        *_cells(found.escalating),
        *_cells(found.de_escalating),
        *(own.get(name) for name in more),
    )


def _cells(found: Strongest | None) -> tuple[str | None, float | None]:
    return (found.sentence.text, round(found.sentence.score, DECIMALS)) if found else (None, None)


def heading(width: int, colour: bool) -> Iterator[str]:
    """Yield what stands above the table: what the marks mean, and the heads of its columns."""
    yield ", ".join(f"{MARKS[label]} {label}" for label in SHOWN) + ": shares of the sentences"
    yield ""
    line = f"{'document':{_name_width(width)}}  sentences" + "".join(f"  {MARKS[label]:>4}" for label in SHOWN) + "  tension"
    yield click.style(line, bold=True) if colour else line


def table_line(found: Overview, width: int, colour: bool) -> str:
    """Return the overview as a line of a table that fits the width; a long name loses its middle."""
    shares = found.shares

    def paint(text: str, label: str) -> str:
        return click.style(text, fg=COLOURS[label]) if colour else text

    name = shortened(printable(shown(found.document.name)), _name_width(width))
    line = f"{name:{_name_width(width)}}  {found.totals.sentences:9,}"
    for label in SHOWN:
        line += "  " + paint(f"{shares[label]:4.0%}", label)
    return f"{line}  {found.totals.tension:+z7.2f}"


def _name_width(width: int) -> int:
    return min(max(width - FIGURES, NARROWEST), WIDEST)
