"""Which sentences are suggested: what holds for any pool, and that chance is fair."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from stance.labels import LABELS
from stance.learn.corpus import Example
from stance.learn.duplicates import near_duplicates, resembling
from stance.learn.select import FEW, RANDOM, UNCERTAIN, Suggested, margin, shares, suggest
from stance.scored import ScoredDocument, ScoredSentence

WORDS = "army minister talks truce border harbour parliament market storm bridge refuses offers attacks signs visits opens closes".split()
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
probabilities = st.tuples(*[st.integers(0, 20)] * 3).map(lambda parts: [part / max(sum(parts), 1) for part in parts])
articles = st.tuples(st.sampled_from(["nl", "en"]), st.lists(st.tuples(sentences, probabilities), min_size=1, max_size=12))
pools = st.lists(articles, max_size=25).map(
    lambda found: [scored(f"d{number}", language, lines) for number, (language, lines) in enumerate(found)]
)


def scored(name: str, language: str, lines: list[tuple[str, list[float]]]) -> ScoredDocument:
    sentences = [ScoredSentence(text, 0, len(text), dict(zip(LABELS, given, strict=True))) for text, given in lines]
    return ScoredDocument(name, language, sentences)


def pool_of(some: list[Example], count: int = 1500) -> list[ScoredDocument]:
    """Return our own articles, with invented probabilities that differ from sentence to sentence."""
    found: dict[str, list[tuple[str, list[float]]]] = {}
    languages = {}
    for number, example in enumerate(some[:count]):
        languages[example.document] = example.language
        lead = (number * 7919 % 1000) / 1000
        found.setdefault(example.document, []).append((example.text, [(1 + lead) / 2, (1 - lead) / 2, 0.0]))
    return [scored(name, languages[name], lines) for name, lines in found.items()]


def texts(found: Suggested, chosen: str | None = None) -> list[str]:
    return [suggestion.text for suggestion in found.suggestions if chosen in (None, suggestion.chosen)]


@settings(deadline=None, max_examples=60)
@given(pools, st.integers(1, 60), st.sampled_from([0.0, 0.2, 1.0]), st.lists(sentences, max_size=10))
def test_of_any_pool_what_is_chosen_is_new_and_unlike(
    pool: list[ScoredDocument], count: int, random_share: float, known: list[str]
) -> None:
    labelled = [Example("old", "en", "", text, "neutral") for text in known]
    found = suggest(pool, count, random_share, 1, labelled)
    places = [(suggestion.document, suggestion.sentence) for suggestion in found.suggestions]
    assert len(places) == len(set(places)) <= count
    assert not near_duplicates(texts(found))
    assert not resembling(texts(found), known).any()
    assert found.pool == sum(len(document.sentences) for document in pool)
    everything = {(document.name, number): line.text for document in pool for number, line in enumerate(document.sentences)}
    assert all(everything[suggestion.document, suggestion.sentence] == suggestion.text for suggestion in found.suggestions)
    if len(places) < count:  # then nothing that could be taken was left
        left = [text for text in everything.values() if text not in texts(found)]
        assert resembling(left, texts(found) + known).all()
    assert sum(suggestion.chosen == RANDOM for suggestion in found.suggestions) <= max(round(count * random_share), 0)


def test_the_least_sure_are_chosen(some: list[Example]) -> None:
    pool = [replace(document, sentences=document.sentences[:FEW]) for document in pool_of(some) if document.language == "nl"]
    found = suggest(pool, 20, random_share=0)
    unsure = sorted((margin(sentence.probabilities) for document in pool for sentence in document.sentences), reverse=True)
    assert sorted((margin(suggestion.probabilities) for suggestion in found.suggestions), reverse=True) == unsure[:20]


def test_margin_is_how_close_the_two_first_are() -> None:
    assert margin(dict(zip(LABELS, (0.5, 0.5, 0.0), strict=True))) == 1
    assert margin(dict(zip(LABELS, (0.0, 1.0, 0.0), strict=True))) == 0
    assert margin(dict(zip(LABELS, (0.4, 0.35, 0.25), strict=True))) == pytest.approx(0.95)


def test_languages_have_their_share_of_the_pool(some: list[Example]) -> None:
    pool = pool_of(some)
    pool = [document for document in pool if document.language == "nl"] + [document for document in pool if document.language == "en"][:20]
    sizes = Counter({language: sum(len(d.sentences) for d in pool if d.language == language) for language in ("nl", "en")})
    found = suggest(pool, 100, random_share=0)
    assert Counter(suggestion.language for suggestion in found.suggestions) == shares(sizes, 100)


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 10**6), min_size=1, max_size=5), st.integers(0, 1000))
def test_shares_add_up_and_are_right_to_one(sizes: dict[str, int], count: int) -> None:
    found, total = shares(sizes, count), sum(sizes.values())
    if total:
        assert sum(found.values()) == count
        assert all(abs(found[name] - count * size / total) < 1 for name, size in sizes.items())


def test_no_document_gives_more_than_a_few_while_others_have_some(some: list[Example]) -> None:
    loud = scored("loud", "nl", [(f"{example.text} {number}", [0.5, 0.5, 0.0]) for number, example in enumerate(some[:200])])
    pool = [document for document in pool_of(some[200:]) if document.language == "nl"] + [loud]
    assert sum(len(document.sentences) >= FEW for document in pool) * FEW > 60
    counts = Counter(suggestion.document for suggestion in suggest(pool, 60, random_share=0).suggestions)
    assert max(counts.values()) == counts["loud"] == FEW
    counts = Counter(suggestion.document for suggestion in suggest([loud], 60, random_share=0).suggestions)
    assert counts == {"loud": 60}


def test_what_is_learnt_from_and_measured_on_share_no_article_if_there_are_enough(some: list[Example]) -> None:
    pool = pool_of(some)
    before = [
        Example(document.name, document.language, "", f"Not in the pool {number}.", "neutral", columns={"chosen": RANDOM})
        for number, document in enumerate(pool[:10])
    ]
    found = suggest(pool, 60, 0.2, labelled=before)
    by = {
        chosen: {suggestion.document for suggestion in found.suggestions if suggestion.chosen == chosen} for chosen in (RANDOM, UNCERTAIN)
    }
    assert len(texts(found, RANDOM)) == 12
    assert not by[UNCERTAIN] & (by[RANDOM] | {example.document for example in before})
    few = suggest(pool[:1], 6, 0.5)
    assert {suggestion.chosen for suggestion in few.suggestions} == {RANDOM, UNCERTAIN}


def test_an_article_that_was_measured_on_is_known_by_its_sentences_but_not_by_what_stands_in_all(some: list[Example]) -> None:
    more = ScoredSentence("Read more on our site!", 0, 5, dict.fromkeys(LABELS, 1 / 3))
    pool = [replace(document, sentences=[*document.sentences, more]) for document in pool_of(some)]
    drawn = [(document.sentences[0].text, document) for document in pool[:10]] + [(more.text, pool[10])]
    before = [Example(f"old/{d.name}", d.language, "", text.upper(), "neutral", columns={"chosen": RANDOM}) for text, d in drawn]
    found = {suggestion.document for suggestion in suggest(pool, 60, 0, labelled=before).suggestions}
    assert len(found) > 15
    assert not found & {document.name for document in pool[:10]}


def test_the_same_in_parts_and_again_and_other_seeds_draw_others(some: list[Example]) -> None:
    pool = pool_of(some)
    whole = suggest(pool, 50)
    parts = [
        replace(document, sentences=document.sentences[start : start + 4], first=start)
        for document in pool
        for start in range(0, len(document.sentences), 4)
    ]
    assert suggest(parts, 50) == suggest(iter(pool), 50) == whole
    other = suggest(pool, 50, seed=2)
    assert set(texts(other, RANDOM)) != set(texts(whole, RANDOM))
    more = suggest(pool + [replace(document, name=f"{document.name} again") for document in pool[:3]], 50)
    assert len(set(texts(more, RANDOM)) & set(texts(whole, RANDOM))) >= 8  # a sentence keeps its lot


def test_context_is_what_stands_around_also_over_the_end_of_a_part() -> None:
    lines = ["The army left.", "Talks began at noon.", "A storm is coming.", "Nobody was hurt."]
    document = scored("a", "en", [(line, [0.4, 0.3, 0.3]) for line in lines])
    parts = [replace(document, sentences=[sentence], first=number) for number, sentence in enumerate(document.sentences)]
    for pool in ([document], parts):
        found = sorted(suggest([*pool, replace(document, name="b")], 4).suggestions, key=lambda suggestion: suggestion.sentence)
        assert [suggestion.before for suggestion in found] == ["", *lines[:-1]]
        assert [suggestion.after for suggestion in found] == [*lines[1:], ""]


def test_every_sentence_has_the_same_chance_of_being_drawn() -> None:
    lines = [f"{word} {other}" for word, other in zip(WORDS, WORDS[5:] + WORDS[:5], strict=True)]
    pool = [
        scored("a", "nl", [(line, [0.9, 0.1, 0.0]) for line in lines[:2]]),
        scored("b", "en", [(line, [0.5, 0.5, 0.0]) for line in lines[2:]]),
    ]
    drawn: Counter[str] = Counter()
    for seed in range(600):
        drawn.update(texts(suggest(pool, 5, 0.6, seed), RANDOM))
    assert drawn.total() == 1800
    assert chisquare([drawn[line] for line in lines]).pvalue > 0.01


def test_the_order_mixes_what_is_random_with_what_is_uncertain(some: list[Example]) -> None:
    found = suggest(pool_of(some), 200, 0.5).suggestions
    assert 30 <= sum(suggestion.chosen == RANDOM for suggestion in found[:100]) <= 70


def test_what_is_printed_in_every_article_is_chosen_once(some: list[Example]) -> None:
    pool = [
        replace(document, sentences=[*document.sentences, ScoredSentence("Read more on our  site!", 0, 5, dict.fromkeys(LABELS, 1 / 3))])
        for document in pool_of(some)
    ]
    found = texts(suggest(pool, 100))
    assert found.count("Read more on our  site!") == 1
    labelled = [Example("x", "en", "", "read more on our site!", "neutral")]
    found_again = suggest(pool, 100, labelled=labelled)
    assert "Read more on our  site!" not in texts(found_again)
    assert found_again.labelled == len(pool)


def test_nothing_to_choose_from_is_nothing_chosen() -> None:
    assert suggest([], 10) == Suggested([], 0, 0)
    document = scored("a", "en", [("* * *", [0.4, 0.3, 0.3]), ("Talks began.", [0.4, 0.3, 0.3])])
    assert texts(suggest([document], 10)) == ["Talks began."]
