"""Two models compared: against a bootstrap by hand, tests worked out on paper, and models that are known to be alike."""

import random
from dataclasses import replace
from math import comb

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score

from stance.enough import FEW
from stance.labels import LABELS
from stance.learn.compare import Comparison, compare, differences, mcnemar, needed, real, verdict
from stance.learn.corpus import Example
from stance.learn.evaluate import labels_of
from tests.learn.test_evaluate import macro_f1_by_hand


def read(gold: np.ndarray, right: float, seed: int) -> np.ndarray:
    """Return the probabilities of a model that is right so often."""
    chance = np.random.default_rng(seed)
    taken = np.where(chance.random(len(gold)) < right, gold, chance.choice(LABELS, len(gold)))
    odds = np.eye(3)[[LABELS.index(label) for label in taken]] + chance.dirichlet([1, 1, 1], len(gold)) * 0.5
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def labels(sentences: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).choice(LABELS, sentences, p=[0.3, 0.5, 0.2])


def documents(sentences: int, each: int = 10) -> list[str]:
    return [f"d{row // each:04}" for row in range(sentences)]


def compared(sentences: int, first: float, second: float, each: int = 10) -> Comparison:
    gold = labels(sentences)
    return compare(gold, read(gold, first, 2), read(gold, second, 3), documents(sentences, each))


@pytest.mark.parametrize(
    ("only_first", "only_second", "expected"),
    [(0, 0, 1), (3, 3, 1), (0, 5, 2 / 2**5), (1, 5, 2 * (1 + 6) / 2**6), (12, 3, 2 * sum(comb(15, k) for k in range(4)) / 2**15)],
)
def test_mcnemars_exact_test_is_what_is_worked_out_on_paper(only_first: int, only_second: int, expected: float) -> None:
    assert mcnemar(only_first, only_second) == pytest.approx(expected)
    assert mcnemar(only_second, only_first) == pytest.approx(expected)


def test_difference_is_that_of_a_bootstrap_by_hand_over_the_same_documents() -> None:
    gold, named = labels(600), documents(600)
    first, second = read(gold, 0.6, 2), read(gold, 0.7, 3)
    comparison = compare(gold, first, second, named)
    one, two = labels_of(first), labels_of(second)
    rows = {name: [row for row, document in enumerate(named) if document == name] for name in set(named)}
    chance = random.Random(1)
    macro, accuracy = [], []
    for _ in range(600):
        drawn = [row for name in chance.choices(sorted(rows), k=len(rows)) for row in rows[name]]
        macro.append(macro_f1_by_hand(gold[drawn], two[drawn]) - macro_f1_by_hand(gold[drawn], one[drawn]))
        accuracy.append(float((gold[drawn] == two[drawn]).mean() - (gold[drawn] == one[drawn]).mean()))
    for found, values in ((comparison.macro_f1, macro), (comparison.accuracy, accuracy)):
        low, high = np.quantile(values, [0.025, 0.975])
        assert found[1:] == [pytest.approx(low, abs=(high - low) / 8), pytest.approx(high, abs=(high - low) / 8)]
    assert comparison.macro_f1[0] == pytest.approx(f1_score(gold, two, average="macro") - f1_score(gold, one, average="macro"))
    assert comparison.accuracy[0] == pytest.approx(accuracy_score(gold, two) - accuracy_score(gold, one))
    assert comparison.only_second == ((two == gold) & (one != gold)).sum()
    assert comparison.only_first == ((one == gold) & (two != gold)).sum()
    assert comparison.accuracy[0] == pytest.approx((comparison.only_second - comparison.only_first) / 600)
    assert comparison.differing == (one != two).sum()


def test_a_model_is_not_better_than_itself() -> None:
    gold = labels(300)
    one = read(gold, 0.7, 2)
    comparison = compare(gold, one, one, documents(300))
    assert comparison.macro_f1 == comparison.accuracy == [0, 0, 0]
    assert comparison.mcnemar == 1
    assert not real(comparison)
    assert needed(comparison) is None
    assert verdict(comparison, "a", "b") == ["No difference: b and a give every sentence the same label (300 sentences in 30 documents)."]


def test_a_clear_difference_is_called_so_from_either_side() -> None:
    better, worse = compared(600, 0.5, 0.8), compared(600, 0.8, 0.5)
    assert verdict(better, "shipped", "mine")[0].startswith("mine is better than shipped, by more than chance explains: macro F1 0.")
    assert verdict(worse, "shipped", "mine")[0].startswith("mine is worse than shipped, by more than chance explains: macro F1 0.")
    assert "on 600 sentences in 60 documents." in verdict(better, "shipped", "mine")[0]
    assert any("takes sentences for independent" in line for line in verdict(better, "shipped", "mine"))


def test_few_documents_never_make_a_difference_real() -> None:
    clear = compared(600, 0.3, 0.95, each=67)  # nine
    assert clear.documents == 9
    low = clear.macro_f1[1]
    assert low is not None
    assert low > 0
    assert not real(clear)
    told = verdict(clear, "shipped", "mine")
    assert told[0].startswith("Too few documents to tell mine from shipped")
    assert told[1].startswith("Label sentences of 10 documents or more")
    single = compared(60, 0.3, 0.95, each=60)
    assert single.macro_f1[1:] == [None, None]
    assert verdict(single, "shipped", "mine")[0].startswith("Too few documents")


def test_a_label_of_two_documents_leaves_macro_f1_undecided() -> None:
    gold = np.where(labels(600) == "de-escalation", "neutral", labels(600))
    gold[[0, 300]] = "de-escalation"
    comparison = compare(gold, read(gold, 0.3, 2), read(gold, 0.95, 3), documents(600))
    assert not real(comparison)
    assert comparison.macro_f1[1:] == [None, None]
    told = verdict(comparison, "shipped", "mine")
    assert told[0].startswith("Too few documents of a label (2 with de-escalation) to tell mine from shipped: ")
    assert told[1] == "Label more sentences that are de-escalation, in other documents, before you compare."


def test_an_undecided_comparison_says_how_much_more_would_decide_it() -> None:
    # An interval of ±0.04 is a standard error of 0.0204; a difference of 0.02 is found four times in five at 2.8 standard errors of 0.00714.
    undecided = replace(compared(600, 0.7, 0.7), macro_f1=[0.02, -0.02, 0.06])
    wanted = needed(undecided)
    assert wanted == pytest.approx(600 * (0.0204 / 0.00714) ** 2, rel=0.01)
    told = verdict(undecided, "a", "b")
    assert told[0].startswith("No difference between b and a that can be told from chance: ")
    assert told[1] == "If it is really that big, some 4,300 sentences more, from other documents, would show it four times in five."
    hopeless = replace(undecided, macro_f1=[0.001, -0.039, 0.041])
    assert verdict(hopeless, "a", "b")[1].endswith("take them for equals.")


def test_as_many_sentences_as_it_asks_for_do_decide_four_times_in_five() -> None:
    gold = labels(40_000)
    first, second = read(gold, 0.60, 2), read(gold, 0.66, 3)
    whole = compare(gold, first, second, documents(40_000), times=300)
    wanted = needed(whole)
    assert wanted is not None
    size = round(wanted, -1)
    parts = range(0, 40_000 - size, size)
    assert len(parts) >= 20
    found = [real(compare(gold[at : at + size], first[at : at + size], second[at : at + size], documents(size), times=300)) for at in parts]
    assert 0.6 <= np.mean(found) <= 0.95


def test_models_that_are_alike_are_seldom_told_apart() -> None:
    mistaken, size = 0, 10 * FEW
    for seed in range(200):
        gold = labels(size, seed)
        mistaken += real(compare(gold, read(gold, 0.7, 1000 + seed), read(gold, 0.7, 2000 + seed), documents(size), times=200))
    assert mistaken <= 15  # of one in twenty; of the middle 95 % of draws, of ten documents, it is one in eleven


def test_sentences_that_differ_come_by_who_was_right_and_how_sure() -> None:
    rows = [  # what people said, and what both models did, with their probabilities
        ("neutral", ("neutral", 0.9), ("neutral", 0.5)),
        ("neutral", ("neutral", 0.8), ("escalation", 0.6)),
        ("escalation", ("neutral", 0.8), ("escalation", 0.5)),
        ("escalation", ("neutral", 0.5), ("de-escalation", 0.7)),
        ("escalation", ("neutral", 0.6), ("escalation", 0.9)),
        ("neutral", ("neutral", 0.9), ("de-escalation", 0.6)),
    ]

    def odds(label: str, probability: float) -> list[float]:
        return [probability if one == label else (1 - probability) / 2 for one in LABELS]

    examples = [Example("d", "en", "", f"sentence {number}", gold) for number, (gold, _, _) in enumerate(rows)]
    found = differences(examples, np.array([odds(*one) for _, one, _ in rows]), np.array([odds(*two) for _, _, two in rows]))
    assert [(one.example.text[-1], one.right) for one in found] == [("4", 1), ("2", 1), ("5", 0), ("1", 0), ("3", None)]
    assert [label for label, _ in found[0].read] == ["neutral", "escalation"]
    assert [probability for _, probability in found[0].read] == pytest.approx([0.6, 0.9])
