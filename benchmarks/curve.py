"""The learning curve: what more articles and more briefs bring. `make curve` writes curve.md and curve.svg in training/.

    python benchmarks/curve.py --tables ../shared/benchmark

Documents are taken in the same shuffled order at every size, so that each corpus contains the smaller ones. Each is fitted by recipe.toml; macro F1 is that of
grouped cross-validation on the part taken, and the mean over the news tables in the folder that --tables names.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import click
from tables import NEWS, Tables, folder_option, gold_of, predict_documents, read

from stance.learn.corpus import Example, load
from stance.learn.evaluate import cross_validate, labels_of, macro_f1
from stance.learn.fit import Recipe, fit, read_recipe

TRAINING = Path(__file__).parents[1] / "training"
STEPS = (8, 4, 2, 1)  # the n-th part of the documents
KINDS = ("articles", "briefs", "both")


@dataclass(frozen=True, slots=True)
class Point:
    """One corpus of the curve and what a model trained on it reaches (macro F1)."""

    kind: str
    documents: int
    sentences: int
    cross_validation: float
    tables: dict[str, float]

    @property
    def mean(self) -> float:
        """Mean over the real tables."""
        return sum(self.tables.values()) / len(self.tables)


def subset(corpus: list[Example], kind: str, part: int) -> list[Example]:
    """Return one `part`-th of the documents of a kind: the first of them in a fixed shuffled order."""
    documents = sorted({example.document for example in corpus if kind == "both" or (example.topic == "brief") == (kind == "briefs")})
    random.Random(1).shuffle(documents)
    kept = set(documents[: len(documents) // part])
    return [example for example in corpus if example.document in kept]


def measure(examples: list[Example], kind: str, recipe: Recipe, tables: Tables) -> Point:
    """Fit and score one corpus."""
    classifier = fit(examples, recipe)
    found = {name: macro_f1(gold_of(table), labels_of(predict_documents(classifier, table))) for name, table in tables.items()}
    validated = cross_validate(examples, recipe, jobs=2)["macro_f1"][0]
    return Point(kind, len({example.document for example in examples}), len(examples), validated, found)


def write_table(points: list[Point], path: Path) -> None:
    """Write the figures as a markdown table."""
    lines = [
        "| corpus | documents | sentences | cross-validation | " + " | ".join(NEWS) + " | mean of the five |",
        "|---" * (5 + len(NEWS)) + "|",
    ]
    for point in points:
        tables = " | ".join(f"{point.tables[name]:.3f}" for name in NEWS)
        lines.append(
            f"| {point.kind} | {point.documents:,} | {point.sentences:,} | {point.cross_validation:.3f} | {tables} | {point.mean:.3f} |"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def draw(points: list[Point], path: Path) -> None:
    """Draw macro F1 over the number of sentences."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "stance"  # the same file every time
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    for kind, marker, colour in zip(KINDS, "os^", ("#0072b2", "#d55e00", "#000000"), strict=True):
        part = [point for point in points if point.kind == kind]
        sizes = [point.sentences for point in part]
        for axis, values in zip(axes, ([point.cross_validation for point in part], [point.mean for point in part]), strict=True):
            axis.plot(sizes, values, marker=marker, color=colour, linewidth=1.5)
            axis.annotate(kind, (sizes[-1], values[-1]), xytext=(6, -3), textcoords="offset points", color=colour)
    for axis, title in zip(axes, ("cross-validated on the corpus itself", "real news: mean of five tables"), strict=True):
        axis.set_xscale("log", base=2)
        axis.set_xticks([2000, 4000, 8000, 16000, 32000], ["2,000", "4,000", "8,000", "16,000", "32,000"])
        axis.minorticks_off()
        axis.set_xlim(right=100_000)
        axis.set_title(title, fontsize=10, loc="left")
        axis.set_xlabel("sentences to learn from")
        axis.grid(axis="y", color="#dddddd")
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("macro F1")
    figure.savefig(path, metadata={"Date": None})


@click.command()
@folder_option
def main(folder: Path) -> None:
    """Write curve.md and curve.svg."""
    corpus, recipe = load([TRAINING / "corpus"]), read_recipe(TRAINING / "recipe.toml")
    tables = read(folder, NEWS)
    points = []
    for kind in KINDS:
        for part in STEPS:
            points.append(measure(subset(corpus, kind, part), kind, recipe, tables))
            click.echo(f"{kind} 1/{part}: {points[-1].sentences:,} sentences, {points[-1].cross_validation:.3f}, {points[-1].mean:.3f}")
    write_table(points, TRAINING / "curve.md")
    draw(points, TRAINING / "curve.svg")


if __name__ == "__main__":
    main()
