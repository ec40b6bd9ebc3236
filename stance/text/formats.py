"""The formats that articles come in: one function each from a file to its documents, and the table of them all.

Every function is given an open file, what it is called, whom to tell what had to be guessed, and the column that holds the text, if the
user named one. It yields documents, and an error in the place of what could not be read; an error that it raises ends the file.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

from stance.errors import DocumentError
from stance.text import archives, documents, pages, tables
from stance.text.files import Found, Warn, blocks
from stance.text.pdf import pdf

Reader: TypeAlias = "Callable[[Any, str, Warn, str | None], Found]"


def text(file: Any, name: str, warn: Warn, _column: str | None) -> Found:
    """Plain text, streamed."""
    yield documents.from_chunks(name, documents.decode(blocks(file, name), name, warn))


READERS: dict[str, Reader] = {
    ".txt": text,
    ".md": pages.markdown,
    ".markdown": pages.markdown,
    ".htm": pages.html,
    ".html": pages.html,
    ".pdf": pdf,
    ".docx": pages.docx,
    ".jsonl": tables.jsonl,
    ".ndjson": tables.jsonl,
    ".csv": tables.csv,
    ".tsv": tables.tsv,
    ".parquet": tables.parquet,
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
    for ending, number in sorted(left_out.items()):
        warn(f"{name}: {number:,} {ending} left out, which cannot be read; {FOREIGN[ending]}")


def read(file: Any, name: str, ending: str, warn: Warn, column: str | None) -> Found:
    """Read an open file as what its ending says it is; what cannot be read is an error in its place."""
    try:
        if cure := FOREIGN.get(ending):
            raise DocumentError(f"{name}: {ending} cannot be read; {cure}")
        reader = archives.gz if ending.endswith(".gz") else READERS.get(ending, text)
        yield from reader(file, name, warn, column)
    except DocumentError as error:
        yield error
