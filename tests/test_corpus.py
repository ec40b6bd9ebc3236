"""The corpus of the checkout, and that its check finds what it is there to find."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, folder / "check.py"], capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.slow
def test_check_names_what_is_wrong(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "training", tmp_path / "training")
    folder = tmp_path / "training"
    path = folder / "corpus/articles/en-0301-0350.tsv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    document, language, topic, text, label = lines[0].split("\t")
    gone = lines[-1].split("\t")[0]
    kept = [line for line in lines if not line.startswith(gone)]
    copied = f"{document}\t{language}\t{topic}\t{text.upper()}\t{label}"
    named = [f"{name}\t{language}\t{topic}\t{said}\tneutral\n" for name, said in (
        (document, "The bridge is old, said Ambrose Quillfeather."), (kept[-1].split("\t")[0], "Ambrose Quillfeather, 71, keeps the key."),
    )]  # fmt: skip
    path.write_text("".join([*kept, copied, *named]), encoding="utf-8")
    done = check(folder)
    assert done.returncode == 1
    assert f"{gone[:7]} is planned as " in done.stdout
    assert "stands 2 times, in" in done.stdout
    assert "Ambrose Quillfeather stands in" in done.stdout


def test_agreement_table_is_that_of_the_readme() -> None:
    done = subprocess.run([sys.executable, ROOT / "training/agree.py"], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout in (ROOT / "training/README.md").read_text(encoding="utf-8")
    alphas = [float(line.split("|")[4]) for line in done.stdout.splitlines()[2:]]
    assert min(alphas) >= 0.80


def test_curve_of_the_readme_is_the_computed_one() -> None:
    assert (ROOT / "training/curve.md").read_text(encoding="utf-8") in (ROOT / "training/README.md").read_text(encoding="utf-8")


def test_codebook_and_figures_are_there() -> None:
    for name in ("CODEBOOK.md", "curve.svg", "plan.tsv", "recipe.toml", "second-labels.tsv"):
        assert (ROOT / "training" / name).stat().st_size > 500
