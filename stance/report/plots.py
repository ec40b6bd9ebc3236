"""A trend as a plot that can be printed: tension with its band and turning points, both shares, and what they rest on.

It reads at 14 cm of width, in grey, and with any kind of colour blindness: what differs in colour differs in line style and bears its
name. Same trend, same bytes.
"""

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape
from io import BytesIO
from itertools import groupby
from math import ceil, isfinite
from statistics import fmean
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

from stance import __version__
from stance.errors import StanceError
from stance.report import trend_words as words
from stance.report.terminal import printable
from stance.report.trend import FEW, MONTH, Estimate, Period, Series, Trend, after

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, GREY, PALE = "#1a1a1a", "#5f5f5f", "#ececec"
# Orange and blue of the Okabe-Ito palette, darkened until their names can be read on white (contrast over 4.5).
ESCALATION, DE_ESCALATION = "#b84a00", "#0068a8"
WIDTH, WIDE = 5.6, 7.4  # inches, of one series and of two beside each other
SMALL, NORMAL, LARGE = 6.5, 7.5, 11.5  # points
LETTER = 0.6 / 72  # inches that a letter takes on average, a point of its size; bold ones take a tenth more
HEAD, NAME = 0.28, 0.2  # inches above a panel for what it shows, and above those of a group for its name
DOTTED = 0.07  # inches between two periods from which on each has a dot
LEAST = 0.1  # tension that can always be seen: less would be made too much of
DASHES = (0, (3.5, 1.2))
FONTS = "Helvetica, Arial, 'DejaVu Sans', sans-serif"  # of the SVG; laid out in DejaVu, the widest of them
UNDATED: dict[str, None] = {"Date": None, "Creator": None, "Format": None, "Type": None}  # metadata of an SVG: the same bytes every time
STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every computer
    "font.size": NORMAL,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign is a dollar sign
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelcolor": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.unicode_minus": True,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "stance",
    "path.simplify": False,
}


def png(trend: Trend, title: str) -> bytes:
    """Draw a trend at 200 dots an inch."""
    return drawn(lambda: figure(trend, title), "png", dpi=200, metadata={"Software": f"stance {__version__}", "Title": title})


def svg(trend: Trend, title: str, bare: bool = False) -> str:
    """Draw a trend with text that is text, and that says to a screen reader what is to be seen; `bare` of its title and source."""
    drawing = drawn(lambda: figure(trend, title, bare), "svg", metadata=UNDATED).decode()
    about = " ".join(
        [words.source(trend), *(f"{one.group}: {words.turning_points(trend, one)}".removeprefix(": ") for one in trend.series)]
    )
    return told(drawing, title, about, "trend")


def told(drawing: str, title: str, about: str, name: str = "figures") -> str:
    """Return an SVG of matplotlib with fonts that are everywhere, and with what it shows for a screen reader; `name` begins its ids."""
    names = f'<title id="{name}-title">{escape(printable(title))}</title>\n <desc id="{name}-desc">{escape(printable(about))}</desc>'
    return re.sub(
        r"(<svg )([^>]*>)",
        lambda tag: f'{tag[1]}role="img" aria-labelledby="{name}-title {name}-desc" {tag[2]}\n {names}',
        drawing.replace("'DejaVu Sans'", FONTS),
    )


def drawn(make: Callable[[], "Figure"], format_: str, **how: Any) -> bytes:
    """Draw a figure in the style of the house.

    Raises
    ------
    StanceError
        when matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError:
        raise StanceError("a plot takes matplotlib; pip install 'stance[trend]'") from None
    file = BytesIO()
    with warnings.catch_warnings(), mpl.rc_context(STYLE):
        warnings.simplefilter("ignore")  # of scripts that the plot's typeface does not have: they are drawn as boxes
        make().savefig(file, format=format_, **how)
    return file.getvalue()


def figure(trend: Trend, title: str, bare: bool = False) -> "Figure":
    """Lay out the title, three panels for each series, and the source; panels of a kind have the same scale."""
    from matplotlib.figure import Figure

    columns = 1 if len(trend.series) == 1 else 2
    width, heights = (WIDTH, (2.2, 1.3, 0.55)) if columns == 1 else (WIDE, (1.3, 0.75, 0.35))
    cell = sum(heights) + 3 * HEAD + 0.35 + (0 if columns == 1 else NAME)
    heading = wrap(printable(title), int((width - 0.3) / (LARGE * LETTER * 1.1)))
    foot = [
        line for text in (words.method(trend), words.source(trend)) for line in wrap(text, int((width - 0.3) / (SMALL * LETTER * 0.95)))
    ]
    if bare:
        heading, foot = [], []
    above, below = 0.15 + 0.2 * len(heading), 0.2 + 0.13 * len(foot)
    height = above + below + cell * ceil(len(trend.series) / columns)
    whole = Figure(figsize=(width, height), facecolor="white")
    for number, line in enumerate(heading):
        whole.text(0.15 / width, 1 - (0.13 + 0.2 * number) / height, line, size=LARGE, weight="bold", va="top")
    for number, line in enumerate(reversed(foot)):
        whole.text(0.15 / width, (0.1 + 0.13 * number) / height, line, size=SMALL, color=GREY, va="bottom")
    cells: list[list[Axes]] = []
    for number, series in enumerate(trend.series):
        row, column = divmod(number, columns)
        left, top = 0.6 + column * width / columns, height - above - row * cell
        if series.group:
            name = shorten(printable(series.group), int(width / columns / (8.5 * LETTER * 1.1)), placeholder="…")
            whole.text((left - 0.45) / width, (top - 0.12) / height, name, size=8.5, weight="bold", va="top")
            top -= NAME
        panels: list[Axes] = []
        for place, tall in enumerate(heights):
            top -= HEAD + tall
            box = (left / width, top / height, (width / columns - 0.6 - 0.95) / width, tall / height)
            panels.append(whole.add_axes(box, sharex=panels[0] if panels else None, sharey=cells[0][place] if cells else None))
        cells.append(panels)
        _panels(panels, trend, series)
    _scale(cells, trend, width / columns - 0.6 - 0.95, heights)
    return whole


def _panels(panels: "Sequence[Axes]", trend: Trend, series: Series) -> None:
    """Draw a series: tension, shares, number of sentences."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    tension, shares, sentences = panels
    periods = series.periods
    begins, ends = [_days(period.start) for period in periods], [_days(after(period.start, trend.by)) for period in periods]
    for panel, name in zip(panels, ("Tension", "Share of sentences", f"Sentences a {trend.by}"), strict=True):
        panel.set_title(name, loc="left", size=NORMAL, weight="bold", pad=4)
        panel.tick_params(length=2.5, width=0.6, labelsize=NORMAL, labelbottom=panel is sentences)
        panel.set_xlim(begins[0], ends[-1])
        for first, last in _gaps(periods):
            panel.axvspan(begins[first], ends[last], color=PALE, linewidth=0, zorder=0)
        for turn in series.turns:
            panel.axvline(_days(turn.start), color=INK, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)
    middles = [(begin + end) / 2 for begin, end in zip(begins, ends, strict=True)]
    tension.axhline(0, color=GREY, linewidth=0.6, zorder=1)
    _line(tension, middles, periods, [period.tension for period in periods], INK, "-")
    up, down = [period.escalation for period in periods], [period.de_escalation for period in periods]
    _line(shares, middles, periods, up, ESCALATION, "-")
    _line(shares, middles, periods, down, DE_ESCALATION, DASHES)
    sentences.bar(
        middles, [period.sentences for period in periods], [0.8 * (b - a) for a, b in zip(begins, ends, strict=True)], color="#8c8c8c"
    )
    locator = AutoDateLocator(minticks=2, maxticks=7)
    sentences.xaxis.set_major_locator(locator)
    formats = ["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"]
    starts = ["", "%Y", "%b", "%d %b", "%H:%M", "%H:%M"]  # what stands where a year, a month and so on begins
    sentences.xaxis.set_major_formatter(ConciseDateFormatter(locator, formats=formats, zero_formats=starts, show_offset=False))


def _line(
    panel: "Axes", at: Sequence[float], periods: Sequence[Period], figures: Sequence[Estimate], colour: str, style: str | tuple[Any, ...]
) -> None:
    """Draw figures with their bands; a period without articles breaks both, and one that stands alone is a dot with a bar."""
    low, high = [figure.low for figure in figures], [figure.high for figure in figures]
    values = [figure.value for figure in figures]
    panel.fill_between(at, low, high, color=colour, alpha=0.18, linewidth=0, zorder=2)
    panel.plot(at, values, color=colour, linewidth=1.2, linestyle=style, solid_capstyle="round", zorder=3)
    dotted = panel.bbox.width / panel.figure.dpi / len(periods) > DOTTED
    there = [False, *(period.articles > 0 for period in periods), False]
    for place, period in enumerate(periods):
        alone = there[place + 1] and not there[place] and not there[place + 2]
        if alone and isfinite(low[place]):
            panel.plot([at[place]] * 2, [low[place], high[place]], color=colour, alpha=0.5, linewidth=1.2, zorder=2)
        if there[place + 1] and (alone or dotted):
            face = "white" if period.articles < FEW else colour
            panel.plot(
                at[place], values[place], "o", markersize=2.4, markerfacecolor=face, markeredgecolor=colour, markeredgewidth=0.6, zorder=4
            )


def _gaps(periods: Sequence[Period]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of periods in a row that have no articles."""
    for empty, places in groupby(range(len(periods)), key=lambda place: not periods[place].articles):
        if empty:
            run = list(places)
            yield run[0], run[-1]


def _scale(cells: "Sequence[Sequence[Axes]]", trend: Trend, width: float, heights: Sequence[float]) -> None:
    """Set the limits of all panels and put the names of lines, gaps and turning points where they hide nothing."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

    periods = [period for series in trend.series for period in series.periods if period.articles]
    values = [
        -LEAST,
        LEAST,
        *(value for one in periods for value in (one.tension.value, one.tension.low, one.tension.high) if isfinite(value)),
    ]
    shares = [value for one in periods for share in (one.escalation, one.de_escalation) for value in (share.value, share.high)]
    roomy = len(cells) == 1
    labels = [list(_labels(trend, series, width, roomy)) for series in trend.series]
    rows = max((row + 1 for found in labels for *_, row in found), default=0)
    lines = 2 if roomy else 1
    taken = rows * (0.06 + lines * 0.125) / heights[0]  # of the height, by labels of turning points
    margin = 0.06 * (max(values) - min(values))
    low, high = max(min(values) - margin, -1.05), min(max(values) + margin, 1.05)
    for panels, found, series in zip(cells, labels, trend.series, strict=True):
        tension, share, sentences = panels
        tension.set_ylim(low, low + (high - low) / (1 - min(taken, 0.6)))
        tension.set_yticks([tick for tick in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high) if low <= tick <= high])
        tension.yaxis.set_major_formatter(
            FuncFormatter(lambda value, _: f"{value:+.2g}".replace("-", "\N{MINUS SIGN}") if abs(value) > 1e-9 else "0")
        )
        share.set_ylim(0, 1.05 * max((value for value in shares if isfinite(value)), default=0) or 1)
        share.yaxis.set_major_locator(MaxNLocator(3))
        share.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol="\N{NO-BREAK SPACE}%"))
        sentences.set_ylim(0, 1.05 * max(one.sentences for one in periods))
        sentences.yaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10], integer=True))
        sentences.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        for text, at, side, row in found:
            place = (_days(at), 1 - row * taken / rows)
            offset = (3, 0) if side == "left" else (-3, 0)
            tension.annotate(
                text, place, offset, tension.get_xaxis_transform(), "offset points", size=SMALL, ha=side, va="top", linespacing=1.15
            )
        _name_directions(tension)
        _name_shares(share, series, heights[1])
        _name_gaps(tension, trend, series, width)


def _labels(trend: Trend, series: Series, width: float, roomy: bool) -> Iterator[tuple[str, date, str, int]]:
    """Yield for each turning point what stands by it, its day, the side of the text that is at its line, and a row where it fits."""
    first, last = series.periods[0].start, after(series.periods[-1].start, trend.by)
    one_year = trend.first.year == trend.last.year
    taken: list[float] = []  # inches from the left, by what stands in each row
    for turn in series.turns:
        day = f"{turn.start:%B}" if trend.by == MONTH else f"{turn.start.day} {turn.start:%b}"
        text = f"{day}{'' if one_year else f' {turn.start.year}'}" + (f"\n{words.levels(turn)}" if roomy else "")
        size = max(map(len, text.split("\n"))) * SMALL * LETTER + 0.1
        at = width * (turn.start - first) / (last - first)
        side, begin = ("left", at) if at + size <= width + 0.3 else ("right", at - size)
        row = next((row for row, end in enumerate(taken) if end <= begin), len(taken))
        taken[row : row + 1] = [begin + size]
        yield text, turn.start, side, row


def _name_directions(panel: "Axes") -> None:
    """Say beside the line at zero what is above it and what is below."""
    where = panel.get_yaxis_transform()
    panel.text(1.02, 0, "↑ escalation\n", size=SMALL, color=ESCALATION, va="center", linespacing=1.3, transform=where)
    panel.text(1.02, 0, "\n↓ de-escalation", size=SMALL, color=DE_ESCALATION, va="center", linespacing=1.3, transform=where)


def _name_shares(panel: "Axes", series: Series, tall: float) -> None:
    """Put their names at the ends of both lines, as far apart as they have to be."""
    final = [period for period in series.periods if period.articles][-max(1, len(series.periods) // 10) :]
    ends = [
        ("escalation", fmean(period.escalation.value for period in final), ESCALATION),
        ("de-escalation", fmean(period.de_escalation.value for period in final), DE_ESCALATION),
    ]
    ends.sort(key=lambda end: -end[1])
    (_, upper, _), (_, lower, _) = ends
    apart = 0.13 / tall * panel.get_ylim()[1]
    lower = max(min(lower, (upper + lower - apart) / 2), 0)
    upper = max(upper, lower + apart)
    for (name, _, colour), at in zip(ends, (upper, lower), strict=True):
        panel.text(1.02, at, name, size=SMALL, color=colour, va="center", transform=panel.get_yaxis_transform())


def _name_gaps(panel: "Axes", trend: Trend, series: Series, width: float) -> None:
    """Say of a gap why it is one, where there is room."""
    text = "no articles"
    left, right = panel.get_xlim()
    for first, last in _gaps(series.periods):
        begin, end = _days(series.periods[first].start), _days(after(series.periods[last].start, trend.by))
        across = width * (end - begin) / (right - left)
        if across > 0.15:
            lying = across > len(text) * SMALL * LETTER
            panel.text(
                (begin + end) / 2, 0.04, text, size=SMALL, color=GREY, ha="center", va="bottom",
                rotation=0 if lying else 90, transform=panel.get_xaxis_transform(),
            )  # fmt: skip


def _days(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))
