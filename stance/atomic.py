"""Writing files so that a crash or a full disk never leaves half of one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
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
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
            return
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, BrokenPipeError):
            raise
        raise StanceError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
