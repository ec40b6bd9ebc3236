"""What the commands that read articles share: their options, and the way from paths to printed lines."""

import io
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, TypeVar

import click

from stance.atomic import replacing

if TYPE_CHECKING:
    from stance.cli.reading import Reading
    from stance.errors import DocumentError
    from stance.model.classifier import Classifier
    from stance.report.selecting import Wanted
    from stance.scored import ScoredDocument
    from stance.text.documents import Document

F = TypeVar("F", bound=Callable[..., None])
GROUP = 100_000  # characters of short documents that are scored together
WORTHWHILE = 20  # groups: with fewer, several processes would take longer to start than one to do it
WINDOW = 16  # groups a process that are under way at a time: enough to keep it busy, few enough for memory
ENDINGS = {".txt": "table", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet"}
SEPARATORS = {"csv": ",", "tsv": "\t"}
BYTE_ORDER_MARK = "\ufeff"
PLAIN = ("table", "jsonl")
ABOUT = {
    "table": "table to read",
    "jsonl": "jsonl (one JSON line a sentence) to go on with",
    "csv": "csv, tsv and parquet for spreadsheets and data frames",
}


def options(*formats: str) -> Callable[[F], F]:
    """Give a command the options of all those that read articles; it writes these formats."""
    endings = [ending for ending, format_ in ENDINGS.items() if format_ in formats and ending != ".ndjson"]
    given = (
        click.argument("paths", metavar="[PATH|-]...", nargs=-1, type=click.Path(readable=False)),
        click.option(
            "--format",
            "format_",
            type=click.Choice(formats),
            help="; ".join(ABOUT[name] for name in formats if name in ABOUT) + ".  [default: by the ending of -o, or table]",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(readable=False),
            help=f"Write here instead of to standard output (-), in the format of its ending: {', '.join(endings)}, or of text ones .gz. "
            "It is there only when all is done.",
        ),
        click.option(
            "--split",
            type=click.Choice(["auto", "lines"]),
            default="auto",
            show_default=True,
            help="lines: every line is one sentence already; those of a file are one article.",
        ),
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
        click.option("-q", "--quiet", is_flag=True, help="No progress bar and no notes on standard error, only errors."),
    )

    def add(command: F) -> F:
        for option in reversed(given):
            command = option(command)
        return command

    return add


@dataclass(frozen=True, slots=True)
class Look:
    """How documents are to be written: `format` is one of those in `ENDINGS`.

    Of a table, `width` is that in columns, `colour` whether there is any, and `listed` whether it is a list of sentences of many
    documents. Of other rows, `more` are the columns behind our own, which came with the documents.
    """

    format: str
    width: int
    colour: bool
    listed: bool = False
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: every `sentence` or every `document`, of sentences only those `wanted`, and sorted by score or as they are read.

    `sign` is 1 for the highest score first, -1 for the lowest, and 0 for the order of reading. `columns` are the names and types of
    the rows that `lines` makes for CSV, TSV and Parquet, without those that came with the documents.
    """

    by: str = "sentence"
    wanted: "Wanted | None" = None
    sign: int = 0
    columns: dict[str, type] = field(default_factory=dict)


Lines = Callable[["Classifier", Any, Look], Iterator[Any]]  # a scored document or an overview -> lines, or rows for parquet


@dataclass(frozen=True, slots=True)
class Made:
    """Lines, or rows, to be written; `opens` tells that a table begins with them, and `score` is what they can be sorted by."""

    content: str | list[tuple[Any, ...]]
    opens: bool
    score: float


@dataclass(frozen=True, slots=True)
class Printed:
    """What comes of a document, or of a part of it: whether that begins it, how many sentences it has, and what there is to write."""

    begins: bool
    sentences: int
    made: list[Made]


@dataclass(slots=True)
class Group:
    """Documents that are scored together, and what there was to note when they were read."""

    documents: "list[Document | DocumentError]" = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Outcome: TypeAlias = "Printed | DocumentError"


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with documents; it travels to other processes."""

    lines: Lines
    look: Look
    view: View
    split: str
    language: str
    model: str | None

    def run(
        self, documents: "Iterable[Document | DocumentError]", classifier: "Classifier", warn: Callable[[str], None]
    ) -> "Iterator[Outcome]":
        """Score documents and print each, or each part of a long one; an error is passed on."""
        from stance import scoring
        from stance.errors import DocumentError

        pieces = self._pieces()
        for document in scoring.score(documents, classifier, self.language, self.split, warn):
            if isinstance(document, DocumentError):
                yield document
            else:
                made = [self._made(classifier, piece) for piece in pieces(document)]
                yield Printed(document.first == 0, len(document.sentences), made)

    def _pieces(self) -> "Callable[[ScoredDocument], Iterable[Any]]":
        """Return what gives the pieces of each document, or part of one, that are to be shown."""
        if self.view.by == "document":
            from stance.report.overview import Overviews

            return Overviews().of
        if self.view.wanted is None:
            return lambda document: (document,)
        from stance.report.selecting import Selection

        return Selection(self.view.wanted).of

    def _made(self, classifier: "Classifier", piece: Any) -> Made:
        items = self.lines(classifier, piece, self.look)
        content = list(items) if self.look.format == "parquet" else "".join(line + "\n" for line in items)
        if self.view.by == "document":
            return Made(content, False, piece.document.tension)
        if self.view.sign:
            return Made(content, False, piece.sentences[min(piece.hits or [piece.first]) - piece.first].score)
        return Made(content, piece.first == 0, 0.0)

    def run_elsewhere(self, documents: "Sequence[Document | DocumentError]") -> "tuple[list[Outcome], list[str]]":
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
    quiet: bool,
    formats: Sequence[str] = PLAIN,
    view: "View | None" = None,
) -> None:
    """Score every document and print what `lines` makes of it; exit with 1 if one could not be read.

    `formats` are those that the command can write, and `view` is what is shown of the documents, all if it is not told.

    Raises
    ------
    StanceError
        when nothing can be read or written at all.
    """
    from stance.cli.console import fail, note, silent
    from stance.cli.reading import Reading
    from stance.errors import DocumentError, StanceError
    from stance.text import documents

    if sys.stdin is None and (not paths or documents.STDIN in paths):
        raise StanceError("standard input is closed; name a file or a folder")
    say = silent if quiet else note
    if not paths and sys.stdin.isatty():
        say("reading from the terminal; type or paste a text and end it with Ctrl-D")
    if output and any(path != documents.STDIN and _same(Path(path), Path(output)) for path in paths):
        raise click.UsageError(f"{output} is what is read; name another file to write")
    format_, output = _format_and_file(format_, output, formats)
    packed = output is not None and output.lower().endswith(".gz")
    view = view or View()
    classifier = _model(model)
    failures: list[DocumentError] = []

    def write(file: BinaryIO | None) -> bool:
        """Write documents as they come; tell whether there were any."""
        terminal = (sys.stdout if file is None else file).isatty()
        colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        width = shutil.get_terminal_size().columns if terminal or "COLUMNS" in os.environ else 80
        reading = Reading(paths or (documents.STDIN,))
        look = Look(format_, width, colour, listed=view.by == "sentence" and view.sign != 0)
        if format_ not in PLAIN:
            look = replace(look, more=_names(reading.first_columns(), view.columns))
        number = 0
        with reading.bar(quiet or (file is None and terminal)), _writer(file, packed, look, view, say) as put:

            def made() -> Iterator[Made]:
                nonlocal number
                for outcome in _in_order(Job(lines, look, view, split, language, model), reading, classifier, jobs, say):
                    if isinstance(outcome, DocumentError):
                        failures.append(outcome)
                        continue
                    number += outcome.begins
                    reading.sentences += outcome.sentences
                    yield from outcome.made

            shown = False
            for piece in _sorted(made(), view):
                if piece.opens and shown and format_ == "table":
                    put("\n\n")
                put(piece.content)
                shown = True
        if number and not shown:
            say(f"none of {reading.sentences:,} sentences is one that you look for")
        if reading.left_out:
            say(f"left out, as the first document has no such column: {', '.join(reading.left_out)}; --format jsonl keeps them")
        return number > 0

    if output is None:
        write(None)
    else:
        with replacing(Path(output)) as file, _packed(file) if packed else nullcontext(file) as target:
            if not write(target):
                for failure in failures:
                    fail(str(failure))
                raise StanceError(f"{output}: left as it was, there is nothing to write")
    for failure in failures:
        fail(str(failure))
    if failures:
        sys.exit(1)


def _format_and_file(format_: str | None, output: str | None, formats: Sequence[str]) -> tuple[str, str | None]:
    """Return the format to write, which may be told by the ending of the output, and the output; None for standard output.

    Raises
    ------
    click.UsageError
        when the ending tells no format, or one that is not among `formats`.
    """
    if output == "":
        raise click.UsageError("the name after -o is empty")
    name = Path(output or "").name.lower()
    ending = Path(name.removesuffix(".gz")).suffix
    if format_ is None:
        format_ = ENDINGS.get(ending, "") if ending else "table"
        if format_ not in formats:
            known = ", ".join(known for known, format_ in ENDINGS.items() if format_ in formats)
            raise click.UsageError(f"{output}: {ending} is no ending of a file that can be written; use {known}, or say --format")
    if output == "-":
        output = None
    if format_ == "parquet" and (sys.stdout.isatty() if output is None else name.endswith(".gz")):
        raise click.UsageError("parquet is not text, and packed already; name a file with -o something.parquet, or pipe it on")
    return format_, output


def _names(columns: Iterable[str], ours: Iterable[str]) -> tuple[str, ...]:
    """Return what columns that came with documents are called behind ours."""
    from stance.report.files import HIT, passed_through

    return tuple(passed_through(dict.fromkeys(columns), {*ours, *HIT}))


@contextmanager
def _writer(file: BinaryIO | None, packed: bool, look: Look, view: View, warn: Callable[[str], None]) -> Iterator[Callable[[Any], None]]:
    """Give what writes lines or rows to a file, or to standard output, below the names of the columns if there are any."""
    if look.format == "parquet":
        from stance.report.parquet import Writer

        with Writer(file or sys.stdout.buffer, view.columns, look.more, warn) as writer:
            yield writer.add
        return
    if file is None:
        stream: Any = sys.stdout
        if look.format != "table":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    else:
        stream = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="\n")

    def put(text: str) -> None:
        stream.write(text)
        if not packed:  # it would begin anew, and pack less
            stream.flush()  # whoever reads along sees a document as soon as it is scored

    put("".join(line + "\n" for line in _heading(look, view)))
    yield put
    if file is not None:
        stream.detach()  # closing the file is left to its owner


def _heading(look: Look, view: View) -> Iterator[str]:
    """Yield what stands once, above it all."""
    if look.format in ("csv", "tsv"):
        from stance.report.files import separated

        (line,) = separated([[*view.columns, *look.more]], SEPARATORS[look.format])
        # Without a byte order mark a spreadsheet reads UTF-8 as another encoding; programs of the shell, which TSV is for, would trip over it.
        yield BYTE_ORDER_MARK + line if look.format == "csv" else line
    elif look.format == "table" and view.by == "document":
        from stance.report.overview import heading

        yield from heading(look.width, look.colour)


def _sorted(made: Iterator[Made], view: View) -> Iterator[Made]:
    if not view.sign:
        return made
    from stance.cli.sorting import Sorted

    held = Sorted()
    for piece in made:
        held.add(-view.sign * piece.score, piece)
    return iter(held)


def _in_order(job: Job, reading: "Reading", classifier: "Classifier", jobs: int, say: Callable[[str], None]) -> Iterator[Outcome]:
    """Run a job on documents, in groups and on several cores; what comes out does not depend on either, nor does what is said."""
    from stance.errors import StanceError

    def run_here(groups: Iterable[Group]) -> Iterator[Outcome]:
        for group in groups:
            for told in group.notes:
                say(told)
            yield from job.run(group.documents, classifier, say)

    if jobs == 1:
        yield from run_here(_groups(reading))
        return
    windows = _windows(_groups(reading), WINDOW * jobs)
    begun: list[Group] = []
    while len(begun) < WORTHWHILE:
        if not (window := next(windows, [])):
            yield from run_here(begun)
            return
        begun += window
        if _long(window[-1]):
            break  # it is open already: read it before others are
    import warnings
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, delayed  # 0.1 s: only for those with work for several cores

    warnings.filterwarnings("ignore", module="joblib")  # it tells whoever stops reading that tasks were cancelled
    try:
        with Parallel(n_jobs=jobs, return_as="generator") as parallel:
            # A window at a time: joblib would go on dispatching while nobody takes the results, and hold them all.
            for window in chain([begun], windows):
                if _long(window[-1]):  # too big to hand over: read and scored here
                    yield from run_here(window)
                    continue
                # Processes that begin while interrupts are ignored ignore them for good: ending them is left to this one.
                before = signal.signal(signal.SIGINT, signal.SIG_IGN)
                try:
                    results = parallel(delayed(job.run_elsewhere)(group.documents) for group in window)
                finally:
                    signal.signal(signal.SIGINT, before)
                try:
                    for group, (outcomes, warnings_) in zip(window, results, strict=True):
                        for told in (*group.notes, *warnings_):
                            say(told)
                        yield from outcomes
                except KeyboardInterrupt:
                    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would leave processes behind
                    raise
    except BrokenProcessPool:
        raise StanceError("one of the processes was ended from outside, perhaps for want of memory; use fewer --jobs") from None


def _long(group: Group) -> bool:
    """Tell whether a group is one document that is too long to be held."""
    from stance.errors import DocumentError

    return any(not isinstance(item, DocumentError) and not item.whole for item in group.documents)


def _windows(groups: Iterable[Group], size: int) -> Iterator[list[Group]]:
    """Yield groups some at a time, and a long document by itself, as its file is open."""
    window: list[Group] = []
    for group in groups:
        if _long(group):
            if window:
                yield window
            yield [group]
            window = []
            continue
        window.append(group)
        if len(window) == size:
            yield window
            window = []
    if window:
        yield window


def _groups(reading: "Reading") -> Iterator[Group]:
    """Put short documents together, as that is faster; the first comes alone, and so at once, and a long one too."""
    from stance.errors import DocumentError

    group = Group()
    size = enough = 1
    for document in reading:
        long = not isinstance(document, DocumentError) and not document.whole
        notes, reading.notes[:] = reading.notes[:], []
        if long and group.documents:
            yield group
            group = Group()
        group.documents.append(document)
        group.notes += notes
        size += 100 if isinstance(document, DocumentError) or long else len(next(iter(document.chunks)))
        if long or size >= enough:
            yield group
            group, size, enough = Group(), 0, GROUP
    group.notes += reading.notes
    if group.documents or group.notes:
        yield group


@contextmanager
def _packed(file: BinaryIO) -> Iterator[BinaryIO]:
    from gzip import GzipFile

    with GzipFile("", "wb", fileobj=file, mtime=0) as packed:  # no name and no time: the same bytes every time
        yield packed  # type: ignore[misc]


def _same(path: Path, other: Path) -> bool:
    try:
        return path.is_file() and path.samefile(other)
    except OSError:
        return False  # one of the two is not there
