"""Scored articles as a page to read: one file that loads nothing, runs nothing, and prints."""

import base64
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from itertools import chain, islice
from textwrap import shorten
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from stance import __version__
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, MARKS, NEUTRAL
from stance.report.charts import SHORT, arc, sentences_a_bar, shares_bar, tension_bar, window
from stance.report.marked import marked
from stance.report.markup import element, markup
from stance.report.prose import balance, course, signed, strongest
from stance.report.words import Words, words_table
from stance.scored import Explanation, ScoredDocument
from stance.text.documents import column, shown
from stance.text.sentences import paragraphs

HEADLINE = 150  # characters: a longer line is no headline
NAME = 90  # characters of its first sentence that an article without a headline is called by
LANGUAGES = {"nl": "Dutch", "en": "English"}
MEANING = {
    ESCALATION: "political actors attack, threaten, coerce, refuse, accuse, protest, or the risk is said to rise",
    DE_ESCALATION: "they talk, offer, agree, yield, reassure, help, or the risk is said to fall",
    NEUTRAL: "they do neither, or it is about something else",
}
CAUTION = (
    "Read the labels as a first sorting, not as a finding. In political and conflict coverage, the model that comes with stance is wrong "
    "about one sentence in four. It weighs words: irony, who is in the right, and a word that turns a sentence round often escape it. "
    "Add up many sentences before you conclude anything."
)


@dataclass(frozen=True, slots=True)
class Article:
    """A scored document, whole, and the text that its sentences were cut from."""

    document: ScoredDocument
    text: str


def page(articles: Sequence[Article], explanations: Iterable[Explanation], made_by: str) -> Iterator[str]:
    """Write a page, piece by piece.

    Parameters
    ----------
    articles
        in the order in which they are shown; of several there is an index first
    explanations
        of all sentences of all articles, in the same order; taken when they are needed, and not kept
    made_by
        model and versions, in a sentence
    """
    several = len(articles) > 1
    explained = iter(explanations)
    yield _head(f"{len(articles):,} articles" if several else _name(articles[0].document))
    if several:
        yield markup(_index([article.document for article in articles]))
    yield "<main>"
    if several:
        yield markup(_legend())
    for number, article in enumerate(articles, 1):
        yield from _article(article, explained, f"a{number}-" if several else "")
    yield "</main>"
    yield markup(_about(made_by))
    yield "</body>\n</html>\n"


def _head(title: str) -> str:
    """Everything up to the body. The policy lets a browser use the page's own style sheet and nothing else, whatever an article holds."""
    style = files("stance.report").joinpath("report.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "generator", "content": f"stance {__version__}"}),  # by which it is known, and not read as an article
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", None, f"{title} · stance"),
        element("style", None, style),
    )
    return f'<!doctype html>\n<html lang="en">\n{markup(head)}\n<body>\n'


def _index(documents: Sequence[ScoredDocument]) -> Element:
    sentences = sum(len(document.sentences) for document in documents)
    rows = [_row(number, document) for number, document in enumerate(documents, 1)]
    heads = [element("th", {"scope": "col"}, text) for text in ("Article", "Sentences", "Labels", "Tension")]
    return element(
        "header",
        {"class": "index", "id": "index"},
        element("h1", None, f"{len(documents):,} articles, by tension"),
        element(
            "p",
            {"class": "summary"},
            f"{sentences:,} sentences. Tension is the mean score of an article's sentences, from −1 (all de-escalation) to +1 (all escalation); "
            "the tensest article stands first.",
        ),
        element("table", None, element("thead", None, element("tr", None, *heads)), element("tbody", None, *rows)),
    )


def _row(number: int, document: ScoredDocument) -> Element:
    counts = document.counts
    total = len(document.sentences)
    said = ", ".join(f"{counts[label]:,} {label}" for label in LABELS)
    about = " · ".join(text for text in (_column(document, "date"), _column(document, "source")) if text)
    return element(
        "tr",
        None,
        element(
            "th",
            {"scope": "row"},
            element("a", {"href": f"#a{number}", "lang": document.language}, _name(document)),
            *([element("span", {"class": "about"}, about)] if about else []),
        ),
        element("td", {"class": "number"}, f"{total:,}"),
        element("td", None, shares_bar([counts[label] / total for label in LABELS]), element("span", {"class": "unseen"}, said)),
        element("td", {"class": "number"}, tension_bar(document.tension), " ", signed(document.tension)),
    )


def _legend() -> Element:
    def example(label: str) -> Element:
        return element("span", {"class": f"s {label} shade3"}, label)

    return element(
        "p",
        {"class": "legend"},
        example(ESCALATION),
        " and ",
        example(DE_ESCALATION),
        ": the darker, the farther the score is from zero; what carries no mark is neutral. ",
        element("b", {"class": "w2"}, "Bold"),
        " are the words that decided. ",
        element("span", {"class": "screen"}, "Point at a sentence, tap it or go to it with Tab to see why."),
    )


def _article(article: Article, explanations: Iterator[Explanation], prefix: str) -> Iterator[str]:
    """Write an article, paragraph by paragraph: with all its panels at once, a book would not fit in memory."""
    document = article.document
    heading, below = ("h2", "h3") if prefix else ("h1", "h2")
    words = Words()
    blocks = _paragraphs(article, _marked(document, explanations, words, prefix))
    first = next(blocks)
    title = _column(document, "title")
    # A headline that is part of the text is scored, and stands there once: as the heading.
    if first.length == 1 < len(document.sentences) and _is_headline(document.sentences[0].text, title):
        heads = element(heading, {"lang": document.language}, *first.parts)
    else:
        heads = element(heading, {"lang": document.language} if title else None, _name(document))
        blocks = chain([first], blocks)
    yield f'<article id="{prefix.rstrip("-")}">' if prefix else "<article>"
    about = element("p", {"class": "about"}, *_about_it(document))
    yield markup(element("header", None, about, heads, element("p", {"class": "summary"}, *_summary(document, prefix))))
    yield markup(_figure(document, prefix))
    if not prefix:
        yield markup(_legend())
    yield f'<div class="columns">\n<div class="text" lang="{escape(document.language)}">\n'
    for block in blocks:
        yield markup(element("p", None, *block.parts)) + "\n"
    yield "</div>"
    yield markup(words_table(words, document.language, below, prefix))
    yield "</div>"
    if prefix:
        yield markup(element("p", {"class": "back screen"}, element("a", {"href": "#index"}, "Back to the index")))
    yield "</article>\n"


def _marked(document: ScoredDocument, explanations: Iterator[Explanation], words: Words, prefix: str) -> Iterator[list[str | Element]]:
    """Yield the parts of each sentence, and count its words."""
    count = len(document.sentences)
    for number, (sentence, why) in enumerate(zip(document.sentences, islice(explanations, count), strict=True), 1):
        words.count(number, sentence.label, why)
        yield marked(sentence, why, prefix, number, count)


def _name(document: ScoredDocument) -> str:
    """Find what to call a document: its title, its first line if that is a headline, or how it begins."""
    first = " ".join(document.sentences[0].text.split())
    headed = len(document.sentences) > 1 and _is_headline(first, "")
    return _column(document, "title") or (first if headed else shorten(first, NAME, placeholder=" …"))


def _is_headline(text: str, title: str) -> bool:
    """Tell whether a first line is the headline: the title that came with the document or, without one, short and not a full sentence."""
    if title:
        return title.casefold().split() == text.casefold().split()
    return len(text) <= HEADLINE and text[-1] not in ".!?…:;,\"”’»'"


def _column(document: ScoredDocument, name: str) -> str:
    """Find what came with a document under a name, as a line of text."""
    found = column(document.columns, name)
    return "" if found is None else " ".join(str(found).split())


def _about_it(document: ScoredDocument) -> Iterator[str | Element]:
    """Yield what is known of a document: date, source, a link if it is one of the web, language, length and file."""
    url = _column(document, "url")
    site = _site(url)
    for name in ("date", "source", "author"):
        value = _column(document, name)
        if value and value != site:
            yield f"{value} · "
    if site:
        yield element("a", {"href": url, "rel": "noopener noreferrer"}, site)
        yield " · "
    count = len(document.sentences)
    yield f"{LANGUAGES.get(document.language, document.language)} · {count:,} sentence{'' if count == 1 else 's'} · "
    yield element("span", {"class": "file"}, shown(document.name))


def _site(url: str) -> str:
    """Name the site of an address of the web; nothing else is made a link, as some run code."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""


def _summary(document: ScoredDocument, prefix: str) -> Iterator[str | Element]:
    """Yield two sentences: what there is and where it leans; how it goes on, and where it is strongest."""
    yield balance(document)
    sentences = document.sentences
    parts: list[list[str | Element]] = [[told]] if (told := course(document)) else []
    for label, verb in ((ESCALATION, "escalates"), (DE_ESCALATION, "de-escalates")):
        place = strongest(sentences, label)
        if place is not None and len(sentences) > 1:
            link = element("a", {"href": f"#{prefix}s{place + 1}"}, f"{'sentence' if parts else 'Sentence'} {place + 1:,}")
            parts.append([link, f" {verb} most ({signed(sentences[place].score)})"])
    for number, part in enumerate(parts):
        yield "; " if number else " "
        yield from part
    if parts:
        yield "."


def _figure(document: ScoredDocument, prefix: str) -> Element:
    sentences = document.sentences
    count = len(sentences)
    size = sentences_a_bar(count)
    bars = "Each bar is the score of a sentence" if size == 1 else f"Each bar is the mean score of {size} sentences"
    line = f", the line the mean of {window(count):,} sentences around each point" if count >= SHORT else ""
    scores = [sentence.score for sentence in sentences]
    description = f"Scores of {count:,} sentences, from {signed(min(scores))} to {signed(max(scores))}. {course(document)}"
    return element(
        "figure",
        None,
        element(
            "div",
            {"class": "axis", "aria-hidden": "true"},
            element("span", {"class": ESCALATION}, f"{MARKS[ESCALATION]} +1"),
            element("span", None, "0"),
            element("span", {"class": DE_ESCALATION}, f"{MARKS[DE_ESCALATION]} −1"),
        ),
        arc(sentences, prefix, description),
        element(
            "figcaption",
            None,
            f"{bars}{line}, from first to last. ",
            element("span", {"class": "screen"}, "Click a bar to go to its sentence."),
        ),
    )


@dataclass(slots=True)
class Block:
    """A paragraph: what it consists of, and of how many sentences that is."""

    parts: list[str | Element]
    length: int = 1


def _paragraphs(article: Article, sentences: Iterable[list[str | Element]]) -> Iterator[Block]:
    """Put the sentences together as they stand in the text."""
    starts = deque(offset for offset, _ in paragraphs([article.text]))
    block, end = None, 0
    for sentence, parts in zip(article.document.sentences, sentences, strict=True):
        begins = block is None
        while starts and starts[0] <= sentence.start:
            starts.popleft()
            begins = True
        if block is None or begins:
            if block:
                yield block
            block = Block(parts)
        else:
            block.parts += [article.text[end : sentence.start], *parts]
            block.length += 1
        end = sentence.end
    if block:
        yield block


def _about(made_by: str) -> Element:
    meanings = [element("li", None, element("b", None, f"{MARKS[label]} {label}"), f": {meaning}.") for label, meaning in MEANING.items()]
    return element(
        "footer",
        None,
        element("h2", None, "What this page says, and what it does not"),
        element("p", None, "A label is about what a sentence itself says; of the three, each sentence has the most probable."),
        element("ul", None, *meanings),
        element(
            "p",
            None,
            "Its score is P(escalation) − P(de-escalation). Points (a logit) are what a label's words, the sentences around it and its starting "
            "value add up to; the label with the most points is the most probable. A score near zero with a label is a close call.",
        ),
        element("p", None, CAUTION),
        element("p", {"class": "made"}, made_by),
    )
