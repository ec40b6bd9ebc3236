"""Where the results of a command go, and in which format."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    from stance.cli.articles import Look, View

ENDINGS = {
    ".txt": "table",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
}
SEPARATORS = {"csv": ",", "tsv": "\t"}
BYTE_ORDER_MARK = "\ufeff"
PLAIN = ("table", "jsonl")


def format_and_file(format_: str | None, output: str | None, formats: Sequence[str]) -> tuple[str, str | None]:
    """Return the format to write, which may be told by the ending of the output, and the output; None for standard output.

    Raises
    ------
    click.UsageError
        when the ending tells no format, or one that is not among `formats`.
    """
    if output == "":
        raise click.UsageError("the name after -o is empty")
    name = Path(output or "").name.lower()
    ending = Path(name.removesuffix(".gz")).suffix
    if format_ is None:
        format_ = ENDINGS.get(ending, "") if ending else "table"
        if format_ not in formats:
            known = ", ".join(known for known, format_ in ENDINGS.items() if format_ in formats)
            raise click.UsageError(f"{output}: {ending} is no ending of a file that can be written; use {known}, or say --format")
    if output == "-":
        output = None
    if format_ == "parquet" and (sys.stdout.isatty() if output is None else name.endswith(".gz")):
        raise click.UsageError("parquet is not text, and packed already; name a file with -o something.parquet, or pipe it on")
    return format_, output


def names(columns: Iterable[str], ours: Iterable[str]) -> tuple[str, ...]:
    """Return what columns that came with documents are called behind ours."""
    from stance.report.files import HIT
    from stance.text.documents import passed_through

    return tuple(passed_through(dict.fromkeys(columns), {*ours, *HIT}))


@contextmanager
def writer(file: BinaryIO | None, packed: bool, look: "Look", view: "View", warn: Callable[[str], None]) -> Iterator[Callable[[Any], None]]:
    """Give what writes lines or rows to a file, or to standard output, below the names of the columns if there are any."""
    if look.format == "parquet":
        from stance.report.parquet import Writer

        with Writer(file or sys.stdout.buffer, view.columns, look.more, warn) as writer:
            yield writer.add
        return
    if file is None:
        stream: Any = sys.stdout
        if look.format != "table":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    else:
        stream = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="\n")

    def put(text: str) -> None:
        stream.write(text)
        if not packed:  # it would begin anew, and pack less
            stream.flush()  # whoever reads along sees a document as soon as it is scored

    put("".join(line + "\n" for line in _heading(look, view)))
    yield put
    if file is not None:
        stream.detach()  # closing the file is left to its owner


def _heading(look: "Look", view: "View") -> Iterator[str]:
    """Yield what stands once, above it all."""
    if look.format in ("csv", "tsv"):
        from stance.report.files import separated

        (line,) = separated([[*view.columns, *look.more]], SEPARATORS[look.format])
        # Without a byte order mark a spreadsheet reads UTF-8 as another encoding; programs of the shell, which TSV is for, would trip over it.
        yield BYTE_ORDER_MARK + line if look.format == "csv" else line
    elif look.format == "table" and view.by == "document":
        from stance.report.overview import heading

        yield from heading(look.width, look.colour)


@contextmanager
def compressed(file: BinaryIO) -> Iterator[BinaryIO]:
    """Give a file whose bytes are written to another in gzip."""
    from gzip import GzipFile

    with GzipFile("", "wb", fileobj=file, mtime=0) as packed:  # no name and no time: the same bytes every time
        yield packed  # type: ignore[misc]
