"""The examples of the README: each is run, and prints what the README says it prints.

`make readme` (UPDATE_README=1) writes down what they print now.
"""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import stance

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "training/README.md")
EXAMPLE = re.compile(r"^```console\n\$ (?P<command>.*)\n(?P<output>(?s:.*?))^```$", re.M)


def output_of(command: str, folder: Path) -> str:
    """Run a command of a README in a shell, in a copy of what it may read, 80 columns wide."""
    for name in ("examples", "training", "models"):
        (folder / name).symlink_to(ROOT / name)
    tools = folder / "bin"
    tools.mkdir()
    (tools / "stance").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stance "$@"\n')
    (tools / "stance").chmod(0o755)
    (tools / "python").symlink_to(sys.executable)
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "80", "PATH": f"{tools}:{os.environ['PATH']}"},
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_examples_print_what_the_page_says(page: str, tmp_path: Path) -> None:
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    examples = list(EXAMPLE.finditer(text))
    for number, example in enumerate(examples):
        folder = tmp_path / str(number)
        folder.mkdir()
        printed = output_of(example["command"], folder)
        if os.environ.get("UPDATE_README"):
            text = text.replace(example[0], f"```console\n$ {example['command']}\n{printed}```")
        else:
            assert printed == example["output"], example["command"]
    if os.environ.get("UPDATE_README"):
        path.write_text(text, encoding="utf-8")
    assert examples or page != "README.md"


def test_ci_runs_the_command_that_the_readme_names() -> None:
    commands = re.findall(r"^(apt-get .*make test)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(commands) == 1
    assert commands[0] in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_scripts_of_the_makefile_are_there_and_can_say_what_they_do() -> None:
    scripts = set(re.findall(r"python (\S+\.py)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert len(scripts) >= 5
    assert [script for script in scripts if not (ROOT / script).is_file()] == []
    for script in scripts - {"benchmarks/quality.py", "benchmarks/speed.py"}:  # its peers live in an environment of their own
        if script.startswith("benchmarks/"):
            done = subprocess.run([sys.executable, ROOT / script, "--help"], capture_output=True, text=True, check=False)
            assert "  --help " in done.stdout, done.stderr


def test_tables_of_the_pages_are_the_computed_ones() -> None:
    page = (ROOT / "training/README.md").read_text(encoding="utf-8")
    assert (ROOT / "training/ablations.md").read_text(encoding="utf-8") in page
    for name in PAGES:
        assert not re.search(r"@[A-Z]+@", (ROOT / name).read_text(encoding="utf-8"))
    quality = (ROOT / "benchmarks/quality.md").read_text(encoding="utf-8")
    computed = re.findall(r"\d\.\d{3}(?= \()", next(line for line in quality.splitlines() if line.startswith("| **stance** |")))
    (row,) = re.findall(r"^\| \*\*stance\*\* \|(.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert [f"{float(figure):.2f}" for figure in [*computed[:5], computed[-1]]] == re.findall(r"\d\.\d\d", row)


def test_speed_on_the_page_is_the_measured_one() -> None:
    measured = (ROOT / "benchmarks/speed.md").read_text(encoding="utf-8")
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    if os.environ.get("UPDATE_README"):
        page = re.sub(r"(?s)(<!-- speed -->\n).*?(<!-- end -->)", lambda match: match[1] + measured + match[2], page)
        (ROOT / "README.md").write_text(page, encoding="utf-8")
    assert measured in page


def test_pictures_of_the_readme_are_there() -> None:
    named = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(named) >= 8
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_python_of_the_readme_and_of_the_package_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    exec(code, {})
    assert len(capsys.readouterr().out.splitlines()) == 4
    assert doctest.testmod(stance) == doctest.TestResults(failed=0, attempted=3)
