"""What is said of a trend in words: its headline, its turning points, how it was made, and what to be careful with."""

from collections.abc import Sequence
from datetime import date

from stance import __version__
from stance.report.trend import DAY, FEW, FEWEST, MONTH, SEARCHED, WEEK, Series, Trend, Turn

NAMED = 3  # turning points in a headline, or groups that were left out in a note


def named(start: date, by: str, year: bool = True) -> str:
    """Say which day, week or month begins on a day."""
    words = f"{start:%B}" if by == MONTH else f"{start.day} {start:%B}"
    return f"{'the week of ' if by == WEEK else ''}{words}{f' {start.year}' if year else ''}"


def span(trend: Trend) -> str:
    """Say from when to when a trend goes."""
    first, last = trend.first, trend.last
    if first == last:
        return named(first, DAY)
    unit = DAY if trend.by == DAY or (first.year, first.month) == (last.year, last.month) else MONTH
    return f"{named(first, unit, year=first.year != last.year)} to {named(last, unit)}"


def headline(trend: Trend, group: str | None = None) -> str:
    """Say in a sentence what is seen, if that is one to three turning points of one series; otherwise what is shown."""
    (series, *others) = trend.series
    if others or not 1 <= len(series.turns) <= NAMED:
        return f"Tension{f' by {group}' if group else ''}, {span(trend)}"
    years = [turn.start.year for turn in series.turns]
    moves = [
        f"{'rose' if turn.after > turn.before else 'fell'} {'on' if trend.by == DAY else 'in'} "
        + named(turn.start, trend.by, year=turn.start.year not in years[place + 1 :])
        for place, turn in enumerate(series.turns)
    ]
    return f"Tension {', '.join(moves[:-1])}{' and ' if moves[1:] else ''}{moves[-1]}"


def levels(turn: Turn) -> str:
    """Say from what to what tension went, with true minus signs."""
    return f"{turn.before:+z.2f} → {turn.after:+z.2f}".replace("-", "\N{MINUS SIGN}")


def turning_points(trend: Trend, series: Series) -> str:
    """Say in a line which turning points there are."""
    if not series.searched:
        return _not_sought(trend, [series])
    if not series.turns:
        return "No turning point found."
    found = "; ".join(f"{named(turn.start, trend.by)} ({levels(turn)})" for turn in series.turns)
    return f"Turning point{'' if len(series.turns) == 1 else 's'}: {found}."


def source(trend: Trend) -> str:
    """Say what was counted and by what."""
    articles, sentences = (sum(getattr(series, what) for series in trend.series) for what in ("articles", "sentences"))
    return f"stance {__version__}; {_number(articles, 'article')}, {_number(sentences, 'sentence')}, by {trend.by}, {span(trend)}."


def method(trend: Trend) -> str:
    """Say what the figures are, for those who read them."""
    rough = any(0 < period.articles < FEW for series in trend.series for period in series.periods)
    few = f"; \N{WHITE CIRCLE} fewer than {FEW} articles, where they are rough" if rough else ""
    turning = (
        f"A turning point is where mean tension goes to another level that lasts at least two {trend.by}s, by more than chance explains "
        f"if {trend.by}s are otherwise independent (PELT, modified BIC); a slow drift comes out as steps."
    )
    return (
        f"Tension is the mean score of all sentences of a {trend.by}, from \N{MINUS SIGN}1 (de-escalation) to +1 (escalation). Bands: 95 % bootstrap "
        f"intervals over articles{few}. {turning if any(series.searched for series in trend.series) else _not_sought(trend, trend.series)}"
    )


def _not_sought(trend: Trend, of: Sequence[Series]) -> str:
    enough = any(sum(period.articles >= FEW for period in series.periods) >= FEWEST for series in of)
    why = "" if enough else f": that takes {FEWEST} {trend.by}s with {FEW} articles or more"
    return f"Turning points were not sought{why}."


def notes(trend: Trend, sought: bool = True) -> list[str]:
    """Say what a reader has to be careful with, and what was left out; `sought` is false when there was no library to seek turning points."""
    found = [] if sought else ["no turning points sought: that takes ruptures; pip install 'stance[trend]'"]
    if trend.left_out:
        found.append(f"{_number(len(trend.left_out), 'group')} with fewer sentences left out ({_some(trend.left_out)}); --most shows more")
    filled = [period for series in trend.series for period in series.periods if period.articles]
    few = sum(period.articles < FEW for period in filled)
    if few:
        found.append(
            f"{few:,} of {_number(len(filled), trend.by)}{' of the groups' if trend.series[1:] else ''} "
            f"{'has' if few == 1 else 'have'} fewer than {FEW} articles: the band is rough there, and of one article there is none"
        )
    unsearched = [series.group for series in trend.series if not series.searched]
    if sought and unsearched:
        where = f" in {_some(unsearched)}" if trend.series[1:] else ""
        found.append(f"no turning points sought{where}: that takes {FEWEST} to {SEARCHED:,} {trend.by}s with {FEW} articles or more")
    return found


def _some(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _number(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
