"""Paths, folders and standard input -> documents. Every format that can be read lives here."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stance.errors import DocumentError, reason

STDIN = "-"
# Files that are text to a computer but not to a reader, or no text at all: their words must be taken out first.
FOREIGN = frozenset(
    ".bz2 .csv .doc .docx .epub .gz .htm .html .json .jsonl .md .odt .parquet .pdf .rtf .tar .tsv .xls .xlsx .xml .xz .zip".split()
)
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Document:
    """A text and where it came from.

    `warning` tells what had to be guessed to read it, or is empty.
    """

    name: str
    text: str
    warning: str = ""


def read(paths: Iterable[str]) -> Iterator[Document | DocumentError]:
    """Read files, folders (their `.txt` files, recursively, sorted by name) and standard input (`-`).

    What cannot be read is yielded as an error in its place, so that one bad file of many does not hide the good ones.
    """
    for path in paths:
        if path == STDIN:
            yield _attempt(STDIN)
        elif os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it never raises
            found = False
            for entry in _texts_below(Path(path)):
                found = True
                yield entry if isinstance(entry, DocumentError) else _attempt(str(entry))
            if not found:
                yield DocumentError(f"{path}: no .txt file in this folder or below it")
        else:
            yield _attempt(path)


def _texts_below(folder: Path) -> Iterator[Path | DocumentError]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield DocumentError(f"{folder}: {reason(error)}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():  # a link may lead back up
                yield from _texts_below(entry)
        elif entry.suffix.lower() == ".txt" and (entry.is_file() or not entry.exists()):  # no pipe: it would be waited for
            yield entry


def _attempt(path: str) -> Document | DocumentError:
    try:
        return read_one(path)
    except DocumentError as error:
        return error


def read_one(path: str) -> Document:
    """Read one file, or standard input for `-`.

    Raises
    ------
    DocumentError
        when it is missing, unreadable, empty or not plain text.
    """
    if Path(path).suffix.lower() in FOREIGN:
        raise DocumentError(f"{path}: {Path(path).suffix} is not plain text; save its text as .txt (UTF-8) first")
    try:
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise DocumentError(f"{path}: {reason(error)}") from None
    text, warning = decode(data, shown(path))
    if not text.strip():
        raise DocumentError(f"{shown(path)}: empty, there is nothing to score")
    return Document(path, text, warning)


def shown(path: str) -> str:
    """Return what a path is called in a message."""
    return "standard input" if path == STDIN else path


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Bytes -> text and a warning (empty when nothing was guessed).

    UTF-8, with or without a byte order mark; UTF-16 and UTF-32 with one; and otherwise Windows-1252, the commonest of
    the old encodings of Dutch and English text, when the bytes can be that.

    Raises
    ------
    DocumentError
        when the bytes are no text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), ""
            except UnicodeDecodeError as error:
                raise DocumentError(f"{name}: begins as {encoding} but byte {error.start:,} is not; save it again as UTF-8") from None
    if b"\0" in data:
        raise DocumentError(f"{name}: a binary file, not text; save its text as .txt (UTF-8) first")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        place = f"line {line:,}" if b"\n" in data else f"byte {error.start:,}"
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise DocumentError(f"{name}: {place} is neither UTF-8 nor Windows-1252 text; save it again as UTF-8") from None
    strange = sum(ord(character) < 32 and character not in "\t\n\v\f\r\x1b" for character in text)
    if strange > len(text) / 1000:
        raise DocumentError(f"{name}: a binary file, not text; save its text as .txt (UTF-8) first")
    return text, f"{name}: {place} is not UTF-8, read as Windows-1252; save it as UTF-8 to be sure"
