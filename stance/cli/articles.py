"""What the commands that read articles share: their options, and the way from paths to printed lines."""

import io
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeAlias, TypeVar

import click

from stance.atomic import replacing

if TYPE_CHECKING:
    from joblib import Parallel

    from stance.errors import DocumentError
    from stance.model.classifier import Classifier
    from stance.scored import ScoredDocument
    from stance.text.documents import Document

F = TypeVar("F", bound=Callable[..., None])
Group: TypeAlias = "list[Document | DocumentError]"
Printed: TypeAlias = "tuple[bool, str] | DocumentError"  # the text of a document or of a part of it, and whether that begins it
GROUP = 100_000  # characters of short documents that are scored together
WORTHWHILE = 2_000_000  # characters: with fewer, several processes would take longer to start than one to do it
WINDOW = 2_000_000  # characters a process that are under way at a time: enough to keep it busy, few enough for memory
OPTIONS = (
    click.argument("paths", metavar="[PATH|-]...", nargs=-1),
    click.option(
        "--format", "format_", type=click.Choice(["table", "jsonl"]), help="table to read, jsonl (one JSON line a sentence) to go on with."
    ),
    click.option(
        "-o", "--output", type=click.Path(dir_okay=False), help="Write here instead of to the terminal; jsonl if it ends in .jsonl."
    ),
    click.option(
        "--split",
        type=click.Choice(["auto", "lines"]),
        default="auto",
        show_default=True,
        help="lines: every line is one sentence already; those of a file are one article.",
    ),
    click.option("--text-column", metavar="NAME", help="The column of a table that holds the text; without it text, body, content, ..."),
    click.option(
        "--language", type=click.Choice(["auto", "nl", "en"]), default="auto", show_default=True, help="auto: seen from each document."
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Processes that work at the same time. They share out files of up to 1 MB, and pay from some 4 MB in all; the output is the same.",
    ),
    click.option("--model", type=click.Path(), help="A model file made by stance train; without it the one that comes with stance."),
)


def options(command: F) -> F:
    """Give a command the options of all those that read articles."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are to be printed: `format` is table or jsonl; of a table the width in columns, and whether in colour."""

    format: str
    width: int
    colour: bool


Lines = Callable[["Classifier", "ScoredDocument", Look], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with documents; it travels to other processes."""

    lines: Lines
    look: Look
    split: str
    language: str
    model: str | None

    def run(
        self, documents: "Iterable[Document | DocumentError]", classifier: "Classifier", warn: Callable[[str], None]
    ) -> "Iterator[Printed]":
        """Score documents and print each, or each part of a long one; an error is passed on."""
        from stance import scoring
        from stance.errors import DocumentError

        for document in scoring.score(documents, classifier, self.language, self.split, warn):
            if isinstance(document, DocumentError):
                yield document
            else:
                yield document.first == 0, "".join(line + "\n" for line in self.lines(classifier, document, self.look))

    def run_elsewhere(self, documents: "Sequence[Document | DocumentError]") -> "tuple[list[Printed], list[str]]":
        """Do the same in a process of its own, which reads the model once."""
        warnings: list[str] = []
        return list(self.run(documents, _model(self.model), warnings.append)), warnings


@cache
def _model(path: str | None) -> "Classifier":
    import stance

    return stance.load(path)


def print_all(
    lines: Lines,
    paths: tuple[str, ...],
    format_: str | None,
    output: str | None,
    split: str,
    language: str,
    model: str | None,
    jobs: int,
    text_column: str | None,
) -> None:
    """Score every document and print what `lines` makes of it; exit with 1 if one could not be read.

    Raises
    ------
    StanceError
        when nothing can be read or written at all.
    """
    from stance.cli.console import fail, progress
    from stance.errors import DocumentError, StanceError
    from stance.text import documents

    if sys.stdin is None and (not paths or documents.STDIN in paths):
        raise StanceError("standard input is closed; name a file or a folder")
    if not paths and sys.stdin.isatty():
        fail("reading from the terminal; type or paste a text and end it with Ctrl-D")
    if output and any(path != documents.STDIN and _same(Path(path), Path(output)) for path in paths):
        raise click.UsageError(f"{output} is what is read; name another file to write")
    classifier = _model(model)
    failures: list[DocumentError] = []
    if output is None and format_ == "jsonl":
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]

    def write(format_: str, stream: TextIO) -> int:
        """Write documents as they come; return how many there were."""
        colour = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        width = shutil.get_terminal_size().columns if stream.isatty() or "COLUMNS" in os.environ else 80
        job = Job(lines, Look(format_, width, colour), split, language, model)
        found = progress(
            documents.read(paths or (documents.STDIN,), fail, text_column), "file", hidden=output is None and sys.stdout.isatty()
        )
        number = 0
        for printed in _in_order(job, found, classifier, jobs):
            if isinstance(printed, DocumentError):
                failures.append(printed)
                continue
            begins, text = printed
            number += begins
            if format_ == "table" and begins and number > 1:
                stream.write("\n\n")
            stream.write(text)
            stream.flush()  # whoever reads along sees a document as soon as it is scored
        return number

    if output is None:
        write(format_ or "table", sys.stdout)
    else:
        with replacing(Path(output)) as file:
            stream = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="\n")
            written = write(format_ or ("jsonl" if output.endswith(".jsonl") else "table"), stream)
            stream.detach()  # closing the file is left to its owner
            if not written:
                for failure in failures:
                    fail(str(failure))
                raise StanceError(f"{output}: left as it was, there is nothing to write")
    for failure in failures:
        fail(str(failure))
    if failures:
        sys.exit(1)


def _in_order(job: Job, documents: "Iterable[Document | DocumentError]", classifier: "Classifier", jobs: int) -> "Iterator[Printed]":
    """Run a job on documents, in groups and on several cores; what comes out does not depend on either."""
    from stance.cli.console import fail

    groups = _groups(documents)
    if jobs == 1:
        for group in groups:
            yield from job.run(group, classifier, fail)
        return
    with ExitStack() as stack:
        parallel = None
        for window in _windows(groups, WINDOW * jobs):
            if sum(map(_size, chain.from_iterable(window))) < WORTHWHILE:
                for group in window:
                    yield from job.run(group, classifier, fail)
                continue
            if parallel is None:
                parallel = stack.enter_context(_processes(jobs))
            for printed, told in _spread(parallel, job, window):
                for warning in told:
                    fail(warning)
                yield from printed


def _processes(jobs: int) -> "Parallel":
    import warnings

    from joblib import Parallel  # 0.1 s: only for those with work for several cores

    warnings.filterwarnings("ignore", module="joblib")  # it tells whoever stops reading that tasks were cancelled
    return Parallel(n_jobs=jobs, return_as="generator")


def _spread(parallel: "Parallel", job: Job, groups: "Iterable[Group]") -> "Iterator[tuple[list[Printed], list[str]]]":
    """Run a job on groups in other processes; all of them are handed over at once, and all results held until they are taken."""
    from concurrent.futures.process import BrokenProcessPool

    from joblib import delayed

    from stance.errors import StanceError

    try:
        # Processes that begin while interrupts are ignored ignore them for good: ending them is left to this one.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            results = parallel(delayed(job.run_elsewhere)(group) for group in groups)
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
    from stance.errors import DocumentError

    if isinstance(item, DocumentError):
        return 100
    return len(next(iter(item.chunks))) if item.whole else 0


def _windows(groups: "Iterable[Group]", most: int) -> "Iterator[list[Group]]":
    """Yield groups some at a time, and a long document by itself."""
    window: list[Group] = []
    taken = 0
    for group in groups:
        size = sum(map(_size, group))
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


def _groups(documents: "Iterable[Document | DocumentError]") -> "Iterator[list[Document | DocumentError]]":
    """Put short documents together, as that is faster; the first comes alone, and so at once, and a long one too."""
    group: Group = []
    taken, enough = 0, 1
    for document in documents:
        size = _size(document)
        if group and not size:
            yield group
            group, taken = [], 0
        group.append(document)
        taken += size
        if taken >= enough or not size:
            yield group
            group, taken, enough = [], 0, GROUP
    if group:
        yield group


def _same(path: Path, other: Path) -> bool:
    try:
        return path.is_file() and path.samefile(other)
    except OSError:
        return False  # one of the two is not there
