"""Several annotators of one sentence: what is adjudicated counts, else what most of them say."""

import pytest

from stance.learn.corpus import ADJUDICATED, Example
from stance.learn.merging import by_sentence, merged


def said(label: str, annotator: str, text: str = "They met.", number: object = None, place: str = "") -> Example:
    columns = {} if number is None else {"sentence": number}
    return Example("d", "en", "", text, label, annotator, place or f"{annotator or 'x'}.csv:1", columns)


@pytest.mark.parametrize(
    ("votes", "label", "who"),
    [
        ({"anna": "neutral", "ben": "neutral"}, "neutral", "anna, ben"),
        ({"anna": "neutral", "ben": "escalation", "cas": "escalation"}, "escalation", "ben, cas"),
        ({"anna": "neutral", "ben": "escalation", ADJUDICATED: "neutral"}, "neutral", ADJUDICATED),
        ({"anna": "neutral", "ben": "neutral", ADJUDICATED: "escalation"}, "escalation", ADJUDICATED),
        ({"anna": "neutral", "ben": "escalation"}, None, ""),
        ({"anna": "neutral", "ben": "escalation", "cas": "de-escalation"}, None, ""),
        ({"anna": "neutral", "ben": "neutral", "cas": "escalation", "dirk": "escalation"}, None, ""),
    ],
)
def test_one_label_for_each_sentence(votes: dict[str, str], label: str | None, who: str) -> None:
    found = merged([said(given, annotator) for annotator, given in votes.items()])
    assert [(example.label, example.annotator) for example in found.examples] == ([(label, who)] if label else [])
    assert [(one.kind, one.severity, one.places) for one in found.findings] == (
        [] if label else [("contradicting labels", 3, [f"{annotator}.csv:1" for annotator in votes])]
    )


def test_the_file_stands_in_for_an_annotator_without_name() -> None:
    votes = [said("neutral", "", place=f"{name}.csv:3") for name in ("one", "two")] + [said("escalation", "", place="three.csv:3")]
    assert [example.label for example in merged(votes).examples] == ["neutral"]


def test_the_same_twice_by_one_annotator_is_left_for_validation_to_see() -> None:
    twice = [said("neutral", "anna", place="a.csv:1"), said("neutral", "anna", place="a.csv:7")]
    assert merged(twice).examples == twice
    contradicting = merged([twice[0], said("escalation", "anna", place="a.csv:9")])
    assert (contradicting.examples, contradicting.findings[0].places) == ([], ["a.csv:1", "a.csv:9"])
    assert "delete the other line" in contradicting.findings[0].message
    assert "stance agreement" not in contradicting.findings[0].message


def test_spaces_and_the_way_a_number_is_written_make_no_other_sentence() -> None:
    alike = [said("neutral", "anna", "They\nmet.", 1), said("neutral", "ben", "They met.", "1.0"), said("neutral", "cas", "They met.", 1.0)]
    assert by_sentence(alike) == [alike]
    assert len(by_sentence([alike[0], said("neutral", "ben", "they met.", 1)])) == 2


def test_sentences_are_told_apart_by_document_text_and_number() -> None:
    first, second = said("neutral", "anna", number=3), said("neutral", "ben", number="3")
    other = said("escalation", "anna", number=8)
    unnumbered = said("neutral", "cas")
    elsewhere = Example("e", "en", "", "They met.", "neutral", "anna")
    assert by_sentence([first, other, second, elsewhere, unnumbered]) == [[first, second, unnumbered], [other], [elsewhere]]


def test_order_is_that_of_the_first_who_labelled(some: list[Example]) -> None:
    again = [Example(e.document, e.language, e.topic, e.text, e.label, "ben", "ben.csv:1") for e in reversed(some)]
    assert [example.text for example in merged([*some, *again]).examples] == [group[0].text for group in by_sentence(some)]
