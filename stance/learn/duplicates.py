"""Near-duplicate sentences, found exactly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

SIZE = 5
BLOCK = 2000  # sentences compared at once with all others: bounds the memory


def near_duplicates(texts: Sequence[str], threshold: float = 0.6) -> list[tuple[int, int, float]]:
    """Pairs of texts (positions, the smaller first) whose sets of character 5-grams overlap by more than `threshold` (Jaccard).

    Two sets can only overlap that far if they share one of the rarest grams of each, as many as the smaller overlap leaves
    over; only pairs that do are compared (prefix filtering: Chaudhuri, Ganti & Kaushik, A primitive operator for similarity joins in data cleaning, ICDE
    2006).
    """
    if not texts:
        return []
    grams = CountVectorizer(analyzer=character_grams, binary=True).fit_transform(texts).tocsr()
    sizes = np.diff(grams.indptr)
    rank = np.argsort(np.argsort(np.asarray(grams.sum(axis=0)).ravel(), kind="stable"))
    grams.indices = rank[grams.indices].astype(grams.indices.dtype)  # columns in order of rarity
    grams.sort_indices()
    place = np.arange(grams.nnz) - np.repeat(grams.indptr[:-1], sizes)
    rarest = grams.copy()
    rarest.data = (place <= np.repeat(np.floor((1 - threshold) * sizes), sizes)).astype(grams.dtype)
    rarest.eliminate_zeros()
    transposed = rarest.T.tocsr()
    pairs = []
    for start in range(0, len(texts), BLOCK):
        candidates = sparse.triu(rarest[start : start + BLOCK] @ transposed, k=start + 1).tocoo()
        left, right = candidates.row + start, candidates.col
        shared = np.asarray(grams[left].multiply(grams[right]).sum(axis=1)).ravel()
        overlap = shared / np.maximum(sizes[left] + sizes[right] - shared, 1)
        keep = overlap > threshold
        pairs += list(zip(left[keep].tolist(), right[keep].tolist(), overlap[keep].tolist(), strict=True))
    return pairs


def resembling(texts: Sequence[str], others: Sequence[str], threshold: float = 0.6) -> NDArray[np.bool_]:
    """(n_texts,) whether a text is a near-duplicate of any of the others; their number takes time, but no memory."""
    if not texts:
        return np.zeros(0, bool)
    counting = CountVectorizer(analyzer=character_grams, binary=True)
    grams = counting.fit_transform(texts).tocsr()
    sizes, transposed = np.diff(grams.indptr), grams.T.tocsr()
    found = np.zeros(len(texts), bool)
    for start in range(0, len(others), BLOCK // 10):  # most pairs share something
        block = others[start : start + BLOCK // 10]
        shared = (counting.transform(block) @ transposed).tocoo()
        other_sizes = np.array([len(set(character_grams(text))) for text in block])
        found[shared.col[shared.data > threshold * (other_sizes[shared.row] + sizes[shared.col] - shared.data)]] = True
    return found


def character_grams(text: str) -> list[str]:
    """All runs of 5 characters of a text in lower case, its edges marked by a space; a shorter text is one gram."""
    padded = f" {' '.join(text.lower().split())} "
    return [padded[start : start + SIZE] for start in range(max(1, len(padded) - SIZE + 1))]
