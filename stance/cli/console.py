"""What every command says on stderr: errors, and progress where it takes long."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

T = TypeVar("T")
PATIENCE = 2.0  # seconds without a sign of life that nobody minds


def fail(message: str) -> None:
    """Say what went wrong."""
    click.echo(f"stance: {message}", err=True)


def progress(items: Iterable[T], unit: str, total: int | None = None, hidden: bool = False) -> Iterator[T]:
    """Hand the items on, with a progress bar after two seconds if stderr is a terminal and it is not `hidden`."""
    if hidden or not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm  # 0.04 s: only where there is somebody to look at it

    yield from tqdm(items, total=total, unit=f" {unit}s", delay=PATIENCE, leave=False, dynamic_ncols=True)
