"""The options of all commands that read articles."""

from collections.abc import Callable
from typing import TypeVar

import click

from stance.cli.output import ENDINGS

F = TypeVar("F", bound=Callable[..., None])
ABOUT = {
    "table": "table to read",
    "jsonl": "jsonl (one JSON line a sentence) to go on with",
    "csv": "csv, tsv and parquet for spreadsheets and data frames",
}


def options(*formats: str) -> Callable[[F], F]:
    """Give a command the options of all those that read articles; it writes these formats."""
    endings = [ending for ending, format_ in ENDINGS.items() if format_ in formats and ending != ".ndjson"]
    given = (
        click.argument("paths", metavar="[PATH|-]...", nargs=-1, type=click.Path(readable=False)),
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
            help=f"Write here instead of to standard output (-), in the format of its ending: {', '.join(endings)}, or of text ones .gz. "
            "It is there only when all is done.",
        ),
        click.option(
            "--split",
            type=click.Choice(["auto", "lines"]),
            default="auto",
            show_default=True,
            help="lines: every line is one sentence already; those of a file are one article.",
        ),
        click.option(
            "--text-column", metavar="NAME", help="The column of a table that holds the text; without it text, body, content, ..."
        ),
        click.option(
            "--language", type=click.Choice(["auto", "nl", "en"]), default="auto", show_default=True, help="auto: seen from each document."
        ),
        click.option(
            "--jobs",
            type=click.IntRange(min=1),
            default=1,
            show_default=True,
            help="Processes that work at the same time. They share out files of up to 1 MB, and pay from some 4 MB in all; the output is the same.",
        ),
        click.option("--model", type=click.Path(), help="A model file made by stance train; without it the one that comes with stance."),
        click.option("-q", "--quiet", is_flag=True, help="No progress bar and no notes on standard error, only errors."),
    )

    def add(command: F) -> F:
        for option in reversed(given):
            command = option(command)
        return command

    return add
