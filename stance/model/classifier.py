"""Classifier: multinomial logistic regression over TF-IDF weighted terms, scored with numpy alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
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
    _squares: Floats = field(init=False, repr=False, compare=False)  # (n_terms,) idf²
    _pushes: tuple[Floats, ...] = field(init=False, repr=False, compare=False)  # a label each: (n_terms,) idf times weight

    def __post_init__(self) -> None:
        idf = self.idf.astype(np.float64)
        object.__setattr__(self, "_squares", idf**2)
        object.__setattr__(self, "_pushes", tuple(idf * weights for weights in self.weights.T))

    def cells(self, rows: Integers, columns: Integers, size: int) -> Cells:
        """Count the terms in `columns` of the sentences in `rows`, of which there are `size`."""
        width = max(len(self.vocabulary), 1)
        kind = np.int32 if size * width < 1 << 31 else np.int64  # the narrow ones are sorted sooner
        numbers: Integers = np.multiply(rows, width, dtype=kind)
        numbers += columns.astype(kind, copy=False)
        numbers.sort()
        new = np.empty(len(numbers), bool)
        new[:1] = True
        np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
        first = np.flatnonzero(new)
        counts = np.diff(first, append=len(numbers))
        numbers = numbers[first]
        bounds = np.searchsorted(numbers, np.arange(size + 1, dtype=np.int64) * width)
        several = np.flatnonzero(counts > 1)  # few: logarithms take long
        return Cells(numbers - np.repeat(np.arange(size) * width, np.diff(bounds)), bounds, several, 1 + np.log(counts[several]))

    def _lengths(self, cells: Cells) -> Floats:
        return np.sqrt(cells.sums(self._squares, squared=True))

    def values(self, cells: Cells) -> Floats:
        """(n_cells,) TF-IDF weights of the terms of sentences.

        A term that occurs n times weighs (1 + ln n) * idf, and the terms of a sentence are scaled to length 1, as
        scikit-learn's TfidfVectorizer does with `sublinear_tf`.
        """
        return cells.of(self.idf.astype(np.float64)) / self._lengths(cells)[cells.rows]

    def logits(self, cells: Cells) -> Floats:
        """(n_sentences, n_labels) what the terms of this view add to the logits of sentences: their TF-IDF weights times `weights`."""
        lengths = self._lengths(cells)
        lengths[lengths == 0] = 1
        return np.stack([cells.sums(pushes) / lengths for pushes in self._pushes], axis=1)

    def surrounding_logits(self, cells: Cells, passages: Integers) -> Floats:
        """(n_sentences, n_labels) what this view adds to the logits of each sentence for the others of its passage.

        `passages` numbers the passage of each sentence. The terms of the others are added up and scaled to length 1. No sentence's sum is
        ever made: with v its own terms and s those of the whole passage, it is s - v, and its length follows from |s - v|² = |s|² - 2 s·v + |v|².
        """
        rows, values = cells.rows, self.values(cells)
        width = max(len(self.vocabulary), 1)
        known, places = np.unique(passages[rows] * width + cells.columns, return_inverse=True)
        whole = np.asarray(np.bincount(places, values, len(known)), np.float64)
        size = int(passages.max(initial=-1)) + 1
        of = known // width
        squared = (
            np.bincount(of, whole**2, size)[passages]
            - 2 * np.bincount(rows, values * whole[places], len(passages))
            + np.bincount(rows, values**2, len(passages))
        )
        lengths = np.sqrt(np.where(squared > TINY, squared, np.inf))  # infinite: nothing known stands around it
        sums = np.stack([np.bincount(of, weights[known - of * width] * whole, size) for weights in self.weights.T], axis=1)
        return np.asarray((sums[passages] - self.logits(cells)) / lengths[:, None])


@dataclass(frozen=True, slots=True)
class Cells:
    """The terms of sentences, each term of a sentence once.

    Parameters
    ----------
    columns
        (n_cells,) the terms of the first sentence in order, then those of the next
    bounds
        (n_sentences + 1,) where those of each sentence begin, and where the last end
    several
        places of the terms that occur more than once in their sentence
    frequencies
        1 + ln n of each of those, n being how often it occurs; that of the others is 1
    """

    columns: Integers
    bounds: Integers
    several: Integers
    frequencies: Floats

    @property
    def rows(self) -> Integers:
        """(n_cells,) the place of the sentence of each term."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))

    def of(self, values: Floats, *, squared: bool = False) -> Floats:
        """(n_cells,) what each term is worth, given for the terms of the vocabulary, times its frequency, which may be `squared`."""
        found = values[self.columns]
        found[self.several] *= self.frequencies**2 if squared else self.frequencies
        return found

    def sums(self, values: Floats, *, squared: bool = False) -> Floats:
        """(n_sentences,) the sums of the same."""
        starts = self.bounds[:-1]
        filled = np.flatnonzero(starts < self.bounds[1:])
        total = np.zeros(len(starts))
        if len(filled):
            total[filled] = np.add.reduceat(self.of(values, squared=squared), starts[filled])
        return total


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
    seen
        numbers of the sentences that it was trained on, in order (`stance.model.seen`); None in files that do not say
    """

    labels: tuple[str, ...]
    terms: Terms
    views: dict[str, View]
    intercept: NDArray[np.float32]
    card: dict[str, Any]
    seen: NDArray[np.uint32] | None = None
    _lexicon: Lexicon = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lexicon", Lexicon(self.terms, {name: view.vocabulary for name, view in self.views.items()}))

    @property
    def size(self) -> int:
        """How many terms it knows."""
        return sum(len(view.vocabulary) for view in self.views.values())

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
        """Terms of sentences in each view."""
        return {name: self.views[name].cells(rows, columns, len(texts)) for name, (columns, rows) in self._lexicon.columns(texts).items()}

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
        cells = self._cells(texts)
        context = np.zeros((len(texts), len(self.labels)))
        if SURROUNDINGS in cells:
            context = self.views[SURROUNDINGS].surrounding_logits(cells[SURROUNDINGS], np.zeros(len(texts), np.int64))
        added = {name: self.views[name].values(its)[:, None] * self.views[name].weights[its.columns] for name, its in cells.items()}
        spans = [list(names.words(text)) for text in texts]
        # No token reaches over the end of a word, so the words one by one have as many.
        sizes = iter(
            list(map(len, self.terms.tokens([text[start:end] for text, of in zip(texts, spans, strict=True) for start, end in of])))
        )
        for row, (text, tokens, places) in enumerate(zip(texts, self.terms.tokens(texts), spans, strict=True)):
            word_of = np.repeat(np.arange(len(places)), list(islice(sizes, len(places))))
            words, terms = np.zeros((len(places), len(self.labels))), list[Push]()
            total = self.intercept + context[row]
            for name, its in cells.items():
                if name != SURROUNDINGS:
                    part = slice(its.bounds[row], its.bounds[row + 1])
                    terms += self._share(name, tokens, word_of, its.columns[part], added[name][part], words)
                    total = total + added[name][part].sum(axis=0)
            pushes = [
                Push(text[start:end], push, start) for (start, end), push in zip(places, map(self._by_label, words.tolist()), strict=True)
            ]
            yield Explanation(
                self._by_label(total.tolist()),
                self._by_label(self.intercept.tolist()),
                self._by_label(context[row].tolist()),
                pushes,
                terms,
            )

    def _share(
        self, name: str, tokens: Sequence[str], word_of: Integers, columns: Integers, added: Floats, words: Floats
    ) -> Iterator[Push]:
        """Share what the terms of a sentence add in a view out among its `words`, (n_words, n_labels), and yield the terms.

        `word_of` says which word each token is of; `columns`, in order, and `added` are the terms and what they add to each label.
        """
        terms, owners = self.terms.of(name, tokens), self.terms.owners(name, tokens)
        found = self.views[name].vocabulary.rows(hashes(terms)[0])
        known = np.flatnonzero(found >= 0).tolist()
        cell_of = np.searchsorted(columns, found[known])
        sizes = np.array([len(owners[place]) for place in known], np.int64)
        shares = added[cell_of] / (np.bincount(cell_of, minlength=len(columns))[cell_of] * sizes)[:, None]
        np.add.at(words, word_of[[owner for place in known for owner in owners[place]]], np.repeat(shares, sizes, axis=0))
        listed = dict(zip(cell_of.tolist(), known, strict=True))
        pushes = added.tolist()
        return (Push(shown(terms[place]), self._by_label(pushes[cell])) for cell, place in listed.items())

    def _by_label(self, row: Sequence[float]) -> dict[str, float]:
        return dict(zip(self.labels, row, strict=True))

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


def _softmax(logits: Floats) -> Floats:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True)) if len(logits) else logits
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
