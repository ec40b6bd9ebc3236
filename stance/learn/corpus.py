"""Labelled sentences: reading, validating, and grouping them by document."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import CorpusError, reason
from stance.labels import LABELS
from stance.text.documents import column
from stance.text.sentences import PUNKT_MODELS

COLUMNS = ("document", "language", "topic", "text", "label")
ADJUDICATED = "adjudicated"
SHOWN = 1000  # bad lines named; of a file that is no corpus at all the rest is only counted


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence.

    Parameters
    ----------
    document
        the article that it is from: sentences of one article are held out together
    topic
        what the article is about, empty if nobody said
    annotator
        who labelled it, empty if nobody said; `ADJUDICATED` for a label that settles what annotators disagreed on
    place
        where it was read: file and line
    columns
        what else came with it, by name: strings, numbers, booleans or None
    """

    document: str
    language: str
    topic: str
    text: str
    label: str
    annotator: str = ""
    place: str = field(default="", compare=False)
    columns: dict[str, Any] = field(default_factory=dict, compare=False)

    def value(self, name: str) -> Any:
        """Return what stands in a column, however its name is capitalised; None if nothing does."""
        own = {"document": self.document, "language": self.language, "topic": self.topic or None, "label": self.label}
        own["annotator"] = self.annotator or None
        found = own.get(name.lower())
        return column(self.columns, name) if found is None else found


@dataclass(frozen=True, slots=True)
class Way:
    """How labelled data is read: what the user said of it. What is None is seen from the data.

    `labels` leads from what they are called there (in lower case) to ours; None where ours are used, in whatever case.
    """

    text_column: str | None = None
    label_column: str | None = None
    document_column: str | None = None
    labels: Mapping[str, str] | None = None
    language: str = "auto"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about labelled data that somebody should look at.

    `kind` is a name for it (contradicting labels), `severity` how much it can spoil (3: the figures or the model would be wrong, 2:
    some sentences are lost or mislead, 1: good to know), `message` one line that says what and what to do, `places` where (file:line).
    """

    kind: str
    severity: int
    message: str
    places: list[str]


@dataclass(frozen=True, slots=True)
class Labelled:
    """What was read: the sentences that can be used, and what there is to say about the rest."""

    examples: list[Example]
    findings: list[Finding]


def load(paths: Iterable[Path]) -> list[Example]:
    """Read labelled sentences from `.tsv` files and from folders of them (recursively, sorted by name).

    A line is `document, language, topic, text, label`, tab separated, UTF-8, without a header or quoting.

    Raises
    ------
    CorpusError
        when a file cannot be read or any line is bad; the message names all bad lines, with what would mend them.
    """
    examples: list[Example] = []
    faults: list[str] = []
    languages: dict[str, tuple[str, str]] = {}  # document -> its language and where it was first seen
    files = [file for path in paths for file in _files(path)]
    for path in files:
        for number, line in enumerate(_lines(path), 1):
            place = f"{path}:{number}"
            fields = line.split("\t")
            fault = _fault(fields)
            if fault:
                faults.append(f"{place}: {fault}")
                continue
            document, language, topic, text, label = fields
            example = Example(document, language, topic, text, label, place=place)
            language, first = languages.setdefault(example.document, (example.language, place))
            if language != example.language:
                faults.append(f"{place}: document {example.document} is in {language} at {first}; give one of the two another name")
            examples.append(example)
    if faults:
        rest = f"\n… and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
        raise CorpusError(f"{len(faults):,} bad line{'s' if len(faults) > 1 else ''}:\n" + "\n".join(faults[:SHOWN]) + rest)
    if not examples:
        raise CorpusError(f"{', '.join(map(str, files))}: no labelled sentence in it")
    return examples


def read(paths: Iterable[Path], way: Way) -> Labelled:
    """Read labelled data of any kind."""
    assert way
    return Labelled(load(paths), [])


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = sorted(path.rglob("*.tsv"))
        if not files:
            raise CorpusError(f"{path}: no .tsv file in this folder or below it")
        return files
    return [path]


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig").removesuffix("\n")
        return text.split("\n") if text else []
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: byte {error.start:,} is not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise CorpusError(f"{path}: {reason(error)}") from None


def _fault(fields: list[str]) -> str:
    """Return what is wrong with a line and how to mend it, or nothing."""
    if len(fields) != len(COLUMNS):
        return f"{len(fields)} tab-separated fields instead of {len(COLUMNS)} ({', '.join(COLUMNS)}); put exactly one tab between them"
    _, language, _, text, label = fields
    for name, value in zip(COLUMNS, fields, strict=True):
        if not value.strip():
            return f"{name} is empty; fill it in"
        if value != value.strip():
            return f"{name} has white space around it; trim it"
    if label == "label":
        return "a header line; delete it"
    if label not in LABELS:
        return f"label {label!r}; use one of {', '.join(LABELS)}"
    if language not in PUNKT_MODELS:
        return f"language {language!r}; use one of {', '.join(sorted(PUNKT_MODELS))}"
    if not any(character.isalnum() for character in text):
        return f"text {text!r} has no word in it; delete the line"
    return ""


def columns(examples: Sequence[Example]) -> tuple[list[str], list[str], list[str]]:
    """Texts, labels and documents of labelled sentences."""
    return [example.text for example in examples], [example.label for example in examples], [example.document for example in examples]


def require_labels(examples: Iterable[Example]) -> None:
    """Check that there is something to learn to tell apart: at least two of the labels. A model never gives the one that is missing.

    Raises
    ------
    CorpusError
        when there is one label only, or none.
    """
    present = {example.label for example in examples}
    if len(present) < 2:
        every = f"every sentence is labelled {min(present)}" if present else "there is no labelled sentence"
        raise CorpusError(f"{every}: nothing to tell apart; label sentences of another kind too, or add our corpus with --with-base")


def fingerprint(examples: list[Example]) -> str:
    """SHA-256 of the corpus, the same for the same examples in any order and any files."""
    digest = hashlib.sha256()
    for line in sorted("\t".join((e.document, e.language, e.topic, e.text, e.label)) for e in examples):
        digest.update(line.encode() + b"\n")
    return f"sha256:{digest.hexdigest()}"


def describe(examples: list[Example]) -> dict[str, object]:
    """Count what a corpus holds, for the card of a model trained on it."""
    labels = Counter(example.label for example in examples)
    return {
        "sentences": len(examples),
        "documents": len({example.document for example in examples}),
        "languages": dict(sorted(Counter(example.language for example in examples).items())),
        "labels": {label: labels[label] for label in LABELS},
        "fingerprint": fingerprint(examples),
    }
