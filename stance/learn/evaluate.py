"""Figures: how well a model reads sentences that it was not trained on."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold

from stance.errors import StanceError
from stance.labels import LABELS
from stance.learn.corpus import Example, columns
from stance.learn.fit import Recipe, gather
from stance.learn.folds import held_out as hold_out

Floats = NDArray[np.float64]
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
    gold = np.array([example.label for example in examples])
    probabilities, fold = held_out(examples, recipe, jobs, watch)
    predicted = labels_of(probabilities)
    languages = np.array([example.language for example in examples])
    return {
        "folds": recipe.folds,
        **figures(gold, predicted),
        "macro_f1_spread": spread(gold, predicted, fold),
        "macro_f1_by_language": {
            str(language): macro_f1(gold[languages == language], predicted[languages == language]) for language in np.unique(languages)
        },
    }


def held_out(
    examples: Sequence[Example], recipe: Recipe, jobs: int = 1, watch: Callable[[Iterator[Any]], Iterator[Any]] = lambda folds: folds
) -> tuple[Floats, NDArray[np.int_]]:
    """Predict every sentence by a model that saw nothing of its document; parameters and errors as in `cross_validate`.

    Returns
    -------
    (n_examples, n_labels) probabilities, columns as in `stance.labels`, and (n_examples,) the fold that each was held out in.
    """
    return hold_out(gather(examples, recipe), splits(examples, recipe.folds), recipe, jobs, watch)


def splits(examples: Sequence[Example], folds: int) -> list[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    """Deal whole documents into folds of much the same labels; give the rows to train on and those held out, fold by fold.

    Raises
    ------
    StanceError
        when there are fewer documents, or fewer sentences of a label, than folds.
    """
    _, labels, documents = columns(examples)
    if len(set(documents)) < folds:
        raise StanceError(f"{len(set(documents))} documents cannot be dealt into {folds} folds; label more, or add training/corpus")
    rarest, count = Counter(labels).most_common()[-1]
    if count < folds:
        raise StanceError(f"only {count} sentences are labelled {rarest}, too few for {folds} folds; label more, or add training/corpus")
    return list(StratifiedGroupKFold(folds, shuffle=True, random_state=SEED).split(labels, labels, documents))


def labels_of(probabilities: Floats) -> NDArray[np.str_]:
    """(n,) the most probable labels."""
    return np.asarray(np.array(LABELS)[probabilities.argmax(axis=1)])


def spread(gold: NDArray[np.str_], predicted: NDArray[np.str_], fold: NDArray[np.int_]) -> float:
    """Return the standard deviation of macro F1 over the folds."""
    return float(np.std([macro_f1(gold[fold == number], predicted[fold == number]) for number in np.unique(fold)]))


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


def calibration_error(gold: NDArray[np.str_], probabilities: Floats, bins: int = 10) -> float:
    """Return the expected calibration error: how far the probability of the label given is from how often it is right, on average.

    Over equal-width bins, weighted by their sentences: Guo et al., On calibration of modern neural networks, ICML 2017.
    """
    return float(sum(abs(confidence - right) * share for confidence, right, share in reliability(gold, probabilities, bins)))


def reliability(gold: NDArray[np.str_], probabilities: Floats, bins: int = 10) -> list[tuple[float, float, float]]:
    """Mean probability of the label given, share of such labels that are right, and share of all sentences, of each bin that holds any."""
    given = probabilities.max(axis=1)
    right = labels_of(probabilities) == gold
    bin_of = np.minimum((given * bins).astype(int), bins - 1)
    return [
        (float(given[part].mean()), float(right[part].mean()), float(part.mean()))
        for part in (bin_of == k for k in range(bins))
        if part.any()
    ]


def confusions(
    gold: NDArray[np.str_], predicted: NDArray[np.str_], documents: Sequence[str], labels: Sequence[str] = LABELS
) -> NDArray[np.int_]:
    """(n_documents, n_labels, n_labels) how many sentences of each document carry a label (rows) and were given one (columns)."""
    names, rows = np.unique(np.asarray(documents), return_inverse=True)
    size = len(labels)
    place = {label: number for number, label in enumerate(labels)}
    cells = [place[was] * size + place[given] for was, given in zip(gold.tolist(), predicted.tolist(), strict=True)]
    return np.bincount(rows * size * size + np.array(cells), minlength=len(names) * size * size).reshape(-1, size, size)


def resample(counts: NDArray[np.int_], times: int = 2000) -> NDArray[np.int_]:
    """Give (times, n_labels, n_labels) confusion matrices of as many documents drawn with replacement: the bootstrap, with documents as its units.

    Two models are compared on the same draws: their documents are drawn alike if both have the same ones (Efron & Tibshirani, An introduction
    to the bootstrap, 1993, chapters 6 and 16).
    """
    chance = np.random.default_rng(SEED)
    drawn = chance.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=times)
    return np.asarray(np.tensordot(drawn, counts, axes=1))


def f1_of(matrices: NDArray[np.int_]) -> Floats:
    """(..., n_labels) the F1 of every label, from confusion matrices (..., n_labels, n_labels); 0 for a label that does not occur."""
    both = np.diagonal(matrices, axis1=-2, axis2=-1)
    either = matrices.sum(axis=-1) + matrices.sum(axis=-2)
    return np.asarray(2 * both / np.maximum(either, 1))


def interval(values: Floats) -> tuple[float, float]:
    """Return the middle 95 % of resampled figures."""
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def lines(figures: dict[str, Any]) -> list[str]:
    """Return the figures of a cross-validation in words, a line each."""
    return [
        f"macro F1 {figures['macro_f1']:.3f} (spread over folds {figures['macro_f1_spread']:.3f}), accuracy {figures['accuracy']:.3f}",
        "F1 " + ", ".join(f"{label} {value:.3f}" for label, value in figures["f1"].items()),
        "macro F1 " + ", ".join(f"{language} {value:.3f}" for language, value in figures["macro_f1_by_language"].items()),
    ]
