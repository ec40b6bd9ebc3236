"""What several tests need: the checkout, its corpus, a small model, and the command line as a process."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from stance.learn.corpus import Example, load
from stance.learn.fit import Recipe, read_recipe

settings.register_profile("fuzz", max_examples=20_000, deadline=None)  # make fuzz

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def corpus() -> list[Example]:
    return load([ROOT / "training/corpus"])


@pytest.fixture(scope="session")
def some(corpus: list[Example]) -> list[Example]:
    """Whole documents of both languages, 1,500 sentences or so: enough to fit something in a second."""
    kept = sorted({example.document for example in corpus})[::30]
    return [example for example in corpus if example.document in set(kept)]


@pytest.fixture(scope="session")
def recipe() -> Recipe:
    return read_recipe(ROOT / "training/recipe.toml")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `stance` as a user does, in a process of its own."""

    def call(
        *arguments: str | Path, stdin: str | bytes = b"", cwd: Path = tmp_path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "stance", *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "80", **environment},
            check=False,
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return call
