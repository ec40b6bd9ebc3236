"""Document -> sentences with exact character offsets, by nltk's trained Punkt in the language of the text."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from punkt import PunktSentenceTokenizer

PUNKT_MODELS = {"en": "english", "nl": "dutch"}
LONGEST = 20_000  # characters of a line; what is longer is cut after a full stop or at a space, so that no file is too big for memory
MOST = 1_000  # lines that are looked at together; a blank line comes sooner, unless there is none
WIDEST = 120  # characters a line: no text wrapped by hand or by a mail program is wider
RAGGED = 10  # characters that a wrapped line may fall short of the width: some programs balance their lines
LONGEST_WORD = 40  # characters; whether a longer word ends a sentence is left to Punkt

_SPACE = " \t\n\r\f\v"
_CLOSING, _OPENING = "\"'”’)»", "\"'“‘„(«"
_APART = "!\"'():;?@*\\[\\]{}«»‘’“”"  # marks that Punkt takes off the word before them
# Where Punkt asks itself whether a sentence ends. Group 1 is there when nothing but the word before can make it say no.
_stop = re.compile(rf"[.?!](?:[{_CLOSING}]?([{_SPACE}]+)(?=[{_OPENING}]?[^\W_])|(?=[{_APART}]|\s+\S))")
_line = re.compile(r"[^\r\n]*[\r\n]+|[^\r\n]+")


class Sentence(NamedTuple):
    """A sentence and where it stands: `text == document_text[start:end]`, without white space around it."""

    text: str
    start: int
    end: int


def split(chunks: Iterable[str], language: str) -> Iterator[Sentence]:
    """Cut a text, given in pieces of any size, into sentences, paragraph by paragraph: none runs on over a paragraph's end."""
    for offset, text in paragraphs(chunks):
        start = end = 0
        for next_start, next_end in _spans(text, language):
            # No sentence begins in lower case: an abbreviation that Punkt does not know, or "Stop!" he said.
            if end and not text[next_start].islower():
                if sentence := _stripped(text[start:end], offset + start):
                    yield sentence
                start = next_start
            elif not end:
                start = next_start
            end = next_end
        if sentence := _stripped(text[start:end], offset + start):
            yield sentence


def split_lines(chunks: Iterable[str]) -> Iterator[Sentence]:
    """Take every line of a text, given in pieces of any size, as one sentence, unless it is blank."""
    offset = 0
    for line in _lines(chunks, _line.findall):
        if sentence := _stripped(line, offset):
            yield sentence
        offset += len(line)


def _stripped(text: str, offset: int) -> Sentence | None:
    if inner := text.strip():
        start = offset + len(text) - len(text.lstrip())
        return Sentence(inner, start, start + len(inner))
    return None


def _lines(chunks: Iterable[str], cut: Callable[[str], list[str]]) -> Iterator[str]:
    """Yield the lines of a text with their line ends, none longer than LONGEST."""
    held = ""
    for chunk in chunks:
        *lines, held = cut(held + chunk) or [""]  # the last may go on in the next chunk
        for line in lines:
            yield from _pieces(line)
        *pieces, held = _pieces(held)
        yield from pieces
    yield from _pieces(held)


def _pieces(line: str) -> Iterator[str]:
    start = 0
    while len(line) - start > LONGEST:
        reach = start + LONGEST
        end = line.rfind(". ", start, reach) + 2
        end = end if end > start + 1 else line.rfind(" ", start, reach) + 1 or reach
        yield line[start:end]
        start = end
    yield line[start:]


def paragraphs(chunks: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a text, given in pieces of any size, each with its offset.

    A line is a paragraph, as in text copied from a page, unless the text is wrapped: then lines belong together until
    a blank line or a line that broke off early. A block of lines counts as wrapped when most of its breaks stand
    where the next word would not have fitted in the width of its longest line, or when a line goes on in lower case.
    """
    start, block = 0, list[str]()
    for line in _lines(chunks, _keeping_ends):
        if not block:
            if line.isspace():
                start += len(line)
                continue
        elif line.isspace() or len(block) == MOST:
            yield from _joined(start, block)
            start += sum(map(len, block))
            block = []
            if line.isspace():
                start += len(line)
                continue
        block.append(line)
    yield from _joined(start, block)


def _keeping_ends(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _joined(offset: int, lines: list[str]) -> Iterator[tuple[int, str]]:
    """Put the lines of one block together where they are the wrapped lines of one paragraph."""
    if len(lines) == 1:
        yield offset, lines[0]
        return
    widths = [len(line.splitlines()[0]) for line in lines]
    width = max(widths, default=0)
    goes_on = [line.lstrip()[0].islower() for line in lines[1:]]
    # columns left over after a line if the first word of the next had stood on it
    room = [width - taken - 1 - len(line.split(maxsplit=1)[0]) for taken, line in zip(widths, lines[1:], strict=False)]
    filled = sum(columns < 0 for columns in room)
    wrapped = width <= WIDEST and (any(goes_on) or (filled > 1 and filled * 3 >= len(room) * 2))
    first = 0
    for number in range(len(lines)):
        if number == len(lines) - 1 or not (wrapped and (goes_on[number] or room[number] < RAGGED)):
            paragraph = "".join(lines[first : number + 1])
            yield offset, paragraph
            offset += len(paragraph)
            first = number + 1


def _spans(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the sentences of a paragraph as Punkt cuts them, asking it only where it could say no.

    Kiss & Strunk (Unsupervised multilingual sentence boundary detection, Computational Linguistics 32, 2006) look twice at a word with a full stop:
    is it a known abbreviation (section 3), and what follows it, if it is one, or a number, an initial, an ellipsis, or the
    first half of a collocation (section 4)? An ordinary word is none of these, so a sentence ends there whatever follows.
    """
    punkt, exceptions = _punkt(language)
    start, asked = 0, False
    for stop in _stop.finditer(text):
        if stop[1]:
            at = stop.start()
            word = text[max(text.rfind(" ", start, at) + 1, start, at - LONGEST_WORD) : at]
            if len(word) > 1 and word.isalpha() and word.lower() not in exceptions:
                end = stop.start(1)
                yield from _asked(punkt, text, start, end) if asked else ((start, end),)
                start, asked = stop.end(), False
                continue
        asked = True
    yield from _asked(punkt, text, start, len(text)) if asked else ((start, len(text.rstrip())),)


def _asked(punkt: "PunktSentenceTokenizer", text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return ((start + first, start + last) for first, last in punkt.span_tokenize(text[start:end]))


@cache
def _punkt(language: str) -> tuple["PunktSentenceTokenizer", frozenset[str]]:
    """Punkt for a language, and the words after which its full stops are doubtful."""
    import punkt  # 0.05 s: only for those who need sentences cut

    model = punkt.load_model(PUNKT_MODELS[language])
    exceptions = frozenset({*model.abbrev_types, *model.numeric_abbrev_types, *(first for first, _ in model.collocations)})
    return punkt.PunktSentenceTokenizer(model), exceptions


def spaced(text: str) -> str:
    """Return a text with single spaces: what stance writes as a table has one for every line end."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """Return a text without what does not make it another to a model: white space and case."""
    return spaced(text).lower()
