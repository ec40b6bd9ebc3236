"""Tokens -> the columns of their terms, remembered: what a word contributes is the same every time it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # numpy.typing costs a tenth of numpy to import
    from numpy.typing import NDArray

    from stance.model.vocabulary import Vocabulary
    from stance.text.terms import Terms

    Array = NDArray[Any]

KEPT = 1 << 16  # tokens that are remembered; then it begins anew, as an archive never stops bringing new ones


class Lexicon:
    """Numbers for the tokens seen so far, what runs are hashed from and, for each view, the columns of the known terms of each.

    Parameters
    ----------
    terms
        which terms there are of a token
    vocabularies
        by view: which of them are known
    """

    __slots__ = ("_columns", "_numbers", "_parts", "_terms", "_tokens", "_vocabularies")

    def __init__(self, terms: Terms, vocabularies: dict[str, Vocabulary]) -> None:
        self._terms, self._vocabularies = terms, vocabularies
        self._forget()

    def _forget(self) -> None:
        self._tokens: list[str] = []
        self._numbers = _Numbers(self._tokens)
        self._parts = tuple(_Growing(kind) for kind in (np.uint64, np.int64, np.bool_))
        self._columns = {name: _Rows() for name in self._vocabularies}

    def columns(self, tokens: Sequence[str]) -> dict[str, tuple[Array, Array]]:
        """For each view, the columns of the known terms of tokens, and for each column the place of the first token of its term.

        `tokens` are those of one sentence, or of several with `terms.ends` after each.
        """
        if len(self._tokens) > KEPT:
            self._forget()
        seen = len(self._tokens)
        numbers = np.fromiter(map(self._numbers.__getitem__, tokens), np.int64, len(tokens))
        if len(self._tokens) > seen:
            self._learn(self._tokens[seen:])
        found = {name: rows.of(numbers) for name, rows in self._columns.items()}
        if "words" in found:
            hashes, places = self._terms.hashes_of_runs(*(part.values[numbers] for part in self._parts))
            columns = self._vocabularies["words"].rows(hashes)
            known = columns >= 0
            found["words"] = tuple(map(np.append, found["words"], (columns[known], places[known])))  # type: ignore[assignment]
        return found

    def _learn(self, tokens: Sequence[str]) -> None:
        for held, part in zip(self._parts, self._terms.parts_of_runs(tokens), strict=True):
            held.add(part)
        for name, vocabulary in self._vocabularies.items():
            hashes, owners = self._terms.hashes(name, tokens)
            columns = vocabulary.rows(hashes)
            known = columns >= 0
            owners = owners[known]
            order = np.argsort(owners, kind="stable")
            self._columns[name].add(columns[known][order], np.bincount(owners, minlength=len(tokens)))


class _Numbers(dict[str, int]):
    """Token -> its number; a new one gets the next, and is put on a list."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens

    def __missing__(self, token: str) -> int:
        self[token] = number = len(self)
        self._tokens.append(token)
        return number


class _Growing:
    """An array that can be added to."""

    __slots__ = ("_held", "_size")

    def __init__(self, kind: type[np.generic]) -> None:
        self._held: Array = np.empty(0, kind)
        self._size = 0

    @property
    def values(self) -> Array:
        return self._held[: self._size]

    def add(self, values: Array) -> None:
        end = self._size + len(values)
        if end > len(self._held):
            self._held = np.concatenate([self._held, np.empty(end, self._held.dtype)])
        self._held[self._size : end] = values
        self._size = end


class _Rows:
    """Rows of integers of different lengths, one after the other."""

    __slots__ = ("_ends", "_values")

    def __init__(self) -> None:
        self._values, self._ends = _Growing(np.int32), _Growing(np.int64)
        self._ends.add(np.zeros(1, np.int64))

    def add(self, values: Array, sizes: Array) -> None:
        """Add rows, given one after the other with their sizes."""
        self._ends.add(len(self._values.values) + np.cumsum(sizes))
        self._values.add(values)

    def of(self, numbers: Array) -> tuple[Array, Array]:
        """Values of the rows with these numbers, one after the other, and for each value the place in `numbers` of its row."""
        ends = self._ends.values
        starts = ends[numbers]
        sizes = ends[numbers + 1] - starts
        places = np.repeat(np.arange(len(numbers)), sizes)
        return self._values.values[np.arange(len(places)) + (starts - np.cumsum(sizes) + sizes)[places]], places
