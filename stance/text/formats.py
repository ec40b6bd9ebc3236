"""The formats that articles come in: one function each from a file to its documents, and the table of them all.

Every function is given an open file, what it is called, whom to tell what had to be guessed, and the column that holds the text, if the
user named one. It yields documents, and an error in the place of what could not be read; an error that it raises ends the file.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, pairwise
from math import isfinite
from typing import Any, TypeAlias

from stance.errors import DocumentError, reason
from stance.text import archives, documents
from stance.text.documents import Document, decode

Reader: TypeAlias = "Callable[[Any, str, Warn, str | None], Found]"
Warn: TypeAlias = Callable[[str], None]
Found: TypeAlias = Iterator[Document | DocumentError]
Row: TypeAlias = tuple[int, dict[str, Any] | str]  # its number and its columns, or what is wrong with it

# What the text is called in the exports of news archives, corpora and crawlers; letters only, as its case and _ differ.
TEXT_COLUMNS = (
    "text fulltext maintext plaintext bodytext articletext articlebody body content contents article tekst inhoud artikel".split()
)
SCORED = frozenset(("document", "sentence", "start", "end", "label", "score"))  # together the columns of what stance itself writes
WHOLE = 20_000_000  # bytes of a page that is read at once; no article has them
LONGEST = 100_000_000  # characters of one row
PATIENCE = 1_000  # rows without any known text column before a file is given up
SAID = 20  # bad rows of a file that are named one by one
BATCH = 256  # rows of a Parquet file that are in memory together

_charset = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.I)
_own_report = re.compile(rb"""<meta\s+name=["']?generator["']?\s+content=["']?stance""", re.I)
_field = re.compile(r"^(\w[\w -]*):[ \t]+(\S.*?)\s*$", re.M)
_front_matter = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.M | re.S)
# A word divided over two lines; not the "in-" of "in- en uitvoer" or the "pre-" of "pre- and post-war".
_divided = re.compile(r"(?<=[^\W\d_])(?:\u00ad\s*|[-\u2010]\s+(?!(?:en|of|and|or|to)\b)(?=[a-zà-ÿ]))")
_ligature = re.compile("[\ufb00-\ufb06]")
LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}


class NotArticlesError(DocumentError):
    """A file of a readable kind that holds no articles, such as a table without a text."""


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Say in one line what a library makes of a damaged file, whatever it raises."""
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:  # there is no end to what a parser can raise
        if isinstance(error, OSError) and error.errno:
            raise DocumentError(f"{name}: {reason(error)}") from None
        said = " ".join(str(error).split())[:100] or type(error).__name__
        raise DocumentError(f"{name}: damaged, or not what its name says ({said})") from None


@contextmanager
def needed(name: str, kind: str, library: str) -> Iterator[None]:
    """Say which extra to install when a library is missing."""
    try:
        yield
    except ImportError:
        raise DocumentError(f"{name}: reading {kind} needs {library}; pip install 'stance[formats]'") from None


def blocks(file: Any, name: str) -> Iterator[bytes]:
    """Read a file block by block."""
    with plainly(name):
        while block := file.read(documents.BLOCK):
            yield block


def whole(file: Any, name: str, kind: str) -> bytes:
    """Read a page at once, if it can be one."""
    with plainly(name):
        data: bytes = file.read(WHOLE + 1)
    if len(data) > WHOLE:
        raise DocumentError(f"{name}: over {WHOLE // 1_000_000} MB, too big to be read as {kind}; save its text as .txt")
    if not data.strip():
        raise DocumentError(f"{name}: empty, there is nothing to score")
    return data


@contextmanager
def seekable(file: Any) -> Iterator[Any]:
    """Give a file in which one can go back: a copy on disk, if it comes out of an archive."""
    if file.seekable():
        yield file
        return
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    with TemporaryFile() as copy:
        copyfileobj(file, copy, documents.BLOCK)
        copy.seek(0)
        yield copy


def text(file: Any, name: str, warn: Warn, _column: str | None) -> Found:
    """Plain text, streamed."""
    yield documents.from_chunks(name, decode(blocks(file, name), name, warn))


def markdown(file: Any, name: str, warn: Warn, _column: str | None) -> Found:
    """Markdown (CommonMark and tables): its words without the marks, code and HTML; the fields of its front matter are columns."""
    from markdown_it import MarkdownIt

    written = "".join(decode([whole(file, name, ".md")], name, warn))
    columns = {}
    if front := _front_matter.match(written):
        columns = {key.strip().lower(): value.strip("\"'") for key, value in _field.findall(front[1])}
        written = written[front.end() :]
    with plainly(name):
        tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    paragraphs = ("".join(map(_inline, token.children or ())) for token in tokens if token.type == "inline")
    yield _page(name, "\n\n".join(filter(str.strip, paragraphs)), columns)


def _inline(token: Any) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return token.content if token.type in ("text", "code_inline") else ""


def html(file: Any, name: str, warn: Warn, _column: str | None) -> Found:
    """Read a web page: its article without menus, comments and advertisements, as trafilatura finds it."""
    with needed(name, ".html", "trafilatura"):
        from trafilatura import bare_extraction
    data = whole(file, name, ".html")
    if _own_report.search(data[:4096]):
        raise NotArticlesError(f"{name}: a report that stance made, no article")
    page = _decoded(data, name, warn)
    with _quiet("trafilatura", "htmldate", "justext", "courlan"), plainly(name):
        # Only dates that the page states: the extensive search would take one out of the text.
        dates = {"original_date": True, "extensive_search": False}
        found: Any = bare_extraction(page, with_metadata=True, include_comments=False, date_extraction_params=dates)
    if found is None or not (found.text or "").strip():
        raise DocumentError(f"{name}: no article found in this page; save its text as .txt")
    known = {"title": found.title, "date": found.date, "author": found.author, "url": found.url, "source": found.sitename}
    # trafilatura writes - before the points of a list and | between the cells of a table
    lines = (
        part.removeprefix("- ")
        for line in found.text.splitlines()
        for part in (line.strip("| ").split(" | ") if "|" in line[:1] else [line])
    )
    yield _page(name, "\n\n".join(line for line in lines if line.strip(" -|")), {key: value for key, value in known.items() if value})


def _decoded(data: bytes, name: str, warn: Warn) -> str:
    """Decode a page as its <meta> says, unless it is UTF-8; browsers too read Latin-1 as Windows-1252."""
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    if (declared := _charset.search(data[:4096])) and not declared[1].lower().startswith(b"utf"):
        encoding = declared[1].decode().lower()
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode("cp1252" if encoding in ("iso-8859-1", "latin1", "us-ascii") else encoding)
    return "".join(decode([data], name, warn))


def _page(name: str, written: str, columns: dict[str, Any]) -> Document:
    """Make a document of a page; its title is the first paragraph, as in print."""
    title = str(columns.get("title", "")).strip()
    if title and " ".join(title.split()).lower() not in " ".join(written[: 2 * len(title) + 100].split()).lower():
        written = f"{title}\n\n{written}"
    if not written.strip():
        raise DocumentError(f"{name}: no text in it, there is nothing to score")
    return Document(name, (written,), columns)


@contextmanager
def _quiet(*libraries: str) -> Iterator[None]:
    """Keep what libraries log to themselves: what matters is in the one line that a user gets."""
    import logging

    loggers = [logging.getLogger(library) for library in libraries]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def pdf(file: Any, name: str, _warn: Warn, _column: str | None) -> Found:
    """PDF: the text of its pages, put together again where lines, pages and words were broken."""
    with needed(name, ".pdf", "pypdf"):
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, FileNotDecryptedError
    with _quiet("pypdf"), plainly(name), seekable(file) as found:
        try:
            reader = PdfReader(found)
            paragraphs = _rejoined(chain.from_iterable(map(_pdf_paragraphs, reader.pages)))
            title = reader.metadata.title if reader.metadata else None
        except (FileNotDecryptedError, DependencyError):
            raise DocumentError(f"{name}: encrypted; save a copy without a password") from None
    if not paragraphs:
        raise DocumentError(f"{name}: no text in it, only pictures, as in a scan; run OCR on it first")
    yield Document(name, ("\n\n".join(paragraphs),), {"title": str(title)} if title else {})


def _pdf_paragraphs(page: Any) -> list[str]:
    """Cut the lines of a page into paragraphs: where the gap above a line is wider than usual, or the size of the letters changes."""
    lines: list[tuple[str, float, float]] = []  # text, height on the page, size of the letters
    pieces: list[tuple[str, float, float]] = []

    def visit(piece: str, page_matrix: list[float], text_matrix: list[float], _font: Any, size: float) -> None:
        for number, part in enumerate(piece.split("\n")):
            if number and any(said.strip() for said, _, _ in pieces):
                _, height, letters = next(found for found in pieces if found[0].strip())
                lines.append(("".join(said for said, _, _ in pieces).strip(), height, letters))
            if number:
                pieces.clear()
            height = text_matrix[4] * page_matrix[1] + text_matrix[5] * page_matrix[3] + page_matrix[5]
            pieces.append((part, height, size * abs(text_matrix[3] * page_matrix[3])))

    page.extract_text(visitor_text=visit)
    visit("\n", [1, 0, 0, 1, 0, 0], [1, 0, 0, 1, 0, 0], None, 0)
    while lines and lines[-1][0].isdigit():
        lines.pop()  # the number of the page
    if lines and lines[0][0].isdigit():
        del lines[0]
    gaps = [round(above[1] - below[1], 1) for above, below in pairwise(lines)]
    usual = max(set(gaps), key=lambda gap: (gaps.count(gap), -gap)) if gaps else 0.0
    paragraphs: list[str] = []
    for number, (line, _, letters) in enumerate(lines):
        apart = number and (gaps[number - 1] > max(1.35 * usual, 1.6 * letters) or abs(letters - lines[number - 1][2]) > 0.1 * letters)
        if not number or apart:
            paragraphs.append(line)
        else:
            paragraphs[-1] += "\n" + line
    return paragraphs


def _rejoined(paragraphs: Iterable[str]) -> list[str]:
    """Put together what lines and pages have broken, words too."""
    found: list[str] = []
    for paragraph in paragraphs:
        if found and paragraph[0].islower() and found[-1][-1] not in '.!?:"”’':
            found[-1] += "\n" + paragraph  # goes on from the page before
        else:
            found.append(paragraph)
    whole_words = (_divided.sub("", paragraph) for paragraph in found)
    return [_ligature.sub(lambda letter: LIGATURES[letter[0]], " ".join(paragraph.split())) for paragraph in whole_words]


def docx(file: Any, name: str, _warn: Warn, _column: str | None) -> Found:
    """Word: its paragraphs in reading order, those in tables, text boxes and accepted or pending insertions among them."""
    with needed(name, ".docx", "python-docx"):
        from docx import Document as Opened
        from docx.oxml.ns import qn
    from zipfile import ZipFile

    with plainly(name), seekable(file) as found:
        with ZipFile(found) as parts:
            size = sum(part.file_size for part in parts.infolist() if part.filename.endswith((".xml", ".rels")))
        if size > LONGEST:
            raise DocumentError(f"{name}: unpacks to {size // 1_000_000:,} MB of XML, more than any article; save its text as .txt")
        opened = Opened(found)
        marks = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
        passed = ("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", qn("w:moveFrom"))

        def said(node: Any) -> str:
            """Return the text below a node, but not that of the paragraphs in it, as in a text box."""
            inner = (
                (child.text or "") if child.tag == qn("w:t") else marks.get(child.tag, "") or said(child)
                for child in node
                if child.tag not in (qn("w:p"), qn("w:pPr"), *passed)
            )
            return "".join(inner)

        paragraphs = [
            said(paragraph)
            for paragraph in opened.element.body.iter(qn("w:p"))
            if not any(above.tag in passed for above in paragraph.iterancestors())
        ]
        title = opened.core_properties.title
    kept = "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip())
    if not kept:
        raise DocumentError(f"{name}: no text in it, there is nothing to score")
    yield Document(name, (kept,), {"title": title} if title else {})


def jsonl(file: Any, name: str, warn: Warn, column: str | None) -> Found:
    """JSON lines: every line an object, every object an article."""
    yield from _articles(_json_rows(_lines(decode(blocks(file, name), name, warn), name)), name, column)


def _json_rows(lines: Iterable[str]) -> Iterator[Row]:
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
            yield number, {key: _plain(value) for key, value in row.items()}
        else:
            yield number, "not a JSON object; every line has to be one, as jq -c '.[]' writes them"


def csv(file: Any, name: str, warn: Warn, column: str | None) -> Found:
    """Comma-separated values, or with semicolons, as a Dutch Excel writes them; every row is an article."""
    yield from _articles(_csv_rows(_lines(decode(blocks(file, name), name, warn), name), ",;\t"), name, column)


def tsv(file: Any, name: str, warn: Warn, column: str | None) -> Found:
    """Tab-separated values; every row is an article."""
    yield from _articles(_csv_rows(_lines(decode(blocks(file, name), name, warn), name), "\t"), name, column)


def _csv_rows(lines: Iterator[str], delimiters: str) -> Iterator[Row]:
    from csv import Error, field_size_limit, reader

    field_size_limit(LONGEST)
    leading = []
    for line in lines:
        leading.append(line)
        if line.strip():
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
            said = "a quote is opened and never closed" if "unexpected end" in str(error) else str(error)
            yield first, f"{said}; put a field with quotes or line ends in quotes, and double those inside"
            continue
        if not any(row):
            continue
        if not header:
            header = _column_names(row)
        elif len(row) > len(header):
            yield first, f"{len(row)} fields, but the header has {len(header)}; put a field with {rows.dialect.delimiter!r} in it in quotes"
        else:
            yield first, dict(zip(header, row + [None] * (len(header) - len(row)), strict=True))


def _column_names(header: list[str]) -> list[str]:
    """Give every column a name of its own: pandas leaves that of its index empty, and spreadsheets have doubles."""
    names: list[str] = []
    for number, name in enumerate(map(str.strip, header), 1):
        names.append(f"{name} {number}".strip() if not name or name in names else name)
    return names


def parquet(file: Any, name: str, _warn: Warn, column: str | None) -> Found:
    """Parquet, some rows at a time; columns of bytes are left out."""
    with needed(name, ".parquet", "pyarrow"):
        import pyarrow
        from pyarrow.parquet import ParquetFile
    # Not buffered ahead: a group of rows, of which most files have one, may be far bigger than memory.
    with plainly(name), seekable(file) as found, ParquetFile(found, pre_buffer=False, buffer_size=documents.BLOCK) as table:
        yield from _articles(_parquet_rows(table, pyarrow), name, column)


def _parquet_rows(table: Any, pyarrow: Any) -> Iterator[Row]:
    types = pyarrow.types
    kept = [
        field.name
        for field in table.schema_arrow
        if not (types.is_binary(field.type) or types.is_large_binary(field.type) or field.name.startswith("__index_level_"))
    ]
    first = 1
    for batch in table.iter_batches(BATCH, columns=kept):
        for place, field in enumerate(batch.schema):
            if types.is_timestamp(field.type) and field.type.unit == "ns":  # for which pyarrow would load pandas
                whole_seconds = batch.column(place).cast(pyarrow.timestamp("us", field.type.tz), safe=False)
                batch = batch.set_column(place, field.name, whole_seconds)
        for number, row in enumerate(batch.to_pylist(), first):
            yield number, {key: _plain(value) for key, value in row.items()}
        first += batch.num_rows


def _plain(value: Any) -> Any:
    """Turn a value into one that every output can carry: dates as ISO 8601, and what is nested as JSON."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, (list, dict)):
        import json

        return json.dumps(value, ensure_ascii=False, default=str)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _lines(chunks: Iterable[str], name: str) -> Iterator[str]:
    r"""Yield lines with their ends, which are \n, \r\n or \r and nothing else: the JSON of Python may have U+2028 in it."""
    from io import StringIO

    held = ""
    for chunk in chunks:
        *lines, held = StringIO(held + chunk, newline="")  # the last may go on in the next chunk
        yield from lines
        if len(held) > LONGEST:
            raise DocumentError(
                f"{name}: a line of more than {LONGEST // 1_000_000} million characters; every article has to be on its own"
            )
    if held:
        yield held


def _articles(rows: Iterable[Row], name: str, column: str | None) -> Found:
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
        has = ", ".join(columns[:20]) + (", ..." if len(columns) > 20 else "")
        wanted = f"no column {column!r}" if column else "no column that is known to hold text"
        raise NotArticlesError(f"{name}: {wanted}; it has {has}; name the right one with --text-column")
    if blank:
        yield DocumentError(f"{name}: {blank:,} of {total:,} rows have no {key}, the first is {first_blank:,}; the others were read")
    if not total:
        raise DocumentError(f"{name}: empty, there is nothing to score")


def _text_column(row: dict[str, Any], wanted: str | None) -> str | None:
    """Find the column of the text: the one that is wanted, or the first of those that are known."""
    if wanted is not None:
        return wanted if wanted in row else next((name for name in row if name.lower() == wanted.lower()), None)
    known = {"".join(filter(str.isalpha, name)).lower(): name for name in reversed(row)}
    return next((known[name] for name in TEXT_COLUMNS if name in known), None)


READERS: dict[str, Reader] = {
    ".txt": text,
    ".md": markdown,
    ".markdown": markdown,
    ".htm": html,
    ".html": html,
    ".pdf": pdf,
    ".docx": docx,
    ".jsonl": jsonl,
    ".ndjson": jsonl,
    ".csv": csv,
    ".tsv": tsv,
    ".parquet": parquet,
    ".tgz": archives.gz,
    ".tar": archives.tar,
    ".zip": archives.zip_,
}
_as_document = "save it as .docx, .pdf or .txt"
_as_table = "save it as .csv (UTF-8)"
_as_page = "save the page as .html"
_unpacked = "unpack it first, or pack it as .zip or .tar.gz"
# Files whose text cannot be read, and what to do about it. Any other kind that is not in the table above is read as plain text.
FOREIGN = {
    **dict.fromkeys(".doc .odt .rtf .epub .pages .wpd .ppt .pptx .odp".split(), _as_document),
    **dict.fromkeys(".xls .xlsx .xlsm .ods .dta .sav .rds .feather .arrow .sqlite .db".split(), _as_table),
    **dict.fromkeys(".mht .mhtml .webarchive .warc".split(), _as_page),
    **dict.fromkeys(".7z .bz2 .rar .xz .zst".split(), _unpacked),
    ".json": "make it .jsonl, one object a line, as jq -c '.[]' does",
    ".xml": "save its text as .txt (UTF-8)",
}
_no_article = re.compile(r"(?:readme|licen[cs]e|changelog|copying)\.[^.]*", re.I)


def kind(name: str) -> str:
    """Return the ending that tells the kind of a file: .csv of a.CSV, .csv.gz of a.csv.gz."""
    stem, dot, suffix = name.rpartition("/")[2].lower().rpartition(".")
    if not stem or not dot:
        return ""
    return kind(stem) + ".gz" if suffix == "gz" else f".{suffix}"


def wanted(name: str) -> bool:
    """Tell whether a file found in a folder or an archive is to be read: of a readable kind, not hidden, and no README or licence."""
    base = name.rpartition("/")[2]
    return not base.startswith(".") and kind(name).removesuffix(".gz") in READERS and not _no_article.fullmatch(base)


def say_left_out(name: str, left_out: Counter[str], warn: Warn) -> None:
    """Name the kinds of documents that were passed by in a folder or an archive."""
    if kinds := ", ".join(f"{number:,} {ending}" for ending, number in sorted(left_out.items()) if number):
        warn(f"{name}: left out what cannot be read: {kinds}; {FOREIGN[next(filter(None, left_out))]}")


def read(file: Any, name: str, ending: str, warn: Warn, column: str | None) -> Found:
    """Read an open file as what its ending says it is; what cannot be read is an error in its place."""
    try:
        if cure := FOREIGN.get(ending):
            raise DocumentError(f"{name}: {ending} cannot be read; {cure}")
        reader = archives.gz if ending.endswith(".gz") else READERS.get(ending, text)
        yield from reader(file, name, warn, column)
    except DocumentError as error:
        yield error
