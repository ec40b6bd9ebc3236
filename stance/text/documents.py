"""Paths, folders and standard input -> documents. Every format that can be read lives here."""

import os
import re
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

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


_broken_off = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")  # the beginning of a character in UTF-8
BLOCK = 1 << 20  # bytes that are read and judged together: nearly every document is one block


@dataclass(frozen=True, slots=True)
class Document:
    """A text and where it came from: `chunks` are its text in pieces, one unless it is longer than a block.

    Those of a longer one are read as they are asked for, which raises DocumentError where the text can no longer be read.
    `columns` is what came with it, by name, such as title, date, id or source: strings, numbers, booleans or None.
    """

    name: str
    chunks: Iterable[str]
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether all of it is in memory."""
        return isinstance(self.chunks, tuple)


def read(paths: Iterable[str], warn: Callable[[str], None]) -> Iterator[Document | DocumentError]:
    """Read files, folders (their `.txt` files, recursively, sorted by name) and standard input (`-`).

    What cannot be read is yielded as an error in its place, so that one bad file of many does not hide the good ones. `warn` is told
    what had to be guessed.
    """
    for path in paths:
        if path == STDIN:
            yield _attempt(STDIN, warn)
        elif os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it never raises
            found = False
            for entry in texts_below(path):
                found = True
                yield entry if isinstance(entry, DocumentError) else _attempt(entry, warn)
            if not found:
                yield DocumentError(f"{path}: no .txt file in this folder or below it")
        else:
            yield _attempt(path, warn)


def texts_below(folder: str) -> Iterator[str | DocumentError]:
    """Yield the paths of the files in a folder and below it that `read` reads, in its order; what cannot be listed is an error in its place."""
    names, folders = [], set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    if not entry.is_symlink():  # a link may lead back up
                        names.append(entry.name)
                        folders.add(entry.name)
                elif entry.name.lower().endswith(".txt") and (
                    entry.is_file() or not Path(entry).exists()
                ):  # no pipe: it would be waited for
                    names.append(entry.name)
    except OSError as error:
        yield DocumentError(f"{folder}: {reason(error)}")
        return
    names.sort()  # names, not paths: a folder may hold a million
    for name in names:
        if name in folders:
            yield from texts_below(str(Path(folder, name)))
        else:
            yield str(Path(folder, name))


def _attempt(path: str, warn: Callable[[str], None]) -> Document | DocumentError:
    try:
        return read_one(path, warn)
    except DocumentError as error:
        return error


def read_one(path: str, warn: Callable[[str], None]) -> Document:
    """Read one file, or standard input for `-`; `warn` is told what had to be guessed.

    Raises
    ------
    DocumentError
        when it is missing, unreadable, empty or not plain text.
    """
    if Path(path).suffix.lower() in FOREIGN:
        raise DocumentError(f"{path}: {Path(path).suffix} is not plain text; save its text as .txt (UTF-8) first")
    chunks = decode(_blocks(path), shown(path), warn)
    first = next(chunks, "")
    second = next(chunks, None)
    if second is not None:
        return Document(path, chain((first, second), chunks))
    if not first.strip():
        raise DocumentError(f"{shown(path)}: empty, there is nothing to score")
    return Document(path, (first,))


def _blocks(path: str) -> Iterator[bytes]:
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise DocumentError(f"{shown(path)}: {reason(error)}") from None


def shown(path: str) -> str:
    """Return what a path is called in a message."""
    return "standard input" if path == STDIN else path


def decode(blocks: Iterable[bytes], name: str, warn: Callable[[str], None]) -> Iterator[str]:
    """Bytes -> text, block by block.

    UTF-8, with or without a byte order mark; UTF-16 and UTF-32 with one; and otherwise, block by block, Windows-1252, the commonest of
    the old encodings of Dutch and English text, when the bytes can be that. `warn` is told, once.

    Raises
    ------
    DocumentError
        when the bytes are no text.
    """
    blocks = iter(blocks)
    first = next(blocks, b"")
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS if first.startswith(mark)), None)
    decoder = getincrementaldecoder(marked or "utf-8")()
    read, line, warned = 0, 1, False
    for block in chain((first,), blocks, (b"",)):
        held = decoder.getstate()[0]  # the beginning of a character that the last block broke off
        data, at = held + block, read - len(held)
        if b"\0" in data and marked is None:
            raise DocumentError(f"{name}: a binary file, not text; save its text as .txt (UTF-8) first")
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            if marked is not None:
                raise DocumentError(f"{name}: begins as {marked} but byte {at + error.start:,} is not; save it again as UTF-8") from None
            if b"\n" in data or line > 1:
                place = f"line {line + data.count(bytes([10]), 0, error.start):,}"
            else:
                place = f"byte {at + error.start:,}"
            tail = _broken_off.search(data) if block else None
            text = _windows_1252(data[: tail.start()] if tail else data, name, place)
            decoder.reset()
            decoder.decode(tail[0] if tail else b"")
            if not warned:
                warn(f"{name}: {place} is not UTF-8, read as Windows-1252; save it as UTF-8 to be sure")
                warned = True
        read += len(block)
        line += block.count(b"\n")
        if text:
            yield text


def _windows_1252(data: bytes, name: str, place: str) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise DocumentError(f"{name}: {place} is neither UTF-8 nor Windows-1252 text; save it again as UTF-8") from None
    strange = sum(ord(character) < 32 and character not in "\t\n\v\f\r\x1b" for character in text)
    if strange > len(text) / 1000:
        raise DocumentError(f"{name}: a binary file, not text; save its text as .txt (UTF-8) first")
    return text
