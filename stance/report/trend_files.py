"""A trend as a table to read in a terminal, as CSV, and as a web page around its plot."""

from collections.abc import Iterator
from html import escape
from math import isfinite
from textwrap import wrap
from typing import Any

from stance import __version__
from stance.labels import COLOURS, DE_ESCALATION, ESCALATION, MARKS
from stance.report import trend_words as words
from stance.report.files import DECIMALS, separated
from stance.report.terminal import printable
from stance.report.trend import Estimate, Series, Trend

FIGURES = ("tension", "escalation", "de_escalation")
TURN = "◆"
BAR = 4  # characters a side of zero
SMALLEST = 0.2  # tension that may fill a bar: less would be made too much of


def table(trend: Trend, colour: bool) -> Iterator[str]:
    """Yield lines of at most 80 characters: a row a period, one for a gap, and the turning points below."""
    import click

    def paint(text: str, label: str) -> str:
        return click.style(text, fg=COLOURS[label]) if colour else text

    for place, series in enumerate(trend.series):
        if place:
            yield ""
        if series.group:
            yield click.style(printable(series.group), bold=True) if colour else printable(series.group)
        yield f"{trend.by:10}  articles  sentences     {MARKS[ESCALATION]}     {MARKS[DE_ESCALATION]}  tension  95 % band"
        largest = max([SMALLEST, *(abs(period.tension.value) for period in series.periods if period.articles)])
        turns = {turn.start for turn in series.turns}
        gap = 0
        for period in series.periods:
            if not period.articles:
                gap += 1
                continue
            if gap:
                yield f"{'':10}  no articles in {gap:,} {trend.by}{'' if gap == 1 else 's'}"
                gap = 0
            tension = period.tension
            rising = paint("▪" * round(BAR * max(tension.value, 0) / largest), ESCALATION)
            falling = round(BAR * max(-tension.value, 0) / largest)
            yield (
                f"{period.start}{TURN if period.start in turns else ' '} {period.articles:8,}  {period.sentences:9,}  {period.escalation.value:4.0%}  {period.de_escalation.value:4.0%}"
                f"  {tension.value:+7.2f}  {_band(tension):14}  {' ' * (BAR - falling)}{paint('▪' * falling, DE_ESCALATION)}│{rising}"
            ).rstrip()
        yield ""
        yield from wrap((f"{TURN} " if turns else "") + words.turning_points(trend, series), 80)


def _band(figure: Estimate) -> str:
    return f"{figure.low:+z.2f} to {figure.high:+z.2f}" if isfinite(figure.low) else "–"


def csv_text(trend: Trend) -> str:
    """Return a row a period and group; what could not be had is empty, and so are the levels where there is no turning point."""
    figures = [f"{name}{end}" for name in FIGURES for end in ("", "_low", "_high")]
    rows: list[list[Any]] = [["group", trend.by, "articles", "sentences", *figures, "turning_point", "level_before", "level_after"]]
    for series in trend.series:
        turns = {turn.start: turn for turn in series.turns}
        for period in series.periods:
            turn = turns.get(period.start)
            estimates = [getattr(period, name) for name in FIGURES]
            rows.append(
                [
                    *(series.group, period.start.isoformat(), period.articles, period.sentences),
                    *(_cell(number) for one in estimates for number in (one.value, one.low, one.high)),
                    *((True, _cell(turn.before), _cell(turn.after)) if turn else (False, None, None)),
                ]
            )
    return "".join(line + "\n" for line in separated(rows, ","))


def _cell(number: float) -> float | None:
    return round(number, DECIMALS) if isfinite(number) else None


STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
svg { display: block; width: 100%; height: auto; max-width: 46rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .85rem }
caption { text-align: left; font-weight: bold; padding: .5rem 0 }
th, td { padding: .15rem .5rem; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap }
thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; white-space: normal }
th:first-child { text-align: left; font-weight: normal }
thead th:first-child { font-weight: bold }
tr.turn > * { border-top: 2px solid #1a1a1a }
.scroll { overflow-x: auto }
"""


def page(trend: Trend, svg: str, title: str, notes: list[str]) -> str:
    """Return a web page that needs no other file: the plot, what it says in words, and the figures as tables."""
    series = "".join(_section(trend, series) for series in trend.series)
    remarks = "".join(f"<li>{escape(note)}</li>\n" for note in notes)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="stance {__version__}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<figure style="margin: 0">
{svg[svg.index("<svg") :].rstrip()}
</figure>
<p>{escape(words.method(trend))}</p>
{f"<ul>{remarks}</ul>" if remarks else ""}
<h2>Figures</h2>
{series}
<p>{escape(words.source(trend))}</p>
</main>
</body>
</html>
"""


def _section(trend: Trend, series: Series) -> str:
    turns = {turn.start for turn in series.turns}
    rows = []
    for period in series.periods:
        if period.articles:
            shares = [_range(one, "{:.1%}") for one in (period.escalation, period.de_escalation)]
            cells = [f"{period.articles:,}", f"{period.sentences:,}", *shares, _range(period.tension, "{:+z.2f}")]
            data = "".join(f"<td>{cell}</td>" for cell in cells)
        else:
            data = '<td>0</td><td>0</td><td colspan="3">no articles</td>'
        turned = period.start in turns
        opening = f'<tr class="turn"><th scope="row">{period.start} (turn)' if turned else f'<tr><th scope="row">{period.start}'
        rows.append(f"{opening}</th>{data}</tr>")
    return f"""<section>
{f"<h3>{escape(series.group)}</h3>" if series.group else ""}
<p>{escape(words.turning_points(trend, series))}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Figures{f" of {escape(series.group)}" if series.group else ""}">
<table>
<caption>By {trend.by}, with 95 % bands</caption>
<thead><tr><th scope="col">{trend.by.capitalize()}</th><th scope="col">Articles</th><th scope="col">Sentences</th>
<th scope="col">Escalation</th><th scope="col">De-escalation</th><th scope="col">Tension</th></tr></thead>
<tbody>
{chr(10).join(rows)}
</tbody>
</table>
</div>
</section>
"""


def _range(figure: Estimate, form: str) -> str:
    value = form.format(figure.value)
    return f"{value} ({form.format(figure.low)} to {form.format(figure.high)})" if isfinite(figure.low) else value
