"""stance: tags every sentence of a news article as escalation, de-escalation or neutral.

>>> import stance
>>> classifier = stance.load()
>>> classifier.predict(["The two sides signed a ceasefire on Monday."]).tolist()
['de-escalation']
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path  # a tenth of what --help takes

    from stance.model.classifier import Classifier
    from stance.scored import ScoredDocument

__version__ = "0.1.0"
__all__ = ["load", "score"]


def load(path: "str | Path | None" = None) -> "Classifier":
    """Open a model file; without a path, or with the word shipped, the model that comes with stance.

    Raises
    ------
    stance.errors.ModelError
        when the file is missing, damaged, or no model.
    """
    from pathlib import Path

    from stance.model import store  # numpy: not before it is needed

    if path == "":  # as a variable of a shell that is not set; a Path would take it for this folder
        from stance.errors import ModelError

        raise ModelError("the name of the model file is empty")
    return store.load(store.shipped() if path in (None, "shipped") else Path(path))


def score(
    text: str, classifier: "Classifier | None" = None, *, language: str = "auto", split: str = "auto", name: str = "-"
) -> "ScoredDocument":
    """Cut a text into sentences and score each of them.

    Parameters
    ----------
    text
        a whole article, its headline on a line of its own
    classifier
        a model from `load`; by default the one that comes with stance, read once
    language
        "nl", "en", or "auto": detected from the text, English when it is neither
    split
        "auto", or "lines" when every line is one sentence already
    name
        what the document is called in the result

    Raises
    ------
    stance.errors.DocumentError
        when there is no sentence in the text.
    TypeError
        when `text` is no string.
    ValueError
        when `language` or `split` is none of the above.
    """
    from stance import scoring
    from stance.errors import DocumentError
    from stance.scored import joined
    from stance.text.documents import Document
    from stance.text.sentences import PUNKT_MODELS

    if language not in ("auto", *PUNKT_MODELS):
        raise ValueError(f"language {language!r}: use auto, {', '.join(PUNKT_MODELS)}")
    if split not in ("auto", "lines"):
        raise ValueError(f"split {split!r}: use auto or lines")
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, not {type(text).__name__}")
    if not text.strip():
        raise DocumentError("the text is empty, there is nothing to score")
    parts = []
    for part in scoring.score([Document(name, (text,))], classifier or _shipped(), language, split):
        if isinstance(part, DocumentError):
            raise part
        parts.append(part)
    return joined(parts)


@cache
def _shipped() -> "Classifier":
    return load()
