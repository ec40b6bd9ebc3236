"""What the commands that read articles share: their options, and the way from paths to printed lines."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from stance.atomic import replacing
from stance.cli import opening
from stance.cli.output import PLAIN, compressed, names, writer

if TYPE_CHECKING:
    from stance.errors import DocumentError
    from stance.model.classifier import Classifier
    from stance.report.selecting import Wanted
    from stance.scored import ScoredDocument
    from stance.text.documents import Document


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
    the rows that `lines` makes for CSV, TSV and Parquet, without those that came with the documents. `limit` is how many pieces are shown.
    """

    by: str = "sentence"
    wanted: "Wanted | None" = None
    sign: int = 0
    columns: dict[str, type] = field(default_factory=dict)
    limit: int | None = None


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
            return Made(content, False, piece.totals.tension)
        if self.view.sign:
            return Made(content, False, piece.sentences[min(piece.hits or [piece.first]) - piece.first].score)
        return Made(content, piece.first == 0, 0.0)

    def run_elsewhere(self, documents: "Sequence[Document | DocumentError]") -> "tuple[list[Outcome], list[str]]":
        """Do the same in a process of its own, which reads the model once."""
        warnings: list[str] = []
        return list(self.run(documents, opening.model(self.model), warnings.append)), warnings


def print_all(
    lines: Lines,
    paths: tuple[str, ...],
    format_: str,
    output: str | None,
    split: str,
    language: str,
    model: str | None,
    jobs: int,
    quiet: bool,
    text_column: str | None,
    view: View | None = None,
) -> None:
    """Score every document and print what `lines` makes of it; exit with 1 if one could not be read.

    `format_` and `output` are what `format_and_file` makes of the options; `view` is what is shown of the documents, all if it is not told.

    Raises
    ------
    StanceError
        when nothing can be read or written at all.
    """
    from stance.cli.console import Notes, fail
    from stance.cli.reading import Reading
    from stance.cli.spreading import in_order
    from stance.errors import DocumentError, StanceError

    say = Notes(quiet)
    paths = opening.sources(paths, output, say)
    packed = output is not None and output.lower().endswith(".gz")
    view = view or View()
    classifier = opening.model(model)
    failures: list[DocumentError] = []

    def write(file: BinaryIO | None) -> bool:
        """Write documents as they come; tell whether there were any."""
        stream = sys.stdout if file is None else file
        terminal = stream.isatty()
        width = shutil.get_terminal_size().columns if terminal or "COLUMNS" in os.environ else 80
        reading = Reading(paths, text_column, output)
        look = Look(format_, width, opening.in_colour(stream), listed=view.by == "sentence" and view.sign != 0)
        if format_ not in PLAIN:
            look = replace(look, more=names(reading.first_columns(), view.columns))
        number = 0
        with reading.bar(quiet or (file is None and terminal)), writer(file, packed, look, view, say) as put:

            def made() -> Iterator[Made]:
                nonlocal number
                for outcome in in_order(Job(lines, look, view, split, language, model), reading, classifier, jobs, say):
                    if isinstance(outcome, DocumentError):
                        failures.append(outcome)
                        continue
                    number += outcome.begins
                    reading.sentences += outcome.sentences
                    yield from outcome.made

            shown = False
            for piece in islice(_sorted(made(), view), view.limit):
                if piece.opens and shown and format_ == "table":
                    put("\n\n")
                put(piece.content)
                shown = True
        say.end()
        if number and not shown:
            say(f"nothing found: none of {reading.sentences:,} sentences is like that")
        if reading.left_out:
            say(f"left out, as the first documents have no such column: {', '.join(reading.left_out)}; --format jsonl keeps them")
        return number > 0

    if output is None:
        write(None)
    else:
        with replacing(Path(output)) as file, compressed(file) if packed else nullcontext(file) as target:
            if not write(target):
                for failure in failures:
                    fail(str(failure))
                raise StanceError(f"{output}: left as it was, there is nothing to write")
    for failure in failures:
        fail(str(failure))
    if failures:
        sys.exit(1)


def _sorted(made: Iterator[Made], view: View) -> Iterator[Made]:
    if not view.sign:
        return made
    from stance.cli.sorting import Sorted

    held = Sorted()
    for piece in made:
        held.add(-view.sign * piece.score, piece)
    return iter(held)
