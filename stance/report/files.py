"""Scored documents as lines of a file."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from stance.scored import Explanation, Push, ScoredDocument

DECIMALS = 6
_encode = json.JSONEncoder(ensure_ascii=False).encode
_quoted: Callable[[str], str] = json.encoder.encode_basestring  # what the encoder calls for a string


def json_lines(document: ScoredDocument, explanations: Sequence[Explanation] = ()) -> Iterator[str]:
    """Yield one JSON object a sentence, always with the same fields in the same order; those of its explanation last, if there is one."""
    name, language = _quoted(document.name), _quoted(document.language)
    for number, sentence in enumerate(document.sentences):
        # by hand: a quarter of the time that json takes for it, which is a tenth of all
        probabilities = ", ".join([f'"{label}": {number:.{DECIMALS}f}' for label, number in sentence.probabilities.items()])
        line = (
            f'{{"document": {name}, "sentence": {document.first + number}, "start": {sentence.start}, "end": {sentence.end}, '
            f'"text": {_quoted(sentence.text)}, "language": {language}, "label": "{sentence.label}", '
            f'"score": {sentence.score:.{DECIMALS}f}, "probabilities": {{{probabilities}}}'
        )
        if explanations:
            why = explanations[number]
            parts = {
                "logits": _rounded(why.logits),
                "prior": _rounded(why.prior),
                "context": _rounded(why.context),
                "words": [_push(word) | {"start": sentence.start + word.start} for word in why.words],
                "terms": [_push(term) for term in why.terms],
            }
            yield f"{line}, {_encode(parts)[1:]}"
        else:
            yield line + "}"


def _push(part: Push) -> dict[str, Any]:
    return {"text": part.text, "push": _rounded(part.push)}


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {label: round(number, DECIMALS) for label, number in numbers.items()}
