"""A model's card as markdown: what it was made of, how, and how good it is."""

from collections.abc import Iterable
from typing import Any

from stance.learn.evaluate import lines
from stance.model.classifier import Classifier


def markdown(classifier: Classifier, name: str) -> str:
    """Write the card of a model; the same facts stand as JSON in the model file's header."""
    card = classifier.card
    data, figures = card["data"], card["figures"]
    size = sum(len(view.vocabulary) for view in classifier.views.values())
    parts = [
        f"# {name}",
        "TF-IDF and multinomial logistic regression over a sentence and the words around it, made by `stance train`. "
        f"{size:,} terms, labels {', '.join(classifier.labels)}.",
        "## Data",
        _table(("", "sentences"), [("all", data["sentences"]), *data["languages"].items(), *data["labels"].items()]),
        f"{data['documents']:,} documents; fingerprint `{data['fingerprint']}`.",
        "## Figures",
        _figures(figures) if figures else "Not evaluated.",
        "## Recipe",
        _table(("setting", "value"), card["recipe"].items()),
        "## Versions",
        _table(("package", "version"), card["versions"].items()),
        "## Use and limits",
        "Made to tag sentences of news articles in the languages above, and to be added up over many of them. A single label can be "
        "wrong: do not decide about people by it. Labels follow the codebook that the data was labelled by; a model knows no words but those "
        "of its data, and nothing of the world.",
    ]
    return "\n\n".join(parts) + "\n"


def _figures(figures: dict[str, Any]) -> str:
    listed = "\n".join(f"- {line}" for line in lines(figures))
    return f"{figures['folds']}-fold cross-validation, whole documents held out:\n\n{listed}"


def _table(header: tuple[str, str], rows: Iterable[tuple[str, Any]]) -> str:
    listed = [f"| {left} | {f'{right:,}' if type(right) is int else right} |" for left, right in rows]
    return "\n".join([f"| {header[0]} | {header[1]} |", "|---|---|", *listed])
