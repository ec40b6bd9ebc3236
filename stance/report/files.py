"""Scored documents as lines of a file."""

import json
from collections.abc import Iterator

from stance.scored import ScoredDocument

DECIMALS = 6


def json_lines(document: ScoredDocument) -> Iterator[str]:
    """Yield one JSON object a sentence, always with the same fields in the same order."""
    for number, sentence in enumerate(document.sentences):
        yield json.dumps(
            {
                "document": document.name,
                "sentence": number,
                "start": sentence.start,
                "end": sentence.end,
                "text": sentence.text,
                "language": document.language,
                "label": sentence.label,
                "score": round(sentence.score, DECIMALS),
                "probabilities": {label: round(probability, DECIMALS) for label, probability in sentence.probabilities.items()},
            },
            ensure_ascii=False,
        )
