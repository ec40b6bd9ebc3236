"""Labelled sentences: reading, validating, and grouping them by document."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import shorten
from typing import Any

from stance.errors import CorpusError, reason
from stance.labels import LABELS
from stance.learn import label_maps, records
from stance.learn.annotations import SPANS, Annotation, annotations, is_doccano, word, words
from stance.learn.columns import ADJUDICATED, Columns, Way
from stance.learn.faults import (
    EMPTY_FILES,
    EMPTY_TEXTS,
    ENCODING,
    GUESSES,
    LEFT_OUT_FILES,
    NO_DOCUMENT,
    NO_LANGUAGE,
    NO_ROWS,
    SEVERAL_LABELS,
    TWICE,
    UNREADABLE,
    Faults,
    Finding,
)
from stance.learn.records import COLUMNS, Records, files
from stance.text.documents import column
from stance.text.language import DEFAULT, declared, detect
from stance.text.sentences import PUNKT_MODELS, spaced

__all__ = [
    "ADJUDICATED",
    "COLUMNS",
    "Example",
    "Finding",
    "Labelled",
    "Way",
    "columns",
    "describe",
    "fingerprint",
    "load",
    "position",
    "read",
    "require_labels",
    "sentence_number",
]

NAMELESS = "sentence-"  # how the documents begin of sentences that come without one
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
    """Read labelled data of any kind: what every annotator said, as it stands there; `merged` of `stance.learn.merging` settles what they differ on.

    Files, and folders of them (recursively, sorted by name): tables as CSV, TSV, JSON, JSON lines or Parquet, exports of doccano, Label Studio and
    Prodigy, and the lines of our corpus, each also packed as .gz or .zip. What cannot be used is left out, and is a finding.

    Raises
    ------
    CorpusError
        when a file that was named cannot be read, or when there is no sentence with one of our labels.
    """
    faults = Faults()
    examples: list[Example] = []
    given = list(paths)
    known: set[Path] = set()
    for path, named in files(given):
        if path.resolve() in known:
            faults.add(TWICE, str(path))
            continue
        known.add(path.resolve())
        try:
            for found in records.read(path, lambda note: faults.add(ENCODING, str(path), note)):  # noqa: B023 - read before the next
                examples += _examples(found, way, faults)
        except CorpusError as error:
            if named:
                raise
            faults.add(LEFT_OUT_FILES, str(path), str(error))
    if not examples:
        raise CorpusError(f"{', '.join(map(str, given))}: {faults.reason_for_nothing()}")
    return Labelled(examples, faults.findings({example.text for example in examples}))


def _examples(found: Records, way: Way, faults: Faults) -> list[Example]:
    """Turn the records of a file into examples; what none can be made of is a fault."""
    said: list[Annotation] = []
    for place, row in found.rows:
        if isinstance(row, str):
            faults.add(UNREADABLE, place, f"{place}: {row}")
        elif any(value not in (None, "") for value in row.values()):  # spreadsheets leave empty rows behind
            said.extend(annotations(place, row, way.label_column))
    if not said:
        if not found.rows:
            faults.add(NO_ROWS if found.header else EMPTY_FILES, found.name, f"{found.name}: {shorten(found.header, 60, placeholder='…')}")
        return []
    if all(one.remark == SPANS for one in said):
        raise CorpusError(f"{found.name}: its labels mark parts of texts, and none a whole one; export a project of text classification")
    columns = Columns.of(found, said, way)
    if columns.guessed:
        faults.add(GUESSES, found.name)
    by = found.annotator if any(isinstance(row, dict) and is_doccano(row) for _, row in found.rows) else ""
    given = [each for one in said for each in columns.said(one)]
    label_maps.require_zeros([label for one in given for label in one.labels or ()], way.labels, found.name)
    examples = [example for one in given if (example := _example(one, columns, way, faults, by))]
    return _with_languages(examples, way.language, faults)


def _example(one: Annotation, columns: Columns, way: Way, faults: Faults, by: str) -> Example | None:
    """Make an example of an annotation, in the language that is declared or none yet; or None, which is a fault."""
    text = word(one.values.get(columns.text))
    if not text:
        faults.add(EMPTY_TEXTS, one.place)
        return None
    settled = words(one.values.get(columns.adjudicated or ""))
    theirs = settled or one.labels or ()
    if not theirs and not way.unlabelled:
        faults.add_unlabelled(one.remark, one.place, text)
        return None
    label = "" if way.unlabelled else _label(one.place, theirs, way, faults)
    if label is None:
        return None
    spoken = word(one.values.get(columns.language or ""))
    language = (spoken and declared({"language": spoken})) or ""
    if spoken and not language and way.language == "auto":
        faults.add_language(spoken, one.place)
        return None
    document = word(one.values.get(columns.document or ""))
    if not document:
        faults.add(NO_DOCUMENT, one.place, f"fill in {columns.document}" if columns.document else "name the column with --document-column")
        document = f"{NAMELESS}{hashlib.blake2b(spaced(text).encode(), digest_size=6).hexdigest()}"  # the same sentence has the same name elsewhere
    annotator = ADJUDICATED if settled else one.annotator or word(one.values.get(columns.annotator or "")) or by
    topic = word(one.values.get(columns.topic or ""))
    rest = {name: one.values[name] for name in columns.others if name in one.values}
    return Example(document, language, topic, text, label, annotator, one.place, rest)


def _label(place: str, theirs: Sequence[str], way: Way, faults: Faults) -> str | None:
    """Return the one label of ours that an annotation gives; or None, if it is not wanted or a fault."""
    found = set()
    for label in _parted(theirs, way):
        mapped = label_maps.ours(label, way.labels)
        if mapped is None:
            faults.add_label(label, place)
            return None
        found.add(mapped)
    found -= {label_maps.LEFT_OUT}
    if len(found) > 1:
        faults.add(SEVERAL_LABELS, place)
        return None
    return next(iter(found), None)


def _parted(labels: Sequence[str], way: Way) -> Iterator[str]:
    """Yield labels, those that doccano joins in a table one by one."""
    for label in labels:
        if "#" in label and label_maps.ours(label, way.labels) is None:
            yield from filter(None, label.split("#"))
        else:
            yield label


def _with_languages(examples: list[Example], language: str, faults: Faults) -> list[Example]:
    """Fill in the language of those that do not declare one: what the user said, or what their document is in by its words."""
    if language != "auto":
        return [example if example.language else replace(example, language=language) for example in examples]
    texts: dict[str, list[str]] = {}
    for example in examples:
        if not example.language:
            texts.setdefault(example.document, []).append(example.text)
    if not texts:
        return examples
    mostly = detect("\n".join(text for found in texts.values() for text in found)) or DEFAULT  # a headline alone does not tell
    languages = {document: detect("\n".join(found), mostly) for document, found in texts.items()}
    for example in examples:
        if not example.language and languages[example.document] is None:
            faults.add(NO_LANGUAGE, example.place)
    return [example if example.language else replace(example, language=languages[example.document] or DEFAULT) for example in examples]


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


def sentence_number(value: Any) -> str:
    """Return the number of a sentence as it is compared: that which pandas wrote as 1.0 is 1; empty if there is none."""
    return re.sub(r"(?<=\d)\.0+\Z", "", word(value))


def position(example: Example) -> int | None:
    """Return where a sentence stands in its document, by the column `sentence`; None if that tells nothing."""
    number = sentence_number(example.value("sentence"))
    return int(number) if number.isdecimal() else None


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
