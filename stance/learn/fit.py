"""Corpus + recipe -> Classifier. What scikit-learn fits here is what `stance.model` scores with numpy."""

import math
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from stance import __version__
from stance.errors import StanceError, reason
from stance.labels import LABELS
from stance.learn.corpus import Example, columns, describe, require_all_labels
from stance.model.classifier import TINY, Classifier, View
from stance.model.vocabulary import Vocabulary
from stance.text.terms import PASSAGE, SURROUNDINGS, Terms


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


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model as scikit-learn fitted it: the vectorizer of every view, and the regression over all their columns in a row."""

    terms: Terms
    vectorizers: dict[str, TfidfVectorizer]
    regression: LogisticRegression

    def predict_proba(self, texts: Sequence[str], documents: Sequence[str]) -> NDArray[np.float64]:
        """(n_texts, n_labels) probabilities of sentences read in their documents, columns as in `stance.labels`; 0 for a label never seen."""
        found = dict(zip(self.regression.classes_.tolist(), self.regression.predict_proba(self.features(texts, documents)).T, strict=True))
        return np.stack([found.get(label, np.zeros(len(texts))) for label in LABELS], axis=1)

    def features(self, texts: Sequence[str], documents: Sequence[str]) -> sparse.csr_matrix:
        """(n_texts, n_terms) weighted terms of sentences; `documents` names the one that each is from."""
        found = self.terms.tokens(texts)
        parts = [
            surroundings(vectorizer.transform(found), documents) if name == SURROUNDINGS else vectorizer.transform(found)
            for name, vectorizer in self.vectorizers.items()
        ]
        return sparse.hstack(parts).tocsr()


def fit_regression(texts: Sequence[str], labels: Sequence[str], documents: Sequence[str], recipe: Recipe) -> Fitted:
    """Fit the model of a recipe with scikit-learn.

    Raises
    ------
    StanceError
        when no term occurs often enough to learn from.
    """
    terms = recipe.terms
    found = terms.tokens(texts)
    vectorizers = {
        name: TfidfVectorizer(analyzer=partial(terms.of, name), sublinear_tf=True, min_df=recipe.min_documents) for name in terms.views
    }
    gold = np.asarray(labels)
    blocks, scales = [], []
    try:
        for name, vectorizer in vectorizers.items():
            block = vectorizer.fit_transform(found)
            if name == SURROUNDINGS:
                block = surroundings(block, documents)
                scales.append(np.full(block.shape[1], recipe.surroundings))
            else:
                scales.append(contrast(block, gold) ** recipe.contrast)
            blocks.append(block)
    except ValueError as error:
        if not any(reason in str(error).lower() for reason in ("no terms remain", "empty vocabulary", "documents than min_df")):
            raise
        raise StanceError(
            f"{len(texts):,} sentences: no term occurs in {recipe.min_documents} of them; label more, or add training/corpus"
        ) from None
    scale = np.concatenate(scales)
    sizes = Counter(documents)
    # Newton's method gets to the minimum itself, where lbfgs stops on the way: other processors then find the same weights.
    regression = LogisticRegression(C=recipe.inverse_regularization, solver="newton-cg", tol=recipe.tolerance, max_iter=200)
    regression.fit(
        sparse.hstack(blocks).tocsr() @ sparse.diags(scale),
        gold,
        sample_weight=np.array([sizes[document] ** -recipe.crowd_discount for document in documents]),
    )
    regression.coef_ *= scale  # a scaled term with its weight is the term itself with the scaled weight
    return Fitted(terms, vectorizers, regression)


def contrast(features: sparse.csr_matrix, labels: NDArray[np.str_]) -> NDArray[np.float64]:
    """(n_terms,) how differently the labels use each term: the largest of its absolute log-count ratios, one label against the rest.

    Scaling terms by it lets the regression believe those that tell labels apart sooner than those that do not: Wang &
    Manning, Baselines and bigrams, ACL 2012, section 2.
    """
    largest = np.zeros(features.shape[1])
    for label in np.unique(labels):
        inside, outside = (np.asarray(features[rows].sum(axis=0)).ravel() + 1 for rows in (labels == label, labels != label))
        largest = np.maximum(largest, np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum())))
    return largest


def surroundings(features: sparse.csr_matrix, documents: Sequence[str]) -> sparse.csr_matrix:
    """(n_sentences, n_terms) the terms of the other sentences of each one's passage, added up and scaled to length 1."""
    seen: Counter[str] = Counter()
    passages: dict[tuple[str, int], int] = {}
    rows = []
    for document in documents:
        rows.append(passages.setdefault((document, seen[document] // PASSAGE), len(passages)))
        seen[document] += 1
    membership = sparse.csr_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(passages), len(rows)))
    others = ((membership @ features)[rows] - features).tocsr()
    others.data[np.abs(others.data) < TINY] = 0  # what only this sentence holds is not around it
    others.eliminate_zeros()
    return normalize(others)


def fit(examples: Sequence[Example], recipe: Recipe, figures: dict[str, Any] | None = None) -> Classifier:
    """Train on labelled sentences; `figures` go into the model's card.

    Raises
    ------
    CorpusError
        when a label is missing.
    """
    require_all_labels(examples)
    fitted = fit_regression(*columns(examples), recipe)
    card = {
        "data": describe(list(examples)),
        "recipe": {**asdict(recipe), "characters": list(recipe.characters)},
        "figures": figures or {},
        "versions": {"stance": __version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    }
    return classifier_from(fitted, card)


def classifier_from(fitted: Fitted, card: dict[str, Any]) -> Classifier:
    """Take fitted arrays over into a Classifier, which gives the same probabilities without scikit-learn.

    Terms are put in alphabetical order, labels in the order of `stance.labels`.
    """
    regression = fitted.regression
    order = [list(regression.classes_).index(label) for label in LABELS]
    views, start = {}, 0
    for name, vectorizer in fitted.vectorizers.items():
        vocabulary = vectorizer.vocabulary_
        listed = sorted(vocabulary)
        positions = np.array([vocabulary[term] for term in listed])
        weights = regression.coef_[order][:, start + positions].T
        views[name] = View(Vocabulary("\n".join(listed)), vectorizer.idf_[positions].astype(np.float32), weights.astype(np.float32))
        start += len(listed)
    return Classifier(LABELS, fitted.terms, views, regression.intercept_[order].astype(np.float32), card)
