"""`stance train` as a process."""

import json
from pathlib import Path

import stance
from stance.learn.corpus import Example
from tests.conftest import ROOT, Run


def write(path: Path, examples: list[Example]) -> Path:
    lines = ("\t".join((e.document, e.language, e.topic, e.text, e.label)) for e in examples)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_trains_evaluates_and_writes_model_and_card(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some)
    done = run("train", "own.tsv", "-o", "own.safetensors", "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"{len(some):,} sentences in {len({e.document for e in some}):,} documents"
    assert lines[1] == "cross-validation, 5 folds of whole documents:"
    assert lines[2].startswith("  macro F1 0.")
    assert lines[-1].startswith("wrote own.safetensors (")
    card = stance.load(tmp_path / "own.safetensors").card
    assert lines[2].startswith(f"  macro F1 {card['figures']['macro_f1'][0]:.3f} [")
    assert "] (spread over folds " in lines[2]
    assert card["data"]["sentences"] == len(some)
    assert card["data"]["fingerprint"] in (tmp_path / "own.md").read_text(encoding="utf-8")
    assert card["figures"]["macro_f1"][0] > 0.4
    text = "Het leger viel de stad aan en doodde tien mensen."
    scored = run("score", "--model", "own.safetensors", "--format", "jsonl", stdin=text)
    assert json.loads(scored.stdout)["label"] == stance.load(tmp_path / "own.safetensors").predict([text])[0]


def test_bad_lines_stop_it_before_anything_is_trained(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.tsv").write_text("a\tnl\tx\tTekst.\tneutral\nb\tnl\tx\tTekst.\tboos\nc\n", encoding="utf-8")
    done = run("train", "bad.tsv", "-o", "m.safetensors")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "stance: 2 bad lines:"
    assert done.stderr.splitlines()[1].startswith("bad.tsv:2: label 'boos'; use one of ")
    assert done.stderr.splitlines()[2].startswith("bad.tsv:3: ")
    assert not (tmp_path / "m.safetensors").exists()


def test_without_corpus_it_says_what_it_wants(run: Run) -> None:
    done = run("train", "-o", "m.safetensors")
    assert done.returncode == 2
    assert done.stderr == "stance: no CORPUS named, and there is no training/corpus here; see stance train --help\n"


def test_one_label_only_is_one_clear_line(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "one.tsv", [example for example in some if example.label == "neutral"])
    done = run("train", "one.tsv", "-o", "m.safetensors", "--recipe", ROOT / "training/recipe.toml")
    assert done.returncode == 1
    assert done.stderr == "stance: no sentence is labelled escalation, de-escalation; label some, or add training/corpus\n"


def test_model_must_be_named_as_one(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some)
    done = run("train", "own.tsv", "-o", "README.md")
    assert done.returncode == 2
    assert done.stderr.startswith("stance: README.md: name the model file something.safetensors")
    done = run("train", "own.tsv", "-o", "no/such/own.safetensors")
    assert (done.returncode, done.stderr) == (1, "stance: no/such: no such folder, or not writable\n")


def test_too_little_to_learn_from_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    for count, message in ((6, "only 2 sentences are labelled"), (30, "no term occurs in 5 of them")):
        labels = ("escalation", "neutral", "de-escalation")
        words = ["".join(chr(97 + (number * 7 + place * 11) % 26) for place in range(9)) for number in range(count)]
        write(tmp_path / "few.tsv", [Example(f"d{n}", "en", "x", word, labels[n % 3]) for n, word in enumerate(words)])
        done = run("train", "few.tsv", "-o", "few.safetensors")
        assert done.returncode == 1
        assert message in done.stderr
        assert done.stderr.count("\n") == 1
