"""How many labels choosing saves: random choice beside several ways of choosing, on our own articles with their labels hidden. `make selection`.

    python benchmarks/selection.py

It is the case of somebody with news of their own: a model that never saw an article (trained on briefs), and a pool in which, as in ordinary news, three
sentences in a hundred de-escalate. A hundred sentences at a time are chosen, labelled and added to what the model is trained on; macro F1 is measured on
other articles of the same mix. Nothing of this is seen when the shipped model is made.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import t
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

from stance.labels import DE_ESCALATION, ESCALATION, LABELS
from stance.learn import select
from stance.learn.corpus import Example, columns, load
from stance.learn.fit import Recipe, contrast, read_recipe, surroundings
from stance.scored import ScoredDocument, ScoredSentence
from stance.text.terms import SURROUNDINGS

ROOT = Path(__file__).parents[1]
ROUNDS, BATCH = 10, 100
BASE = (1_000, 70)  # briefs and articles that the first model is trained on
KNOWN = ("conflict", "sport")  # what these articles are about
NEW = "domestic"  # what nobody has labelled yet: half of the sentences escalate or de-escalate; of all other articles none
POOL, TEST = (440, 48), (160, 350)  # other and new articles: the mix of the pool, and what is measured on, weighted to the same mix
OWN_WEIGHT = 3.0  # what a sentence of one's own counts beside one of the base
FIGURES = ("macro F1", "average precision")
SETTINGS = {True: "trained on the base and what was labelled", False: "trained on what was labelled alone"}
DRAWN = (("random", "o", "#777777"), ("suggest", "s", "#0072b2"), ("suggest --random 0", "^", "#d55e00"))
ABOUT = """Which sentences to label next: random choice beside others, simulated on our own articles with their labels hidden (`make selection`).

The first model is trained on {base} and never saw an article of the pool or on domestic politics. Of the pool of {pool}, three sentences
in a hundred escalate and three de-escalate. A hundred at a time are chosen, labelled and learnt from, up to {total}; then the next are chosen by the new model.
Figures are those on {test} that are in neither, weighted to the mix of the pool: means of {seeds} deals of the articles, with 95 % intervals (t) of the difference.
To be quick, the base is a part of our corpus and of the characters of words only runs of four are terms: these are figures for comparing ways, not for the
shipped model. Macro F1 is that of the most probable label, so it falls when a model learns how rare the others are; average precision (mean of escalation and
de-escalation) asks only whether the right sentences come first.

- entropy, margin: the most uncertain by entropy, or by how close the first two labels are, and nothing else looked at; clustered: the most uncertain of each of
  a hundred clusters of the five hundred most uncertain.
- suggest: what `stance suggest` does: by margin, at most three of an article before all gave as many, by language, without near-duplicates, a fifth at random.

![Both figures over the number of labels, with and without the base](selection.svg)
"""
Floats = NDArray[np.float64]
Rows = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All sentences with their terms: `alone` the views of the sentence itself, `words` those that its neighbours see of it, `around` what it sees of them."""

    examples: list[Example]
    labels: NDArray[np.str_]
    documents: NDArray[np.str_]
    alone: sparse.csr_matrix
    words: sparse.csr_matrix
    around: sparse.csr_matrix
    recipe: Recipe


def prepare(examples: list[Example], recipe: Recipe) -> Corpus:
    """Count the terms of all sentences once, so that a fit takes a second; their labels have no part in it."""
    texts, labels, documents = columns(examples)
    terms = recipe.terms
    found = terms.tokens(texts)
    blocks = {
        name: TfidfVectorizer(
            analyzer=partial(terms.of, name), sublinear_tf=True, min_df=recipe.min_documents, dtype=np.float32
        ).fit_transform(found)
        for name in terms.views
    }
    words = blocks.pop(SURROUNDINGS)
    alone = sparse.hstack(list(blocks.values())).tocsr()
    return Corpus(examples, np.array(labels), np.array(documents), alone, words, surroundings(words, documents), recipe)


def start(examples: Sequence[Example]) -> list[Example]:
    """Leave of what is known only so much as a first model is to be trained on."""
    briefs = [example for example in examples if example.topic == "brief"]
    articles = sorted({example.document for example in examples if example.topic in KNOWN})
    kept = set(random.Random(1).sample(articles, BASE[1]))
    others = [example for example in examples if example.document in kept or example.topic not in ("brief", *KNOWN)]
    return random.Random(1).sample(briefs, BASE[0]) + others


def probabilities(corpus: Corpus, train: Rows, rows: Rows) -> Floats:
    """(n_rows, 3) what a model thinks of sentences read in their articles; it was trained on others, which it knows without what is not labelled around them."""
    recipe, gold, documents = corpus.recipe, corpus.labels[train], corpus.documents[train]
    own = np.array([example.topic not in ("brief", *KNOWN) for example in (corpus.examples[row] for row in train)])
    parts = [corpus.alone[train], surroundings(corpus.words[train], documents.tolist())]
    known = [np.flatnonzero(np.diff(part.tocsc().indptr) >= recipe.min_documents) for part in parts]
    alone = parts[0][:, known[0]]
    scale = np.concatenate([contrast(alone, gold, np.ones(len(gold))) ** recipe.contrast, np.full(len(known[1]), recipe.surroundings)])
    _, document, size = np.unique(documents, return_inverse=True, return_counts=True)
    regression = LogisticRegression(C=recipe.inverse_regularization, tol=1e-3, max_iter=300)
    regression.fit(
        sparse.hstack([alone, parts[1][:, known[1]]]).tocsr() @ sparse.diags(scale),
        gold,
        sample_weight=size[document] ** -recipe.crowd_discount * np.where(own, OWN_WEIGHT, 1),
    )
    seen = sparse.hstack([corpus.alone[rows][:, known[0]], corpus.around[rows][:, known[1]]]).tocsr() @ sparse.diags(scale)
    found = dict(zip(regression.classes_.tolist(), regression.predict_proba(seen).T, strict=True))
    return np.stack([found.get(label, np.zeros(len(rows))) for label in LABELS], axis=1)


@dataclass(frozen=True, slots=True)
class Pool:
    """A round: the pool as rows of the corpus, which of them are labelled, what the model thinks of all, and the dice."""

    corpus: Corpus
    rows: Rows
    labelled: Rows
    probabilities: Floats
    seed: int

    @property
    def left(self) -> NDArray[np.bool_]:
        """(n_rows,) which are not labelled yet."""
        return ~np.isin(self.rows, self.labelled)


Way = Callable[[Pool], Rows]  # the rows to label next


def at_random(pool: Pool) -> Rows:
    """Take any."""
    return np.random.default_rng(pool.seed).permutation(pool.rows[pool.left])[:BATCH]


def entropy(given: Floats) -> Floats:
    """(n,) how spread the probabilities are."""
    return np.asarray(-(given * np.log(np.maximum(given, 1e-12))).sum(axis=1))


def margin(given: Floats) -> Floats:
    """(n,) how close the two most probable labels are."""
    ordered = np.sort(given, axis=1)
    return np.asarray(1 - (ordered[:, -1] - ordered[:, -2]))


def top(uncertainty: Callable[[Floats], Floats], pool: Pool) -> Rows:
    """Take the most uncertain and look at nothing else."""
    return pool.rows[np.argsort(-np.where(pool.left, uncertainty(pool.probabilities), -1), kind="stable")[:BATCH]]


def clustered(pool: Pool) -> Rows:
    """Take the most uncertain of each of so many clusters of the five times as many most uncertain: Zhdanov, Diverse mini-batch active learning, 2019."""
    unsure = np.argsort(-np.where(pool.left, margin(pool.probabilities), -1), kind="stable")[: 5 * BATCH]
    reduced = TruncatedSVD(50, random_state=pool.seed).fit_transform(pool.corpus.alone[pool.rows[unsure]])
    cluster = KMeans(BATCH, n_init=1, random_state=pool.seed).fit_predict(reduced)
    _, first = np.unique(cluster, return_index=True)
    return pool.rows[unsure[first]]


def suggested(random_share: float, pool: Pool) -> Rows:
    """Take what `stance suggest` would."""
    row_of: dict[tuple[str, int], int] = {}
    scored: dict[str, list[ScoredSentence]] = {}
    languages: dict[str, str] = {}
    for row, given in zip(pool.rows.tolist(), pool.probabilities.tolist(), strict=True):
        example = pool.corpus.examples[row]
        sentences = scored.setdefault(example.document, [])
        row_of[example.document, len(sentences)] = row
        languages[example.document] = example.language
        sentences.append(ScoredSentence(example.text, 0, len(example.text), dict(zip(LABELS, given, strict=True))))
    documents = [ScoredDocument(name, languages[name], sentences) for name, sentences in scored.items()]
    known = [pool.corpus.examples[row] for row in pool.labelled.tolist()]
    found = select.suggest(documents, BATCH, random_share, pool.seed, known).suggestions
    return np.array([row_of[suggestion.document, suggestion.sentence] for suggestion in found])


WAYS: dict[str, Way] = {
    "random": at_random,
    "entropy": partial(top, entropy),
    "margin": partial(top, margin),
    "margin, clustered": clustered,
    "suggest --random 0": partial(suggested, 0.0),
    "suggest": partial(suggested, 0.2),
}


def ways_of(with_base: bool) -> list[str]:
    """Name the ways that are tried: all of them with the base, those that are drawn without it."""
    return list(WAYS) if with_base else [name for name, _, _ in DRAWN]


def deal(examples: Sequence[Example], seed: int) -> tuple[Rows, Rows, Floats]:
    """Deal articles into the pool and what is measured on; the latter with weights, as more of its articles are political than of the pool's."""
    rows: dict[str, list[int]] = {}
    political: dict[bool, list[str]] = {True: [], False: []}
    for row, example in enumerate(examples):
        if example.topic not in ("brief", *KNOWN):
            if example.document not in rows:
                political[example.topic == NEW].append(example.document)
            rows.setdefault(example.document, []).append(row)
    pool: list[int] = []
    test: list[int] = []
    weights: list[float] = []
    for kind, taken, measured in zip((False, True), POOL, TEST, strict=True):
        documents = random.Random(f"{seed} {kind}").sample(political[kind], taken + measured)
        pool += (row for document in documents[:taken] for row in rows[document])
        held = [row for document in documents[taken:] for row in rows[document]]
        test += held
        weights += [taken / measured] * len(held)
    return np.array(pool), np.array(test), np.array(weights)


def simulate(corpus: Corpus, way: Way, seed: int, with_base: bool) -> list[tuple[float, ...]]:
    """Label in rounds; give `FIGURES` before the first and after every one. The model before the first was trained on the base."""
    base = np.flatnonzero([example.topic in ("brief", *KNOWN) for example in corpus.examples])
    rows, test, weights = deal(corpus.examples, seed)
    labelled, figures = np.array([], np.int_), []
    for turn in range(ROUNDS + 1):
        train = np.concatenate([base, labelled]) if with_base or not turn else labelled
        given = probabilities(corpus, train, np.concatenate([rows, test]))
        figures.append(measured(corpus.labels[test], given[len(rows) :], weights))
        if turn < ROUNDS:
            labelled = np.concatenate([labelled, way(Pool(corpus, rows, labelled, given[: len(rows)], seed * 1000 + turn))])
    return figures


def measured(gold: NDArray[np.str_], given: Floats, weights: Floats) -> tuple[float, ...]:
    """Macro F1, and the mean average precision of the two labels that are rare."""
    predicted = np.array(LABELS)[given.argmax(axis=1)]
    precision = [
        average_precision_score(gold == label, given[:, LABELS.index(label)], sample_weight=weights)
        for label in (ESCALATION, DE_ESCALATION)
    ]
    return float(f1_score(gold, predicted, average="macro", sample_weight=weights)), float(np.mean(precision))


def labels_needed(curve: Floats, target: float) -> str:
    """Say after how many labels a curve reaches a figure, between two rounds in proportion; its first value is that before any label."""
    reached = np.flatnonzero(curve[1:] >= target) + 1
    if not len(reached):
        return "never"
    turn = int(reached[0])
    return f"{BATCH * (turn - max(curve[turn] - target, 0) / (curve[turn] - min(curve[turn - 1], target))):,.0f}"


def write_table(curves: Mapping[tuple[bool, str], Floats], path: Path) -> None:
    """Write the figures as markdown; a curve is (n_seeds, 1 + rounds, n_figures)."""
    seeds = len(next(iter(curves.values())))
    sizes = {
        "base": f"{BASE[0]:,} briefs and {BASE[1]} articles",
        "pool": f"{sum(POOL)} articles, some 7,000 sentences",
        "test": f"{sum(TEST)} articles",
    }
    lines = [ABOUT.format(seeds=seeds, total=f"{ROUNDS * BATCH:,}", **sizes)]
    for with_base, title in SETTINGS.items():
        lines.append(f"## {title}\n")
        for place, figure in enumerate(FIGURES):
            chance = curves[with_base, "random"][:, :, place]
            target = float(chance.mean(axis=0)[1:].max())
            lines += [
                f"{figure}; at best random choice reaches {target:.3f}:\n",
                f"| | 0 | 100 | 300 | 500 | {ROUNDS * BATCH:,} | ahead of random at {ROUNDS * BATCH:,} | labels to reach {target:.3f} |",
                "|---" * 8 + "|",
            ]
            for name in ways_of(with_base):
                found = curves[with_base, name][:, :, place]
                mean = found.mean(axis=0)
                ahead = found[:, -1] - chance[:, -1]
                half = t.ppf(0.975, seeds - 1) * ahead.std(ddof=1) / np.sqrt(seeds)
                shown = [f"{mean[turn]:.3f}" if with_base or turn else "" for turn in (0, 1, 3, 5, ROUNDS)]  # before, it is another model
                gain = "" if name == "random" else f"{ahead.mean():+.3f} ± {half:.3f}"
                lines.append(f"| {name} | {' | '.join(shown)} | {gain} | {labels_needed(mean, target)} |")
            lines.append("")
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def draw(curves: Mapping[tuple[bool, str], Floats], path: Path) -> None:
    """Draw the means of random choice and of `stance suggest`, with the standard error over the seeds."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "stance"  # the same file every time
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(len(FIGURES), len(SETTINGS), figsize=(9, 6.4), sharex=True, sharey="row", layout="constrained")
    for column, (with_base, title) in enumerate(SETTINGS.items()):
        axes[0][column].set_title(title, fontsize=10, loc="left")
        axes[-1][column].set_xlabel("labels")
        for row, name_of_figure in enumerate(FIGURES):
            axis = axes[row][column]
            for name, marker, colour in DRAWN:
                found = curves[with_base, name][:, :, row]
                first = 0 if with_base else 1  # before that it is another model, trained on the base
                places = np.arange(first, ROUNDS + 1) * BATCH
                mean, error = (values[first:] for values in (found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(len(found))))
                axis.plot(places, mean, marker=marker, markersize=4, color=colour, linewidth=1.5, label=name)
                axis.fill_between(places, mean - error, mean + error, color=colour, alpha=0.15, linewidth=0)
            axis.grid(axis="y", color="#dddddd")
            axis.spines[["top", "right"]].set_visible(False)
            if not column:
                axis.set_ylabel(name_of_figure)
    axes[0][0].legend(frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None})


@click.command()
@click.option("--seeds", type=click.IntRange(min=2), default=5, show_default=True, help="How often the articles are dealt.")
def main(seeds: int) -> None:
    """Write selection.md and selection.svg."""
    corpus = prepare(start(load([ROOT / "training/corpus"])), replace(read_recipe(ROOT / "training/recipe.toml"), characters=(4, 4)))
    found: dict[tuple[bool, str], list[list[tuple[float, ...]]]] = {}
    for seed in range(seeds):
        for with_base in SETTINGS:
            for name in ways_of(with_base):
                found.setdefault((with_base, name), []).append(simulate(corpus, WAYS[name], seed, with_base))
                click.echo(f"{seed} {with_base} {name}: " + " ".join(f"{macro:.3f}" for macro, _ in found[with_base, name][-1]))
    curves = {key: np.array(values) for key, values in found.items()}
    write_table(curves, ROOT / "benchmarks/selection.md")
    draw(curves, ROOT / "benchmarks/selection.svg")


if __name__ == "__main__":
    main()
