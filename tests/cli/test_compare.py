"""`stance compare` as a process."""

import csv
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

import stance
from stance.learn.compare import compare, real, verdict
from stance.learn.corpus import Example
from stance.learn.evaluate import labels_of, predict
from stance.report.figures import named
from tests.cli.test_evaluate import OLD, unseen, write
from tests.conftest import Run


def test_says_which_is_better_and_lists_where_they_differ(run: Run, tmp_path: Path, some: list[Example]) -> None:
    some = unseen(some)
    write(tmp_path / "own.tsv", some)
    shutil.copy(OLD, tmp_path / "old.safetensors")
    done = run("compare", "old.safetensors", "shipped", "own.tsv", "-o", "differ.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    old, shipped = (predict(stance.load(model), some) for model in (OLD, None))
    comparison = compare((example.label for example in some), old, shipped, (example.document for example in some))
    told = " ".join(done.stdout.split())
    assert all(line in told for line in verdict(comparison, "old", "shipped"))
    assert "shipped is better than old, by more than chance explains: " in told
    assert told.endswith(f"wrote differ.csv: {comparison.differing:,} sentences that they read differently")
    assert (tmp_path / "differ.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "differ.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == comparison.differing
    right = [row["right"] for row in rows]
    assert (right.count("old"), right.count("shipped")) == (comparison.only_first, comparison.only_second)
    assert right == sorted(right, key=["shipped", "old", "neither"].index)
    read = dict(zip(((e.document, e.text) for e in some), zip(labels_of(old), labels_of(shipped), strict=True), strict=True))
    gold = {(e.document, e.text): e.label for e in some}
    for row in rows:
        sentence = row["document"], row["text"]
        assert (row["old_label"], row["shipped_label"]) == read[sentence]
        assert row["label"] == gold[sentence]
        assert row["right"] == "neither" or row[f"{row['right']}_label"] == row["label"]
    sure = [float(row["shipped_probability"]) for row in rows if row["right"] == "shipped"]
    assert sure == sorted(sure, reverse=True)


def test_json_holds_the_comparison_and_the_verdict(run: Run, tmp_path: Path, some: list[Example]) -> None:
    some = unseen(some)
    write(tmp_path / "own.tsv", some[:400])
    done = run("compare", "shipped", OLD, "own.tsv", "--format", "json", "-o", "differ.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    rows = [json.loads(line) for line in (tmp_path / "differ.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == found["differing"]
    assert set(rows[0]) == {
        *("document", "sentence", "text", "language", "label", "right"),
        *(f"{name}_{what}" for name in ("shipped", "2") for what in ("label", "probability")),
    }
    shipped, old = (predict(stance.load(model), some[:400]) for model in (None, OLD))
    expected = compare((e.label for e in some[:400]), shipped, old, (e.document for e in some[:400]))
    assert found.pop("verdict") == verdict(expected, "shipped", "2")
    assert found.pop("real") is real(expected)
    assert (found["first"].pop("model"), found["second"].pop("model")) == ("shipped", "2")
    assert (found.pop("seen"), found.pop("left_out")) == ({"first": 0, "second": 0}, 0)
    assert found == named(asdict(expected))
    assert set(found["macro_f1"]) == set(found["first"]["f1"]["neutral"]) == {"value", "low", "high"}


def test_what_a_model_was_trained_on_is_left_out(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", [*some[:100], *unseen(some)[100:400]])
    done = run("compare", "shipped", OLD, "own.tsv", "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("300 sentences in ")
    assert "\n100 of 400 sentences are left out, as a model was trained on them: shipped on" in done.stdout
    found = json.loads(run("compare", OLD, "shipped", "own.tsv", "--format", "json").stdout)
    assert (found["sentences"], found["left_out"], found["seen"]) == (300, 100, {"first": 0, "second": 100})
    write(tmp_path / "own.tsv", some[:100])
    done = run("compare", "shipped", OLD, "own.tsv", "-q")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "stance: all 100 sentences were trained on (shipped on 100): they tell nothing; compare on others\n"


def test_a_model_is_no_better_than_itself(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", unseen(some[:400]))
    done = run("compare", "shipped", "shipped", "own.tsv", "-o", "differ.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "No difference: shipped (second) and shipped (first) give every sentence the same" in done.stdout
    assert len((tmp_path / "differ.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_models_of_one_name_are_told_apart(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some[:100])
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(OLD, tmp_path / folder / "m.safetensors")
    done = run("compare", "a/m.safetensors", "b/m.safetensors", "own.tsv")
    assert "No difference: b/m.safetensors and a/m.safetensors give every sentence" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("shipped", "own.tsv"), 2, "Missing argument 'DATA...'; see stance compare --help"),
        (("shipped", "no.safetensors", "own.tsv"), 1, "no.safetensors: no such model file; `stance train` writes one"),
        (("shipped", "shipped", "own.tsv", "-o", "differ.txt"), 2, "differ.txt: the sentences that differ are written as .csv or .jsonl"),
        (("shipped", "shipped", "own.tsv", "-o", "no/such/differ.csv"), 1, "no/such: no such folder, or not writable"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, tmp_path: Path, some: list[Example], arguments: tuple[str, ...], status: int, message: str
) -> None:
    write(tmp_path / "own.tsv", some[:30])
    done = run("compare", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(f"stance: {message}")
    assert done.stderr.count("\n") == 1
