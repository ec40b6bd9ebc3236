"""Explanations as they are read: shades over the words of a sentence, the sum of its logit, and both as a record for programs."""

import string
from bisect import bisect
from dataclasses import dataclass, replace
from typing import Any

from stance.labels import LABELS, MARKS, NEUTRAL
from stance.report.terminal import PLAIN, QUIET, UNBROKEN, Pieces, Shade, printable
from stance.scored import Explanation, Push

STEPS = (0.2, 0.4, 0.8)  # what a word adds to a logit, for the strengths 1 to 3: the odds times 1.2, 1.5 and 2.2
CONTEXT, PRIOR = "context", "prior"  # what the sentences around it add, and what every sentence starts from
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
        return [("{}: points from {} ▲, {} ▲▲, {} ▲▲▲".format(marks, *STEPS), PLAIN)]
    names: Pieces = [(label, (label, 1)) for label in LABELS]
    steps: Pieces = [(str(step), (NEUTRAL, strength)) for strength, step in enumerate(STEPS, 1)]
    return [("A push to ", PLAIN), *_listed(names), (" of ", PLAIN), *_listed(steps), (" or more", PLAIN)]


def _listed(pieces: Pieces) -> Pieces:
    return [part for piece in pieces for part in ((", ", PLAIN), piece)][1:]


@dataclass(frozen=True, slots=True)
class Summand:
    """A part of the sum of a logit, rounded: a word, or what else there is (`word` is then None, and `text` says what)."""

    text: str
    points: float
    word: Push | None = None


def summands(why: Explanation, label: str, words: int) -> list[Summand]:
    """Take the logit of a label apart: the words that weigh most, all its others together, the sentences around it, and the prior.

    The rounded figures add up to the rounded logit; what is left over goes to the others or, if there are none, to the word
    that weighs most.
    """
    named = sorted(why.words, key=lambda word: -abs(word.push[label]))[:words]
    named = [word for word in named if round(word.push[label], 2)]
    named.sort(key=lambda word: -word.push[label])
    found = [Summand(printable(word.text.strip(PUNCTUATION) or word.text), round(word.push[label], 2), word) for word in named]
    if others := len(why.words) - len(named):
        found.append(Summand(f"{others} other word{'' if others == 1 else 's'}", 0.0))
    given = [Summand(CONTEXT, round(why.context[label], 2))] * any(why.context.values()) + [Summand(PRIOR, round(why.prior[label], 2))]
    if found:
        place = -1 if others else max(range(len(found)), key=lambda place: abs(found[place].points))
        left = round(why.logits[label], 2) - sum(part.points for part in (*found, *given))
        found[place] = replace(found[place], points=found[place].points + left)
    return found + given


def sum_of(why: Explanation, label: str, words: int) -> Pieces:
    """Write the logit of a label as a sum."""
    pieces: Pieces = [(f"{round(why.logits[label], 2):+z.2f} = ", QUIET)]
    for part in summands(why, label, words):
        its = _hue(shade(part.word.push, label)) if part.word else QUIET
        # inside an item no line is broken
        pieces += [(part.text.replace(" ", UNBROKEN), its), (f"{UNBROKEN}{part.points:+z.2f}", QUIET), (", ", QUIET)]
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
