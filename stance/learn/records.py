"""Files of labelled data -> records: the rows of tables, the objects of JSON, the lines of our corpus.

What a file is, its content tells; its name is asked only where that leaves a doubt. What the records mean is told by `annotations`.
"""

import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from stance.errors import CorpusError, DocumentError, reason
from stance.formulas import unguarded
from stance.labels import LABELS
from stance.text import tables
from stance.text.documents import BYTE_ORDER_MARKS, decode
from stance.text.files import needed, plainly
from stance.text.formats import FOREIGN, kind
from stance.text.sentences import PUNKT_MODELS

Values: TypeAlias = dict[str, Any]

COLUMNS = ("document", "language", "topic", "text", "label")  # of our corpus, which has no header
OURS = ("document", "sentence", "text", "language")  # how tables of sentences to label begin, which stance writes
KINDS = frozenset((".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".zip"))  # what is read of a folder
TABLES = frozenset((".xls", ".xlsx", ".xlsm", ".ods", ".dta", ".sav", ".rds", ".feather", ".arrow"))  # what is not, but may hold it
TO_SEE = 20  # lines that tell whether a file is of our corpus
LONGEST_ROW = 100  # lines of a table with tabs that one row may have, in quotes
PLENTY = 2_000_000_000  # bytes that may come out of anything packed

_quoted = re.compile(r'"((?:[^"]|"")*+)"')
_row = re.compile(r'(?:"(?:[^"]|"")*+"|[^"\t\r\n]*+)(?:\t(?:"(?:[^"]|"")*+"|[^"\t\r\n]*+))*+(?:\r\n|\r|\n)?')


@dataclass(frozen=True, slots=True)
class Records:
    """What a file holds.

    Parameters
    ----------
    name
        what it is called in messages: labels.csv, or export.zip/anna.jsonl
    rows
        the place of each record (labels.csv:12) with its values by name, or with what is wrong with it
    corpus
        whether they are lines of our own corpus
    annotator
        whom the file is named after: in an archive, as doccano exports them
    header
        the first line of a table
    """

    name: str
    rows: list[tuple[str, Values | str]]
    corpus: bool = False
    annotator: str = ""
    header: str = ""


def files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield files, and whether they were named; of a folder, those of the kinds that hold labelled data or cannot be read, sorted by name.

    Raises
    ------
    CorpusError
        when there is none in a folder.
    """
    for path in paths:
        if not path.is_dir():
            yield path, True
            continue
        below = sorted(file for file in path.rglob("*") if _wanted(file.relative_to(path)) and file.is_file())
        if not any(_kind(file) in KINDS for file in below):
            if below:
                raise CorpusError(_foreign(str(below[0]), _kind(below[0])))
            raise CorpusError(f"{path}: no file with labelled data in this folder or below it; those are {', '.join(sorted(KINDS))}")
        yield from ((file, False) for file in below)


def _wanted(path: Path) -> bool:
    return (_kind(path) in KINDS or _kind(path) in TABLES) and not any(part.startswith((".", "__MACOSX", "~$")) for part in path.parts)


def _kind(path: Path) -> str:
    return kind(path.name).removesuffix(".gz")


def _foreign(name: str, ending: str) -> str:
    return f"{name}: {ending} cannot be read; {FOREIGN[ending]}"


def read(path: Path, warn: Callable[[str], None]) -> Iterator[Records]:
    """Read a file, or those in a `.zip`; `warn` is told what had to be guessed.

    Raises
    ------
    CorpusError
        when it cannot be read at all.
    """
    try:
        yield from _opened(path.read_bytes(), str(path), warn)
    except OSError as error:
        raise CorpusError(f"{path}: {reason(error)}") from None
    except DocumentError as error:
        raise CorpusError(str(error)) from None


def _opened(data: bytes, name: str, warn: Callable[[str], None], annotator: str = "") -> Iterator[Records]:
    ending = kind(name)
    if ending != ".json" and ending in FOREIGN:
        raise CorpusError(_foreign(name, ending))
    if data.startswith(b"\x1f\x8b"):
        data = _unzipped(data, name)
    if data.startswith(b"PK\x03\x04"):
        yield from _archive(data, name, warn)
    elif data.startswith(b"PAR1"):
        yield Records(name, _parquet(data, name), annotator=annotator)
    elif b"\0" in data and not any(data.startswith(mark) for mark, _ in BYTE_ORDER_MARKS):
        raise CorpusError(f"{name}: a binary file, not labelled text; save it as CSV (UTF-8), JSON lines or Parquet")
    else:
        yield _text("".join(decode([data], name, warn)), name, ending.removesuffix(".gz"), annotator)


def _unzipped(data: bytes, name: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as file:
            found = file.read(PLENTY + 1)
    except (OSError, EOFError, zlib.error):
        raise CorpusError(f"{name}: damaged, gzip cannot unpack it; pack it again") from None
    if len(found) > PLENTY:
        raise CorpusError(f"{name}: unpacks to over {PLENTY // 1_000_000_000} GB; unpack it first")
    return found


def _archive(data: bytes, name: str, warn: Callable[[str], None]) -> Iterator[Records]:
    """Files in a zip: doccano exports one for each annotator, named after them."""
    with plainly(name), zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = sorted(
            (one for one in archive.infolist() if not one.is_dir() and _wanted(Path(one.filename)) and _kind(Path(one.filename)) in KINDS),
            key=lambda one: one.filename,
        )
        if sum(one.file_size for one in found) > PLENTY:
            raise DocumentError(f"{name}: unpacks to over {PLENTY // 1_000_000_000} GB; unpack it first")
        contents = [(one.filename, archive.read(one)) for one in found if kind(one.filename) != ".zip"]
    if not contents:
        raise CorpusError(f"{name}: no file with labelled data in it; those are {', '.join(sorted(KINDS))}")
    for filename, content in contents:
        yield from _opened(content, f"{name}/{filename}", warn, "" if (stem := Path(filename).stem) in ("all", "unknown") else stem)


def _parquet(data: bytes, name: str) -> list[tuple[str, Values | str]]:
    with needed(name, ".parquet", "pyarrow"):
        import pyarrow
        from pyarrow.parquet import ParquetFile
    with plainly(name), ParquetFile(io.BytesIO(data)) as table:
        return [(f"{name}:row {number}", row) for number, row in tables.parquet_rows(table, pyarrow)]


def _text(text: str, name: str, ending: str, annotator: str) -> Records:
    lines = list(tables.lines([text] if text else [], name))
    if lines and tables.SEPARATOR.fullmatch(lines[0].strip("\r\n")):
        lines[0] = "\n"
    begin = next((line.strip() for line in lines if not line.isspace()), "")
    if begin[:1] in ("[", "{") and ending not in (".csv", ".tsv"):
        rows = _json_lines(lines, name) if _object(begin) else _json(text, name)
        return Records(name, rows, annotator=annotator)
    if _is_corpus(lines):
        return Records(name, _corpus(lines, name), corpus=True, annotator=annotator)
    numbered = _tab_separated(lines) if _has_tabs(begin, ending) else tables.csv_rows(iter(lines), ",;\t")
    return Records(name, [(f"{name}:{number}", _as_typed(row)) for number, row in numbered], annotator=annotator, header=begin)


def _as_typed(row: Values | str) -> Values | str:
    """Take away what guards the cells of a table that stance wrote, and somebody filled in, against being taken for formulas."""
    if isinstance(row, str) or tuple(row)[: len(OURS)] != OURS:
        return row
    return {name: unguarded(value) if isinstance(value, str) else value for name, value in row.items()}


def _object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _json_lines(lines: list[str], name: str) -> list[tuple[str, Values | str]]:
    return [(f"{name}:{number}", row) for number, row in tables.json_rows(lines)]


def _json(text: str, name: str) -> list[tuple[str, Values | str]]:
    try:
        found = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise CorpusError(f"{name}:{error.lineno}: no JSON ({error.msg.lower()}); export it again") from None
    except RecursionError:
        raise CorpusError(f"{name}: nested too deep to be labelled data") from None
    items = found if isinstance(found, list) else [found]
    return [(f"{name}:item {number}", item if isinstance(item, dict) else "not a JSON object") for number, item in enumerate(items, 1)]


def _is_corpus(lines: list[str]) -> bool:
    """Tell whether lines are of our corpus: five fields, with language and label where they belong, and no header before them."""
    rows = [line.rstrip("\r\n").split("\t") for line in lines[:TO_SEE] if not line.isspace()]
    if not rows or {"text", "label"} & {name.lower().strip('"') for name in rows[0]}:
        return False
    first = rows[0]
    if len(first) == len(COLUMNS) and first[1] not in PUNKT_MODELS and first[4] not in LABELS:
        return False  # a header in words of its own
    return any(len(fields) == len(COLUMNS) and fields[1] in PUNKT_MODELS and fields[4] in LABELS for fields in rows)


def _corpus(lines: list[str], name: str) -> list[tuple[str, Values | str]]:
    rows: list[tuple[str, Values | str]] = []
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        fields = line.rstrip("\r\n").split("\t")
        fits = len(fields) == len(COLUMNS)
        fault = f"{len(fields)} tab-separated fields instead of {len(COLUMNS)} ({', '.join(COLUMNS)}); put exactly one tab between them"
        rows.append((f"{name}:{number}", dict(zip(COLUMNS, fields, strict=True)) if fits else fault))
    return rows


def _has_tabs(header: str, ending: str) -> bool:
    return "\t" in header and (ending == ".tsv" or header.count("\t") >= max(header.count(","), header.count(";")))


def _tab_separated(lines: list[str]) -> Iterator[tuple[int, Values | str]]:
    """Yield the rows of a table with tabs, whether its writer put fields in quotes or knew nothing of quotes.

    Sentences of a quotation begin or end with a quote that has no partner on its line: a line with as many tabs as the header is a row by
    itself. Others are put together with those after them, up to where the quotes close.
    """
    start = next(number for number, line in enumerate(lines) if not line.isspace())
    header = lines[start].rstrip("\r\n").split("\t")
    always = all(_quoted.fullmatch(name) for name in header)  # in quotes whether it has to be or not
    names = tables.column_names([_unquoted(name, always) for name in header])
    tabs = len(names) - 1
    number = start + 1
    while number < len(lines):
        line = lines[number]
        size, quoted = _size(lines, number, tabs)
        if not line.isspace():
            fields = _fields("".join(lines[number : number + size]), always or quoted)
            if len(fields) > len(names):
                yield number + 1, f"{len(fields)} tab-separated fields, but the header has {len(names)}; put exactly one tab between them"
            else:
                yield number + 1, dict(zip(names, fields + [None] * (len(names) - len(fields)), strict=True))
        number += size


def _size(lines: list[str], start: int, tabs: int) -> tuple[int, bool]:
    """Count the lines of a row: one, unless only with those after it it is a row in quotes; and tell whether it has to be read as one."""
    alone = lines[start].count("\t") == tabs
    if '"' not in lines[start] or (alone and start + 1 < len(lines) and lines[start + 1].count("\t") == tabs):
        return 1, False
    row = ""
    for size, line in enumerate(lines[start : start + LONGEST_ROW], 1):
        if alone and size > 1 and line.count("\t") == tabs:
            break
        row += line
        if row.count('"') % 2 == 0 and _row.fullmatch(row) and len(_fields(row, True)) == tabs + 1:
            return size, size > 1 or not alone
    return 1, False


def _fields(row: str, quoted: bool) -> list[str | None]:
    row = row.removesuffix("\n").removesuffix("\r")
    if not quoted:
        return [_unquoted(field, False) for field in row.split("\t")]
    from csv import Error, reader

    try:
        return list(next(reader([row], delimiter="\t", strict=True), []))
    except Error:
        return [_unquoted(field, True) for field in row.split("\t")]


def _unquoted(field: str, always: bool) -> str:
    """Take the quotes off a field that its writer put in quotes: if it did not have to, `always`, they are the author's own."""
    found = _quoted.fullmatch(field)
    return found[1].replace('""', '"') if found and (always or '""' in found[1]) else field
