"""What was wrong with labelled data while it was read, gathered as findings."""

import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from stance.labels import LABELS
from stance.learn.annotations import NOT_LABELLED, REJECTED, SPANS
from stance.learn.label_maps import NO_LABEL, READY_FOR, alike, plainly


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


UNKNOWN_LABELS = "unknown labels"
OTHER_LANGUAGES = "other languages"
UNREADABLE = "unreadable rows"
SEVERAL_LABELS = "several labels"
EMPTY_TEXTS = "empty texts"
NO_DOCUMENT = "no document"
NO_LANGUAGE = "unclear language"
GUESSES = "labels of a model"
LEFT_OUT_FILES = "files left out"
EMPTY_FILES = "empty files"
NO_ROWS = "files without rows"
TWICE = "files named twice"
ENCODING = "encoding"
# How much each can spoil, and what to say of it; {} is what was said of the first.
KINDS: dict[str, tuple[int, str]] = {
    GUESSES: (
        3,
        "written by stance score: these labels are guesses of a model, and no person gave them; train on none but those you checked",
    ),
    UNREADABLE: (2, "rows that cannot be read are left out; the first is {}"),
    SEVERAL_LABELS: (2, "sentences that somebody gave more than one label are left out; choose one for each"),
    EMPTY_TEXTS: (2, "rows without a text are left out"),
    NO_DOCUMENT: (
        2,
        "nothing tells which article these sentences are from, so each counts as one: held-out figures may be too good; {}",
    ),
    NO_LANGUAGE: (
        2,
        "neither Dutch nor English by their words, taken for English; say what they are with --language or in a column language",
    ),
    SPANS: (2, "labels of parts of a text are left out; a label has to be of the whole sentence"),
    LEFT_OUT_FILES: (2, "files found in a folder are left out; the first: {}"),
    EMPTY_FILES: (2, "files with nothing in them"),
    NO_ROWS: (2, "no table, or one with nothing below its header; the first is {}"),
    TWICE: (2, "read only once"),
    REJECTED: (1, "rejected labels tell what a sentence is not, and not what it is; left out"),
    NOT_LABELLED: (1, "sentences that nobody labelled, or that were skipped, are left out"),
    ENCODING: (1, "{}"),
}


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """Put findings in the order in which they should be looked at: by severity, then by how often they occur."""
    return sorted(found, key=lambda finding: (-finding.severity, -len(finding.places)))


class Faults:
    """Gathers what is wrong, by kind."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._first: dict[str, str] = {}
        self._labels: dict[str, list[str]] = {}
        self._languages: dict[str, list[str]] = {}
        self._unlabelled: list[tuple[str, str, str]] = []

    def add(self, kind: str, place: str, said: str = "") -> None:
        """Note one of the `KINDS`."""
        self._places.setdefault(kind, []).append(place)
        self._first.setdefault(kind, said)

    def add_unlabelled(self, kind: str, place: str, text: str) -> None:
        """Note a text without a label, which may be labelled elsewhere: by another annotator, or after another question."""
        self._unlabelled.append((kind, place, text))

    def add_label(self, label: str, place: str) -> None:
        """Note a label that is none of ours."""
        self._labels.setdefault(label, []).append(place)

    def add_language(self, language: str, place: str) -> None:
        """Note a language that is none of ours."""
        self._languages.setdefault(language, []).append(place)

    def findings(self, labelled: Collection[str] = ()) -> list[Finding]:
        """Return all that was noted, worst first; that a text has no label, only if it is not among those that have one."""
        for kind, place, text in self._unlabelled:
            if text not in labelled:
                self.add(kind, place)
        self._unlabelled = []
        found = []
        for kind, places in self._places.items():
            severity, message = KINDS[kind]
            found.append(
                Finding(kind, severity, message.format(self._first[kind]), list(dict.fromkeys(places)))
            )  # a row may have two annotators
        if self._labels:
            places = [place for one in self._labels.values() for place in one]
            found.append(Finding(UNKNOWN_LABELS, 3, f"{self._unknown()}; the others were read", places))
        if self._languages:
            places = [place for one in self._languages.values() for place in one]
            message = f"sentences in {_counted(self._languages)} are left out; stance reads nl and en, and these too with --language"
            found.append(Finding(OTHER_LANGUAGES, 2, message, places))
        return sorted(found, key=lambda finding: (-finding.severity, -len(finding.places)))

    def reason_for_nothing(self) -> str:
        """Say why there is no example at all."""
        if self._labels:
            return f"none of the labels is ours: {self._unknown()}"
        worst = max(self.findings(), key=lambda finding: len(finding.places), default=None)
        return f"no labelled sentence in it{f' ({worst.kind}: {worst.message})' if worst else ''}"

    def _unknown(self) -> str:
        names = sorted(self._labels)
        ready = alike({name: len(places) for name, places in self._labels.items()})
        shown = ",".join(f"{name}=" if plainly(name) in NO_LABEL else f"{name}=..." for name in names[:MOST])
        quoted = f"'{shown}'" if "'" not in shown else shlex.quote(shown)  # a shell takes ? and spaces for its own
        cure = f"say what they are with --map {quoted} ({', '.join(LABELS)}, or nothing to leave them out)"
        if ready:
            cure += f", or with --map {ready} if they are {READY_FOR[ready]}"
        return f"{_counted(self._labels)}; {cure}"


MOST = 12  # names that are listed


def _counted(names: dict[str, list[str]]) -> str:
    listed: Iterable[str] = sorted(names, key=lambda name: (-len(names[name]), name))
    shown = [f"{name!r} ({len(names[name]):,})" for name in listed]
    return ", ".join(shown[:MOST]) + (f" and {len(shown) - MOST:,} more" if len(shown) > MOST else "")
