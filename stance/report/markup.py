"""HTML and SVG as trees of elements: whatever is put in as text stays text."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# What HTML has no character for: most control characters, halves of a surrogate pair, and two that Unicode keeps out of texts.
_no_character = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def element(tag: str, attributes: Mapping[str, str] | None = None, *children: str | Element) -> Element:
    """Make an element of its attributes and of the texts and elements in it, in their order."""
    made = Element(tag, {name: _legible(value) for name, value in (attributes or {}).items()})
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + _legible(child)
        else:
            last.tail = (last.tail or "") + _legible(child)
    return made


def markup(made: Element) -> str:
    """Write an element as HTML, with everything escaped that would mean something there."""
    return ElementTree.tostring(made, encoding="unicode", method="html")


def _legible(text: str) -> str:
    return _no_character.sub("\N{REPLACEMENT CHARACTER}", text)
