"""Figures against scikit-learn's, and intervals against what is known of them."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, f1_score

from stance.labels import LABELS
from stance.learn.evaluate import calibration_error, confusions, f1_of, interval, macro_f1, reliability, resample


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
