"""The walk-through of the README, from a pile of articles to a better model, run command by command as it stands.

Somebody has to label on the way: the labels of `walkthrough/labels.tsv`, given by two annotators and settled where they differ, are typed in.
"""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import stance
from stance.labels import LABELS
from tests.conftest import ROOT
from tests.terminal import Terminal

KEYS = dict(zip(LABELS, "end", strict=True))
WHO = ("anna", "ben", "adjudicated")


def block() -> str:
    """Return the commands of the README."""
    _, _, section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Your own labels\n")
    (found,) = re.findall(r"^```sh\n(.*?)^```$", section.partition("\n## ")[0], re.M | re.S)
    return str(found)


def said() -> list[str]:
    """Return the output that the README shows of them."""
    _, _, section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Your own labels\n")
    return re.findall(r"^```text\n(.*?)^```$", section.partition("\n## ")[0], re.M | re.S)


def given() -> dict[tuple[str, str], dict[str, str]]:
    """Return who called a sentence what, by document and number."""
    with (ROOT / "tests/walkthrough/labels.tsv").open(encoding="utf-8", newline="") as file:
        return {(row["document"], row["sentence"]): row for row in csv.DictReader(file, delimiter="\t")}


def keys(sheet: Path, who: str) -> str:
    """Return what an annotator types to label a sheet."""
    labels = given()
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        asked = [(row["document"], row["sentence"]) for row in csv.DictReader(file)]
    unknown = [sentence for sentence in asked if not labels.get(sentence, {}).get(who)]
    assert not unknown, f"stance suggests others than before; label these too, in tests/walkthrough/labels.tsv: {unknown}"
    return "".join(KEYS[labels[sentence][who]] for sentence in asked)


def label(command: str, folder: Path) -> str:
    """Sit at a terminal and label a sheet, every sentence of it."""
    arguments = command.split()
    who = arguments[arguments.index("--annotator") + 1] if "--annotator" in arguments else "adjudicated"
    typed = keys(folder / arguments[2], who)
    terminal = Terminal(*arguments[1:], cwd=folder)
    try:
        terminal.sees("q quit")
        terminal.press(typed)
        terminal.sees(f"{len(typed)} of {len(typed)} labelled")
        if terminal.process.poll() is None:
            terminal.press("q")
        assert terminal.end() == 0
    finally:
        terminal.close()
    return ""


@pytest.mark.slow
def test_the_walk_through_of_the_readme_runs_from_start_to_finish(tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/stance").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stance "$@"\n')
    (tmp_path / "bin/stance").chmod(0o755)
    environment = {**os.environ, "COLUMNS": "80", "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    commands = [line.partition("  #")[0].strip() for line in block().splitlines()]
    printed = {}
    for command in commands:
        if command.startswith("stance label "):
            label(command, tmp_path)
            continue
        done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        printed[command] = done.stdout + done.stderr
    assert {command.split()[1] for command in commands} == {"suggest", "label", "agreement", "check", "train", "compare", "score"}
    for shown in said():
        assert any(shown in output for output in printed.values()), shown
    card = stance.load(tmp_path / "mine.safetensors").card
    assert card["data"]["sentences"] == 200
    assert card["data"]["annotators"] >= 2
    assert card["against"]["name"] == "shipped"
    lines = (tmp_path / "scored.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 808
    assert {json.loads(line)["label"] for line in lines} == set(LABELS)
