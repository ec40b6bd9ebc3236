"""What every setting of the recipe brings, and what was tried beside it: `make ablations` writes ablations.md in training/.

    python benchmarks/ablations.py --tables ../shared/benchmark

Each variant differs from recipe.toml in one thing. It is measured by grouped cross-validation on a third of the corpus's documents (three folds) and, trained on all
of it, on the real tables in the folder that --tables names. The difference to the recipe
comes with the middle 95 % of 2,000 bootstrap samples of whole documents, the same for both.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from joblib import Parallel, delayed
from tables import EVENTS, NEWS, Floats, Tables, folder_option, gold_of, headline, read
from variants import Predict, variants

from stance.learn.corpus import Example, load
from stance.learn.evaluate import calibration_error, interval, labels_of, macro_f1, splits
from stance.learn.fit import read_recipe

TRAINING = Path(__file__).parents[1] / "training"


@dataclass(frozen=True, slots=True)
class Result:
    """What a variant reached: cross-validated macro F1 and its spread, and the probabilities of every table."""

    validated: float
    spread: float
    tables: dict[str, Floats]


def measure(predict: Predict, corpus: Sequence[Example], tables: Tables) -> Result:
    """Cross-validate a variant, train it on everything, and read the tables."""
    documents = sorted({example.document for example in corpus})
    kept = set(random.Random(1).sample(documents, len(documents) // 3))
    part = [example for example in corpus if example.document in kept]
    gold = gold_of(part)
    scores = []
    for train, held in splits(part, 3):
        probabilities = predict([part[row] for row in train], [part[row] for row in held])
        scores.append(macro_f1(gold[held], labels_of(probabilities)))
    everything = predict(corpus, [example for table in tables.values() for example in table])
    cuts = np.cumsum([len(table) for table in tables.values()])[:-1]
    return Result(float(np.mean(scores)), float(np.std(scores)), dict(zip(tables, np.split(everything, cuts), strict=True)))


def row(name: str, result: Result, base: Result, tables: Tables) -> str:
    """One line of the table."""
    f1 = {table: headline(table, examples, result.tables[table]) for table, examples in tables.items()}
    reference = {table: headline(table, examples, base.tables[table]) for table, examples in tables.items()}
    mean, mean_before = (np.mean([figures[table] for table in NEWS], axis=0) for figures in (f1, reference))
    low, high = interval((mean - mean_before)[1:])
    difference = f"{mean[0] - mean_before[0]:+.3f} ({low:+.3f} to {high:+.3f})" if result is not base else ""
    error = np.mean([calibration_error(gold_of(tables[table]), result.tables[table]) for table in NEWS])
    cells = " | ".join(f"{f1[table][0]:.3f}" for table in (*NEWS, *EVENTS))
    return f"| {name} | {result.validated:.3f} ± {result.spread:.3f} | {mean[0]:.3f} | {difference} | {cells} | {error:.3f} |"


@click.command()
@folder_option
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True, help="Variants measured at the same time.")
@click.option("--only", multiple=True, help="Only variants whose name holds this; nothing is written then.")
def main(folder: Path, jobs: int, only: tuple[str, ...]) -> None:
    """Measure every variant and write ablations.md."""
    corpus = load([TRAINING / "corpus"])
    # the last digits of the weights do not matter here, the time does
    recipe = replace(read_recipe(TRAINING / "recipe.toml"), tolerance=1e-3)
    tables = read(folder)
    listed = {
        name: predict
        for name, predict in variants(recipe).items()
        if not only or name == "**the recipe**" or any(part in name for part in only)
    }
    lines = [
        "| | cross-validation | mean of the news tables | difference | "
        + " | ".join(NEWS)
        + " | PLOVER, direction | CAMEO | calibration error |",
        "|---" * 12 + "|",
    ]
    base = None
    results = Parallel(jobs, return_as="generator")(delayed(measure)(predict, corpus, tables) for predict in listed.values())
    for name, result in zip(listed, results, strict=True):
        base = base or result
        lines.append(row(name, result, base, tables))
        click.echo(lines[-1])
    if not only:
        (TRAINING / "ablations.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
