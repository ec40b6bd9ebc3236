"""The numpy classifier against the scikit-learn pipeline that it was made of, and its own promises."""

import numpy as np
import pytest
from sklearn.pipeline import Pipeline

import stance
from stance.labels import LABELS
from stance.learn.corpus import Example
from stance.learn.fit import Recipe, from_pipeline, pipeline
from stance.model.classifier import Classifier


@pytest.fixture(scope="module")
def fitted(some: list[Example], recipe: Recipe) -> Pipeline:
    return pipeline(recipe).fit([example.text for example in some], [example.label for example in some])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_probabilities_are_those_of_the_pipeline(fitted: Pipeline, recipe: Recipe, corpus: list[Example], language: str) -> None:
    classifier = from_pipeline(fitted, recipe.terms, {})
    texts = [example.text for example in corpus if example.language == language][:3000]
    order = [list(fitted.classes_).index(label) for label in LABELS]
    assert np.abs(classifier.predict_proba(texts) - fitted.predict_proba(texts)[:, order]).max() < 1e-6


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return stance.load()


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
