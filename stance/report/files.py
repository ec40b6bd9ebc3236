"""Scored documents as lines of a file."""

import json
from collections.abc import Callable, Iterator, Sequence

from stance.scored import Explanation, ScoredDocument

DECIMALS = 6
_encode = json.JSONEncoder(ensure_ascii=False).encode
_quoted: Callable[[str], str] = json.encoder.encode_basestring  # what the encoder calls for a string


def json_lines(document: ScoredDocument, explanations: Sequence[Explanation] = ()) -> Iterator[str]:
    """Yield one JSON object a sentence, always with the same fields in the same order; those of its explanation last, if there is one."""
    # by hand: a fifth of the time that json takes for it, which is a tenth of all
    name, language = (_quoted(text).replace("%", "%%") for text in (document.name, document.language))
    probabilities = ", ".join(f'"{label}": %.{DECIMALS}f' for label in document.sentences[0].probabilities)
    form = (
        f'{{"document": {name}, "sentence": %d, "start": %d, "end": %d, "text": %s, "language": {language}, "label": "%s", '
        f'"score": %.{DECIMALS}f, "probabilities": {{{probabilities}}}'
    )
    for number, sentence in enumerate(document.sentences):
        about = (document.first + number, sentence.start, sentence.end, _quoted(sentence.text), sentence.label, sentence.score)
        line = form % (*about, *sentence.probabilities.values())
        if explanations:
            from stance.report.explanation import record  # most have none

            yield f"{line}, {_encode(record(explanations[number], sentence.start, DECIMALS))[1:]}"
        else:
            yield line + "}"
