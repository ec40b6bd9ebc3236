"""The words that decided in an article, added up."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from stance.labels import DE_ESCALATION, ESCALATION, MARKS
from stance.report.explanation import PUNCTUATION
from stance.report.marked import WEIGHTS
from stance.report.markup import element
from stance.report.prose import clipped, signed
from stance.scored import Explanation

MOST = 8  # words that are named, each way
PLACES = 4  # sentences that are named of a word


@dataclass(slots=True)
class Tally:
    """What a word added to the label of the sentences in which it decided."""

    word: str
    points: float = 0.0
    sentences: list[int] = field(default_factory=list)


class Words:
    """The words that decided for a direction in the sentences of an article, counted one sentence at a time."""

    def __init__(self) -> None:
        self._tallies: dict[str, dict[str, Tally]] = {ESCALATION: {}, DE_ESCALATION: {}}

    def count(self, number: int, label: str, why: Explanation) -> None:
        """Count the words of the sentence with this number, unless it is neutral."""
        for word in why.words if label in self._tallies else ():
            plain = word.text.strip(PUNCTUATION)
            if plain and word.push[label] >= WEIGHTS[0]:
                tally = self._tallies[label].setdefault(plain.casefold(), Tally(plain))
                tally.points += word.push[label]
                if number not in tally.sentences[-1:]:
                    tally.sentences.append(number)

    def best(self, label: str) -> list[Tally]:
        """Words by what they added, the most first."""
        return sorted(self._tallies[label].values(), key=lambda tally: -tally.points)[:MOST]


def words_table(words: Words, language: str, heading: str, prefix: str) -> Element:
    """Name the words that decided, each way, and lead to their sentences."""
    tables = []
    for label in (ESCALATION, DE_ESCALATION):
        rows = [_row(tally, language, prefix) for tally in words.best(label)]
        heads = [element("th", {"scope": "col"}, text) for text in ("Word", "Sentence", "Points")]
        caption = element("caption", {"class": label}, f"{MARKS[label]} for {label}")
        head = element("thead", None, element("tr", None, *heads))
        tables.append(
            element("table", None, caption, head, element("tbody", None, *rows)) if rows else element("p", None, f"For {label}: none.")
        )
    return element("aside", {"class": "words"}, element(heading, None, "Words that decided"), *tables)


def _row(tally: Tally, language: str, prefix: str) -> Element:
    places: list[str | Element] = []
    for number in tally.sentences[:PLACES]:
        places += [", "] * bool(places) + [element("a", {"href": f"#{prefix}s{number}"}, str(number))]
    if len(tally.sentences) > PLACES:
        places.append(" …")
    return element(
        "tr",
        None,
        element("th", {"scope": "row", "lang": language}, clipped(tally.word)),
        element("td", None, *places),
        element("td", {"class": "number"}, signed(tally.points)),
    )
