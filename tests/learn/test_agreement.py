"""Agreement figures against examples worked out by hand."""

import pytest

from stance.learn.agreement import agreement


def test_a_table_worked_out_by_hand() -> None:
    # 10 items; the annotators agree on 7: observed 0.7. Marginals: first E 4, N 4, D 2; second E 3, N 5, D 2.
    # Expected by chance (Cohen): 0.4*0.3 + 0.4*0.5 + 0.2*0.2 = 0.36, so kappa = (0.7 - 0.36) / 0.64.
    # Alpha: pooled E 7, N 9, D 4 of 20; expected agreement (7*6 + 9*8 + 4*3) / (20*19) = 126/380, alpha = 1 - 0.3 / (1 - 126/380).
    first = dict(enumerate("EEEENNNNDD"))
    second = dict(enumerate("EEENNNNDDN"))
    names = {"E": "escalation", "N": "neutral", "D": "de-escalation"}
    found = agreement({str(k): names[v] for k, v in first.items()}, {str(k): names[v] for k, v in second.items()})
    assert found.items == 10
    assert found.observed == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.34 / 0.64)
    assert found.alpha == pytest.approx(1 - 0.3 / (1 - 126 / 380))
    assert found.f1 == pytest.approx({"escalation": 6 / 7, "neutral": 6 / 9, "de-escalation": 2 / 4})


def test_only_items_that_both_labelled_count() -> None:
    assert agreement({"a": "neutral", "b": "neutral", "c": "escalation"}, {"b": "neutral", "c": "escalation", "d": "neutral"}).items == 2
    with pytest.raises(ValueError, match="no item in common"):
        agreement({"a": "neutral"}, {"b": "neutral"})
