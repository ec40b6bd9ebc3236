"""Explanations as they are read: shades over the words of a sentence, the sum of its logit, and both as a record for programs."""

import string
from bisect import bisect
from typing import Any

from stance.labels import LABELS, MARKS, NEUTRAL
from stance.report.terminal import PLAIN, QUIET, UNBROKEN, Pieces, Shade, printable
from stance.scored import Explanation, Push

STEPS = (0.2, 0.4, 0.8)  # what a word adds to a logit, for the strengths 1 to 3: the odds times 1.2, 1.5 and 2.2
LISTED = 0.05  # a term that adds less than this to every label is not listed
PUNCTUATION = string.punctuation + "‘’“”„«»…–—"  # what is left off a word that stands in the sum


def shade(push: dict[str, float], label: str) -> Shade:
    """Return which label a word speaks for in a sentence with this `label`, and how strongly.

    It follows the sum of that label: what adds to it speaks for it, and what takes from it for the label that it adds most to.
    """
    weight = round(push[label], 2)
    return label if weight > 0 else max(push, key=push.__getitem__), bisect(STEPS, abs(weight))


def shaded(text: str, why: Explanation, label: str) -> Pieces:
    """Cut a sentence into its words, each with its shade, and what stands between them."""
    pieces: Pieces = []
    end = 0
    for word in why.words:
        pieces += [(printable(text[end : word.start]), PLAIN), (printable(word.text), shade(word.push, label))]
        end = word.start + len(word.text)
    return [*pieces, (printable(text[end:]), PLAIN)]


def marked(pieces: Pieces) -> Pieces:
    """Put one to three marks before what is shaded, for those who see no colours."""
    return [(MARKS[label] * strength + text, PLAIN) for text, (label, strength) in pieces]


def legend(colour: bool) -> Pieces:
    """Say what the shades mean or, without colours, the marks."""
    if not colour:
        marks = ", ".join(f"{MARKS[label]} {label}" for label in LABELS)
        return [("{}: one mark from {}, two {}, three {}".format(marks, *STEPS), PLAIN)]
    names: Pieces = [(label, (label, 1)) for label in LABELS]
    steps: Pieces = [(str(step), (NEUTRAL, strength)) for strength, step in enumerate(STEPS, 1)]
    return [("A push to ", PLAIN), *_listed(names), (" of ", PLAIN), *_listed(steps), (" or more", PLAIN)]


def _listed(pieces: Pieces) -> Pieces:
    return [part for piece in pieces for part in ((", ", PLAIN), piece)][1:]


def sum_of(why: Explanation, label: str, words: int) -> Pieces:
    """Write the logit of a label as a sum: the words that weigh most, all its others together, the sentences around it, and the prior.

    The figures are rounded so that the printed ones add up; what is left over goes to the others or, if there are none, to the
    word that weighs most.
    """
    named = sorted(why.words, key=lambda word: -abs(word.push[label]))[:words]
    named = [word for word in named if round(word.push[label], 2)]
    named.sort(key=lambda word: -word.push[label])
    items: Pieces = [(printable(word.text.strip(PUNCTUATION) or word.text), _hue(shade(word.push, label))) for word in named]
    values = [round(word.push[label], 2) for word in named]
    if others := len(why.words) - len(named):
        items.append((f"{others} other word{'' if others == 1 else 's'}", QUIET))
        values.append(0.0)
    given = [("context", round(why.context[label], 2))] * any(why.context.values()) + [("prior", round(why.prior[label], 2))]
    total = round(why.logits[label], 2)
    if values:
        place = -1 if others else max(range(len(values)), key=lambda place: abs(values[place]))
        values[place] += total - sum(values) - sum(value for _, value in given)
    items += [(name, QUIET) for name, _ in given]
    values += [value for _, value in given]
    pieces: Pieces = [(f"{total:+z.2f} = ", QUIET)]
    for (text, its), value in zip(items, values, strict=True):
        # inside an item no line is broken
        pieces += [(text.replace(" ", UNBROKEN), its), (f"{UNBROKEN}{value:+z.2f}", QUIET), (", ", QUIET)]
    return pieces[:-1]


def _hue(shade: Shade) -> Shade:
    """Keep the label of a shade; beside a figure there is no need to show its strength."""
    label, strength = shade
    return (label, 1) if strength else QUIET


def record(why: Explanation, start: int, decimals: int) -> dict[str, Any]:
    """Return an explanation as it stands in JSON; `start` is where in the document the sentence begins.

    The words add up to the logits less prior and context, and the terms with the others do so too, but for the rounding to
    `decimals`. The terms that add most come first.
    """

    def rounded(numbers: dict[str, float]) -> dict[str, float]:
        return {label: round(number, decimals) for label, number in numbers.items()}

    terms = sorted(why.terms, key=_most, reverse=True)
    listed = [term for term in terms if _most(term) >= LISTED]
    others = [term.push for term in terms[len(listed) :]]
    return {
        "logits": rounded(why.logits),
        "prior": rounded(why.prior),
        "context": rounded(why.context),
        "words": [
            {"text": word.text, "start": start + word.start, "end": start + word.start + len(word.text), "push": rounded(word.push)}
            for word in why.words
        ],
        "terms": [{"text": term.text, "push": rounded(term.push)} for term in listed],
        "other_terms": {"number": len(others), "push": rounded({label: sum(push[label] for push in others) for label in why.logits})},
    }


def _most(part: Push) -> float:
    return max(map(abs, part.push.values()))
