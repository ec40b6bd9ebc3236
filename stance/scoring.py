"""Documents in, scored documents out: the way from text to labels, for one and for millions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from stance.errors import DocumentError
from stance.scored import ScoredDocument, Totals
from stance.text import sentences
from stance.text.documents import Document, shown
from stance.text.language import DEFAULT, declared, detect

if TYPE_CHECKING:
    from stance.model.classifier import Classifier
    from stance.text.sentences import Sentence

PART = 1_000  # sentences of a document that are held together: a multiple of a passage, and more than most articles have


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of a document, cut but not scored: all of them, unless it is long."""

    name: str
    columns: dict[str, Any]
    language: str
    sentences: "list[Sentence]"
    first: int
    ended: bool


def score(
    documents: Iterable[Document | DocumentError],
    classifier: "Classifier",
    language: str = "auto",
    split: str = "auto",
    warn: Callable[[str], None] = lambda _: None,
) -> Iterator[ScoredDocument | DocumentError]:
    """Cut documents into sentences and score them, in order and together: short ones are no slower than a long one.

    What cannot be read is an error in its place, after the parts that could be. `language` and `split` are as in `stance.score`;
    `warn` is told what had to be guessed.
    """
    held: list[Part] = []
    waiting = 0
    before = Totals()
    for part in chain.from_iterable(_parts(document, language, split, warn) for document in chain(documents, [None])):
        if isinstance(part, Part):
            held.append(part)
            waiting += len(part.sentences)
            if waiting < PART:
                continue
        scored = classifier.score([(part.name, part.language, part.sentences) for part in held])
        for its, document in zip(held, scored, strict=True):
            found = replace(document, columns=its.columns, first=its.first, before=before if its.first else Totals(), ended=its.ended)
            yield found
            before = before if its.ended else found.totals
        held, waiting = [], 0
        if isinstance(part, DocumentError):
            yield part


def _parts(
    document: Document | DocumentError | None, language: str, split: str, warn: Callable[[str], None]
) -> "Iterator[Part | DocumentError | None]":
    """Cut one document; None and what is an error already are passed on."""
    if not isinstance(document, Document):
        yield document
        return
    part: list[Sentence] = []
    first, failure = 0, None
    try:
        chunks = iter(document.chunks)
        start = next(chunks, "")
        if language == "auto":
            known = declared(document.columns) or detect(start)
            if known is None:
                warn(f"{shown(document.name)}: neither Dutch nor English, read as English; its labels mean little")
            language = known or DEFAULT
        whole = chain((start,), chunks)
        for sentence in sentences.split_lines(whole) if split == "lines" else sentences.split(whole, language):
            if len(part) == PART:
                yield Part(document.name, document.columns, language, part, first, ended=False)
                first, part = first + len(part), []
            part.append(sentence)
        if not part:
            raise DocumentError(f"{shown(document.name)}: empty, there is nothing to score")
    except DocumentError as error:
        failure = error if not part else DocumentError(f"{error}; only what stands before was read, {first + len(part):,} sentences")
    if part:
        yield Part(document.name, document.columns, language, part, first, ended=True)
    if failure:
        yield failure
