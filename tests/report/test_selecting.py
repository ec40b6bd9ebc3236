"""Which sentences are shown: found, with their context, whatever parts a document comes in."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.labels import LABELS
from stance.report.overview import Overviews
from stance.report.selecting import Selection, Wanted
from stance.scored import ScoredDocument, ScoredSentence, Totals

Labelled = list[tuple[str, float]]


def parts(sentences: Labelled, sizes: list[int]) -> list[ScoredDocument]:
    """Cut a document into parts of these sizes, and a last one of what is left."""
    made = [
        ScoredSentence(str(number), 0, 1, {name: chance if name == label else (1 - chance) / 2 for name in LABELS})
        for number, (label, chance) in enumerate(sentences)
    ]
    bounds = [0, *(end for end in accumulate(sizes) if end < len(made)), len(made)]
    found: list[ScoredDocument] = []
    before = Totals()
    for start, end in pairwise(bounds):
        found.append(ScoredDocument("d", "en", made[start:end], {}, start, before, end == len(made)))
        before = found[-1].totals
    return found


documents = st.lists(st.tuples(st.sampled_from(LABELS), st.floats(0.5, 1)), min_size=1, max_size=30)
cuts = st.lists(st.integers(1, 8), max_size=8)


@settings(deadline=None)
@given(documents, cuts, st.integers(0, 4), st.floats(0.4, 1))
def test_what_is_shown_does_not_depend_on_parts(sentences: Labelled, sizes: list[int], context: int, probability: float) -> None:
    selection = Selection(Wanted(frozenset(["escalation"]), probability, context))
    shown: list[int] = []
    hits: set[int] = set()
    given_parts = parts(sentences, sizes)
    pieces = [piece for part in given_parts for piece in selection.of(part)]
    for piece in pieces:
        numbers = [int(sentence.text) for sentence in piece.sentences]
        assert numbers == list(range(piece.first, piece.first + len(numbers)))
        shown += numbers
        hits |= (piece.hits or set()) if context else set(numbers)
    found = {number for number, (label, chance) in enumerate(sentences) if label == "escalation" and chance >= probability}
    assert hits == found
    assert shown == [number for number in range(len(sentences)) if any(abs(number - hit) <= context for hit in found)]
    if found:
        assert pieces[0].first == 0
        assert [piece.ended for piece in pieces] == [False] * (len(pieces) - 1) + [True]
        assert (pieces[-1].totals, pieces[-1].tension) == (given_parts[-1].totals, given_parts[-1].tension)
    else:
        assert pieces == []


@settings(deadline=None)
@given(documents, cuts, st.integers(0, 4))
def test_apart_each_comes_with_its_own_context(sentences: Labelled, sizes: list[int], context: int) -> None:
    selection = Selection(Wanted(frozenset(["escalation", "neutral"]), 0.6, context, apart=True))
    pieces = [piece for part in parts(sentences, sizes) for piece in selection.of(part)]
    found = [number for number, (label, chance) in enumerate(sentences) if label != "de-escalation" and chance >= 0.6]
    assert len(pieces) == len(found)
    for piece, hit in zip(pieces, found, strict=True):
        around = range(max(0, hit - context), min(len(sentences), hit + context + 1))
        assert [int(sentence.text) for sentence in piece.sentences] == list(around)
        assert piece.first == around[0]
        assert piece.hits == (frozenset([hit]) if context else None)


@settings(deadline=None)
@given(documents, cuts)
def test_overview_of_parts_is_that_of_the_whole(sentences: Labelled, sizes: list[int]) -> None:
    overviews = Overviews()
    (folded,) = [found for part in parts(sentences, sizes) for found in overviews.of(part)]
    (whole,) = Overviews().of(*parts(sentences, []))
    assert folded.shares == whole.shares
    assert folded.document.tension == pytest.approx(whole.document.tension)
    assert (folded.escalating, folded.de_escalating) == (whole.escalating, whole.de_escalating)
    scores = [sentence.score for part in parts(sentences, []) for sentence in part.sentences]
    assert (folded.escalating is None) == (max(scores) <= 0)
    if folded.de_escalating:
        assert folded.de_escalating.sentence.score == min(scores)


def test_one_after_the_other_they_do_not_mix() -> None:
    selection = Selection(Wanted(frozenset(["escalation"]), 0, 2))
    first, second = parts([("neutral", 1), ("escalation", 1)], []), parts([("neutral", 1), ("neutral", 1), ("neutral", 1)], [])
    assert [piece for part in (*first, *second) for piece in selection.of(part) if piece.sentences and part is second[0]] == []
