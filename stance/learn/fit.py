"""Corpus + recipe -> Classifier. What scikit-learn fits here is what `stance.model` scores with numpy."""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from stance import __version__
from stance.errors import StanceError
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
        raise StanceError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are its children
        raise StanceError(f"{path}: not a recipe: {error}") from None
    try:
        return recipe_from(settings)
    except (TypeError, ValueError) as error:
        raise StanceError(f"{path}: {str(error).removeprefix('Recipe.__init__() ')}; see training/recipe.toml") from None


def recipe_from(settings: dict[str, Any]) -> Recipe:
    """Make a recipe of the settings of a TOML file or of a model's card."""
    recipe = Recipe(**settings)
    shortest, longest = map(int, recipe.characters)
    return Recipe(**{**asdict(recipe), "characters": (shortest, longest)})


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


def fit(examples: Sequence[Example], recipe: Recipe, figures: dict[str, Any] | None = None) -> Classifier:
    """Train on labelled sentences; `figures` go into the model's card.

    Raises
    ------
    CorpusError
        when a label is missing.
    """
    require_all_labels(examples)
    fitted = pipeline(recipe).fit([example.text for example in examples], [example.label for example in examples])
    card = {
        "data": describe(list(examples)),
        "recipe": asdict(recipe),
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
