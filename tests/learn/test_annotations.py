"""The exports of annotation tools, by the schemas that they document: every sentence with its label, annotator and metadata."""

import json
from pathlib import Path
from typing import Any

import pytest

from stance.errors import CorpusError
from stance.learn.corpus import Example, Labelled, Way, read

FIRST = {"text": "Beide partijen tekenden een bestand.", "document": "nl-1", "sentence": 0, "language": "nl"}
SECOND = {"text": "The army shelled the town.", "document": "en-1", "sentence": 3, "language": "en"}


def written(path: Path, records: list[dict[str, Any]]) -> Path:
    lines = path.suffix == ".jsonl"
    path.write_text("\n".join(map(json.dumps, records)) if lines else json.dumps(records), encoding="utf-8")
    return path


def said(found: Labelled) -> list[tuple[str, str, str, str]]:
    for example in found.examples:
        assert example.columns["sentence"] == {"nl-1": 0, "en-1": 3}[example.document]
        assert example.language == example.document[:2]
    return [(example.document, example.text, example.label, example.annotator) for example in found.examples]


def kinds(found: Labelled) -> dict[str, int]:
    return {finding.kind: len(finding.places) for finding in found.findings}


def choice(label: str | list[str], name: str = "label") -> dict[str, Any]:
    chosen = label if isinstance(label, list) else [label]
    return {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": chosen}}


def annotation(*results: dict[str, Any], by: Any = 1, cancelled: bool = False) -> dict[str, Any]:
    return {"id": 9, "completed_by": by, "was_cancelled": cancelled, "ground_truth": False, "result": list(results)}


def test_label_studio_tasks_with_several_annotators(tmp_path: Path) -> None:
    guess = {"model_version": "stance", "score": 0.9, "result": [choice("neutral")]}
    tasks = [
        {
            "id": 1,
            "data": FIRST,
            "annotations": [annotation(choice("De-escalation")), annotation(choice("neutral"), by={"id": 2, "email": "ben@example.org"})],
            "predictions": [guess],
        },
        {"id": 2, "data": SECOND, "annotations": [annotation(choice("neutral"), cancelled=True), annotation(choice("escalation"), by=2)]},
        {"id": 3, "data": SECOND | {"text": "Skipped."}, "annotations": [annotation(cancelled=True)], "predictions": [guess]},
        {"id": 4, "data": SECOND | {"text": "Never seen."}, "annotations": [], "predictions": [guess]},
        {"id": 5, "data": SECOND | {"text": "Two at once."}, "annotations": [annotation(choice(["neutral", "escalation"]))]},
    ]
    path = written(tmp_path / "export.json", tasks)
    found = read([path], Way())
    assert said(found) == [
        ("nl-1", FIRST["text"], "de-escalation", "1"),
        ("nl-1", FIRST["text"], "neutral", "ben@example.org"),
        ("en-1", SECOND["text"], "escalation", "2"),
    ]
    assert found.examples[0].place == f"{path}:item 1"
    assert kinds(found) == {"several labels": 1, "not labelled": 2}


def test_label_studio_with_two_questions_reads_the_one_that_is_named(tmp_path: Path) -> None:
    both = annotation(choice("escalation", "direction"), choice("neutral", "tone"))
    path = written(tmp_path / "export.json", [{"id": 1, "data": SECOND, "annotations": [both]}])
    assert said(read([path], Way(label_column="tone"))) == [("en-1", SECOND["text"], "neutral", "1")]
    with pytest.raises(CorpusError, match="several labels"):
        read([path], Way())


def test_label_studio_min_and_tables_name_their_column_as_the_project_does(tmp_path: Path) -> None:
    rest = {"id": 1, "annotator": 1, "annotation_id": 1, "created_at": "2025-03-01T10:00:00Z", "lead_time": 2.5}
    rows = [FIRST | {"richting": "Neutraal"} | rest, SECOND | {"richting": {"choices": ["escalation", "neutral"]}} | rest]
    found = read([written(tmp_path / "min.json", rows)], Way())
    assert said(found) == [("nl-1", FIRST["text"], "neutral", "1")]
    assert kinds(found) == {"several labels": 1}
    (tmp_path / "table.csv").write_text(
        "annotation_id,annotator,document,language,richting,sentence,text\n"
        '1,anna,en-1,en,escalation,3,The army shelled the town.\n2,ben,en-1,en,"{""choices"": [""neutral"", ""escalation""]}",3,Two.\n'
    )
    found = read([tmp_path / "table.csv"], Way())
    assert [(example.label, example.annotator) for example in found.examples] == [("escalation", "anna")]
    assert kinds(found) == {"several labels": 1}


@pytest.mark.parametrize("name", ["all.jsonl", "all.json"])
def test_doccano_with_labels_as_names(tmp_path: Path, name: str) -> None:
    records = [
        {"id": 1, **FIRST, "label": ["de-escalation"], "Comments": ["sure?"]},
        {"id": 2, **SECOND, "label": ["escalation", "neutral"], "Comments": []},
        {"id": 3, **SECOND, "label": [], "Comments": []},
    ]
    found = read([written(tmp_path / name, records)], Way())
    assert said(found) == [("nl-1", FIRST["text"], "de-escalation", "")]
    assert kinds(found) == {"several labels": 1, "not labelled": 1}


@pytest.mark.parametrize(
    "record",
    [
        {"data": FIRST, "annotations": 2},
        {"data": FIRST, "annotations": [{"result": 4}, {"result": [{"value": 3}]}]},
        {**FIRST, "answer": "accept", "options": 4},
        {**FIRST, "annotations": 1, "Comments": []},
        {**FIRST, "label": "[" * 100_000},
    ],
)
def test_what_no_tool_writes_is_no_traceback(tmp_path: Path, record: dict[str, Any]) -> None:
    good = {**SECOND, "label": "neutral"}
    found = read([written(tmp_path / "odd.jsonl", [record, good])], Way(label_column="label" if "answer" in record else None))
    assert [example.text for example in found.examples] == [SECOND["text"]]


def test_doccano_of_before_with_metadata_and_users(tmp_path: Path) -> None:
    about = [{name: one[name] for name in ("document", "sentence", "language")} for one in (FIRST, SECOND)]
    records = [
        {"id": 1, "text": FIRST["text"], "labels": ["neutral"], "meta": about[0]},
        {"id": 2, "text": SECOND["text"], "annotations": [{"label": 7, "user": 1}, {"label": 8, "user": 2}], "meta": about[1]},
    ]
    found = read([written(tmp_path / "old.jsonl", records)], Way(labels={"7": "escalation", "8": "neutral"}))
    assert said(found) == [
        ("nl-1", FIRST["text"], "neutral", ""),
        ("en-1", SECOND["text"], "escalation", "1"),
        ("en-1", SECOND["text"], "neutral", "2"),
    ]


def test_doccano_table_joins_labels(tmp_path: Path) -> None:
    (tmp_path / "all.csv").write_text("id,text,document,label,Comments\n1,They met.,d,neutral,\n2,They fought.,d,escalation#neutral,\n")
    found = read([tmp_path / "all.csv"], Way())
    assert [example.text for example in found.examples] == ["They met."]
    assert kinds(found) == {"several labels": 1}


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1, **FIRST, "label": [[0, 5, "ACTOR"]], "Comments": []},
        {"id": 1, **FIRST, "entities": [{"id": 1, "label": "ACTOR", "start_offset": 0, "end_offset": 5}], "relations": [], "Comments": []},
        {"id": 1, "data": FIRST, "annotations": [annotation({"type": "labels", "value": {"start": 0, "end": 5, "labels": ["ACTOR"]}})]},
        {**FIRST, "spans": [{"start": 0, "end": 5, "label": "ACTOR"}], "answer": "accept"},
    ],
)
def test_labels_of_parts_are_told_from_labels_of_sentences(tmp_path: Path, record: dict[str, Any]) -> None:
    path = written(tmp_path / "export.json", [record])
    with pytest.raises(CorpusError) as caught:
        read([path], Way())
    assert str(caught.value) == f"{path}: its labels mark parts of texts, and none a whole one; export a project of text classification"


def prodigy(about: dict[str, Any], **answer: Any) -> dict[str, Any]:
    meta = {name: value for name, value in about.items() if name != "text"}
    return {
        "text": about["text"],
        "meta": meta,
        "_input_hash": 1,
        "_task_hash": 2,
        "_session_id": "news-anna",
        "_view_id": "choice",
    } | answer


def test_prodigy_choices(tmp_path: Path) -> None:
    options = [{"id": "escalation", "text": "It gets worse"}, {"id": 2, "text": "neutral"}]
    records = [
        prodigy(FIRST, options=options, accept=[2], answer="accept"),
        prodigy(SECOND, options=options, accept=["escalation"], answer="accept", _annotator_id="news-ben"),
        prodigy(SECOND | {"text": "Ignored."}, options=options, accept=[], answer="ignore"),
        prodigy(SECOND | {"text": "Left empty."}, options=options, accept=[], answer="accept"),
    ]
    found = read([written(tmp_path / "news.jsonl", records)], Way())
    assert said(found) == [("nl-1", FIRST["text"], "neutral", "news-anna"), ("en-1", SECOND["text"], "escalation", "news-ben")]
    assert kinds(found) == {"not labelled": 2}
    assert set(found.examples[0].columns) == {"sentence"}


def test_prodigy_one_label_at_a_time(tmp_path: Path) -> None:
    records = [
        prodigy(FIRST, label="escalation", answer="reject"),
        prodigy(FIRST, label="neutral", answer="accept"),
        prodigy(SECOND, label="neutral", answer="reject"),
        prodigy(SECOND | {"text": "No idea."}, label="neutral", answer="ignore"),
    ]
    found = read([written(tmp_path / "news.jsonl", records)], Way())
    assert said(found) == [("nl-1", FIRST["text"], "neutral", "news-anna")]
    assert kinds(found) == {"rejected guesses": 1, "not labelled": 1}  # the first was rejected once and accepted once


def test_one_list_of_labels_in_plain_json_lines(tmp_path: Path) -> None:
    path = written(tmp_path / "own.jsonl", [SECOND | {"codes": ["escalation"]}, FIRST | {"codes": None}])
    found = read([path], Way(label_column="codes"))
    assert found.examples == [Example("en-1", "en", "", "The army shelled the town.", "escalation")]
    assert kinds(found) == {"not labelled": 1}
