"""What the readers of all formats share: open files in blocks, whole or copied, and errors that say in one line what is wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from stance.errors import DocumentError, reason
from stance.text import documents
from stance.text.documents import Document

Warn: TypeAlias = Callable[[str], None]
Found: TypeAlias = Iterator[Document | DocumentError]

WHOLE = 20_000_000  # bytes of a page that is read at once; no article has them


class NotArticlesError(DocumentError):
    """A file of a readable kind that holds no articles, such as a table without a text."""


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Say in one line what a library makes of a damaged file, whatever it raises."""
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:  # there is no end to what a parser can raise
        if isinstance(error, OSError) and error.errno:
            raise DocumentError(f"{name}: {reason(error)}") from None
        said = " ".join(str(error).split())[:100] or type(error).__name__
        raise DocumentError(f"{name}: damaged, or not what its name says ({said})") from None


@contextmanager
def needed(name: str, kind: str, library: str) -> Iterator[None]:
    """Say which extra to install when a library is missing."""
    try:
        yield
    except ImportError:
        raise DocumentError(f"{name}: reading {kind} needs {library}; pip install 'stance[formats]'") from None


def blocks(file: Any, name: str) -> Iterator[bytes]:
    """Read a file block by block."""
    with plainly(name):
        while block := file.read(documents.BLOCK):
            yield block


def whole(file: Any, name: str, kind: str) -> bytes:
    """Read a page at once, if it can be one."""
    with plainly(name):
        data: bytes = file.read(WHOLE + 1)
    if len(data) > WHOLE:
        raise DocumentError(f"{name}: over {WHOLE // 1_000_000} MB, too big to be read as {kind}; save its text as .txt")
    if not data.strip():
        raise DocumentError(f"{name}: empty, there is nothing to score")
    return data


@contextmanager
def seekable(file: Any) -> Iterator[Any]:
    """Give a file in which one can go back: a copy on disk, if it comes out of an archive."""
    if file.seekable():
        yield file
        return
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    with TemporaryFile() as copy:
        copyfileobj(file, copy, documents.BLOCK)
        copy.seek(0)
        yield copy


@contextmanager
def quiet(*libraries: str) -> Iterator[None]:
    """Keep what libraries log to themselves: what matters is in the one line that a user gets."""
    import logging

    loggers = [logging.getLogger(library) for library in libraries]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
