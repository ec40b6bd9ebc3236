"""Corpus + recipe -> Classifier. What scikit-learn fits here is what `stance.model` scores with numpy."""

import json
import math
import tomllib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from stance.errors import StanceError, reason
from stance.labels import LABELS
from stance.learn.corpus import Example, columns, position, require_labels
from stance.learn.counting import Counted, count, frequencies, recount
from stance.model.classifier import TINY, Classifier, View
from stance.model.seen import numbers
from stance.model.vocabulary import Vocabulary
from stance.text.terms import PASSAGE, SURROUNDINGS, Terms

Floats = NDArray[np.float64]
BASE = "our corpus with --with-base"  # what a message offers to those who have too little
NEVER = -1000.0  # the intercept of a label that was not in the data: its probability is 0, and all sums stay finite


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every setting of a training; `training/recipe.toml` says what each of them does."""

    words: int
    gap: int
    characters: tuple[int, int]
    masking: bool
    quotation_marks: bool
    surroundings: float
    min_documents: int
    contrast: float
    crowd_discount: float
    inverse_regularization: float
    tolerance: float
    folds: int

    @property
    def terms(self) -> Terms:
        """Which terms the model sees."""
        return Terms(self.words, self.gap, self.characters, self.masking, self.quotation_marks, self.surroundings > 0)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe file.

    Raises
    ------
    StanceError
        when it is missing, no TOML, or has a setting too many or too few.
    """
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StanceError(f"{path}: {reason(error)}") from None
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are its children
        raise StanceError(f"{path}: not a recipe: {error}") from None
    try:
        return recipe_from(settings)
    except (TypeError, ValueError) as error:
        raise StanceError(f"{path}: {str(error).removeprefix('Recipe.__init__() ')}; see training/recipe.toml") from None


def recipe_from(settings: dict[str, Any]) -> Recipe:
    """Make a recipe of the settings of a TOML file or of a model's card.

    Raises
    ------
    TypeError, ValueError
        naming a setting that is missing, unknown or out of range.
    """
    recipe = Recipe(**settings)
    for name, least, kinds in (
        ("words", 1, int),
        ("gap", 0, int),
        ("min_documents", 1, int),
        ("folds", 2, int),
        ("surroundings", 0, (int, float)),
        ("contrast", 0, (int, float)),
        ("crowd_discount", 0, (int, float)),
        ("inverse_regularization", 1e-6, (int, float)),
        ("tolerance", 1e-12, (int, float)),
    ):
        value = getattr(recipe, name)
        if not isinstance(value, kinds) or isinstance(value, bool) or not least <= value < math.inf:
            raise ValueError(f"{name} must be a number of at least {least}, not {value!r}")
    for name in ("masking", "quotation_marks"):
        if not isinstance(getattr(recipe, name), bool):
            raise ValueError(f"{name} must be true or false, not {getattr(recipe, name)!r}")
    if not isinstance(recipe.characters, list | tuple) or list(map(type, recipe.characters)) != [int, int]:
        raise ValueError(f"characters must be two numbers, not {recipe.characters!r}")
    recipe = replace(recipe, characters=(recipe.characters[0], recipe.characters[1]))
    recipe.terms  # noqa: B018 - checks the ranges of its settings
    return recipe


def as_toml(recipe: Recipe) -> str:
    """Write a recipe file."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in asdict(recipe).items())


@dataclass(frozen=True, slots=True)
class Material:
    """What models are fitted on: labelled sentences, their terms counted once.

    Parameters
    ----------
    counted
        how often each holds each term
    labels, documents
        (n_sentences,) its label, and the number of its document
    own
        how many of them, from the first on, are one's own; after them comes the base
    """

    counted: Counted
    labels: NDArray[np.str_]
    documents: NDArray[np.int_]
    own: int

    def weights(self, own_weight: float) -> Floats:
        """(n_sentences,) how many sentences each counts for: `own_weight` if it is one's own, and 1 in the base."""
        return np.where(np.arange(len(self.labels)) < self.own, own_weight, 1.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """How a model is made: by a recipe, each of one's own sentences counting as so many of a base."""

    recipe: Recipe
    own_weight: float = 1.0


def gather(examples: Sequence[Example], choices: Sequence[Choice], base: Sequence[Example] = ()) -> Material:
    """Count the terms that any of the choices may want, of one's own sentences and then of those of a base.

    Raises
    ------
    StanceError
        when there are not two labels, or no term occurs often enough to learn from.
    """
    everything = [*examples, *base]
    require_labels(everything)
    return material(*columns(everything), choices, len(examples))


def material(
    texts: Sequence[str], labels: Sequence[str], documents: Sequence[str], choices: Sequence[Choice], own: int | None = None
) -> Material:
    """Count the terms that any of the choices may want, of sentences of which the first `own`, or all, are one's own.

    The choices differ in nothing that tells which terms a sentence has, but for `surroundings`.

    Raises
    ------
    StanceError
        when no term occurs often enough to learn from.
    """
    own = len(texts) if own is None else own
    weights = np.repeat([max(1.0, *(choice.own_weight for choice in choices)), 1.0], [own, len(texts) - own])
    least = min(choice.recipe.min_documents for choice in choices)
    widest = max((choice.recipe.terms for choice in choices), key=lambda terms: len(terms.views))
    counted = count(texts, widest, weights, least)
    if not any(counted.vocabularies.values()):
        raise StanceError(_nothing(len(texts), least))
    return Material(counted, np.asarray(labels), np.unique(np.asarray(documents), return_inverse=True)[1], own)


def _nothing(size: int, least: int) -> str:
    return f"{size:,} sentences: no term occurs in {least} of them; label more, or add {BASE}"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model as scikit-learn fitted it.

    Parameters
    ----------
    terms
        which terms it sees
    vocabularies, idf
        by view: its terms in alphabetical order, and their inverse document frequencies
    columns
        by view: which of the columns that were counted its terms are
    regression
        the regression over the terms of all views in a row
    """

    terms: Terms
    vocabularies: dict[str, list[str]]
    idf: dict[str, Floats]
    columns: dict[str, NDArray[np.int_]]
    regression: LogisticRegression

    def predict_proba(self, texts: Sequence[str], documents: Sequence[str]) -> Floats:
        """(n_texts, n_labels) probabilities of sentences read in their documents, columns as in `stance.labels`; 0 for a label never seen."""
        return self._predict(recount(texts, self.terms, self.vocabularies).counts, documents)

    def predict_rows(self, material: Material, rows: NDArray[np.int_]) -> Floats:
        """(n_rows, n_labels) the same of sentences whose terms are counted already, by the columns that this model was fitted on."""
        counts = {name: material.counted.counts[name][rows][:, columns] for name, columns in self.columns.items()}
        return self._predict(counts, material.documents[rows].tolist())

    def _predict(self, counts: Mapping[str, sparse.csr_matrix], documents: Sequence[Hashable]) -> Floats:
        features = sparse.hstack([_block(name, counts[name], idf, documents) for name, idf in self.idf.items()]).tocsr()
        found = dict(zip(self.regression.classes_.tolist(), self.regression.predict_proba(features).T, strict=True))
        return np.stack([found.get(label, np.zeros(features.shape[0])) for label in LABELS], axis=1)


def fit_regression(texts: Sequence[str], labels: Sequence[str], documents: Sequence[str], recipe: Recipe) -> Fitted:
    """Fit the model of a recipe with scikit-learn.

    Raises
    ------
    StanceError
        when no term occurs often enough to learn from.
    """
    choice = Choice(recipe)
    return fit_rows(material(texts, labels, documents, [choice]), choice)


def fit_rows(material: Material, choice: Choice, rows: NDArray[np.int_] | None = None) -> Fitted:
    """Fit a model on some of the sentences that are counted, or on all; at least two labels must be among them.

    It is the model that those sentences alone would give, as terms, idf and contrast are theirs. One that weighs 2 counts as two in all of them.

    Raises
    ------
    StanceError
        when no term occurs often enough to learn from.
    """
    recipe = choice.recipe
    rows = np.arange(len(material.labels)) if rows is None else rows
    gold, documents, weights = material.labels[rows], material.documents[rows], material.weights(choice.own_weight)[rows]
    names = documents.tolist()
    columns, idf, blocks, scales = {}, {}, [], []
    for name in recipe.terms.views:
        block = material.counted.counts[name][rows]
        occurs = frequencies(block, weights)
        columns[name] = np.flatnonzero(occurs >= recipe.min_documents)
        # as scikit-learn's TfidfTransformer: as if one sentence more held every term
        idf[name] = np.log((weights.sum() + 1) / (occurs[columns[name]] + 1)) + 1
        block = _block(name, block[:, columns[name]], idf[name], names)
        around = name == SURROUNDINGS
        scales.append(np.full(block.shape[1], recipe.surroundings) if around else contrast(block, gold, weights) ** recipe.contrast)
        blocks.append(block)
    scale = np.concatenate(scales)
    if not len(scale):
        raise StanceError(_nothing(len(rows), recipe.min_documents))
    features = sparse.hstack(blocks).tocsr()
    del blocks  # as much again
    features.data *= scale[features.indices]
    sizes = np.bincount(documents)[documents]
    regression = _regression(recipe, len(np.unique(gold)))
    # On one thread the same sums are made on any machine, whatever the number of its cores and of our processes.
    with threadpool_limits(1):
        regression.fit(features, gold, sample_weight=weights * sizes**-recipe.crowd_discount)
    regression.coef_ *= scale  # a scaled term with its weight is the term itself with the scaled weight
    vocabularies = {name: list(map(material.counted.vocabularies[name].__getitem__, kept.tolist())) for name, kept in columns.items()}
    return Fitted(recipe.terms, vocabularies, idf, columns, regression)


def _regression(recipe: Recipe, labels: int) -> LogisticRegression:
    # Newton's method gets to the minimum itself, where lbfgs stops on the way: other processors then find the same weights.
    # Of two labels scikit-learn fits the difference z of their weights and penalises |z|²; the rows ±z/2 of a multinomial regression
    # cost half of that. Twice C makes it the same minimum.
    strength = recipe.inverse_regularization * (2 if labels == 2 else 1)
    return LogisticRegression(C=strength, solver="newton-cg", tol=recipe.tolerance, max_iter=200)


def _block(name: str, counts: sparse.csr_matrix, idf: Floats, documents: Sequence[Hashable]) -> sparse.csr_matrix:
    """(n_sentences, n_terms) TF-IDF weights of the terms of a view: (1 + ln n) * idf, scaled to length 1; or those around each sentence."""
    values = (np.log(counts.data) + 1) * idf[counts.indices]
    block = _scaled(sparse.csr_matrix((values, counts.indices, counts.indptr), shape=counts.shape))
    return surroundings(block, documents) if name == SURROUNDINGS else block


def _scaled(features: sparse.csr_matrix) -> sparse.csr_matrix:
    """Scale every row to length 1, where there is any term."""
    return normalize(features, copy=False) if features.shape[1] else features


def contrast(features: sparse.csr_matrix, labels: NDArray[np.str_], weights: Floats) -> Floats:
    """(n_terms,) how differently the labels use each term: the largest of its absolute log-count ratios, one label against the rest.

    Scaling terms by it lets the regression believe those that tell labels apart sooner than those that do not: Wang &
    Manning, Baselines and bigrams, ACL 2012, section 2.
    """
    largest = np.zeros(features.shape[1])
    for label in np.unique(labels):
        inside, outside = (np.asarray(features.T @ (weights * rows)) + 1 for rows in (labels == label, labels != label))
        largest = np.maximum(largest, np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum())))
    return largest


def surroundings(features: sparse.csr_matrix, documents: Sequence[Hashable]) -> sparse.csr_matrix:
    """(n_sentences, n_terms) the terms of the other sentences of each one's passage, added up and scaled to length 1."""
    seen: Counter[Hashable] = Counter()
    passages: dict[tuple[Hashable, int], int] = {}
    rows = []
    for document in documents:
        rows.append(passages.setdefault((document, seen[document] // PASSAGE), len(passages)))
        seen[document] += 1
    membership = sparse.csr_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(passages), len(rows)))
    others = ((membership @ features)[rows] - features).tocsr()
    others.data[np.abs(others.data) < TINY] = 0  # what only this sentence holds is not around it
    others.eliminate_zeros()
    return _scaled(others)


def fit(examples: Sequence[Example], recipe: Recipe) -> Classifier:
    """Train on labelled sentences; the model has an empty card.

    Raises
    ------
    StanceError
        when there are not two labels, or no term occurs often enough to learn from.
    """
    choice = Choice(recipe)
    fitted = fit_rows(gather(ordered(examples), [choice]), choice)
    return classifier_from(fitted, {}, (example.text for example in examples))


def ordered(examples: Sequence[Example]) -> list[Example]:
    """Sort examples by document, each as it reads: by the column `sentence` where there is one, else as they are given.

    Sums, and so the model, then do not depend on the order of the files, unless one document stands in several of them without numbers.
    """
    return sorted(examples, key=lambda example: (example.document, position(example) or 0))


def classifier_from(fitted: Fitted, card: dict[str, Any], texts: Iterable[str]) -> Classifier:
    """Take fitted arrays over into a Classifier, which gives the same probabilities without scikit-learn; `texts` are what it was fitted on.

    Labels are put in the order of `stance.labels`. One that the data did not have weighs nothing, and is never given.
    """
    regression = fitted.regression
    weights, intercept = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:  # scikit-learn fits only the difference of the two
        weights, intercept = np.concatenate([-weights, weights]) / 2, np.concatenate([-intercept, intercept]) / 2
    seen = [LABELS.index(label) for label in regression.classes_.tolist()]
    of_labels, intercepts = np.zeros((len(LABELS), weights.shape[1]), np.float32), np.full(len(LABELS), NEVER, np.float32)
    of_labels[seen], intercepts[seen] = weights, intercept
    views, start = {}, 0
    for name, listed in fitted.vocabularies.items():
        part = of_labels[:, start : start + len(listed)].T
        views[name] = View(Vocabulary("\n".join(listed)), fitted.idf[name].astype(np.float32), part)
        start += len(listed)
    return Classifier(LABELS, fitted.terms, views, intercepts, card, np.unique(numbers(texts)))
