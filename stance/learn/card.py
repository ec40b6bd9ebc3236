"""A model's card: what it was made of, how, how good it is, and where its limits are. `stance.report.card` writes it as markdown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import scipy
import sklearn

from stance import __version__
from stance.enough import FEW
from stance.labels import LABELS, NEUTRAL
from stance.learn.compare import Comparison, capitalized, verdict
from stance.learn.corpus import ADJUDICATED, Example, Finding, describe
from stance.learn.fit import Recipe
from stance.text.sentences import PUNKT_MODELS

RARE = 20  # sentences of a label below which little is learnt of it
USE = (
    "Made to tag sentences of news articles in the languages above, and to be added up over many of them. A single label can be wrong: do not "
    "decide about people by it. Labels follow the codebook that the data was labelled by; a model knows no words but those of its data, and "
    "nothing of the world."
)


def make(
    examples: Sequence[Example],
    recipe: Recipe,
    *,
    sources: Iterable[str] = (),
    label_map: str | None = None,
    base: Sequence[Example] = (),
    own_weight: float = 1.0,
    findings: Iterable[Finding] = (),
    figures: Mapping[str, Any] | None = None,
    against: Comparison | None = None,
    against_name: str = "shipped",
    searched: int = 0,
) -> dict[str, Any]:
    """Make the card of a model. It holds no time: the same input gives the same card.

    Parameters
    ----------
    examples
        the user's own sentences
    recipe
        the settings that it was trained with
    sources
        names of the files that the sentences came from, as they are to be published: without folders
    label_map
        what the user said of the labels' names, as given
    base
        the sentences of our corpus that it was trained on too
    own_weight
        how many times as much as one of those an own sentence counted
    findings
        what validation had to say; counted by kind
    figures
        of cross-validation, or of held-out data: what `evaluate.cross_validate` or `evaluate.measured` gives
    against
        the comparison with another model, that one first
    against_name
        what that model is called
    searched
        how many recipes were tried, of which this is the best; 0 if none was looked for
    """
    data: dict[str, Any] = describe(list(examples))
    data["annotators"] = len({name for example in examples for name in example.annotator.split(", ")} - {"", ADJUDICATED})
    data["sources"] = sorted(set(sources))
    data["map"] = label_map
    counted: Counter[str] = Counter()
    for finding in findings:
        counted[finding.kind] += len(finding.places) or 1
    data["findings"] = dict(sorted(counted.items()))
    if base:
        data["base"] = {**describe(list(base)), "own_weight": own_weight}
    return {
        "data": data,
        "recipe": {**asdict(recipe), "characters": list(recipe.characters)},
        **({"searched": searched} if searched else {}),
        "figures": dict(figures or {}),
        "against": against
        and {"name": against_name, "verdict": capitalized(verdict(against, against_name, "this model")), **asdict(against)},
        "use": USE,
        "limits": limits(data, figures or {}),
        "versions": {
            "stance": __version__,
            "scikit-learn": sklearn.__version__,
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
    }


def limits(data: Mapping[str, Any], figures: Mapping[str, Any]) -> list[str]:
    """Say what the data of a model does not let it do, each in a sentence; `data` as in a card, with its `base` if there was one."""
    both = [part for part in (data, data.get("base")) if part]
    counts = {label: sum(part["labels"][label] for part in both) for label in LABELS}
    languages = sorted({language for part in both for language in part["languages"]})
    found = []
    for label, count in counts.items():
        if not count:
            found.append(f"No sentence of its data is labelled {label}: it never gives that label.")
        elif count < RARE:
            found.append(
                f"Only {count} sentence{'s' if count > 1 else ''} of its data {'are' if count > 1 else 'is'} labelled {label}: expect it to miss most of them."
            )
    if not counts[NEUTRAL]:
        found.append(
            "Ordinary news is mostly neutral: it will take direction for granted where there is none. Use it on sentences about events only."
        )
    if len(languages) == 1:
        others = [language for language in sorted(PUNKT_MODELS) if language not in languages]
        found.append(f"Its data is in {languages[0]} only: what it says of {', '.join(others)} means nothing.")
    if data["documents"] < FEW:
        found.append(
            f"Its own data is of {data['documents']} document{'s' if data['documents'] > 1 else ''}: too few for figures that mean much."
        )
    if not figures:
        found.append("It was not measured: nobody knows how good it is.")
    if data["annotators"] == 1:
        found.append("One person labelled its data: nobody knows how far another would agree.")
    return found
