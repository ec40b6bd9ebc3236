"""The real labelled sentences that everything here is measured on, and how.

A table is tab separated with a header: document, text, label; sentences of a document stand together and in reading order. The tables are for measuring only and no part
of this repository.
"""

import csv
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.learn.corpus import Example, columns
from stance.learn.evaluate import confusions, f1_of, labels_of, resample
from stance.model.classifier import Classifier

NEWS = ("wikinews.en", "news.en", "news.nl", "current.en", "current.nl")  # their mean is what we steer by
DIRECTION = "events-plover.en"  # holds nothing neutral: only whether the direction is right can be asked
EVENTS = (DIRECTION, "events-cameo.en")
MOVES = (ESCALATION, DE_ESCALATION)
Floats = NDArray[np.float64]
Tables = dict[str, list[Example]]

folder_option = click.option(
    "--tables", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, help="Folder of the tables."
)


def read(folder: Path, names: tuple[str, ...] = (*NEWS, *EVENTS)) -> Tables:
    """Read tables from a folder; the last part of a name is its language."""
    tables = {}
    for name in names:
        with (folder / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            tables[name] = [Example(row["document"], name.rpartition(".")[2], name, row["text"], row["label"]) for row in rows]
    return tables


def gold_of(table: list[Example]) -> NDArray[np.str_]:
    """(n,) the labels that annotators gave."""
    return np.array([example.label for example in table])


def predict_documents(classifier: Classifier, table: list[Example]) -> Floats:
    """(n, 3) probabilities by a model that reads each document as a whole."""
    rows: dict[str, list[int]] = {}
    for row, example in enumerate(table):
        rows.setdefault(example.document, []).append(row)
    probabilities = np.empty((len(table), len(LABELS)))
    for places in rows.values():
        probabilities[places] = classifier.predict_proba((table[row].text for row in places), together=True)
    return probabilities


def resampled_f1(table: list[Example], predicted: NDArray[np.str_]) -> Floats:
    """(1 + 2000, 3) F1 a label: first of the table itself, then of its bootstrap samples of documents."""
    _, labels, documents = columns(table)
    return _resampled(confusions(np.array(labels), predicted, documents))


def resampled_direction(table: list[Example], probabilities: Floats) -> Floats:
    """(1 + 2000,) macro F1 of the sign of the score, over the sentences that are not neutral."""
    moved = gold_of(table) != NEUTRAL
    score = (probabilities[:, LABELS.index(ESCALATION)] - probabilities[:, LABELS.index(DE_ESCALATION)])[moved]
    _, labels, documents = columns([example for example, keep in zip(table, moved, strict=True) if keep])
    wrong = np.where(np.array(labels) == ESCALATION, DE_ESCALATION, ESCALATION)  # a score of 0 points nowhere, which is never right
    counts = confusions(np.array(labels), np.where(score == 0, wrong, np.where(score > 0, *MOVES)), documents, MOVES)
    return np.asarray(_resampled(counts).mean(axis=-1))


def _resampled(counts: NDArray[np.int_]) -> Floats:
    return f1_of(np.concatenate([counts.sum(axis=0)[None], resample(counts)]))


def headline(name: str, table: list[Example], probabilities: Floats) -> Floats:
    """(1 + 2000,) the figure that a table is judged by: macro F1, or that of the direction where nothing is neutral."""
    if name == DIRECTION:
        return resampled_direction(table, probabilities)
    return np.asarray(resampled_f1(table, labels_of(probabilities)).mean(axis=-1))
