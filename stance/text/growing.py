"""Arrays that can be added to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # numpy.typing costs a tenth of numpy to import
    from numpy.typing import NDArray

    Array = NDArray[Any]


class Growing:
    """An array that can be added to; what it costs does not depend on how long it is already."""

    __slots__ = ("_held", "_size")

    def __init__(self, kind: type[np.generic]) -> None:
        self._held: Array = np.empty(0, kind)
        self._size = 0

    def __len__(self) -> int:
        """Return how many values there are."""
        return self._size

    @property
    def values(self) -> Array:
        """The values so far."""
        return self._held[: self._size]

    def add(self, values: Array) -> None:
        """Add values at the end."""
        end = self._size + len(values)
        if end > len(self._held):
            self._held = np.concatenate([self._held, np.empty(end, self._held.dtype)])
        self._held[self._size : end] = values
        self._size = end


class Rows:
    """Rows of integers of different lengths, one after the other."""

    __slots__ = ("_ends", "_values")

    def __init__(self) -> None:
        self._values, self._ends = Growing(np.int32), Growing(np.int64)
        self._ends.add(np.zeros(1, np.int64))

    def add(self, values: Array, sizes: Array) -> None:
        """Add rows, given one after the other with their sizes."""
        self._ends.add(len(self._values) + np.cumsum(sizes))
        self._values.add(values)

    def of(self, numbers: Array) -> tuple[Array, Array]:
        """Values of the rows with these numbers, one after the other, and for each value the place in `numbers` of its row."""
        ends = self._ends.values
        starts = ends[numbers]
        sizes = ends[numbers + 1] - starts
        places = np.repeat(np.arange(len(numbers)), sizes)
        return self._values.values[np.arange(len(places)) + (starts - np.cumsum(sizes) + sizes)[places]], places
