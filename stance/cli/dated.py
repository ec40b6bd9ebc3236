"""From paths to scored articles with their days: what `stance trend` reads."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, groupby
from typing import TYPE_CHECKING

from stance import scoring
from stance.cli.progress import progress
from stance.errors import DocumentError, StanceError
from stance.report.scored_rows import ScoredArticle, added_up, scored_articles
from stance.report.trend import MONTH, Article
from stance.scored import Totals
from stance.text import dates, documents
from stance.text.documents import Document, column, shown
from stance.text.tables import is_scored

if TYPE_CHECKING:
    from stance.model.classifier import Classifier

NONE = "(none)"  # the group of articles that do not say which


@dataclass(slots=True)
class Dated:
    """The articles that have a date, from `start` to `end`, with their `group`; and how many have none."""

    column: str | None = None
    group: str | None = None
    start: date = date.min
    end: date = date.max
    total: int = 0
    undated: list[str] = field(default_factory=list)  # names
    unread: list[str] = field(default_factory=list)  # dates and names
    columns: dict[str, None] = field(default_factory=dict)  # names, in the order in which they were seen
    kept: list[tuple[dates.Reading, str, Totals]] = field(default_factory=list)

    def wants(self, document: Document | ScoredArticle) -> bool:
        """Count an article, and tell whether it has a date that can be one of the days."""
        self.total += 1
        self.columns.update(dict.fromkeys(document.columns))
        value = dates.find(document.columns, document.name, self.column)
        reading = dates.read(value)
        if value is None:
            self.undated.append(shown(document.name))
        elif reading is None:
            self.unread.append(f"{str(value)[:40]!r} in {shown(document.name)}")
        return reading is not None and any(self.start <= day <= self.end for day in reading.days)

    def keep(self, article: ScoredArticle) -> None:
        """Take an article that is wanted."""
        reading = dates.read(dates.find(article.columns, article.name, self.column))
        assert reading
        group = ""
        if self.group is not None:
            value = article.language if self.group == "language" else column(article.columns, self.group)
            group = NONE if value in (None, "") else str(value)
        self.kept.append((reading, group, article.totals))

    def articles(self, by: str | None, day_first: bool | None, say: Callable[[str], None]) -> list[Article]:
        """Return the articles that can be put in periods; what cannot is said.

        Raises
        ------
        StanceError
            when there is none, when nothing tells which of day and month comes first, and when no article has the group's column.
        """
        if self.total == 0:
            return []
        if len(self.undated) + len(self.unread) == self.total:
            raise StanceError(self._dateless())
        for names, why in ((self.undated, "no date in"), (self.unread, "a date that cannot be read:")):
            if names:
                say(f"{len(names):,} of {self.total:,} articles left out: {why} {names[0]}{' and others' if names[1:] else ''}")
        if not self.kept:
            raise StanceError("no article within --from and --to; leave them out to see from when to when there are any")
        if self.group not in (None, "language") and self.group.lower() not in map(str.lower, self.columns):
            raise StanceError(f"no article has a column {self.group!r}; use language{''.join(f', {name}' for name in self.columns)}")
        if day_first is None:
            day_first = dates.days_come_first([reading for reading, *_ in self.kept])
        if day_first is None:
            day = next(reading.day_first for reading, *_ in self.kept if len(reading.days) == 2)
            raise StanceError(
                f"dates such as {day:%d/%m/%Y} can be read two ways, and no other tells which; say --day-first or --month-first"
            )
        found, vague = [], 0
        for reading, group, totals in self.kept:
            likely, other = (reading.day_first, reading.month_first) if day_first else (reading.month_first, reading.day_first)
            day = likely or other
            assert day
            if not reading.has_day and by != MONTH:
                vague += 1
            elif self.start <= day <= self.end:
                escalation, _, de_escalation = totals.counts
                found.append(Article(day, totals.sentences, escalation, de_escalation, totals.score, group))
        if vague:
            say(f"{vague:,} of {self.total:,} articles left out: their date names a month but no day; --by month takes them")
        if not found:
            raise StanceError("no article left" + ("; use --by month" if vague else " within --from and --to"))
        return found

    def _dateless(self) -> str:
        if self.unread:
            return f"no article has a date that can be read, such as 2025-03-12; the first is {self.unread[0]}"
        if self.column is not None:
            return f"no article has a column {self.column!r}; there are: {', '.join(self.columns) or 'none'}"
        if self.columns:
            return f"no article has a column that is known to hold dates; name one with --date-column: {', '.join(self.columns)}"
        return "no article has a date; put one at the head of the files' names (2025-03-12-title.txt) or in a column of a table"


@dataclass(frozen=True, slots=True)
class Way:
    """How articles are read and scored: with which classifier, which is opened when it is asked for, and what the options say."""

    classifier: "Callable[[], Classifier]"
    language: str
    split: str
    reading: documents.Way
    quiet: bool


def read(paths: Iterable[str], dated: Dated, way: Way) -> Iterator[DocumentError]:
    """Read and score what has a date, for `dated` to keep; hand on what cannot be read as errors.

    What `stance score` wrote is only added up: the classifier is not asked for unless there is something to score.
    """
    for path in paths:  # one by one: tables that were scored and others may come together
        found = documents.read([path], way.reading)
        yield from score(progress(found, "article", hidden=way.quiet), dated, way)


def score(found: Iterable[Document | DocumentError], dated: Dated, way: Way) -> Iterator[DocumentError]:
    """Score the documents that have a date; the rows of a table that `stance score` wrote are only added up."""
    for scored, items in groupby(found, key=lambda item: is_scored(item) if isinstance(item, Document) else None):
        if scored is None:
            yield from (item for item in items if isinstance(item, DocumentError))
        elif scored:
            for article in scored_articles((item.name, item.columns) for item in items if isinstance(item, Document)):
                if isinstance(article, DocumentError):
                    yield article
                elif dated.wants(article):
                    dated.keep(article)
        else:
            yield from _score((item for item in items if isinstance(item, Document)), dated, way)


def _score(found: Iterable[Document], dated: Dated, way: Way) -> Iterator[DocumentError]:
    wanted = (document for document in found if dated.wants(document))
    begun = next(wanted, None)
    if begun is None:  # nothing to open a model for
        return
    for item in scoring.score(chain([begun], wanted), way.classifier(), way.language, way.split, way.reading.warn):
        if isinstance(item, DocumentError):
            yield item
        elif item.ended:
            dated.keep(added_up(item))
