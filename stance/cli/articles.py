"""What the commands that read articles share: their options, and the way from paths to printed lines."""

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from stance.atomic import replacing

if TYPE_CHECKING:
    from stance.model.classifier import Classifier
    from stance.scored import ScoredDocument

F = TypeVar("F", bound=Callable[..., None])
OPTIONS = (
    click.argument("paths", metavar="[PATH|-]...", nargs=-1),
    click.option(
        "--format", "format_", type=click.Choice(["table", "jsonl"]), help="table to read, jsonl (one JSON line a sentence) to go on with."
    ),
    click.option(
        "-o", "--output", type=click.Path(dir_okay=False), help="Write here instead of to the terminal; jsonl if it ends in .jsonl."
    ),
    click.option(
        "--split",
        type=click.Choice(["auto", "lines"]),
        default="auto",
        show_default=True,
        help="lines: every line is one sentence already; those of a file are one article.",
    ),
    click.option(
        "--language", type=click.Choice(["auto", "nl", "en"]), default="auto", show_default=True, help="auto: seen from each document."
    ),
    click.option("--model", type=click.Path(), help="A model file made by stance train; without it the one that comes with stance."),
)


def options(command: F) -> F:
    """Give a command the options of all those that read articles."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are to be printed: `format` is table or jsonl; of a table the width in columns, and whether in colour."""

    format: str
    width: int
    colour: bool


Lines = Callable[["Classifier", "ScoredDocument", Look], Iterator[str]]


def print_all(
    lines: Lines, paths: tuple[str, ...], format_: str | None, output: str | None, split: str, language: str, model: str | None
) -> None:
    """Score every document and print what `lines` makes of it; exit with 1 if one could not be read.

    Raises
    ------
    StanceError
        when nothing can be read or written at all.
    """
    import stance
    from stance.cli.console import fail, progress
    from stance.errors import DocumentError, StanceError
    from stance.text import documents
    from stance.text.language import DEFAULT, detect

    if sys.stdin is None and (not paths or documents.STDIN in paths):
        raise StanceError("standard input is closed; name a file or a folder")
    if not paths and sys.stdin.isatty():
        fail("reading from the terminal; type or paste a text and end it with Ctrl-D")
    if output and any(path != documents.STDIN and _same(Path(path), Path(output)) for path in paths):
        raise click.UsageError(f"{output} is what is read; name another file to write")
    classifier = stance.load(model)
    failures: list[DocumentError] = []
    if output is None and format_ == "jsonl":
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]

    def scored() -> "Iterator[ScoredDocument]":
        found = documents.read(paths or (documents.STDIN,))
        for document in progress(found, "file", hidden=output is None and sys.stdout.isatty()):
            if isinstance(document, DocumentError):
                failures.append(document)
                continue
            if document.warning:
                fail(document.warning)
            known = detect(document.text) if language == "auto" else language
            if known is None:
                fail(f"{documents.shown(document.name)}: neither Dutch nor English, read as English; its labels mean little")
            try:
                yield stance.score(document.text, classifier, language=known or DEFAULT, split=split, name=document.name)
            except DocumentError as error:
                failures.append(error)

    def write(format_: str, stream: TextIO) -> int:
        """Write documents as they come; return how many there were."""
        colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        width = shutil.get_terminal_size().columns if stream.isatty() or "COLUMNS" in os.environ else 80
        number = 0
        for number, document in enumerate(scored(), 1):
            if format_ == "table" and number > 1:
                stream.write("\n\n")
            for line in lines(classifier, document, Look(format_, width, colour)):
                stream.write(line + "\n")
            stream.flush()  # whoever reads along sees a document as soon as it is scored
        return number

    if output is None:
        write(format_ or "table", sys.stdout)
    else:
        with replacing(Path(output)) as file:
            stream = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="\n")
            written = write(format_ or ("jsonl" if output.endswith(".jsonl") else "table"), stream)
            stream.detach()  # closing the file is left to its owner
            if not written:
                for failure in failures:
                    fail(str(failure))
                raise StanceError(f"{output}: left as it was, there is nothing to write")
    for failure in failures:
        fail(str(failure))
    if failures:
        sys.exit(1)


def _same(path: Path, other: Path) -> bool:
    try:
        return path.is_file() and path.samefile(other)
    except OSError:
        return False  # one of the two is not there
