"""The documents of a command, scored in groups and on several cores: what comes out does not depend on either."""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from stance.errors import DocumentError, StanceError

if TYPE_CHECKING:
    from joblib import Parallel

    from stance.cli.articles import Job, Outcome
    from stance.cli.reading import Reading
    from stance.model.classifier import Classifier
    from stance.text.documents import Document

GROUP = 100_000  # characters of short documents that are scored together
WORTHWHILE = 2_000_000  # characters: with fewer, several processes would take longer to start than one to do it
WINDOW = 2_000_000  # characters a process that are under way at a time, few enough for memory
LEAST = 8_000_000  # the same of all processes: they wait for each other when a window ends


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
    with ExitStack() as stack:
        parallel = None
        for window in _windows(_groups(reading), max(LEAST, WINDOW * jobs)) if jobs > 1 else ([group] for group in _groups(reading)):
            if jobs == 1 or sum(map(_size, chain.from_iterable(group.documents for group in window))) < WORTHWHILE:
                for group in window:
                    _say(say, group.notes)
                    yield from job.run(group.documents, classifier, say)
                continue
            if parallel is None:
                parallel = stack.enter_context(_processes(jobs))
            for group, (outcomes, notes) in zip(window, _spread(parallel, job, window), strict=True):
                _say(say, group.notes + notes)
                yield from outcomes


def _say(say: Callable[[str], None], notes: Iterable[str]) -> None:
    for note in notes:
        say(note)


def _processes(jobs: int) -> "Parallel":
    import warnings

    from joblib import Parallel  # 0.1 s: only for those with work for several cores

    warnings.filterwarnings("ignore", module="joblib")  # it tells whoever stops reading that tasks were cancelled
    return Parallel(n_jobs=jobs, return_as="generator")


def _spread(parallel: "Parallel", job: "Job", groups: Iterable[Group]) -> "Iterator[tuple[list[Outcome], list[str]]]":
    """Run a job on groups in other processes; all of them are handed over at once, and all results held until they are taken."""
    from concurrent.futures.process import BrokenProcessPool

    from joblib import delayed

    try:
        # Processes that begin while interrupts are ignored ignore them for good: ending them is left to this one.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            results = parallel(delayed(job.run_elsewhere)(group.documents) for group in groups)
        finally:
            signal.signal(signal.SIGINT, before)
        yield from results
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would leave processes behind
        raise
    except BrokenProcessPool:
        raise StanceError("one of the processes was ended from outside, perhaps for want of memory; use fewer --jobs") from None


def _size(item: "Document | DocumentError") -> int:
    """Characters of a document that are held: none of one too long to be held, whose file is open."""
    if isinstance(item, DocumentError):
        return 100
    return len(next(iter(item.chunks))) if item.whole else 0


def _windows(groups: Iterable[Group], most: int) -> Iterator[list[Group]]:
    """Yield groups some at a time, and a long document by itself."""
    window: list[Group] = []
    taken = 0
    for group in groups:
        size = sum(map(_size, group.documents))
        if window and (taken >= most or not size):
            yield window
            window, taken = [], 0
        window.append(group)
        taken += size
        if not size:
            yield window
            window = []
    if window:
        yield window


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
