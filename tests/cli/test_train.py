"""`stance train` as a process."""

import csv
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

import stance
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.learn import base
from stance.learn.corpus import Example
from stance.learn.fit import Recipe, as_toml, read_recipe, recipe_from
from tests.conftest import ROOT, Run


def write(path: Path, examples: list[Example]) -> Path:
    lines = ("\t".join((e.document, e.language, e.topic, e.text, e.label)) for e in examples)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def unseen(examples: list[Example], turned: bool = False) -> list[Example]:
    """Give sentences that the shipped model was not trained on; `turned`: with labels that mean something else."""
    labels = dict(zip(LABELS, (NEUTRAL, DE_ESCALATION, ESCALATION), strict=True)) if turned else {label: label for label in LABELS}
    return [replace(example, text=f"{example.text} (1)", label=labels[example.label]) for example in examples]


def test_trains_evaluates_and_writes_model_and_card(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some)
    done = run("train", "own.tsv", "-o", "own.safetensors", "--jobs", "2", "--save-recipe", "own.toml")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == f"{len(some):,} sentences in {len({e.document for e in some}):,} documents"
    assert lines[1] == ", ".join(f"{sum(e.label == label for e in some):,} {label}" for label in LABELS)
    counted = f"{len(some):,} sentences in {len({e.document for e in some}):,} documents"
    said = " ".join(done.stdout.split())
    assert f" 5-fold cross-validation, whole documents held out, on {counted}: macro F1 0." in said
    assert f"The shipped model was trained on {len(some):,} of these sentences: no comparison with it." in said
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith("wrote own.safetensors (")
    card = stance.load(tmp_path / "own.safetensors").card
    assert f"\n  macro F1 {card['figures']['macro_f1'][0]:.3f} [" in done.stdout
    assert "] (spread over folds " in done.stdout
    text = (tmp_path / "own.md").read_text(encoding="utf-8")
    assert f"\n5-fold cross-validation, whole documents held out, on {counted}:\n" in text
    assert card["data"]["sentences"] == len(some)
    assert card["data"]["fingerprint"] in (tmp_path / "own.md").read_text(encoding="utf-8")
    assert card["figures"]["macro_f1"][0] > 0.4
    text = "Het leger viel de stad aan en doodde tien mensen."
    scored = run("score", "--model", "own.safetensors", "--format", "jsonl", stdin=text)
    assert json.loads(scored.stdout)["label"] == stance.load(tmp_path / "own.safetensors").predict([text])[0]
    # The same again, whatever the order of the files, the number of jobs, and where the recipe comes from.
    half = some[len(some) // 2].document
    write(tmp_path / "one.tsv", [example for example in some if example.document < half])
    write(tmp_path / "two.tsv", [example for example in some if example.document >= half])
    again = run("train", "two.tsv", "one.tsv", "-o", "again.safetensors", "--recipe", "own.toml", "--test", "own.tsv")
    assert again.returncode == 0
    one, two = (stance.load(tmp_path / f"{name}.safetensors") for name in ("own", "again"))
    for name, view in one.views.items():
        assert view.vocabulary.listed == two.views[name].vocabulary.listed
        assert (view.weights == two.views[name].weights).all()
        assert (view.idf == two.views[name].idf).all()
    assert (one.intercept == two.intercept).all()


def test_the_verdict_tells_better_from_worse(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "plain.tsv", unseen(some))
    write(tmp_path / "turned.tsv", unseen(some, turned=True))
    for name, verdict in (("plain", "worse"), ("turned", "better")):
        done = run("train", f"{name}.tsv", "-o", f"{name}.safetensors")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"Your model is {verdict} than the shipped model, by more than chance explains:" in " ".join(done.stdout.split())
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert "Most do better with --with-base, which trains on our corpus too; try it and" in done.stdout
        assert f"is {verdict} than shipped" in (tmp_path / f"{name}.md").read_text(encoding="utf-8")


def test_a_test_file_is_what_it_is_measured_on(run: Run, tmp_path: Path, some: list[Example]) -> None:
    own = unseen(some, turned=True)
    cut = sorted({example.document for example in own})[::3]
    test = [example for example in own if example.document in set(cut)]
    write(tmp_path / "own.tsv", [example for example in own if example.document not in set(cut)])
    write(tmp_path / "test.tsv", test)
    done = run("train", "own.tsv", "--test", "test.tsv", "-o", "own.safetensors")
    assert (done.returncode, done.stderr) == (0, "")
    assert "cross-validation" not in done.stdout
    basis = f"On {len(test):,} sentences in {len(cut):,} documents of a test (test.tsv):"
    assert f"{basis}\n  macro F1 0." in done.stdout
    assert f"\n{basis}\n" in (tmp_path / "own.md").read_text(encoding="utf-8")
    assert f"on {len(test):,} sentences in {len(cut):,} documents." in " ".join(done.stdout.split())
    evaluated = run("evaluate", "own.safetensors", "test.tsv", "--format", "json")
    found = json.loads(evaluated.stdout)["macro_f1"]
    assert [found["value"], found["low"], found["high"]] == stance.load(tmp_path / "own.safetensors").card["figures"]["macro_f1"]


def test_a_missing_label_is_said_and_never_given(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", [example for example in unseen(some) if example.label != NEUTRAL])
    done = run("train", "own.tsv", "-o", "two.safetensors")
    assert done.returncode == 0
    assert "  missing label: no sentence is neutral: " in done.stderr
    assert "No sentence is labelled neutral: this model never gives that label." in done.stdout
    assert "our model " in done.stdout
    assert "it never gives that label" in (tmp_path / "two.md").read_text(encoding="utf-8")
    text = "Rain fell on the harbour. The army shelled the town and refused all talks."
    scored = run("score", "--model", "two.safetensors", "--format", "jsonl", stdin=text)
    assert [json.loads(line)["probabilities"]["neutral"] for line in scored.stdout.splitlines()] == [0, 0]
    explained = run("explain", "--model", "two.safetensors", stdin=text)
    assert (explained.returncode, explained.stderr) == (0, "")
    assert "1000" not in explained.stdout


def test_too_few_documents_train_without_figures(run: Run, tmp_path: Path, some: list[Example]) -> None:
    documents = sorted({e.document for e in some}, key=lambda name: -sum(e.document == name for e in some))
    for count, told in ((3, "No figures: 3 documents is too little to hold any out."), (6, "5-fold cross-validation, ")):
        own = [example for example in unseen(some) if example.document in documents[:count]]
        write(tmp_path / "few.tsv", own)
        done = run("train", "few.tsv", "-o", "few.safetensors")
        assert done.returncode == 0
        assert "few documents: " in done.stderr
        assert told in done.stdout
        assert stance.load(tmp_path / "few.safetensors").card["data"]["documents"] == count


def test_a_search_goes_on_and_chooses(run: Run, tmp_path: Path, some: list[Example], recipe: Recipe) -> None:
    write(tmp_path / "own.tsv", unseen(some)[::3])
    (tmp_path / "quick.toml").write_text(as_toml(replace(recipe, folds=2, characters=(4, 4))), encoding="utf-8")
    call = ("train", "own.tsv", "--search", "--recipe", "quick.toml", "--jobs", "2", "-o", "own.safetensors", "--save-recipe", "best.toml")
    done = run(*call)
    assert (done.returncode, done.stderr) == (0, "")
    assert "The best of 24 recipes, by macro F1 in cross-validation (own.safetensors.search.jsonl holds all):" in " ".join(
        done.stdout.split()
    )
    assert "The best of 24 by macro F1 in cross-validation (`--search`)." in (tmp_path / "own.md").read_text(encoding="utf-8")
    kept = tmp_path / "own.safetensors.search.jsonl"
    assert len(kept.read_text().splitlines()) == 48
    card = stance.load(tmp_path / "own.safetensors").card
    kept_lines = len(kept.read_text().splitlines())
    best = [line.split() for line in done.stdout.splitlines() if line.startswith("  0.") and "macro" not in line]
    assert len(best) == 5
    assert best == sorted(best, key=lambda words: -float(words[0]))
    assert read_recipe(tmp_path / "best.toml") == recipe_from(card["recipe"])
    before = (tmp_path / "own.safetensors").read_bytes()
    kept.write_bytes(kept.read_bytes()[:-500])  # killed on the way
    again = run(*call)
    first, _, rest = again.stdout.partition(" of 48 trainings were done before\n")
    assert 0 < int(first.splitlines()[-1]) < kept_lines
    assert "\n".join(first.splitlines()[:-1]) + "\n" + rest == done.stdout
    assert (tmp_path / "own.safetensors").read_bytes() == before


@pytest.mark.slow
def test_our_corpus_is_a_base(run: Run, tmp_path: Path, some: list[Example], recipe: Recipe) -> None:
    own = unseen(some, turned=True)[::4] + some[:50]
    write(tmp_path / "own.tsv", own)
    (tmp_path / "quick.toml").write_text(as_toml(replace(recipe, folds=2, tolerance=1e-3)), encoding="utf-8")
    done = run("train", "own.tsv", "--with-base", "--own-weight", "5", "--recipe", "quick.toml", "--jobs", "2", "-o", "own.safetensors")
    assert done.returncode == 0, done.stderr
    assert " that your data or its documents hold too are left out); one of yours counts as 5 of them." in " ".join(done.stdout.split())
    assert "Most do better" not in done.stdout
    classifier = stance.load(tmp_path / "own.safetensors")
    assert classifier.card["data"]["sentences"] == len(own)
    assert classifier.card["data"]["base"]["own_weight"] == 5
    names = {example.document for example in own}
    texts = {example.text for example in own}
    left = [e for e in base.read() if e.document not in names and e.text not in texts]
    assert classifier.card["data"]["base"]["sentences"] == len(left) < 63_000


def test_a_weight_needs_a_base(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some[:50])
    done = run("train", "own.tsv", "--own-weight", "3", "-o", "m.safetensors")
    assert done.returncode == 2
    assert done.stderr.startswith("stance: --own-weight says what your sentences count beside ours; it needs --with-base")


def test_bad_lines_are_named_and_strict_stops_before_anything_is_trained(run: Run, tmp_path: Path, some: list[Example]) -> None:
    own = write(tmp_path / "bad.tsv", unseen(some))
    own.write_text(own.read_text(encoding="utf-8") + "b\tnl\tx\tTekst.\tboos\nc\n", encoding="utf-8")
    done = run("train", "bad.tsv", "--strict", "-o", "m.safetensors")
    assert (done.returncode, done.stdout) == (1, "")
    assert "1 × unknown labels: 'boos' (1); " in done.stderr
    assert f"bad.tsv:{len(some) + 1}\n" in done.stderr
    assert f"bad.tsv:{len(some) + 2}\n" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("stance: 2 findings in the data, and --strict allows none; ")
    assert not (tmp_path / "m.safetensors").exists()


def test_without_corpus_it_says_what_it_wants(run: Run) -> None:
    done = run("train", "-o", "m.safetensors")
    assert done.returncode == 2
    assert done.stderr == "stance: no DATA named, and there is no training/corpus here; see stance train --help\n"


def test_one_label_only_is_one_clear_line(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "one.tsv", [example for example in some if example.label == "neutral"])
    done = run("train", "one.tsv", "-o", "m.safetensors", "--recipe", ROOT / "training/recipe.toml")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "stance: every sentence is labelled neutral: nothing to tell apart; label sentences of another kind too, or add our corpus with --with-base"
    )


def test_model_must_be_named_as_one(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some)
    done = run("train", "own.tsv", "-o", "README.md")
    assert done.returncode == 2
    assert done.stderr.startswith("stance: README.md: name the model file something.safetensors")
    done = run("train", "own.tsv", "-o", "no/such/own.safetensors")
    assert (done.returncode, done.stderr) == (1, "stance: no/such: no such folder, or not writable\n")


def test_too_little_to_learn_from_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    labels = ("escalation", "neutral", "de-escalation")
    chance = random.Random(1)
    words = ["".join(chance.choices("bcdfghklmnprstvw", k=8)) for _ in range(12)]
    write(tmp_path / "few.tsv", [Example(f"d{n}", "en", "x", word, labels[n % 3]) for n, word in enumerate(words)])
    done = run("train", "few.tsv", "-o", "few.safetensors")
    assert done.returncode == 1
    assert "no term occurs in 5 of them" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "m.safetensors", "--save-recipe", "own.tsv"), "own.tsv: --save-recipe writes settings; name a file something.toml"),
        (("-o", "m.safetensors", "--save-recipe", "m.md"), "m.md: --save-recipe writes settings; name a file something.toml"),
        (("-o", "own.safetensors"), "own.safetensors is what is read; name another file to write"),
        (
            ("-o", "m.safetensors", "--test", "held.toml", "--save-recipe", "held.toml"),
            "held.toml is what is read; name another file to write",
        ),
        (("-o", "notes.safetensors"), "notes.md is not a card of a model, and that of notes.safetensors would replace it"),
        (("-o", "folder.safetensors"), "folder.md: a folder is where the card of folder.safetensors goes"),
    ],
)
def test_no_other_file_is_written_over(run: Run, tmp_path: Path, some: list[Example], arguments: tuple[str, ...], message: str) -> None:
    write(tmp_path / "own.tsv", some[:60])
    for name in ("held.toml", "own.safetensors"):
        write(tmp_path / name, some[:60])
    (tmp_path / "notes.md").write_text("What Anna said on Monday\n", encoding="utf-8")
    (tmp_path / "folder.md").mkdir()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    data = ("own.tsv", "own.safetensors") if "own.safetensors" in arguments else ("own.tsv",)
    done = run("train", *data, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"stance: {message}")
    assert done.stderr.count("\n") == 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_one_stray_label_takes_no_figures_away(run: Run, tmp_path: Path, some: list[Example]) -> None:
    english = [example for example in unseen(some) if example.language == "en"]
    stray = next(example for example in english if example.label == DE_ESCALATION)
    own = [example for example in english if example.label != DE_ESCALATION or example is stray]
    write(tmp_path / "own.tsv", own)
    done = run("train", "own.tsv", "-o", "own.safetensors")
    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert "5-fold cross-validation, whole documents held out, on " in said
    assert said.count("macro F1 0.") == 2  # in the figures and in the verdict: one language has none of its own
    assert "Too few documents of a label (1 with de-escalation) to tell your model from the shipped model" in said
    assert max(map(len, done.stdout.splitlines())) <= 80
    figures = stance.load(tmp_path / "own.safetensors").card["figures"]
    assert figures["label_documents"][DE_ESCALATION] == 1
    assert figures["macro_f1"][1:] == figures["f1"][DE_ESCALATION][1:] == [None, None]
    assert None not in figures["accuracy"]


def test_a_test_that_the_shell_made_data_of_is_found(run: Run, tmp_path: Path, some: list[Example]) -> None:
    own = unseen(some)
    tested = set(sorted({example.document for example in own})[::3])
    write(tmp_path / "own.tsv", [example for example in own if example.document not in tested])
    for who in ("anna", "ben"):
        write(tmp_path / f"test.{who}.tsv", [example for example in own if example.document in tested])
    done = run("train", "own.tsv", "-o", "own.safetensors", "--strict", "--test", "test.anna.tsv", "test.ben.tsv")
    assert done.returncode == 1
    said = " ".join(done.stderr.split())
    assert "test that is trained on: test.ben.tsv is trained on, and all of its documents are in the test" in said
    assert "own.tsv is trained on" not in said


def test_columns_that_are_named_are_those_of_the_test_too(run: Run, tmp_path: Path, some: list[Example]) -> None:
    for name, column in (("own.csv", "code"), ("test.csv", "label")):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([["document", "text", column], *([e.document, e.text, e.label] for e in unseen(some)[:200])])
    done = run("train", "own.csv", "--label-column", "code", "--test", "test.csv", "-o", "own.safetensors")
    assert done.returncode == 1
    assert "test.csv" in done.stderr
    assert "(--label-column: for --test too; name columns alike)" in done.stderr


def test_a_model_that_cannot_be_written_leaves_no_card(run: Run, tmp_path: Path, some: list[Example], recipe: Recipe) -> None:
    write(tmp_path / "own.tsv", unseen(some)[::3])
    (tmp_path / "quick.toml").write_text(as_toml(replace(recipe, folds=2, characters=(4, 4))), encoding="utf-8")
    name = "m" * 236  # what is written beside it until it is whole has a name too long for a file; that of the card has not
    done = run("train", "own.tsv", "-o", f"{name}.safetensors", "--recipe", "quick.toml", "--save-recipe", "used.toml")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("cannot be written: file name too long")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.tsv", "quick.toml"]
