"""Sentences to label as files: what the tools were given, as they gave it back, and what a spreadsheet would make of it."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.formulas import GUARDED, guarded, unguarded
from stance.labels import LABELS
from stance.learn.tasks import FORMATS, OWN, SETUP, Task, next_step, write

EXPORTS = Path(__file__).parent / "exports"
SENTENCES = [json.loads(line) for line in (EXPORTS / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def tasks(guess: bool) -> list[Task]:
    """Give the tasks that were uploaded to make `exports`."""
    return [
        Task(
            **{name: row[name] for name in OWN},
            **({"guess": row["guess"], "probability": row["probability"]} if guess else {}),
            columns={"chosen": "uncertain" if number % 5 else "random"},
        )
        for number, row in enumerate(SENTENCES)
    ]


def written(format_: str, given_: list[Task]) -> list[dict[str, Any]]:
    text = write(format_, given_, "news")
    if format_ == "csv":
        return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    return json.loads(text) if format_ == "labelstudio" else [json.loads(line) for line in text.split("\n")[:-1]]


def test_label_studio_kept_all_that_it_was_given() -> None:
    exported = json.loads((EXPORTS / "labelstudio-guessed.json").read_text(encoding="utf-8"))
    given_ = written("labelstudio", tasks(guess=True))
    assert [task["data"] for task in exported] == [task["data"] for task in given_]
    assert any(task["annotations"] for task in exported)
    for task, one in zip(exported, given_, strict=True):
        for annotation in task["annotations"]:
            assert one["predictions"][0].items() <= annotation["prediction"].items()


def test_doccano_kept_all_that_it_was_given() -> None:
    with zipfile.ZipFile(EXPORTS / "doccano-guessed.jsonl.zip") as archive:
        exported = [json.loads(line) for line in archive.read("all.jsonl").splitlines()]
    given_ = written("doccano", tasks(guess=True))
    own = {"id", "label", "Comments"}
    assert [{k: v for k, v in row.items() if k not in own} for row in exported] == [
        {k: v for k, v in row.items() if k not in own} for row in given_
    ]
    assert [row["label"] for row in exported[-4:]] == [row["label"] for row in given_[-4:]]  # not looked at by anybody


@pytest.mark.parametrize("format_", FORMATS)
@settings(deadline=None)
@given(text=TEXTS, before=TEXTS, document=TEXTS)
def test_every_format_keeps_every_text(format_: str, text: str, before: str, document: str) -> None:
    (row,) = written(format_, [Task(document, 3, text, "nl", before)])
    about = row["data"] if format_ == "labelstudio" else row | row.get("meta", {})
    if format_ == "csv":
        about = {name: unguarded(value) for name, value in about.items()}
    assert (about["document"], about["text"], about["before"], about["after"]) == (document, text, before, "")
    assert int(about["sentence"]) == 3


@settings(deadline=None)
@given(TEXTS)
def test_guarding_is_undone_and_leaves_no_formula(text: str) -> None:
    safe = guarded(text)
    assert unguarded(safe) == text
    assert safe == text or safe.replace("'", "") == text.replace("'", "")
    assert safe.lstrip()[:1] not in set(GUARDED) or safe.strip("+-.,eE0123456789") == ""


def test_no_guess_is_shown_unless_there_is_one() -> None:
    for format_ in FORMATS:
        assert "guess" not in write(format_, tasks(guess=False))
        assert "prediction" not in write(format_, tasks(guess=False))
    assert all("accept" not in task for task in written("prodigy", tasks(guess=False)))
    assert all(task["label"] == [] for task in written("doccano", tasks(guess=False)))


def test_guesses_are_filled_in_where_the_tool_looks_for_them() -> None:
    guesses = [row["guess"] for row in SENTENCES]
    assert [task["accept"] for task in written("prodigy", tasks(guess=True))] == [[guess] for guess in guesses]
    assert [task["label"] for task in written("doccano", tasks(guess=True))] == [[guess] for guess in guesses]
    for format_ in ("csv", "jsonl"):  # the label is for people to fill in
        rows = written(format_, tasks(guess=True))
        assert [(row["guess"], row["label"]) for row in rows] == [(guess, "") for guess in guesses]


def test_columns_of_tasks_are_kept_and_take_no_name_that_is_taken() -> None:
    columns = {"label": "war", "Label": "peace", "text": "x", "data": 1, "adjudicated": "neutral", "date": "1991-01-14", "before": None}
    for format_ in FORMATS:
        given_ = [Task("a", 0, "Het bestand houdt stand.", "nl"), Task("a", 1, "=1", "nl", columns=columns)]
        row = written(format_, given_)[1]
        about = row["data"] if format_ == "labelstudio" else row | row.get("meta", {})
        assert (about["input_label"], about["input_text"], about["date"]) == ("war", "x", "1991-01-14")
        assert (about["input_Label"], about["input_adjudicated"], str(about["input_data"])) == ("peace", "neutral", "1")
        assert not {"Label", "adjudicated", "data"} & about.keys()
        assert about["text"] in ("=1", "'=1")
        assert about["before"] == ""


def test_a_table_opens_in_a_spreadsheet_with_the_label_last() -> None:
    text = write("csv", tasks(guess=False))
    assert text.startswith("\ufeffdocument,sentence,text,language,before,after,chosen,label\n")
    assert write("csv", []) == "\ufeffdocument,sentence,text,language,before,after,label\n"


def test_projects_are_set_up_with_our_labels() -> None:
    choices = [choice.get("value") for choice in ElementTree.fromstring(SETUP["labelstudio"][1]).iter("Choice")]
    listed = json.loads(SETUP["doccano"][1])
    assert choices == [label["text"] for label in listed] == list(LABELS)
    assert len({label["suffixKey"] for label in listed}) == len(LABELS)


def test_the_next_step_names_the_files_and_warns_of_guesses_that_nobody_sees() -> None:
    steps = {format_: next_step(format_, "a/to-label.x") for format_ in FORMATS}
    assert all("a/to-label.x" in step and "\n" not in step for step in steps.values())
    assert "a/to-label.interface.xml" in steps["labelstudio"]
    assert "a/to-label.labels.json" in steps["doccano"]
    assert "only approved documents" in next_step("doccano", "to-label.jsonl", guessed=True)
