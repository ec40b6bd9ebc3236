"""Two models on the same sentences: how far apart they are, and whether that is more than chance."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from stance.enough import FEW, SPARSE
from stance.labels import LABELS
from stance.learn.corpus import Example
from stance.learn.evaluate import TIMES, Floats, Interval, confusions, interval, labels_of, macro, measured, resample, rounded
from stance.wording import counted

NORMAL = 1.96  # standard errors to either end of a 95 % interval
POWER = 2.8  # standard errors that a difference must be away from 0 to be found four times in five: 1.96 + 0.84
HOPELESS = 50  # times as many sentences: nobody labels so many to tell two models apart


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two models made of the same sentences; `dataclasses.asdict` of it is ready for JSON.

    Parameters
    ----------
    sentences, documents
        how many there were
    first, second
        the figures of both, as from `stance.learn.evaluate.measured`
    macro_f1, accuracy
        the second's less the first's, [value, low, high] over the same drawn documents
    only_first, only_second
        sentences that only the one got right
    differing
        sentences that they gave different labels
    mcnemar
        p value of McNemar's exact test
    """

    sentences: int
    documents: int
    first: dict[str, Any]
    second: dict[str, Any]
    macro_f1: Interval
    accuracy: Interval
    only_first: int
    only_second: int
    differing: int
    mcnemar: float


def compare(gold: Iterable[str], first: Floats, second: Floats, documents: Iterable[str], times: int = TIMES) -> Comparison:
    """Compare two models on the same sentences.

    Parameters
    ----------
    gold
        (n,) the labels that people gave
    first, second
        (n, n_labels) probabilities of both models, columns as in `stance.labels`
    documents
        (n,) the document that each sentence is from

    Raises
    ------
    StanceError
        when there is no sentence.
    """
    truth, names = np.array(list(gold), dtype=str), list(documents)
    one, two = labels_of(first), labels_of(second)
    counts = np.stack([confusions(truth, read, names) for read in (one, two)], axis=1)
    drawn = resample(counts, times) if len(counts) > 1 else None
    only_first, only_second = (int(((right == truth) & (wrong != truth)).sum()) for right, wrong in ((one, two), (two, one)))
    first_figures = measured(truth, first, names, times)
    return Comparison(
        len(truth),
        len(counts),
        first_figures,
        measured(truth, second, names, times),
        _difference(macro, counts, None if lacking(first_figures) else drawn),
        _difference(_accuracy, counts, drawn),
        only_first,
        only_second,
        int((one != two).sum()),
        mcnemar(only_first, only_second),
    )


def lacking(figures: dict[str, Any]) -> list[str]:
    """Name the labels that stand in too few documents for an interval of macro F1."""
    return [label for label, number in figures["label_documents"].items() if 0 < number < SPARSE]


def _accuracy(matrices: NDArray[Any], _whole: NDArray[Any]) -> Floats:
    return np.asarray(np.trace(matrices, axis1=-2, axis2=-1) / matrices.sum(axis=(-2, -1)))


def _difference(figure: Callable[[NDArray[Any], NDArray[Any]], Floats], counts: NDArray[Any], drawn: Floats | None) -> Interval:
    """Return how much larger a figure of the second of two models is, of their confusions by document, with its interval over draws of them."""
    whole = counts.sum(axis=0)
    first, second = figure(whole, whole)
    if drawn is None:
        return rounded([float(second - first), None, None])
    values = figure(drawn, whole)
    return rounded([float(second - first), *interval(values[:, 1] - values[:, 0], len(counts))])


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided p value of McNemar's exact test on the sentences that only one model got right.

    McNemar, Note on the sampling error of the difference between correlated proportions or percentages, Psychometrika 1947.
    """
    return float(binomtest(only_first, only_first + only_second).pvalue) if only_first + only_second else 1.0


def real(comparison: Comparison) -> bool:
    """Tell whether the difference of macro F1 is more than chance: its interval leaves out 0, and rests on ten documents at least.

    Of two models that are equally good 5 to 7 % are told apart so, of ten documents or of thirty (simulated).
    """
    _, low, high = comparison.macro_f1
    return comparison.documents >= FEW and low is not None and high is not None and (low > 0 or high < 0)


def needed(comparison: Comparison) -> int | None:
    """Return how many sentences would show a difference as big as this four times in five; None if there is none or no interval.

    An interval narrows with the root of the number of documents.
    """
    value, low, high = comparison.macro_f1
    if not value or low is None or high is None or low == high:
        return None
    error = (high - low) / (2 * NORMAL)
    return round(comparison.sentences * (POWER * error / value) ** 2)


def verdict(comparison: Comparison, first_name: str, second_name: str) -> list[str]:
    """Say in plain words, a sentence or two each, which model is better and how sure that is."""
    found = [_decision(comparison, first_name, second_name)]
    if not comparison.differing:
        return found
    if not real(comparison):
        found += _more(comparison)
    value, low, high = comparison.accuracy
    assert value is not None
    found.append(f"Accuracy: {value:+.3f}{_range(low, high)}.")
    found.append(
        f"They read {comparison.differing:,} of {comparison.sentences:,} sentences differently; {second_name} alone is right on "
        f"{comparison.only_second:,} of them, {first_name} alone on {comparison.only_first:,}."
    )
    found.append(
        f"McNemar's exact test on those two numbers gives p {_p(comparison.mcnemar)}. It takes sentences for independent, which those of a "
        "document are not: the interval, over documents, decides."
    )
    return found


def _decision(comparison: Comparison, first_name: str, second_name: str) -> str:
    basis = f"{counted(comparison.sentences, 'sentence')} in {counted(comparison.documents, 'document')}"
    if not comparison.differing:
        return f"No difference: {second_name} and {first_name} give every sentence the same label ({basis})."
    value, low, high = comparison.macro_f1
    assert value is not None
    before, after = (figures["macro_f1"][0] for figures in (comparison.first, comparison.second))
    how = f"macro F1 {after:.3f} against {before:.3f}, {value:+.3f}{_range(low, high)}, on {basis}"
    if real(comparison):
        return f"{second_name} is {'better' if value > 0 else 'worse'} than {first_name}, by more than chance explains: {how}."
    if comparison.documents < FEW:
        return f"Too few documents to tell {second_name} from {first_name}, whatever the figures say: {how}."
    if labels := lacking(comparison.first):
        numbers = " and ".join(f"{comparison.first['label_documents'][label]} with {label}" for label in labels)
        return f"Too few documents of a label ({numbers}) to tell {second_name} from {first_name}: {how}."
    return f"No difference between {second_name} and {first_name} that can be told from chance: {how}."


def capitalized(told: Sequence[str]) -> list[str]:
    """Let sentences begin with a capital: for a verdict on models that are not called by their files' names."""
    return [one[:1].upper() + one[1:] for one in told]


def _more(comparison: Comparison) -> list[str]:
    """Say how much more data would settle it."""
    if comparison.documents < FEW:
        return [f"Label sentences of {FEW} documents or more, better of fifty, before you compare."]
    if labels := lacking(comparison.first):
        return [f"Label more sentences that are {' or '.join(labels)}, in other documents, before you compare."]
    wanted = needed(comparison)
    if wanted is None:
        return []
    if wanted > HOPELESS * comparison.sentences:
        return [
            f"Not even {HOPELESS} times as many sentences would be likely to show a difference as small as this one: take them for equals."
        ]
    more = max(wanted - comparison.sentences, 1)
    rounded = round(more, -len(str(more)) + 2) if more >= 100 else more
    return [f"If it is really that big, some {rounded:,} sentences more, from other documents, would show it four times in five."]


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" (95 % interval {low:+.3f} to {high:+.3f})"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence that two models read differently.

    `read` is the label that each gave and its probability; `right` the place of the one that was right, None if neither was.
    """

    example: Example
    read: tuple[tuple[str, float], tuple[str, float]]
    right: int | None


def differences(examples: Sequence[Example], first: Floats, second: Floats) -> list[Difference]:
    """List the sentences that two models read differently: where only the second was right, only the first, and neither; the surest first."""
    found = []
    for example, one, two in zip(examples, first, second, strict=True):
        places = int(one.argmax()), int(two.argmax())
        if places[0] != places[1]:
            labels = [LABELS[place] for place in places]
            right = labels.index(example.label) if example.label in labels else None
            read = (labels[0], float(one[places[0]])), (labels[1], float(two[places[1]]))
            found.append(Difference(example, read, right))
    return sorted(found, key=lambda one: (-1 if one.right is None else one.right, _surest(one)), reverse=True)


def _surest(difference: Difference) -> float:
    if difference.right is None:
        return max(probability for _, probability in difference.read)
    return difference.read[difference.right][1]
