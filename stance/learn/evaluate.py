"""Figures: how well a model reads sentences that it was not trained on, and how sure that is."""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t
from sklearn.model_selection import StratifiedGroupKFold

from stance.enough import SPARSE
from stance.errors import StanceError
from stance.labels import LABELS
from stance.learn.corpus import Example, columns, position
from stance.learn.fit import Choice, Recipe, gather
from stance.learn.folds import held_out as hold_out
from stance.model.classifier import Classifier
from stance.text.sentences import Sentence

Floats = NDArray[np.float64]
Interval: TypeAlias = list[float | None]  # a figure and its 95 % interval; None where that cannot be said
SEED = 1
TIMES = 2000  # draws of a bootstrap
HELD = 4_000_000  # numbers of draws that are held at once: bounds the memory
BINS = 10  # of the calibration error
READ = 500  # documents that are read together
DECIMALS = 9  # of a figure
GROUPS = 20  # values of a column that have figures of their own


def measured(gold: Iterable[str], probabilities: Floats, documents: Iterable[str], times: int = TIMES) -> dict[str, Any]:
    """Measure predictions, each figure with its 95 % interval.

    The intervals are what `interval` makes of `times` draws of as many documents, with replacement: sentences of a document are alike, and
    drawing them one by one would make a figure look surer than it is (Efron & Tibshirani, An introduction to the bootstrap, 1993).

    Parameters
    ----------
    gold
        (n,) the labels that people gave
    probabilities
        (n, n_labels) those of the model, columns as in `stance.labels`
    documents
        (n,) the document that each sentence is from

    Returns
    -------
    figures, ready for JSON. `accuracy`, `macro_f1`, `calibration_error` and `brier` are each [value, low, high], low and high None if all
    draws are alike (one document only, or not one error); `precision`, `recall` and `f1` hold such a figure under each label, with None for
    what nothing says: the precision of a label never given, the recall and F1 of one that does not occur. Macro F1 is the mean over the
    labels that occur in `gold`; draws without one of them are left out, and where one stands in fewer than three documents, neither its
    recall and F1 nor macro F1 has an interval. `support` counts the sentences of each label, `label_documents` the documents. `brier` is the mean squared distance of the probabilities from the truth, 0 to 2 (Brier,
    Verification of forecasts expressed in terms of probability, 1950). `confusion` has a row for each label as people gave it and a
    column for each as it was read; `reliability` is what the function of that name gives.

    Raises
    ------
    StanceError
        when there is no sentence.
    """
    truth, names = np.array(list(gold), dtype=str), list(documents)
    if not len(truth):
        raise StanceError("there is no sentence to measure on")
    sums = _sums(truth, probabilities, names)
    drawn = resample(sums, times) if len(sums) > 1 else None
    whole = sums.sum(axis=0)
    found = _statistics(whole[None], whole)
    spread_ = _statistics(drawn, whole) if drawn is not None else {}
    size = len(LABELS)
    standing = label_documents(sums[:, : size**2].reshape(-1, size, size))
    sparse = (standing > 0) & (standing < SPARSE)
    for name, without in (("macro_f1", sparse.any()), ("recall", sparse), ("f1", sparse)):
        if name in spread_:
            spread_[name] = np.where(without, np.nan, spread_[name])

    def figure(name: str) -> Any:
        value, values = found[name][0], spread_.get(name)
        if value.ndim:
            return {label: _figure(value[k], None if values is None else values[:, k], len(sums)) for k, label in enumerate(LABELS)}
        return _figure(value, values, len(sums))

    confusion = whole[: size**2].astype(int).reshape(size, -1)
    error = found["calibration_error"][0]
    return {
        "sentences": len(truth),
        "documents": len(sums),
        **{name: figure(name) for name in ("accuracy", "macro_f1", "precision", "recall", "f1")},
        "support": dict(zip(LABELS, confusion.sum(axis=1).tolist(), strict=True)),
        "label_documents": dict(zip(LABELS, standing.tolist(), strict=True)),
        "confusion": confusion.tolist(),
        "calibration_error": _turned(float(error), spread_.get("calibration_error"), len(sums)),
        "brier": figure("brier"),
        "reliability": [rounded(list(one)) for one in reliability(truth, probabilities)],
    }


def _sums(gold: NDArray[np.str_], probabilities: Floats, documents: Sequence[str]) -> Floats:
    """(n_documents, n_labels² + 10 + 1) what every figure is made of, added up by document: confusions, calibration, squared errors."""
    counts = confusions(gold, labels_of(probabilities), documents)
    counts, rows = counts.reshape(len(counts), -1), _rows(documents)
    given = probabilities.max(axis=1)
    over = given - (labels_of(probabilities) == gold)
    bins = np.bincount(rows * BINS + _bins(given, BINS), over, len(counts) * BINS).reshape(-1, BINS)
    truth = gold[:, None] == np.array(LABELS)
    squares = np.bincount(rows, ((probabilities - truth) ** 2).sum(axis=1), len(counts))
    return np.hstack([counts, bins, squares[:, None]])


def _statistics(sums: Floats, whole: Floats) -> dict[str, Floats]:
    """Figures by name, (n,) or (n, n_labels), of n rows of sums drawn from a whole; not a number where nothing says one."""
    size = len(LABELS)
    matrices = sums[:, : size**2].reshape(-1, size, size)
    total = matrices.sum(axis=(1, 2))
    both, was, given = np.diagonal(matrices, axis1=1, axis2=2), matrices.sum(axis=2), matrices.sum(axis=1)
    return {
        "accuracy": both.sum(axis=1) / total,
        "macro_f1": macro(matrices, whole[: size**2].reshape(size, size)),
        "precision": _ratio(both, given),
        "recall": _ratio(both, was),
        "f1": np.where(was > 0, f1_of(matrices), np.nan),
        "calibration_error": np.abs(sums[:, size**2 : -1]).sum(axis=1) / total,
        "brier": sums[:, -1] / total,
    }


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _figure(value: float, values: Floats | None, documents: int) -> Interval:
    if np.isnan(value):
        return [None, None, None]
    low, high = (0.0, 0.0) if values is None else interval(values, documents)
    # draws that are all alike do not say how far it may be off
    return rounded([float(value), low, high] if low < high else [float(value), None, None])


def _turned(value: float, values: Floats | None, documents: int) -> Interval:
    """Return the calibration error with its interval, draws turned round the figure.

    Chance only adds to this error, and drawing adds it once more: the middle of the draws lies above the figure, as the figure lies above
    the truth (the basic bootstrap: Davison & Hinkley, Bootstrap methods and their application, 1997, section 5.2). The draws as they are would leave
    the truth out every time where a model is well calibrated.
    """
    if values is None:
        return rounded([value, None, None])
    low, high = interval(values, documents)
    return rounded([value, min(value, max(0.0, 2 * value - high)), max(value, 2 * value - low)])


def rounded(figure: Interval) -> Interval:
    """Cut off what the order of a sum changes: the same figures from the same sentences in any order."""
    return [None if number is None else round(number, DECIMALS) for number in figure]


def macro(matrices: NDArray[Any], whole: NDArray[Any] | None = None) -> Floats:
    """(...,) mean of the F1 of the labels that occur in the truth (the rows) of confusion matrices (..., n_labels, n_labels).

    If they are draws from a `whole`, over the labels that occur there; not a number for a draw that lacks one, as its mean would be another figure.
    """
    there = matrices.sum(axis=-1) > 0
    occurs = there if whole is None else whole.sum(axis=-1) > 0
    mean = (f1_of(matrices) * occurs).sum(axis=-1) / np.maximum(occurs.sum(axis=-1), 1)
    return np.asarray(np.where((there | ~occurs).all(axis=-1), mean, np.nan))


def label_documents(counts: NDArray[Any]) -> NDArray[np.int_]:
    """(n_labels,) in how many documents each label stands, of confusions (n_documents, n_labels, n_labels)."""
    return np.asarray((counts.sum(axis=2) > 0).sum(axis=0))


def by(examples: Sequence[Example], probabilities: Floats, column: str) -> dict[str, Any]:
    """Measure the sentences of each value of a column by themselves, as `measured`; the most frequent values, at most 20, first.

    Returns
    -------
    `groups`, the figures under the values as text ("" where there is none), and `left_out`, the other values.
    """
    rows: dict[str, list[int]] = {}
    for row, example in enumerate(examples):
        rows.setdefault(_shown(example.value(column)), []).append(row)
    ranked = sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))
    groups = {
        value: measured((examples[row].label for row in its), probabilities[its], (examples[row].document for row in its))
        for value, its in ranked[:GROUPS]
    }
    return {"groups": groups, "left_out": [value for value, _ in ranked[GROUPS:]]}


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def predict(
    classifier: Classifier,
    examples: Sequence[Example],
    watch: Callable[[Iterable[list[list[int]]]], Iterable[list[list[int]]]] = lambda parts: parts,
) -> Floats:
    """Read every sentence with the others of its document.

    They stand in the order of their column `sentence` if each of them has a number there, else in that of the file. `watch` wraps the parts
    that are read one after the other, to show how far it is.

    Returns
    -------
    (n, n_labels) probabilities, columns as in `stance.labels`.
    """
    rows: dict[str, list[int]] = {}
    for row, example in enumerate(examples):
        rows.setdefault(example.document, []).append(row)
    whole = [_in_order(examples, places) for places in rows.values()]
    found = np.empty((len(examples), len(LABELS)))
    for part in watch([whole[start : start + READ] for start in range(0, len(whole), READ)]):
        documents = [
            ("", examples[places[0]].language, [Sentence(examples[row].text, 0, len(examples[row].text)) for row in places])
            for places in part
        ]
        for places, document in zip(part, classifier.score(documents), strict=True):
            found[places] = [[sentence.probabilities[label] for label in LABELS] for sentence in document.sentences]
    return found


def _in_order(examples: Sequence[Example], rows: list[int]) -> list[int]:
    numbers = [position(examples[row]) for row in rows]
    known = [number for number in numbers if number is not None]
    if len(known) < len(rows):
        return rows
    return [row for _, row in sorted(zip(known, rows, strict=True))]


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
    figures over all held-out sentences as in `cross_validated`

    Raises
    ------
    StanceError
        when there are fewer documents than folds, or one label only.
    """
    return cross_validated(examples, *held_out(examples, recipe, jobs, watch))


def cross_validated(examples: Sequence[Example], probabilities: Floats, fold: NDArray[np.int_]) -> dict[str, Any]:
    """Measure what `held_out` gave: as `measured`, with `folds`, the spread of macro F1 over them, and the same figures by language."""
    _, labels, documents = columns(examples)
    return {
        "folds": len(np.unique(fold)),
        **measured(labels, probabilities, documents),
        "macro_f1_spread": spread(np.array(labels), labels_of(probabilities), fold),
        "by_language": by(examples, probabilities, "language")["groups"],
    }


def held_out(
    examples: Sequence[Example], recipe: Recipe, jobs: int = 1, watch: Callable[[Iterator[Any]], Iterator[Any]] = lambda folds: folds
) -> tuple[Floats, NDArray[np.int_]]:
    """Predict every sentence by a model that saw nothing of its document; parameters and errors as in `cross_validate`.

    Returns
    -------
    (n_examples, n_labels) probabilities, columns as in `stance.labels`, and (n_examples,) the fold that each was held out in.
    """
    choice = Choice(recipe)
    return hold_out(gather(examples, [choice]), splits(examples, recipe.folds), [choice] * recipe.folds, jobs, watch)


def splits(examples: Sequence[Example], folds: int) -> list[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    """Deal whole documents into folds of much the same labels; give the rows to train on and those held out, fold by fold.

    Raises
    ------
    StanceError
        when there are fewer documents than folds, or no label has as many sentences.
    """
    _, labels, documents = columns(examples)
    most = most_folds(examples)
    if most < folds:
        raise StanceError(f"{len(set(documents))} documents cannot be dealt into {folds} folds, at most into {most}; label more")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a label rarer than folds: then some of them lack it
        return list(StratifiedGroupKFold(folds, shuffle=True, random_state=SEED).split(labels, labels, documents))


def most_folds(examples: Sequence[Example]) -> int:
    """Return into how many folds sentences can be dealt by whole documents."""
    _, labels, documents = columns(examples)
    return min(len(set(documents)), max(Counter(labels).values(), default=0))


def labels_of(probabilities: Floats) -> NDArray[np.str_]:
    """(n,) the most probable labels."""
    return np.asarray(np.array(LABELS)[probabilities.argmax(axis=1)])


def spread(gold: NDArray[np.str_], predicted: NDArray[np.str_], fold: NDArray[np.int_]) -> float:
    """Return the standard deviation of macro F1 over the folds."""
    return float(np.std([macro_f1(gold[fold == number], predicted[fold == number]) for number in np.unique(fold)]))


def macro_f1(gold: NDArray[np.str_], predicted: NDArray[np.str_]) -> float:
    """Mean of the F1 of the labels that occur in `gold`."""
    return float(macro(confusions(gold, predicted, [""] * len(gold))[0]))


def calibration_error(gold: NDArray[np.str_], probabilities: Floats, bins: int = BINS) -> float:
    """Return the expected calibration error: how far the probability of the label given is from how often it is right, on average.

    Over equal-width bins, weighted by their sentences: Guo et al., On calibration of modern neural networks, ICML 2017.
    """
    return float(sum(abs(confidence - right) * share for confidence, right, share in reliability(gold, probabilities, bins)))


def reliability(gold: NDArray[np.str_], probabilities: Floats, bins: int = BINS) -> list[tuple[float, float, float]]:
    """Mean probability of the label given, share of such labels that are right, and share of all sentences, of each bin that holds any."""
    given = probabilities.max(axis=1)
    right = labels_of(probabilities) == gold
    bin_of = _bins(given, bins)
    return [
        (float(given[part].mean()), float(right[part].mean()), float(part.mean()))
        for part in (bin_of == k for k in range(bins))
        if part.any()
    ]


def _bins(given: Floats, bins: int) -> NDArray[np.int_]:
    return np.asarray(np.minimum((given * bins).astype(int), bins - 1))


def _rows(documents: Sequence[str]) -> NDArray[np.int_]:
    """(n,) numbers of documents, in alphabetical order: the same draws in whatever order they come."""
    place = {name: number for number, name in enumerate(sorted(set(documents)))}
    return np.array([place[name] for name in documents], np.int_)


def confusions(
    gold: NDArray[np.str_], predicted: NDArray[np.str_], documents: Sequence[str], labels: Sequence[str] = LABELS
) -> NDArray[np.int_]:
    """(n_documents, n_labels, n_labels) how many sentences of each document carry a label (rows) and were given one (columns)."""
    rows = _rows(documents)
    size = len(labels)
    place = {label: number for number, label in enumerate(labels)}
    cells = [place[was] * size + place[given] for was, given in zip(gold.tolist(), predicted.tolist(), strict=True)]
    return np.bincount(rows * size * size + np.array(cells), minlength=(rows.max(initial=-1) + 1) * size * size).reshape(-1, size, size)


def resample(sums: NDArray[Any], times: int = TIMES) -> Floats:
    """Add up what (n_documents, ...) holds over as many documents, drawn with replacement, `times` times: (times, ...).

    The bootstrap with documents as its units. Two models are compared on the same draws: their documents are drawn alike if both have
    as many of them (Efron & Tibshirani, An introduction to the bootstrap, 1993, chapters 6 and 16).
    """
    chance = np.random.default_rng(SEED)
    size = len(sums)
    flat = sums.reshape(size, -1).astype(np.float64)
    parts = []
    for start in range(0, times, step := max(1, HELD // size)):
        drawn = [np.bincount(chance.integers(size, size=size), minlength=size) for _ in range(min(step, times - start))]
        parts.append(np.array(drawn, np.float64) @ flat)
    return np.concatenate(parts).reshape(times, *sums.shape[1:])


def f1_of(matrices: NDArray[Any]) -> Floats:
    """(..., n_labels) the F1 of every label, from confusion matrices (..., n_labels, n_labels); 0 for a label that does not occur."""
    both = np.diagonal(matrices, axis1=-2, axis2=-1)
    either = matrices.sum(axis=-1) + matrices.sum(axis=-2)
    return np.asarray(2 * both / np.maximum(either, 1))


def interval(values: Floats, documents: float = np.inf) -> tuple[float, float]:
    """Return the 95 % interval of figures of draws of so many documents; those that are not a number are left out, and all of them give 0 to 0.

    Of endless many it is the middle 95 %. Of few those are too narrow, as Student's t is wider than the normal distribution and a sample varies
    less than what it is from; the expanded percentile interval takes quantiles as much further out (Hesterberg, What teachers should know
    about the bootstrap, The American Statistician 69, 2015, section 5.3).
    """
    values = values[~np.isnan(values)]
    if not len(values):
        return 0.0, 0.0
    level = norm.cdf(np.sqrt(1 + 1 / (documents - 1)) * t.ppf(0.025, documents - 1))
    low, high = np.quantile(values, [level, 1 - level])
    return float(low), float(high)
