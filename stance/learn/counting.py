"""Texts -> how often each holds each term: counted once, for all models that are fitted on some of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stance.text.terms import Terms


@dataclass(frozen=True, slots=True)
class Counted:
    """How often sentences hold terms.

    Parameters
    ----------
    vocabularies
        by view: its terms, in alphabetical order
    counts
        by view: (n_sentences, n_terms) integers, a column a term
    """

    vocabularies: dict[str, list[str]]
    counts: dict[str, sparse.csr_matrix]


def count(texts: Sequence[str], terms: Terms, weights: NDArray[np.float64], least: float) -> Counted:
    """Count the terms of sentences, and leave out those of which the sentences weigh less than `least` together."""
    vocabularies, counts = {}, {}
    for name, (listed, matrix) in _views(texts, terms).items():
        kept = np.flatnonzero(frequencies(matrix, weights) >= least)
        kept = kept[np.argsort(np.array([listed[place] for place in kept.tolist()], object), kind="stable")]
        vocabularies[name], counts[name] = [listed[place] for place in kept.tolist()], matrix[:, kept].tocsr()
        counts[name].sort_indices()
    return Counted(vocabularies, counts)


def recount(texts: Sequence[str], terms: Terms, vocabularies: Mapping[str, list[str]]) -> Counted:
    """Count terms that are known already."""
    counts = {}
    for name, (listed, matrix) in _views(texts, terms).items():
        places = {term: place for place, term in enumerate(vocabularies[name])}
        rows = [row for row, term in enumerate(listed) if term in places]
        known = sparse.csr_matrix(
            (np.ones(len(rows), np.int32), (rows, [places[listed[row]] for row in rows])), shape=(len(listed), len(places))
        )
        counts[name] = (matrix @ known).tocsr()
        counts[name].sort_indices()
    return Counted(dict(vocabularies), counts)


def frequencies(counts: sparse.csr_matrix, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n_terms,) what the sentences that hold a term weigh together: how many they are, if each weighs 1."""
    return np.asarray(np.bincount(counts.indices, np.repeat(weights, np.diff(counts.indptr)), counts.shape[1]), np.float64)


def _views(texts: Sequence[str], terms: Terms) -> dict[str, tuple[list[str], sparse.csr_matrix]]:
    """Count the terms of every view, in the order in which they are met.

    But for the runs among the words, the terms of a sentence are those of its tokens, and a token has the same ones wherever it stands.
    """
    found = terms.tokens(texts)
    tokens, holds = _matrix(found)
    views = {}
    for name in terms.views:
        if name == "words":
            views[name] = _matrix(terms.of(name, of) for of in found)
        else:
            listed, of_tokens = _matrix(terms.of(name, [token]) for token in tokens)
            views[name] = listed, (holds @ of_tokens).tocsr()
    return views


def _matrix(rows: Iterable[Sequence[str]]) -> tuple[list[str], sparse.csr_matrix]:
    """Count the strings of each row: give them, and (n_rows, n_strings) how often each row holds each."""
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    sizes: list[int] = []

    def numbered() -> Iterable[Iterable[int]]:
        for row in rows:
            sizes.append(len(row))
            yield map(numbers.__getitem__, row)

    columns = np.fromiter(chain.from_iterable(numbered()), np.int32)
    bounds = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    matrix = sparse.csr_matrix((np.ones(len(columns), np.int32), columns, bounds), shape=(len(sizes), len(numbers)))
    matrix.sum_duplicates()
    return list(numbers), matrix
