"""What `stance score` wrote, read again: a row a sentence, added up article by article."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stance.errors import DocumentError
from stance.labels import LABELS
from stance.report.files import COLUMNS, FIELDS
from stance.scored import ScoredDocument, Totals

OWN = frozenset((*FIELDS, *COLUMNS))  # the others came with the article


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """What the sentences of an article add up to, and what came with it."""

    name: str
    language: str
    columns: dict[str, Any]
    totals: Totals


def added_up(document: ScoredDocument) -> ScoredArticle:
    """Add up a scored document; of one that comes in parts, the last part knows all."""
    return ScoredArticle(document.name, document.language, document.columns, document.totals)


def scored_articles(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[ScoredArticle | DocumentError]:
    """Add up rows, which come with their places, article by article; an article that is not whole is an error in its place.

    An article begins with sentence 0, and the others follow in order: what was filtered or sorted is not a whole one.
    """
    held: list[tuple[Mapping[str, Any], float]] = []
    bad = False
    for place, row in rows:
        read = _read(row)
        if (read and read[0] == 0) or (held and row["document"] != held[0][0]["document"]):
            if held:
                yield _added_up(held)
            held, bad = [], False
        if read and read[0] == len(held):
            held.append((row, read[1]))
        elif not bad:
            held, bad = [], True
            why = (
                "a sentence is missing before it, as where it was filtered or sorted" if read else "not a sentence that stance score wrote"
            )
            yield DocumentError(f"{place}: {why}; its article is left out; score again without --only or --sort")
    if held:
        yield _added_up(held)


def _read(row: Mapping[str, Any]) -> tuple[int, float] | None:
    """Return the number of a sentence and its score; None if it is none that stance wrote."""
    try:
        number, score = int(row["sentence"]), float(row["score"])
    except (ValueError, TypeError):
        return None
    return (number, score) if row["label"] in LABELS and -1 <= score <= 1 else None


def _added_up(sentences: Sequence[tuple[Mapping[str, Any], float]]) -> ScoredArticle:
    row = sentences[0][0]
    labels = Counter(row["label"] for row, _ in sentences)
    totals = Totals(tuple(labels[label] for label in LABELS), sum(score for _, score in sentences))
    columns = {column: value for column, value in row.items() if column not in OWN}
    return ScoredArticle(str(row["document"]), str(row.get("language", "")), columns, totals)
