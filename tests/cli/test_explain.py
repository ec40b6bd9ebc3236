"""`stance explain` as a process: the sums that it prints add up, and say what `stance score` says."""

import json
import math
import os
import pty
import re
import subprocess
import sys

import click
import pytest

from tests.conftest import ROOT, Run

ARTICLE = ROOT / "examples/border-bridge.en.txt"
TERM = re.compile(r"[+-]\d+\.\d\d\b")


def test_printed_sums_add_up(run: Run) -> None:
    done = run("explain", ARTICLE, "-n", "4")
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines()[1:])) <= 80
    text = " ".join(done.stdout.split())
    sums = re.findall(r"([+-]\d+\.\d\d) = (.*? prior [+-]\d+\.\d\d)", text)
    sentences = len(run("score", ARTICLE, "--format", "jsonl").stdout.splitlines())
    assert len(sums) == sentences > 5
    for total, parts in sums:
        assert "context " in parts
        values = [float(value) for value in TERM.findall(parts)]
        assert sum(values) == pytest.approx(float(total), abs=1e-9)
        assert len(values) <= 4 + 3


def test_json_lines_are_those_of_score_with_the_sums_behind_them(run: Run) -> None:
    scored = [json.loads(line) for line in run("score", ARTICLE, "--format", "jsonl").stdout.splitlines()]
    explained = [json.loads(line) for line in run("explain", ARTICLE, "--format", "jsonl").stdout.splitlines()]
    text = ARTICLE.read_text(encoding="utf-8")
    for plain, record in zip(scored, explained, strict=True):
        assert {name: record[name] for name in plain} == plain
        assert list(record)[len(plain) :] == ["logits", "prior", "context", "words", "terms", "other_terms"]
        for label, logit in record["logits"].items():
            for parts in (record["words"], [*record["terms"], record["other_terms"]]):
                total = record["prior"][label] + record["context"][label] + sum(part["push"][label] for part in parts)
                assert total == pytest.approx(logit, abs=1e-6 * (len(parts) + 3))
        whole = sum(math.exp(logit) for logit in record["logits"].values())
        for label, probability in record["probabilities"].items():
            assert math.exp(record["logits"][label]) / whole == pytest.approx(probability, abs=1e-5)
        for word in record["words"]:
            assert text[word["start"] : word["end"]] == word["text"]
        weights = [max(map(abs, term["push"].values())) for term in record["terms"]]
        assert weights == sorted(weights, reverse=True)
        assert weights[-1] >= 0.05
        assert record["other_terms"]["number"] > len(weights)


def test_a_sentence_alone_has_no_context(run: Run) -> None:
    done = run("explain", stdin="De partijen tekenden een bestand.")
    assert done.returncode == 0
    assert "context" not in done.stdout
    assert "tekenden" in done.stdout
    assert "prior" in done.stdout


def on_terminal(*arguments: str, **environment: str) -> str:
    """Run `stance` on a terminal of its own, and return what it wrote there."""
    ours, its = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm-256color", "COLUMNS": "80"}
    with subprocess.Popen([sys.executable, "-m", "stance", *arguments], stdin=its, stdout=its, stderr=its, env=clean | environment):
        os.close(its)
        blocks = []
        try:
            while block := os.read(ours, 65536):
                blocks.append(block)
        except OSError:  # how Linux says that nobody writes there any more
            pass
    os.close(ours)
    return b"".join(blocks).decode().replace("\r\n", "\n")


def test_colours_only_on_a_terminal_that_wants_them(run: Run) -> None:
    coloured = on_terminal("explain", str(ARTICLE))
    plain = run("explain", ARTICLE).stdout
    assert "\x1b[48;5;32m" in coloured  # a ground in the colour of de-escalation
    assert "▼▼▼agree" in plain
    assert on_terminal("explain", str(ARTICLE), NO_COLOR="1") == on_terminal("explain", str(ARTICLE), TERM="dumb") == plain
    sums = [re.findall(r"= (.*?prior \S+)", " ".join(text.split())) for text in (click.unstyle(coloured), plain)]
    assert sums[0] == sums[1] != []


@pytest.mark.parametrize("words", ["0", "many"])
def test_wrong_number_of_words(run: Run, words: str) -> None:
    done = run("explain", ARTICLE, "-n", words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
