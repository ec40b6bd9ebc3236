"""The terms of a view and their rows, looked up by their hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stance.text import hashing

if TYPE_CHECKING:
    from stance.text.hashing import Hashes, Integers

BITS = 20  # of a hash: with so many, one in ten or twenty of those that are not known begins like one that is


class Vocabulary:
    """Terms in alphabetical order, each once.

    Parameters
    ----------
    listed
        the terms, sorted, a line each; row n of a view's arrays is about the n-th
    hashes
        (n_terms,) their hashes, where these are known already

    Raises
    ------
    ValueError
        when there are not as many of both, a term stands twice, or two have the same hash, of which the chance is one in a hundred million.
    """

    __slots__ = ("_begun", "_order", "_sorted", "hashes", "listed")

    def __init__(self, listed: str, hashes: Hashes | None = None) -> None:
        self.listed = listed
        self.hashes = hashing.hashes(self.terms)[0] if hashes is None else hashes
        if len(self.hashes) != (listed.count("\n") + 1 if listed else 0):
            raise ValueError("not as many hashes as terms")
        self._begun = np.zeros(1 << BITS, bool)
        self._begun[self.hashes >> np.uint64(64 - BITS)] = True
        self._order = np.argsort(self.hashes)
        self._sorted = self.hashes[self._order]
        if (self._sorted[1:] == self._sorted[:-1]).any():
            raise ValueError("a term stands twice")

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self.hashes)

    @property
    def terms(self) -> list[str]:
        """The terms, in the order of the rows."""
        return self.listed.split("\n") if self.listed else []

    def rows(self, hashes: Hashes) -> Integers:
        """(n,) row of each term, given by its hash; -1 where it is not known."""
        rows = np.full(len(hashes), -1)
        maybe = np.flatnonzero(self._begun[hashes >> np.uint64(64 - BITS)])  # most are not known, and that is seen at once
        if len(maybe):
            some = hashes[maybe]
            places = np.searchsorted(self._sorted, some)
            places[places == len(self)] = 0
            rows[maybe] = np.where(self._sorted[places] == some, self._order[places], -1)
        return rows
