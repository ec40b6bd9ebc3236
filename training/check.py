"""Check that the corpus is as varied as it was meant to be: `make corpus-check`.

    python training/check.py

Prints what it counted and every fault, and exits with 1 if there is any. That every line is valid is checked by loading it.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stance.labels import DE_ESCALATION, ESCALATION, NEUTRAL
from stance.learn.corpus import Example, load
from stance.learn.duplicates import near_duplicates

HERE = Path(__file__).parent
MOST_NEAR_DUPLICATES = 0.005  # share of a language's sentences
MOST_SAME_OPENING = 0.005  # share of a language's sentences that open with the same three words
SHARES = {"conflict": (0.30, 0.41), "domestic": (0.17, 0.28), "other": (0.37, 0.48)}  # of the articles, around 35, 20 and 45 %
NEUTRAL_SHARES = {"conflict": (0.35, 0.65), "domestic": (0.45, 0.80), "other": (0.85, 1.00)}  # of the sentences of such articles
QUARTILES = ((8, 16), (13, 22), (18, 32))  # words a sentence, between which each quartile must lie, as in print
ARTICLES, ARTICLE_SENTENCES, BRIEFS = 1000, 14_000, 9_000  # a language must hold at least

# A name of two or three capitalised words beside a word of speech or an age is a person's.
NAME = r"[A-ZÀ-Þ][\w'’-]+(?: (?:van|de|der|den|von|al|el|bin|da|dos|ten|ter|van der|van den|van de))? [A-ZÀ-Þ][\w'’-]+"
PERSON = re.compile(
    rf"({NAME})(?=,? (?:\(\d\d\)|\d\d,|said\b|says\b|told\b|zei\b|zegt\b|vertelde\b))|(?:\b[Ss]aid|\b[Ss]ays|\b[Zz]ei|\b[Zz]egt|\b[Aa]ldus|\b[Vv]olgens)(?: [a-zà-ÿ-]+){{0,3}} ({NAME})"
)
# What such a word beside it does not make a person.
OFFICES = re.compile(
    r"\b(?:President|Minister|Ministry|Department|Office|House|Hall|Party|Council|Commission|Guard|Street|Court|Union|United|New|South|North|White|Town|City|Sgt|Zaken|Openbaar|Witte|Den|Sint|San|Saint)\b"
)


def shares(examples: list[Example]) -> Iterator[str]:
    """Size, labels, topics and lengths of one language."""
    articles = [example for example in examples if example.topic != "brief"]
    briefs = [example for example in examples if example.topic == "brief"]
    documents = {example.document: kind(example.topic) for example in articles}
    brief_documents = {example.document for example in briefs}
    print(f"  {len(documents):,} articles of {len(articles):,} sentences, {len(brief_documents):,} briefs")
    if len(documents) < ARTICLES or len(articles) < ARTICLE_SENTENCES or len(brief_documents) < BRIEFS:
        yield f"fewer than {ARTICLES:,} articles, {ARTICLE_SENTENCES:,} sentences in them, or {BRIEFS:,} briefs"
    for name, (least, most) in SHARES.items():
        share = sum(topic == name for topic in documents.values()) / len(documents)
        labels = Counter(example.label for example in articles if kind(example.topic) == name)
        neutral = labels[NEUTRAL] / labels.total()
        print(f"  {name:8} {share:4.0%} of the articles; {neutral:4.0%} of their sentences neutral")
        if not least <= share <= most:
            yield f"{name} articles are {share:.1%}, not {least:.0%} to {most:.0%}"
        if not NEUTRAL_SHARES[name][0] <= neutral <= NEUTRAL_SHARES[name][1]:
            yield f"{neutral:.1%} of the sentences of {name} articles are neutral, not {NEUTRAL_SHARES[name][0]:.0%} to {NEUTRAL_SHARES[name][1]:.0%}"
    for name, part in (("articles", articles), ("briefs", briefs)):
        labels = Counter(example.label for example in part)
        print(f"  {name}: " + ", ".join(f"{label} {labels[label] / labels.total():.0%}" for label in (ESCALATION, NEUTRAL, DE_ESCALATION)))
    labels = Counter(example.label for example in articles)
    if not 0.8 < labels[DE_ESCALATION] / labels[ESCALATION] < 1.6:
        yield f"{labels[DE_ESCALATION]} de-escalating sentences in articles for {labels[ESCALATION]} escalating ones"
    quartiles = np.percentile([len(example.text.split()) for example in articles], [25, 50, 75])
    print("  words a sentence of an article, quartiles: " + ", ".join(f"{value:.0f}" for value in quartiles))
    if not all(least <= value <= most for value, (least, most) in zip(quartiles, QUARTILES, strict=True)):
        yield f"sentence lengths are not spread as in print: quartiles {quartiles}"


def kind(topic: str) -> str:
    """Topic of an article, coarsely."""
    return topic if topic in SHARES else "other"


def repetitions(examples: list[Example]) -> Iterator[str]:
    """Duplicates, near-duplicates and worn-out openings in one language."""
    places = defaultdict(list)
    for example in examples:
        places[" ".join(re.findall(r"\w+", example.text.lower()))].append(example.document)
    for words, documents in places.items():
        if len(documents) > 1:
            yield f"stands {len(documents)} times, in {', '.join(documents)}: {words[:80]}"
    pairs = near_duplicates([example.text for example in examples])
    share = len({right for _, right, _ in pairs}) / len(examples)
    print(f"  near-duplicates (character 5-gram Jaccard above 0.6): {share:.2%}")
    if share >= MOST_NEAR_DUPLICATES:
        yield from (f"near-duplicate: {examples[left].text[:80]} | {examples[right].text[:80]}" for left, right, _ in pairs)
    openings = Counter(" ".join(example.text.lower().split()[:3]) for example in examples)
    opening, count = openings.most_common(1)[0]
    print(f"  commonest opening: {opening!r}, {count / len(examples):.2%}")
    if count > MOST_SAME_OPENING * len(examples):
        yield f"{count} sentences open with {opening!r}"


def reused_names(examples: list[Example]) -> Iterator[str]:
    """Persons' names that stand in more than one article; briefs may name real people."""
    articles = defaultdict(set)
    for example in examples:
        if example.topic != "brief":
            for match in PERSON.finditer(example.text):
                name = match[1] or match[2]
                if not OFFICES.search(name):
                    articles[name].add(example.document)
    print(f"  {len(articles):,} persons' names recognised in articles")
    for name, documents in sorted(articles.items()):
        if len(documents) > 1:
            yield f"{name} stands in {', '.join(sorted(documents))}"


def unplanned(examples: list[Example]) -> Iterator[str]:
    """Cells of the grid that no article fills: every planned article must be there, under its language and topic."""
    written = {example.document[:7]: (example.language, example.topic) for example in examples if example.topic != "brief"}
    lines = (HERE / "plan.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for document, language, topic, *_ in (line.split("\t") for line in lines):
        if written.get(document) != (language, topic):
            yield f"{document} is planned as {topic} but is {written.get(document, 'not written')}"


def main() -> int:
    """Print counts and faults; return the exit status."""
    corpus = load([HERE / "corpus"])
    faults = list(unplanned(corpus))
    for language in sorted({example.language for example in corpus}):
        examples = [example for example in corpus if example.language == language]
        print(f"{language}: {len(examples):,} sentences")
        for check in (shares, repetitions, reused_names):
            faults += [f"{language}: {fault}" for fault in check(examples)]
    print("\n".join(faults) or "no fault")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
