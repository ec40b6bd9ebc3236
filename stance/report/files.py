"""Scored documents as lines and rows of a file."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from types import SimpleNamespace
from typing import Any

from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.scored import Explanation, Push, ScoredDocument

DECIMALS = 6
FIELDS = ("document", "sentence", "start", "end", "text", "language", "label", "score", "probabilities", "hit")
WHY = ("logits", "prior", "context", "words", "terms")
# Of a table: its columns and what they hold. The probabilities are columns of their own, under names that can stand in a program.
PROBABILITIES = {ESCALATION: "escalation", NEUTRAL: "neutral", DE_ESCALATION: "de_escalation"}
COLUMNS: dict[str, type] = {
    "document": str,
    "sentence": int,
    "start": int,
    "end": int,
    "text": str,
    "language": str,
    "label": str,
    "score": float,
    **dict.fromkeys(PROBABILITIES.values(), float),
}
HIT: dict[str, type] = {"hit": bool}

encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_controls = dict.fromkeys((*range(32), 0x7F, 0x85, 0x2028, 0x2029), " ")
GUARDED = "=+-@＝＋－＠"  # what makes a cell a formula
# At the head of a cell, and after a semicolon, where a spreadsheet set to Dutch or German begins a cell.
_formula = re.compile(rf"(^|;)(\s*)(?=[{re.escape(GUARDED)}])")
_number = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?|-")


def json_lines(document: ScoredDocument, explanations: Sequence[Explanation] = ()) -> Iterator[str]:
    """Yield one JSON object a sentence, always with the same fields in the same order; those of its explanation last, if there is one.

    What came with the document stands between the two, under its own names; one that is taken by a field gets `input_` before it.
    """
    name, language = encode(document.name), encode(document.language)
    hits = document.hits
    rest = ""
    if document.columns:
        rest = ", " + encode(passed_through(document.columns, {*FIELDS, *(WHY if explanations else ())}))[1:-1]
    for number, sentence in enumerate(document.sentences):
        probabilities = ", ".join([f'"{label}": {round(number, DECIMALS)}' for label, number in sentence.probabilities.items()])
        # by hand: a third of the time that json takes for it, which is a tenth of all
        line = (
            f'{{"document": {name}, "sentence": {document.first + number}, "start": {sentence.start}, "end": {sentence.end}, '
            f'"text": {encode(sentence.text)}, "language": {language}, "label": "{sentence.label}", '
            f'"score": {round(sentence.score, DECIMALS)}, "probabilities": {{{probabilities}}}'
        )
        if hits is not None:
            line += f', "hit": {"true" if document.first + number in hits else "false"}'
        if explanations:
            why = explanations[number]
            parts = {
                "logits": _rounded(why.logits),
                "prior": _rounded(why.prior),
                "context": _rounded(why.context),
                "words": [_push(word) | {"start": sentence.start + word.start} for word in why.words],
                "terms": [_push(term) for term in why.terms],
            }
            yield f"{line}{rest}, {encode(parts)[1:]}"
        else:
            yield line + rest + "}"


def rows(document: ScoredDocument, more: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield a row of `COLUMNS` a sentence, then `hit` if the document says which were looked for, then its own columns named in `more`."""
    own = passed_through(document.columns, {*COLUMNS, *HIT})
    rest = tuple(own.get(name) for name in more)
    for number, sentence in enumerate(document.sentences, document.first):
        yield (
            *(document.name, number, sentence.start, sentence.end, sentence.text, document.language, sentence.label),
            round(sentence.score, DECIMALS),
            *(round(sentence.probabilities[label], DECIMALS) for label in LABELS),
            *(() if document.hits is None else (number in document.hits,)),
            *rest,
        )


def passed_through(columns: Mapping[str, Any], taken: Iterable[str]) -> dict[str, Any]:
    """Return what came with a document under names that are not `taken`; what no file can hold, a number that is none, becomes None."""
    found: dict[str, Any] = {}
    names = {*taken, *columns}
    for name, value in columns.items():
        free = name
        if name in taken:
            free = f"input_{name}"
            while free in names:
                free = f"input_{free}"
        found[free] = None if isinstance(value, float) and not isfinite(value) else value
    return found


def separated(rows: Iterable[Sequence[Any]], delimiter: str) -> Iterator[str]:
    """Yield rows as lines of CSV or TSV, quoted where needed, that are safe to open in a spreadsheet.

    A line is a row: line ends, tabs and other control characters in a text become spaces, one for one. A text that a spreadsheet would
    take for a formula gets an apostrophe before it, as OWASP advises (https://owasp.org/www-community/attacks/CSV_Injection); numbers do not.
    """
    import csv

    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append), delimiter=delimiter, lineterminator="")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield lines.pop()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, (int, float)):
        return value
    text = (value if isinstance(value, str) else encode(value)).translate(_controls)
    return text if _number.fullmatch(text) else _formula.sub(r"\1'\2", text)


def _push(part: Push) -> dict[str, Any]:
    return {"text": part.text, "push": _rounded(part.push)}


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {label: round(number, DECIMALS) for label, number in numbers.items()}
