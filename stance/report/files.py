"""Scored documents as lines of a file."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from stance.scored import Explanation, Push, ScoredDocument

DECIMALS = 6
_encode = json.JSONEncoder(ensure_ascii=False).encode


def json_lines(document: ScoredDocument, explanations: Sequence[Explanation] = ()) -> Iterator[str]:
    """Yield one JSON object a sentence, always with the same fields in the same order; those of its explanation last, if there is one."""
    for number, sentence in enumerate(document.sentences):
        record: dict[str, Any] = {
            "document": document.name,
            "sentence": document.first + number,
            "start": sentence.start,
            "end": sentence.end,
            "text": sentence.text,
            "language": document.language,
            "label": sentence.label,
            "score": round(sentence.score, DECIMALS),
            "probabilities": _rounded(sentence.probabilities),
        }
        if explanations:
            why = explanations[number]
            record |= {
                "logits": _rounded(why.logits),
                "prior": _rounded(why.prior),
                "context": _rounded(why.context),
                "words": [_push(word) | {"start": sentence.start + word.start} for word in why.words],
                "terms": [_push(term) for term in why.terms],
            }
        yield _encode(record)


def _push(part: Push) -> dict[str, Any]:
    return {"text": part.text, "push": _rounded(part.push)}


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {label: round(number, DECIMALS) for label, number in numbers.items()}
