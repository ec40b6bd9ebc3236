"""Scored articles as a page to read: one file that loads nothing, runs nothing, and prints."""

import base64
import hashlib
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import islice
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from stance.labels import DE_ESCALATION, ESCALATION, LABELS, MARKS, NEUTRAL
from stance.report.arc import arc, sentences_a_bar, window
from stance.report.markup import element, markup
from stance.report.prose import balance, course, signed, strongest
from stance.scored import Explanation, ScoredDocument, ScoredSentence
from stance.text.documents import shown
from stance.text.sentences import paragraphs

LANGUAGES = {"nl": "Dutch", "en": "English"}
STEPS = (0.15, 0.4, 0.7)  # of the distance of a score from zero: where the shade of a sentence gets darker
WEIGHTS = (0.5, 1.0)  # points from which a word is set in bold, and in bolder
WORDS = 5  # that are named of a sentence
MOST = 8  # words that are named of an article, each way
LIGHT = 0.3  # points: a word that adds less to an article is not named
PLACES = 4  # sentences that are named of a word
HEADLINE = 150  # characters: a longer paragraph is no headline
MEANING = {
    ESCALATION: "attack, threaten, coerce, refuse, accuse, protest, or the risk is said to rise",
    DE_ESCALATION: "talk, offer, agree, yield, reassure, help, or the risk is said to fall",
    NEUTRAL: "do neither, or it is about something else",
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


@dataclass(slots=True)
class Tally:
    """What a word added to the points of a label, over all of an article."""

    word: str
    points: float = 0.0
    sentences: list[int] = field(default_factory=list)


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
    yield markup(_legend())
    for number, article in enumerate(articles, 1):
        yield markup(_article(article, list(islice(explained, len(article.document.sentences))), f"a{number}-" if several else ""))
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
        element("td", None, _shares([counts[label] / total for label in LABELS]), element("span", {"class": "unseen"}, said)),
        element("td", {"class": "number"}, _balance_bar(document.tension), " ", signed(document.tension)),
    )


def _shares(shares: Sequence[float]) -> Element:
    """Draw shares that add up to 1, in the order of the labels, as one bar."""
    drawn, x = [], 0.0
    for label, share in zip(LABELS, shares, strict=True):
        drawn.append(element("rect", {"class": label, "x": f"{x:.3f}", "y": "0", "width": f"{share:.3f}", "height": "1"}))
        x += share
    return element("svg", {"class": "shares", "viewBox": "0 0 1 1", "preserveAspectRatio": "none", "aria-hidden": "true"}, *drawn)


def _balance_bar(tension: float) -> Element:
    """Draw a tension as a bar to the left or to the right of zero."""
    label = ESCALATION if tension > 0 else DE_ESCALATION
    return element(
        "svg",
        {"class": "balance", "viewBox": "-1 0 2 1", "preserveAspectRatio": "none", "aria-hidden": "true"},
        element("rect", {"class": label, "x": f"{min(tension, 0):.3f}", "y": "0.15", "width": f"{abs(tension):.3f}", "height": "0.7"}),
        element("line", {"class": "zero", "x1": "0", "x2": "0", "y1": "0", "y2": "1"}),
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
        " are words that decided. ",
        element("span", {"class": "screen"}, "Point at a sentence, tap it or go to it with Tab to see why."),
    )


def _article(article: Article, explanations: Sequence[Explanation], prefix: str) -> Element:
    document = article.document
    language = {"lang": document.language}
    marked = [
        _sentence(sentence, why, prefix, number, len(document.sentences))
        for number, (sentence, why) in enumerate(zip(document.sentences, explanations, strict=True), 1)
    ]
    blocks = _paragraphs(article, marked)
    heading = "h2" if prefix else "h1"
    given = _column(document, "title")
    first = document.sentences[0].text
    # A headline that is part of the text is scored, and stands there once: as the heading.
    if _is_headline(first, blocks[0]) and len(blocks) > 1 and (not given or _same(given, first)):
        title = element(heading, language, *blocks.pop(0)[0])
    elif given:
        title = element(heading, language, given)
    else:
        title = element(heading, None, _name(document))
    back = [element("p", {"class": "back screen"}, element("a", {"href": "#index"}, "Back to the index"))] if prefix else []
    return element(
        "article",
        {"id": prefix.rstrip("-")} if prefix else None,
        element(
            "header",
            None,
            element("p", {"class": "about"}, *_about_it(document)),
            title,
            element("p", {"class": "summary"}, *_summary(document, prefix)),
        ),
        _figure(document, prefix),
        element(
            "div",
            {"class": "columns"},
            element("div", {"class": "text"} | language, *(element("p", None, *parts) for parts, _ in blocks)),
            _words(document, explanations, prefix),
        ),
        *back,
    )


def _name(document: ScoredDocument) -> str:
    """Find what to call a document: its title, its first line if that is a headline, or its file."""
    first = document.sentences[0].text
    looks = len(document.sentences) > 1 and _unpunctuated(first)
    return _column(document, "title") or (" ".join(first.split()) if looks else shown(document.name))


def _column(document: ScoredDocument, name: str) -> str:
    """Find what came with a document under a name, however that is capitalised."""
    found = next((value for column, value in document.columns.items() if column.casefold() == name and value is not None), "")
    return " ".join(str(found).split())


def _about_it(document: ScoredDocument) -> Iterator[str | Element]:
    """Yield what is known of a document: date, source, a link if it is one of the web, language, length and file."""
    for name in ("date", "source"):
        if value := _column(document, name):
            yield f"{value} · "
    url = _column(document, "url")
    if site := _site(url):
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
    yield f"{balance(document)} "
    sentences = document.sentences
    if len(sentences) == 1:
        return
    parts: list[list[str | Element]] = [[told]] if (told := course(document)) else []
    for label, verb in ((ESCALATION, "escalates"), (DE_ESCALATION, "de-escalates")):
        place = strongest(sentences, label)
        if place is not None:
            link = element("a", {"href": f"#{prefix}s{place + 1}"}, f"sentence {place + 1:,}")
            parts.append([link, f" {verb} most ({signed(sentences[place].score)})"])
    for number, part in enumerate(parts):
        if number:
            yield "; "
        elif isinstance(part[0], str):
            part[0] = part[0][0].upper() + part[0][1:]
        else:
            part[0].text = f"S{(part[0].text or '')[1:]}"
        yield from part
    yield "." if parts else ""


def _figure(document: ScoredDocument, prefix: str) -> Element:
    sentences = document.sentences
    count = len(sentences)
    size = sentences_a_bar(count)
    bars = "Each bar is the score of a sentence" if size == 1 else f"Each bar is the mean score of {size} sentences"
    line = (
        f", the line the mean of {window(count)} around it" if size == 1 and count >= 5 else ", the line a moving mean" if size > 1 else ""
    )
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


def _paragraphs(article: Article, marked: Sequence[Sequence[str | Element]]) -> list[tuple[list[str | Element], int]]:
    """Put the sentences together as they stand in the text: the parts of each paragraph, and how many sentences it has."""
    starts = [offset for offset, _ in paragraphs([article.text])]
    blocks: list[tuple[list[str | Element], int]] = []
    at, end = 0, 0
    for sentence, parts in zip(article.document.sentences, marked, strict=True):
        begins = not blocks
        while at < len(starts) and starts[at] <= sentence.start:
            at += 1
            begins = True
        if begins:
            blocks.append(([*parts], 1))
        else:
            inside, count = blocks[-1]
            blocks[-1] = ([*inside, article.text[end : sentence.start], *parts], count + 1)
        end = sentence.end
    return blocks


def _is_headline(first: str, block: tuple[list[str | Element], int]) -> bool:
    return block[1] == 1 and _unpunctuated(first)


def _unpunctuated(text: str) -> bool:
    return len(text) <= HEADLINE and text[-1] not in ".!?…:;,\"”’»'"


def _same(title: str, text: str) -> bool:
    return title.casefold().split() == text.casefold().split()


def _sentence(sentence: ScoredSentence, why: Explanation, prefix: str, number: int, count: int) -> list[str | Element]:
    """Mark a sentence by its score and label, for eye and ear, and put beside it what is shown when it is looked at."""
    label, score = sentence.label, sentence.score
    own, panel = f"{prefix}s{number}", f"{prefix}w{number}"
    shade = sum(abs(score) >= step for step in STEPS)
    lean = ESCALATION if score > 0 else DE_ESCALATION
    attributes = {
        "class": f"s {label} shade{shade}" + (f" leans-{lean}" if label == NEUTRAL else ""),
        "id": own,
        "tabindex": "0",
        "aria-describedby": panel,
        "data-score": signed(score),
    }
    heard = []
    if label != NEUTRAL:
        spoken = signed(score).replace("+", "plus ").replace("−", "minus ")
        heard = [element("span", {"class": "unseen", "lang": "en"}, f" [{label}, {spoken}] ")]
    return [
        element("span" if label == NEUTRAL else "mark", attributes, *_weighed(sentence.text, why, label)),
        *heard,
        _panel(sentence, why, panel, f"Sentence {number:,} of {count:,}"),
    ]


def _weighed(text: str, why: Explanation, label: str) -> Iterator[str | Element]:
    """Yield a sentence with the words set apart that weighed most for its label."""
    end = 0
    for word in why.words:
        weight = sum(word.push[label] >= step for step in WEIGHTS)
        if weight:
            yield text[end : word.start]
            yield element("b", {"class": f"w{weight}"}, word.text)
            end = word.start + len(word.text)
    yield text[end:]


def _panel(sentence: ScoredSentence, why: Explanation, name: str, place: str) -> Element:
    label = sentence.label
    chances = sentence.probabilities
    rows = [
        element(
            "span",
            {"class": f"row {kind}"},
            element("span", {"class": "what"}, what),
            " ",
            element("span", {"class": "points"}, points),
            " ",
        )
        for kind, what, points in _sum(why, label)
    ]
    return element(
        "span",
        {"class": "why", "id": name, "role": "tooltip", "lang": "en"},
        element(
            "span",
            {"class": f"verdict {label}"},
            f"{MARKS[label]} {label} ",
            element("span", {"class": "points"}, signed(sentence.score)),
            " ",
        ),
        element("span", {"class": "place"}, f"{place} "),
        _shares([chances[each] for each in LABELS]),
        element("span", {"class": "chances"}, "Probability: " + ", ".join(f"{each} {chances[each]:.2f}" for each in LABELS) + ". "),
        element("span", {"class": "sum"}, element("span", {"class": "head"}, f"Points for {label} "), *rows),
    )


def _sum(why: Explanation, label: str) -> Iterator[tuple[str, str, str]]:
    """Yield what the points of a label are the sum of: kind, name and points. What rounding leaves over goes to the other words."""
    named = sorted(why.words, key=lambda word: -abs(word.push[label]))[:WORDS]
    others = [word for word in why.words if word not in named]
    named.sort(key=lambda word: -word.push[label])
    given = [("", "The sentences around it", why.context[label])] * any(why.context.values())
    given.append(("", "Every sentence starts from", why.prior[label]))
    rows = [("word", word.text, round(word.push[label], 2)) for word in named]
    rest = [(kind, what, round(points, 2)) for kind, what, points in given]
    total = round(why.logits[label], 2)
    if others:
        left = total - sum(points for _, _, points in (*rows, *rest))
        rows.append(("", f"{len(others)} other word{'' if len(others) == 1 else 's'}", left))
    for kind, what, points in (*rows, *rest, ("total", "Together", total)):
        yield kind, what, signed(points)


def _words(document: ScoredDocument, explanations: Sequence[Explanation], prefix: str) -> Element:
    """Name the words that added most to escalation and to de-escalation in an article."""
    heading = "h3" if prefix else "h2"
    tables = []
    for label in (ESCALATION, DE_ESCALATION):
        tallies = _tallied(explanations, label)
        if tallies:
            rows = [_tally_row(tally, prefix) for tally in tallies]
            heads = [element("th", {"scope": "col"}, text) for text in ("Word", "Sentence", "Points")]
            caption = element("caption", {"class": label}, f"{MARKS[label]} for {label}")
            tables.append(
                element("table", None, caption, element("thead", None, element("tr", None, *heads)), element("tbody", None, *rows))
            )
        else:
            tables.append(element("p", None, f"No word of it adds {LIGHT} points or more to {label}."))
    for table in tables:
        for cell in table.iter("th"):
            if cell.get("scope") == "row":
                cell.set("lang", document.language)
    return element("aside", {"class": "words"}, element(heading, None, "Words that weighed most"), *tables)


def _tallied(explanations: Sequence[Explanation], label: str) -> list[Tally]:
    tallies: dict[str, Tally] = {}
    for number, why in enumerate(explanations, 1):
        for word in why.words:
            plain = word.text.strip(string.punctuation + "“”‘’«»„…–—")
            if plain:
                tally = tallies.setdefault(plain.casefold(), Tally(plain))
                tally.points += word.push[label]
                if number not in tally.sentences[-1:]:
                    tally.sentences.append(number)
    best = sorted(tallies.values(), key=lambda tally: -tally.points)[:MOST]
    return [tally for tally in best if tally.points >= LIGHT]


def _tally_row(tally: Tally, prefix: str) -> Element:
    places: list[str | Element] = []
    for number in tally.sentences[:PLACES]:
        places += [", "] * bool(places) + [element("a", {"href": f"#{prefix}s{number}"}, str(number))]
    if len(tally.sentences) > PLACES:
        places.append(" …")
    return element(
        "tr",
        None,
        element("th", {"scope": "row"}, tally.word),
        element("td", None, *places),
        element("td", {"class": "number"}, signed(tally.points)),
    )


def _about(made_by: str) -> Element:
    meanings = [element("li", None, element("b", None, f"{MARKS[label]} {label}"), f": {meaning}.") for label, meaning in MEANING.items()]
    return element(
        "footer",
        None,
        element("h2", None, "What this page says, and what it does not"),
        element("p", None, "Every sentence has one label: the most probable of three. Political actors in it"),
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
