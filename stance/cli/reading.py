"""The documents of a command as they are read: counted for the progress bar, with what was noted and which columns they bring."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from stance.cli.progress import Bar
from stance.errors import DocumentError
from stance.text import documents
from stance.text.documents import Document, Way

FIRST, HELD = 1_000, 1_000_000  # documents that are looked at for their columns, and characters of them


class Reading:
    """Documents as they are read.

    `notes` is what had to be guessed since somebody last took it, `sentences` how many were scored, to be told from outside, and
    `left_out` are columns that the first documents do not have, if they matter.
    """

    def __init__(self, paths: Iterable[str], text_column: str | None = None, besides: str | None = None) -> None:
        self.notes: list[str] = []
        self.sentences = 0
        self.left_out: dict[str, None] = {}
        self._paths = tuple(paths)
        self._found: Iterator[Document | DocumentError] = documents.read(self._paths, Way(self.notes.append, text_column, besides))
        self._columns: Collection[str] | None = None
        self._documents = 0
        self._bar: Bar | None = None

    def first_columns(self) -> Collection[str]:
        """Name the columns of the first documents, as many as can be held; from now on only these matter."""
        before: list[Document | DocumentError] = []
        columns: dict[str, None] = {}
        held = 0
        first = 1 if documents.STDIN in self._paths else FIRST  # what is piped in may come slowly
        for item in self._found:
            before.append(item)
            if isinstance(item, Document):
                columns |= dict.fromkeys(item.columns)
                held += len(next(iter(item.chunks))) if item.whole else HELD  # a long one has to be read before the next is
            if held >= HELD or len(before) == first:
                break
        self._found = chain(before, self._found)
        self._columns = columns
        return columns

    def __iter__(self) -> Iterator[Document | DocumentError]:
        for item in self._found:
            if isinstance(item, DocumentError):
                yield item
                continue
            self._documents += 1
            if self._columns is not None and item.columns:
                self.left_out |= dict.fromkeys(name for name in item.columns if name not in self._columns)
            if item.whole:
                self._advance(len(next(iter(item.chunks))))
                yield item
            else:
                yield replace(item, chunks=self._counted(item.chunks))

    def _counted(self, chunks: Iterable[str]) -> Iterator[str]:
        for chunk in chunks:
            self._advance(len(chunk))
            yield chunk

    def _advance(self, characters: int) -> None:
        if self._bar:
            self._bar.done += characters

    def bar(self, hidden: bool) -> Bar:
        """Return a progress bar that shows how far this is, to be entered before it begins."""
        self._bar = Bar(self._words, lambda: size(self._paths), hidden)
        return self._bar

    def _words(self, seconds: float) -> str:
        read = f"{self._documents:,} document{'' if self._documents == 1 else 's'}"
        return f"{read}, {self.sentences / seconds:,.0f} sentences/s"


def size(paths: Iterable[str]) -> int | None:
    """Add up the bytes of plain text files, which are about as many as its characters; None when there is anything else, as a pipe."""
    total = 0
    for path in paths:
        if path == documents.STDIN or not os.path.exists(path):  # noqa: PTH110 - unlike Path.exists it never raises
            return None
        for entry in documents.files_below(path, Counter()) if os.path.isdir(path) else (path,):  # noqa: PTH112
            if not isinstance(entry, DocumentError):
                if not os.path.isfile(entry) or not entry.lower().endswith(".txt"):  # noqa: PTH113
                    return None
                total += os.path.getsize(entry)  # noqa: PTH202 - a folder may hold a million
    return total
