"""`stance check` as a process, and what other commands say of labelled data before they begin."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stance.cli import labelled
from stance.cli.findings import lines, where
from stance.errors import CorpusError
from stance.learn.corpus import Example, Finding
from tests.cli.test_train import write
from tests.conftest import Run


def test_clean_data_is_counted_and_nothing_said(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some)
    done = run("check", "own.tsv", "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    shown = done.stdout.splitlines()
    assert shown[0] == f"{len(some):,} sentences in {len({e.document for e in some}):,} documents"
    neutral = sum(e.label == "neutral" for e in some)
    (line,) = (line for line in shown if "· neutral" in line)
    assert line.split() == ["·", "neutral", f"{neutral:,}", f"{100 * neutral / len(some):.0f}", "%"]
    assert shown[-1] == "Nothing to mend."


def test_findings_stand_worst_first_with_their_lines(run: Run, tmp_path: Path, some: list[Example]) -> None:
    neutral = next(e for e in some if e.label == "neutral" and len(e.text) > 60)
    write(tmp_path / "own.tsv", some)
    (tmp_path / "more").mkdir()
    write(tmp_path / "more/late.tsv", [replace(neutral, label="escalation"), replace(some[0], document="other")])
    done = run("check", "own.tsv", "more")
    assert done.returncode == 1
    assert done.stderr == "stance: 1 finding in the data would make the figures or the model wrong; mend the data first\n"
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\x1b" not in done.stdout
    severe = done.stdout.index("Would make the figures or the model wrong\n  2 × contradicting labels: ")
    assert severe < done.stdout.index("Good to know\n  2 × duplicates: ")
    line = some.index(neutral) + 1
    assert f"\n    own.tsv:{line}; more/late.tsv:1\n" in done.stdout
    assert "\n    own.tsv:1; more/late.tsv:2\n" in done.stdout


def test_json_lines_hold_every_place(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", some + [replace(example, document="copy") for example in some[:12]])
    done = run("check", "own.tsv", "-o", "found.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (found,) = [json.loads(line) for line in (tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()]
    assert list(found) == ["severity", "kind", "count", "message", "places"]
    assert (found["severity"], found["kind"], found["count"]) == (2, "duplicates", 24)
    assert found["places"] == [f"own.tsv:{line}" for number in range(1, 13) for line in (number, len(some) + number)]
    table = run("check", "own.tsv").stdout
    assert "own.tsv:1, " in table
    assert " and 19 more\n" in table
    assert run("check", "own.tsv", "--format", "jsonl").stdout == (tmp_path / "found.jsonl").read_text(encoding="utf-8")


def test_strict_fails_on_anything_after_all_is_said(run: Run, tmp_path: Path, some: list[Example]) -> None:
    write(tmp_path / "own.tsv", [*some, replace(some[0], document="copy")])
    done = run("check", "own.tsv", "--strict", "-o", "found.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "stance: 1 finding in the data, and --strict allows none\n"
    assert "2 × duplicates" in (tmp_path / "found.txt").read_text(encoding="utf-8")
    assert run("check", "own.tsv").returncode == 0


def test_wrong_use_and_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    assert run("check").returncode == 2
    assert run("check", "own.tsv", "-o", "found.png").returncode == 2
    done = run("check", "own.tsv", "-o", "found.jsonl")
    assert (done.returncode, done.stderr) == (1, "stance: own.tsv: no such file or folder\n")
    assert not (tmp_path / "found.jsonl").exists()


@pytest.mark.parametrize("data", ["own.jsonl", "."])
def test_what_is_read_is_not_written_over(run: Run, tmp_path: Path, data: str) -> None:
    (tmp_path / "own.jsonl").write_text('{"text": "They met.", "label": "neutral"}\n')
    done = run("check", data, "-o", "own.jsonl")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        "stance: own.jsonl is what is read; name another file to write; see stance check --help",
    )
    assert (tmp_path / "own.jsonl").read_text() == '{"text": "They met.", "label": "neutral"}\n'


def test_other_commands_say_it_on_standard_error(tmp_path: Path, some: list[Example], capsys: pytest.CaptureFixture[str]) -> None:
    def examples(strict: bool, quiet: bool) -> list[Example]:
        return labelled.examples(
            (own,), strict, quiet, text_column=None, label_column=None, document_column=None, map_=None, language="auto"
        )

    own = write(tmp_path / "own.tsv", [*some, replace(some[0], document="copy")])
    assert len(examples(strict=False, quiet=True)) == len(some) + 1
    assert capsys.readouterr() == ("", "")
    examples(strict=False, quiet=False)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("stance: 1 finding in the data\nGood to know\n  2 × duplicates: ")
    with pytest.raises(CorpusError, match=r"^1 finding in the data, and --strict allows none; .*") as caught:
        examples(strict=True, quiet=True)
    assert "\n" not in str(caught.value)


def test_places_are_told_by_file_and_only_the_first() -> None:
    assert where(["a.csv:2", "b.csv:7", "a.csv:3"]) == "a.csv:2, 3; b.csv:7"
    assert where([f"a.csv:{line}" for line in range(1, 1240)]) == "a.csv:1, 2, 3, 4, 5 and 1,234 more"
    many = [f"{file}.csv:{line}" for file in "abcde" for line in (1, 2)]
    assert where(many) == "a.csv:1, 2; b.csv:1, 2; c.csv:1, 2; 4 more in 2 other files"
    assert where(["C:/own: data/a.csv:2"]) == "C:/own: data/a.csv:2"


def test_what_would_steer_a_terminal_is_not_shown_and_colours_only_on_wish() -> None:
    found = [Finding("duplicates", 1, "such as “\x1b[31mred\x07”", ["own\x1b[2J.csv:1"]), Finding("missing label", 1, "none is", [])]
    plain = "\n".join(lines(found, width=80))
    assert "\x1b" not in plain
    assert "\x07" not in plain
    assert "\n  missing label: none is" in plain
    assert "\x1b[1m1 × duplicates\x1b[0m: such as" in "\n".join(lines(found, colour=True, width=80))
    assert max(map(len, lines([replace(found[0], message="word " * 60)], width=60))) <= 60
