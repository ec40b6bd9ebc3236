"""Classifier: multinomial logistic regression over TF-IDF weighted terms, scored with numpy alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.model.lexicon import Lexicon
from stance.scored import Explanation, Push, ScoredDocument, ScoredSentence
from stance.text import names
from stance.text.hashing import hashes
from stance.text.terms import PASSAGE, SURROUNDINGS, Terms, shown

if TYPE_CHECKING:  # numpy.typing costs a tenth of numpy to import
    from numpy.typing import NDArray

    from stance.model.vocabulary import Vocabulary
    from stance.text.sentences import Sentence

    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer[Any]]

TINY = 1e-9  # a sum below it is what rounding left of nothing
BATCH = 400  # sentences scored in one array operation: enough to hide what numpy takes to begin, few enough for the cache


@dataclass(frozen=True, slots=True)
class View:
    """The terms of one view, their idf, and what each of them weighs for each label.

    Parameters
    ----------
    vocabulary
        the terms; each has a row in the two arrays
    idf
        (n_terms,) inverse document frequency
    weights
        (n_terms, n_labels) coefficients of the logistic regression
    """

    vocabulary: Vocabulary
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]

    def weigh(self, rows: Integers, columns: Integers, size: int) -> Cells:
        """Weights of the terms in `columns` of the sentences in `rows`, of which there are `size`.

        A term that occurs n times weighs (1 + ln n) * idf, and the terms of a sentence are scaled to length 1, as
        scikit-learn's TfidfVectorizer does with `sublinear_tf`.
        """
        width = max(len(self.vocabulary), 1)
        cells = rows * width
        cells += columns
        cells.sort()
        new = np.empty(len(cells), bool)
        new[:1] = True
        np.not_equal(cells[1:], cells[:-1], out=new[1:])
        first = np.flatnonzero(new)
        counts = np.diff(first, append=len(cells))
        cells = cells[first]
        rows = np.repeat(np.arange(size), np.diff(np.searchsorted(cells, np.arange(size + 1) * width)))
        columns = cells - rows * width
        values: Floats = np.array(self.idf[columns], np.float64)
        several = np.flatnonzero(counts > 1)  # few: logarithms take long
        values[several] *= 1 + np.log(counts[several])
        values /= np.sqrt(_sums(rows, values**2, size))[rows]
        return Cells(rows, columns, values, counts, size)

    def logits(self, cells: Cells) -> Floats:
        """(n_sentences, n_labels) what the terms of this view add to the logits of sentences."""
        return self._summed(cells.rows, cells.columns, cells.values, cells.size)

    def _summed(self, rows: Integers, columns: Integers, values: Floats, size: int) -> Floats:
        return np.stack([_sums(rows, weights[columns] * values, size) for weights in self.weights.T], axis=1)

    def surrounding_logits(self, cells: Cells, passages: Integers) -> Floats:
        """(n_sentences, n_labels) what this view adds to the logits of each sentence for the others of its passage.

        `passages` numbers the passage of each sentence. The terms of the others are added up and scaled to length 1. No sentence's sum is
        ever made: with v its own terms and s those of the whole passage, it is s - v, and its length follows from |s - v|² = |s|² - 2 s·v + |v|².
        """
        rows, values, size = cells.rows, cells.values, cells.size
        width = max(len(self.vocabulary), 1)
        known, places = np.unique(passages[rows] * width + cells.columns, return_inverse=True)
        of, columns = np.divmod(known, width)
        whole = np.asarray(np.bincount(places, values, len(known)), np.float64)
        squared = _sums(of, whole**2, size)[passages] - 2 * _sums(rows, values * whole[places], size) + _sums(rows, values**2, size)
        lengths = np.sqrt(np.where(squared > TINY, squared, np.inf))  # infinite: nothing known stands around it
        sums = self._summed(of, columns, whole, size)[passages]
        return np.asarray((sums - self.logits(cells)) / lengths[:, None])


@dataclass(frozen=True, slots=True)
class Cells:
    """The terms of sentences as parallel arrays, each term of a sentence once; `size` is the number of sentences."""

    rows: Integers
    columns: Integers
    values: Floats
    counts: Integers
    size: int


@dataclass(frozen=True, slots=True)
class Classifier:
    """A model that can be asked about sentences.

    Parameters
    ----------
    labels
        the labels, in the order of the columns of every array of probabilities
    terms
        which terms it sees
    views
        what it knows of the terms of each view
    intercept
        (n_labels,) logits of a sentence without any known term
    card
        how it was made: recipe, data, figures, versions
    """

    labels: tuple[str, ...]
    terms: Terms
    views: dict[str, View]
    intercept: NDArray[np.float32]
    card: dict[str, Any]
    _lexicon: Lexicon = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lexicon", Lexicon(self.terms, {name: view.vocabulary for name, view in self.views.items()}))

    def logits(self, texts: Iterable[str], *, together: bool = False) -> Floats:
        """(n_texts, n_labels) unnormalised log-probabilities of sentences, each alone or, if `together`, as one document in order."""
        texts = list(texts)
        return self._logits(texts, [len(texts)] if together else None)

    def _logits(self, texts: Sequence[str], lengths: Sequence[int] | None) -> Floats:
        """Logits of sentences, each alone or, given the numbers of sentences of documents, those of a document together."""
        if not texts:
            return np.empty((0, len(self.labels)))
        if lengths is None:
            passages = None
        else:  # numbers that go on from one document's passages to the next's
            places = np.concatenate([np.arange(length) for length in lengths])
            passages = np.cumsum(places % PASSAGE == 0) - 1
        parts, start = [], 0
        while start < len(texts):
            end = min(start + BATCH, len(texts))
            if passages is not None and end < len(texts):  # no passage is cut: none is longer than a batch
                end = int(np.searchsorted(passages, passages[end]))
            within = None if passages is None else passages[start:end] - passages[start]
            parts.append(self._batch(texts[start:end], within))
            start = end
        return np.concatenate(parts)

    def _batch(self, texts: Sequence[str], passages: Integers | None) -> Floats:
        total = np.tile(self.intercept.astype(np.float64), (len(texts), 1))
        for name, its in self._cells(texts).items():
            if name != SURROUNDINGS:
                total += self.views[name].logits(its)
            elif passages is not None:
                total += self.views[name].surrounding_logits(its, passages)
        return total

    def _cells(self, texts: Sequence[str]) -> dict[str, Cells]:
        """Weighted terms of sentences in each view."""
        return {name: self.views[name].weigh(rows, columns, len(texts)) for name, (columns, rows) in self._lexicon.columns(texts).items()}

    def predict_proba(self, texts: Iterable[str], *, together: bool = False) -> Floats:
        """(n_texts, n_labels) probability of every label, columns as in `labels`; every row adds up to 1.

        Each sentence is read alone or, if `together`, all of them as one document in order.
        """
        return _softmax(self.logits(texts, together=together))

    def predict(self, texts: Iterable[str], *, together: bool = False) -> NDArray[np.str_]:
        """(n_texts,) the most probable label of every sentence, read as in `predict_proba`."""
        return np.asarray(np.array(self.labels)[self.predict_proba(texts, together=together).argmax(axis=1)])

    def explain(self, texts: Iterable[str], *, together: bool = False) -> list[Explanation]:
        """Say what every word and every term adds to the logits of each sentence, read as in `predict_proba`.

        A term of several words is shared out evenly among them, and one that occurs in several places among those. As the
        weights of a term add up to zero over the labels (the minimum of a multinomial regression under an L2 penalty),
        what it adds to a label is what it adds against the mean of all.
        """
        texts = list(texts)
        size = PASSAGE if together else 1
        return [why for start in range(0, len(texts), size) for why in self._explain(texts[start : start + size])]

    def _explain(self, texts: list[str]) -> Iterator[Explanation]:
        """Explain the sentences of one passage."""
        context = np.zeros((len(texts), len(self.labels)))
        if SURROUNDINGS in self.views:
            context = self.views[SURROUNDINGS].surrounding_logits(self._cells(texts)[SURROUNDINGS], np.zeros(len(texts), np.int64))
        for text, around in zip(texts, context, strict=True):
            words, terms = self._parts(text)
            total = self.intercept + around + sum((np.array(list(term.push.values())) for term in terms), np.zeros(len(self.labels)))
            yield Explanation(self._by_label(total), self._by_label(self.intercept), self._by_label(around), words, terms)

    def _parts(self, text: str) -> tuple[list[Push], list[Push]]:
        """Say what each word of a sentence and each of its terms adds."""
        (found,) = self.terms.tokens([text])
        places = list(names.words(text))
        # No token reaches over the end of a word, so the words one by one have as many.
        word_of = np.repeat(np.arange(len(places)), list(map(len, self.terms.tokens([text[start:end] for start, end in places]))))
        words = np.zeros((len(places), len(self.labels)))
        explained = []
        for name, cells in self._cells([text]).items():
            if name == SURROUNDINGS:
                continue
            view, terms = self.views[name], self.terms.of(name, found)
            added = cells.values[:, None] * view.weights[cells.columns]
            row_of = dict(zip(cells.columns.tolist(), range(len(cells.columns)), strict=True))
            listed: dict[int, str] = {}
            for term, owners, column in zip(
                terms, self.terms.owners(name, found), view.vocabulary.rows(hashes(terms)[0]).tolist(), strict=True
            ):
                if column >= 0:
                    row = row_of[column]
                    listed[row] = term
                    for owner in owners:
                        words[word_of[owner]] += added[row] / (cells.counts[row] * len(owners))
            explained += [Push(shown(term), self._by_label(added[row])) for row, term in listed.items()]
        return [Push(text[start:end], self._by_label(row), start) for (start, end), row in zip(places, words, strict=True)], explained

    def _by_label(self, row: NDArray[np.floating[Any]]) -> dict[str, float]:
        return dict(zip(self.labels, row.tolist(), strict=True))

    def score(self, documents: Sequence[tuple[str, str, Sequence[Sentence]]]) -> list[ScoredDocument]:
        """Score documents given as name, language and sentences; those of a document are read together."""
        texts = [sentence.text for _, _, sentences in documents for sentence in sentences]
        logits = self._logits(texts, [len(sentences) for _, _, sentences in documents])
        rows = iter(_softmax(logits).tolist())
        labels = self.labels
        return [
            ScoredDocument(
                name,
                language,
                [
                    ScoredSentence(sentence.text, sentence.start, sentence.end, dict(zip(labels, row, strict=True)))
                    for sentence, row in zip(sentences, rows, strict=False)
                ],
            )
            for name, language, sentences in documents
        ]


def _sums(rows: Integers, values: Floats, size: int) -> Floats:
    """(size,) sum of the values of each row; `rows` are in order."""
    total = np.zeros(size)
    if len(rows):
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        total[rows[starts]] = np.add.reduceat(values, starts)
    return total


def _softmax(logits: Floats) -> Floats:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
