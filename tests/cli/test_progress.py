"""The progress bar, in a terminal of its own, and where it must not be."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ARTICLE = ROOT / "examples/border-bridge.en.txt"
CODE = """
import sys, time
from stance.cli import main, progress
progress.PATIENCE = 0.1
from stance import scoring
score = scoring.score
def slow(*arguments):
    for document in score(*arguments):
        time.sleep(0.25)
        yield document
scoring.score = slow
main.main()
"""


def in_terminal(folder: Path, *arguments: str, **environment: str) -> tuple[str, str, int]:
    """Run `stance`, slowed down and less patient, with stderr on a terminal; return stdout, what the terminal got, and the status."""
    ours, theirs = pty.openpty()
    output = folder / "stdout"
    with (
        output.open("wb") as stdout,
        subprocess.Popen(
            [sys.executable, "-c", CODE, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100", **environment},
        ) as process,
    ):
        os.close(theirs)
        seen = b""
        while True:
            try:
                block = os.read(ours, 4096)
            except OSError:
                break
            if not block:
                break
            seen += block
    os.close(ours)
    return output.read_text(encoding="utf-8"), seen.decode(), process.returncode


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(ARTICLE.read_text(encoding="utf-8") * 80, encoding="utf-8")
    (folder / "1.txt").write_bytes("Oekraïne weigert.".encode("cp1252"))
    (folder / "3.txt").write_bytes(b"\0\1\2")
    return folder


def test_bar_shows_documents_speed_and_time_left_and_goes_before_errors(archive: Path) -> None:
    printed, seen, status = in_terminal(archive.parent, "score", "in", "--format", "jsonl")
    assert status == 1
    assert printed.count("\n") == 1 + 3 * 14 * 80
    assert re.search(r"━.*[1-4] documents?, \d[\d,]* sentences/s \S*\d\d:\d\d\S* left", seen)
    assert "\x1b[?25h" in seen[seen.rindex("\x1b[?25l") :]  # the cursor is back
    for told in ("1.txt: ", "3.txt: a binary file"):
        before = seen[: seen.index("stance: in/" + told)]
        assert "━" not in before[before.rfind("\x1b[2K") :]  # the line is empty when it is said
    assert seen.rindex("stance: in/3.txt") > seen.rindex("━")


def test_no_colour_where_it_is_not_wanted(archive: Path) -> None:
    coloured = re.compile(r"\x1b\[[\d;]*m")
    assert coloured.search(in_terminal(archive.parent, "score", "in", "--format", "jsonl", NO_COLOR="")[1])
    seen = in_terminal(archive.parent, "score", "in", "--format", "jsonl", NO_COLOR="1")[1]
    assert "sentences/s" in seen
    assert not re.search(r"\x1b\[[\d;]*(?:3|4|9)\d", seen)


@pytest.mark.parametrize(("arguments", "environment"), [(["--quiet"], {}), ([], {"TERM": "dumb"})])
def test_no_bar_where_it_is_not_wanted(archive: Path, arguments: list[str], environment: dict[str, str]) -> None:
    seen = in_terminal(archive.parent, "score", "in", "--format", "jsonl", *arguments, **environment)[1]
    assert "\x1b" not in seen
    assert ("not UTF-8" in seen) is not bool(arguments)
    assert seen.endswith("stance: in/3.txt: a binary file, not text; save its text as .txt (UTF-8) first\r\n")


def test_an_interrupt_takes_the_bar_away(archive: Path) -> None:
    code = CODE.replace(
        "main.main()", "import os, signal, threading\nthreading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()\nmain.main()"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", code, "score", "in", "in", "in", "-o", "out.csv"],
        stderr=theirs,
        cwd=archive.parent,
        env={**os.environ, "TERM": "xterm"},
    ) as process:
        os.close(theirs)
        seen = b""
        while not seen.endswith(b"interrupted\r\n"):
            seen += os.read(ours, 4096)
    os.close(ours)
    assert process.returncode == 1
    assert b"sentences/s" in seen
    assert b"\x1b[?25h" in seen[seen.rindex(b"\x1b[?25l") :]
    assert sorted(path.name for path in archive.parent.iterdir()) == ["in"]
