"""The wheel: what `pip install .` puts on a machine is all that scoring needs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_wheel_scores_and_brings_the_corpus_without_the_checkout(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True)
    (wheel,) = tmp_path.glob("stance-*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import stance; print(stance.__file__, stance.score('Rebellen vielen de legerbasis aan en doodden twaalf soldaten.').sentences[0].label); "
        "from stance.learn import base; print(base.path(), len(base.read()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    sentences = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "training/corpus").rglob("*.tsv"))
    assert done.stdout.split() == [
        str(tmp_path / "site/stance/__init__.py"),
        "escalation",
        str(tmp_path / "site/stance/corpus"),
        str(sentences),
    ]
