"""Tokens -> the columns of their terms, remembered: what a word contributes is the same every time it is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # numpy.typing costs a tenth of numpy to import
    from numpy.typing import NDArray

    from stance.model.vocabulary import Vocabulary

    Integers = NDArray[np.integer[Any]]

KEPT = 1 << 16  # tokens that are remembered; then it begins anew, as an archive never stops bringing new ones


class Lexicon:
    """Numbers for the tokens seen so far and, for each view, the columns of the known terms of each.

    Parameters
    ----------
    views
        by name: the function that gives the terms of a token, and the terms that are known
    """

    __slots__ = ("_columns", "_numbers", "_tokens", "_views")

    def __init__(self, views: dict[str, tuple[Callable[[str], Sequence[str]], Vocabulary]]) -> None:
        self._views = views
        self._forget()

    def _forget(self) -> None:
        self._tokens: list[str] = []
        self._numbers = _Numbers(self._tokens)
        self._columns = {name: _Rows() for name in self._views}

    def columns(self, tokens: Sequence[str]) -> dict[str, tuple[Integers, Integers]]:
        """For each view, the columns of the known terms of all tokens in a row, and for each column the place of its token."""
        if len(self._tokens) > KEPT:
            self._forget()
        seen = len(self._tokens)
        numbers = np.fromiter(map(self._numbers.__getitem__, tokens), np.int64, len(tokens))
        if len(self._tokens) > seen:
            new = self._tokens[seen:]
            for name, (terms_of, vocabulary) in self._views.items():
                terms = list(map(terms_of, new))
                found = np.array(vocabulary.rows(list(chain.from_iterable(terms))), np.int64)
                owners = np.repeat(np.arange(len(new)), list(map(len, terms)))[found >= 0]
                self._columns[name].add(found[found >= 0], np.bincount(owners, minlength=len(new)))
        return {name: rows.of(numbers) for name, rows in self._columns.items()}


class _Numbers(dict[str, int]):
    """Token -> its number; a new one gets the next, and is put on a list."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens

    def __missing__(self, token: str) -> int:
        self[token] = number = len(self)
        self._tokens.append(token)
        return number


class _Rows:
    """Rows of integers of different lengths, one after the other in an array with room to grow."""

    __slots__ = ("_count", "_ends", "_values")

    def __init__(self) -> None:
        self._values: Integers = np.empty(0, np.int32)
        self._ends: Integers = np.zeros(1, np.int64)
        self._count = 0

    def add(self, values: Integers, sizes: Integers) -> None:
        """Add rows, given one after the other with their sizes."""
        end = int(self._ends[self._count])
        self._values = _with_room(self._values, end + len(values))
        self._values[end : end + len(values)] = values
        self._ends = _with_room(self._ends, self._count + len(sizes) + 1)
        self._ends[self._count + 1 : self._count + 1 + len(sizes)] = end + np.cumsum(sizes)
        self._count += len(sizes)

    def of(self, numbers: Integers) -> tuple[Integers, Integers]:
        """Values of the rows with these numbers, one after the other, and for each value the place in `numbers` of its row."""
        starts = self._ends[numbers]
        sizes = self._ends[numbers + 1] - starts
        places = np.repeat(np.arange(len(numbers)), sizes)
        return self._values[np.arange(len(places)) + (starts - np.cumsum(sizes) + sizes)[places]], places


def _with_room(array: Integers, size: int) -> Integers:
    return array if size <= len(array) else np.concatenate([array, np.empty(size, array.dtype)])
