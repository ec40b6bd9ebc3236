"""The examples of every --help, and the commands in the README: each is run as it stands."""

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import joblib
import pytest

import stance
from stance.cli.main import COMMANDS, cli
from stance.learn.corpus import Example
from stance.learn.export import pipeline
from tests.conftest import ROOT, Run
from tests.terminal import Terminal
from tests.test_walkthrough import block as walkthrough


def examples(command: str | None) -> list[str]:
    """Return the command lines of a help page; what follows two spaces is a remark."""
    found = cli if command is None else cli.get_command(None, command)  # type: ignore[arg-type]
    assert found
    assert found.help
    (block,) = re.findall(r"Examples:\n((?:  .*\n?)+)", found.help)
    return [line.strip().partition("  ")[0] for line in block.splitlines() if line.strip()]


def cases() -> list[Any]:
    """Return every example with its command; those that train take their time; tests/test_walkthrough.py runs the others of the README."""
    lines = [(command, line) for command in (None, *COMMANDS) for line in examples(command)]
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.replace(walkthrough(), ""), re.M | re.S)
    lines += [(None, line) for block in blocks for line in block.splitlines() if line.startswith("stance ")]
    return [pytest.param(*case, marks=[pytest.mark.slow] * ("stance train" in case[1])) for case in lines]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, some: list[Example]) -> Path:
    """Return a folder with all that the examples name, and `stance` and `python` on its path."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("bin", "archive", "training/corpus"):
        (folder / name).mkdir(parents=True)
    for number, path in enumerate(sorted((ROOT / "examples").glob("*.txt"))):
        (folder / "archive" / f"2025-03-{number + 1:02}-{path.name}").symlink_to(path)
        if not number:
            (folder / "article.txt").symlink_to(path)
    (folder / "news").symlink_to(folder / "archive")
    shutil.copy(ROOT / "models/news.safetensors", folder / "mine.safetensors")  # no link: an example writes it
    with gzip.open(folder / "export.csv.gz", "wt", encoding="utf-8") as file:
        file.write("id,Fulltext\n1,De partijen tekenden een bestand.\n")
    rows = [{"text": e.text, "date": f"2025-{number % 9 + 1:02}-{number % 28 + 1:02}"} for number, e in enumerate(some[:200])]
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    joblib.dump(pipeline(stance.load()), folder / "pipeline.joblib")
    own = {"document": "a", "sentence": 0, "text": "Rain.", "label": "neutral", "score": 0.1}
    (folder / "scored.jsonl").write_text(
        "".join(
            json.dumps(own | {"document": number, "date": row["date"], "source": "NL"[number % 2]}) + "\n"
            for number, row in enumerate(rows)
        )
    )
    documents = list(dict.fromkeys(example.document for example in some))
    for place, name in enumerate(("my-labels.tsv", "held-out.tsv", "training/corpus/some.tsv")):
        dealt = set(documents[place::3])
        # other sentences than the shipped model was trained on
        lines = ("\t".join((e.document, e.language, e.topic, f"{e.text} (1)", e.label)) for e in some if e.document in dealt)
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.copy(folder / "held-out.tsv", folder / "test-labels.tsv")
    sentences = [{"document": e.document, "sentence": n, "text": e.text, "language": e.language} for n, e in enumerate(some[:30])]
    for who, label in (("anna", "neutral"), ("ben", "escalation")):
        given = [sentence | {"label": label if n % 3 else "neutral", "annotator": who} for n, sentence in enumerate(sentences)]
        (folder / f"batch.{who}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in given), encoding="utf-8")
    for name, more in (("batch.csv", {}), ("differ.csv", {"anna": "neutral", "ben": "escalation", "adjudicated": ""})):
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, [*sentences[0], *more])
            writer.writeheader()
            writer.writerows(sentence | more for sentence in sentences)
    (folder / "bin/stance").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stance "$@"\n')
    (folder / "bin/stance").chmod(0o755)
    (folder / "bin/python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / "bin/python").chmod(0o755)
    return folder


@pytest.mark.parametrize(("command", "line"), cases())
def test_examples_run(desk: Path, command: str | None, line: str) -> None:
    assert command is None or command in line or "python" in line
    if "stance label" in line:
        require_that_it_labels(desk, line)
        return
    before = {path: path.stat().st_mtime_ns for path in desk.iterdir()}
    environment = {**os.environ, "COLUMNS": "80", "PATH": f"{desk / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(line, shell=True, cwd=desk, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr or "trend" in line  # which tells how far its figures can be trusted
    changed = [path for path in desk.iterdir() if before.get(path) != path.stat().st_mtime_ns]
    assert done.stdout or changed
    if named := re.search(r"(?:-o|>) (\S+)", line):
        assert desk / named[1] in changed


def require_that_it_labels(desk: Path, line: str) -> None:
    """Run an example that waits for keys in a terminal."""
    terminal = Terminal(*line.split()[1:], cwd=desk)
    try:
        terminal.sees("q quit")
        terminal.press("nq")
        assert terminal.end() == 0
        assert " labelled, in " in terminal.raw
    finally:
        terminal.close()


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_says_how_it_ends_and_fits(run: Run, command: str | None) -> None:
    done = run(*([command] if command else []), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Exit status: 0 " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_version(run: Run) -> None:
    done = run("--version")
    assert re.fullmatch(r"stance \d+\.\d+\.\d+\n", done.stdout)


def test_a_mistyped_command_is_told_which_there_is(run: Run) -> None:
    done = run("lable", "sheet.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "stance: no such command 'lable'; did you mean label; see stance --help\n"
