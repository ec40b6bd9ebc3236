"""Sentences to be labelled, and the file in which the labels of one annotator are safe as soon as they are given."""

import fcntl
import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from stance.errors import CorpusError, DocumentError, StanceError, reason
from stance.formulas import unguarded
from stance.labels import LABELS
from stance.learn import records
from stance.learn.annotations import Annotation, flat, word
from stance.learn.columns import DOCUMENT, TO_SEE, text_of
from stance.learn.columns import column as known_column
from stance.learn.corpus import ADJUDICATED, sentence_number
from stance.learn.label_maps import ours
from stance.text import documents
from stance.text.documents import Document, column
from stance.text.formats import kind
from stance.text.language import DEFAULT, declared, detect
from stance.text.sentences import spaced, split

Record: TypeAlias = dict[str, Any]
Key: TypeAlias = tuple[str, str, str]

LONG = 1000  # characters: more than what is left at the end of a table without rows
LOOKED_AT = 20  # rows of a table that tell whether they are sentences
SEVERAL = 3  # sentences that make a row an article: fewer may be one sentence, cut where it should not be
TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
OURS = ("document", "sentence", "text", "language")
GIVEN = ("label", "annotator", ADJUDICATED)  # columns that are not read: what the annotator decides must not hang on them


@dataclass(frozen=True, slots=True)
class Item:
    """A sentence to label, with what may help to decide.

    Parameters
    ----------
    columns
        what is written with its label: document, sentence, text and language, then what else it came with
    before, after
        the sentences around it, empty if they are not known
    guess
        what a model takes it for, empty if nobody asked one
    said
        the labels that annotators gave it, by their names, if it is to be adjudicated
    """

    columns: Record
    before: str = ""
    after: str = ""
    guess: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Batch:
    """The sentences of a file, and whether it is a table in which annotators' labels are to be adjudicated."""

    items: list[Item]
    adjudicating: bool


def key(columns: Mapping[str, Any]) -> Key:
    """Return what tells a sentence from others: its document, its number there (empty if it has none) and its text.

    White space makes no difference: a table of stance has a space for every line end.
    """
    return word(columns["document"]), sentence_number(columns.get("sentence")), spaced(str(columns["text"]))


def read(
    path: Path,
    warn: Callable[[str], None],
    text_column: str | None = None,
    document_column: str | None = None,
    language: str = "auto",
) -> Batch:
    """Read the sentences to label: the rows of a table, or the sentences of an article.

    The context is what the table has in its columns before and after, or else the neighbours in the same document. Labels that are there
    already are not looked at, and no sentence comes twice.

    Raises
    ------
    StanceError
        when there is nothing in it to be labelled.
    """
    if path.is_dir():
        raise StanceError(f"{path}: a folder; name a table or an article, or make a table of it with stance suggest")
    if _nothing_to_adjudicate(path):
        return Batch([], True)
    found = list(_documents(path, warn, text_column))
    tabular = kind(str(path)).removesuffix(".gz") in TABLES
    adjudicating = tabular and bool(found) and any(name.lower() == ADJUDICATED for name in found[0].columns)
    if kind(str(path)).removesuffix(".gz") in (".csv", ".tsv"):
        found = [_as_typed(document) for document in found]
    rows = [_row(document, document_column, language) for document in found] if tabular else list(_sentences(found, language))
    if tabular and _are_articles(rows):
        warn(
            f"{path}: its rows are articles of several sentences, and each is shown as one; stance suggest {path} cuts them into sentences"
        )
    if adjudicating:
        open_ = [row for row in rows if ours(word(column(row, ADJUDICATED))) is None]
        if strange := sorted({word(column(row, ADJUDICATED)) for row in open_} - {""}):
            warn(f"{path}: {', '.join(map(repr, strange))} in its column {ADJUDICATED} is no label; those sentences are shown")
        if settled := len(rows) - len(open_):
            warn(f"{path}: {settled:,} of {len(rows):,} rows are adjudicated in the table already; the others are shown")
        if not open_:
            raise StanceError(
                f"{path}: all {len(rows):,} rows are adjudicated already; give it to stance train beside the annotators' files"
            )
        said = _annotators(rows)
        return Batch(_items(open_, rows, said, path, warn), True)
    return Batch(_items(rows, rows, (), path, warn), False)


def _nothing_to_adjudicate(path: Path) -> bool:
    """Tell whether a file is a table to adjudicate of annotators who differ on nothing: the names of its columns and no row."""
    if kind(str(path)) not in (".csv", ".tsv"):
        return False
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            names = re.split("[,;\t]", file.readline().strip().lower())
            return ADJUDICATED in names and not file.read(LONG).strip()
    except OSError:
        return False  # which reading it tells


def _documents(path: Path, warn: Callable[[str], None], text_column: str | None) -> Iterator[Document]:
    faults: list[DocumentError] = []
    some = False
    for item in documents.read([str(path)], documents.Way(warn, text_column or _text_column(path))):
        if isinstance(item, DocumentError):
            faults.append(item)
            continue
        some = True
        yield item
    if faults and not some:
        raise faults[-1]
    for fault in faults:
        warn(f"{fault}; left out")


def _text_column(path: Path) -> str | None:
    """Find the column of the text as it is found where labels are read; None where there is none, or no table."""
    if kind(str(path)).removesuffix(".gz") not in TABLES:
        return None
    with suppress(CorpusError):
        rows = [row for found in records.read(path, lambda _: None) for _, row in found.rows if isinstance(row, dict)]
        return text_of(list(dict.fromkeys(name for row in rows for name in row)), [Annotation("", flat(row)) for row in rows[:TO_SEE]])
    return None


def _as_typed(document: Document) -> Document:
    """Take away what guards the cells of a table that stance wrote against being taken for formulas."""
    if tuple(document.columns)[:3] != tuple(name for name in OURS if name != "text"):
        return document
    columns = {name: unguarded(value) if isinstance(value, str) else value for name, value in document.columns.items()}
    return replace(document, chunks=(unguarded("".join(document.chunks)),), columns=columns)


def _row(document: Document, document_column: str | None, language: str) -> Record:
    """Give a row of a table the columns that every sentence has; a row that names no document is one of its own."""
    text = "".join(document.chunks).strip()
    if (
        document_column
        and column(document.columns, document_column) is None
        and document_column.lower() not in map(str.lower, document.columns)
    ):
        raise StanceError(f"{document.name}: no column {document_column!r}; it has {', '.join(document.columns)}")
    named = column(document.columns, document_column or known_column(list(document.columns), DOCUMENT) or "document")
    own = {
        "document": word(named) or Path(document.name).name,
        "sentence": _whole(column(document.columns, "sentence")),
        "text": text,
        "language": language if language != "auto" else declared(document.columns) or detect(text) or DEFAULT,
    }
    if own["sentence"] is None:
        del own["sentence"]
    return own | {name: value for name, value in document.columns.items() if name.lower() not in OURS}


def _are_articles(rows: list[Record]) -> bool:
    seen = rows[:LOOKED_AT]
    return 2 * sum(len(list(split([row["text"]], row["language"]))) >= SEVERAL for row in seen) > len(seen)


def _sentences(found: Iterable[Document], language: str) -> Iterator[Record]:
    for document in found:
        text = "".join(document.chunks)
        spoken = language if language != "auto" else declared(document.columns) or detect(text) or DEFAULT
        for number, sentence in enumerate(split([text], spoken)):
            words = spaced(sentence.text)  # an article may be wrapped by hand
            yield {"document": Path(document.name).name, "sentence": number, "text": words, "language": spoken}


def _whole(value: Any) -> int | str | None:
    """Return a number that tables write as text or with decimals as the whole number that it is."""
    found = sentence_number(value)
    return int(found) if found.isdecimal() else found or None


def _annotators(rows: list[Record]) -> tuple[str, ...]:
    """Name the columns of a table to adjudicate in which there is nothing but labels."""
    others = [name for name in rows[0] if name.lower() not in (*OURS, *GIVEN, "before", "after", "guess")]
    return tuple(
        name for name in others if any(row.get(name) for row in rows) and all(row.get(name) in (None, "", *LABELS) for row in rows)
    )


def _items(shown: list[Record], rows: list[Record], said: tuple[str, ...], path: Path, warn: Callable[[str], None]) -> list[Item]:
    around = _neighbours(rows)
    items: dict[Key, Item] = {}
    for row in shown:
        kept = {name: value for name, value in row.items() if name.lower() not in GIVEN}
        guess = str(column(row, "guess") or "").strip().lower()
        who = {name: row[name] for name in said if row.get(name)}
        before, after = (str(column(row, name) or around(row, step)) for name, step in (("before", -1), ("after", 1)))
        items.setdefault(key(row), Item(kept, before, after, guess if guess in LABELS else "", who))
    if len(items) < len(shown):
        warn(f"{path}: {len(shown) - len(items):,} sentences stand in it twice; each is shown once")
    if not items:
        raise StanceError(f"{path}: no sentence in it")
    return list(items.values())


def _neighbours(rows: list[Record]) -> Callable[[Record, int], str]:
    """Return what finds the text so many sentences on in the same document: by number, or by row where sentences have none."""
    places = {id(row): number for number, row in enumerate(rows)}
    numbered = {(row["document"], row["sentence"]): row for row in rows if isinstance(row.get("sentence"), int)}

    def around(row: Record, step: int) -> str:
        number, place = row.get("sentence"), places[id(row)] + step
        if isinstance(number, int):
            found = numbered.get((row["document"], number + step))
        else:
            found = rows[place] if 0 <= place < len(rows) and rows[place]["document"] == row["document"] else None
        return found["text"] if found else ""

    return around


class Labels:
    """The file of one annotator: JSON lines, one a labelled sentence, in the order in which they were labelled.

    What is added is on disk when `add` comes back. Nobody else can have it open at the same time. A last line that broke off when the
    power did is dropped, and `warn` is told.

    Raises
    ------
    CorpusError
        when another process has it open, it is another annotator's, it is none of ours, or it cannot be written.
    """

    def __init__(self, path: Path, annotator: str, warn: Callable[[str], None]) -> None:
        self.path, self.annotator = path, annotator
        self._file = _locked(path)
        try:
            self.records = self._read(warn)
        except BaseException:
            self.close()
            raise

    def _read(self, warn: Callable[[str], None]) -> list[Record]:
        with self.path.open("rb") as file:
            *lines, rest = file.read().split(b"\n")
        self._ends = [0]  # where each line ends
        records = []
        for number, line in enumerate(lines, 1):
            record = _record(line)
            if record is None:
                raise CorpusError(f"{self.path}:{number}: no labelled sentence; mend or delete the line, or name another file with -o")
            if record["annotator"] != self.annotator:
                raise CorpusError(
                    f"{self.path}: has labels of {record['annotator']}, not of {self.annotator}; name another file with -o, or the right --annotator"
                )
            records.append(record)
            self._ends.append(self._ends[-1] + len(line) + 1)
        if rest:
            os.ftruncate(self._file, self._ends[-1])
            record = _record(rest)
            if record is not None and record["annotator"] == self.annotator:  # all of it but the end of its line
                self._append(record)
                records.append(record)
            else:
                warn(f"{self.path}: its last line broke off and was dropped; that sentence comes again")
        return records

    def add(self, columns: Record, label: str) -> None:
        """Write the label of a sentence behind all others."""
        record = self._labelled(columns, label)
        self._append(record)
        self.records.append(record)

    def _append(self, record: Record) -> None:
        line = _line(record)
        end = self._ends[-1]
        try:
            written = os.write(self._file, line)
            if written < len(line):  # as on a full disk
                raise OSError(None, "the disk is full")
            os.fsync(self._file)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._file, end)
            raise CorpusError(f"{self.path}: cannot be written: {reason(error)}; what was labelled before is there") from None
        self._ends.append(end + len(line))

    def put(self, place: int, columns: Record, label: str) -> None:
        """Change the label of a sentence, where it stands."""
        self._rewrite([*self.records[:place], self._labelled(columns, label), *self.records[place + 1 :]])

    def take(self) -> None:
        """Take the last label back, by shortening the file."""
        try:
            os.ftruncate(self._file, self._ends[-2])
            os.fsync(self._file)
        except OSError as error:
            raise CorpusError(f"{self.path}: cannot be written: {reason(error)}") from None
        self._ends.pop()
        self.records.pop()

    def _labelled(self, columns: Record, label: str) -> Record:
        return columns | {"label": label, "annotator": self.annotator}

    def _rewrite(self, records: list[Record]) -> None:
        """Write all anew beside the file, locked as it is, and put it in its place: whatever happens, one of the two is there."""
        lines = [_line(record) for record in records]
        target = self.path.resolve()
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with partial.open("wb") as file:
                os.fchmod(file.fileno(), stat.S_IMODE(os.fstat(self._file).st_mode))
                file.write(b"".join(lines))
                file.flush()
                os.fsync(file.fileno())
            new = os.open(partial, os.O_RDWR | os.O_APPEND)
            fcntl.flock(new, fcntl.LOCK_EX)
            partial.replace(target)
        except OSError as error:
            raise CorpusError(f"{self.path}: cannot be written: {reason(error)}; what was labelled before is there") from None
        finally:
            with suppress(OSError):
                partial.unlink()
        os.close(self._file)
        self._file, self.records = new, records
        self._ends = [0]
        for line in lines:
            self._ends.append(self._ends[-1] + len(line))

    def close(self) -> None:
        """Let others have the file; one without a label is taken away."""
        with suppress(OSError):
            if not os.fstat(self._file).st_size:
                self.path.unlink()
        os.close(self._file)


def _locked(path: Path) -> int:
    """Open a file that nobody else has open, and make it if it is not there."""
    if path.exists() and not path.is_file():
        raise CorpusError(f"{path}: no file that labels can be kept in; name one with -o")
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        except FileNotFoundError:
            raise CorpusError(f"{path.parent}: no such folder") from None
        except OSError as error:
            why = "may not be written; ask its owner, or name another with -o" if isinstance(error, PermissionError) else reason(error)
            raise CorpusError(f"{path}: {why}") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file), path.stat()):
                return file
        except BlockingIOError:
            os.close(file)
            raise CorpusError(f"{path}: another stance label has it open; end that one first") from None
        except FileNotFoundError:
            pass
        except OSError as error:
            os.close(file)
            raise CorpusError(f"{path}: cannot be locked: {reason(error)}") from None
        os.close(file)  # it was replaced or taken away between the two calls


def _record(line: bytes) -> Record | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    fits = isinstance(found, dict) and {"document", "text", "label", "annotator"} <= found.keys()
    return found if fits and found["label"] in LABELS else None


def _line(record: Record) -> bytes:
    # a lone surrogate, which JSON may have but UTF-8 cannot, becomes a question mark
    return json.dumps(record, ensure_ascii=False).encode(errors="replace") + b"\n"


class Session:
    """Labelling from the first sentence to the last: which one is shown, what was done and can be undone.

    Sentences come in their order, what is skipped comes again at the end. One may look back along those that are labelled; a label given
    there takes the place of the old one.
    """

    def __init__(self, items: list[Item], labels: Labels) -> None:
        self.items, self._labels = items, labels
        places = {key(item.columns): number for number, item in enumerate(items)}
        # The sentence of each line of the file; None for what is in the file but no longer among the sentences.
        self._trail: list[int | None] = [places.get(key(record)) for record in labels.records]
        done = set(self._trail)
        self._open = [number for number in range(len(items)) if number not in done]
        self.skipped: set[int] = set()
        self._deeds: list[tuple[int, str]] = [(line, "") for line in range(len(self._trail))]  # a line, and the label that it had before
        self._back: int | None = None  # the line that one looks back at

    @property
    def elsewhere(self) -> int:
        """How many labels are of sentences that are not among these."""
        return self._trail.count(None)

    @property
    def shown(self) -> int | None:
        """The number of the sentence that is shown; None when all are labelled."""
        if self._back is not None:
            return self._trail[self._back]
        return self._open[0] if self._open else None

    @property
    def label(self) -> str:
        """The label that the sentence has already; empty unless one looks back."""
        return "" if self._back is None else str(self._labels.records[self._back]["label"])

    @property
    def done(self) -> int:
        """How many are labelled."""
        return len(self.items) - len(self._open)

    @property
    def count(self) -> dict[str, int]:
        """How often each label was given."""
        given = [record["label"] for record in self._labels.records]
        return {label: given.count(label) for label in LABELS}

    def give(self, label: str) -> bool:
        """Label the sentence that is shown; tell whether there was one."""
        shown = self.shown
        if shown is None:
            return False
        columns = self.items[shown].columns
        if self._back is None:
            self._labels.add(columns, label)
            self._open.pop(0)
            self.skipped.discard(shown)
            self._deeds.append((len(self._trail), ""))
            self._trail.append(shown)
        else:
            if label != self.label:
                before = self.label
                self._labels.put(self._back, columns, label)
                self._deeds.append((self._back, before))
            self._back = None
        return True

    def skip(self) -> bool:
        """Put the sentence that is shown off until the end; tell whether it could be."""
        if self._back is not None or len(self._open) < 2:
            return False
        self._open.append(self._open.pop(0))
        self.skipped.add(self._open[-1])
        return True

    def undo(self) -> bool:
        """Take back what was done last, and show the sentence of it; tell whether there was anything."""
        if not self._deeds:
            return False
        line, before = self._deeds[-1]
        number = self._trail[line]
        if number is None:
            return False  # of a sentence that nobody can see: it stays
        self._back = None
        if before:
            self._labels.put(line, self.items[number].columns, before)
            self._back = line
        else:
            self._labels.take()  # lines are taken back in the order in which they came: it is the last
            self._trail.pop()
            self._open.insert(0, number)
        self._deeds.pop()
        return True

    def look_back(self) -> bool:
        """Show the one labelled before the one that is shown; tell whether there is one."""
        return self._look(range((len(self._trail) if self._back is None else self._back) - 1, -1, -1))

    def look_on(self) -> bool:
        """Go on again: show the one labelled after it, or the first that is not labelled; tell whether one was looking back."""
        if self._back is None:
            return False
        if not self._look(range(self._back + 1, len(self._trail))):
            self._back = None
        return True

    def _look(self, lines: range) -> bool:
        found = next((line for line in lines if self._trail[line] is not None), None)
        if found is not None:
            self._back = found
        return found is not None
