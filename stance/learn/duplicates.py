"""Near-duplicate sentences, found exactly."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

SIZE = 5
BITS = 12  # a gram is SIZE characters in one number of 64 bits; of an alphabet of over 4,096 some are taken for one another
BLOCK = 20_000  # other texts that are in memory together
AT_ONCE = 2_000_000  # grams in common that are counted together: bounds the memory, however many sentences resemble each other

Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]  # positions, the smaller first, and how far they overlap


def near_duplicates(texts: Sequence[str], threshold: float = 0.6) -> list[tuple[int, int, float]]:
    """Pairs of texts (positions, the smaller first, in order) whose sets of character 5-grams overlap by more than `threshold` (Jaccard)."""
    blocks = pairs(texts, threshold)
    return [pair for left, right, overlap in blocks for pair in zip(left.tolist(), right.tolist(), overlap.tolist(), strict=True)]


def pairs(texts: Sequence[str], threshold: float) -> Iterator[Pairs]:
    """Yield what `near_duplicates` returns in blocks, so that texts that all resemble each other fit in memory too.

    Two sets can only overlap that far if they share one of the rarest grams of each, as many as the smaller overlap leaves over (prefix filtering:
    Chaudhuri, Ganti & Kaushik, A primitive operator for similarity joins in data cleaning, ICDE 2006). They share of the
    others at most those of the set whose rarest grams end first (Xiao, Wang, Lin & Yu, Efficient similarity joins for near duplicate detection,
    WWW 2008, section 3); only pairs that could still reach the threshold are compared in full.
    """
    if not texts:
        return
    grams = _grams(texts)
    sizes = np.diff(grams.indptr)
    kept = np.floor((1 - threshold) * sizes).astype(np.int64) + 1  # rarest grams of each text
    last = grams.indices[grams.indptr[:-1] + np.minimum(kept, sizes) - 1]
    rarest = grams.copy()
    rarest.data = (np.arange(grams.nnz) - np.repeat(grams.indptr[:-1], sizes) < np.repeat(kept, sizes)).astype(grams.dtype)
    rarest.eliminate_zeros()
    transposed = rarest.T.tocsr()
    work = np.cumsum(rarest @ np.diff(transposed.indptr))
    starts = np.flatnonzero(np.diff(work // AT_ONCE, prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(texts)]):
        found = sparse.triu(rarest[start:end] @ transposed, k=start + 1).tocoo()
        left, right = found.row.astype(np.int64) + start, found.col.astype(np.int64)
        rest = np.where(last[left] <= last[right], (sizes - kept)[left], (sizes - kept)[right])
        most = np.minimum(found.data + rest, np.minimum(sizes[left], sizes[right]))
        likely = most > threshold / (1 + threshold) * (sizes[left] + sizes[right]) - 1e-9
        left, right = left[likely], right[likely]
        shared = np.asarray(grams[left].multiply(grams[right]).sum(axis=1)).ravel()
        overlap = shared / (sizes[left] + sizes[right] - shared)
        close = np.flatnonzero(overlap > threshold)
        close = close[np.lexsort((right[close], left[close]))]
        yield left[close], right[close], overlap[close]


def resembling(texts: Sequence[str], others: Sequence[str], threshold: float = 0.6) -> NDArray[np.bool_]:
    """(n_texts,) whether a text is a near-duplicate of any of the others; their number takes time, but no memory."""
    found = np.zeros(len(texts), bool)
    for start in range(0, len(others), BLOCK):
        for left, right, _ in pairs([*texts, *others[start : start + BLOCK]], threshold):
            found[left[(left < len(texts)) & (right >= len(texts))]] = True
    return found


def _grams(texts: Sequence[str]) -> sparse.csr_matrix:
    """(n_texts, n_grams) which runs of 5 characters each text has, the rarest first.

    Of a text in lower case, its edges marked by a space; a shorter one is one gram.
    """
    padded = [f" {' '.join(text.lower().split())} ".ljust(SIZE) for text in texts]
    lengths = np.fromiter(map(len, padded), np.int64)
    characters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    _, codes = np.unique(characters, return_inverse=True)
    codes = codes.astype(np.int64) % (1 << BITS)
    packed = np.zeros(len(codes), np.int64)
    for place in range(SIZE):
        packed[: len(codes) - place] |= codes[place:] << BITS * place
    ends = np.cumsum(lengths)
    inside = np.flatnonzero(np.arange(len(codes)) <= np.repeat(ends - SIZE, lengths))  # the last 4 of a text run over into the next
    _, columns, texts_with = np.unique(packed[inside], return_inverse=True, return_counts=True)
    rank = np.empty(len(texts_with), np.int32)
    rank[np.argsort(texts_with, kind="stable")] = np.arange(len(texts_with), dtype=np.int32)
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)[inside]
    grams = sparse.csr_matrix((np.ones(len(rows), np.int32), (rows, rank[columns])), shape=(len(texts), len(rank)))  # adds up, sorts
    grams.data[:] = 1
    return grams
