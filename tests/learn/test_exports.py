"""What annotation tools export, made by the tools themselves (`exports/README.md`): every sentence and every label of everybody."""

import csv
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from stance.labels import LABELS
from stance.learn.corpus import Example, Way, read
from stance.learn.merging import merged
from stance.learn.tasks import write
from tests.learn.test_tasks import EXPORTS, SENTENCES, tasks

Labels: TypeAlias = dict[tuple[str, int, str, str], str]  # document, sentence, text, language -> label

TWO = [
    "labelstudio-two.json",
    "labelstudio-two.min.json",
    "labelstudio-two.csv",
    "labelstudio-two.tsv",
    "doccano-two.jsonl.zip",
    "doccano-two.json.zip",
    "doccano-two.csv.zip",
    "prodigy-choice.jsonl",
]
ANNOTATORS = {"1": "anna", "3": "bram", "conflict-anna": "anna", "conflict-bram": "bram", "anna": "anna", "bram": "bram"}


def given(annotator: str, rows: list[dict[str, Any]] = SENTENCES) -> Labels:
    """Give what an annotator labelled, by `sentences.jsonl`."""
    return {(row["document"], row["sentence"], row["text"], row["language"]): row[annotator] for row in rows if row[annotator]}


def labels(examples: list[Example]) -> Labels:
    found = {(one.document, int(one.value("sentence")), one.text, one.language): one.label for one in examples}
    assert len(found) == len(examples)
    return found


def by_annotator(examples: list[Example]) -> dict[str, Labels]:
    return {name: labels([one for one in examples if one.annotator == name]) for name in {one.annotator for one in examples}}


@pytest.mark.parametrize("name", TWO)
def test_every_sentence_and_label_of_two_annotators(name: str) -> None:
    found = read([EXPORTS / name], Way())
    assert {ANNOTATORS[who]: theirs for who, theirs in by_annotator(found.examples).items()} == {
        "anna": given("anna"),
        "bram": given("bram"),
    }
    around = {(row["document"], row["sentence"]): (row["before"], row["after"]) for row in SENTENCES}
    for one in found.examples:
        assert ((one.value("before") or ""), (one.value("after") or "")) == around[one.document, int(one.value("sentence"))]
        assert one.value("chosen") in ("random", "uncertain")
    assert {finding.kind for finding in found.findings} <= {"not labelled"}


@pytest.mark.parametrize("name", TWO)
def test_two_annotators_are_one_where_they_agree(name: str) -> None:
    found = merged(read([EXPORTS / name], Way()).examples)
    anna, bram = given("anna"), given("bram")
    assert labels(found.examples) == {key: label for key, label in anna.items() if bram.get(key, label) == label}
    (finding,) = found.findings
    # two sentences, and a task of Label Studio's JSON is one place whoever labelled it
    assert (finding.kind, len(finding.places)) == ("contradicting labels", 2 if name == "labelstudio-two.json" else 4)


@pytest.mark.parametrize("name", [name for name in TWO if name.endswith(".zip")])
def test_an_archive_may_be_unpacked(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(EXPORTS / name) as archive:
        archive.extractall(tmp_path)
    packed, unpacked = (merged(read([path], Way()).examples) for path in (EXPORTS / name, tmp_path))
    assert labels(unpacked.examples) == labels(packed.examples)


@pytest.mark.parametrize("name", ["labelstudio-guessed.json", "labelstudio-guessed.csv", "doccano-guessed-approved.jsonl.zip"])
def test_a_guess_is_no_label_until_somebody_looked_at_it(name: str) -> None:
    found = read([EXPORTS / name], Way()).examples
    assert labels(found) == given("anna", SENTENCES[:-4])
    assert [one.value("guess") for one in found] == [row["guess"] for row in SENTENCES[:-4] if row["anna"]]


def test_doccano_exports_guesses_that_nobody_looked_at_unless_told() -> None:
    """Which no reader can tell from labels: `next_step` says it."""
    found = labels(read([EXPORTS / "doccano-guessed.jsonl.zip"], Way()).examples)
    skipped = [row for row in SENTENCES if row["anna"] is None]
    assert found == given("anna", SENTENCES[:-4]) | given("guess", [*SENTENCES[-4:], *skipped])


@pytest.mark.parametrize("ending", ["json", "min.json", "csv"])
def test_a_project_that_was_not_made_for_stance(ending: str) -> None:
    found = read([EXPORTS / f"labelstudio-own.{ending}"], Way(text_column="zin", label_column="richting", document_column="artikel"))
    expected = [(row["document"], row["text"], label) for row, label in agreed()]
    assert [(one.document, one.text, one.label) for one in found.examples] == expected
    assert found.examples[0].value("krant") == "De Bode"
    assert [len(finding.places) for finding in found.findings if finding.kind == "several labels"] == [2]


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_several_labels_on_a_sentence_are_told_of(ending: str) -> None:
    found = read([EXPORTS / f"doccano-several.{ending}.zip"], Way())
    assert list(labels(found.examples).values()) == [label for _, label in agreed()]
    assert [len(finding.places) for finding in found.findings if finding.kind == "several labels"] == [2]


def agreed() -> Iterator[tuple[dict[str, Any], str]]:
    for row in SENTENCES:
        both = {row["anna"], row["bram"]} - {None}
        if len(both) == 1:
            yield row, both.pop()


def test_prodigy_asking_for_one_label_at_a_time() -> None:
    asked = [row for row in SENTENCES if row["sentence"] % 2 or row["guess"] == row["anna"]]  # the others were rejected: it is not that
    assert labels(read([EXPORTS / "prodigy-binary.jsonl"], Way()).examples) == given("anna", asked)
    accepted = [row for row in SENTENCES if row["guess"] == row["bram"]]
    assert labels(read([EXPORTS / "prodigy-teach.jsonl"], Way()).examples) == given("bram", accepted)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_that_was_filled_in_and_saved_by_a_spreadsheet(delimiter: str, tmp_path: Path) -> None:
    (tmp_path / "to-label.csv").write_text(write("csv", tasks(guess=True)), encoding="utf-8", newline="")
    with (tmp_path / "to-label.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "labelled.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(row | {"label": (one["anna"] or "").upper()} for row, one in zip(rows, SENTENCES, strict=True))
    assert labels(read([tmp_path / "labelled.csv"], Way()).examples) == given("anna")


def test_lines_that_were_filled_in_by_a_program(tmp_path: Path) -> None:
    rows = map(json.loads, write("jsonl", tasks(guess=False)).splitlines())
    lines = [json.dumps(row | {"label": one["bram"]}) for row, one in zip(rows, SENTENCES, strict=True)]
    (tmp_path / "labelled.jsonl").write_text("\n".join(lines))
    assert labels(read([tmp_path / "labelled.jsonl"], Way()).examples) == given("bram")


def test_the_sentences_are_worth_their_while() -> None:
    assert {row["anna"] for row in SENTENCES} == {*LABELS, None}
    assert {row["language"] for row in SENTENCES} == {"nl", "en"}
    assert any("\n" in row["text"] and "\t" in row["text"] for row in SENTENCES)
