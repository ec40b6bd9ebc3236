"""Sentence -> terms: the one definition of what the model sees, when it is trained and when it scores.

A sentence is seen in two views: its words, alone and in pairs, and the character n-grams inside its words, which
catch what a word list cannot: compounds (wapenleveranties), inflections and words that no corpus held. Read in its
document it is seen in a third: the words around it, which tell a siege from a match.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from stance.text.names import COUNTRY, NATIONAL, mask

T = TypeVar("T")

SURROUNDINGS = "surroundings"  # the third view; its terms are the tokens of the other sentences of the passage
PASSAGE = 100  # sentences: documents are read in passages of so many, so that a book needs no more memory than an article
QUOTATION_MARKS = frozenset("\"'")
OPENING = frozenset(".!?:'([")  # after these, and after a quotation mark that opens, a capital may only be that of a first word
LONGEST_WORD = 40  # characters; what is longer is an address or noise, and only its beginning is looked at

_number = re.compile(r"\d+(?:[.,:]\d+)*")
_token = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
_spelling = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u00ad": None}
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Which terms are taken.

    Parameters
    ----------
    words
        longest run of neighbouring tokens: 2 takes words and pairs
    gap
        up to how many words may stand between two that are taken as a pair (lift … sanctions); 0 takes no such pairs
    characters
        shortest and longest character n-gram inside a word, its edges marked by a space
    masking
        whether names are kept from deciding: every country and every people is read as the same one, and any other name as a
        whole, without the parts that it may share with words
    quotation_marks
        whether quotation marks are terms: what is quoted is as often praise as it is blame
    surroundings
        whether the words of the sentences around it are terms of a sentence too, when it is read in its document
    """

    words: int
    gap: int
    characters: tuple[int, int]
    masking: bool
    quotation_marks: bool
    surroundings: bool

    def __post_init__(self) -> None:
        """Refuse settings that no model can have.

        Raises
        ------
        ValueError
            naming the setting.
        """
        shortest, longest = self.characters
        if not 1 <= self.words <= 10:
            raise ValueError(f"words must be 1 to 10, not {self.words}")
        if not 0 <= self.gap <= 20:
            raise ValueError(f"gap must be 0 to 20, not {self.gap}")
        if not 1 <= shortest <= longest <= 20:
            raise ValueError(f"characters must be two numbers from 1 to 20, the smaller first, not {shortest} and {longest}")

    def tokens(self, text: str) -> list[str]:
        """Words and punctuation marks of a sentence in lower case, every number as 0.

        If `masking`, every country is 1, every people 2, and a name keeps its capital letter: what is capitalised after the
        first word, unless half of the words are, as in the headlines of some papers.
        """
        plain = _number.sub("0", unicodedata.normalize("NFC", text).translate(_spelling))
        found = self._folded(_token.findall(mask(plain))) if self.masking else _token.findall(plain.lower())
        return found if self.quotation_marks else [token for token in found if token not in QUOTATION_MARKS]

    @staticmethod
    def _folded(found: list[str]) -> list[str]:
        """Tokens in lower case, but for the first letter of names."""
        names, quoted, opening = set(), False, True
        for place, token in enumerate(found):
            if token[0].isupper() and not opening:
                names.add(place)
            quoted ^= token == '"'
            opening = quoted if token == '"' else token in OPENING
        if 2 * len(names) >= sum(token[0].isalpha() for token in found):
            names = set()
        return [token if place in names else token.lower() for place, token in enumerate(found)]

    def alone(self, found: Sequence[str]) -> list[str]:
        """Terms of a sentence, given as its tokens, in the view of those around it: single words."""
        return [token.lower() for token in found]

    def of_words(self, found: Sequence[str]) -> list[str]:
        """Terms of a sentence, given as its tokens, in the view of its words."""
        found = self.alone(found)
        plain = [token for token in found if token[0].isalnum()]
        return [*found, *map(" ".join, self._runs(found)), *map(" … ".join, self._pairs(plain))]

    def of_characters(self, found: Sequence[str]) -> list[str]:
        """Terms of a sentence, given as its tokens, in the view of the characters of its words."""
        return [term for token in found for term in inside(token, *self.characters)]

    @property
    def views(self) -> dict[str, Callable[[Sequence[str]], list[str]]]:
        """Each view of the sentence by name, as the function that gives the terms of its tokens."""
        return {"words": self.of_words, "characters": self.of_characters}

    def owners(self, view: str, found: Sequence[str]) -> list[tuple[int, ...]]:
        """Positions of the tokens that each term of a view is made of, in the order in which the view gives its terms."""
        if view == "characters":
            return [(place,) for place, token in enumerate(found) for _ in inside(token, *self.characters)]
        places = range(len(found))
        plain = [place for place in places if found[place][0].isalnum()]
        return [*((place,) for place in places), *self._runs(places), *self._pairs(plain)]

    def _runs(self, items: Sequence[T]) -> Iterator[tuple[T, ...]]:
        """Yield the runs of two and more neighbours."""
        for size in range(2, self.words + 1):
            yield from zip(*(items[start:] for start in range(size)), strict=False)

    def _pairs(self, items: Sequence[T]) -> Iterator[tuple[T, T]]:
        """Yield the pairs with others between them."""
        for between in range(1, self.gap + 1):
            yield from zip(items, items[between + 1 :], strict=False)


@lru_cache(maxsize=1 << 15)  # words repeat: most of the time this is a look-up
def inside(token: str, shortest: int, longest: int) -> tuple[str, ...]:
    """Character n-grams of a word with a space at both edges; none of a punctuation mark or of a name, which `tokens` leaves its capital."""
    if not token[0].isalnum() or token[0].isupper():
        return ()
    padded = f" {token[:LONGEST_WORD]} "
    return tuple(padded[start : start + size] for size in range(shortest, longest + 1) for start in range(len(padded) - size + 1))


def shown(term: str) -> str:
    """Write a term as a reader may see it: in place of the digits that stand for numbers and names, what they stand for."""
    return term.replace("0", "<number>").replace(COUNTRY, "<country>").replace(NATIONAL, "<people>")
