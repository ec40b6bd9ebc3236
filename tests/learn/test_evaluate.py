"""Figures against scikit-learn's, and intervals against a bootstrap of its own and against what is known of them."""

import random
import tracemalloc
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

import stance
from stance.errors import StanceError
from stance.labels import LABELS
from stance.learn.corpus import Example
from stance.learn.evaluate import (
    by,
    calibration_error,
    confusions,
    f1_of,
    interval,
    labels_of,
    macro_f1,
    measured,
    predict,
    reliability,
    resample,
)

ROOT = Path(__file__).parents[2]


def labelled(sentences: int, right: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    gold = chance.choice(LABELS, sentences, p=[0.2, 0.7, 0.1])
    return gold, np.where(chance.random(sentences) < right, gold, chance.choice(LABELS, sentences))


def test_f1_of_confusions_is_scikit_learns() -> None:
    gold, predicted = labelled(500, 0.6)
    counts = confusions(gold, predicted, [f"d{row % 40}" for row in range(500)])
    assert counts.shape == (40, 3, 3)
    assert (counts.sum(axis=0) == confusion_matrix(gold, predicted, labels=LABELS)).all()
    assert f1_of(counts.sum(axis=0)) == pytest.approx(f1_score(gold, predicted, labels=LABELS, average=None))
    assert f1_of(counts.sum(axis=0)).mean() == pytest.approx(macro_f1(gold, predicted))
    assert f1_of(np.zeros((3, 3), int)).tolist() == [0, 0, 0]


def test_intervals_hold_the_figure_and_widen_with_documents_that_are_alike_within() -> None:
    gold, predicted = labelled(600, 0.6)
    right = gold == predicted
    gold, predicted = (np.concatenate([column[right], column[~right]]) for column in (gold, predicted))  # the errors stand together
    figure = f1_of(confusions(gold, predicted, ["d"] * 600).sum(axis=0)).mean()
    widths = []
    for size in (1, 30):
        documents = [f"d{row // size:04d}" for row in range(600)]
        low, high = interval(f1_of(resample(confusions(gold, predicted, documents))).mean(axis=-1))
        assert low < figure < high
        widths.append(high - low)
    assert widths[1] > 2 * widths[0]


def test_the_same_model_is_never_ahead_of_itself() -> None:
    gold, predicted = labelled(200, 0.7)
    counts = confusions(gold, predicted, [f"d{row // 10}" for row in range(200)])
    assert (f1_of(resample(counts)) == f1_of(resample(counts))).all()


def test_calibration_error_of_what_is_known() -> None:
    chance = np.random.default_rng(1)
    certain = np.tile([0.0, 1.0, 0.0], (100, 1))
    assert calibration_error(np.array(["neutral"] * 100), certain) == 0
    assert calibration_error(np.array(["escalation"] * 100), certain) == 1
    odds = chance.dirichlet([1, 1, 1], 40_000)
    gold = np.array(LABELS)[(odds.cumsum(axis=1) > chance.random((40_000, 1))).argmax(axis=1)]
    assert calibration_error(gold, odds) < 0.015
    assert sum(share for _, _, share in reliability(gold, odds)) == pytest.approx(1)


def certain(labels: list[str]) -> np.ndarray:
    """Return probabilities of a model that is sure of these labels."""
    return np.eye(3)[[LABELS.index(label) for label in labels]]


def hesitant(sentences: int, documents: int, seed: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return labels, probabilities and documents of a model that reads some documents well and others badly."""
    chance = np.random.default_rng(seed)
    document = np.arange(sentences) % documents
    gold = chance.choice(LABELS, sentences, p=[0.3, 0.5, 0.2])
    skill = chance.beta(1.5, 1, documents)[document]
    taken = np.where(chance.random(sentences) < skill, gold, chance.choice(LABELS, sentences))
    odds = certain(taken.tolist()) * chance.uniform(0.5, 2, sentences)[:, None] + chance.dirichlet([1, 1, 1], sentences) * 0.4
    return gold, odds / odds.sum(axis=1, keepdims=True), [f"d{number:04}" for number in document]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS), st.integers(0, 5)), min_size=1, max_size=60))
def test_every_figure_is_scikit_learns(rows: list[tuple[str, str, int]]) -> None:
    gold, predicted, documents = (list(column) for column in zip(*rows, strict=True))
    figures = measured(gold, certain(predicted), [f"d{document}" for document in documents], times=20)
    there = [label for label in LABELS if label in gold]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of labels that do not occur
        precision, recall, _, support = precision_recall_fscore_support(gold, predicted, labels=LABELS, zero_division=np.nan)
    assert figures["accuracy"][0] == pytest.approx(accuracy_score(gold, predicted))
    assert figures["macro_f1"][0] == pytest.approx(f1_score(gold, predicted, labels=there, average="macro", zero_division=0))
    assert figures["confusion"] == confusion_matrix(gold, predicted, labels=LABELS).tolist()
    assert list(figures["support"].values()) == support.tolist()
    for k, label in enumerate(LABELS):
        for name, values in (("precision", precision), ("recall", recall)):
            assert figures[name][label][0] == (None if np.isnan(values[k]) else pytest.approx(values[k]))
        expected = pytest.approx(f1_score(gold, predicted, labels=[label], average="macro", zero_division=0)) if label in gold else None
        assert figures["f1"][label][0] == expected
    assert figures["calibration_error"][0] == pytest.approx(1 - figures["accuracy"][0])  # of one that is always sure
    assert figures["brier"][0] == pytest.approx(2 * (1 - figures["accuracy"][0]))


def macro_f1_by_hand(gold: np.ndarray, predicted: np.ndarray) -> float:
    """Return the same as scikit-learn, in a hundredth of the time."""
    both = [((gold == label) & (predicted == label)).sum() for label in LABELS]
    either = [(gold == label).sum() + (predicted == label).sum() for label in LABELS]
    return float(np.mean([2 * one / all_ for one, all_ in zip(both, either, strict=True)]))


def test_intervals_are_those_of_a_bootstrap_by_hand() -> None:
    gold, probabilities, documents = hesitant(600, 60, seed=1)
    rows = {name: [row for row, document in enumerate(documents) if document == name] for name in set(documents)}
    chance = random.Random(1)
    predicted = labels_of(probabilities)
    found: dict[str, list[float]] = {"accuracy": [], "macro_f1": [], "brier": []}
    for _ in range(600):
        drawn = [row for name in chance.choices(sorted(rows), k=len(rows)) for row in rows[name]]
        found["accuracy"].append(float((gold[drawn] == predicted[drawn]).mean()))
        found["macro_f1"].append(macro_f1_by_hand(gold[drawn], predicted[drawn]))
        found["brier"].append(float(((probabilities[drawn] - certain(gold[drawn].tolist())) ** 2).sum(axis=1).mean()))
    figures = measured(gold, probabilities, documents)
    for name, values in found.items():
        low, high = np.quantile(values, [0.0215, 0.9785])  # as 2.5 % of Student's t of 59 are of the normal distribution
        width = high - low
        assert figures[name][1:] == [pytest.approx(low, abs=width / 8), pytest.approx(high, abs=width / 8)]


def test_intervals_hold_the_truth_nineteen_times_in_twenty() -> None:
    gold, probabilities, documents = hesitant(400_000, 40_000, seed=0)
    truth = measured(gold, probabilities, documents, times=2)
    hits = dict.fromkeys(("accuracy", "macro_f1", "brier", "calibration_error"), 0)
    for seed in range(100):
        figures = measured(*hesitant(500, 50, seed + 1), times=300)
        for name in hits:
            hits[name] += figures[name][1] <= truth[name][0] <= figures[name][2]
    assert all(88 <= hit <= 100 for hit in hits.values()), hits


@pytest.mark.parametrize("number", [10, 20])
def test_intervals_of_few_documents_hold_the_truth_nineteen_times_in_twenty(number: int) -> None:
    # figures that are the mean of a draw from a normal distribution: what is left of it outside the interval is Student's t
    chance = np.random.default_rng(1)
    hits = plain = 0
    for _ in range(600):
        figures = chance.normal(size=number)
        draws = figures[chance.integers(number, size=(500, number))].mean(axis=1)
        low, high = interval(draws, number)
        hits += low <= 0 <= high
        low, high = interval(draws)
        plain += low <= 0 <= high
    assert plain < hits
    assert 0.93 <= hits / 600 <= 0.97


def test_the_calibration_of_a_calibrated_model_is_not_said_to_be_bad() -> None:
    chance = np.random.default_rng(1)
    reaches_nothing = 0
    for _ in range(20):
        odds = chance.dirichlet([1, 1, 1], 600)
        gold = np.array(LABELS)[(odds.cumsum(axis=1) > chance.random((600, 1))).argmax(axis=1)]
        value, low, high = measured(gold, odds, [f"d{row // 10}" for row in range(600)], times=200)["calibration_error"]
        assert low <= value <= high
        reaches_nothing += low < 0.005
    assert reaches_nothing >= 12  # draws as they are reach it never


def test_what_cannot_be_said_is_none() -> None:
    one = measured(["neutral", "escalation"], certain(["neutral", "neutral"]), ["a", "a"])
    assert one["accuracy"] == [0.5, None, None]
    assert one["precision"]["escalation"] == [None, None, None]
    assert one["recall"]["escalation"] == [0, None, None]
    assert one["recall"]["de-escalation"] == one["f1"]["de-escalation"] == [None, None, None]
    assert one["macro_f1"][0] == pytest.approx((2 / 3 + 0) / 2)
    faultless = measured(["neutral"] * 30, certain(["neutral"] * 30), [f"d{row}" for row in range(30)])
    assert faultless["accuracy"] == [1, None, None]  # no draw can show an error that did not happen
    with pytest.raises(StanceError, match="no sentence"):
        measured([], np.empty((0, 3)), [])


def test_the_order_of_sentences_changes_nothing() -> None:
    gold, probabilities, documents = hesitant(300, 30, seed=3)
    order = np.random.default_rng(1).permutation(300)
    assert measured(gold[order], probabilities[order], [documents[row] for row in order]) == measured(gold, probabilities, documents)


def example(document: str, text: str, label: str = "neutral", **columns: object) -> Example:
    return Example(document, "en", "", text, label, columns=columns)


def test_sentences_are_read_in_their_documents_and_in_their_order() -> None:
    classifier = stance.load()
    texts = (ROOT / "examples/border-bridge.en.txt").read_text(encoding="utf-8").split("\n")
    texts = [text for text in texts if text.strip()][:6]
    whole = classifier.predict_proba(texts, together=True)
    other = example("other", "Rain fell all day.")
    numbered = [example("bridge", text, sentence=str(number)) for number, text in enumerate(texts)]
    shuffled = [numbered[4], other, *numbered[:4], numbered[5]]
    found = predict(classifier, shuffled)
    assert found[[2, 3, 4, 5, 0, 6]] == pytest.approx(whole)
    assert found[1] == pytest.approx(classifier.predict_proba([other.text])[0])
    assert np.abs(whole - classifier.predict_proba(texts)).max() > 0.01  # alone they read otherwise
    unnumbered = [example("bridge", text) for text in texts]
    assert predict(classifier, unnumbered) == pytest.approx(whole)


def test_long_documents_are_read_in_passages_by_their_numbers() -> None:
    classifier = stance.load()
    texts = [f"The council met {'in peace' if number % 3 else 'under fire'} for the {number}th time." for number in range(230)]
    numbered = [example("long", text, sentence=number) for number, text in enumerate(texts)]
    assert predict(classifier, numbered[::-1])[::-1] == pytest.approx(classifier.predict_proba(texts, together=True))


def test_a_label_of_few_documents_does_not_move_macro_f1_from_draw_to_draw() -> None:
    gold, predicted = (column.copy() for column in labelled(400, 0.6))
    documents = [f"d{row // 10:02}" for row in range(400)]
    gold[gold == "de-escalation"] = "neutral"
    for number, standing in ((2, False), (4, True)):
        rows = [10 * document for document in range(number)]
        there = gold.copy()
        there[rows] = "de-escalation"
        read = predicted.copy()
        read[rows] = "escalation"
        figures = measured(there, certain(read.tolist()), documents)
        value, low, high = figures["macro_f1"]
        assert figures["label_documents"]["de-escalation"] == number
        assert (low is not None) is standing
        assert None not in figures["f1"]["neutral"]
        if standing:
            assert low < value < high < value + 0.1  # draws without the label average two others, which are read far better


def test_one_long_text_takes_no_memory_for_the_others() -> None:
    examples = [
        example(f"d{row % 20}", "x" * 100_000 if row == 7 else "y", paper="z" * 100_000 if row == 7 else "a") for row in range(5_000)
    ]
    tracemalloc.start()
    by(examples, certain(["neutral"] * 5_000), "paper")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000


def test_figures_by_a_column_are_those_of_its_sentences() -> None:
    gold, probabilities, documents = hesitant(600, 60, seed=5)
    sizes = [number for number in range(24) for _ in range(number + 10)][:600]
    papers = [None if number == 23 else f"paper {number:02}" for number in sizes]
    examples = [
        example(document, "x", label, Paper=paper) for document, label, paper in zip(documents, gold.tolist(), papers, strict=False)
    ]
    found = by(examples, probabilities[: len(examples)], "paper")
    sentences = [figures["sentences"] for figures in found["groups"].values()]
    assert len(sentences) == 20
    assert sentences == sorted(sentences, reverse=True)
    assert len(found["left_out"]) == 4
    rows = [row for row, paper in enumerate(papers) if paper is None]
    expected = measured(gold[rows], probabilities[rows], [documents[row] for row in rows])
    assert rows
    assert found["groups"][""] == expected
