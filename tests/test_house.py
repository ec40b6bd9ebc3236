"""The walls of the house: who may import whom, and what scoring must not load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "text": {"stance.model", "stance.learn", "stance.report", "stance.cli", "sklearn", "scipy", "pandas", "nltk"},
    "model": {"stance.learn", "stance.report", "stance.cli", "sklearn", "scipy", "pandas", "nltk"},
    "report": {"stance.model", "stance.learn", "stance.cli", "sklearn", "scipy", "nltk"},
    "learn": {"stance.report", "stance.cli"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_no_wall_is_broken(folder: str) -> None:
    files = list((ROOT / "stance" / folder).rglob("*.py"))
    assert len(files) > 1
    for path in files:
        for name in imports(path):
            broken = [wall for wall in FORBIDDEN[folder] if name == wall or name.startswith(wall + ".")]
            assert not broken, f"{path.relative_to(ROOT)} imports {name}"


# A plot and its turning points take libraries that nothing else does; they are an extra, imported when something is drawn.
DRAWING = {"report/plots.py": {"matplotlib"}, "report/figure_plots.py": {"matplotlib"}, "report/trend.py": {"ruptures"}}


def test_only_learn_imports_heavy_libraries() -> None:
    files = [path for path in (ROOT / "stance").rglob("*.py") if path.parent.name != "learn"]
    assert len(files) > 15
    for path in files:
        heavy = {name.split(".")[0] for name in imports(path)} & {"sklearn", "scipy", "pandas", "nltk", "matplotlib", "ruptures"}
        heavy -= DRAWING.get(path.relative_to(ROOT / "stance").as_posix(), set())
        heavy |= {"joblib"} & {name.split(".")[0] for name in imports(path)} if path.parent.name != "cli" else set()
        assert not heavy, f"{path.relative_to(ROOT)} imports {heavy}"


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", code + "\nimport sys; print(*sys.modules)"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())


OWN = {"stance", "__main__", "sitecustomize", "_distutils_hack"}  # the last two are of Python installations, not of ours


def foreign(modules: set[str]) -> set[str]:
    """Name the packages among the modules that are neither ours nor Python's."""
    names = {module.partition(".")[0] for module in modules} - OWN - sys.stdlib_module_names
    return {name for name in names if not name.startswith(("_", "cython_runtime"))}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_scoring_loads_what_it_needs_and_nothing_else(language: str) -> None:
    modules = loaded_by(f"import stance; stance.score('Het bestand houdt stand. The truce holds.', language={language!r})")
    assert foreign(modules) == {"numpy", "safetensors", "punkt"}
    assert not {"numpy.typing", "numpy.random", "multiprocessing", "tomllib", "asyncio"} & modules


def test_score_command_loads_what_it_needs_and_nothing_else() -> None:
    code = "import sys; from stance.cli.main import cli; cli.main(['score', 'examples'], standalone_mode=False)"
    assert foreign(loaded_by(code)) == {"numpy", "safetensors", "punkt", "click"}


def test_help_and_import_load_not_even_numpy() -> None:
    assert foreign(loaded_by("import stance")) == set()
    assert "pathlib" not in loaded_by("import stance") - loaded_by("")
    code = "from stance.cli.main import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass"
    assert foreign(loaded_by(code)) == {"click"}
