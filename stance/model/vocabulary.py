"""The terms of a view and their rows, looked up by their hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stance.text.hashing import hashes_of_parts

if TYPE_CHECKING:
    from stance.text.hashing import Hashes, Integers


class Vocabulary:
    """Terms in alphabetical order, each once.

    Parameters
    ----------
    listed
        the terms, sorted, a line each; row n of a view's arrays is about the n-th

    Raises
    ------
    ValueError
        when a term stands twice, or two have the same hash, of which the chance is one in a hundred million.
    """

    __slots__ = ("_hashes", "_rows", "listed")

    def __init__(self, listed: str) -> None:
        self.listed = listed
        breaks = np.flatnonzero(np.frombuffer(listed.encode("utf-32-le"), np.uint32) == ord("\n"))
        ends = np.append(breaks, len(listed))[: None if listed else 0]
        lengths = np.diff(ends, prepend=-1) - 1
        found = hashes_of_parts(listed.replace("\n", ""), lengths)
        self._rows = np.argsort(found)
        self._hashes = found[self._rows]
        if (self._hashes[1:] == self._hashes[:-1]).any():
            raise ValueError("a term stands twice")

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self._rows)

    @property
    def terms(self) -> list[str]:
        """The terms, in the order of the rows."""
        return self.listed.split("\n") if self.listed else []

    def rows(self, hashes: Hashes) -> Integers:
        """(n,) row of each term, given by its hash; -1 where it is not known."""
        if not len(self):
            return np.full(len(hashes), -1)
        places = np.searchsorted(self._hashes, hashes)
        places[places == len(self)] = 0
        return np.where(self._hashes[places] == hashes, self._rows[places], -1)
