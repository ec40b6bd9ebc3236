"""What is made of labelled data: which column is which, the language, the labels, and what is said of the rest."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stance.errors import CorpusError
from stance.learn.corpus import ADJUDICATED, Example, Finding, Way, read
from stance.learn.label_maps import parse
from stance.learn.merging import merged


def table(path: Path, *rows: Sequence[Any]) -> Path:
    names, *others = rows
    path.write_text("".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in others), encoding="utf-8")
    return path


def finding(findings: list[Finding], kind: str) -> Finding:
    (found,) = (one for one in findings if one.kind == kind)
    return found


@pytest.mark.parametrize(
    ("text", "label", "document"),
    [
        ("text", "label", "document"),
        ("Zin", "Stance", "Doc_ID"),
        ("sentence", "LABELS", "url"),
        ("content", "event_root_code", "articleId"),
    ],
)
def test_columns_are_known_by_their_names(tmp_path: Path, text: str, label: str, document: str) -> None:
    path = table(tmp_path / "a.jsonl", ("id", text, label, document, "coder"), (7, "They met.", "neutral", "d-1", "anna"))
    (example,) = read([path], Way()).examples
    assert example == Example("d-1", "en", "", "They met.", "neutral", "anna")
    assert example.columns == {"id": 7}
    assert example.place == f"{path}:1"


def test_columns_are_those_that_were_named(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.jsonl",
        ("text", "label", "document", "Body", "mine", "outlet"),
        ("No.", "neutral", "no", "Yes.", "Escalation", "Bode"),
    )
    (example,) = read([path], Way("body", "mine", "OUTLET")).examples
    assert example == Example("Bode", "en", "", "Yes.", "escalation")
    assert example.columns == {"text": "No.", "label": "neutral", "document": "no"}


@pytest.mark.parametrize(
    ("way", "message"),
    [
        (Way(text_column="txt"), "no column 'txt'; it has text, label, remark; name the right one with --text-column"),
        (Way(label_column="lbl"), "no column 'lbl'; it has text, label, remark; name the right one with --label-column"),
        (Way(document_column="doc"), "no column 'doc'; it has text, label, remark; name the right one with --document-column"),
    ],
)
def test_a_column_that_is_not_there_is_one_line_with_those_that_are(tmp_path: Path, way: Way, message: str) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "label", "remark"), ("They met.", "neutral", ""))
    with pytest.raises(CorpusError) as caught:
        read([path], way)
    assert str(caught.value) == f"{path}: {message}"


def test_columns_that_cannot_be_told_have_to_be_named(tmp_path: Path) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "label1", "label2"), ("They met.", "neutral", "escalation"))
    with pytest.raises(CorpusError, match="label1 and label2 may be the labels; name one with --label-column"):
        read([path], Way())
    assert read([path], Way(label_column="label2")).examples[0].label == "escalation"
    path = table(tmp_path / "a.jsonl", ("text", "label 2", "label"), ("They met.", "neutral", "escalation"))
    assert read([path], Way()).examples[0].label == "escalation"  # as a spreadsheet has two columns of one name
    path = table(tmp_path / "a.jsonl", ("text", "guess", "note"), ("They met.", "neutral", "?"))
    with pytest.raises(CorpusError, match="no column that is known to hold labels; it has text, guess, note"):
        read([path], Way())


def test_a_table_with_a_column_for_each_annotator(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text(
        "sep=;\ndocument;text;Anna;Ben;topic\nd;They met.;N;d;war\nd;They left.;e;;war\nd;It rained.;;;war\nd;They fought.;;E;war\n"
    )
    found = read([path], Way())
    assert [(example.text, example.annotator, example.label, example.place) for example in found.examples] == [
        ("They met.", "Anna", "neutral", f"{path}:3"),
        ("They met.", "Ben", "de-escalation", f"{path}:3"),
        ("They left.", "Anna", "escalation", f"{path}:4"),
        ("They fought.", "Ben", "escalation", f"{path}:6"),
    ]
    assert found.examples[0].columns == {}
    assert finding(found.findings, "not labelled").places == [f"{path}:5"]
    assert [(one.annotator, one.columns) for one in read([path], Way(label_column="ben")).examples] == [
        ("", {"Anna": "N"}),
        ("", {"Anna": ""}),
    ]


def test_a_line_with_two_annotators_is_named_once(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("text;Anna;Ben\nThey met.;n;d\nThey left.;e;n\n")
    found = read([path], Way())
    lines = [f"{path}:2", f"{path}:3"]
    assert finding(found.findings, "no document").places == lines
    assert finding(merged(found.examples).findings, "contradicting labels").places == lines


def test_no_annotator_is_lost_for_one_odd_value_or_for_saying_always_the_same(tmp_path: Path) -> None:
    rows = [("One.", "n", "n"), ("Two.", "e", "n"), ("Three.", "?", "n"), ("Four.", "d", "n")]
    found = read([table(tmp_path / "a.jsonl", ("text", "Anna", "Ben"), *rows)], Way())
    assert [example.annotator for example in found.examples].count("Anna") == 3
    assert [example.annotator for example in found.examples].count("Ben") == 4
    assert "'?' (1)" in finding(found.findings, "unknown labels").message


def test_a_letter_that_is_always_the_same_is_no_annotator(tmp_path: Path) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "oordeel", "quote"), ("They met.", "neutral", "n"), ("They left.", "escalation", "n"))
    assert [example.annotator for example in read([path], Way()).examples] == ["", ""]


def test_who_wrote_a_tweet_did_not_label_it(tmp_path: Path) -> None:
    path = table(tmp_path / "tweets.jsonl", ("text", "label", "user"), ("They met.", "neutral", "@paul"))
    (example,) = read([path], Way()).examples
    assert (example.annotator, example.columns) == ("", {"user": "@paul"})


@pytest.mark.parametrize("name", ["cameo", "CAMEO_code"])
def test_a_column_that_is_called_like_the_map_holds_the_labels(tmp_path: Path, name: str) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "label", name), ("They met.", "neutral", "043"))
    assert read([path], Way(labels=parse("cameo"))).examples[0].label == "de-escalation"


@pytest.mark.parametrize("codes", [["10", "42", "57"], ["20", "190"], ["4", "10", "1411"], [12, 190], ["10.0", "21.0"]])
def test_codes_that_lost_their_zeros_are_not_taken_for_others(tmp_path: Path, codes: list[str]) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "code"), *((f"Sentence {code}.", code) for code in codes))
    with pytest.raises(
        CorpusError, match=r"leading zeros are gone from its CAMEO codes: .*; format the column as text .*root codes"
    ) as caught:
        read([path], Way(labels=parse("cameo")))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("codes", [[str(code) for code in range(1, 21)], ["010", "10", "190"], ["111", "190", "1411"], ["43", "190", "4"]])
def test_codes_that_can_be_nothing_else_are_read(tmp_path: Path, codes: list[str]) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "code"), *((f"Sentence {code}.", code) for code in codes))
    assert len(read([path], Way(labels=parse("cameo"))).examples) == len(codes)


def test_the_map_to_write_suits_a_scale_and_leaves_out_what_is_no_label(tmp_path: Path) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "label"), *((f"Sentence {code}.", code) for code in "1234"))
    with pytest.raises(CorpusError, match=r"--map '1=\.\.\.,2=\.\.\.,3=\.\.\.,4=\.\.\.' .* or with --map quad if they are the classes"):
        read([path], Way())
    path = table(tmp_path / "a.jsonl", ("text", "label"), *((f"Sentence {code}.", code) for code in ("?", "n.v.t.", "Geen", "boos")))
    with pytest.raises(CorpusError, match=re.escape("--map '?=,Geen=,boos=...,n.v.t.=' (")):
        read([path], Way())


def test_our_corpus_needs_no_columns_named_for_the_data_beside_it(tmp_path: Path) -> None:
    own = table(tmp_path / "own.jsonl", ("zin", "oordeel"), ("Zij vertrokken.", "neutral"))
    (tmp_path / "corpus.tsv").write_text("d\ten\tt\tThey met.\tneutral\n")
    assert len(read([own, tmp_path / "corpus.tsv"], Way("zin", "oordeel")).examples) == 2


def test_without_a_document_every_sentence_is_one_and_is_found_fault_with(tmp_path: Path) -> None:
    first = table(tmp_path / "a.jsonl", ("text", "label"), ("They met.", "neutral"), ("They left.", "neutral"))
    second = table(tmp_path / "b.jsonl", ("text", "label", "doc"), ("They met.", "neutral", None), ("They left.", "neutral", 4.0))
    found = read([first, second], Way())
    documents = [example.document for example in found.examples]
    assert documents[0] == documents[2] != documents[1]  # the same sentence elsewhere is the same
    assert documents[3] == "4"
    told = finding(found.findings, "no document")
    assert (told.severity, told.places) == (2, [f"{first}:1", f"{first}:2", f"{second}:1"])
    assert "--document-column" in told.message


def test_language_is_declared_or_given_or_seen(tmp_path: Path) -> None:
    rows = [
        ("a", "en-GB", "De trein."),
        ("a", "Dutch", "The train."),
        ("b", None, "Zij zeiden dat het niet zo was, en dat zij er nog over spreken zullen."),
        ("c", "", "They said that it was not so, and that they would speak about it."),
        ("b", None, "Bestand!"),
        ("d", None, "Перемирие соблюдается на всех участках фронта."),
        ("e", "French", "La trêve tient."),
    ]
    path = table(tmp_path / "a.jsonl", ("document", "lang", "text", "label"), *((*row, "neutral") for row in rows))
    found = read([path], Way())
    assert [example.language for example in found.examples] == ["en", "nl", "nl", "en", "nl", "en"]
    assert finding(found.findings, "unclear language").places == [f"{path}:6"]
    assert finding(found.findings, "other languages").places == [f"{path}:7"]
    assert "'French' (1)" in finding(found.findings, "other languages").message
    found = read([path], Way(language="nl"))
    assert [example.language for example in found.examples] == ["en", "nl", "nl", "nl", "nl", "nl", "nl"]
    assert found.findings == []


def test_headlines_are_in_the_language_of_those_around_them(tmp_path: Path) -> None:
    rows = [
        ("Zij zeiden dat het niet zo was.", "neutral"),
        ("Bestand geschonden", "escalation"),
        ("They said that it was not so.", "neutral"),
    ]
    path = table(tmp_path / "a.jsonl", ("text", "label"), *rows, *([rows[0]] * 3))
    assert [example.language for example in read([path], Way()).examples] == ["nl", "nl", "en", "nl", "nl", "nl"]


def test_labels_that_are_unknown_are_told_with_the_map_to_write(tmp_path: Path) -> None:
    rows = [("One.", "neutral"), ("Two.", "Boos"), ("Three.", 3), ("Four.", "boos"), ("Five.", "")]
    path = table(tmp_path / "a.jsonl", ("text", "label"), *rows)
    found = read([path], Way(language="en"))
    assert [example.text for example in found.examples] == ["One."]
    told = finding(found.findings, "unknown labels")
    assert told.severity == 3
    assert sorted(told.places) == [f"{path}:{line}" for line in (2, 3, 4)]
    assert "'3' (1), 'Boos' (1), 'boos' (1); say what they are with --map '3=...,Boos=...,boos=...' (" in told.message
    assert finding(found.findings, "not labelled").places == [f"{path}:5"]
    assert found.findings[0] == told  # worst first
    found = read([path], Way(labels=parse("3=escalation,boos="), language="en"))
    assert [(example.text, example.label) for example in found.examples] == [("One.", "neutral"), ("Three.", "escalation")]
    assert {one.kind for one in found.findings} == {"no document", "not labelled"}


def test_event_codes_are_known_and_their_map_is_named(tmp_path: Path) -> None:
    rows = [(f"Sentence {code}.", code, "d") for code in ("01", "043", "111", "190", "195")]
    path = table(tmp_path / "a.jsonl", ("text", "EventCode", "document"), *rows)
    with pytest.raises(CorpusError, match=r"none of the labels is ours: '01' \(1\), .* --map '01=.*or with --map cameo if they are"):
        read([path], Way())
    labels = [example.label for example in read([path], Way(labels=parse("cameo"))).examples]
    assert labels == ["neutral", "de-escalation", "escalation", "escalation", "escalation"]


def test_numbers_that_a_data_frame_made_fractions_of(tmp_path: Path) -> None:
    path = table(tmp_path / "a.jsonl", ("text", "quad_class", "document"), ("One.", 1.0, 12.0), ("Two.", None, 12.0))
    found = read([path], Way(labels=parse("quad")))
    assert [(example.document, example.label) for example in found.examples] == [("12", "de-escalation")]


def test_guesses_of_a_model_are_no_labels_of_people(tmp_path: Path) -> None:
    names = ("document", "sentence", "text", "label", "score")
    path = table(tmp_path / "scored.jsonl", names, ("d", 0, "They met.", "neutral", 0.1))
    told = finding(read([path], Way()).findings, "labels of a model")
    assert (told.severity, told.places) == (3, [str(path)])
    path = table(tmp_path / "scored.jsonl", (*names, "annotator"), ("d", 0, "They met.", "neutral", 0.1, "anna"))
    assert read([path], Way()).findings == []


def test_a_filled_table_of_disagreements_settles_them(tmp_path: Path) -> None:
    path = tmp_path / "differ.csv"
    path.write_text(
        "document,sentence,text,language,anna,ben,adjudicated\n"
        "d,0,They met.,en,neutral,de-escalation,De-escalation\nd,1,They left.,en,neutral,escalation,\n"
    )
    found = read([path], Way())
    assert found.examples == [Example("d", "en", "", "They met.", "de-escalation", ADJUDICATED)]
    assert finding(found.findings, "not labelled").places == [f"{path}:3"]
    path.write_text("document,sentence,text,language,gold,ben,adjudicated\nd,0,They met.,en,neutral,escalation,\n")
    anna = table(tmp_path / "gold.jsonl", ("document", "sentence", "text", "label"), ("d", 0, "They met.", "neutral"))
    assert [example.place for example in read([anna, path], Way()).examples] == [f"{anna}:1"]  # an annotator may be called like a label
    row = {"document": "d", "text": "They met.", "language": "en", "label": "neutral", "annotator": ADJUDICATED, "adjudicated": ""}
    (tmp_path / "labelled.jsonl").write_text(json.dumps(row))
    assert read([tmp_path / "labelled.jsonl"], Way()).examples[0].annotator == ADJUDICATED


def test_topic_and_other_columns_come_along(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.jsonl",
        ("text", "label", "doc", "Topic", "Sentence", "meta"),
        ("One.", "neutral", "d", "war", 4, {"paper": "Bode", "year": [1950]}),
    )
    (example,) = read([path], Way()).examples
    assert example.topic == "war"
    assert example.columns == {"Sentence": 4, "paper": "Bode", "year": "[1950]"}
    assert (example.value("sentence"), example.value("paper"), example.value("topic")) == (4, "Bode", "war")
