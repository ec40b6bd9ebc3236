"""Several annotators' labels of the same sentence -> one: what was adjudicated, else what most of them say."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from stance.learn.corpus import ADJUDICATED, Example, Finding, Labelled, sentence_number
from stance.text.documents import column
from stance.text.sentences import spaced


def merged(examples: Sequence[Example]) -> Labelled:
    """Give every sentence the one label that its annotators agree on, or that more than half of them gave; an adjudicated one settles it.

    Sentences without such a label are left out, and are a finding. One that the same annotator labelled twice alike stays twice.
    """
    kept: list[Example] = []
    contradicting: list[str] = []
    undecided: list[str] = []  # contradictions of one annotator
    for alike in by_sentence(examples):
        judged = [example for example in alike if example.annotator == ADJUDICATED] or alike
        votes = {(annotator(example), example.label) for example in judged}
        label, most = Counter(label for _, label in votes).most_common(1)[0]
        alone = len({annotator(example) for example in alike}) == 1
        if 2 * most <= len(votes):
            (undecided if alone else contradicting).extend(example.place for example in alike)
        elif alone:
            kept += judged
        else:
            names = sorted({example.annotator for example in judged if example.label == label and example.annotator})
            kept.append(replace(alike[0], label=label, annotator=", ".join(names)))
    findings = []
    if contradicting:
        message = (
            "annotators gave the same sentence different labels, and none by more than half; these are left out: settle them (stance agreement "
            "writes them as a table, whose column adjudicated is read)"
        )
        findings.append(Finding("contradicting labels", 3, message, list(dict.fromkeys(contradicting))))
    if undecided:
        message = (
            "the same annotator, or file, gave the same sentence different labels; these are left out: decide, and delete the other line"
        )
        findings.append(Finding("contradicting labels", 3, message, undecided))
    return Labelled(kept, findings)


def by_sentence(examples: Iterable[Example]) -> list[list[Example]]:
    """Group what was said of the same sentence, in the order in which the sentences came.

    It is the same if document and text are, whatever its spaces; and its number in the document, the column `sentence`, where there is one.
    """
    numbered: dict[tuple[str, str], dict[str, list[tuple[int, Example]]]] = {}
    for place, example in enumerate(examples):
        own = sentence_number(column(example.columns, "sentence"))
        numbered.setdefault((example.document, spaced(example.text)), {}).setdefault(own, []).append((place, example))
    groups = []
    for found in numbered.values():
        unnumbered = found.pop("", [])
        if unnumbered and found:
            next(iter(found.values())).extend(unnumbered)
        elif unnumbered:
            groups.append(unnumbered)
        groups.extend(found.values())
    in_order = sorted((sorted(group, key=_place) for group in groups), key=lambda group: group[0][0])
    return [[example for _, example in group] for group in in_order]


def _place(item: tuple[int, Example]) -> int:
    return item[0]


def annotator(example: Example) -> str:
    """Return who labelled it; the file stands in for an annotator who is not named."""
    return example.annotator or example.place.rpartition(":")[0]
