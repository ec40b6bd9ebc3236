"""The terms of a view and their rows: searched for where a few are asked for, in a dictionary where many are."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import repeat

MANY = 30_000  # look-ups that cost as much as making a dictionary of a hundred thousand terms: far more than an article needs


class Vocabulary:
    """Terms in alphabetical order, each once.

    Parameters
    ----------
    terms
        sorted; row n of a view's arrays is about the n-th
    """

    __slots__ = ("_asked", "_rows", "terms")

    def __init__(self, terms: list[str]) -> None:
        self.terms = terms
        self._rows: dict[str, int] | None = None
        self._asked = 0

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self.terms)

    def rows(self, terms: Sequence[str]) -> list[int]:
        """Row of each term, -1 where it is not known."""
        if self._rows is None:
            self._asked += len(terms)
            if self._asked < MANY:
                return [self._search(term) for term in terms]
            self._rows = dict(zip(self.terms, range(len(self.terms)), strict=True))
        return list(map(self._rows.get, terms, repeat(-1)))

    def _search(self, term: str) -> int:
        row = bisect_left(self.terms, term)
        return row if row < len(self.terms) and self.terms[row] == term else -1
