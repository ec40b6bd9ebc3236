"""`stance trend`: dated articles in, tension over time out."""

import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stance.cli import opening
from stance.cli.options import reading
from stance.cli.output import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from stance.report.trend import Trend

FORMATS = ("table", "csv", "html", "svg", "png")
DATE = click.DateTime(["%Y-%m-%d"])


@click.command()
@reading("[CORPUS|-]...")
@click.option("--by", type=click.Choice(["day", "week", "month"]), help="Length of a period; without it, one that the articles can fill.")
@click.option("--group", metavar="COLUMN", help="A series for each value of this column, or for each language.")
@click.option(
    "--most", default=8, show_default=True, metavar="N", type=click.IntRange(min=1), help="Groups to show: those with most sentences."
)
@click.option("--date-column", metavar="COLUMN", help="The column with the date; without it date, published, timestamp and the like.")
@click.option(
    "--day-first/--month-first",
    "day_first",
    default=None,
    help="How dates such as 3/12/2025 are meant; needed only if no other date tells.",
)
@click.option("--from", "start", type=DATE, metavar="DATE", help="Leave out what is older than this day: 2025-03-12.")
@click.option("--to", "end", type=DATE, metavar="DATE", help="Leave out what is newer than this day.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Without it what -o ends in, or a table to read.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write here instead of to the terminal: .svg, .png, .html or .csv.")
@click.option("--title", help="The title of the plot; without it the turning points in a sentence.")
def trend(
    paths: tuple[str, ...],
    by: str | None,
    group: str | None,
    most: int,
    date_column: str | None,
    day_first: bool | None,
    start: datetime | None,
    end: datetime | None,
    format_: str | None,
    output: str | None,
    title: str | None,
    split: str,
    text_column: str | None,
    language: str,
    model: str | None,
    quiet: bool,
) -> None:
    """Show tension over time.

    CORPUS is read as by stance score, and each article needs a date: in a column, or at the head of its file's name
    (2025-03-12-title.txt). What stance score wrote (not --by document) is not scored anew.

    Of every day, week (from Monday) or month: the tension (mean score of all its sentences, from -1 to +1), the shares of
    escalation and de-escalation, each with the band in which it lies in 95 of 100 random draws of the articles, and how
    many articles and sentences it rests on. A period without articles is a gap. A turning point is where tension goes to
    another level that lasts at least two periods, by more than chance explains if periods are otherwise independent;
    a slow drift comes out as steps.

    Exit status: 0 all was read; 1 something could not be, and is named on standard error; 2 wrong use.

    \b
    Examples:
      stance trend news.jsonl --by week -o trend.svg
      stance trend scored.jsonl --group source --from 2025-01-01 -o trend.html
      stance score archive/ --format jsonl | stance trend --format csv
    """
    from stance.atomic import replacing
    from stance.cli.console import Notes, fail
    from stance.cli.dated import Dated, Way, read
    from stance.errors import StanceError
    from stance.report import trend as trends
    from stance.report import trend_words as words
    from stance.text.documents import Way as ReadingWay

    say = Notes(quiet)
    output = None if output == "-" else output
    format_ = format_ or _format_of(output)
    if format_ in ("svg", "png", "html") and not _installed("matplotlib"):
        raise StanceError("a plot takes matplotlib; pip install 'stance[trend]', or use -o trend.csv")
    if not paths and sys.stdin is not None and sys.stdin.isatty():
        raise click.UsageError("no CORPUS named")
    if format_ == "png" and output is None and sys.stdout.isatty():
        raise click.UsageError("a png is not text; name a file with -o trend.png")
    paths = opening.sources(paths, output, say)
    if output:
        opening.require_writable(output)
    dated = Dated(date_column, group, start.date() if start else date.min, end.date() if end else date.max)
    way = Way(partial(opening.model, model), language, split, ReadingWay(say, text_column, output, scored=True), quiet)
    failures = list(read(paths, dated, way))
    say.end()
    for failure in failures:
        fail(str(failure))
    said = (lambda _: None) if quiet else fail
    if articles := dated.articles(by, day_first, said):
        seeking = _installed("ruptures")
        found = trends.trend(articles, by, most, turns=seeking)
        if by is None:
            said(f"by {found.by}; --by day, week or month sets it")
        for note in words.notes(found, seeking):
            said(note)
        content = _content(found, format_, title or words.headline(found, group), words.notes(found, seeking))
        data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
        if output is None:
            click.echo(content if format_ == "table" else data, nl=False)  # files are UTF-8 in any locale, a terminal is what it is
        else:
            with replacing(Path(output)) as file:
                file.write(data)
    if failures:
        sys.exit(1)


def _format_of(output: str | None) -> str:
    ending = Path(output or "").suffix.lower().removeprefix(".")
    if ending in FORMATS:
        return ending
    if ending in ("", "txt"):
        return "table"
    raise click.UsageError(f"{output}: a trend cannot be written as .{ending}; use .svg, .png, .html or .csv")


def _installed(library: str) -> bool:
    from importlib.util import find_spec

    return find_spec(library) is not None


def _content(found: "Trend", format_: str, title: str, notes: list[str]) -> str | bytes:
    from stance.report import trend_files

    if format_ == "table":
        return "".join(line + "\n" for line in trend_files.table(found, opening.in_colour(sys.stdout)))
    if format_ == "csv":
        return BYTE_ORDER_MARK + trend_files.csv_text(found)
    from stance.report import plots

    if format_ == "png":
        return plots.png(found, title)
    if format_ == "svg":
        return plots.svg(found, title)
    return trend_files.page(found, plots.svg(found, title, bare=True), title, notes)
