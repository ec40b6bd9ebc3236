"""What `stance score` wrote, read again: a row a sentence, added up article by article."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from stance.errors import DocumentError
from stance.labels import LABELS
from stance.scored import ScoredDocument, Totals

NEEDED = frozenset(("document", "sentence", "label", "score"))
OWN = NEEDED | {"start", "end", "text", "language", "probabilities", "hit"}  # the others came with the article


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """What the sentences of an article add up to, and what came with it."""

    name: str
    language: str
    columns: dict[str, Any]
    sentences: int
    totals: Totals


def added_up(document: ScoredDocument) -> ScoredArticle:
    """Add up a scored document; of one that comes in parts, the last part knows all."""
    return ScoredArticle(document.name, document.language, document.columns, document.first + len(document.sentences), document.totals)


def is_scored(line: bytes) -> bool:
    """Tell from the first line of a file whether it holds JSON lines that `stance score` wrote."""
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and row.keys() >= NEEDED


def json_rows(lines: Iterable[bytes], name: str) -> Iterator[tuple[str, Any]]:
    """Yield each line as a row, with its place; a line that is no JSON is no row: None."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield f"{name}:{number}", json.loads(line)
            except ValueError:
                yield f"{name}:{number}", None


def scored_articles(rows: Iterable[tuple[str, Any]]) -> Iterator[ScoredArticle]:
    """Add up rows, which come with their places; an article ends where another name comes, or sentences are numbered anew.

    Raises
    ------
    DocumentError
        when a row is not one that `stance score` writes.
    """
    for _, numbered in groupby(_numbered(rows), key=lambda item: item[0]):
        sentences = [(row, score) for _, row, score in numbered]
        row = sentences[0][0]
        labels = Counter(row["label"] for row, _ in sentences)
        totals = Totals(tuple(labels[label] for label in LABELS), sum(score for _, score in sentences))
        columns = {column: value for column, value in row.items() if column not in OWN}
        yield ScoredArticle(str(row["document"]), str(row.get("language", "")), columns, len(sentences), totals)


def _numbered(rows: Iterable[tuple[str, Any]]) -> Iterator[tuple[int, Mapping[str, Any], float]]:
    """Yield each row behind the number of its article, and before its score."""
    article, document, last = 0, None, -1
    for place, row in rows:
        try:
            name, number, label, score = row["document"], int(row["sentence"]), row["label"], float(row["score"])
        except (ValueError, KeyError, TypeError):
            label, score = None, 2.0
        if label not in LABELS or not -1 <= score <= 1:
            raise DocumentError(f"{place}: not a sentence that stance score wrote; take the line out, or score again")
        article += name != document or number <= last
        document, last = name, number
        yield article, row, score
