"""Small charts (SVG): the arc of an article, and bars for shares and for a tension."""

from collections.abc import Sequence
from itertools import accumulate
from xml.etree.ElementTree import Element

from stance.labels import DE_ESCALATION, ESCALATION, LABELS
from stance.report.markup import element
from stance.report.prose import signed
from stance.scored import ScoredSentence

BARS = 120  # more would be thinner than a finger and, on a telephone, than a pixel: then a bar is several sentences
WIDTH = 12  # bars at the least that the chart is wide, lest a brief looks like a wall
THIN = 0.03  # of the height of a bar: that of a sentence that scores nothing
SHORT = 5  # sentences: with fewer there is nothing to smooth


def sentences_a_bar(count: int) -> int:
    """Say how many of `count` sentences one bar stands for."""
    return -(-count // BARS)


def window(count: int) -> int:
    """Say over how many of `count` sentences the line is a mean: a quarter of them, an odd number, no fewer than 3."""
    return max(count // 8, 1) * 2 + 1


def moving_mean(values: Sequence[float], width: int) -> list[float]:
    """Mean of each value and those around it, `width` in all; at either end, of those that there are."""
    sums = [0.0, *accumulate(values)]
    reach, last = width // 2, len(values)
    bounds = [(max(place - reach, 0), min(place + reach + 1, last)) for place in range(last)]
    return [(sums[end] - sums[start]) / (end - start) for start, end in bounds]


def arc(sentences: Sequence[ScoredSentence], prefix: str, description: str) -> Element:
    """Draw the scores as bars that lead to their sentences (`#` + prefix + `s` + number), and a line that smooths them."""
    scores = [sentence.score for sentence in sentences]
    size = sentences_a_bar(len(scores))
    starts = range(0, len(scores), size)
    drawn = []
    for place, start in enumerate(starts):
        part = scores[start : start + size]
        mean = sum(part) / len(part)
        kind = sentences[start].label if size == 1 else ESCALATION if mean > 0 else DE_ESCALATION
        height = max(abs(mean), THIN)
        top = 1 - height if mean > 0 else 1.0
        drawn.append(
            element("rect", {"class": kind, "x": f"{place + 0.1:g}", "y": f"{top:.3f}", "width": "0.8", "height": f"{height:.3f}"})
        )
    width = max(len(starts), WIDTH)
    drawn.append(element("line", {"class": "zero", "x1": "0", "x2": str(len(starts)), "y1": "1", "y2": "1"}))
    if len(scores) >= SHORT:
        smooth = moving_mean(scores, window(len(scores)))
        points = [f"{place + 0.5:g},{1 - smooth[min(start + size // 2, len(smooth) - 1)]:.3f}" for place, start in enumerate(starts)]
        drawn.append(element("polyline", {"points": " ".join(points)}))
    name, described = f"{prefix}arc", f"{prefix}arc-is"
    picture = element(
        "g",
        {"role": "img", "aria-labelledby": name, "aria-describedby": described},
        element("title", {"id": name}, "Arc of the article"),
        element("desc", {"id": described}, description),
        *drawn,
    )
    # Links for the mouse alone: with the keyboard one goes from sentence to sentence in the text.
    links = [_link(sentences, place, start, size, prefix) for place, start in enumerate(starts)]
    return element(
        "svg",
        {"viewBox": f"0 0 {width} 2", "preserveAspectRatio": "none", "class": "arc"},
        picture,
        element("g", {"aria-hidden": "true"}, *links),
    )


def _link(sentences: Sequence[ScoredSentence], place: int, start: int, size: int, prefix: str) -> Element:
    part = sentences[start : start + size]
    mean = signed(sum(sentence.score for sentence in part) / len(part))
    what = f"Sentence {start + 1}: {part[0].label} {mean}" if size == 1 else f"Sentences {start + 1} to {start + len(part)}: {mean}"
    return element(
        "a",
        {"href": f"#{prefix}s{start + 1}", "tabindex": "-1"},
        element("title", None, what),
        element("rect", {"class": "hit", "x": str(place), "y": "0", "width": "1", "height": "2"}),
    )


def shares_bar(shares: Sequence[float]) -> Element:
    """Draw shares that add up to 1, in the order of the labels, as one bar."""
    drawn, x = [], 0.0
    for label, share in zip(LABELS, shares, strict=True):
        drawn.append(element("rect", {"class": label, "x": f"{x:.3f}", "y": "0", "width": f"{share:.3f}", "height": "1"}))
        x += share
    return element("svg", {"class": "shares", "viewBox": "0 0 1 1", "preserveAspectRatio": "none", "aria-hidden": "true"}, *drawn)


def tension_bar(tension: float) -> Element:
    """Draw a tension as a bar to the left or to the right of zero."""
    label = ESCALATION if tension > 0 else DE_ESCALATION
    return element(
        "svg",
        {"class": "balance", "viewBox": "-1 0 2 1", "preserveAspectRatio": "none", "aria-hidden": "true"},
        element("rect", {"class": label, "x": f"{min(tension, 0):.3f}", "y": "0.15", "width": f"{abs(tension):.3f}", "height": "0.7"}),
        element("line", {"class": "zero", "x1": "0", "x2": "0", "y1": "0", "y2": "1"}),
    )
