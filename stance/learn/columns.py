"""Which column of a file holds what: by what the user asked for, by its name, or by what is in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from stance.errors import CorpusError
from stance.learn import label_maps
from stance.learn.annotations import Annotation, word, words
from stance.learn.records import Records
from stance.text.tables import SCORED, SHOWN, TEXT_COLUMNS

# Columns by what they hold, as people call them: letters only, as their case, _ and spaces differ. The first that is there counts.
TEXT = ("text", "sentence", "sentencetext", "zin", "zinnen", "data", *TEXT_COLUMNS)
LABEL = ("label", "labels", "stance", "goldlabel", "gold")
CODE = (
    "code codes class category categories choice choices annotation direction klasse etiket "
    "eventrootcode rootcode eventcode eventtype event quadclass quad"
).split()
DOCUMENT = (
    "document documentid documentname doc docid docname article articleid articlename url uri link sourceurl sourceid storyid newsid file "
    "filename bestand artikel artikelid"
).split()
ANNOTATOR = "annotator annotatorid annotatorname coder coderid rater worker workerid completedby codeur".split()
LANGUAGE = ("language", "lang")
TOPIC = ("topic",)
ADJUDICATED = "adjudicated"  # the column, and the annotator, of a label that settles what annotators disagreed on
GUESS = frozenset(("guess", "prediction", "predicted"))  # columns with labels that are none
TO_SEE = 1000  # rows that tell what a column holds


@dataclass(frozen=True, slots=True)
class Way:
    """How labelled data is read: what the user said of it. What is None is seen from the data.

    `labels` leads from what they are called there (in lower case) to ours; None where ours are used, in whatever case.
    With `unlabelled` every sentence is wanted, labelled or not, and none is given a label.
    """

    text_column: str | None = None
    label_column: str | None = None
    document_column: str | None = None
    labels: Mapping[str, str] | None = None
    language: str = "auto"
    unlabelled: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a file hold what; None where there is none, and `others` the rest. `guessed` are labels that a model gave.

    `annotators` are columns with the labels of one annotator each, who is called like it; then there is no other column of labels.
    """

    text: str
    label: str | None
    document: str | None
    language: str | None
    topic: str | None
    annotator: str | None
    adjudicated: str | None
    others: tuple[str, ...] = ()
    guessed: bool = False
    annotators: tuple[str, ...] = ()

    def said(self, one: Annotation) -> Iterator[Annotation]:
        """Yield what each annotator said of a text, with the labels that stand in its values."""
        if one.labels is not None:
            yield one
            return
        by_name = [(name, words(one.values.get(name))) for name in self.annotators]
        given = [replace(one, labels=labels, annotator=name) for name, labels in by_name if labels]
        yield from given or [replace(one, labels=words(one.values.get(self.label or "")))]

    @classmethod
    def of(cls, found: Records, said: Sequence[Annotation], way: Way) -> "Columns":
        """Find them, by what the user asked for or by their names.

        Raises
        ------
        CorpusError
            when there is no such column, naming those that there are.
        """
        names = list(dict.fromkeys(name for one in said for name in one.values))
        if found.corpus:
            return cls("text", "label", "document", "language", "topic", None, None)
        adjudicated = column(names, (ADJUDICATED,))
        text = _wanted(names, way.text_column, "--text-column", found.name) or text_of(names, said)
        if text is None:
            raise CorpusError(
                f"{found.name}: no column that is known to hold text; {_has(names)}; name the right one with --text-column, or give the table a header"
            )
        label: str | None = None
        annotators: tuple[str, ...] = ()
        if any(one.labels is None for one in said) and not way.unlabelled:
            settles = adjudicated and way.label_column not in names  # beside files that have that column
            label = None if settles else _wanted(names, way.label_column, "--label-column", found.name)
            if not label and not (adjudicated and not column(names, ANNOTATOR)):  # whose other labels are read from the annotators' files
                label, annotators = _labels(names, said, way.labels, found.name)
        free = [name for name in names if name not in (text, label, *annotators)]
        document = _wanted(names, way.document_column, "--document-column", found.name) or column(free, DOCUMENT)
        held = (text, label, document, column(free, LANGUAGE), column(free, TOPIC), column(free, ANNOTATOR), adjudicated)
        guessed = bool(label) and not column(free, ANNOTATOR) and set(names) >= SCORED
        return cls(*held, others=tuple(name for name in free if name not in held), guessed=guessed, annotators=annotators)


def _wanted(names: Sequence[str], wanted: str | None, option: str, file: str) -> str | None:
    if wanted is None:
        return None
    found = wanted if wanted in names else next((name for name in names if name.lower() == wanted.lower()), None)
    if found is None:
        raise CorpusError(f"{file}: no column {wanted!r}; {_has(names)}; name the right one with {option}")
    return found


def _has(names: Sequence[str]) -> str:
    shown = [shorten(name, SHOWN, placeholder="…") or "(none)" for name in names]
    return "it has " + ", ".join(shown[:20]) + (", ..." if len(shown) > 20 else "")


def text_of(names: Sequence[str], said: Sequence[Annotation]) -> str | None:
    """Find the column of the text: the first known one with words in it, as `sentence` may hold a number."""
    known = [name for one in TEXT if (name := column(names, (one,)))]
    wordy = (name for name in known if any(any(map(str.isalpha, word(one.values.get(name)))) for one in said[:TO_SEE]))
    return next(wordy, known[0] if known else None)


def _labels(
    names: Sequence[str], said: Sequence[Annotation], labels: Mapping[str, str] | None, file: str
) -> tuple[str | None, tuple[str, ...]]:
    """Find the column of the labels: by its name; or else by what it holds, as Label Studio calls it what its project does.

    Several that hold labels are those of as many annotators.
    """
    mapped = [f"{name}{rest}" for name in label_maps.ready(labels) for rest in ("", "code")]  # a column cameo, if --map says cameo
    if found := _only(names, (*mapped, *LABEL), file):
        return found, ()
    other = {*GUESS, *(name for known in (TEXT, DOCUMENT, LANGUAGE, TOPIC, ANNOTATOR) for name in known)}
    kinds = {name: held for name in names if _letters(name) not in other and (held := _labels_in(name, said, labels))}
    sure = {name for name, held in kinds.items() if held != {min(held)[:1]}}  # a letter that is always the same may be anything
    letters = any(len(min(kinds[name], key=len)) == 1 for name in sure)  # unless another column has letters for labels
    holding = tuple(name for name in kinds if name in sure or letters)
    if len(holding) > 1:
        return None, holding
    found = holding[0] if holding else _only(names, CODE, file)
    if found is None:
        raise CorpusError(f"{file}: no column that is known to hold labels; {_has(names)}; name the right one with --label-column")
    return found, ()


def _only(names: Sequence[str], known: Sequence[str], file: str) -> str | None:
    """Return the first of the known columns; of label 1 and label 2 neither is it."""
    found = column(names, known)
    if found is None or found.lower() in known:
        return found
    same = [name for name in names if _letters(name) == _letters(found)]
    if len(same) > 1:
        raise CorpusError(f"{file}: {' and '.join(same)} may be the labels; name one with --label-column")
    return found


def _labels_in(name: str, said: Sequence[Annotation], labels: Mapping[str, str] | None) -> set[str]:
    """Return the kinds of labels in a column most of whose values are labels, none of another; numbers may be anything."""
    counts = Counter(label for one in said[:TO_SEE] for label in words(one.values.get(name)))
    known = {label for label in counts if label_maps.ours(label, labels) is not None and not label.isdigit()}
    return known if 2 * sum(counts[label] for label in known) > counts.total() else set()


def column(names: Sequence[str], known: Sequence[str]) -> str | None:
    """Return the first of the known columns that is among names, as it is written there."""
    letters = {_letters(name): name for name in reversed(names)} | {name.lower(): name for name in reversed(names)}
    return next((letters[name] for name in known if name in letters), None)


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).lower()
