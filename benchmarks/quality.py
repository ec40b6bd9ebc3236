"""How good the shipped model is on real sentences, beside its peers in the same run: `make quality` writes quality.md and reliability.svg.

    python benchmarks/quality.py --tables ../shared/benchmark

Every figure comes with the middle 95 % of 2,000 bootstrap samples of whole documents. What is printed of the tables is figures, never text.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
from peers import PEERS
from tables import (
    DIRECTION,
    NEWS,
    Floats,
    Tables,
    folder_option,
    gold_of,
    headline,
    predict_documents,
    read,
    resampled_direction,
    resampled_f1,
)

import stance
from stance.labels import LABELS, NEUTRAL
from stance.learn.corpus import Example, load
from stance.learn.evaluate import calibration_error, held_out, interval, labels_of, reliability
from stance.learn.fit import recipe_from

HERE = Path(__file__).parent
PAIRS = (("news.en", "news.nl"), ("current.en", "current.nl"))


def shown(values: Floats) -> str:
    """Write a figure and its interval."""
    low, high = interval(values[1:])
    return f"{values[0]:.3f} ({low:.2f}-{high:.2f})"


def ahead(mine: Floats, other: Floats) -> str:
    """Write a difference and its interval."""
    low, high = interval((mine - other)[1:])
    return f"{mine[0] - other[0]:+.3f} ({low:+.2f} to {high:+.2f})"


def rows(header: Sequence[str], lines: Iterator[Sequence[object]]) -> Iterator[str]:
    """Write a markdown table."""
    yield "| " + " | ".join(header) + " |"
    yield "|---" * len(header) + "|"
    for line in lines:
        yield "| " + " | ".join(map(str, line)) + " |"


def peers_table(tables: Tables, found: dict[str, dict[str, Floats | None]]) -> Iterator[str]:
    """Macro F1 of stance and its peers, and by how much stance is ahead."""
    figures = {
        name: {table: headline(table, tables[table], p) for table, p in by_table.items() if p is not None}
        for name, by_table in found.items()
    }
    means = {name: np.mean([by[table] for table in NEWS], axis=0) for name, by in figures.items() if all(table in by for table in NEWS)}
    titles = [f"{table}{', direction' if table == DIRECTION else ''}" for table in tables] + ["mean of the news tables"]
    yield from rows(
        ["", *titles],
        (
            [f"**{name}**" if name == "stance" else name]
            + [shown(by[table]) if table in by else "" for table in tables]
            + [shown(means[name]) if name in means else ""]
            for name, by in figures.items()
        ),
    )
    yield from ("", "How far stance is ahead, on the same bootstrap samples:", "")
    mine = figures.pop("stance")
    yield from rows(
        ["ahead of", *titles],
        (
            [name]
            + [ahead(mine[table], by[table]) if table in by else "" for table in tables]
            + [ahead(means["stance"], means[name]) if name in means else ""]
            for name, by in figures.items()
        ),
    )


def label_table(tables: Tables, found: dict[str, Floats]) -> Iterator[str]:
    """F1 a label, direction and calibration of stance."""

    def line(name: str, table: list[Example]) -> list[object]:
        gold, f1 = gold_of(table), resampled_f1(table, labels_of(found[name]))
        by_label = [shown(f1[:, column]) if label in gold else "" for column, label in enumerate(LABELS)]
        macro = shown(f1.mean(axis=-1)) if NEUTRAL in gold else ""
        return [
            name, f"{len(table):,}", macro, *by_label, shown(resampled_direction(table, found[name])), f"{calibration_error(gold, found[name]):.3f}"
        ]  # fmt: skip

    header = ["", "sentences", "macro F1", *(f"F1 {label}" for label in LABELS), "direction F1", "calibration error"]
    yield from rows(header, (line(name, table) for name, table in tables.items()))


def confusion_table(tables: Tables, found: dict[str, Floats]) -> Iterator[str]:
    """Give the confusion matrix of every table, rows as labelled, columns as read."""
    counts = {name: Counter(zip(gold_of(table).tolist(), labels_of(found[name]).tolist(), strict=True)) for name, table in tables.items()}
    yield from rows(
        ["", "labelled", *(f"read as {label}" for label in LABELS)],
        (
            [name, label, *(count[label, given] for given in LABELS)]
            for name, count in counts.items()
            for label in LABELS
            if any(count[label, given] for given in LABELS)
        ),
    )


def topic_table(corpus: Sequence[Example], probabilities: Floats) -> Iterator[str]:
    """Cross-validated figures on our own corpus by language and topic."""
    kinds = [example.topic if example.topic in ("brief", "conflict", "domestic") else "other" for example in corpus]

    def line(language: str, topic: str) -> list[object]:
        places = [
            place
            for place, (example, kind) in enumerate(zip(corpus, kinds, strict=True))
            if example.language == language and topic in ("all", kind)
        ]
        part = [corpus[place] for place in places]
        f1 = resampled_f1(part, labels_of(probabilities[places]))
        error = calibration_error(gold_of(part), probabilities[places])
        return [language, topic, f"{len(part):,}", shown(f1.mean(axis=-1)), *(f"{value:.3f}" for value in f1[0]), f"{error:.3f}"]

    topics = ("all", "conflict", "domestic", "other", "brief")
    header = ["language", "topic", "sentences", "macro F1", *(f"F1 {label}" for label in LABELS), "calibration error"]
    yield from rows(header, (line(language, topic) for language in ("en", "nl") for topic in topics))


def pairs(one: list[Example], other: list[Example]) -> Iterator[tuple[int, int]]:
    """Yield the places of the same sentence in two tables: matched by document and order, where the document has as many sentences in both."""
    places: tuple[dict[str, list[int]], ...] = ({}, {})
    for table, found in zip((one, other), places, strict=True):
        for place, example in enumerate(table):
            found.setdefault(example.document, []).append(place)
    for document, left in places[0].items():
        right = places[1].get(document, [])
        if len(left) == len(right):
            yield from zip(left, right, strict=True)


def consistency_tables(tables: Tables, found: dict[str, Floats]) -> Iterator[str]:
    """How often the same sentence in two languages gets the same label, and where not, what it was and became."""
    apart: Counter[tuple[str, str, str]] = Counter()
    lines = []
    for names in PAIRS:
        gold, given = [gold_of(tables[name]) for name in names], [labels_of(found[name]) for name in names]
        matched = np.array(list(pairs(*(tables[name] for name in names))))
        truth, english, dutch = gold[0][matched[:, 0]], given[0][matched[:, 0]], given[1][matched[:, 1]]
        alike = truth == gold[1][matched[:, 1]]
        differ = alike & (english != dutch)
        apart.update(zip(truth[differ].tolist(), english[differ].tolist(), dutch[differ].tolist(), strict=True))
        right = [int((differ & (reading == truth)).sum()) for reading in (english, dutch)]
        neither = int(differ.sum()) - sum(right)
        lines.append([" and ".join(names), len(matched), f"{alike.mean():.1%}", f"{(english == dutch).mean():.1%}", *right, neither])
    yield from rows(
        ["", "same sentences", "annotators agree", "stance agrees", "apart: English right", "apart: Dutch right", "apart: neither"],
        iter(lines),
    )
    yield from ("", "What those apart were, and were read as:", "")
    yield from rows(["labelled", "English read as", "Dutch read as", "sentences"], ([*kind, count] for kind, count in apart.most_common()))


def draw_reliability(tables: Tables, found: dict[str, Floats], path: Path) -> None:
    """Draw how often labels are right over the probability they are given with."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "stance"  # the same file every time
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(5.2, 4.8), layout="constrained")
    axis.plot([0.33, 1], [0.33, 1], color="#999999", linewidth=1, linestyle="dashed", label="as often right as it says")
    styles = zip("os^Dv", ("#0072b2", "#56b4e9", "#d55e00", "#000000", "#cc79a7"), strict=True)
    for name, (marker, colour) in zip(NEWS, styles, strict=True):
        bins = [point for point in reliability(gold_of(tables[name]), found[name]) if point[2] * len(tables[name]) >= 20]
        axis.plot([b[0] for b in bins], [b[1] for b in bins], marker=marker, color=colour, linewidth=1.2, markersize=5, label=name)
    axis.set(xlim=(0.33, 1.01), ylim=(0.2, 1.02), xlabel="probability of the label given", ylabel="share of such labels that are right")
    axis.legend(frameon=False, fontsize=8, loc="lower right")
    axis.grid(color="#eeeeee")
    axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


@click.command()
@folder_option
@click.option("--without", multiple=True, type=click.Choice(list(PEERS)), help="Leave a peer out.")
def main(folder: Path, without: tuple[str, ...]) -> None:
    """Measure the shipped model and its peers; write quality.md and reliability.svg beside this file."""
    classifier, corpus, tables = stance.load(), load([HERE.parent / "training/corpus"]), read(folder)
    mine = {name: predict_documents(classifier, table) for name, table in tables.items()}
    found: dict[str, dict[str, Floats | None]] = {"stance": {**mine}}
    for name, peer in PEERS.items():
        if name not in without:
            start = time.monotonic()
            found[name] = peer(corpus, tables)
            click.echo(f"{name}: {time.monotonic() - start:.0f} s", err=True)
    click.echo("cross-validation on the corpus", err=True)
    validated, _ = held_out(corpus, recipe_from(classifier.card["recipe"]), jobs=2)
    sections: list[tuple[str, str, Iterator[str]]] = [
        (
            "Beside its peers",
            "Macro F1 over the three labels; on the PLOVER events, which hold nothing neutral, of the direction alone.",
            peers_table(tables, found),
        ),
        ("By label", "", label_table(tables, mine)),
        ("What is taken for what", "", confusion_table(tables, mine)),
        ("Does it mean what it says?", "![share of labels that are right, over their probability](reliability.svg)", iter(())),
        ("The same sentence in English and in Dutch", "", consistency_tables(tables, mine)),
        ("By language and topic", "On our own corpus, cross-validated with whole documents held out.", topic_table(corpus, validated)),
    ]
    lines = ["# Quality", "", "Made by `make quality`. What the tables and the figures are is told in the [README](../README.md)."]
    for title, text, body in sections:
        lines += ["", f"## {title}", "", *([text, ""] if text else []), *body]
    (HERE / "quality.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    draw_reliability(tables, mine, HERE / "reliability.svg")
    click.echo("\n".join(lines))


if __name__ == "__main__":
    main()
