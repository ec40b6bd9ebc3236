"""Sentence -> terms: the one definition of what the model sees, when it is trained and when it scores.

A sentence is seen in two views: its words, alone and in pairs, and the character n-grams inside its words, which
catch what a word list cannot: compounds (wapenleveranties), inflections and words that no corpus held.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 40  # characters; what is longer is an address or noise, and only its beginning is looked at

_number = re.compile(r"\d+(?:[.,:]\d+)*")
_token = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
_spelling = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u00ad": None}
)


def tokens(text: str) -> list[str]:
    """Words and punctuation marks of a sentence, in lower case, with every number as 0."""
    plain = unicodedata.normalize("NFC", text).translate(_spelling).lower()
    return _token.findall(_number.sub("0", plain))


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
    """

    words: int
    gap: int
    characters: tuple[int, int]

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

    def of_words(self, text: str) -> list[str]:
        """Terms of a sentence in the view of its words."""
        found = tokens(text)
        terms = list(found)
        for size in range(2, self.words + 1):
            terms += [" ".join(found[start : start + size]) for start in range(len(found) - size + 1)]
        if self.gap:
            plain = [token for token in found if token[0].isalnum()]
            for between in range(1, self.gap + 1):
                terms += [f"{left} … {right}" for left, right in zip(plain, plain[between + 1 :], strict=False)]
        return terms

    def of_characters(self, text: str) -> list[str]:
        """Terms of a sentence in the view of the characters of its words."""
        return [term for token in tokens(text) for term in inside(token, *self.characters)]

    @property
    def views(self) -> dict[str, Callable[[str], list[str]]]:
        """Each view by name, as the function that gives a sentence's terms in it."""
        return {"words": self.of_words, "characters": self.of_characters}


@lru_cache(maxsize=1 << 15)  # words repeat: most of the time this is a look-up
def inside(token: str, shortest: int, longest: int) -> tuple[str, ...]:
    """Character n-grams of a word with a space at both edges; none of a punctuation mark."""
    if not token[0].isalnum():
        return ()
    padded = f" {token[:LONGEST_WORD]} "
    return tuple(padded[start : start + size] for size in range(shortest, longest + 1) for start in range(len(padded) - size + 1))
