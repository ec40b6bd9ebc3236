"""Annotators against each other: chance-corrected agreement by nltk, and agreement on each label."""

from collections.abc import Mapping
from dataclasses import dataclass

from nltk.metrics.agreement import AnnotationTask

from stance.labels import LABELS


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two annotators agree.

    `alpha` is Krippendorff's, `kappa` Cohen's (1 is agreement, 0 what chance gives), `f1` the F1 of every label with one
    annotator taken as the truth (it is the same for either).
    """

    items: int
    observed: float
    alpha: float
    kappa: float
    f1: dict[str, float]


def agreement(first: Mapping[str, str], second: Mapping[str, str]) -> Agreement:
    """Compare two annotators' labels, given as item -> label, on the items that both labelled.

    Raises
    ------
    ValueError
        when they have no item in common.
    """
    items = [item for item in first if item in second]
    if not items:
        raise ValueError("the two annotators have no item in common")
    task = AnnotationTask([(who, item, labels[item]) for who, labels in (("first", first), ("second", second)) for item in items])
    f1 = {}
    for label in LABELS:
        one, two = sum(first[item] == label for item in items), sum(second[item] == label for item in items)
        both = sum(first[item] == second[item] == label for item in items)
        f1[label] = 2 * both / (one + two) if one + two else 1.0
    return Agreement(len(items), float(task.avg_Ao()), float(task.alpha()), float(task.kappa()), f1)
