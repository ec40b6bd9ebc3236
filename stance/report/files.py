"""Scored documents as lines and rows of a file."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from stance.formulas import guarded
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.scored import Explanation, ScoredDocument
from stance.text.documents import passed_through

DECIMALS = 6
FIELDS = ("document", "sentence", "start", "end", "text", "language", "label", "score", "probabilities", "hit")
WHY = ("logits", "prior", "context", "words", "terms", "other_terms")
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
_quoted: Callable[[str], str] = json.encoder.encode_basestring  # what the encoder calls for a string
_controls = dict.fromkeys((*range(32), 0x7F, 0x85, 0x2028, 0x2029), " ")


def json_lines(document: ScoredDocument, explanations: Sequence[Explanation] = ()) -> Iterator[str]:
    """Yield one JSON object a sentence, always with the same fields in the same order; then those of its explanation, if there is one.

    What came with the document stands last, under its own names; one that is taken by a field gets `input_` before it.
    """
    if not document.sentences:
        return
    # by hand: a fifth of the time that json takes for it, which is a tenth of all
    name, language = (_quoted(text).replace("%", "%%") for text in (document.name, document.language))
    probabilities = ", ".join(f'"{label}": %.{DECIMALS}f' for label in document.sentences[0].probabilities)
    form = (
        f'{{"document": {name}, "sentence": %d, "start": %d, "end": %d, "text": %s, "language": {language}, "label": "%s", '
        f'"score": %.{DECIMALS}f, "probabilities": {{{probabilities}}}'
    )
    rest = "}"
    if document.columns:
        rest = f", {encode(passed_through(document.columns, {*FIELDS, *(WHY if explanations else ())}))[1:]}"
    for place, sentence in enumerate(document.sentences):
        number = document.first + place
        about = (number, sentence.start, sentence.end, _quoted(sentence.text), sentence.label, sentence.score)
        line = form % (*about, *sentence.probabilities.values())
        if document.hits is not None:
            line += f', "hit": {"true" if number in document.hits else "false"}'
        if explanations:
            from stance.report.explanation import record  # most have none

            line += f", {encode(record(explanations[place], sentence.start, DECIMALS))[1:-1]}"
        yield line + rest


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


def separated(rows: Iterable[Sequence[Any]], delimiter: str) -> Iterator[str]:
    """Yield rows as lines of CSV or TSV, quoted where needed, that are safe to open in a spreadsheet.

    A line is a row: line ends, tabs and other control characters in a text become spaces, one for one. What a spreadsheet would take for a
    formula is guarded.
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
    return guarded((value if isinstance(value, str) else encode(value)).translate(_controls))
