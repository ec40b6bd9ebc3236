"""Which sentences are shown: those that somebody looks for, and what stands around them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from stance.scored import ScoredDocument, ScoredSentence


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: sentences with one of these labels (none named: any) that got it with at least this probability.

    `context` is how many sentences before and after each are shown too; `apart` tells that each found is to be shown by itself,
    with its own context, and not together with those near it.
    """

    labels: frozenset[str] = frozenset()
    probability: float = 0.0
    context: int = 0
    apart: bool = False

    def found(self, sentence: ScoredSentence) -> bool:
        """Tell whether a sentence is one of those."""
        label = sentence.label
        return (not self.labels or label in self.labels) and sentence.probabilities[label] >= self.probability


@dataclass(slots=True)
class Selection:
    """Takes documents, in whole or in parts, and gives what is wanted of them as parts of the same documents.

    A document in which nothing is found gives nothing. Of any other the first part given is that with its beginning, empty if
    the beginning is not wanted, and the last, which is always empty, has the totals of the whole document; `before` of those between
    means nothing. Parts do not depend on those that the document came in, but that a run of sentences may be cut where one ended.
    """

    wanted: Wanted
    _begun: bool = False
    _ahead: int = 0  # sentences still to come that stand after one that was found
    _held: deque[ScoredSentence] = field(default_factory=deque)  # the last ones: they may stand before one

    def of(self, document: ScoredDocument) -> Iterator[ScoredDocument]:
        """Give what is wanted of the next document, or of its next part."""
        if document.first == 0:
            self._begun, self._ahead = False, 0
            self._held.clear()
        if self.wanted.apart:
            yield from self._apart(document)
            return
        for run in self._runs(document):
            if not self._begun and run.first:
                yield replace(document, sentences=[], first=0, ended=False)
            self._begun = True
            yield run
        if document.ended and self._begun:
            end = document.first + len(document.sentences)
            yield replace(document, sentences=[], first=end, before=document.totals, hits=self._shown(set()))

    def _runs(self, document: ScoredDocument) -> Iterator[ScoredDocument]:
        """Yield sentences that stand together; those near each other share what is between them, as with `grep -C`."""
        run: list[ScoredSentence] = []
        hits: set[int] = set()
        first = 0
        for number, sentence in enumerate(document.sentences, document.first):
            if self.wanted.found(sentence):
                if not run:
                    first = number - len(self._held)
                run += (*self._held, sentence)
                hits.add(number)
                self._held.clear()
                self._ahead = self.wanted.context
            elif self._ahead:
                if not run:
                    first = number
                run.append(sentence)
                self._ahead -= 1
            else:
                if run and len(self._held) == self.wanted.context:
                    yield self._part(document, run, first, hits)
                    run, hits = [], set()
                self._hold(sentence, self.wanted.context)
        if run:
            yield self._part(document, run, first, hits)

    def _apart(self, document: ScoredDocument) -> Iterator[ScoredDocument]:
        """Yield each sentence that was found by itself, with what stands around it."""
        context = self.wanted.context
        last = document.first + len(document.sentences) - 1
        for number, sentence in enumerate(document.sentences, document.first):
            self._hold(sentence, 2 * context + 1)
            yield from self._centre(document, number - context, number)
        for centre in range(last - context + 1, last + 1) if document.ended else ():
            yield from self._centre(document, centre, last)

    def _centre(self, document: ScoredDocument, centre: int, last: int) -> Iterator[ScoredDocument]:
        """Yield the sentence with the number `centre` with its context if it is wanted; the last one held has the number `last`."""
        first = last - len(self._held) + 1
        if centre >= 0 and self.wanted.found(self._held[centre - first]):
            start = max(first, centre - self.wanted.context)
            yield self._part(document, list(self._held)[start - first :], start, {centre})

    def _hold(self, sentence: ScoredSentence, most: int) -> None:
        if len(self._held) == most:
            if not most:
                return
            self._held.popleft()
        self._held.append(sentence)

    def _part(self, document: ScoredDocument, sentences: list[ScoredSentence], first: int, hits: set[int]) -> ScoredDocument:
        return replace(document, sentences=sentences, first=first, ended=False, hits=self._shown(hits))

    def _shown(self, hits: set[int]) -> frozenset[int] | None:
        return frozenset(hits) if self.wanted.context else None
