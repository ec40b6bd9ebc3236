"""Figures of a model as text to read, of at most 80 columns; figures are what `stance.learn.evaluate.measured` gives, or a card holds."""

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, TypeAlias

import click

from stance.enough import FEW, SPARSE
from stance.labels import COLOURS, LABELS, MARKS
from stance.report.terminal import UNBROKEN, printable, shortened
from stance.wording import counted

WIDTH = 80
SCARCE = 0.02  # share of all sentences below which a bin of the calibration is not told of
NAME = 13  # columns for a value of a column
MOST = 20  # values left out that are named
Figure: TypeAlias = list[float | None]  # a figure, and the ends of its interval
FIGURES = {"accuracy", "macro_f1", "precision", "recall", "f1", "calibration_error", "brier"}  # what is a figure, or one for each label
_interval = re.compile(r"\S+ \[[^]]*\]")


def lines(figures: dict[str, Any], colour: bool = False) -> Iterator[str]:
    """Yield the figures of one model: counts, the whole with intervals, a table a label, confusions, and calibration in words."""
    yield f"{counted(figures['sentences'], 'sentence')} in {counted(figures['documents'], 'document')}; 95 % intervals in brackets"
    yield from sentences(doubts(figures))
    yield ""
    for key, name in (
        ("macro_f1", "macro F1"),
        ("accuracy", "accuracy"),
        ("calibration_error", "calibration error"),
        ("brier", "Brier score"),
    ):
        yield f"{name:19}{_exact(figures[key])}"
    yield ""
    yield f"{'':15}{'labelled':>8}  {'precision':19}{'recall':19}F1"
    for label in LABELS:
        cells = "".join(f"{_short(figures[key][label]):19}" for key in ("precision", "recall", "f1"))
        yield f"{_painted(label, 15, colour)}{figures['support'][label]:8,}  {cells}".rstrip()
    yield ""
    yield from _confusion(figures["confusion"], colour)
    yield ""
    yield from sentences([calibration(figures)])


def doubts(figures: dict[str, Any]) -> list[str]:
    """Say what keeps figures from meaning what they seem to, a sentence each."""
    found = []
    if seen := figures.get("seen"):
        found.append(
            f"The model was trained on {seen:,} of these {figures['sentences']:,} sentences: its figures are too good; measure on others."
        )
    if absent := [label for label in LABELS if not figures["support"][label]]:
        there = [label for label in LABELS if label not in absent]
        over = f"the mean over {' and '.join(there)}" if len(there) > 1 else f"the F1 of {there[0]}"
        found.append(f"No sentence is labelled {' or '.join(absent)}: macro F1 is {over}.")
    if figures["documents"] > 1:
        for label, number in figures.get("label_documents", {}).items():
            if 0 < number < SPARSE:
                found.append(
                    f"Only {counted(number, 'document')} with a sentence that is {label}: too few for an interval of its F1, or of macro F1."
                )
    if figures["documents"] == 1:
        found.append("One document only: there are no intervals, and the figures tell of that document.")
    elif figures["documents"] < FEW:
        found.append(f"Only {figures['documents']} documents: the intervals mean little.")
    return found


def _confusion(matrix: Sequence[Sequence[int]], colour: bool) -> Iterator[str]:
    yield f"{'':15}  read as"
    yield f"{'labelled':15}  " + "".join(f"{_painted(label, 18, colour)}" for label in LABELS).rstrip()
    for label, row in zip(LABELS, matrix, strict=True):
        total = sum(row)
        cells = (f"{number:,} ({number / total:.0%})" if total else "0" for number in row)
        yield (f"{_painted(label, 15, colour)}  " + "".join(f"{cell:18}" for cell in cells)).rstrip()


def calibration(figures: dict[str, Any]) -> str:
    """Say in words how far probabilities can be believed."""
    bins = [(sure, right) for sure, right, share in figures["reliability"] if share >= SCARCE]
    told = ", ".join(f"at {sure:.2f} {right:.0%}" for sure, right in bins)
    sure = sum(sure * share for sure, _, share in figures["reliability"])
    right = figures["accuracy"][0]
    leaning = (
        "surer than it is right"
        if sure - right > 0.02
        else "less sure than it could be"
        if right - sure > 0.02
        else "as sure as it is right"
    )
    return f"Right are, of the labels given with a probability {told}. On the whole it is {leaning}: {sure:.0%} sure, {right:.0%} right."


def grouped(found: dict[str, Any], column: str) -> Iterator[str]:
    """Yield a table with a row for each value of a column, of what `stance.learn.evaluate.by` gives."""
    yield f"{shortened('by ' + printable(column), NAME):{NAME}}{'sentences':>10}{'documents':>11}   {'macro F1':22}accuracy"
    partly = few = False
    for value, figures in found["groups"].items():
        lacking = not all(figures["support"].values())
        partly |= lacking
        unsure = 1 < figures["documents"] < FEW
        few |= unsure
        yield (
            f"{shortened(printable(value) or '(none)', NAME):{NAME}}{figures['sentences']:10,}{figures['documents']:11,}{'?' if unsure else ' '} "
            f"{'*' if lacking else ' '}{_exact(figures['macro_f1']):22}{_exact(figures['accuracy'])}"
        )
    if partly:
        yield "* over the labels that occur there"
    if few:
        yield f"? fewer than {FEW} documents: the interval means little"
    if left_out := found["left_out"]:
        named = ", ".join(printable(value) or "(none)" for value in left_out[:MOST])
        rest = f" and {len(left_out) - MOST:,} more" if len(left_out) > MOST else ""
        yield from sentences([f"Left out, as rarer: {named}{rest}"])


def brief(figures: dict[str, Any]) -> list[str]:
    """Return the figures of a model in a few lines; also those of cards from before there were intervals."""
    spread = f" (spread over folds {figures['macro_f1_spread']:.3f})" if "macro_f1_spread" in figures else ""
    if isinstance(figures["macro_f1"], list):
        by_language = {name: part["macro_f1"] for name, part in figures.get("by_language", {}).items()}
    else:
        by_language = figures["macro_f1_by_language"]
    found = [
        f"macro F1 {_exact(figures['macro_f1'])}{spread}, accuracy {_exact(figures['accuracy'])}",
        "F1 " + ", ".join(f"{label} {_exact(figures['f1'][label])}" for label in LABELS),
    ]
    if len(by_language) > 1:
        found.append("macro F1 " + ", ".join(f"{language} {_exact(figure)}" for language, figure in by_language.items()))
    return found


def basis(figures: dict[str, Any]) -> str:
    """Say what the figures of a card are of; cards of older models do not tell all of it."""
    amount = f"{counted(figures['sentences'], 'sentence')} in {counted(figures['documents'], 'document')}" if "sentences" in figures else ""
    if "test" in figures:
        return f"On {amount} of a test ({', '.join(figures['test'])})"
    if "folds" in figures:
        return f"{figures['folds']}-fold cross-validation, whole documents held out" + (f", on {amount}" if amount else "")
    return f"On {amount}" if amount else "As measured then"


def named(found: dict[str, Any]) -> dict[str, Any]:
    """Return figures, or a comparison, with each figure as an object of value, low and high: for those who read it as JSON."""
    return {key: _named(value) if key in FIGURES else named(value) if isinstance(value, dict) else value for key, value in found.items()}


def _named(figure: Any) -> dict[str, Any]:
    if isinstance(figure, dict):
        return {label: _named(one) for label, one in figure.items()}
    return dict(zip(("value", "low", "high"), figure, strict=True))


def compared(comparison: dict[str, Any], first_name: str, second_name: str) -> Iterator[str]:
    """Yield two models beside each other, of `dataclasses.asdict` of a comparison; the verdict is not among it."""
    first, second = comparison["first"], comparison["second"]
    yield f"{counted(comparison['sentences'], 'sentence')} in {counted(comparison['documents'], 'document')}; 95 % intervals in brackets"
    yield from sentences(doubts(first))
    yield ""
    yield f"{'':19}{shortened(printable(first_name), 22):24}{shortened(printable(second_name), 22)}"
    rows = [(name, first[key], second[key]) for key, name in (("macro_f1", "macro F1"), ("accuracy", "accuracy"))]
    rows += [(f"F1 {label}", first["f1"][label], second["f1"][label]) for label in LABELS if first["support"][label]]
    rows.append(("calibration error", first["calibration_error"], second["calibration_error"]))
    for name, one, two in rows:
        yield f"{name:19}{_exact(one):24}{_exact(two)}"
    yield ""
    yield "second less first"
    for key, name in (("macro_f1", "macro F1"), ("accuracy", "accuracy")):
        yield f"{name:19}{_exact(comparison[key], '+')}"


def _exact(figure: Figure | float, sign: str = "") -> str:
    """Write a figure as 0.812 [0.790, 0.833]; one without an interval, or of an old card, as 0.812."""
    return _bracketed(figure, f"{sign}.3f")


def _short(figure: Figure) -> str:
    return _bracketed(figure, ".2f")


def _bracketed(figure: Figure | float, form: str) -> str:
    value, low, high = figure if isinstance(figure, list) else (figure, None, None)
    if value is None:
        return "–"
    return f"{value:{form}}" if low is None or high is None else f"{value:{form}} [{low:{form}}, {high:{form}}]"


def _painted(label: str, width: int, colour: bool) -> str:
    text = f"{MARKS[label]} {label}"
    return (click.style(text, fg=COLOURS[label]) if colour else text) + " " * (width - len(text))


def sentences(told: Sequence[str], indent: str = "") -> Iterator[str]:
    """Yield sentences wrapped, each on a line of its own; a figure stays beside its interval."""
    for one in told:
        held = _interval.sub(lambda found: found[0].replace(" ", UNBROKEN), printable(one))
        for line in wrap(held, WIDTH, initial_indent=indent, subsequent_indent=indent * 2, break_on_hyphens=False):
            yield line.replace(UNBROKEN, " ")
