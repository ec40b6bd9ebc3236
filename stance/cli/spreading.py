"""The documents of a command, scored in groups and on several cores: what comes out does not depend on either."""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from stance.errors import DocumentError, StanceError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from stance.cli.articles import Job, Outcome
    from stance.cli.reading import Reading
    from stance.model.classifier import Classifier
    from stance.text.documents import Document

GROUP = 100_000  # characters of short documents that are scored together
WORTHWHILE = 2_000_000  # characters: with fewer, several processes would take longer to start than one to do it
AHEAD = 2  # groups a process that are handed over: one that it works on, and the next; more would wait where an interrupt upsets loky


@dataclass(slots=True)
class Group:
    """Documents that are scored together, and what there was to note when they were read."""

    documents: "list[Document | DocumentError]" = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def in_order(job: "Job", reading: "Reading", classifier: "Classifier", jobs: int, say: Callable[[str], None]) -> "Iterator[Outcome]":
    """Run a job on documents; what was to note about each is said before what comes of it.

    Raises
    ------
    StanceError
        when one of the processes is ended from outside.
    """

    def here(group: Group) -> "Iterator[Outcome]":
        _say(say, group.notes)
        yield from job.run(group.documents, classifier, say)

    groups = _groups(reading)
    if jobs == 1:
        yield from chain.from_iterable(map(here, groups))
        return
    while sum(map(_taken, begun := list(_ahead(groups)))) < WORTHWHILE:
        if not begun:
            return
        yield from chain.from_iterable(map(here, begun))
    with _processes(jobs) as submit:
        under_way: deque[tuple[Group, Future[tuple[list[Outcome], list[str]]] | None]] = deque()
        for group in chain(begun, groups, [None]):
            long = group is not None and not _taken(group)
            if group:
                under_way.append((group, None if long else submit(job.run_elsewhere, group.documents)))
            while under_way and (group is None or long or len(under_way) == AHEAD * jobs):
                done, future = under_way.popleft()
                if future is None:  # too long to hand over: read and scored here
                    yield from here(done)
                else:
                    outcomes, notes = future.result()
                    _say(say, done.notes + notes)
                    yield from outcomes


def _ahead(groups: Iterator[Group]) -> Iterator[Group]:
    """Yield groups until they are worthwhile, or one is a long document: its file is open, and has to be read before the next is."""
    taken = 0
    for group in groups:
        yield group
        taken += _taken(group)
        if taken >= WORTHWHILE or not _taken(group):
            return


def _say(say: Callable[[str], None], notes: Iterable[str]) -> None:
    for note in notes:
        say(note)


@contextmanager
def _processes(jobs: int) -> "Iterator[Callable[..., Future[Any]]]":
    """Give what hands a call over to other processes, which are ended when this is left."""
    from concurrent.futures.process import BrokenProcessPool

    from joblib.externals.loky import ProcessPoolExecutor  # 0.1 s: only for those with work for several cores

    executor = ProcessPoolExecutor(jobs)

    def submit(*call: Any) -> "Future[Any]":
        # Processes that begin while interrupts are ignored ignore them for good: ending them is left to this one.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return executor.submit(*call)  # type: ignore[no-any-return]
        finally:
            signal.signal(signal.SIGINT, before)

    try:
        yield submit
    except BrokenProcessPool:
        raise StanceError("one of the processes was ended from outside, perhaps for want of memory; use fewer --jobs") from None
    finally:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would leave processes behind
        executor.shutdown(wait=True, kill_workers=True)
        signal.signal(signal.SIGINT, before)


def _taken(group: Group) -> int:
    return sum(map(_size, group.documents))


def _size(item: "Document | DocumentError") -> int:
    """Characters of a document that are held: none of one too long to be held, whose file is open."""
    if isinstance(item, DocumentError):
        return 100
    return len(next(iter(item.chunks))) if item.whole else 0


def _groups(reading: "Reading") -> Iterator[Group]:
    """Put short documents together, as that is faster; the first comes alone, and so at once, and a long one too."""
    group = Group()
    taken, enough = 0, 1
    for document in reading:
        size = _size(document)
        notes, reading.notes[:] = reading.notes[:], []
        if group.documents and not size:
            yield group
            group, taken = Group(), 0
        group.documents.append(document)
        group.notes += notes
        taken += size
        if taken >= enough or not size:
            yield group
            group, taken, enough = Group(), 0, GROUP
    group.notes += reading.notes
    if group.documents or group.notes:
        yield group
