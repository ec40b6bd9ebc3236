"""A progress bar on stderr, for what takes over two seconds."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

from stance.cli import console

T = TypeVar("T")
PATIENCE = 2.0  # seconds without a sign of life that nobody minds


class Bar:
    """A progress bar on stderr that comes after two seconds, goes when it is left, and is there only if stderr is a terminal.

    `total` is asked when the bar comes, as counting may take time; without one the bar only shows that work goes on. `done` is
    measured in the same unit as the total, `text` says how far it is in words, and is asked as often as the bar is drawn.
    """

    def __init__(self, text: Callable[[float], str], total: Callable[[], float | None] = lambda: None, hidden: bool = False) -> None:
        self.done = 0.0
        self._text, self._total = text, total
        self._hidden = hidden or sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb"
        self._left = False
        self._timer = Timer(PATIENCE, self._show)
        self._timer.daemon = True

    def __enter__(self) -> "Bar":
        if not self._hidden:
            self._timer.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        with console.lock:
            self._left = True
            self._timer.cancel()
            while console.bars:
                console.bars.pop().stop()

    def _show(self) -> None:
        # 0.1 s: only where there is somebody to look at it
        from rich.console import Console
        from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
        from rich.text import Text

        began = monotonic() - PATIENCE
        total = self._total()

        class Words(ProgressColumn):
            def render(column, _task: Task) -> Text:  # noqa: N805 - self is the bar
                return Text(self._text(monotonic() - began))

        class Moving(Progress):
            def get_renderables(progress) -> Iterable[Any]:  # noqa: N805
                for task in progress.tasks:
                    progress.update(task.id, completed=min(self.done, total) if total else self.done)
                return super().get_renderables()

        columns: list[ProgressColumn] = [BarColumn(None), Words()]
        if total:
            columns += [TimeRemainingColumn(compact=True), TextColumn("left")]
        with console.lock:
            if self._left:
                return
            bar = Moving(
                *columns,
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
                expand=True,
                refresh_per_second=4,
                speed_estimate_period=300,
            )
            bar.add_task("", total=total)
            bar.start()
            console.bars.append(bar)


def progress(items: Iterable[T], unit: str, total: int | None = None, hidden: bool = False, done: int = 0) -> Iterator[T]:
    """Hand the items on, with a progress bar after two seconds if stderr is a terminal and it is not `hidden`; so many were `done` before."""
    number = done

    def words(_seconds: float) -> str:
        return f"{number:,} of {total:,} {unit}s" if total else f"{number:,} {unit}{'' if number == 1 else 's'}"

    with Bar(words, lambda: total, hidden) as bar:
        bar.done = done
        for item in items:
            yield item
            number += 1
            bar.done = number
