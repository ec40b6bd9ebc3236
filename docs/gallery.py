"""The pictures in the README, made from articles of our own: `make gallery`. The page is pictured by Chromium."""

import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

import stance
from stance.report.table import table

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PICTURES = HERE / "pictures"
ARTICLE = ROOT / "examples" / "havenblokkade.nl.txt"
WIDTH = 80
# As rich has it, but for the typeface: that of whoever looks, as nothing is to be loaded.
SVG = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width }}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""


def terminal(name: str, command: str, lines: int, explained: bool) -> None:
    """Picture the first lines of what a command prints on a terminal, in colour."""
    document = stance.score(ARTICLE.read_text(encoding="utf-8"), name=str(ARTICLE.relative_to(ROOT)))
    why = stance.load().explain((sentence.text for sentence in document.sentences), together=True) if explained else []
    printed = list(table(document, WIDTH, colour=True, explanations=why, words=3))
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(printed[:lines])), highlight=False)
    (PICTURES / f"{name}.svg").write_text(console.export_svg(title=command, code_format=SVG, unique_id=name), encoding="utf-8")


def page() -> None:
    """Picture the page of the article, as wide as a window."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("gallery: no chromium; apt-get install chromium")
    with TemporaryDirectory() as folder:
        file = Path(folder, "report.html")
        run("report", ARTICLE.relative_to(ROOT), "-o", file)
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1120,1180"]
        subprocess.run(
            [chromium, *options, f"--screenshot={PICTURES / 'report.png'}", file.as_uri()], check=True, stderr=subprocess.DEVNULL
        )


def run(*arguments: str | Path) -> None:
    """Run stance."""
    subprocess.run([sys.executable, "-m", "stance", *map(str, arguments)], check=True, cwd=ROOT)


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    terminal("score", "stance score examples/havenblokkade.nl.txt", 100, explained=False)
    terminal("explain", "stance explain -n 3 examples/havenblokkade.nl.txt", 40, explained=True)
    page()
    run("trend", HERE / "news.jsonl", "--by", "week", "-q", "-o", PICTURES / "trend.svg")
    run("trend", HERE / "news.jsonl", "--by", "month", "--group", "source", "-q", "-o", PICTURES / "trend-by-source.svg")
