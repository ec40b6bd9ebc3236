"""Pages -> documents: Markdown, HTML and Word. Their text is what is left without marks, menus and layout."""

import re
from contextlib import suppress
from typing import Any

from stance.errors import DocumentError
from stance.text.documents import Document, decode
from stance.text.files import Found, NotArticlesError, Warn, needed, plainly, quiet, seekable, whole

BIGGEST = 100_000_000  # bytes of XML in a Word file

_charset = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.I)
_own_report = re.compile(rb"""<meta\s+name=["']?generator["']?\s+content=["']?stance""", re.I)
_field = re.compile(r"^(\w[\w -]*):[ \t]+(\S.*?)\s*$", re.M)
_front_matter = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.M | re.S)


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
    with quiet("trafilatura", "htmldate", "justext", "courlan"), plainly(name):
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
    yield _page(
        name, "\n\n".join(line.strip() for line in lines if line.strip(" -|")), {key: value for key, value in known.items() if value}
    )


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


def docx(file: Any, name: str, _warn: Warn, _column: str | None) -> Found:
    """Word: its paragraphs in reading order, those in tables, text boxes and accepted or pending insertions among them."""
    with needed(name, ".docx", "python-docx"):
        from docx import Document as Opened
        from docx.oxml.ns import qn
    from zipfile import ZipFile

    with plainly(name), seekable(file) as found:
        with ZipFile(found) as parts:
            size = sum(part.file_size for part in parts.infolist() if part.filename.endswith((".xml", ".rels")))
        if size > BIGGEST:
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
