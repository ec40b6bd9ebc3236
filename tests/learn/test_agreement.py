"""Agreement figures against examples worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from stance.labels import LABELS
from stance.learn.agreement import (
    Sentence,
    _meetings,
    _parts,
    alpha,
    disputed,
    gather,
    kappa,
    panel,
    reading,
    to_adjudicate,
)
from stance.learn.corpus import ADJUDICATED, Example

E, N, D = LABELS


def said(*annotators: str) -> list[Sentence]:
    """Return sentences by what each annotator says of them, a letter each; a dot where one says nothing."""
    names = {"E": E, "N": N, "D": D}
    sentences = []
    for number, column in enumerate(zip(*annotators, strict=True)):
        example = Example(f"d{number // 2}", "en", "", f"Sentence {number}.", N)
        given = {f"a{who}": names[letter] for who, letter in enumerate(column) if letter != "."}
        sentences.append(Sentence(example, given))
    return sentences


def test_a_table_worked_out_by_hand() -> None:
    # 10 sentences; the annotators agree on 7: observed 0.7. Marginals: first E 4, N 4, D 2; second E 3, N 5, D 2.
    # Expected by chance (Cohen): 0.4*0.3 + 0.4*0.5 + 0.2*0.2 = 0.36, so kappa = (0.7 - 0.36) / 0.64.
    # Alpha: pooled E 7, N 9, D 4 of 20; expected agreement (7*6 + 9*8 + 4*3) / (20*19) = 126/380, alpha = 1 - 0.3 / (1 - 126/380).
    # The F1 of each label with one of the two as the truth is the share of agreement on it.
    found = panel(["a0", "a1"], said("EEEENNNNDD..N", "EEENNNNDDNEE."))
    assert (found.items, found.labelled) == (10, {"a0": 11, "a1": 12})
    assert found.observed.value == pytest.approx(0.7)
    assert found.kappa.value == found.pairs[0].kappa.value == pytest.approx(0.34 / 0.64)
    assert found.alpha.value == pytest.approx(1 - 0.3 / (1 - 126 / 380))
    assert [found.by_label[label].value for label in LABELS] == pytest.approx([6 / 7, 6 / 9, 2 / 4])
    with pytest.raises(ValueError, match="no sentence was labelled by two"):
        panel(["a0", "a1"], said("EE..", "..NN"))


@pytest.mark.parametrize(
    ("one", "other", "begins", "ends"),
    [
        ("EN", "EN", "too few to say whether the labels are reliable: 2 sentences in 1 document", "from 30 sentences on it is judged"),
        ("END" * 5, "END" * 5, "too few to say whether the labels are reliable: 15 sentences in 8 documents", ""),
        ("END" * 12, "END" * 12, "reliable: conclusions can rest", "(Krippendorff 2004: from 0.8, tentatively from 0.667)"),
        ("END" * 12, "NEE" * 12, "too low to rest conclusions on", ""),
    ],
)
def test_of_few_sentences_nothing_is_said_to_be_reliable(one: str, other: str, begins: str, ends: str) -> None:
    words = reading(panel(["a0", "a1"], said(one, other)))
    assert words.startswith(begins)
    assert words.endswith(ends)


def test_few_documents_are_too_few_and_of_one_it_is_said_what_the_intervals_are_over() -> None:
    sentences = said("END" * 12, "END" * 12)
    in_few = [replace(one, example=replace(one.example, document=f"d{number % 9}")) for number, one in enumerate(sentences)]
    assert reading(panel(["a0", "a1"], in_few)).startswith("too few to say whether the labels are reliable: 36 sentences in 9 documents")
    in_one = [replace(one, example=replace(one.example, document="d")) for one in sentences]
    assert reading(panel(["a0", "a1"], in_one)).endswith(
        "One document only: the intervals are over its sentences, and tell of no other document"
    )


def test_four_annotators_with_labels_missing_worked_out_by_hand() -> None:
    # Units with two labels or more (E N D): 1: 3 0 0, 2: 1 2 0, 3: 0 2 0, 4: 0 1 3, 5: 0 4 0, 6: 2 0 1; the last unit has one label and does not count.
    # Coincidences on the diagonal, n(n-1)/(m-1): E 3 + 0 + 2/2 = 4; N 2/2 + 2 + 4 = 7; D 6/3 = 2: together 13 of 19 labels agree.
    # Labels: E 6, N 9, D 4, so by chance (6*5 + 9*8 + 4*3) / (19*18) = 114/342 = 1/3; alpha = 1 - (6/19) / (2/3) = 1 - 9/19 = 10/19.
    sentences = said("EENNNEE", "EN.DN..", "ENNDNE.", "...DND.")
    found = panel(["a0", "a1", "a2", "a3"], sentences)
    assert (found.items, found.complete, found.differing, found.documents) == (6, 2, 3, 3)
    assert found.alpha.value == pytest.approx(10 / 19)
    # pairs within units, both ways: E 6 + 0 + 2 of 6 + 2 + 4; N 2 + 2 + 0 + 12 of 4 + 2 + 3 + 12; D 6 of 9 + 2
    assert [found.by_label[label].value for label in LABELS] == pytest.approx([8 / 12, 16 / 21, 6 / 11])
    assert found.observed.value == pytest.approx(30 / 44)
    assert found.labelled == {"a0": 7, "a1": 4, "a2": 6, "a3": 3}
    assert [pair.items for pair in found.pairs] == [4, 6, 3, 4, 2, 3]


@given(st.lists(st.text("END.", min_size=3, max_size=3), min_size=2, max_size=30))
def test_the_sums_that_intervals_come_from_give_what_nltk_does(rows: list[str]) -> None:
    sentences = said(*("".join(row[who] for row in rows) for who in range(3)))
    common = [sentence for sentence in sentences if len(sentence.labels) > 1]
    if len({label for sentence in common for label in sentence.labels.values()}) < 2:
        return
    counts = np.array([[list(sentence.labels.values()).count(label) for label in LABELS] for sentence in common], float)
    task = AnnotationTask([(who, number, label) for number, s in enumerate(common) for who, label in s.labels.items()])
    assert alpha(_parts(counts).sum(0)) == pytest.approx(task.alpha())
    complete = [sentence for sentence in common if len(sentence.labels) == 3]
    if len({label for sentence in complete for label in sentence.labels.values()}) < 2:
        return
    task = AnnotationTask([(who, number, label) for number, s in enumerate(complete) for who, label in s.labels.items()])
    tables = np.stack([_meetings(complete, *pair).sum(0) for pair in (("a0", "a1"), ("a0", "a2"), ("a1", "a2"))])
    assert kappa(tables) == pytest.approx(task.multi_kappa())


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    # Annotators who are right 8 times in 10, else one of the two others: in the long run they agree on 0.8 ** 2 + 2 * 0.1 ** 2 = 0.66.
    held = 0
    for seed in range(60):
        random = np.random.default_rng(seed)
        truth = random.integers(0, 3, 200)
        one, two = ((truth + random.choice([0, 1, 2], 200, p=[0.8, 0.1, 0.1])) % 3 for _ in range(2))
        sentences = said(*("".join("END"[label] for label in labels) for labels in (one, two)))
        observed = panel(["a0", "a1"], sentences).observed
        assert observed.low is not None
        assert observed.high is not None
        held += observed.low <= 0.66 <= observed.high
    assert 52 <= held < 60


def example(text: str, label: str, annotator: str = "", **columns: object) -> Example:
    return Example("a.txt", "en", "", text, label, annotator, columns=columns)


def test_the_same_words_twice_in_an_article_are_two_sentences_where_all_have_numbers() -> None:
    anna = [example("Fire!", E, sentence=1), example("Fire!", N, sentence="7")]
    ben = [example("Fire!", E, sentence="1"), example("Fire!", D, sentence=7.0)]
    _, sentences = gather([("anna", anna), ("ben", ben)], pytest.fail)
    assert [sentence.labels for sentence in sentences] == [{"anna": E, "ben": E}, {"anna": N, "ben": D}]
    told: list[str] = []
    _, sentences = gather([("anna", [anna[0], example("Fire!", N, sentence=1)]), ("ben", [example("Fire!", D)])], told.append)
    assert [sentence.labels for sentence in sentences] == [{"anna": N, "ben": D}]
    assert told == ["1 labels were given to a sentence that the same annotator had labelled already; the last counts"]


def test_annotators_of_one_file_are_told_apart_and_what_was_adjudicated_is_none() -> None:
    told: list[str] = []
    labelled = [example("Fire!", E, "anna"), example("Fire!", N, "ben"), example("Fire!", N, ADJUDICATED)]
    annotators, sentences = gather([("export", labelled)], told.append)
    assert annotators == ["anna", "ben"]
    assert sentences[0].labels == {"anna": E, "ben": N}
    assert len(told) == 1


def test_the_table_to_adjudicate_has_the_context_and_no_column_twice() -> None:
    one = example("Fire!", E, "text", before="Smoke.", after="")
    _, sentences = gather([("", [one, example("Fire!", N, "ben")])], pytest.fail)
    assert to_adjudicate(["text", "ben"], disputed(sentences)) == (
        ["document", "sentence", "text", "language", "before", "annotator text", "ben", "adjudicated"],
        [["a.txt", None, "Fire!", "en", "Smoke.", E, N, None]],
    )
