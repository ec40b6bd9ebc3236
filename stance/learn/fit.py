"""Corpus + recipe -> Classifier. What scikit-learn fits here is what `stance.model` scores with numpy."""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from stance import __version__
from stance.errors import StanceError, reason
from stance.labels import LABELS
from stance.learn.corpus import Example, describe, require_all_labels
from stance.model.classifier import Classifier, View
from stance.text.terms import Terms


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every setting of a training; `training/recipe.toml` says what each of them does."""

    words: int
    gap: int
    characters: tuple[int, int]
    min_documents: int
    inverse_regularization: float
    tolerance: float
    folds: int

    @property
    def terms(self) -> Terms:
        """Which terms the model sees."""
        return Terms(self.words, self.gap, self.characters)


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
        ("inverse_regularization", 1e-6, (int, float)),
        ("tolerance", 1e-12, (int, float)),
    ):
        value = getattr(recipe, name)
        if not isinstance(value, kinds) or isinstance(value, bool) or value < least:
            raise ValueError(f"{name} must be a number of at least {least}, not {value!r}")
    if not isinstance(recipe.characters, list | tuple) or list(map(type, recipe.characters)) != [int, int]:
        raise ValueError(f"characters must be two numbers, not {recipe.characters!r}")
    recipe = replace(recipe, characters=(recipe.characters[0], recipe.characters[1]))
    recipe.terms  # noqa: B018 - checks the ranges of its settings
    return recipe


def pipeline(recipe: Recipe) -> Pipeline:
    """Return the unfitted scikit-learn pipeline of a recipe; it takes sentences."""
    union = FeatureUnion(
        [
            (name, TfidfVectorizer(analyzer=analyzer, sublinear_tf=True, min_df=recipe.min_documents))
            for name, analyzer in recipe.terms.views.items()
        ]
    )
    # Newton's method gets to the minimum itself, where lbfgs stops on the way: other processors then find the same weights.
    model = LogisticRegression(C=recipe.inverse_regularization, solver="newton-cg", tol=recipe.tolerance, max_iter=200)
    return Pipeline([("terms", union), ("model", model)])


def fitted_pipeline(texts: Sequence[str], labels: Sequence[str], recipe: Recipe) -> Pipeline:
    """Fit the pipeline of a recipe.

    Raises
    ------
    StanceError
        when no term occurs often enough to learn from.
    """
    try:
        return pipeline(recipe).fit(texts, labels)
    except ValueError as error:
        if not any(reason in str(error).lower() for reason in ("no terms remain", "empty vocabulary", "documents than min_df")):
            raise
        raise StanceError(
            f"{len(texts):,} sentences: no term occurs in {recipe.min_documents} of them; label more, or add training/corpus"
        ) from None


def fit(examples: Sequence[Example], recipe: Recipe, figures: dict[str, Any] | None = None) -> Classifier:
    """Train on labelled sentences; `figures` go into the model's card.

    Raises
    ------
    CorpusError
        when a label is missing.
    """
    require_all_labels(examples)
    fitted = fitted_pipeline([example.text for example in examples], [example.label for example in examples], recipe)
    card = {
        "data": describe(list(examples)),
        "recipe": {**asdict(recipe), "characters": list(recipe.characters)},
        "figures": figures or {},
        "versions": {"stance": __version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    }
    return from_pipeline(fitted, recipe.terms, card)


def from_pipeline(fitted: Pipeline, terms: Terms, card: dict[str, Any]) -> Classifier:
    """Take a fitted pipeline's arrays over into a Classifier, which gives the same probabilities without scikit-learn.

    Terms are put in alphabetical order, labels in the order of `stance.labels`.
    """
    model: LogisticRegression = fitted.named_steps["model"]
    order = [list(model.classes_).index(label) for label in LABELS]
    views, start = {}, 0
    for name, vectorizer in fitted.named_steps["terms"].transformer_list:
        vocabulary = vectorizer.vocabulary_
        listed = sorted(vocabulary)
        positions = np.array([vocabulary[term] for term in listed])
        weights = model.coef_[order][:, start + positions].T
        views[name] = View(
            dict(zip(listed, range(len(listed)), strict=True)), vectorizer.idf_[positions].astype(np.float32), weights.astype(np.float32)
        )
        start += len(listed)
    return Classifier(LABELS, terms, views, model.intercept_[order].astype(np.float32), card)
