"""Sentences to label -> files that people label in: a spreadsheet, Label Studio, doccano and Prodigy."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from stance.errors import CorpusError
from stance.formulas import guarded
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.learn import columns, corpus, records
from stance.learn.annotations import annotations, words
from stance.text import documents, tables
from stance.text.documents import passed_through

DECIMALS = 4
NO_POOL = 20_000_000  # bytes: what people labelled is smaller, and a pool may be too big to be read twice
BYTE_ORDER_MARK = "\ufeff"
OWN = ("document", "sentence", "text", "language", "before", "after")  # of every task; other columns come after them
# What means something where labels are read (a score beside a label: that a model gave it), or that doccano would put its own in place of (the
# last two), in whatever case.
TAKEN = (*OWN, "guess", "probability", "label", *columns.ANNOTATOR, columns.ADJUDICATED, "score", "labels", "data")


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence to label.

    Parameters
    ----------
    document, sentence
        the article that it is from, and its number there, from 0
    before, after
        the sentences around it, shown as context and not labelled; empty where there are none
    guess, probability
        what a model thinks it is and how surely, None if nobody is to see that
    columns
        what else goes with it, by name: strings, numbers, booleans or None
    """

    document: str
    sentence: int
    text: str
    language: str
    before: str = ""
    after: str = ""
    guess: str | None = None
    probability: float | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)


def write(format_: str, tasks: Sequence[Task], model: str = "stance") -> str:
    """Return the contents of a file of sentences to label, in one of `FORMATS`, to be encoded as UTF-8.

    Parameters
    ----------
    format_
        csv: with a byte order mark, for a spreadsheet; and jsonl: with an empty column label, to be filled in. labelstudio, doccano and
        prodigy: what these import; guesses are filled in there before, for people to correct.
    model
        what made the guesses, as Label Studio shows it
    """
    return FORMATS[format_](tasks, model)


def _csv(tasks: Sequence[Task], _model: str) -> str:
    records = [_record(task) for task in tasks]
    names = list(dict.fromkeys(name for record in records for name in record if name != "label")) or list(OWN)
    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append))  # with its own line ends: it quotes a text for those alone
    writer.writerow([*names, "label"])
    writer.writerows([_cell(record.get(name)) for name in (*names, "label")] for record in records)
    return BYTE_ORDER_MARK + "".join(line.removesuffix("\r\n") + "\n" for line in lines)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value


def _jsonl(tasks: Sequence[Task], _model: str) -> str:
    return _lines(_record(task) for task in tasks)


def _record(task: Task) -> dict[str, Any]:
    return _about(task) | {"label": ""}


def _label_studio(tasks: Sequence[Task], model: str) -> str:
    """Write tasks as JSON, guesses as predictions: https://labelstud.io/guide/predictions."""
    records = []
    for task in tasks:
        record: dict[str, Any] = {"data": _about(task)}
        if task.guess is not None:
            choice = {"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [task.guess]}}
            record["predictions"] = [{"model_version": model, "score": _rounded(task.probability), "result": [choice]}]
        records.append(record)
    return "[\n" + ",\n".join(map(_encode, records)) + "\n]\n"


def _doccano(tasks: Sequence[Task], _model: str) -> str:
    """Write JSON lines for a project of text classification: what is neither text nor label is shown as metadata.

    A guess is a label there from the start, seen only where annotations are shared: of such a project export the approved sentences only.
    """
    return _lines(_about(task) | {"label": [] if task.guess is None else [task.guess]} for task in tasks)


def _prodigy(tasks: Sequence[Task], _model: str) -> str:
    """Write tasks for the interface `choice`, guesses as accepted: https://prodi.gy/docs/api-interfaces#choice."""
    options = [{"id": label, "text": label} for label in LABELS]
    records = []
    for task in tasks:
        about = _about(task)
        record = {"text": about.pop("text"), "options": options, "meta": about}
        records.append(record if task.guess is None else record | {"accept": [task.guess]})
    return _lines(records)


def _about(task: Task) -> dict[str, Any]:
    """Return what is known of a sentence by name; what came with it under a name that is taken gets `input_` before that."""
    taken = [name for name in task.columns if name.lower() in TAKEN]
    record = {name: getattr(task, name) for name in OWN} | passed_through(task.columns, taken)
    return record if task.guess is None else record | {"guess": task.guess, "probability": _rounded(task.probability)}


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, DECIMALS)


def _lines(records: Iterable[Mapping[str, Any]]) -> str:
    return "".join(_encode(record) + "\n" for record in records)


_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode

FORMATS: Mapping[str, Callable[[Sequence[Task], str], str]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "labelstudio": _label_studio,
    "doccano": _doccano,
    "prodigy": _prodigy,
}

_COLOURS = {ESCALATION: "#b34f00", NEUTRAL: "#6c6c6c", DE_ESCALATION: "#0069a8"}
_KEYS = {ESCALATION: "e", NEUTRAL: "n", DE_ESCALATION: "d"}

# What the project in a tool is set up with, so that its labels are ours: what it is called after the name of the file of sentences, and
# what stands in it. For Label Studio: Settings, Labeling Interface, Code; for doccano: Labels, Actions, Import Labels.
SETUP: Mapping[str, tuple[str, str]] = {
    "labelstudio": (
        ".interface.xml",
        "<View>\n"
        '  <Header value="$document" size="5"/>\n'
        '  <View style="opacity: 0.6"><Text name="before" value="$before" selectionEnabled="false"/></View>\n'
        '  <View style="border-left: 4px solid; margin: 0.5em 0"><Text name="text" value="$text" selectionEnabled="false"/></View>\n'
        '  <View style="opacity: 0.6"><Text name="after" value="$after" selectionEnabled="false"/></View>\n'
        '  <Choices name="label" toName="text" choice="single" required="true" showInline="true">\n'
        + "".join(f'    <Choice value="{label}" hotkey="{_KEYS[label]}"/>\n' for label in LABELS)
        + "  </Choices>\n</View>\n",
    ),
    "doccano": (
        ".labels.json",
        _encode(
            [{"text": label, "suffixKey": _KEYS[label], "backgroundColor": _COLOURS[label], "textColor": "#ffffff"} for label in LABELS]
        )
        + "\n",
    ),
}


# doccano 1.8: a guess that nobody looked at and a label that somebody gave are the same to it.
DOCCANO_GUESSED = (
    "the guesses are seen only where the project shares annotations across all users, and must be exported as only approved documents, "
    "or those that nobody looked at come out as labels"
)


def labels_in(path: Path) -> int:
    """Count the labels that stand in a file, whatever they are called; 0 if it is no labelled data at all."""
    try:
        found = [row for one in records.read(path, lambda _: None) for _, row in one.rows if isinstance(row, dict)]
        given = [one for row in found for one in annotations("", row) if one.labels or any(map(words, _labels(one.values)))]
        return len(given) or len(corpus.read([path], corpus.Way()).examples)
    except CorpusError:
        return 0


def handed_out(path: Path) -> bool:
    """Tell whether a file is a sheet that stance made for people to label, or holds labels of ours."""
    if path.stat().st_size > NO_POOL:
        return False
    try:
        first = next((row for one in records.read(path, lambda _: None) for _, row in one.rows if isinstance(row, dict)), {})
        return tables.is_sheet(documents.Document(str(path), (), first)) or bool(corpus.read([path], corpus.Way()).examples)
    except CorpusError:
        return False


def _labels(values: Mapping[str, Any]) -> Iterable[Any]:
    return (values.get(name) for known in (columns.LABEL, (columns.ADJUDICATED,)) if (name := columns.column(list(values), known)))


def next_step(format_: str, file: str, guessed: bool = False) -> str:
    """Say in a line what to do with a file of sentences to label, and where what its tool exports goes."""
    setup = f"{Path(file).with_suffix('')}{SETUP[format_][0]}" if format_ in SETUP else ""
    if format_ == "labelstudio":
        return f"Label Studio: paste {setup} in Settings, Labeling Interface, Code, import {file}, and export JSON when it is labelled"
    if format_ == "doccano":
        step = f"doccano: make a project of text classification, Labels, Import Labels {setup}, Dataset, Import Dataset {file} as JSONL"
        return f"{step}; {DOCCANO_GUESSED}" if guessed else f"{step}, and export JSONL when it is labelled"
    if format_ == "prodigy":
        return f"Prodigy: prodigy mark NAME {file} --view-id choice, and when it is labelled, prodigy db-out NAME > labelled.jsonl"
    return f"stance label {file}, or fill in its column label" + (" and save it as CSV UTF-8" if format_ == "csv" else "")
