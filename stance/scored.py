"""What scoring gives: sentences with their probabilities, and documents made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stance.labels import DE_ESCALATION, ESCALATION, LABELS

CLOSE = 0.1  # probability


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and what the model thinks of it.

    `start` and `end` are character offsets into the document's text, `probabilities` maps every label to its
    probability (they add up to 1), and `score` is P(escalation) - P(de-escalation), in [-1, 1].
    """

    text: str
    start: int
    end: int
    probabilities: dict[str, float]

    @property
    def label(self) -> str:
        """The most probable label."""
        return max(self.probabilities, key=self.probabilities.__getitem__)

    @property
    def score(self) -> float:
        """P(escalation) - P(de-escalation), in [-1, 1]."""
        return self.probabilities[ESCALATION] - self.probabilities[DE_ESCALATION]

    @property
    def close(self) -> bool:
        """Whether it might as well have carried another label: the next is at most 0.1 less probable."""
        *_, second, first = sorted(self.probabilities.values())
        return first - second <= CLOSE


@dataclass(frozen=True, slots=True)
class Push:
    """What a word or a term of a sentence adds to the logit of every label.

    `start` is the character offset of a word in the sentence; a term, which may stand in several places, has none (-1).
    """

    text: str
    push: dict[str, float]
    start: int = -1


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a sentence got its label: for every label, `prior`, `context` and the pushes of the words add up to its logit.

    The probability of a label is exp(logit) over the sum of them all. `prior` is what every sentence starts from, `context`
    what the sentences around it add, if it was read in its document. `words` are the sentence's words as printed, each
    with everything that the terms it has a part in add; `terms` are those terms themselves, and add up to the same.
    """

    logits: dict[str, float]
    prior: dict[str, float]
    context: dict[str, float]
    words: list[Push]
    terms: list[Push]


@dataclass(frozen=True, slots=True)
class Totals:
    """What sentences add up to: how many carry each label, in the order of `LABELS`, and the sum of their scores."""

    counts: tuple[int, ...] = (0,) * len(LABELS)
    score: float = 0.0

    @property
    def sentences(self) -> int:
        """How many there are."""
        return sum(self.counts)

    @property
    def tension(self) -> float:
        """Mean score, in [-1, 1]; there is at least one sentence."""
        return self.score / self.sentences

    @property
    def by_label(self) -> dict[str, int]:
        """How many sentences carry each label."""
        return dict(zip(LABELS, self.counts, strict=True))


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """A document's sentences in reading order; it has at least one. `columns` is what came with it, as title, date or source.

    A document too long to be held comes in parts. `first` is then the number of the part's first sentence, `before` what those
    of the parts before add up to, and `ended` whether no part follows; counts and tension are those of all that was read so far.

    `hits` are the numbers of the sentences that were looked for, when others are only there as they stand around them.
    """

    name: str
    language: str
    sentences: list[ScoredSentence]
    columns: dict[str, Any] = field(default_factory=dict)
    first: int = 0
    before: Totals = Totals()
    ended: bool = True
    hits: frozenset[int] | None = None

    @property
    def totals(self) -> Totals:
        """What the sentences read so far add up to."""
        found = [sentence.label for sentence in self.sentences]
        counts = tuple(before + found.count(label) for before, label in zip(self.before.counts, LABELS, strict=True))
        return Totals(counts, self.before.score + sum(sentence.score for sentence in self.sentences))

    @property
    def tension(self) -> float:
        """Mean score of the sentences, in [-1, 1]."""
        return self.totals.tension

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences carry each label."""
        return self.totals.by_label


def joined(parts: Sequence[ScoredDocument]) -> ScoredDocument:
    """Put the parts of a document together, of which there is at least one."""
    return replace(parts[0], sentences=[sentence for part in parts for sentence in part.sentences], ended=True)
