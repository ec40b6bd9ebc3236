"""Articles with their dates -> how tense they are from day to day, week to week or month to month.

The figures of a period are taken over all its sentences. Sentences of an article resemble each other, so it is articles that are
drawn, with all their sentences, to see how far chance could have moved a figure (the cluster bootstrap: Davison & Hinkley,
Bootstrap Methods and their Application, 1997, section 3.8; bands by percentile, section 5.3).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan

import numpy as np
from numpy.typing import NDArray

from stance.errors import StanceError

DAY, WEEK, MONTH = PERIODS = ("day", "week", "month")
DRAWS = 2_000  # of the bootstrap; twice the 1,000 that Efron & Tibshirani (1993, section 14.2) ask for a percentile of 2.5
SEED = 2025
AT_A_TIME = 1_000_000  # articles drawn: what is held in memory
FEW = 5  # articles of a period below which its band is a rough guess, and no turning point is sought in it
READABLE = 120  # periods in a plot
MOST = 10_000  # periods of a trend: beyond them a date is wrong, or the periods too short
SEARCHED = 1_000  # periods among which turning points are sought; more take too long, and are noise
FEWEST = 8  # periods without which there is too little to tell a turn from noise
MEDIAN = 0.4549  # of a squared standard normal deviate (chi-squared, one degree of freedom)
SHORTEST = 2  # periods that a level has to last


@dataclass(frozen=True, slots=True)
class Article:
    """What a trend takes of a scored article: its day, its group ("" when there are none), and what its sentences add up to."""

    day: date
    sentences: int
    escalation: int
    de_escalation: int
    score: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its band (95 in 100 draws lie between `low` and `high`) and its standard error; nan is what could not be had."""

    value: float = nan
    low: float = nan
    high: float = nan
    error: float = nan


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week or a month, from its first day; one without articles has figures that are nan."""

    start: date
    articles: int = 0
    sentences: int = 0
    tension: Estimate = Estimate()
    escalation: Estimate = Estimate()
    de_escalation: Estimate = Estimate()


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point: from the period that begins at `start`, mean tension is at another level than before."""

    start: date
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Series:
    """A group's periods, without a hole, and its turning points; `searched` is false when there was too little to look for them."""

    group: str
    periods: list[Period]
    turns: list[Turn]
    searched: bool

    @property
    def articles(self) -> int:
        """How many there are in all."""
        return sum(period.articles for period in self.periods)

    @property
    def sentences(self) -> int:
        """How many there are in all."""
        return sum(period.sentences for period in self.periods)


@dataclass(frozen=True, slots=True)
class Trend:
    """Series over the same periods, that with most sentences first; `left_out` are the groups that there was no room for.

    `first` and `last` are the days of the first and the last article.
    """

    by: str
    first: date
    last: date
    series: list[Series]
    left_out: list[str]


def trend(articles: Sequence[Article], by: str | None = None, most: int = 8, turns: bool = True) -> Trend:
    """Put the articles of each group in periods, with bands and turning points; same articles, same figures, in whatever order.

    Parameters
    ----------
    articles
        at least one
    by
        "day", "week" (they begin on Monday) or "month"; by default what `choose` takes
    most
        groups to keep: those with most sentences
    turns
        whether to seek turning points; it takes the library ruptures

    Raises
    ------
    StanceError
        when there would be more than 10,000 periods, or ruptures is not installed.
    """
    sizes: Counter[str] = Counter()
    for article in articles:
        sizes[article.group] += article.sentences
    groups = sorted(sizes, key=lambda group: (-sizes[group], group))
    days = [article.day for article in articles]
    by = by or choose(days)
    first, last = start_of(min(days), by), start_of(max(days), by)
    if count(first, last, by) > MOST:
        raise StanceError(f"from {first} to {last} are more than {MOST:,} {by}s; use a longer --by, or --from and --to")
    series = []
    for group in groups[:most]:
        periods = _periods([article for article in articles if article.group == group], list(starts(first, last, by)), by)
        firm = [period for period in periods if period.articles >= FEW]
        searched = turns and FEWEST <= len(firm) <= SEARCHED
        series.append(Series(group, periods, turning_points(firm) if searched else [], searched))
    return Trend(by, min(days), max(days), series, groups[most:])


def choose(days: Sequence[date]) -> str:
    """Return the shortest period that gives at most 120 of them, with five articles each on average; otherwise a month."""
    for by in (DAY, WEEK):
        number = count(start_of(min(days), by), start_of(max(days), by), by)
        if number <= READABLE and len(days) / number >= FEW:
            return by
    return MONTH


def start_of(day: date, by: str) -> date:
    """Return the first day of the period that a day is in; weeks are those of ISO 8601."""
    if by == MONTH:
        return day.replace(day=1)
    return day - timedelta(day.weekday()) if by == WEEK else day


def after(start: date, by: str) -> date:
    """Return the first day of the next period."""
    return start_of(start + timedelta({DAY: 1, WEEK: 7, MONTH: 31}[by]), by)


def starts(first: date, last: date, by: str) -> Iterator[date]:
    """Yield the first days of all periods from the one that begins with `first` to the one that begins with `last`."""
    while first <= last:
        yield first
        first = after(first, by)


def count(first: date, last: date, by: str) -> int:
    """Say how many periods that are."""
    if by == MONTH:
        return 12 * (last.year - first.year) + last.month - first.month + 1
    return (last - first).days // (7 if by == WEEK else 1) + 1


def _periods(articles: Iterable[Article], starts: Sequence[date], by: str) -> list[Period]:
    found: dict[date, list[tuple[float, ...]]] = {start: [] for start in starts}
    for article in articles:
        row = (article.sentences, article.escalation, article.de_escalation, article.score)
        found[start_of(article.day, by)].append(row)
    return [_period(start, np.array(sorted(rows), np.float64)) if rows else Period(start) for start, rows in found.items()]


def _period(start: date, rows: NDArray[np.float64]) -> Period:
    """Add up the articles of a period: sentences, escalation, de-escalation and score are the columns of `rows`."""
    sums = rows.sum(axis=0)
    values = sums[1:] / sums[0]
    low = high = errors = np.full(3, nan)
    if len(rows) > 1:
        # A seed of its own for every period: its band does not depend on what else is in the trend.
        drawn = bootstrap(rows, np.random.default_rng((SEED, start.toordinal())))
        low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
        errors = drawn.std(axis=0) * np.sqrt(len(rows) / (len(rows) - 1))  # of the draws: without it, that of n is too small by 1/n
    escalation, de_escalation, tension = (
        Estimate(*figures) for figures in zip(values.tolist(), low.tolist(), high.tolist(), errors.tolist(), strict=True)
    )
    return Period(start, len(rows), int(sums[0]), tension, escalation, de_escalation)


def bootstrap(rows: NDArray[np.float64], rng: np.random.Generator, draws: int = DRAWS) -> NDArray[np.float64]:
    """Draw as many rows as there are, again and again, and return the sums of the other columns over that of the first: (draws, columns - 1)."""
    size = len(rows)
    found = []
    for begin in range(0, draws, step := max(1, AT_A_TIME // size)):
        number = min(step, draws - begin)
        drawn = rng.integers(size, size=(number, size)) + size * np.arange(number)[:, None]
        times = np.bincount(drawn.ravel(), minlength=number * size).reshape(number, size)  # that each row was drawn
        sums = times @ rows
        found.append(sums[:, 1:] / sums[:, :1])
    return np.concatenate(found)


def turning_points(periods: Sequence[Period]) -> list[Turn]:
    """Find where the mean tension goes to another level that lasts two periods or more.

    PELT (Killick, Fearnhead & Eckley, Optimal detection of changepoints with a linear computational cost, JASA 107, 2012; library
    ruptures) cuts the periods into the segments, each with a level of its own, for which the weighted squared error and the penalty of
    the modified BIC (Zhang & Siegmund, Biometrics 63, 2007) are least together. A period weighs 1 over its variance: the square of its
    standard error, plus how much tension goes up and down between neighbouring periods beyond what such errors explain: half the
    squared difference (von Neumann et al., Annals of Mathematical Statistics 12, 1941), by its median, which the turns do not move.

    On noise without a turn it finds one in about 3 of 100 series.

    Parameters
    ----------
    periods
        in order, each with a standard error; empty ones are left out

    Raises
    ------
    StanceError
        when ruptures is not installed.
    """
    try:
        from ruptures import Pelt
        from ruptures.base import BaseCost
    except ImportError:
        raise StanceError("turning points take ruptures; pip install 'stance[trend]'") from None

    class ModifiedBIC(BaseCost):  # type: ignore[misc]
        """What a segment costs; with 3 log(n) a turn that is the criterion. Signal: tension and weight."""

        model, min_size = "mbic", SHORTEST

        def fit(self, signal: NDArray[np.float64]) -> "ModifiedBIC":
            value, weight = signal.T
            sums = np.cumsum([weight, weight * value, weight * value**2], axis=1)
            self.signal, self.sums = signal, [[0.0] * 3, *sums.T.tolist()]
            return self

        def error(self, start: int, end: int) -> float:
            weight, first, second = (b - a for a, b in zip(self.sums[start], self.sums[end], strict=True))
            return float(second - first**2 / weight + np.log(end - start))

    tension = np.array([period.tension.value for period in periods])
    variance = np.array([period.tension.error for period in periods]) ** 2
    unrest = max(0.0, np.median(np.diff(tension) ** 2) / MEDIAN / 2 - np.median(variance))
    weights = 1 / (unrest + variance + 1e-6)  # no period is quite certain: articles can be copies of one
    tension -= tension.mean()
    search = Pelt(custom_cost=ModifiedBIC(), min_size=SHORTEST, jump=1).fit(np.column_stack([tension, weights]))
    ends = search.predict(pen=3 * np.log(len(periods)))
    levels = [segment(periods[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    return [Turn(periods[end].start, before, after) for end, before, after in zip(ends, levels, levels[1:], strict=False)]


def segment(periods: Sequence[Period]) -> float:
    """Return the tension of several periods together: the mean over all their sentences."""
    return sum(period.tension.value * period.sentences for period in periods) / sum(period.sentences for period in periods)
