"""The numpy classifier against the scikit-learn model that it was made of, and its own promises."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stance
from stance.labels import LABELS
from stance.learn.corpus import Example, columns
from stance.learn.fit import Fitted, Recipe, classifier_from, fit_regression
from stance.model import lexicon
from stance.model.classifier import Classifier
from stance.text.growing import Rows
from stance.text.terms import PASSAGE
from stance.text.tokens import Tokens


@pytest.fixture(scope="module")
def fitted(some: list[Example], recipe: Recipe) -> Fitted:
    return fit_regression(*columns(some), recipe)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("together", [True, False])
def test_probabilities_are_those_of_scikit_learn(fitted: Fitted, corpus: list[Example], language: str, together: bool) -> None:
    classifier = classifier_from(fitted, {}, ())
    examples = [example for example in corpus if example.language == language][:3000]
    texts, _, documents = columns(examples)
    if together:
        expected = fitted.predict_proba(texts, documents)
        articles = [[example.text for example in article] for _, article in groupby(examples, key=lambda example: example.document)]
        assert max(map(len, articles)) > 5
        found = np.concatenate([classifier.predict_proba(article, together=True) for article in articles])
    else:
        expected = fitted.predict_proba(texts, [str(number) for number in range(len(texts))])
        found = classifier.predict_proba(texts)
    assert np.abs(found - expected).max() < 1e-6


def test_a_book_is_read_in_passages_by_both(fitted: Fitted, corpus: list[Example]) -> None:
    texts = [example.text for example in corpus[: 2 * PASSAGE + 50]]
    expected = fitted.predict_proba(texts, ["book"] * len(texts))
    book = classifier_from(fitted, {}, ()).predict_proba(texts, together=True)
    assert np.abs(book - expected).max() < 1e-6
    assert np.array_equal(book[:PASSAGE], classifier_from(fitted, {}, ()).predict_proba(texts[:PASSAGE], together=True))


@cache
def shipped() -> Classifier:
    return stance.load()


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return shipped()


@pytest.mark.parametrize("text", ["", " ", "\0", "🕊️", "qzxv", "a" * 10_000, "שלום", "\ud800", "e\u0301" * 50])
def test_any_text_gets_probabilities(classifier: Classifier, text: str) -> None:
    (row,) = classifier.predict_proba([text])
    assert row.sum() == pytest.approx(1)
    assert (row > 0).all()


def test_a_sentence_reads_the_same_in_any_company(classifier: Classifier, corpus: list[Example]) -> None:
    texts = [example.text for example in corpus[:2500]]
    together = classifier.predict_proba(texts)
    assert np.array_equal(together[::500], np.concatenate([classifier.predict_proba([text]) for text in texts[::500]]))


def test_spelling_that_means_nothing_changes_nothing(classifier: Classifier) -> None:
    plain = 'De premier zei: "Wij trekken ons \'s avonds terug" - en noemde 1.500 man, Oekraïne.'
    fancy = "De premier zei: “Wij trekken ons ’s avonds terug” – en noemde 2,700 man, Oekrai\u0308ne."
    assert np.array_equal(classifier.predict_proba([plain]), classifier.predict_proba([fancy]))


def test_nothing_in_nothing_out(classifier: Classifier) -> None:
    assert classifier.predict_proba([]).shape == (0, 3)
    assert classifier.predict([]).shape == (0,)


def test_moves_that_nobody_doubts(classifier: Classifier) -> None:
    texts = [
        "Rebels attacked the army base and killed twelve soldiers.",
        "The two governments signed a peace agreement and released all prisoners.",
        "The museum opens at ten and the soup is served warm.",
        "Rebellen vielen de legerbasis aan en doodden twaalf soldaten.",
        "Beide regeringen tekenden een vredesakkoord en lieten alle gevangenen vrij.",
        "Het museum gaat om tien uur open en de soep wordt warm opgediend.",
    ]
    assert classifier.predict(texts).tolist() == ["escalation", "de-escalation", "neutral"] * 2


def test_surroundings_count_only_when_read_together(classifier: Classifier) -> None:
    sentence = "They returned to the capital on Friday."
    war = ["Rebels shelled the garrison and killed nine soldiers.", sentence, "The army answered with air strikes on the rebels."]
    match = ["The home side won the cup after extra time.", sentence, "The coach praised the goalkeeper and the fans."]
    alone, at_war, at_play = (
        classifier.predict_proba([sentence])[0],
        *(classifier.predict_proba(article, together=True)[1] for article in (war, match)),
    )
    assert at_war[0] > at_play[0]
    assert np.array_equal(alone, classifier.predict_proba([sentence], together=True)[0])
    assert np.array_equal(alone, classifier.predict_proba(war)[1])


sentences = st.lists(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            "The army Russia's General Marco Bell U.S. won't attack, attack attack\u00a0talks 3,500 vredes\u00adoverleg «bestand» e\u0301\u0301 ".split(
                " "
            )
        )
    ).map(" ".join),
    min_size=1,
    max_size=6,
)


@given(texts=sentences)
def test_an_explanation_adds_up_to_the_logits(texts: list[str]) -> None:
    classifier = shipped()
    for together in (True, False):
        logits = classifier.logits(texts, together=together)
        explanations = classifier.explain(texts, together=together)
        assert len(explanations) == len(texts)
        for text, row, why in zip(texts, logits.tolist(), explanations, strict=True):
            assert list(why.logits.values()) == pytest.approx(row, abs=1e-9)
            for label in LABELS:
                for parts in (why.words, why.terms):
                    assert why.prior[label] + sum(part.push[label] for part in parts) + why.context[label] == pytest.approx(
                        why.logits[label], abs=1e-9
                    )
            assert all(text[word.start : word.start + len(word.text)] == word.text for word in why.words)
            assert "".join("".join(word.text.split()) for word in why.words) == "".join(text.split())


@pytest.mark.parametrize("country", ["Russia", "The United States", "Noord-Korea", "U.S. Army"])
def test_an_explanation_keeps_to_its_words_behind_a_name_of_several(classifier: Classifier, country: str) -> None:
    (why,) = classifier.explain([f"{country} attacked rebels near the old harbour on Tuesday."])
    push = {word.text: word.push["escalation"] for word in why.words}
    assert push["attacked"] > 1 > abs(push["harbour"])


def test_an_explanation_names_the_words_that_decide(classifier: Classifier) -> None:
    (why,) = classifier.explain(["The rebels attacked the village with mortars on Tuesday."])
    strongest = sorted(why.words, key=lambda word: -word.push["escalation"])[:3]
    assert {word.text for word in strongest} & {"rebels", "attacked", "mortars"}


def test_threads_may_share_a_classifier_and_little_may_be_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    classifier = stance.load()
    texts = [f"The army of district {number} refused the truce, they said; word{number} fell." for number in range(200)]
    expected = classifier.predict_proba(texts)
    monkeypatch.setattr(lexicon, "KEPT", 5)
    shared = stance.load()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda start: shared.predict_proba(texts[start : start + 10]), [*range(0, 200, 10)] * 5))
    assert np.abs(np.concatenate(found) - np.concatenate([expected] * 5)).max() < 1e-12


def test_an_interrupt_midway_spoils_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    classifier = stance.load()
    sentences = ["The rebels broke the truce.", "Talks resumed."]
    expected = classifier.predict_proba(sentences)
    fresh = stance.load()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Rows, "add", interrupted)
        with pytest.raises(KeyboardInterrupt):
            fresh.predict_proba(["A sentence that has other words."])
    assert np.array_equal(fresh.predict_proba(sentences), expected)


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "KEPT", 100)
    tokens = Tokens(masking=True, quotation_marks=False)
    for number in range(1_000):
        if tokens.fuller_than(100):
            tokens.forget()
        tokens.read([f"{number} {number}00"])  # the same token every time, another word
    assert len(tokens._words) <= 300
