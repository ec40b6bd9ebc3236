"""Models of parts of the sentences, each asked about the part that it did not see."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from stance.labels import LABELS
from stance.learn.fit import Choice, Fitted, Floats, Material, fit_rows

Rows: TypeAlias = NDArray[np.int_]
Split: TypeAlias = tuple[Rows, Rows]
Watch: TypeAlias = Callable[[Iterator[Any]], Iterator[Any]]

CLOSE = 1e-4  # where the fit of a fold stops: no label on our corpus is another than at 1e-6, in under half of the time


def unwatched(steps: Iterator[Any]) -> Iterator[Any]:
    """Hand the steps on."""
    return steps


def held_out(
    material: Material, splits: Sequence[Split], choices: Sequence[Choice], jobs: int = 1, watch: Watch = unwatched
) -> tuple[Floats, Rows]:
    """Predict each sentence by a model that was fitted without the fold that it is in.

    Parameters
    ----------
    material
        the sentences that are dealt; what comes after them, the base, is in every training part
    splits
        the rows to train on and those held out, fold by fold
    choices
        how the model of each fold is made
    jobs
        folds that are fitted at the same time
    watch
        wraps the iterator of finished folds, to show how far it is

    Returns
    -------
    (n_dealt, n_labels) probabilities, columns as in `stance.labels`, and (n_dealt,) the fold that each was held out in.
    """
    return _together(watch(_run(material, list(zip(choices, splits, strict=True)), jobs)), splits)


def fit_and_hold_out(
    material: Material,
    choice: Choice,
    splits: Sequence[Split],
    choices: Sequence[Choice],
    jobs: int = 1,
    watch: Watch = unwatched,
) -> tuple[Fitted, Floats, Rows]:
    """Fit a model on all sentences and, beside it, predict each as `held_out` does."""
    results = watch(_run(material, [(choice, None), *zip(choices, splits, strict=True)], jobs))  # the longest first
    return next(results), *_together(results, splits)


def _run(material: Material, tasks: Sequence[tuple[Choice, Split | None]], jobs: int) -> Iterator[Any]:
    # joblib hands large arrays to its processes through files that are mapped into the memory of all of them
    found: Iterator[Any] = Parallel(jobs, return_as="generator")(delayed(_result)(material, *task) for task in tasks)
    return found


def _result(material: Material, choice: Choice, split: Split | None) -> Fitted | Floats:
    return fit_rows(material, choice) if split is None else predict_held_out(material, choice, split)


def predict_held_out(material: Material, choice: Choice, split: Split) -> Floats:
    """(n_held, n_labels) probabilities by a model of one part and the base, of the sentences of the other."""
    train, held = split
    base = np.arange(material.own, len(material.labels))
    rows = np.concatenate([train, base])
    seen = np.unique(material.labels[rows])
    if len(seen) == 1:  # all else stands in the documents held out
        return np.tile((np.array(LABELS) == seen[0]).astype(np.float64), (len(held), 1))
    close = replace(choice.recipe, tolerance=max(choice.recipe.tolerance, CLOSE))
    return fit_rows(material, replace(choice, recipe=close), rows).predict_rows(material, held)


def _together(results: Iterable[Floats], splits: Sequence[Split]) -> tuple[Floats, Rows]:
    dealt = sum(len(held) for _, held in splits)
    probabilities, fold = np.empty((dealt, len(LABELS))), np.empty(dealt, np.int_)
    for number, ((_, held), predicted) in enumerate(zip(splits, results, strict=True)):
        probabilities[held], fold[held] = predicted, number
    return probabilities, fold
