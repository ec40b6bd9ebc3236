"""Classifier: multinomial logistic regression over TF-IDF weighted terms, scored with numpy alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stance.scored import ScoredDocument, ScoredSentence
from stance.text.sentences import Sentence
from stance.text.terms import Terms

Floats = NDArray[np.float64]
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

    def logits(self, sentences: Sequence[Sequence[str]]) -> Floats:
        """(n_sentences, n_labels) what this view adds to the logits of sentences given as their terms.

        A term that occurs n times counts (1 + ln n) * idf, and the terms of a sentence are scaled to length 1, as
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
        values /= norms[rows]
        return np.stack([np.bincount(rows, values * weights, len(found)) for weights in self.weights[columns].T], axis=1)


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

    def logits(self, texts: Iterable[str]) -> Floats:
        """(n_texts, n_labels) unnormalised log-probabilities of sentences."""
        texts = list(texts)
        if not texts:
            return np.empty((0, len(self.labels)))
        return np.concatenate([self._batch(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)])

    def _batch(self, texts: list[str]) -> Floats:
        total = np.tile(self.intercept.astype(np.float64), (len(texts), 1))
        for name, terms in self.terms.views.items():
            total += self.views[name].logits([terms(text) for text in texts])
        return total

    def predict_proba(self, texts: Iterable[str]) -> Floats:
        """(n_texts, n_labels) probability of every label, columns as in `labels`; every row adds up to 1."""
        logits = self.logits(texts)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))

    def predict(self, texts: Iterable[str]) -> NDArray[np.str_]:
        """(n_texts,) the most probable label of every sentence."""
        return np.asarray(np.array(self.labels)[self.predict_proba(texts).argmax(axis=1)])

    def score(self, name: str, language: str, sentences: Iterable[Sentence]) -> ScoredDocument:
        """Score the sentences of one document; there must be at least one."""
        sentences = list(sentences)
        rows = self.predict_proba(sentence.text for sentence in sentences).tolist()
        return ScoredDocument(
            name,
            language,
            [
                ScoredSentence(sentence.text, sentence.start, sentence.end, dict(zip(self.labels, row, strict=True)))
                for sentence, row in zip(sentences, rows, strict=True)
            ],
        )
