"""A model's card as markdown: what it was made of, how, and how good it is."""

from collections.abc import Iterable
from typing import Any

from stance.labels import LABELS
from stance.report.figures import basis, brief

MADE = "made by `stance train`"
USE = (  # of cards that do not say
    "Made to tag sentences of news articles in the languages above, and to be added up over many of them. A single label can be "
    "wrong: do not decide about people by it. Labels follow the codebook that the data was labelled by; a model knows no words but those "
    "of its data, and nothing of the world."
)


def markdown(card: dict[str, Any], name: str, terms: int) -> str:
    """Write the card of a model that knows so many terms; the same facts stand as JSON in the model file's header."""
    data, figures, against = card["data"], card["figures"], card.get("against")
    parts = [
        f"# {name}",
        f"TF-IDF and multinomial logistic regression over a sentence and the words around it, {MADE}. "
        f"{terms:,} terms, labels {', '.join(LABELS)}.",
        "## Data",
        _counts(data),
        f"{data['documents']:,} documents; fingerprint `{data['fingerprint']}`.",
        *_origin(data),
        "## Figures",
        _figures(figures) if figures else "Not evaluated.",
        *(["## Beside " + against["name"], "\n".join(f"- {line}" for line in against["verdict"])] if against else []),
        "## Recipe",
        *([f"The best of {card['searched']} by macro F1 in cross-validation (`--search`)."] if card.get("searched") else []),
        _table(("setting", "value"), card["recipe"].items()),
        "## Versions",
        _table(("package", "version"), card["versions"].items()),
        "## Use and limits",
        card.get("use", USE),
        *(["\n".join(f"- {limit}" for limit in card["limits"])] if card.get("limits") else []),
    ]
    return "\n\n".join(parts) + "\n"


def is_card(text: str) -> bool:
    """Tell whether a text is one that `markdown` wrote."""
    return MADE in text


def _counts(data: dict[str, Any]) -> str:
    return _table(("", "sentences"), [("all", data["sentences"]), *data["languages"].items(), *data["labels"].items()])


def _origin(data: dict[str, Any]) -> list[str]:
    """Say where the data came from, as far as the card tells; cards from before there was more than a fingerprint do not."""
    found = []
    if data.get("sources"):
        found.append(f"Read from {', '.join(f'`{_code(source)}`' for source in data['sources'])}.")
    if data.get("map"):
        found.append(f"Labels were mapped: `{_code(data['map'])}`.")
    if number := data.get("annotators"):
        found.append(f"{number} annotator{'s' if number > 1 else ''}.")
    if data.get("findings"):
        found.append(f"Found when it was checked: {', '.join(f'{kind} ({number:,})' for kind, number in data['findings'].items())}.")
    parts = [" ".join(found)] if found else []
    if base := data.get("base"):
        weight = base["own_weight"]
        counted = f"; a sentence of the data above counts {weight:g} times one of it, towards `min_documents` too" if weight != 1 else ""
        parts.append(
            f"Trained together with the corpus of stance: {base['sentences']:,} sentences in {base['documents']:,} documents, "
            f"fingerprint `{base['fingerprint']}`{counted}."
        )
    return parts


def _code(text: str) -> str:
    return text.replace("`", "'")


def _figures(figures: dict[str, Any]) -> str:
    listed = "\n".join(f"- {line}" for line in brief(figures))
    return f"{_code(basis(figures))}:\n\n{listed}"


def _table(header: tuple[str, str], rows: Iterable[tuple[str, Any]]) -> str:
    listed = [f"| {left} | {f'{right:,}' if type(right) is int else right} |" for left, right in rows]
    return "\n".join([f"| {header[0]} | {header[1]} |", "|---|---|", *listed])
