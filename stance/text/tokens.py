"""Sentences -> tokens: words and marks as the model reads them, made for many sentences at a time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from stance.text.growing import Growing, Rows
from stance.text.names import join, mask_words

if TYPE_CHECKING:  # numpy.typing costs a tenth of numpy to import
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

QUOTATION_MARKS = frozenset("\"'")
OPENS = frozenset(".!?:'([")  # after these, and after a quotation mark that opens, a capital may only be that of a first word
# What is known of a token, as bits
CAPITAL, LETTER, OPENING, QUOTE, MARK = 1, 2, 4, 8, 16

_number = re.compile(r"\d+(?:[.,:]\d+)*")
_token = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
_simple = re.compile(r"([a-z]+)([.,:;?!)]?)")  # what most words look like, and what needs no second look
_spelling = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u00ad": None}
)


class Tokens:
    """The tokens seen so far, with a number each; words repeat, so most of the time reading one is a look-up.

    Parameters
    ----------
    masking
        whether names are kept from deciding: every country is the token 1, every people 2, and a name keeps its capital letter
    quotation_marks
        whether quotation marks are tokens
    """

    __slots__ = (
        "_characters",
        "_kinds",
        "_lower",
        "_masking",
        "_new_kinds",
        "_new_lower",
        "_new_words",
        "_numbers",
        "_of_words",
        "_quotation_marks",
        "_words",
        "texts",
    )

    def __init__(self, masking: bool, quotation_marks: bool) -> None:
        self._masking, self._quotation_marks = masking, quotation_marks
        self.forget()

    def forget(self) -> None:
        """Begin anew: an archive never stops bringing new words, and memory ends."""
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self._lower, self._kinds = Growing(np.int64), Growing(np.uint8)
        self._new_lower: list[int] = []
        self._new_kinds: list[int] = []
        self._words = _Words(self)
        self._of_words = Rows()
        self._new_words: list[list[int]] = []
        self._characters = 0

    def fuller_than(self, tokens: int) -> bool:
        """Tell whether more is remembered than so many tokens and the words that they commonly come in."""
        return len(self.texts) > tokens or self._characters > 30 * tokens

    def read(self, sentences: Sequence[str]) -> tuple[Integers, Integers]:
        """Numbers of the tokens of sentences, one sentence after the other, and for each the place of its sentence.

        Tokens are words and punctuation marks in lower case, every number as 0. If `masking`, what is capitalised after the first word is
        a name, unless half of the words are, as in the headlines of some papers.
        """
        # A comma before a space is a token by itself; taken off here, the words before it need not be known with and without.
        split = [(join(text) if self._masking else text).replace(", ", " , ").split() for text in sentences]
        words = np.fromiter(map(self._words.__getitem__, chain.from_iterable(split)), np.int64)
        self._add()
        tokens, places = self._of_words.of(words)
        rows = np.repeat(np.arange(len(split)), list(map(len, split)))[places]
        kinds = self._kinds.values[tokens]
        if self._masking and (kinds & CAPITAL).any():
            folded = (kinds & CAPITAL > 0) & ~_names(kinds, rows, len(split))
            tokens = np.where(folded, self._lower.values[tokens], tokens)
        if not self._quotation_marks:
            kept = kinds & MARK == 0
            tokens, rows = tokens[kept], rows[kept]
        return tokens.astype(np.int64, copy=False), rows

    def tokens_of(self, word: str) -> Sequence[str]:
        """Tokens of what stands between white space, over which none reaches."""
        if simple := _simple.fullmatch(word):
            return list(filter(None, simple.groups()))
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        word = _number.sub("0", word.translate(_spelling))
        if not self._masking:
            return _token.findall(word.lower())
        if word.islower():
            return _token.findall(word)
        return [token if token[0].isupper() else token.lower() for token in _token.findall(mask_words(word))]

    def number(self, token: str) -> int:
        """Give a token its number."""
        if (known := self._numbers.get(token)) is not None:
            return known
        self._numbers[token] = number = len(self.texts)
        self.texts.append(token)
        first = token[0]
        self._new_kinds.append(
            CAPITAL * first.isupper()
            | LETTER * first.isalpha()
            | OPENING * (token in OPENS)
            | QUOTE * (token == '"')
            | MARK * (token in QUOTATION_MARKS)
        )
        place = len(self._new_lower)
        self._new_lower.append(number)
        if (lower := token.lower()) != token:
            self._new_lower[place] = self.number(lower)
        return number

    def number_word(self, word: str) -> int:
        """Give a word its number, and its tokens theirs."""
        self._characters += len(word) + 8  # a short word takes room too
        self._new_words.append([self.number(token) for token in self.tokens_of(word)])
        return len(self._words)

    def _add(self) -> None:
        """Put what is new into the arrays."""
        self._lower.add(np.array(self._new_lower, np.int64))
        self._kinds.add(np.array(self._new_kinds, np.uint8))
        sizes = np.array(list(map(len, self._new_words)), np.int64)
        self._of_words.add(np.array(list(chain.from_iterable(self._new_words)), np.int64), sizes)
        for new in (self._new_lower, self._new_kinds, self._new_words):
            new.clear()


class _Words(dict[str, int]):
    """Word -> its number; a new one gets the next."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def __missing__(self, word: str) -> int:
        self[word] = number = self._tokens.number_word(word)
        return number


def _names(kinds: NDArray[np.uint8], rows: Integers, size: int) -> NDArray[np.bool_]:
    """(n_tokens,) whether each token is, or is part of, a name, given what is known of the tokens and the sentence of each."""
    first = np.diff(rows, prepend=-1) > 0
    quotes = np.cumsum(kinds & QUOTE > 0)
    in_sentence: Integers = quotes - np.repeat((quotes - (kinds & QUOTE > 0))[first], np.diff(np.flatnonzero(first), append=len(rows)))
    opening = np.where(kinds & QUOTE > 0, in_sentence % 2 == 1, kinds & OPENING > 0)
    names = (kinds & CAPITAL > 0) & ~first
    names[1:] &= ~opening[:-1]
    headline = 2 * np.bincount(rows, names, size) >= np.bincount(rows, kinds & LETTER > 0, size)
    return np.asarray(names & ~headline[rows])
