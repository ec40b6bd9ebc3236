"""Text for a terminal: the characters that may be printed, their colours, and lines by the columns that they take."""

import textwrap
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias
from unicodedata import category, east_asian_width

import click

from stance.labels import COLOURS, NEUTRAL

Shade: TypeAlias = tuple[str, int]  # a label and a strength, from 0 (none) to STRONGEST
Pieces: TypeAlias = list[tuple[str, Shade]]  # printable text, in order
STRONGEST = 3
PLAIN = (NEUTRAL, 0)
QUIET = (NEUTRAL, 1)  # what is not read first
BLACK = 16  # on a ground in the colour of a label: a contrast of 5 to 1, whatever the terminal takes black for
UNBROKEN = "\N{NO-BREAK SPACE}"  # looks like a space, and no line is broken there
FILLER = "\0"  # no character of a printable text


def printable(text: str) -> str:
    """Text without the characters that would steer a terminal or move the columns; white space becomes spaces.

    Those that show nothing and only say how others are to be set (soft hyphens, directions, joiners: Unicode's Cf) are left out.
    """
    return text if text.isprintable() else "".join(map(_printable, text))


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    if character.isspace():
        return " "
    return "" if category(character) == "Cf" else "�"


def shortened(text: str, width: int) -> str:
    """Text that fits the width: of a longer one the beginning and the end, which tells more of a path."""
    if len(text) <= width:
        return text
    head = (width - 1) // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def wrapped(text: str, width: int) -> list[str]:
    """Break a printable text into lines of at most `width` columns, each a slice of it that neither begins nor ends with a space.

    textwrap counts characters: one that takes two columns is given a filler to be counted with. A line may be broken between the two,
    and the next is then a column wider than was counted, for which there is room. An accent that stands by itself is counted though it
    takes none.
    """
    if not text.isascii():
        text = "".join(FILLER * (east_asian_width(character) in "WF") + character for character in text)
    lines = textwrap.wrap(text, width - (FILLER in text), break_on_hyphens=False)
    return [line.replace(FILLER, "") for line in lines] or [""]


def lines_of(pieces: Pieces, width: int, colour: bool) -> Iterator[str]:
    """Yield the lines of pieces, none wider than `width`; in colour or not."""
    text = "".join(text for text, _ in pieces)
    shades = [shade for text, shade in pieces for _ in text] if colour else []
    end = 0
    for line in wrapped(text, width):
        shown = line.replace(UNBROKEN, " ")
        if colour:
            start = text.index(line, end)
            end = start + len(line)
            runs = groupby(zip(shown, shades[start:end], strict=True), key=itemgetter(1))
            shown = "".join(paint("".join(character for character, _ in run), shade) for shade, run in runs)
        yield shown


def paint(text: str, shade: Shade, bold: bool = False) -> str:
    """Colour a text as strongly as its shade: in the colour of the label, then underlined too, then on a ground of that colour.

    Strength is not told by darker or paler colours: which of those stands out depends on the ground that the terminal has.
    """
    label, strength = shade
    if strength == STRONGEST:
        return click.style(text, fg=BLACK, bg=COLOURS[label])
    return click.style(text, fg=COLOURS[label], underline=strength > 1 or None, bold=bold or None) if strength else text
