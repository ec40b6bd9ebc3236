"""What is doubtful about labelled sentences, found before a week is lost on it."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from stance.labels import LABELS, NEUTRAL
from stance.learn.corpus import NAMELESS, Example, Finding
from stance.learn.duplicates import pairs
from stance.learn.faults import worst_first
from stance.text.language import FEW_WORDS, SAMPLE, detect, function_words
from stance.text.sentences import plain, spaced, split
from stance.wording import counted

# Of the 63,017 sentences of training/corpus, seven pairs resemble each other so far (Jaccard over character 5-grams): one word of eight changed.
ALIKE = 0.7
COMPARED = 400  # characters of a text that are compared with others: longer than nearly every sentence
SOME, MANY = 0.01, 0.1  # shares of the sentences from which on repetitions make held-out figures too good, a little or wholly
FEW = 20  # sentences of a label, and documents
FOLDS = 5  # parts into which a training deals the documents
MOST_SENTENCES, MOST_WORDS = 5, 100  # of one text; in training/corpus the most is 5 sentences and 65 words
# How many more function words of the other language a sentence holds that is in it: so do 96 % of the sentences in training/corpus, and none
# holds so many of a language that it is not in.
FOREIGN = 2
ENOUGH_WORDS = 40  # from which on an article without function words is in another language: no article of training/corpus is without
LANGUAGES = {"en": "English", "nl": "Dutch"}
ARTICLE = 3  # sentences from which on a document is no brief
QUOTED = 60  # characters of a sentence in a message
ALL = 0.9  # share of articles from which on one says nearly all

_stop = re.compile("[.!?]")
# UTF-8 read as Windows-1252, once or twice; and what stands for a character that was lost.
_garbled = re.compile("[ÃÂ][\u0080-\u00bf]|â[\u0080\u20ac][\u0080-\u009f\u0153\u2018-\u201d\u02dc\u2122¦]|ï»¿|\ufffd")

Integers = NDArray[np.int64]
Use = Literal["training", "training with base", "measuring"]  # what sentences are labelled for; with base: beside our corpus


def findings(examples: Sequence[Example], use: Use = "training") -> list[Finding]:
    """Look labelled sentences over, as they are after the labels of annotators were merged: what is doubtful for their use, worst first.

    Of texts of over 400 characters only that much is compared to find near-duplicates.
    """
    checks: tuple[Callable[[Sequence[Example], Use], Iterator[Finding]], ...] = (
        _labels,
        _documents,
        _texts,
        _languages,
        _repeated,
        _nearly_repeated,
    )
    return worst_first(finding for check in checks for finding in check(examples, use)) if examples else []


def leaks(training: Sequence[Example], test: Sequence[Example]) -> list[Finding]:
    """Find what a test set has in common with what was trained on: documents, sentences, and sentences nearly the same; places are of the test.

    Documents that are called like files may be read from another folder: docs/news.jsonl:12 is news.jsonl:12.
    """
    found = []
    documents = {example.document for example in training}
    ends = {end for document in documents for end in _ends(document)}
    if shared := [e for e in test if e.document in ends or not documents.isdisjoint(_ends(e.document))]:
        names = list(dict.fromkeys(example.document for example in shared))
        message = f"of {counted(len(names), 'document')} of the test others were trained on, such as {names[0]}; test on other articles"
        found.append(Finding("shared documents", 3, message, _places(shared)))
    known = {plain(example.text): example for example in training}
    same = [example for example in test if plain(example.text) in known]
    if same:
        message = f"trained on too, such as {_quoted(same[0])} ({known[plain(same[0].text)].place}); take them out of one of the two"
        found.append(Finding("shared sentences", 3, message, _places(same)))
    others = list({text: example for example in test if (text := plain(example.text)) not in known}.values())
    everything = [*known.values(), *others]
    (near,) = _alike(everything, lambda left, right: (left < len(known)) != (right < len(known)))
    if near:
        close = [everything[number] for number in near.positions if number >= len(known)]
        left, right = near.closest
        message = (
            f"nearly trained on, such as {_quoted(everything[right])} beside {_quoted(everything[left])} ({everything[left].place}); "
            "take them out of one of the two"
        )
        found.append(Finding("nearly shared sentences", max(2, _weight(close, test)), message, _places(close)))
    return worst_first(found)


def _ends(document: str) -> Iterator[str]:
    """Yield the name of a document, and what is left of it without its folders."""
    yield document
    while "/" in document and "://" not in document:
        document = document.partition("/")[2]
        yield document


def _labels(examples: Sequence[Example], use: Use) -> Iterator[Finding]:
    """Labels that are missing or rare."""
    counts = Counter(example.label for example in examples)
    if len(counts) == 1:
        severity, what = {
            "training": (3, "and there is nothing to tell it from; label others, or train --with-base"),
            "training with base": (2, "and nothing but our corpus tells it from others; label others too"),
            "measuring": (3, "and whether it is told from others is not seen; label others too"),
        }[use]
        yield Finding("one label only", severity, f"every sentence is {examples[0].label}, {what}", [])
        return
    never = "the model will never give it" if counts[NEUTRAL] else "most sentences of news are, and each will be called something else"
    missing = {
        "training": f"{never}; label some, or train --with-base",
        "training with base": "the model knows it from our corpus only; label some",
        "measuring": "how well it is read is not measured; label some",
    }[use]
    few = {
        "training": f"too few to learn it or to measure how well; label at least {FEW}, or train --with-base",
        "training with base": f"too few to measure how well it is learned; label at least {FEW}",
        "measuring": f"figures of it mean little; label at least {FEW}",
    }[use]
    for label in LABELS:
        if not counts[label]:
            yield Finding("missing label", 2, f"no sentence is {label}: {missing}", [])
        elif counts[label] < FEW:
            places = _places(example for example in examples if example.label == label)
            yield Finding("few of a label", 2, f"only so many are {label}: {few}", places)


def _documents(examples: Sequence[Example], use: Use) -> Iterator[Finding]:
    """Documents that are too few or too unequal to hold out, or that were labelled as a whole."""
    documents = _by_document(examples)
    first = [own[0].place for own in documents.values()]
    largest = max(documents.values(), key=len)
    if len(documents) < FEW:
        if use == "measuring":
            why = "figures of so few mean little"
        else:
            why = "too few to hold some out" if len(documents) < FOLDS else "what is held out of so few measures little"
        yield Finding("few documents", 3 if len(documents) < FOLDS else 2, f"{why}; label others too", first)
    if len(documents) > 1 and len(largest) * 2 > len(examples):
        share = f"{len(largest) / len(examples):.0%}".replace("%", " %")
        what = "figures are those of" if use == "measuring" else "what the model learns is"
        message = f"{largest[0].document} holds {share} of all sentences: {what} that article; label others"
        yield Finding("one document", 2, message, [largest[0].place])
    if len(examples) == len(documents) > 1 and not all(example.document.startswith(NAMELESS) for example in examples):  # told of when read
        what = "is read" if use == "measuring" else "is learned"
        message = f"each is of an article of its own, and {what} without the sentences around it, which tell something of it"
        yield Finding("single sentences", 1, message, [])
    moving = [own for own in documents.values() if len(own) >= ARTICLE and any(example.label != NEUTRAL for example in own)]
    alike = [own for own in moving if len({example.label for example in own}) == 1]
    if len(alike) >= FOLDS and len(alike) >= ALL * len(moving):
        message = f"all sentences of an article have its label, as in {alike[0][0].document}; label every sentence by what it says itself"
        yield Finding("labels by article", 2, message, [own[0].place for own in alike])


def _texts(examples: Sequence[Example], _: Use) -> Iterator[Finding]:
    """Texts that are no sentences, or damaged ones."""
    wordless = [example for example in examples if not any(map(str.isalnum, example.text))]
    if wordless:
        yield Finding("no words", 2, "a text without a word tells nothing; leave it out", _places(wordless))
    garbled = [example for example in examples if _garbled.search(example.text)]
    if garbled:
        message = f"such as {_quoted(garbled[0])}: the file was saved or read in a wrong encoding; export it anew as UTF-8"
        yield Finding("garbled characters", 2, message, _places(garbled))
    long = [example for example in examples if _is_long(example)]
    if long:
        message = (
            f"over {MOST_SENTENCES} sentences or {MOST_WORDS} words, such as {_quoted(long[0])}: scoring cuts an article into sentences, and so "
            "must its labels; label each sentence"
        )
        yield Finding("whole articles", 3 if len(long) * 2 > len(examples) else 2, message, _places(long))


def _is_long(example: Example) -> bool:
    if len(example.text.split()) > MOST_WORDS:
        return True
    if len(_stop.findall(example.text)) <= MOST_SENTENCES:
        return False
    return sum(1 for _ in split([example.text], example.language)) > MOST_SENTENCES


def _languages(examples: Sequence[Example], _: Use) -> Iterator[Finding]:
    """Sentences that are not in the language that they are said to be in."""
    wrong = [example for example in examples if _foreign(example)]
    if wrong:
        other = next(name for code, name in LANGUAGES.items() if code != wrong[0].language)
        message = (
            f"such as {_quoted(wrong[0])}, which is said to be {LANGUAGES[wrong[0].language]} and reads as {other}; correct its language"
        )
        yield Finding("wrong language", 3 if len(wrong) * 2 > len(examples) else 2, message, _places(wrong))
    neither = list(_neither(examples))
    if neither:
        message = f"such as {_quoted(neither[0])}: not English or Dutch, which are all that is read; leave it out"
        yield Finding("neither language", 3 if len(neither) * 2 > len(examples) else 2, message, _places(neither))
    odd = []
    for own in _by_document(examples).values():
        main = Counter(example.language for example in own).most_common(1)[0][0]
        odd += [example for example in own if example.language != main]
    if odd:
        message = f"such as {odd[0].document}: a sentence is read with those around it; give the article in each language a name of its own"
        yield Finding("two languages in a document", 2, message, _places(odd))


def _foreign(example: Example) -> bool:
    _, hits = function_words(example.text[:SAMPLE].lower())
    own = hits.pop(example.language)
    return max(hits.values()) - own >= FOREIGN


def _neither(examples: Sequence[Example]) -> Iterator[Example]:
    """Sentences of documents that hold too few function words of either language; short documents are judged by all that are said to be in one."""
    short: dict[str, list[list[Example]]] = defaultdict(list)
    for own in _by_document(examples).values():
        text = _said_once(own)
        words, _ = function_words(text[:SAMPLE].lower())
        if detect(text) is None and not FEW_WORDS <= words < ENOUGH_WORDS:
            yield from own
        elif words < ENOUGH_WORDS:
            short[own[0].language].append(own)
    for documents in short.values():
        together = [example for own in documents for example in own]
        words, hits = function_words(_said_once(together).lower())
        if words >= ENOUGH_WORDS and max(hits.values()) * 10 < words:
            yield from together


def _said_once(examples: Iterable[Example]) -> str:
    """Put texts together; one that is there twice does not make more words to judge by."""
    return " ".join(dict.fromkeys(example.text for example in examples))


def _repeated(examples: Sequence[Example], use: Use) -> Iterator[Finding]:
    """Texts that occur more than once, with the same label or with different ones."""
    texts: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        texts[plain(example.text)].append(example)
    several = sorted((same for same in texts.values() if len(same) > 1), key=len, reverse=True)
    contradicting = [same for same in several if len({example.label for example in same}) > 1]
    if contradicting:
        labels = " and ".join(f"{example.label} ({example.place})" for example in {e.label: e for e in reversed(contradicting[0])}.values())
        message = f"the same text with different labels, such as {_quoted(contradicting[0][0])}: {labels}; decide which is right"
        yield Finding("contradicting labels", 3, message, _places(example for same in contradicting for example in same))
    duplicates = [same for same in several if len({example.label for example in same}) == 1]
    if duplicates:
        across = [same for same in duplicates if len({example.document for example in same}) > 1]
        most = (across or duplicates)[0]
        message = f"the same text with the same label, such as {_quoted(most[0])} ({len(most):,} times); keep one of each"
        if across:
            message += ", or it counts more than once" if use == "measuring" else ", or they are trained on and tested on at once"
        severity = _weight([example for same in across for example in same], examples)
        yield Finding("duplicates", severity, message, _places(example for same in duplicates for example in same))


def _nearly_repeated(examples: Sequence[Example], use: Use) -> Iterator[Finding]:
    """Texts that nearly occur in another document too; what occurs there word for word is left to `_repeated`."""
    distinct = list({plain(example.text): example for example in reversed(examples)}.values())[::-1]
    labels = np.unique([example.label for example in distinct], return_inverse=True)[1]
    documents = np.unique([example.document for example in distinct], return_inverse=True)[1]

    def agreeing(left: Integers, right: Integers) -> NDArray[np.bool_]:
        return np.asarray((documents[left] != documents[right]) & (labels[left] == labels[right]))

    def contradicting(left: Integers, right: Integers) -> NDArray[np.bool_]:
        return np.asarray(labels[left] != labels[right])

    same, different = _alike(distinct, agreeing, contradicting)
    if different:
        left, right = (distinct[number] for number in different.closest)
        message = (
            f"all but the same text with different labels, such as {_quoted(left)}, {left.label} ({left.place}), and {_quoted(right)}, "
            f"{right.label} ({right.place}); read them again"
        )
        yield Finding("near-duplicates with other labels", 2, message, _places(distinct[number] for number in different.positions))
    if same:
        left, right = (distinct[number] for number in same.closest)
        message = (
            f"all but the same text in different documents, such as {_quoted(left)} ({left.place}) and {_quoted(right)} ({right.place}): "
            f"{'they count twice' if use == 'measuring' else 'they are trained on and tested on at once'}; "
            "keep one, or give copies of an article one name"
        )
        yield Finding("near-duplicates", _weight(same.positions, examples), message, _places(distinct[number] for number in same.positions))


@dataclass(frozen=True, slots=True)
class _Near:
    """Texts that nearly occur elsewhere, those that resemble each other together; and the pair that is closest."""

    positions: list[int]
    closest: tuple[int, int]


def _alike(examples: Sequence[Example], *wanted: Callable[[Integers, Integers], NDArray[np.bool_]]) -> list[_Near | None]:
    """Find near-duplicates among sentences, for each kind of pair that is wanted; None if there are none.

    The pairs themselves are not kept: of a text that nearly occurs ten thousand times there are fifty million.
    """
    size = len(examples)
    first = [np.arange(size) for _ in wanted]  # the first text that each resembles
    found = [np.zeros(size, np.bool_) for _ in wanted]
    closest = [(0.0, 0, 0) for _ in wanted]
    for left, right, overlap in pairs([example.text[:COMPARED] for example in examples], ALIKE):
        for number, want in enumerate(wanted):
            kept = np.flatnonzero(want(left, right))
            if not len(kept):
                continue
            found[number][left[kept]] = found[number][right[kept]] = True
            np.minimum.at(first[number], right[kept], first[number][left[kept]])
            best = kept[overlap[kept].argmax()]
            closest[number] = max(closest[number], (float(overlap[best]), int(left[best]), int(right[best])), key=lambda pair: pair[0])
    return [
        _Near(sorted(np.flatnonzero(found[number]).tolist(), key=first[number].__getitem__), closest[number][1:])
        if found[number].any()
        else None
        for number in range(len(wanted))
    ]


def _weight(part: Sequence[object], whole: Sequence[object]) -> int:
    """Severity of what repeats itself, by its share."""
    return 1 + (len(part) >= SOME * len(whole)) + (len(part) >= MANY * len(whole))


def _by_document(examples: Iterable[Example]) -> dict[str, list[Example]]:
    documents: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        documents[example.document].append(example)
    return documents


def _quoted(example: Example) -> str:
    text = spaced(example.text)
    return f"“{text if len(text) <= QUOTED else text[: QUOTED - 2].rstrip() + ' …'}”"


def _places(examples: Iterable[Example]) -> list[str]:
    return [example.place for example in examples]
