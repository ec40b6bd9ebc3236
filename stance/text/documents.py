"""Paths, folders and standard input -> documents: plain text here, the other formats in `formats`."""

import os
import re
import sys
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Any

from stance.errors import DocumentError, reason

STDIN = "-"
# What text does not begin with, but what is piped in may; the last two are what stance itself writes.
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".html": (b"<!doctype html", b"<html"),
    ".pdf": (b"%pdf-",),
    ".jsonl": (b'{"',),
    ".csv": (b"document,sentence,", b"document,language,"),
}
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


# The beginning of a character in UTF-8 (Unicode, table 3-7), at the end of what was read.
_broken_off = re.compile(
    rb"(?:[\xc2-\xf4]|\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]?|[\xf1-\xf3][\x80-\xbf]{1,2}|\xf4[\x80-\x8f][\x80-\xbf]?)\Z"
)
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


def column(columns: Mapping[str, Any], name: str) -> Any:
    """Return what came with a document under a name, however that is capitalised; None if nothing did."""
    return columns.get(name, next((value for known, value in columns.items() if known.lower() == name.lower()), None))


def passed_through(columns: Mapping[str, Any], taken: Iterable[str]) -> dict[str, Any]:
    """Return what came with a document under names that are not `taken`; what no file can hold, a number that is none, becomes None."""
    found: dict[str, Any] = {}
    names = {*taken, *columns}
    for name, value in columns.items():
        free = name
        if name in taken:
            free = f"input_{name}"
            while free in names:
                free = f"input_{free}"
        found[free] = None if isinstance(value, float) and not isfinite(value) else value
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """How files are read: whom to tell what had to be guessed, and what the user said.

    Parameters
    ----------
    warn
        is told what had to be guessed
    column
        the one of a table that holds the text; without it, one of those in `tables.TEXT_COLUMNS`
    besides
        a file that is no article wherever it is found in a folder: what is being written
    scored
        whether tables that stance wrote are wanted too when they are found in a folder
    """

    warn: Callable[[str], None]
    column: str | None = None
    besides: str | None = None
    scored: bool = False


def read(paths: Iterable[str], way: Way) -> Iterator[Document | DocumentError]:
    """Read files, folders (their files of all kinds that can be read, recursively, sorted by name) and standard input (`-`).

    Standard input is plain text, or a page, a PDF or a table if it begins as one. What cannot be read is yielded as an error in its
    place, so that one bad file of many does not hide the good ones. A document that is not whole must be taken before the next is
    asked for: that may close its file.
    """
    for path in paths:
        if path != STDIN and os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir it never raises
            yield from _folder(path, way)
        else:
            yield from _file(path, way)


def _folder(folder: str, way: Way) -> Iterator[Document | DocumentError]:
    from stance.text.files import NotArticlesError
    from stance.text.formats import say_left_out
    from stance.text.tables import is_scored, is_sheet

    found, left_out = False, Counter[str]()
    besides = os.path.realpath(way.besides) if way.besides else None
    for path in files_below(folder, left_out):
        if isinstance(path, str) and besides and os.path.realpath(path) == besides:
            continue
        for item in (path,) if isinstance(path, DocumentError) else _file(path, way):
            if isinstance(item, NotArticlesError):
                way.warn(f"{item}; left out")
            elif isinstance(item, Document) and (is_sheet(item) or (not way.scored and is_scored(item))):
                way.warn(f"{path}: written by stance itself; left out")  # read again, it would count everything twice
                break
            else:
                found = True
                yield item
    say_left_out(folder, left_out, way.warn)
    if not found:
        yield DocumentError(f"{folder}: no file that can be read as an article in this folder or below it")


def files_below(folder: str, left_out: Counter[str]) -> Iterator[str | DocumentError]:
    """Yield the paths of the files in a folder and below it that `read` reads, in its order; what cannot be listed is an error in its place.

    `left_out` counts the kinds of documents that cannot be read.
    """
    from stance.text.formats import FOREIGN, kind, wanted

    names, folders = [], set()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if os.path.isdir(entry):  # noqa: PTH112 - unlike entry.is_dir it never raises, as it would for a link to itself
                    if not entry.is_symlink():  # a link may lead back up
                        names.append(entry.name)
                        folders.add(entry.name)
                elif not wanted(entry.name):
                    left_out.update({kind(entry.name)} & FOREIGN.keys())
                elif os.path.isfile(entry) or not os.path.exists(entry):  # noqa: PTH110, PTH113 - no pipe: it would be waited for
                    names.append(entry.name)
    except OSError as error:
        yield DocumentError(f"{folder}: {reason(error)}")
        return
    names.sort()  # names, not paths: a folder may hold a million
    for name in names:
        if name in folders:
            yield from files_below(str(Path(folder, name)), left_out)
        else:
            yield str(Path(folder, name))


def _file(path: str, way: Way) -> Iterator[Document | DocumentError]:
    try:
        ending = _ending_of_input(way.column) if path == STDIN else Path(path).suffix.lower()
        if ending in ("", ".txt"):
            yield read_one(path, way.warn)
            return
        from stance.text.formats import kind, read

        with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as file:
            yield from read(file, path, ending if path == STDIN else kind(path), way.warn, way.column)
    except OSError as error:
        yield DocumentError(f"{path}: {reason(error)}")
    except DocumentError as error:
        yield error


def _ending_of_input(column: str | None) -> str:
    """Tell from how standard input begins what its name would end in; a table of which nothing tells is one if a column was named."""
    begin = sys.stdin.buffer.peek(64)[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()  # type: ignore[union-attr]
    found = next((ending for ending, beginnings in BEGINNINGS.items() if begin.startswith(beginnings)), "")
    return found or (".csv" if column else "")


def read_one(path: str, warn: Callable[[str], None]) -> Document:
    """Read one file of plain text, or standard input for `-`; `warn` is told what had to be guessed.

    Raises
    ------
    DocumentError
        when it is missing, unreadable, empty or not plain text.
    """
    return from_chunks(path, decode(_blocks(path), shown(path), warn))


def from_chunks(name: str, chunks: Iterator[str]) -> Document:
    """Make a document of its text in pieces, without reading a long one.

    Raises
    ------
    DocumentError
        when there is nothing in it.
    """
    first = next(chunks, "")
    second = next(chunks, None)
    if second is not None:
        return Document(name, chain((first, second), chunks))
    if not first.strip():
        raise DocumentError(f"{shown(name)}: empty, there is nothing to score")
    return Document(name, (first,))


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
            lines = line + data.count(b"\n", 0, error.start)
            place = f"line {lines:,}" if b"\n" in data or line > 1 else f"byte {at + error.start:,}"
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
