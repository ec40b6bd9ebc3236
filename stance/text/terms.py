"""Sentence -> terms: the one definition of what the model sees, when it is trained and when it scores.

A sentence is seen in two views: its words, alone and in pairs, and the character n-grams inside its words, which
catch what a word list cannot: compounds (wapenleveranties), inflections and words that no corpus held. Read in its
document it is seen in a third: the words around it, which tell a siege from a match.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from stance.text import hashing
from stance.text.names import COUNTRY, NATIONAL
from stance.text.tokens import Tokens

if TYPE_CHECKING:  # numpy.typing costs a tenth of numpy to import
    from numpy.typing import NDArray

    from stance.text.hashing import Hashes, Integers

SURROUNDINGS = "surroundings"  # the third view; its terms are the tokens of the other sentences of the passage
PASSAGE = 100  # sentences: documents are read in passages of so many, so that a book needs no more memory than an article
NEXT, DISTANT = " ", " … "  # what stands between the tokens of a run, and of a pair at a distance
END = "\n"  # of a sentence; no token, and no model file can hold a term with it
SEEN = 1 << 14  # tokens that are remembered where sentences are read one by one
LONGEST_WORD = 40  # characters; what is longer is an address or noise, and only its beginning is looked at


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

    def tokens(self, texts: Sequence[str]) -> list[list[str]]:
        """Words and punctuation marks of each sentence in lower case, every number as 0.

        If `masking`, every country is 1, every people 2, and a name keeps its capital letter: what is capitalised after the
        first word, unless half of the words are, as in the headlines of some papers.
        """
        seen = _seen(self.masking, self.quotation_marks)
        with _one_at_a_time:
            try:
                if seen.fuller_than(SEEN):
                    seen.forget()
                numbers, rows = seen.read(texts)
                tokens = [seen.texts[number] for number in numbers.tolist()]
            except BaseException:  # an interrupt too: what was half remembered would be wrong for good
                seen.forget()
                raise
        ends = np.cumsum(np.bincount(rows, minlength=len(texts))).tolist()
        return [tokens[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    @property
    def views(self) -> dict[str, Callable[[str], Sequence[str]]]:
        """Each view by name, as the function that gives the terms of a single token; the words have `runs` besides."""
        views: dict[str, Callable[[str], Sequence[str]]] = {"words": self.of_word, "characters": self.of_characters}
        return views | {SURROUNDINGS: self.of_word} if self.surroundings else views

    def of_word(self, token: str) -> tuple[str]:
        """Give a token as a term."""
        return (token.lower(),)

    def of_characters(self, token: str) -> tuple[str, ...]:
        """Give the character n-grams of a token."""
        return inside(token, *self.characters)

    def runs(self, found: Sequence[str]) -> list[str]:
        """Terms of several tokens of a sentence: neighbours, and pairs at a distance."""
        tokens = [token.lower() for token in found]
        return [separator.join([tokens[place] for place in places]) for places, separator in self._runs(found)]

    def _runs(self, found: Sequence[str]) -> Iterator[tuple[tuple[int, ...], str]]:
        """Yield the places of the tokens of each run, and what stands between them."""
        for size in range(2, self.words + 1):
            for places in zip(*(range(start, len(found)) for start in range(size)), strict=False):
                yield places, NEXT
        plain = [place for place, token in enumerate(found) if _makes_pairs(token)] if self.gap else []
        for between in range(1, self.gap + 1):
            for pair in zip(plain, plain[between + 1 :], strict=False):
                yield pair, DISTANT

    @property
    def ends(self) -> list[str]:
        """What stands after the tokens of each sentence that is given to `hashes_of_runs` with others: no run over it is a term of any model."""
        return [END] * (self.gap + 1)

    def of(self, view: str, found: Sequence[str]) -> list[str]:
        """All terms of a sentence in a view, given as its tokens."""
        alone = [term for token in found for term in self.views[view](token)]
        return alone + self.runs(found) if view == "words" else alone

    def of_text(self, view: str, text: str) -> list[str]:
        """All terms of a sentence in a view."""
        return self.of(view, self.tokens([text])[0])

    def hashes_inside(self, tokens: Sequence[str]) -> "tuple[Hashes, Integers]":
        """Hashes of the character n-grams of tokens, and for each the place of its token: as `of_characters`, but many at a time."""
        places = np.array([place for place, token in enumerate(tokens) if _has_inside(token)], np.int64)
        found, owners = hashing.windows([_padded(tokens[place]) for place in places.tolist()], *self.characters)
        return found, places[owners]

    @staticmethod
    def parts_of_runs(tokens: Sequence[str]) -> "tuple[Hashes, Integers, NDArray[np.bool_]]":
        """Give of each token what `hashes_of_runs` needs: its hash, how long it is, and whether it makes pairs at a distance."""
        found, lengths = hashing.hashes([token.lower() for token in tokens])
        return found, lengths, np.array([_makes_pairs(token) for token in tokens], bool)

    def hashes_of_runs(self, hashes: "Hashes", lengths: "Integers", makes_pairs: "NDArray[np.bool_]") -> "tuple[Hashes, Integers]":
        """Hashes of the terms of several tokens, and the place of the first token of each: as `runs`, but many at a time."""
        found, places = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
        run, run_lengths = hashes, lengths
        for size in range(2, self.words + 1):
            run = hashing.joined(run[:-1], run_lengths[:-1], NEXT, hashes[size - 1 :])
            run_lengths = run_lengths[:-1] + len(NEXT) + lengths[size - 1 :]
            found.append(run)
            places.append(np.arange(len(run)))
        plain = np.flatnonzero(makes_pairs)
        for between in range(1, self.gap + 1):
            first, last = plain[: -between - 1], plain[between + 1 :]
            found.append(hashing.joined(hashes[first], lengths[first], DISTANT, hashes[last]))
            places.append(first)
        return np.concatenate(found), np.concatenate(places)

    def owners(self, view: str, found: Sequence[str]) -> list[tuple[int, ...]]:
        """Positions of the tokens that each term of a view is made of, in the order in which the view gives its terms."""
        alone: list[tuple[int, ...]] = [(place,) for place, token in enumerate(found) for _ in self.views[view](token)]
        return alone + [places for places, _ in self._runs(found)] if view == "words" else alone


_one_at_a_time = RLock()  # threads share what was seen


@cache
def _seen(masking: bool, quotation_marks: bool) -> Tokens:
    return Tokens(masking, quotation_marks)


@lru_cache(maxsize=1 << 12)
def inside(token: str, shortest: int, longest: int) -> tuple[str, ...]:
    """Character n-grams of a word with a space at both edges; none of a punctuation mark or of a name, which `tokens` leaves its capital."""
    if not _has_inside(token):
        return ()
    padded = _padded(token)
    return tuple(padded[start : start + size] for size in range(shortest, longest + 1) for start in range(len(padded) - size + 1))


def _has_inside(token: str) -> bool:
    return token[0].isalnum() and not token[0].isupper()


def _padded(token: str) -> str:
    return f" {token[:LONGEST_WORD]} "


def _makes_pairs(token: str) -> bool:
    return token[0].isalnum() or token == END


def shown(term: str) -> str:
    """Write a term as a reader may see it: in place of the digits that stand for numbers and names, what they stand for."""
    return term.replace("0", "<number>").replace(COUNTRY, "<country>").replace(NATIONAL, "<people>")
