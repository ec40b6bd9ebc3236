"""`stance evaluate` as a process."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import stance
from stance.learn import fit
from stance.learn.corpus import Example, fingerprint
from stance.learn.evaluate import by, measured, predict
from stance.learn.fit import Recipe
from stance.model import store
from stance.report.figures import named
from tests.conftest import ROOT, Run

OLD = ROOT / "tests/model/formats/2.safetensors"


def write(path: Path, examples: list[Example]) -> Path:
    lines = ("\t".join((e.document, e.language, e.topic, e.text, e.label)) for e in examples)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def unseen(examples: list[Example]) -> list[Example]:
    """Give sentences that the shipped model was not trained on."""
    return [replace(example, text=f"{example.text} (1)") for example in examples]


def test_table_says_how_good_a_model_is_in_80_columns(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some)
    done = run("evaluate", OLD, "own.tsv", "--by", "topic")
    assert (done.returncode, done.stderr) == (0, "")
    figures = measured((example.label for example in some), predict(stance.load(OLD), some), (example.document for example in some))
    documents = len({example.document for example in some})
    assert done.stdout.startswith(f"{len(some):,} sentences in {documents:,} documents; 95 % intervals in brackets\n")
    value, low, high = figures["macro_f1"]
    assert f"\nmacro F1           {value:.3f} [{low:.3f}, {high:.3f}]\n" in done.stdout
    value, low, high = figures["recall"]["escalation"]
    assert re.search(rf"▲ escalation +{figures['support']['escalation']}  .* {value:.2f} \[{low:.2f}, {high:.2f}\] ", done.stdout)
    assert f"{figures['confusion'][0][1]:,} ({figures['confusion'][0][1] / sum(figures['confusion'][0]):.0%})" in done.stdout
    assert "\nby language   sentences" in done.stdout  # unasked, as there are two
    assert "\nby topic      sentences" in done.stdout
    assert "fewer than 10 documents" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_json_holds_what_the_library_gives(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some)
    done = run("evaluate", OLD, "own.tsv", "-o", "figures.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote figures.json\n", "")
    found = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    probabilities = predict(stance.load(OLD), some)
    expected = measured((example.label for example in some), probabilities, (example.document for example in some))
    assert {name: found[name] for name in expected} == named(expected)
    assert found["by"] == named({"language": by(some, probabilities, "language")})
    assert set(found["macro_f1"]) == set(found["by"]["language"]["groups"]["nl"]["f1"]["neutral"]) == {"value", "low", "high"}
    assert found["seen"] == 0  # as far as a file of that format says
    assert found["model"] == "2.safetensors"
    assert found["data"] == {"files": ["own.tsv"], "fingerprint": fingerprint(some)}
    assert run("evaluate", OLD, "own.tsv", "--format", "json").stdout == (tmp_path / "figures.json").read_text(encoding="utf-8")


def test_plots_are_the_same_every_time_and_say_what_they_show(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own$x$.tsv", unseen(some[:300]))
    drawings = []
    for _ in range(2):
        done = run("evaluate", "shipped", "own$x$.tsv", "-o", "figures.svg")
        assert (done.returncode, done.stdout, done.stderr) == (0, "wrote figures.svg\n", "")
        drawings.append((tmp_path / "figures.svg").read_text(encoding="utf-8"))
    assert drawings[0] == drawings[1]
    assert '<title id="figures-title">shipped on own$x$.tsv</title>' in drawings[0]
    assert "macro F1 0." in drawings[0]
    assert "Calibration</text>" in drawings[0]
    assert run("evaluate", "shipped", "own$x$.tsv", "-o", "figures.png").returncode == 0
    assert (tmp_path / "figures.png").read_bytes().startswith(b"\x89PNG")


def test_a_label_that_is_missing_and_few_documents_are_named(run: Run, tmp_path: Path, some: list[Example]) -> None:
    documents = sorted({example.document for example in some if "-b" not in example.document})[:4]
    write(tmp_path / "own.tsv", [example for example in some if example.document in documents and example.label != "neutral"])
    done = run("evaluate", "shipped", "own.tsv")
    assert done.returncode == 0
    assert "No sentence is labelled neutral: macro F1 is the mean over escalation and" in done.stdout
    assert "Only 4 documents: the intervals mean little" in done.stdout
    assert run("evaluate", "shipped", "own.tsv", "-o", "figures.svg").returncode == 0


def test_figures_on_what_a_model_was_trained_on_are_not_passed_off_as_good(
    run: Run, tmp_path: Path, some: list[Example], recipe: Recipe
) -> None:
    store.save(fit.fit(some, recipe), tmp_path / "own.safetensors")
    write(tmp_path / "own.tsv", [*some[:600], *unseen(some)[600:]])
    told = f"The model was trained on 600 of these {len(some):,} sentences: its figures are too good; measure on others."
    done = run("evaluate", "own.safetensors", "own.tsv", "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert told in " ".join(done.stdout.split())
    done = run("evaluate", "own.safetensors", "own.tsv", "--format", "json")
    assert json.loads(done.stdout)["seen"] == 600
    assert done.stderr == f"stance: {told}\n"
    assert run("evaluate", "own.safetensors", "own.tsv", "-q", "-o", "figures.svg").stderr == ""
    assert "trained on 600 of these" in (tmp_path / "figures.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("shipped",), 2, "Missing argument 'DATA...'; see stance evaluate --help"),
        (("no.safetensors", "own.tsv"), 1, "no.safetensors: no such model file; `stance train` writes one"),
        (("shipped", "no.tsv"), 1, "no.tsv: no such file or folder"),
        (("shiped", "own.tsv"), 1, "shiped: no such model file; did you mean shipped, the one that comes with stance?"),
        (
            ("own.tsv", "own.safetensors"),
            2,
            "own.safetensors is a model, not labelled sentences; MODEL comes first: own.safetensors own.tsv",
        ),
        (("shipped", "own.tsv", "--by", "topic", "-o", "f.svg"), 2, "--by has no place in a plot; write .txt or .json with it"),
        (("shipped", "own.tsv", "--by", "paper"), 1, "--by paper: no sentence has such a column; there are document, language, topic"),
        (
            ("shipped", "own.tsv", "-o", "own.tsv"),
            2,
            "own.tsv: figures cannot be written as .tsv; use .txt, .json, .svg, .png, or say --format",
        ),
        (("shipped", "own.tsv", "--format", "json", "-o", "own.tsv"), 2, "own.tsv is what is read; name another file to write"),
        (("shipped", "own.tsv", "-o", "no/such/figures.json"), 1, "no/such: no such folder, or not writable"),
        (("shipped", "own.tsv", "-o", ""), 2, "the name after -o is empty"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    run: Run, tmp_path: Path, some: list[Example], arguments: tuple[str, ...], status: int, message: str
) -> None:
    write(tmp_path / "own.tsv", unseen(some[:400]))
    done = run("evaluate", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(f"stance: {message}")
    assert done.stderr.count("\n") == 1
    assert len((tmp_path / "own.tsv").read_text(encoding="utf-8").splitlines()) == 400
