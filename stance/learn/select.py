"""Which sentences to label next: some at random, to measure on, and those that the model is least sure of, to learn from.

Asking for the labels of what a model is least sure of is uncertainty sampling (Lewis & Gale, A sequential algorithm for training text classifiers, SIGIR
1994). How much of the labelling it saves here, and which choices below it rests on, is measured in benchmarks/selection.md.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from heapq import heappush, heappushpop
from itertools import chain
from typing import Any

from stance.learn.corpus import Example
from stance.learn.duplicates import near_duplicates, resembling
from stance.scored import ScoredDocument
from stance.text.sentences import plain

RANDOM, UNCERTAIN = "random", "uncertain"
FEW = 3  # uncertain sentences of one document, before every other document has given as many
SPARE = 5  # candidates that are held for each sentence wanted: near-duplicates fall out
COMMON = 5  # articles that hold a text before it is taken for boilerplate, which does not tell which article it is from
AT_LEAST = 500  # candidates that are held however few are wanted


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sentence to label.

    Parameters
    ----------
    sentence
        its number in the document, from 0
    before, after
        the sentences around it, empty at either end of the document
    probabilities
        what the model thinks of it: every label's probability
    chosen
        `RANDOM` or `UNCERTAIN`
    columns
        what came with its document
    """

    document: str
    sentence: int
    text: str
    language: str
    before: str
    after: str
    probabilities: Mapping[str, float]
    chosen: str = UNCERTAIN
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggested:
    """What to label; how many sentences the pool has, and how many of them were labelled before."""

    suggestions: list[Suggestion]
    pool: int
    labelled: int


def margin(probabilities: Mapping[str, float]) -> float:
    """Say how unsure a model is: 1 less what the most probable label is ahead of the next, in [0, 1].

    Scheffer, Decomain & Wrobel, Active hidden Markov models for information extraction, IDA 2001.
    """
    *_, second, first = sorted(probabilities.values())
    return 1 - (first - second)


def suggest(
    documents: Iterable[ScoredDocument],
    count: int,
    random_share: float = 0.2,
    seed: int = 1,
    labelled: Sequence[Example] = (),
) -> Suggested:
    """Choose sentences to label from a pool of scored documents, which is read once and never held.

    The share at random is drawn first, every sentence of the pool with the same chance. The others are those the model is least sure of, of each
    language as many as its share of the pool; no document gives more than `FEW` of them before all have given as many, and those of which a sentence
    was drawn at random come last: what is learnt from and what is measured on should not share an article. Nothing that is labelled is chosen,
    nor a near-duplicate of it or of another that is chosen.

    Parameters
    ----------
    documents
        the pool; the parts of a long document follow each other
    count
        how many to choose
    random_share
        the part of them that is drawn at random, 0 to 1
    seed
        another one draws others; the same draws the same, and a sentence keeps its lot whatever else is in the pool
    labelled
        what was labelled before; an article of the pool is one that was drawn from if it has the same name, or holds the sentence

    Returns
    -------
    the sentences in random order, so that any beginning of them is a fair part of the whole; fewer than `count` if the pool does not have them.
    """
    measured = [example for example in labelled if str(example.value("chosen")).lower() == RANDOM]
    pool = _Pool(count, seed, {plain(example.text) for example in labelled}, {plain(example.text) for example in measured})
    for document in documents:
        pool.add(document)
    pool.end()
    drawn = [candidate for _, candidate in pool.drawn.ranked()]
    uncertain = {language: [candidate for _, candidate in best.ranked()] for language, best in sorted(pool.uncertain.items())}
    choice = _Choice([*drawn, *chain.from_iterable(uncertain.values())], labelled)
    at_random = choice.take(drawn, round(count * random_share))
    apart = {candidate.document for candidate in at_random} | {example.document for example in measured} | pool.drawn_from()
    queues = {language: sorted(candidates, key=lambda candidate: candidate.document in apart) for language, candidates in uncertain.items()}
    found = [replace(candidate, chosen=RANDOM) for candidate in at_random]
    for language, wanted in shares({language: pool.sentences[language] for language in queues}, count - len(found)).items():
        found += choice.take(queues[language], wanted)
    for queue in queues.values():  # where a language did not have its share, the others have more
        found += choice.take(queue, count - len(found))
    return Suggested(sorted(found, key=lambda suggestion: lot("order", seed, suggestion)), pool.sentences.total(), pool.labelled)


class _Pool:
    """Goes through a pool and holds what may be chosen of it: the lowest lots, and of every language what the model is least sure of."""

    def __init__(self, count: int, seed: int, labelled: Collection[str], measured: Iterable[str]) -> None:
        self.sentences: Counter[str] = Counter()  # of each language
        self.labelled = 0
        self._size, self._seed, self._known = SPARE * count + AT_LEAST, seed, labelled
        self.drawn = _Best(self._size)
        self.uncertain: dict[str, _Best] = {}
        self._document = _Best(self._size)
        self._last: Suggestion | None = None  # what follows it is in the next part
        self._holders: dict[str, set[str]] = {text: set() for text in measured}  # the articles in which each stands

    def add(self, document: ScoredDocument) -> None:
        """Take a document or the next part of one."""
        if document.first == 0:
            self.end()
        texts = [sentence.text for sentence in document.sentences]
        if self._last:
            self._offer(replace(self._last, after=texts[0]))
        around = [self._last.text if self._last else "", *texts, ""]
        for place, sentence in enumerate(document.sentences):
            before, text, after = around[place : place + 3]
            self._last = Suggestion(
                document.name,
                document.first + place,
                text,
                document.language,
                before,
                after,
                sentence.probabilities,
                columns=document.columns,
            )
            if after:
                self._offer(self._last)

    def _offer(self, candidate: Suggestion) -> None:
        self.sentences[candidate.language] += 1
        text = plain(candidate.text)
        if text in self._known:
            self.labelled += 1
            if len(holders := self._holders.get(text, set())) < COMMON:
                holders.add(candidate.document)
        elif any(map(str.isalnum, candidate.text)):
            drawn = lot("drawn", self._seed, candidate)
            self.drawn.add((-drawn,), candidate)
            self._document.add((margin(candidate.probabilities), -drawn), candidate)

    def drawn_from(self) -> set[str]:
        """Name the documents that hold what was drawn to be measured on, whatever they were called then."""
        return set().union(*(holders for holders in self._holders.values() if len(holders) < COMMON))

    def end(self) -> None:
        """End a document: now it shows which of its sentences are its first few."""
        if self._last:
            self._offer(self._last)
        for place, (rank, candidate) in enumerate(self._document.ranked()):
            self.uncertain.setdefault(candidate.language, _Best(self._size)).add((-(place // FEW), *rank), candidate)
        self._document, self._last = _Best(self._size), None


class _Best:
    """The candidates with the highest ranks, so many at most; of several with the same text it holds the one that came first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._heap: list[tuple[tuple[float, ...], int, Suggestion]] = []  # the lowest rank is first, and goes when there is no room
        self._texts: set[str] = set()
        self._added = 0

    def add(self, rank: tuple[float, ...], candidate: Suggestion) -> None:
        """Hold a candidate if its rank is among the highest."""
        if len(self._heap) == self._size and rank <= self._heap[0][0]:
            return
        text = plain(candidate.text)
        if text in self._texts:
            return
        self._texts.add(text)
        self._added += 1
        entry = (rank, -self._added, candidate)
        if len(self._heap) < self._size:
            heappush(self._heap, entry)
        else:
            self._texts.remove(plain(heappushpop(self._heap, entry)[-1].text))

    def ranked(self) -> Iterator[tuple[tuple[float, ...], Suggestion]]:
        """Give ranks and candidates, the highest rank first."""
        return ((rank, candidate) for rank, _, candidate in sorted(self._heap, reverse=True))


class _Choice:
    """What was chosen so far, so that nothing is chosen that resembles it or what was labelled before."""

    def __init__(self, candidates: Sequence[Suggestion], labelled: Sequence[Example]) -> None:
        texts = list(dict.fromkeys(candidate.text for candidate in candidates))
        self._out = {text for text, out in zip(texts, resembling(texts, [example.text for example in labelled]), strict=True) if out}
        self._resembling: dict[str, list[str]] = {}
        for left, right, _ in near_duplicates(texts):
            self._resembling.setdefault(texts[left], []).append(texts[right])
            self._resembling.setdefault(texts[right], []).append(texts[left])

    def take(self, candidates: Sequence[Suggestion], count: int) -> list[Suggestion]:
        """Take the first so many of candidates that can still be chosen."""
        taken: list[Suggestion] = []
        for candidate in candidates:
            if len(taken) >= count:
                break
            if candidate.text not in self._out:
                self._out |= {candidate.text, *self._resembling.get(candidate.text, ())}
                taken.append(candidate)
        return taken


def lot(purpose: str, seed: int, candidate: Suggestion) -> float:
    """Draw a number from 0 to 1 that depends on nothing but what it is for, the seed and the sentence."""
    key = f"{purpose}\n{seed}\n{candidate.document}\n{candidate.sentence}\n{candidate.text}".encode(errors="surrogatepass")
    return int.from_bytes(blake2b(key, digest_size=8).digest()) / 2**64


def shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Share a count out in proportion to sizes: the largest remainders are rounded up."""
    total = max(sum(sizes.values()), 1)
    found = {name: count * size // total for name, size in sizes.items()}
    left = count - sum(found.values())
    for name in sorted(sizes, key=lambda name: -(count * sizes[name] % total))[:left]:
        found[name] += 1
    return found
