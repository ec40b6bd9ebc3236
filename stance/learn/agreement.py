"""Annotators against each other: chance-corrected agreement by nltk, with intervals, agreement on each label, and what they differ on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from numpy.typing import NDArray

from stance.errors import CorpusError
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.learn import records
from stance.learn.annotations import word
from stance.learn.corpus import ADJUDICATED, Example
from stance.learn.evaluate import interval
from stance.learn.labelling import Key, key
from stance.learn.merging import by_sentence
from stance.learn.tasks import labels_in
from stance.text.documents import column
from stance.text.sentences import spaced

Floats = NDArray[np.float64]

RESAMPLES = 1_000
SEED = 1
SIGNS = {ESCALATION: 1, NEUTRAL: 0, DE_ESCALATION: -1}
# Krippendorff, Content Analysis, 2nd edition, 2004, chapter 11 (p. 241): rely on variables from 0.8 on, and draw tentative conclusions only
# from those between 0.667 and 0.8.
RELIABLE, TENTATIVE = 0.8, 0.667
# Below these alpha is not judged: of fewer documents a bootstrap draws too narrow an interval, and of 30 sentences that all agree on one in ten
# may differ in the long run (the rule of three: Hanley & Lippman-Hand, JAMA 249, 1983), which is where alpha falls below 0.8.
FEW_DOCUMENTS, FEW_SENTENCES = 10, 30


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two annotators: how many sentences both labelled, Cohen's kappa, and how often (row: first, column: second) which labels met."""

    first: str
    second: str
    items: int
    kappa: Estimate
    confusion: list[list[int]]


@dataclass(frozen=True, slots=True)
class Panel:
    """How far any number of annotators agree.

    Parameters
    ----------
    labelled
        how many sentences each annotator labelled
    items, documents
        sentences that two or more labelled, which everything is computed of, and their documents
    complete
        sentences that all labelled
    differing
        sentences with more than one label
    alpha
        Krippendorff's for nominal data, which takes it that not all labelled everything
    kappa
        of all annotators together (Davies & Fleiss, Measuring agreement for multinomial data, Biometrics 38, 1982), of the sentences that all labelled
    observed
        share of the pairs of labels of a sentence that are the same
    by_label
        specific agreement: how often the others gave this label where one did (Spitzer & Fleiss, British Journal of Psychiatry 125, 1974); of
        two annotators the F1 of each with the other as the truth
    pairs
        any two annotators
    """

    labelled: dict[str, int]
    items: int
    documents: int
    complete: int
    differing: int
    alpha: Estimate
    kappa: Estimate
    observed: Estimate
    by_label: dict[str, Estimate]
    pairs: list[Pair]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what each annotator who labelled it said."""

    example: Example
    labels: dict[str, str]


def gather(files: Sequence[tuple[str, Sequence[Example]]], say: Callable[[str], None]) -> tuple[list[str], list[Sentence]]:
    """Put together what annotators said of each sentence.

    What the same sentence is, `merging.by_sentence` says. If an annotator labelled one more than once, the last label counts. What was adjudicated
    is left out: it is not what annotators said on their own.

    Parameters
    ----------
    files
        what was read of each, with what the annotator is called if the file does not say
    say
        is told what was left out

    Returns
    -------
    the annotators in the order in which they come, and the sentences in theirs.
    """
    found = [replace(example, annotator=example.annotator or name) for name, examples in files for example in examples]
    own = [example for example in found if example.annotator != ADJUDICATED]
    if len(own) < len(found):
        say(f"{len(found) - len(own):,} adjudicated labels are left out: they are not what annotators said on their own")
    sentences = [Sentence(group[0], {example.annotator: example.label for example in group}) for group in by_sentence(own)]
    if again := len(own) - sum(len(sentence.labels) for sentence in sentences):
        say(f"{again:,} labels were given to a sentence that the same annotator had labelled already; the last counts")
    return list(dict.fromkeys(example.annotator for example in own)), sentences


def why_nothing_is_common(sentences: Sequence[Sentence]) -> str:
    """Say what differs if no sentence was labelled by two: the numbers in the document, or more."""
    said_by: dict[tuple[str, str], set[str]] = {}
    for sentence in sentences:
        said_by.setdefault((sentence.example.document, spaced(sentence.example.text)), set()).update(sentence.labels)
    if any(len(names) > 1 for names in said_by.values()):
        return "document and text are the same, but not the number in the column sentence; take that column out of one of them"
    return "document and text have to be the same in both"


def panel(annotators: Sequence[str], sentences: Sequence[Sentence]) -> Panel:
    """Compare all annotators on the sentences that two or more of them labelled.

    The figures are nltk's; the intervals are what `evaluate.interval` makes of 1,000 bootstrap samples of whole documents (of sentences, if there is one document
    only), as sentences of one article are not independent.

    Raises
    ------
    ValueError
        when no sentence was labelled by two.
    """
    common = [sentence for sentence in sentences if len(sentence.labels) > 1]
    if not common:
        raise ValueError("no sentence was labelled by two annotators")
    documents = {document: number for number, document in enumerate(dict.fromkeys(sentence.example.document for sentence in common))}
    groups = np.array([documents[sentence.example.document] for sentence in common]) if len(documents) > 1 else np.arange(len(common))
    counts = np.array([[list(sentence.labels.values()).count(label) for label in LABELS] for sentence in common], float)
    complete = np.array([len(sentence.labels) == len(annotators) for sentence in common])
    couples = list(combinations(annotators, 2))
    tables = np.stack([_meetings(common, *couple) for couple in couples], axis=1)
    units = int(groups.max()) + 1
    sums, met, met_complete = _sums([_parts(counts), tables, tables * complete[:, None, None, None]], groups)
    everything = [sentence for sentence, is_complete in zip(common, complete, strict=True) if is_complete]
    return Panel(
        labelled={name: sum(name in sentence.labels for sentence in sentences) for name in annotators},
        items=len(common),
        documents=len(documents),
        complete=len(everything),
        differing=int(((counts > 0).sum(1) > 1).sum()),
        alpha=_by_nltk("alpha", common, annotators, alpha(sums), units),
        kappa=_by_nltk("multi_kappa", everything, annotators, kappa(met_complete), units),
        observed=_estimate(observed_agreement(sums), units),
        by_label={label: _estimate(column, units) for label, column in zip(LABELS, specific_agreement(sums).T, strict=True)},
        pairs=[_pair(common, couple, met[:, [place]], units) for place, couple in enumerate(couples)],
    )


def _pair(common: Sequence[Sentence], couple: tuple[str, str], met: Floats, units: int) -> Pair:
    both = [sentence for sentence in common if sentence.labels.keys() >= set(couple)]
    return Pair(*couple, len(both), _by_nltk("kappa", both, couple, kappa(met), units), met[0, 0].astype(int).tolist())


def _by_nltk(figure: str, sentences: Sequence[Sentence], annotators: Sequence[str], samples: Floats, units: int) -> Estimate:
    """Compute a coefficient with nltk; not defined without two different labels, where nltk says 1. The interval is that of the samples."""
    data = [(who, number, s.labels[who]) for number, s in enumerate(sentences) for who in annotators if who in s.labels]
    if len({label for _, _, label in data}) < 2:
        return Estimate(None, None, None)
    found = _estimate(samples, units)
    return Estimate(float(getattr(AnnotationTask(data), figure)()), found.low, found.high)


def _meetings(sentences: Sequence[Sentence], first: str, second: str) -> Floats:
    """Return of each sentence which label of one annotator meets which of another: (n_sentences, n_labels, n_labels), one 1 or none."""
    found = np.zeros((len(sentences), len(LABELS), len(LABELS)))
    for number, labels in enumerate(sentence.labels for sentence in sentences):
        if first in labels and second in labels:
            found[number, LABELS.index(labels[first]), LABELS.index(labels[second])] = 1
    return found


def _parts(counts: Floats) -> Floats:
    """Return what the coefficients are sums of, for each sentence.

    Parameters
    ----------
    counts
        (n_sentences, n_labels), how often each label was given, two or more times in all

    Returns
    -------
    (n_sentences, 4, n_labels), of each label: how often it was given; its pairs with itself; its pairs with any; and its pairs with itself
    divided by the number of labels less one, as the coincidence matrix of alpha has them.
    """
    given = counts.sum(1, keepdims=True)
    same, any_ = counts * (counts - 1), counts * (given - 1)
    return np.stack([counts, same, any_, same / (given - 1)], axis=1)


def alpha(sums: Floats) -> Floats:
    """Krippendorff's alpha for nominal data from its coincidence matrix (Content Analysis, 2004, chapter 11); (..., 4, n_labels) -> (...)."""
    total = sums[..., 0, :].sum(-1)
    agreed = sums[..., 3, :].sum(-1)
    expected = (sums[..., 0, :] * (sums[..., 0, :] - 1)).sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = 1 - (1 - agreed / total) / (1 - expected / (total * (total - 1)))
    return found


def observed_agreement(sums: Floats) -> Floats:
    """Share of pairs that are the same; (..., 4, n_labels) -> (...)."""
    found: Floats = sums[..., 1, :].sum(-1) / sums[..., 2, :].sum(-1)
    return found


def specific_agreement(sums: Floats) -> Floats:
    """Agreement on each label; (..., 4, n_labels) -> (..., n_labels), not a number where nobody gave it."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = sums[..., 1, :] / sums[..., 2, :]
    return found


def kappa(tables: Floats) -> Floats:
    """Cohen's kappa of one pair, or that of Davies and Fleiss of several: (..., n_pairs, n_labels, n_labels) -> (...)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = tables / tables.sum((-1, -2), keepdims=True)
        observed = np.trace(shares, axis1=-2, axis2=-1).mean(-1)
        expected = (shares.sum(-1) * shares.sum(-2)).sum(-1).mean(-1)
        found: Floats = (observed - expected) / (1 - expected)
    return found


def _sums(parts: Sequence[Floats], groups: NDArray[np.int_]) -> list[Floats]:
    """Add up what stands for each sentence, in all and in bootstrap samples of groups.

    Parameters
    ----------
    parts
        arrays of (n_sentences, ...)
    groups
        (n_sentences,) the number of the group of each

    Returns
    -------
    for each of the parts (1 + RESAMPLES, ...): the sum of all, then that of every sample.
    """
    flat = np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)
    number = int(groups.max()) + 1
    by_group = np.zeros((number, flat.shape[1]))
    np.add.at(by_group, groups, flat)
    random = np.random.default_rng(SEED)
    chances = np.full(number, 1 / number)
    drawn = (random.multinomial(number, chances, 100) @ by_group for _ in range(RESAMPLES // 100))  # not all at once: memory
    sums = np.concatenate([by_group.sum(0, keepdims=True), *drawn])
    ends = np.cumsum([part[0].size for part in parts])[:-1]
    return [there.reshape(-1, *part.shape[1:]) for there, part in zip(np.split(sums, ends, axis=1), parts, strict=True)]


def _estimate(samples: Floats, units: int) -> Estimate:
    """Return the first of the values, and the 95 % interval of the others, which are of draws of so many units."""
    value, others = samples[0], samples[1:]
    if not np.isfinite(value):
        return Estimate(None, None, None)
    defined = others[np.isfinite(others)]
    low, high = interval(defined, units) if len(defined) and units > 1 else (value, value)
    return Estimate(float(value), float(low), float(high))


def reading(found: Panel) -> str:
    """Say in words what alpha means."""
    value, low, high = found.alpha.value, found.alpha.low, found.alpha.high
    if value is None:
        return "all labels are the same: alpha is not defined, as agreement can only be told from chance where there are two labels or more"
    where = f"{_counted(found.items, 'sentence')} in {_counted(found.documents, 'document')}"
    if found.items < FEW_SENTENCES:
        return f"too few to say whether the labels are reliable: {where}; from {FEW_SENTENCES} sentences on it is judged"
    if 1 < found.documents < FEW_DOCUMENTS:
        return f"too few to say whether the labels are reliable: {where}; from {FEW_DOCUMENTS} documents on it is judged, as the interval means little before"
    if value >= RELIABLE:
        said = "reliable: conclusions can rest on these labels"
    elif value >= TENTATIVE:
        said = "for tentative conclusions only; adjudicate what they differ on, and sharpen the codebook"
    else:
        said = "too low to rest conclusions on; talk about what they differ on, sharpen the codebook, and label anew"
    bounds = [f"{bound:g}" for bound in (TENTATIVE, RELIABLE) if low is not None and high is not None and low < bound <= high]
    unsure = f". The interval spans {' and '.join(bounds)}: more sentences would tell" if bounds else ""
    one = ". One document only: the intervals are over its sentences, and tell of no other document" if found.documents == 1 else ""
    return f"{said} (Krippendorff 2004: from {RELIABLE:g}, tentatively from {TENTATIVE:g}){unsure}{one}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def disputed(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that annotators differ on, the most disputed first: those that one finds escalating and another the opposite."""

    def dispute(sentence: Sentence) -> float:
        signs = [SIGNS[label] for label in sentence.labels.values()]
        distances = [abs(one - other) for one, other in combinations(signs, 2)]
        return -sum(distances) / len(distances)

    return sorted((sentence for sentence in sentences if len(set(sentence.labels.values())) > 1), key=dispute)


def to_adjudicate(annotators: Sequence[str], sentences: Sequence[Sentence]) -> tuple[list[str], list[list[Any]]]:
    """Return the columns and rows of the table in which somebody settles what annotators differ on."""
    context = [name for name in ("before", "after") if any(sentence.example.value(name) for sentence in sentences)]
    head = ["document", "sentence", "text", "language", *context]
    columns = [*head, *(f"annotator {name}" if name in (*head, ADJUDICATED, "label") else name for name in annotators), ADJUDICATED]
    rows = []
    for sentence in sentences:
        example = sentence.example
        given = [sentence.labels.get(name) for name in annotators]
        around = [example.value(name) for name in context]
        rows.append([example.document, example.value("sentence"), example.text, example.language, *around, *given, None])
    return columns, rows


def carried_over(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return the rows of a table to adjudicate with what is adjudicated already in the file whose place it takes.

    Raises
    ------
    CorpusError
        when labels that stand there would be lost.
    """
    settled: dict[Key, tuple[str, str]] = {}
    for found in records.read(path, lambda _: None):
        for place, row in found.rows:
            if isinstance(row, str):
                raise CorpusError(f"{place}: {row}; mend it, or name another file with -o: what is adjudicated there would be lost")
            if cell := word(column(row, ADJUDICATED)):
                settled[key({name: column(row, name) for name in ("document", "sentence", "text")})] = cell, place
    if not settled and (labels := labels_in(path)):
        raise CorpusError(f"{path}: {labels:,} labels in it would be lost; name another file with -o")
    filled = [[*row[:-1], settled.pop(key(dict(zip(columns, row, strict=True))), (None, ""))[0]] for row in rows]
    if settled:
        first = min(place for _, place in settled.values())
        raise CorpusError(
            f"{path}: {len(settled):,} adjudicated labels in it are of sentences that annotators no longer differ on (the first: {first}) and "
            "would be lost; name another file with -o"
        )
    return filled
