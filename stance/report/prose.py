"""What the figures of a document say, in plain words."""

from collections.abc import Sequence

from stance.labels import DE_ESCALATION, ESCALATION, NEUTRAL
from stance.scored import ScoredDocument, ScoredSentence

VERBS = {ESCALATION: ("escalates", "escalate"), DE_ESCALATION: ("de-escalates", "de-escalate"), NEUTRAL: ("is neutral", "are neutral")}
SLIGHT, CLEAR = 0.1, 0.3  # means from which a passage is said to lean, and to lean clearly
LONGEST = 30  # characters of a word
COURSE = 6  # sentences: of fewer it cannot be said how they begin and end


def signed(value: float) -> str:
    """Write a score with its sign, two decimals, and a minus that is one (a hyphen is not read aloud)."""
    return f"{value:+z.2f}".replace("-", "\N{MINUS SIGN}")


def clipped(word: str) -> str:
    """Write a word so that it fits on a line."""
    return word if len(word) <= LONGEST else f"{word[: LONGEST - 1]}…"


def balance(document: ScoredDocument) -> str:
    """Say in a sentence what most sentences of a document do, and where it leans."""
    sentences = document.sentences
    if len(sentences) == 1:
        (only,) = sentences
        return f"The one sentence {VERBS[only.label][0]} (score {signed(only.score)}, on a scale from −1 to +1)."
    first, second, third = (
        f"{count:,} {VERBS[label][count != 1]}" if count else f"none {VERBS[label][0]}"
        for label, count in sorted(document.counts.items(), key=lambda item: (-item[1], item[0] == NEUTRAL))
    )
    return (
        f"Of {len(sentences):,} sentences, {first}, {second} and {third}: "
        f"on the whole the article is {lean(sentences)} (tension {signed(document.tension)}, on a scale from −1 to +1)."
    )


def course(document: ScoredDocument) -> str:
    """Say how a document begins, goes on and ends, third by third; nothing if it is too short for that."""
    sentences = document.sentences
    if len(sentences) < COURSE:
        return ""
    third = len(sentences) // 3
    begin, middle, end = sentences[:third], sentences[third:-third], sentences[-third:]
    return (
        f"Its first third is {lean(begin)} ({signed(mean(begin))}), the middle {lean(middle)} ({signed(mean(middle))}), "
        f"the last third {lean(end)} ({signed(mean(end))})"
    )


def mean(sentences: Sequence[ScoredSentence]) -> float:
    """Mean score."""
    return sum(sentence.score for sentence in sentences) / len(sentences)


def lean(sentences: Sequence[ScoredSentence]) -> str:
    """Say where sentences lean by the mean of their scores; near zero, whether that is for want of direction or for too much of it."""
    score = mean(sentences)
    if abs(score) < SLIGHT:
        neutral = sum(sentence.label == NEUTRAL for sentence in sentences)
        return "mostly neutral" if neutral * 2 > len(sentences) else "about even"
    return f"{'clearly' if abs(score) >= CLEAR else 'slightly'} {'escalating' if score > 0 else 'de-escalating'}"


def strongest(sentences: Sequence[ScoredSentence], label: str) -> int | None:
    """Place of the sentence with this label whose score is farthest from zero, the first of several; None if none has it."""
    places = [place for place, sentence in enumerate(sentences) if sentence.label == label]
    return max(places, key=lambda place: abs(sentences[place].score), default=None)
