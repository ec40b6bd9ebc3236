"""Tables -> documents: JSON lines, CSV, TSV and Parquet. Every row is an article, one column its text; the others go with it."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from math import isfinite
from textwrap import shorten
from typing import Any, TypeAlias

from stance.errors import DocumentError
from stance.text import documents
from stance.text.documents import Document, decode
from stance.text.files import Found, NotArticlesError, Warn, blocks, needed, plainly, seekable

Row: TypeAlias = tuple[int, dict[str, Any] | str]  # its number and its columns, or what is wrong with it

# What the text is called in the exports of news archives, corpora and crawlers; letters only, as its case and _ differ.
TEXT_COLUMNS = (
    "text fulltext maintext plaintext bodytext articletext articlebody body content contents article tekst inhoud artikel".split()
)
SCORED = frozenset(("document", "sentence", "label", "score"))  # together the columns of what stance itself writes
SHEET = frozenset(("document", "sentence", "language"))  # with the text: of every table of sentences to label,
HANDED_OUT = frozenset(("chosen", "annotator", "adjudicated"))  # and these of one that suggest, label and agreement write
SHOWN = 40  # characters of a column's name in a message
LONGEST = 10_000_000  # characters of one row
PATIENCE = 1_000  # rows without any known text column before a file is given up
SAID = 20  # bad rows of a file that are named one by one
BATCH = 256  # rows of a Parquet file that are in memory together

SEPARATOR = re.compile('"?sep=.?"?', re.I)  # a first line by which Excel knows what parts the fields


def is_scored(document: Document) -> bool:
    """Tell whether a document is a row of what `stance score` wrote: a sentence with its label."""
    return document.columns.keys() >= SCORED


def is_sheet(document: Document) -> bool:
    """Tell whether a document is a row of a table that stance made for people to label, or of what came of it."""
    columns = document.columns.keys()
    return columns >= SHEET and not columns.isdisjoint(HANDED_OUT)


def jsonl(file: Any, name: str, warn: Warn, column: str | None) -> Found:
    """JSON lines: every line an object, every object an article."""
    rows = json_rows(lines(decode(blocks(file, name), name, warn), name))
    flat = ((number, row if isinstance(row, str) else {key: plain(value) for key, value in row.items()}) for number, row in rows)
    yield from _articles(flat, name, warn, column)


def json_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the objects of JSON lines as they are, what is nested in them too."""
    import json

    read = json.JSONDecoder(parse_constant=lambda _: None).decode  # NaN is no JSON, but Python and pandas write it
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        try:
            row = read(line)
        except (ValueError, RecursionError):
            row = None
        if isinstance(row, dict):
            yield number, row
        else:
            yield number, "not a JSON object; every line has to be one, as jq -c '.[]' writes them"


def csv(file: Any, name: str, warn: Warn, column: str | None) -> Found:
    """Comma-separated values, or with semicolons, as a Dutch Excel writes them; every row is an article."""
    yield from _articles(csv_rows(lines(decode(blocks(file, name), name, warn), name), ",;\t"), name, warn, column)


def tsv(file: Any, name: str, warn: Warn, column: str | None) -> Found:
    """Tab-separated values; every row is an article."""
    yield from _articles(csv_rows(lines(decode(blocks(file, name), name, warn), name), "\t"), name, warn, column)


def csv_rows(lines: Iterator[str], delimiters: str) -> Iterator[Row]:
    """Yield the rows of a table with a header, whose delimiter is the one of these that the header has most of."""
    from csv import Error, field_size_limit, reader

    field_size_limit(LONGEST)
    leading: list[str] = []
    for line in lines:
        leading.append("\n" if not leading and SEPARATOR.fullmatch(line.strip()) else line)
        if leading[-1].strip():
            break
    unquoted = re.sub('"[^"]*"', "", leading[-1]) if leading else ""
    rows = reader(chain(leading, lines), delimiter=max(delimiters, key=unquoted.count), strict=True)
    header: list[str] = []
    while True:
        first = rows.line_num + 1  # a row with quoted line ends has several lines
        try:
            row = next(rows)
        except StopIteration:
            return
        except Error as error:
            said = str(error)
            if "unexpected end" in said or "field limit" in said:
                said = f"a quote is opened and not closed; the lines from here to {rows.line_num:,} were not read"
            yield first, f"{said}; put a field with quotes or line ends in quotes, and double those inside"
            continue
        if not any(row):
            continue
        if not header:
            header = column_names(row)
        elif len(row) > len(header):
            yield first, f"{len(row)} fields, but the header has {len(header)}; put a field with {rows.dialect.delimiter!r} in it in quotes"
        else:
            yield first, dict(zip(header, row + [None] * (len(header) - len(row)), strict=True))


def column_names(header: list[str]) -> list[str]:
    """Give every column a name of its own: pandas leaves that of its index empty, and spreadsheets have doubles."""
    names: list[str] = []
    for number, name in enumerate(map(str.strip, header), 1):
        names.append(f"{name} {number}".strip() if not name or name in names else name)
    return names


def parquet(file: Any, name: str, warn: Warn, column: str | None) -> Found:
    """Parquet, some rows at a time."""
    with needed(name, ".parquet", "pyarrow"):
        import pyarrow
        from pyarrow.parquet import ParquetFile
    # Not buffered ahead: a group of rows, of which most files have one, may be far bigger than memory.
    with plainly(name), seekable(file) as found, ParquetFile(found, pre_buffer=False, buffer_size=documents.BLOCK) as table:
        yield from _articles(parquet_rows(table, pyarrow), name, warn, column)


def parquet_rows(table: Any, pyarrow: Any) -> Iterator[Row]:
    """Yield the rows of an open Parquet file, some in memory at a time."""
    types = pyarrow.types
    kept = [field.name for field in table.schema_arrow if not field.name.startswith("__index_level_")]
    first = 1
    for batch in table.iter_batches(BATCH, columns=kept):
        for place, field in enumerate(batch.schema):
            if types.is_binary(field.type) or types.is_large_binary(field.type):
                # Older writers do not say that their bytes are text; what is none becomes empty.
                words = [None if value is None else _text(value) for value in batch.column(place).to_pylist()]
                batch = batch.set_column(place, field.name, pyarrow.array(words, pyarrow.string()))
            elif types.is_timestamp(field.type) and field.type.unit == "ns":  # for which pyarrow would load pandas
                whole_seconds = batch.column(place).cast(pyarrow.timestamp("us", field.type.tz), safe=False)
                batch = batch.set_column(place, field.name, whole_seconds)
        for number, row in enumerate(batch.to_pylist(), first):
            yield number, {key: plain(value) for key, value in row.items()}
        first += batch.num_rows


def _text(value: bytes) -> str | None:
    try:
        return None if b"\0" in value else value.decode()
    except UnicodeDecodeError:
        return None


def plain(value: Any) -> Any:
    """Turn a value into one that every output can carry: dates as ISO 8601, and what is nested as JSON."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, dict)):
        import json

        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def lines(chunks: Iterable[str], name: str) -> Iterator[str]:
    r"""Yield lines with their ends, which are \n, \r\n or \r and nothing else: the JSON of Python may have U+2028 in it."""
    from io import StringIO

    held = ""
    for chunk in chunks:
        *whole, held = StringIO(held + chunk, newline="")  # the last may go on in the next chunk
        yield from whole
        if len(held) > LONGEST:
            raise DocumentError(
                f"{name}: a line of more than {LONGEST // 1_000_000} million characters; every article has to be on its own"
            )
    if held:
        yield held


def _articles(rows: Iterable[Row], name: str, warn: Warn, column: str | None) -> Found:
    """Turn rows into documents: one column is the text, the others go with it.

    Bad rows are errors in their place. Rows without text, of which every export of an archive has some, are counted, and told of
    at the end; those with nothing in them at all, which spreadsheets leave behind, are not rows.
    """
    key: str | None = None
    columns: list[str] = []
    total = bad = blank = first_blank = 0
    for number, row in rows:
        if isinstance(row, dict):
            columns = columns or list(row)
            if all(value in (None, "") for value in row.values()):
                continue
            key = key or _text_column(row, column)
            written = row.pop(key, None) if key else None
            if written is not None and not isinstance(written, str):
                row = f"its {key} is not text"
        total += 1
        if isinstance(row, str):
            bad += 1
            if bad <= SAID:
                yield DocumentError(f"{name}:{number}: {row}")
        elif written and written.strip():
            yield Document(f"{name}:{number}", (written,), row)
        else:
            blank, first_blank = blank + 1, first_blank or number
            if key is None and blank == PATIENCE:
                break
    if bad > SAID:
        yield DocumentError(f"{name}: {bad - SAID:,} more rows cannot be read, {bad:,} of {total:,}")
    if columns and key is None:
        has = ", ".join(shorten(name, SHOWN, placeholder="…") or "(none)" for name in columns[:20]) + (", ..." if len(columns) > 20 else "")
        wanted = f"no column {column!r}" if column else "no column that is known to hold text"
        raise NotArticlesError(f"{name}: {wanted}; it has {has}; name the right one with --text-column")
    if blank + bad == total:
        raise DocumentError(
            f"{name}: no row has a {key}, there is nothing to score" if blank else f"{name}: empty, there is nothing to score"
        )
    if blank:
        warn(f"{name}: {blank:,} of {total:,} rows have no {key}, the first is {first_blank:,}; the others were read")


def _text_column(row: dict[str, Any], wanted: str | None) -> str | None:
    """Find the column of the text: the one that is wanted, or the first of those that are known."""
    if wanted is not None:
        return wanted if wanted in row else next((name for name in row if name.lower() == wanted.lower()), None)
    known = {"".join(filter(str.isalpha, name)).lower(): name for name in reversed(row)}
    return next((known[name] for name in TEXT_COLUMNS if name in known), None)
