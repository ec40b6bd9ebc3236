"""What records mean: what one annotator called one text. A function each for the tools that people label with, and one for tables.

Label Studio: https://labelstud.io/guide/task_format. doccano: what its exports hold, new and old. Prodigy: https://prodi.gy/docs/api-interfaces.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stance.learn.label_maps import ours
from stance.learn.records import Values
from stance.text.tables import plain

NOT_LABELLED = "not labelled"
REJECTED = "rejected guesses"
SPANS = "labels of parts"


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one annotator called one text, in the words of the file.

    Parameters
    ----------
    place
        where it was read
    values
        what the record holds, by name, with nothing nested
    labels
        none if it was not labelled; None if they stand in one of the values
    annotator
        empty if the record does not say, or says it in one of the values
    remark
        why there is no label, as the kind of a finding
    """

    place: str
    values: Values
    labels: tuple[str, ...] | None = None
    annotator: str = ""
    remark: str = NOT_LABELLED


def annotations(place: str, record: Values, label_column: str | None = None) -> Iterator[Annotation]:
    """Yield what the annotators say in a record of any kind.

    Parameters
    ----------
    label_column
        in Label Studio, the name of the control; without it, any with choices
    """
    if isinstance(record.get("data"), dict):
        yield from label_studio(place, record, label_column)
    elif record.get("answer") in ("accept", "reject", "ignore"):
        yield prodigy(place, record)
    elif any(isinstance(record.get(name), list) for name in _DOCCANO_LISTS):
        yield from doccano(place, record)
    else:
        yield Annotation(place, flat(record))


def label_studio(place: str, task: Values, control: str | None = None) -> Iterator[Annotation]:
    """Yield the annotations of a task of Label Studio; what a model predicted is none, nor what an annotator skipped."""
    values = flat(task["data"]) | ({"task": task["id"]} if "id" in task else {})
    given = _objects(task.get("annotations") or task.get("completions"))
    for one in given:
        results = [] if one.get("was_cancelled") or one.get("skipped") else _objects(one.get("result"))
        chosen = [each for each in results if isinstance(each.get("value"), dict) and "choices" in each["value"]]
        if any(each.get("from_name") == control for each in chosen):
            chosen = [each for each in chosen if each.get("from_name") == control]
        labels = tuple(dict.fromkeys(label for each in chosen for label in words(each["value"]["choices"])))
        spans = not chosen and any(isinstance(each.get("value"), dict) and "start" in each["value"] for each in results)
        yield Annotation(place, values, labels, _who(one.get("completed_by")), SPANS if spans else NOT_LABELLED)
    if not given:
        yield Annotation(place, values, ())


def _who(annotator: Any) -> str:
    if isinstance(annotator, dict):
        annotator = annotator.get("email") or annotator.get("username") or annotator.get("id")
    return "" if annotator is None else word(annotator)


def prodigy(place: str, task: Values) -> Annotation:
    """Return the annotation of a task of Prodigy: accepted choices, or the label that was asked about if it was accepted.

    A rejected label says only what the text is not.
    """
    answer = task["answer"]
    values = flat({name: value for name, value in task.items() if name not in _PRODIGY and not name.startswith("_")})
    options = {word(one["id"]): word(one.get("text", one["id"])) for one in _objects(task.get("options")) if "id" in one}
    if task.get("spans") and not options and "label" not in task:
        return Annotation(place, values, (), remark=SPANS)
    asked = words(task["accept"]) if "accept" in task else words(task.get("label"))
    labels = tuple(options[label] if label in options and ours(options[label]) and not ours(label) else label for label in asked)
    annotator = _who(task.get("_annotator_id") or task.get("_session_id"))
    if answer == "accept":
        return Annotation(place, values, labels, annotator)
    return Annotation(place, values, (), annotator, REJECTED if answer == "reject" and labels else NOT_LABELLED)


_PRODIGY = frozenset("answer accept options label spans tokens config".split())


def doccano(place: str, record: Values) -> Iterator[Annotation]:
    """Yield the annotations of a record of doccano: of each of its users, if it tells them apart."""
    values = flat({name: value for name, value in record.items() if name not in _DOCCANO})
    if record.get("entities") or record.get("relations"):
        yield Annotation(place, values, (), remark=SPANS)
        return
    given = _objects(record.get("annotations"))
    if given and len(given) == len(record["annotations"]):
        by_user: dict[str, list[str]] = {}
        for one in given:
            by_user.setdefault(_who(one.get("user")), []).extend(words(one.get("label")))
        yield from (Annotation(place, values, tuple(labels), user) for user, labels in by_user.items())
        return
    found: Any = next((record[name] for name in ("label", "labels", "annotations") if record.get(name)), [])
    spans = isinstance(found, list) and any(isinstance(one, (list, dict)) for one in found)
    yield Annotation(place, values, () if spans else words(found), remark=SPANS if spans else NOT_LABELLED)


def is_doccano(record: Values) -> bool:
    """Tell whether a record, or a row of a table, is one that doccano exports."""
    return "Comments" in record or any(isinstance(record.get(name), list) for name in ("label", "labels", *_DOCCANO_LISTS))


_DOCCANO_LISTS = ("Comments", "entities", "annotations")
_DOCCANO = frozenset("label labels annotations entities relations Comments comments".split())


def _objects(value: Any) -> list[Values]:
    """Return the objects in a list; none of what a program other than these tools put in its place."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: Any) -> tuple[str, ...]:
    """Return the labels in a value: a name or a number, several in a list, or in a text what tools write several as."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return (word(value),)
    if isinstance(value, dict):
        value = value.get("choices")
    if isinstance(value, list):
        return tuple(dict.fromkeys(word(one) for one in value if word(one)))
    return (word(value),) if word(value) else ()


def word(value: Any) -> str:
    """Return a value as it would be typed: 1 for 1.0, which is what a data frame with gaps makes of whole numbers."""
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # JSON may hold half a character


def flat(record: Values) -> Values:
    """Return the values of a record, those of its metadata beside them, and what else is nested as JSON."""
    found: Values = {}
    for name, value in record.items():
        if isinstance(value, dict) and name.lower() in ("meta", "metadata"):
            found |= {inner: plain(one) for inner, one in value.items() if inner not in record}
        elif not (name.lower() in ("meta", "metadata") and value in (None, "", "{}")):
            found[name] = plain(value)
    return found
