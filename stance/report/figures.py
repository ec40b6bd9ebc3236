"""Figures of a model as text to read, of at most 80 columns. Figures are what `stance.learn.evaluate.measured` gives, from memory or from a card."""

from collections.abc import Iterator
from typing import Any

from stance.labels import LABELS


def lines(figures: dict[str, Any], colour: bool = False) -> Iterator[str]:
    """Yield the figures of one model: counts, the whole with intervals, a table a label, confusions, and calibration in words."""
    raise NotImplementedError  # follows in the next commit; published first so that train can build on it


def brief(figures: dict[str, Any]) -> list[str]:
    """Return the figures of a model in a few lines; also those of cards from before there were intervals."""
    spread = f" (spread over folds {figures['macro_f1_spread']:.3f})" if "macro_f1_spread" in figures else ""
    if not isinstance(figures["macro_f1"], list):
        by_language: dict[str, Any] = figures["macro_f1_by_language"]
    else:
        by_language = {name: part["macro_f1"] for name, part in figures.get("by_language", {}).items()}
    found = [
        f"macro F1 {_with_interval(figures['macro_f1'])}{spread}, accuracy {_with_interval(figures['accuracy'])}",
        "F1 " + ", ".join(f"{label} {_with_interval(figures['f1'][label])}" for label in LABELS),
    ]
    if by_language:
        found.append("macro F1 " + ", ".join(f"{language} {_with_interval(figure)}" for language, figure in by_language.items()))
    return found


def _with_interval(figure: Any) -> str:
    """Write a figure as 0.812 [0.790, 0.833]; one without an interval, or of an old card, as 0.812."""
    value, low, high = figure if isinstance(figure, list) else (figure, None, None)
    if value is None:
        return "unknown"
    return f"{value:.3f}" if low is None or high is None else f"{value:.3f} [{low:.3f}, {high:.3f}]"


def compared(comparison: dict[str, Any], first_name: str, second_name: str) -> Iterator[str]:
    """Yield two models beside each other, of `dataclasses.asdict` of a comparison; the verdict is not among it."""
    raise NotImplementedError  # follows in the next commit; published first so that train can build on it
