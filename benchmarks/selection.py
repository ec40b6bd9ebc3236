"""How many labels choosing saves: random choice beside several ways of choosing, on our own articles with their labels hidden. `make selection`.

    python benchmarks/selection.py

It is the case of somebody with news of their own: a model that never saw an article (trained on briefs), and a pool in which, as in ordinary news, three
sentences in a hundred de-escalate. A hundred sentences at a time are chosen, labelled and added to what the model is trained on; macro F1 is measured on
other articles of the same mix. Nothing of this is seen when the shipped model is made.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
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
BASE = (2_000, 140)  # briefs and articles that the first model is trained on
KNOWN = ("conflict", "sport")  # what these articles are about
NEW = "domestic"  # what nobody has labelled yet: half of the sentences escalate or de-escalate; of all other articles none
POOL, TEST = (440, 48), (160, 350)  # other and new articles: the mix of the pool, and what is measured on, weighted to the same mix
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


def probabilities(corpus: Corpus, train: Rows, rows: Rows, weight: float) -> Floats:
    """(n_rows, 3) what a model thinks of sentences read in their articles; it was trained on others, which it knows without what is not labelled around them."""
    recipe, gold, documents = corpus.recipe, corpus.labels[train], corpus.documents[train]
    own = np.array([example.topic not in ("brief", *KNOWN) for example in (corpus.examples[row] for row in train)])
    parts = [corpus.alone[train], surroundings(corpus.words[train], documents.tolist())]
    known = [np.flatnonzero(np.diff(part.tocsc().indptr) >= recipe.min_documents) for part in parts]
    alone = parts[0][:, known[0]]
    scale = np.concatenate([contrast(alone, gold) ** recipe.contrast, np.full(len(known[1]), recipe.surroundings)])
    _, document, size = np.unique(documents, return_inverse=True, return_counts=True)
    regression = LogisticRegression(C=recipe.inverse_regularization, tol=1e-3, max_iter=300)
    regression.fit(
        sparse.hstack([alone, parts[1][:, known[1]]]).tocsr() @ sparse.diags(scale),
        gold,
        sample_weight=size[document] ** -recipe.crowd_discount * np.where(own, weight, 1),
    )
    seen = sparse.hstack([corpus.alone[rows][:, known[0]], corpus.around[rows][:, known[1]]]).tocsr() @ sparse.diags(scale)
    return np.asarray(regression.predict_proba(seen)[:, [list(regression.classes_).index(label) for label in LABELS]])


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


def suggested(uncertainty: Callable[[Mapping[str, float]], float], random_share: float, pool: Pool) -> Rows:
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
    found = select.suggest(documents, BATCH, random_share, pool.seed, known, uncertainty).suggestions
    return np.array([row_of[suggestion.document, suggestion.sentence] for suggestion in found])


def spread_entropy(probabilities: Mapping[str, float]) -> float:
    """Entropy, for `suggest`."""
    return float(entropy(np.array([list(probabilities.values())]))[0])


WAYS: dict[str, Way] = {
    "random": at_random,
    "entropy": partial(top, entropy),
    "margin": partial(top, margin),
    "margin, clustered": clustered,
    "entropy, balanced": partial(suggested, spread_entropy, 0.0),
    "margin, balanced": partial(suggested, select.margin, 0.0),
    "stance suggest": partial(suggested, select.margin, 0.2),
}


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


def simulate(corpus: Corpus, way: Way, seed: int, weight: float) -> list[tuple[float, float]]:
    """Label in rounds; give macro F1, and mean average precision of the labels that are not neutral, before the first and after every one."""
    base = np.flatnonzero([example.topic in ("brief", *KNOWN) for example in corpus.examples])
    rows, test, weights = deal(corpus.examples, seed)
    labelled, figures = np.array([], np.int_), []
    for turn in range(ROUNDS + 1):
        given = probabilities(corpus, np.concatenate([base, labelled]), np.concatenate([rows, test]), weight)
        predicted = np.array(LABELS)[given[len(rows) :].argmax(axis=1)]
        precision = [
            average_precision_score(corpus.labels[test] == label, given[len(rows) :, LABELS.index(label)], sample_weight=weights)
            for label in (ESCALATION, DE_ESCALATION)
        ]
        macro = f1_score(corpus.labels[test], predicted, average="macro", sample_weight=weights)
        figures.append((float(macro), float(np.mean(precision))))
        if turn < ROUNDS:
            labelled = np.concatenate([labelled, way(Pool(corpus, rows, labelled, given[: len(rows)], seed * 1000 + turn))])
    return figures
