"""What commands do before they begin: see that there is something to read and a place to write to, and open the model."""

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stance.model.classifier import Classifier


def sources(paths: tuple[str, ...], output: str | None, say: Callable[[str], None]) -> tuple[str, ...]:
    """Return the paths to read, `-` if none is named; `say` is told when somebody has to type.

    Raises
    ------
    StanceError
        when standard input is to be read and closed.
    click.UsageError
        when the output is one of the files that are read.
    """
    from stance.errors import StanceError
    from stance.text.documents import STDIN

    if sys.stdin is None and (not paths or STDIN in paths):
        raise StanceError("standard input is closed; name a file or a folder")
    if not paths and sys.stdin.isatty():
        say("reading from the terminal; type or paste a text and end it with Ctrl-D")
    if output and any(path != STDIN and _same(Path(path), Path(output)) for path in paths):
        raise click.UsageError(f"{output} is what is read; name another file to write")
    return paths or (STDIN,)


def _same(path: Path, other: Path) -> bool:
    try:
        return path.is_file() and path.samefile(other)
    except OSError:
        return False  # one of the two is not there


def require_writable(output: str | Path) -> None:
    """Check that a file can be written before there is work to lose.

    Raises
    ------
    StanceError
        when its folder is not there, or takes no files.
    """
    from stance.errors import StanceError

    if not os.access(Path(output).parent, os.W_OK):
        raise StanceError(f"{Path(output).parent}: no such folder, or not writable")


@cache
def model(path: str | None) -> "Classifier":
    """Open a model, the shipped one for None; each only once.

    Raises
    ------
    StanceError
        when there is none.
    """
    import stance
    from stance.errors import StanceError

    if path not in (None, "shipped") and not Path(str(path)).exists():
        from difflib import get_close_matches

        if get_close_matches(str(path).lower(), ["shipped"]):
            raise StanceError(f"{path}: no such model file; did you mean shipped, the one that comes with stance?")
    return stance.load(path)


def in_colour(stream: IO[Any]) -> bool:
    """Tell whether what is written there is seen by somebody who wants colours (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
