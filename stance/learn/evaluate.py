"""Figures: how well a model reads sentences that it was not trained on."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold

from stance.errors import StanceError
from stance.labels import LABELS
from stance.learn.corpus import Example, require_all_labels
from stance.learn.fit import Recipe, fitted_pipeline

SEED = 1


def cross_validate(
    examples: Sequence[Example], recipe: Recipe, jobs: int = 1, watch: Callable[[Iterator[Any]], Iterator[Any]] = lambda folds: folds
) -> dict[str, Any]:
    """Cross-validate with whole documents held out: no sentence is predicted by a model that saw its article.

    Parameters
    ----------
    examples
        the corpus
    recipe
        its `folds` says into how many parts the documents are dealt
    jobs
        folds trained at the same time
    watch
        wraps the iterator of finished folds, to show how far it is

    Returns
    -------
    figures: accuracy, macro F1 and the F1 of every label over all held-out sentences, the spread (standard deviation)
    of macro F1 over the folds, and macro F1 by language.

    Raises
    ------
    StanceError
        when there are fewer documents than folds, or a label is missing.
    """
    require_all_labels(examples)
    gold = np.array([example.label for example in examples])
    groups = np.array([example.document for example in examples])
    if len(set(groups)) < recipe.folds:
        raise StanceError(f"{len(set(groups))} documents cannot be dealt into {recipe.folds} folds; label more, or add training/corpus")
    rarest, count = Counter(gold.tolist()).most_common()[-1]
    if count < recipe.folds:
        raise StanceError(
            f"only {count} sentences are labelled {rarest}, too few for {recipe.folds} folds; label more, or add training/corpus"
        )
    splits = list(StratifiedGroupKFold(recipe.folds, shuffle=True, random_state=SEED).split(gold, gold, groups))
    texts = [example.text for example in examples]
    predicted = np.empty_like(gold)
    results = watch(Parallel(jobs, return_as="generator")(delayed(_predict)(recipe, texts, gold, *split) for split in splits))
    for (_, held_out), labels in zip(splits, results, strict=True):
        predicted[held_out] = labels
    languages = np.array([example.language for example in examples])
    return {
        "folds": recipe.folds,
        **figures(gold, predicted),
        "macro_f1_spread": float(np.std([macro_f1(gold[held_out], predicted[held_out]) for _, held_out in splits])),
        "macro_f1_by_language": {
            str(language): macro_f1(gold[languages == language], predicted[languages == language]) for language in np.unique(languages)
        },
    }


def _predict(
    recipe: Recipe, texts: list[str], gold: NDArray[np.str_], train: NDArray[np.int_], held_out: NDArray[np.int_]
) -> NDArray[np.str_]:
    fitted = fitted_pipeline([texts[row] for row in train], gold[train].tolist(), recipe)
    return np.asarray(fitted.predict([texts[row] for row in held_out]))


def figures(gold: NDArray[np.str_], predicted: NDArray[np.str_]) -> dict[str, Any]:
    """Accuracy, macro F1 and the F1 of every label."""
    by_label = f1_score(gold, predicted, labels=LABELS, average=None, zero_division=0)
    return {
        "accuracy": float(accuracy_score(gold, predicted)),
        "macro_f1": macro_f1(gold, predicted),
        "f1": dict(zip(LABELS, map(float, by_label), strict=True)),
    }


def macro_f1(gold: NDArray[np.str_], predicted: NDArray[np.str_]) -> float:
    """Mean of the F1 of the three labels."""
    return float(f1_score(gold, predicted, labels=LABELS, average="macro", zero_division=0))


def lines(figures: dict[str, Any]) -> list[str]:
    """Return the figures of a cross-validation in words, a line each."""
    return [
        f"macro F1 {figures['macro_f1']:.3f} (spread over folds {figures['macro_f1_spread']:.3f}), accuracy {figures['accuracy']:.3f}",
        "F1 " + ", ".join(f"{label} {value:.3f}" for label, value in figures["f1"].items()),
        "macro F1 " + ", ".join(f"{language} {value:.3f}" for language, value in figures["macro_f1_by_language"].items()),
    ]
