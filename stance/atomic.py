"""Writing files so that a crash or a full disk never leaves half of one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from stance.errors import StanceError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its place only when the block ends well; until then the old one stands.

    What is no regular file (a pipe, /dev/stdout) is written to directly.

    Raises
    ------
    StanceError
        when it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
        target = path.resolve()  # through a link, the file it leads to is replaced, not the link
    except (OSError, RuntimeError) as error:
        raise _unwritable(path, error) from None
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise _unwritable(path, error) from None
    finally:
        with suppress(OSError):
            partial.unlink()


def _unwritable(path: Path, error: Exception) -> StanceError:
    reason = getattr(error, "strerror", None) or str(error)
    return StanceError(f"{path}: cannot be written: {reason.lower()}")
