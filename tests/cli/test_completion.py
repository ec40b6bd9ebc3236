"""Shell completion, in the shells themselves."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

CASES = [
    ("stance sc", {"score"}),
    ("stance score --form", {"--format"}),
    ("stance score --format ", {"table", "jsonl", "csv", "tsv", "parquet", "html"}),
    ("stance score --only de", {"de-escalation"}),
    ("stance explain --format ", {"table", "jsonl"}),
]


@pytest.fixture
def tools(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which `stance` is a command."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "stance").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stance "$@"\n')
    (folder / "stance").chmod(0o755)
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "dumb"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("line", "expected"), CASES)
def test_what_every_shell_is_told(tools: dict[str, str], shell: str, line: str, expected: set[str]) -> None:
    words = line.split(" ")
    given = {
        "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
        "_STANCE_COMPLETE": f"{shell}_complete",
    }
    done = subprocess.run(["stance"], env=tools | given, capture_output=True, text=True, check=True)
    told = done.stdout.splitlines()
    if shell == "zsh":  # three lines each: kind, value, help
        told = [f"{kind},{value}" for kind, value in zip(told[::3], told[1::3], strict=True)]
    assert {entry.partition("\t")[0] for entry in told} == {f"plain,{value}" for value in expected}
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_is_what_the_shell_can_read(tools: dict[str, str], shell: str) -> None:
    done = subprocess.run(["stance"], env=tools | {"_STANCE_COMPLETE": f"{shell}_source"}, capture_output=True, text=True, check=True)
    assert "_STANCE_COMPLETE" in done.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout, env=tools, text=True, check=True)


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(_STANCE_COMPLETE=bash_source stance)"'),
    "zsh": (["zsh", "-f", "-i"], 'autoload -U compinit; compinit -D -u; eval "$(_STANCE_COMPLETE=zsh_source stance)"'),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_command_option_value_and_file(tools: dict[str, str], shell: str, tmp_path: Path) -> None:
    command, setup = SHELLS[shell]
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "article.txt").write_text("Het leger viel aan.")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execvpe(command[0], command, tools)
    shown = ""
    asked = False
    deadline = time.monotonic() + 60
    try:
        os.write(terminal, f"{setup}; echo rea''dy\n".encode())
        while time.monotonic() < deadline and not os.waitpid(child, os.WNOHANG)[0]:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    shown += os.read(terminal, 4096).decode(errors="replace")
                except OSError:
                    continue  # it has ended
            if "ready\r\n" in shown and not asked:
                asked = True
                os.write(terminal, b"stance sco\t--form\tjs\tart\t> out.jsonl; exit\n")
    finally:
        os.close(terminal)
    assert json.loads((tmp_path / "out.jsonl").read_text())["document"] == "article.txt", shown


def test_fish_completes_too(tools: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    (tmp_path / "article.txt").write_text("Het leger viel aan.")
    for line, expected in [*CASES, ("stance score art", {"article.txt"})]:
        code = f"_STANCE_COMPLETE=fish_source stance | source; complete -C '{line}'"
        done = subprocess.run(["fish", "--no-config", "-c", code], env=tools, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert {entry.partition("\t")[0] for entry in done.stdout.splitlines()} == expected
