"""Document -> sentences with exact character offsets, by nltk's trained Punkt in the language of the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from stance.errors import DocumentError

if TYPE_CHECKING:
    from punkt import PunktSentenceTokenizer

PUNKT_MODELS = {"en": "english", "nl": "dutch"}
LONGEST = 50_000  # characters: a hundred times a long sentence; more is no running text
WIDEST = 120  # characters a line: no text wrapped by hand or by a mail program is wider
RAGGED = 10  # characters that a wrapped line may fall short of the width: some programs balance their lines

_line = re.compile(r"[^\r\n]+")
_printed_line = re.compile("[^\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands: `text == document_text[start:end]`, without white space around it."""

    text: str
    start: int
    end: int


def split(text: str, language: str) -> Iterator[Sentence]:
    """Cut a text into sentences, paragraph by paragraph: no sentence runs on over a paragraph's end.

    Raises
    ------
    DocumentError
        when a "sentence" is longer than any sentence can be.
    """
    punkt = _punkt(language)
    for paragraph_start, paragraph_end in paragraphs(text):
        spans: list[tuple[int, int]] = []
        for start, end in punkt.span_tokenize(text[paragraph_start:paragraph_end]):
            # No sentence begins in lower case: an abbreviation that Punkt does not know, or "Stop!" he said.
            if spans and text[paragraph_start + start].islower():
                spans[-1] = (spans[-1][0], paragraph_start + end)
            else:
                spans.append((paragraph_start + start, paragraph_start + end))
        for start, end in spans:
            yield from _sentence(text, start, end)


def split_lines(text: str) -> Iterator[Sentence]:
    """Take every line that is not blank as one sentence.

    Raises
    ------
    DocumentError
        when a line is longer than any sentence can be.
    """
    for line in _line.finditer(text):
        yield from _sentence(text, *line.span())


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the paragraphs.

    A line is a paragraph, as in text copied from a page, unless the text is wrapped: then lines belong together until
    a blank line or a line that broke off early. A block of lines counts as wrapped when most of its breaks stand
    where the next word would not have fitted in the width of its longest line, or when a line goes on in lower case.
    """
    block: list[tuple[int, int]] = []
    for line in _printed_line.finditer(text):
        span = line.span()
        if not text[span[0] : span[1]].strip():
            continue
        if block and _blank_between(text, block[-1][1], span[0]):
            yield from _joined(text, block)
            block = []
        block.append(span)
    yield from _joined(text, block)


def _blank_between(text: str, end: int, start: int) -> bool:
    return len(text[end:start].replace("\r\n", "\n")) > 1


def _joined(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Put the lines of one block together where they are the wrapped lines of one paragraph."""
    width = max((end - start for start, end in lines), default=0)
    goes_on = [text[next_start:next_end].lstrip()[0].islower() for next_start, next_end in lines[1:]]
    room = [  # columns left over after a line if the first word of the next had stood on it
        width - (end - start) - 1 - len(text[next_start:next_end].split(maxsplit=1)[0])
        for (start, end), (next_start, next_end) in pairwise(lines)
    ]
    filled = sum(columns < 0 for columns in room)
    wrapped = width <= WIDEST and (any(goes_on) or (filled > 1 and filled * 3 >= len(room) * 2))
    start = 0
    for number in range(len(lines)):
        if number == len(lines) - 1 or not (wrapped and (goes_on[number] or room[number] < RAGGED)):
            yield lines[start][0], lines[number][1]
            start = number + 1


def _sentence(text: str, start: int, end: int) -> Iterator[Sentence]:
    cut = text[start:end]
    inner = cut.strip()
    if not inner:
        return
    start += len(cut) - len(cut.lstrip())
    if len(inner) > LONGEST:
        line = text.count("\n", 0, start) + 1
        raise DocumentError(
            f"line {line:,} holds a sentence of {len(inner):,} characters, which is no running text; put its sentences on lines of their own"
        )
    yield Sentence(inner, start, start + len(inner))


@cache
def _punkt(language: str) -> "PunktSentenceTokenizer":
    import punkt  # 0.05 s: only for those who need sentences cut

    return punkt.PunktSentenceTokenizer(punkt.load_model(PUNKT_MODELS[language]))
