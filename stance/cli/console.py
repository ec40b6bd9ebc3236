"""What every command says on stderr: errors and notes."""

from threading import RLock
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress

MOST = 20  # notes that are said
lock = RLock()  # for what is done to the bar
bars: "list[Progress]" = []  # the one on the terminal, if there is one


def fail(message: str) -> None:
    """Say what went wrong, on a line of its own: a progress bar steps aside."""
    from stance.report.terminal import printable  # few commands fail

    # the name of a file may hold what would steer the terminal
    shown = "\n".join(map(printable, message.split("\n")))
    with lock:
        for bar in bars:
            bar.stop()
        try:
            click.echo(f"stance: {shown}", err=True)
        finally:
            for bar in bars:
                bar.start()


class Notes:
    """Says what is good to know but went not wrong: nothing if it is to be `quiet`, and otherwise no more than can be read."""

    def __init__(self, quiet: bool) -> None:
        self.quiet, self._number = quiet, 0

    def __call__(self, message: str) -> None:
        """Say it."""
        self._number += 1
        if not self.quiet and self._number <= MOST:
            fail(message)

    def end(self) -> None:
        """Say how much was left unsaid."""
        if not self.quiet and self._number > MOST:
            fail(f"and {self._number - MOST:,} more such notes")
