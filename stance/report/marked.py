"""A sentence as it stands on the page: marked for eye and ear, with a panel that says why."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from stance.labels import DE_ESCALATION, ESCALATION, LABELS, MARKS, NEUTRAL
from stance.report.charts import shares_bar
from stance.report.explanation import CONTEXT, PRIOR, summands
from stance.report.markup import element
from stance.report.prose import clipped, signed
from stance.scored import Explanation, ScoredSentence

STEPS = (0.15, 0.4, 0.7)  # of the distance of a score from zero: where the shade of a sentence gets darker
WEIGHTS = (0.5, 1.0)  # points for the label of its sentence from which a word is said to have decided, and is set in bold; in bolder
WORDS = 5  # that are named in the panel


def marked(sentence: ScoredSentence, why: Explanation, prefix: str, number: int, count: int) -> list[str | Element]:
    """Mark a sentence by its score and label, for eye and ear, and put beside it what is shown when it is looked at."""
    label, score = sentence.label, sentence.score
    own, panel = f"{prefix}s{number}", f"{prefix}w{number}"
    shade = sum(abs(score) >= step for step in STEPS)
    lean = ESCALATION if score > 0 else DE_ESCALATION
    attributes = {
        "class": f"s {label} shade{shade}" + (f" leans-{lean}" if label == NEUTRAL else ""),
        "id": own,
        "tabindex": "0",
        "aria-describedby": panel,
        "data-score": signed(score),
    }
    heard = []
    if label != NEUTRAL:
        spoken = signed(score).replace("+", "plus ").replace("−", "minus ")
        heard = [element("span", {"class": "unseen", "lang": "en"}, f" [{label}, {spoken}]")]
    return [
        element("span" if label == NEUTRAL else "mark", attributes, *_weighed(sentence.text, why, label)),
        *heard,
        _panel(sentence, why, panel, f"Sentence {number:,} of {count:,}"),
    ]


def _weighed(text: str, why: Explanation, label: str) -> Iterator[str | Element]:
    """Yield a sentence with the words set apart that decided, if it goes in a direction: nobody looks for those that made it neutral."""
    end = 0
    for word in why.words if label != NEUTRAL else ():
        weight = sum(word.push[label] >= step for step in WEIGHTS)
        if weight:
            yield text[end : word.start]
            yield element("b", {"class": f"w{weight}"}, word.text)
            end = word.start + len(word.text)
    yield text[end:]


def _panel(sentence: ScoredSentence, why: Explanation, name: str, place: str) -> Element:
    label = sentence.label
    chances = sentence.probabilities
    rows = [
        element(
            "span",
            {"class": f"row {kind}"},
            element("span", {"class": "what"}, what),
            " ",
            element("span", {"class": "points"}, points),
            " ",
        )
        for kind, what, points in _sum(why, label)
    ]
    return element(
        "span",
        {"class": "why", "id": name, "role": "tooltip", "lang": "en"},
        element(
            "span",
            {"class": f"verdict {label}"},
            f"{MARKS[label]} {label} ",
            element("span", {"class": "points"}, signed(sentence.score)),
            " ",
        ),
        element("span", {"class": "place"}, f"{place} "),
        element("span", {"class": "head"}, "Probability "),
        shares_bar([chances[each] for each in LABELS]),
        element("span", {"class": "chances"}, *(element("span", None, f"{each} {chances[each]:.2f} ") for each in LABELS)),
        element("span", {"class": "head"}, f"Points for {label} "),
        *rows,
    )


def _sum(why: Explanation, label: str) -> Iterator[tuple[str, str, str]]:
    """Yield what the points of a label are the sum of: kind, name and points."""
    names = {CONTEXT: "The sentences around it", PRIOR: f"Every sentence starts, for {label}, from"}
    for part in summands(why, label, WORDS):
        yield ("word", clipped(part.text), signed(part.points)) if part.word else ("", names.get(part.text, part.text), signed(part.points))
    yield "total", "Together", signed(why.logits[label])
