"""Putting in order what may be more than memory holds."""

import pickle
from array import array
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile, gettempdir
from typing import Any

from stance.errors import StanceError, reason

HELD = 32 << 20  # bytes that are held before they go to a temporary file


class Sorted:
    """Takes values with their keys, and gives them back by key, the lowest first; those with the same key in the order they came in.

    Only the keys stay in memory.
    """

    def __init__(self) -> None:
        self._keys, self._places = array("d"), array("q")
        self._file = SpooledTemporaryFile(HELD)  # noqa: SIM115 - gone with this

    def add(self, key: float, value: Any) -> None:
        """Take a value."""
        self._keys.append(key)
        self._places.append(self._file.tell())
        try:
            pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        except OSError as error:
            raise StanceError(f"{gettempdir()}: {reason(error)}; sorting takes room there, or in the folder that TMPDIR names") from None

    def __iter__(self) -> Iterator[Any]:
        """Give them back; nothing can be added afterwards."""
        import numpy as np

        for number in np.argsort(np.frombuffer(self._keys), kind="stable"):
            self._file.seek(self._places[number])
            yield pickle.load(self._file)
