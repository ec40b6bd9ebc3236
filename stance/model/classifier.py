"""Classifier: multinomial logistic regression over TF-IDF weighted terms, scored with numpy alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.scored import Explanation, Push, ScoredDocument, ScoredSentence
from stance.text import names
from stance.text.sentences import Sentence
from stance.text.terms import PASSAGE, SURROUNDINGS, Terms, shown

Floats = NDArray[np.float64]
TINY = 1e-9  # a sum below it is what rounding left of nothing
BATCH = 1024  # sentences scored in one array operation: enough to hide numpy's overhead, few enough for the cache


@dataclass(frozen=True, slots=True)
class View:
    """The terms of one view, their idf, and what each of them weighs for each label.

    Parameters
    ----------
    columns
        term -> its row in the two arrays
    idf
        (n_terms,) inverse document frequency
    weights
        (n_terms, n_labels) coefficients of the logistic regression
    """

    columns: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.float32]

    def weigh(self, sentences: Sequence[Sequence[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, NDArray[np.int64]]:
        """Rows, columns, weights and counts of the known terms of sentences given as their terms, each term of a sentence once.

        A term that occurs n times weighs (1 + ln n) * idf, and the terms of a sentence are scaled to length 1, as
        scikit-learn's TfidfVectorizer does with `sublinear_tf`.
        """
        size, look_up = len(self.columns), self.columns.get
        found = [[column for column in map(look_up, terms) if column is not None] for terms in sentences]
        rows = np.repeat(np.arange(len(found)), [len(columns) for columns in found])
        flat = np.fromiter((column for columns in found for column in columns), np.int64, len(rows))
        cells, counts = np.unique(rows * size + flat, return_counts=True)
        rows, columns = np.divmod(cells, max(size, 1))
        values = (1 + np.log(counts)) * self.idf[columns]
        norms = np.sqrt(np.bincount(rows, values**2, len(found)))
        return rows, columns, values / norms[rows], counts

    def logits(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """(n_sentences, n_labels) what this view adds to the logits of sentences given as their terms."""
        rows, columns, values, _ = self.weigh(sentences)
        return self._summed(rows, columns, values, len(sentences))

    def surrounding_logits(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """(n_sentences, n_labels) what this view adds to the logits of each sentence for the others of its passage.

        The terms of the others are added up and scaled to length 1. No sentence's sum is ever made: with v its own terms and s those of the
        whole passage, it is s - v, and its length follows from |s - v|² = |s|² - 2 s·v + |v|².
        """
        count = len(sentences)
        rows, columns, values, _ = self.weigh(sentences)
        known, cells = np.unique(columns, return_inverse=True)
        whole = np.bincount(cells, values, len(known))
        squared = np.sum(whole**2) - 2 * np.bincount(rows, values * whole[cells], count) + np.bincount(rows, values**2, count)
        lengths = np.sqrt(np.where(squared > TINY, squared, np.inf))  # infinite: nothing known stands around it
        return np.asarray((whole @ self.weights[known] - self._summed(rows, columns, values, count)) / lengths[:, None])

    def _summed(self, rows: NDArray[np.int64], columns: NDArray[np.int64], values: Floats, count: int) -> Floats:
        return np.stack([np.bincount(rows, values * weights, count) for weights in self.weights[columns].T], axis=1)


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

    def logits(self, texts: Iterable[str], *, together: bool = False) -> Floats:
        """(n_texts, n_labels) unnormalised log-probabilities of sentences, each alone or, if `together`, as one document in order."""
        texts = list(texts)
        if not texts:
            return np.empty((0, len(self.labels)))
        size = PASSAGE if together else BATCH
        return np.concatenate([self._batch(texts[start : start + size], together) for start in range(0, len(texts), size)])

    def _batch(self, texts: list[str], together: bool) -> Floats:
        found = [self.terms.tokens(text) for text in texts]
        total = np.tile(self.intercept.astype(np.float64), (len(texts), 1))
        for name, terms in self.terms.views.items():
            total += self.views[name].logits([terms(sentence) for sentence in found])
        return total + self._context(found) if together else total

    def _context(self, found: Sequence[Sequence[str]]) -> Floats:
        """(n_sentences, n_labels) what the others add to the logits of each sentence of a passage, given as their tokens."""
        if SURROUNDINGS not in self.views or len(found) == 1:
            return np.zeros((len(found), len(self.labels)))
        return self.views[SURROUNDINGS].surrounding_logits([self.terms.alone(sentence) for sentence in found])

    def predict_proba(self, texts: Iterable[str], *, together: bool = False) -> Floats:
        """(n_texts, n_labels) probability of every label, columns as in `labels`; every row adds up to 1.

        Each sentence is read alone or, if `together`, all of them as one document in order.
        """
        logits = self.logits(texts, together=together)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

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
        found = [self.terms.tokens(text) for text in texts]
        for text, tokens, context in zip(texts, found, self._context(found), strict=True):
            words, terms = self._parts(text, tokens)
            total = self.intercept + context + sum((np.array(list(term.push.values())) for term in terms), np.zeros(len(self.labels)))
            yield Explanation(self._by_label(total), self._by_label(self.intercept), self._by_label(context), words, terms)

    def _parts(self, text: str, found: list[str]) -> tuple[list[Push], list[Push]]:
        """Say what each word of a sentence, given as its text and its tokens, and each of its terms adds."""
        places = list(names.words(text))
        # No token reaches over the end of a word, so the words one by one have as many.
        word_of = np.repeat(np.arange(len(places)), [len(self.terms.tokens(text[start:end])) for start, end in places])
        words = np.zeros((len(places), len(self.labels)))
        explained = []
        for name, terms_of in self.terms.views.items():
            view, terms = self.views[name], terms_of(found)
            _, columns, values, counts = view.weigh([terms])
            added = values[:, None] * view.weights[columns]
            row_of = dict(zip(columns.tolist(), range(len(columns)), strict=True))
            listed: dict[int, str] = {}
            for term, owners in zip(terms, self.terms.owners(name, found), strict=True):
                if (column := view.columns.get(term)) is not None:
                    row = row_of[column]
                    listed[row] = term
                    for owner in owners:
                        words[word_of[owner]] += added[row] / (counts[row] * len(owners))
            explained += [Push(shown(term), self._by_label(added[row])) for row, term in listed.items()]
        return [Push(text[start:end], self._by_label(row), start) for (start, end), row in zip(places, words, strict=True)], explained

    def _by_label(self, row: NDArray[np.floating[Any]]) -> dict[str, float]:
        return dict(zip(self.labels, row.tolist(), strict=True))

    def score(self, name: str, language: str, sentences: Iterable[Sentence]) -> ScoredDocument:
        """Score the sentences of one document, read together; there must be at least one."""
        sentences = list(sentences)
        rows = self.predict_proba((sentence.text for sentence in sentences), together=True).tolist()
        return ScoredDocument(
            name,
            language,
            [
                ScoredSentence(sentence.text, sentence.start, sentence.end, dict(zip(self.labels, row, strict=True)))
                for sentence, row in zip(sentences, rows, strict=True)
            ],
        )
