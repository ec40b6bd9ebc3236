"""The options that several commands share."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from stance.cli.output import ENDINGS

F = TypeVar("F", bound=Callable[..., None])
ABOUT = {
    "table": "table to read",
    "jsonl": "jsonl (one JSON line a sentence) to go on with",
    "csv": "csv, tsv and parquet for spreadsheets and data frames",
    "html": "html, the page of stance report",
}
READING: Sequence[Callable[[Any], Any]] = (
    click.option(
        "--split",
        type=click.Choice(["auto", "lines"]),
        default="auto",
        show_default=True,
        help="lines: every line is one sentence already; those of a file are one article.",
    ),
    click.option("--text-column", metavar="NAME", help="The column of a table that holds the text; without it text, body, content, ..."),
    click.option(
        "--language",
        type=click.Choice(["auto", "nl", "en"]),
        default="auto",
        show_default=True,
        help="auto: that of a column language, or seen from each document.",
    ),
    click.option("--model", type=click.Path(), help="A model file made by stance train; without it the one that comes with stance."),
    click.option("-q", "--quiet", is_flag=True, help="No progress bar and no notes on standard error, only errors."),
)


def reading(metavar: str = "[PATH|-]...") -> Callable[[F], F]:
    """Give a command the options of all those that read articles."""
    return _all([click.argument("paths", metavar=metavar, nargs=-1, type=click.Path(readable=False)), *READING])


def writing(*formats: str) -> Callable[[F], F]:
    """Give a command the options of those that write something of every article, in these formats."""
    endings = [ending for ending, format_ in ENDINGS.items() if format_ in formats and ending not in (".ndjson", ".htm")]
    return _all(
        [
            click.option(
                "--format",
                "format_",
                type=click.Choice(formats),
                help="; ".join(ABOUT[name] for name in formats if name in ABOUT) + ".  [default: by the ending of -o, or table]",
            ),
            click.option(
                "-o",
                "--output",
                type=click.Path(readable=False),
                help=f"Write here instead of to standard output (-), in the format of its ending: {', '.join(endings)}, or of text ones "
                ".gz. It is there only when all is done.",
            ),
            click.option(
                "--jobs",
                type=click.IntRange(min=1),
                default=1,
                show_default=True,
                metavar="N",
                help="Processes that work at the same time. They share out files of up to 1 MB, and pay from some 4 MB in all; the output is "
                "the same.",
            ),
        ]
    )


LABELLED: Sequence[Callable[[Any], Any]] = (
    click.option("--text-column", metavar="NAME", help="The column with the sentence; without it text, sentence, content, ..."),
    click.option("--label-column", metavar="NAME", help="The column with the label; without it label, labels, stance, code, ..."),
    click.option("--document-column", metavar="NAME", help="The column that names the article; without it document, article, url, ..."),
    click.option(
        "--map",
        "map_",
        metavar="MAP",
        help="What the labels are called there: 0=neutral,1=de-escalation,2=escalation, or a ready map: cameo (root codes), plover "
        "(event types), quad (0-4).",
    ),
    click.option(
        "--language",
        type=click.Choice(["auto", "nl", "en"]),
        default="auto",
        show_default=True,
        help="auto: that of a column, or seen from the text.",
    ),
    click.option("--strict", is_flag=True, help="Stop, with exit status 1, if there is anything to say about the data."),
    click.option("-q", "--quiet", is_flag=True, help="No progress bar and no notes on standard error, only errors."),
)


def labelled(command: F) -> F:
    """Give a command the options of all those that read labelled data."""
    return _all(LABELLED)(command)


def _all(given: Sequence[Callable[[Any], Any]]) -> Callable[[F], F]:
    def add(command: F) -> F:
        for option in reversed(given):
            command = option(command)
        return command

    return add
