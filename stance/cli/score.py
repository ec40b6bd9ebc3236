"""`stance score`: articles in, labelled sentences out."""

import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from stance.atomic import replacing

if TYPE_CHECKING:
    from stance.scored import ScoredDocument


@click.command()
@click.argument("paths", metavar="[PATH|-]...", nargs=-1)
@click.option(
    "--format", "format_", type=click.Choice(["table", "jsonl"]), help="table to read, jsonl (one JSON line a sentence) to go on with."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write here instead of to the terminal; jsonl if it ends in .jsonl.")
@click.option(
    "--split", type=click.Choice(["auto", "lines"]), default="auto", show_default=True, help="lines: every line is one sentence already."
)
@click.option(
    "--language", type=click.Choice(["auto", "nl", "en"]), default="auto", show_default=True, help="auto: seen from each document."
)
@click.option("--model", type=click.Path(), help="A model file made by stance train; without it the one that comes with stance.")
def score(paths: tuple[str, ...], format_: str | None, output: str | None, split: str, language: str, model: str | None) -> None:
    """Tag every sentence of an article as escalation, de-escalation or neutral.

    PATH is a text file, a folder (all .txt files in it and below, sorted by name) or - for standard input, which is
    also read when no PATH is given.

    A sentence's score is P(escalation) - P(de-escalation), from -1 to +1; the tension of a document is the mean of
    its sentences' scores. Files that cannot be read are named at the end, and the exit status is then 1.

    \b
    Examples:
      stance score article.txt
      stance score archive/ --format jsonl > sentences.jsonl
      echo "De partijen tekenden een bestand." | stance score
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

    if output is None:
        _write(scored(), format_ or "table", sys.stdout)
    else:
        format_ = format_ or ("jsonl" if output.endswith(".jsonl") else "table")
        with replacing(Path(output)) as file:
            stream = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="\n")
            written = _write(scored(), format_, stream)
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


def _write(documents: "Iterable[ScoredDocument]", format_: str, stream: TextIO) -> int:
    """Write documents as they come; return how many there were."""
    from stance.report.files import json_lines
    from stance.report.table import table

    colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size().columns if stream.isatty() or "COLUMNS" in os.environ else 80
    number = 0
    for number, document in enumerate(documents, 1):
        if format_ == "table" and number > 1:
            stream.write("\n\n")
        for line in json_lines(document) if format_ == "jsonl" else table(document, width, colour):
            stream.write(line + "\n")
        stream.flush()  # whoever reads along sees a document as soon as it is scored
    return number
