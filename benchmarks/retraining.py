"""What one's own labels bring, alone and together with our corpus: `make retraining` writes retraining.md in benchmarks/.

    python benchmarks/retraining.py

The stand-in for somebody's own news is that of 2025 (training/corpus/briefs-2025); the base is the rest of the corpus, and a model trained on it alone stands in
for the shipped one, which has seen them. Half of the items are for testing, with both languages of an item on the same side; own sentences are drawn from the other half, each
seed others. The figure is macro F1 on all test sentences, the mean over the seeds, and how far apart the lowest and the highest of them are.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from stance.learn.corpus import Example, load
from stance.learn.evaluate import labels_of, macro_f1
from stance.learn.fit import Choice, Material, fit_rows, gather, ordered, read_recipe
from stance.learn.folds import CLOSE

ROOT = Path(__file__).parents[1]
SIZES = (100, 300, 1000, 3000)
WEIGHTS = (1.0, 3.0, 10.0, 30.0)
ALONE = "own alone"
NO_OWN = "our corpus alone"


@dataclass(frozen=True, slots=True)
class Run:
    """One training: what the model is called in the table, how many own sentences it had, its rows, and how it is made."""

    name: str
    size: int
    rows: NDArray[np.int_]
    choice: Choice


def item(example: Example) -> str:
    """Return what the two languages of an item have in common."""
    return example.document.partition("-")[2]


def halves(own: Sequence[Example]) -> tuple[list[int], list[int]]:
    """Deal the places of own sentences into those to draw from and those to test on."""
    items = sorted({item(example) for example in own})
    random.Random(1).shuffle(items)
    tested = set(items[: len(items) // 2])
    pool = [row for row, example in enumerate(own) if item(example) not in tested]
    return pool, [row for row, example in enumerate(own) if item(example) in tested]


def plan(pool: Sequence[int], base: NDArray[np.int_], choice: Choice, seeds: int) -> list[Run]:
    """List the trainings: the base without own sentences and, for every size and seed, the same ones alone and with the base."""
    runs = [Run(NO_OWN, 0, base, choice)]
    for size in SIZES:
        for seed in range(seeds):
            rows = np.array(sorted(random.Random(seed).sample(pool, size)))
            runs.append(Run(ALONE, size, rows, choice))
            both = np.concatenate([rows, base])
            runs += [Run(f"with our corpus, weight {weight:g}", size, both, replace(choice, own_weight=weight)) for weight in WEIGHTS]
    return runs


def measure(material: Material, run: Run, test: NDArray[np.int_]) -> float:
    """Train and test."""
    probabilities = fit_rows(material, run.choice, run.rows).predict_rows(material, test)
    return macro_f1(material.labels[test], labels_of(probabilities))


def table(runs: Sequence[Run], figures: Sequence[float], tested: int, base: int, seeds: int) -> str:
    """Write the figures as markdown."""
    names = list(dict.fromkeys(run.name for run in runs if run.size))
    lines = [
        f"Macro F1 on {tested:,} sentences of the news of 2025; {NO_OWN} ({base:,} sentences, nothing of 2025): **{figures[0]:.3f}**. Mean of {seeds} seeds "
        "and, in brackets, the lowest and the highest. Made by `make retraining`.",
        "",
        "| own sentences | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for size in SIZES:
        cells = []
        for name in names:
            found = [figure for run, figure in zip(runs, figures, strict=True) if (run.name, run.size) == (name, size)]
            cells.append(f"{np.mean(found):.3f} ({min(found):.3f}-{max(found):.3f})")
        lines.append(f"| {size:,} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Draws of own sentences.")
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True, help="Trainings at the same time.")
@click.option("--part", type=click.IntRange(min=1), default=1, help="Take every n-th document of the base only; nothing is written then.")
def main(seeds: int, jobs: int, part: int) -> None:
    """Train all models and write retraining.md."""
    corpus = ROOT / "training/corpus"
    own = ordered(load([corpus / "briefs-2025"]))
    base = ordered(load([corpus / "articles", corpus / "briefs"]))
    kept = set(sorted({example.document for example in base})[::part])
    base = [example for example in base if example.document in kept]
    choice = Choice(replace(read_recipe(ROOT / "training/recipe.toml"), tolerance=CLOSE))
    material = gather(own, [replace(choice, own_weight=max(WEIGHTS))], base)
    pool, test = halves(own)
    runs = plan(pool, np.arange(len(own), len(own) + len(base)), choice, seeds)
    figures = []
    for run, figure in zip(
        runs, Parallel(jobs, return_as="generator")(delayed(measure)(material, run, np.array(test)) for run in runs), strict=True
    ):
        click.echo(f"{run.name}, {run.size:,}: {figure:.3f}")
        figures.append(figure)
    written = table(runs, figures, len(test), len(base), seeds)
    click.echo(written)
    if part == 1:
        (ROOT / "benchmarks/retraining.md").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
