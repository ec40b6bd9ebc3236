"""Strings as 64-bit integers, many at a time, so that terms can be made and looked up as numbers.

The hash of a string is the polynomial of its code points c: the sum of c[i] * BASE**i modulo 2**64. That of a part of a string follows
from those of what ends before it and with it, and that of two strings in a row from those of both (Karp & Rabin, Efficient randomized
pattern-matching algorithms, IBM Journal of Research and Development 31, 1987). As BASE is odd, its powers can be divided by.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # numpy.typing costs a tenth of numpy to import
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]
    Integers = NDArray[np.int64]

BASE = 0x9E3779B97F4A7C15
INVERSE = pow(BASE, -1, 1 << 64)


def powers(size: int, base: int = BASE) -> Hashes:
    """(size,) powers of a base, from the 0th on."""
    steps = np.full(size, base, np.uint64)
    steps[:1] = 1
    return np.asarray(np.multiply.accumulate(steps))


def code_points(text: str) -> Hashes:
    """(n_characters,) the numbers of the characters of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def hashes(strings: Sequence[str]) -> tuple[Hashes, Integers]:
    """(n_strings,) the hash of each string, and how many characters it has."""
    text, lengths = "".join(strings), np.array(list(map(len, strings)), np.int64)
    ends = np.cumsum(lengths)
    places = np.arange(len(text)) - np.repeat(ends - lengths, lengths)
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(code_points(text) * powers(int(lengths.max(initial=0)))[places], out=sums[1:])
    return np.asarray(sums[ends] - sums[ends - lengths]), lengths


def joined(first: Hashes, lengths: Integers, between: str, second: Hashes) -> Hashes:
    """(n,) the hash of each of the first strings, of which the lengths are given too, with `between` and the second after it."""
    (separator,), _ = hashes([between])
    scale = powers(int(lengths.max(initial=0)) + len(between) + 1)
    return np.asarray(first + scale[lengths] * separator + scale[lengths + len(between)] * second)


def windows(strings: Sequence[str], shortest: int, longest: int) -> tuple[Hashes, Integers]:
    """Hash of every part of `shortest` to `longest` characters of each string, and the place of the string that it is a part of."""
    text = "".join(strings)
    owners = np.repeat(np.arange(len(strings)), list(map(len, strings)))
    ends = np.repeat(list(accumulate(map(len, strings))), list(map(len, strings))).astype(np.int64)
    sums = np.zeros(len(text) + 1, np.uint64)
    np.cumsum(code_points(text) * powers(len(text)), out=sums[1:])
    down = powers(len(text), INVERSE)
    found, places = [], []
    for size in range(shortest, longest + 1):
        starts = np.flatnonzero(ends >= np.arange(size, len(text) + size))
        found.append((sums[starts + size] - sums[starts]) * down[starts])
        places.append(owners[starts])
    return np.concatenate(found), np.concatenate(places)
