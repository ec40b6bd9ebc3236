"""PDF -> document: a page has letters at places, and no paragraphs, lines or words; they are put together again here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from stance.errors import DocumentError
from stance.text.documents import Document
from stance.text.files import WHOLE, Found, Warn, needed, plainly, quiet, seekable

# A word divided over two lines; not the "in-" of "in- en uitvoer" or the "pre-" of "pre- and post-war".
_divided = re.compile(r"(?<=[^\W\d_])(?:\u00ad\s*|[-\u2010]\s+(?!(?:en|of|and|or|to)\b)(?=[a-zà-ÿ]))")
_ligature = re.compile("[\ufb00-\ufb06]")
LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}


def pdf(file: Any, name: str, _warn: Warn, _column: str | None) -> Found:
    """PDF: the text of its pages, put together again where lines, pages and words were broken."""
    with needed(name, ".pdf", "pypdf"):
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, FileNotDecryptedError
    with quiet("pypdf"), plainly(name), seekable(file) as found:
        try:
            reader = PdfReader(found)
            paragraphs = _rejoined(chain.from_iterable(map(_paragraphs, reader.pages)))
            title = reader.metadata.title if reader.metadata else None
        except (FileNotDecryptedError, DependencyError):
            raise DocumentError(f"{name}: encrypted; save a copy without a password") from None
    if not paragraphs:
        raise DocumentError(f"{name}: no text in it, only pictures, as in a scan; run OCR on it first")
    yield Document(name, ("\n\n".join(paragraphs),), {"title": str(title)} if title else {})


@dataclass(slots=True)
class Line:
    """A line of a page, its height on it, and the size of its letters."""

    text: str = ""
    height: float = 0.0
    letters: float = 0.0


def _lines(page: Any) -> list[Line]:
    """Return the lines of a page, without its number."""
    lines = [Line()]

    def visit(said: str, of_page: list[float], of_text: list[float], _font: Any, size: float) -> None:
        for number, part in enumerate(said.split("\n")):
            if number:
                lines.append(Line())
            line = lines[-1]
            if part.strip() and not line.text.strip():  # where the letters stand: ISO 32000-1, 9.4.4
                line.height = of_text[4] * of_page[1] + of_text[5] * of_page[3] + of_page[5]
                line.letters = size * abs(of_text[3] * of_page[3])
            line.text += part

    contents = page.get_contents()
    if contents is not None and len(contents.get_data()) > WHOLE:
        raise ValueError("a page of too many bytes")  # pypdf would need thirty times as much memory for it
    page.extract_text(visitor_text=visit)
    lines = [Line(line.text.strip(), line.height, line.letters) for line in lines if line.text.strip()]
    for edge in (0, -1):
        if lines and lines[edge].text.isdigit():
            del lines[edge]
    return lines


def _paragraphs(page: Any) -> list[str]:
    """Cut a page into paragraphs: where the gap above a line is wider than usual, or the size of the letters changes."""
    lines = _lines(page)
    gaps = [round(above.height - below.height, 1) for above, below in pairwise(lines)]
    usual = max(set(gaps), key=lambda gap: (gaps.count(gap), -gap)) if gaps else 0.0
    paragraphs = [line.text for line in lines[:1]]
    for gap, (above, line) in zip(gaps, pairwise(lines), strict=True):
        if gap > max(1.35 * usual, 1.6 * line.letters) or abs(line.letters - above.letters) > 0.1 * line.letters:
            paragraphs.append(line.text)
        else:
            paragraphs[-1] += "\n" + line.text
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
