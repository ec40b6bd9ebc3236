"""Documents in, scored documents out: the way from text to labels, for one and for millions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from stance.errors import DocumentError
from stance.scored import ScoredDocument, Totals
from stance.text import sentences
from stance.text.documents import Document, shown
from stance.text.language import DEFAULT, detect

if TYPE_CHECKING:
    from stance.model.classifier import Classifier
    from stance.text.sentences import Sentence

PART = 1_000  # sentences of a document that are held together: a multiple of a passage, and more than most articles have


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of a document, cut but not scored: all of them, unless it is long."""

    name: str
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
    before = Totals()
    for part in chain.from_iterable(_parts(document, language, split, warn) for document in chain(documents, [None])):
        if isinstance(part, Part):
            held.append(part)
            if sum(len(part.sentences) for part in held) < PART:
                continue
        scored = classifier.score([(part.name, part.language, part.sentences) for part in held])
        for its, document in zip(held, scored, strict=True):
            found = replace(document, first=its.first, before=before if its.first else Totals(), ended=its.ended)
            yield found
            before = before if its.ended else found.totals
        held = []
        if isinstance(part, DocumentError):
            yield part


def _parts(
    document: Document | DocumentError | None, language: str, split: str, warn: Callable[[str], None]
) -> "Iterator[Part | DocumentError | None]":
    """Cut one document; None and what is an error already are passed on."""
    if not isinstance(document, Document):
        yield document
        return
    try:
        chunks = iter(document.chunks)
        start = next(chunks, "")
        if language == "auto":
            known = detect(start)
            if known is None:
                warn(f"{shown(document.name)}: neither Dutch nor English, read as English; its labels mean little")
            language = known or DEFAULT
        whole = chain((start,), chunks)
        found = sentences.split_lines(whole) if split == "lines" else sentences.split(whole, language)
        first, part = 0, list(islice(found, PART))
        if not part:
            raise DocumentError(f"{shown(document.name)}: empty, there is nothing to score")
        while part:
            following = list(islice(found, PART))
            yield Part(document.name, language, part, first, ended=not following)
            first, part = first + len(part), following
    except DocumentError as error:
        yield error
