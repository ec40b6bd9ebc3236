"""The explained table: words shaded by what they add, in colour and without, and lines that fit whatever the text is."""

import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import stance
from stance.labels import LABELS
from stance.report.table import table
from stance.report.terminal import printable, wrapped
from stance.scored import Explanation, Push, ScoredDocument, ScoredSentence

TEXT = "De troepen zeiden in Den Haag: ze trekken zich terug."
WORDS = {
    "troepen": (0.5, -0.3, -0.2),
    "zeiden": (-0.3, 0.6, -0.3),
    "Den Haag:": (0.1, 0.0, -0.1),
    "trekken": (0.0, -0.2, 0.2),
    "terug.": (-0.7, -0.1, 0.8),
}
STYLED = re.compile(r"((?:\x1b\[[\d;]+m)+)([^\x1b]+)\x1b\[0m")


def by_label(*numbers: float) -> dict[str, float]:
    return dict(zip(LABELS, numbers, strict=True))


def explained(text: str, words: dict[str, tuple[float, float, float]], width: int, colour: bool) -> list[str]:
    """Return the table of one sentence that was read as de-escalation, given what its words add."""
    pushes = [Push(word, by_label(*push), text.index(word)) for word, push in sorted(words.items(), key=lambda item: text.index(item[0]))]
    zero = by_label(0, 0, 0)
    why = Explanation(by_label(*(sum(push[place] for push in words.values()) for place in range(3))), zero, zero, pushes, [])
    document = ScoredDocument("a.txt", "nl", [ScoredSentence(text, 0, len(text), by_label(0.2, 0.2, 0.6))])
    return list(table(document, width, colour, [why]))


def test_without_colours_words_are_marked_as_strongly_as_the_sum_says() -> None:
    lines = explained(TEXT, WORDS, 200, colour=False)
    assert lines[:2] == ["a.txt (nl)", "▲ escalation, · neutral, ▼ de-escalation: points from 0.2 ▲, 0.4 ▲▲, 0.8 ▲▲▲"]
    assert lines[3] == "1  ▼ de-escalation  -0.40  De ▲troepen ·zeiden in Den Haag: ze ▼trekken zich ▼▼▼terug."
    assert lines[5].endswith("+0.40 = terug +0.80, trekken +0.20, Den Haag -0.10, troepen -0.20, zeiden -0.30, prior +0.00")


def test_in_colour_each_strength_and_each_label_looks_different() -> None:
    line = explained(TEXT, WORDS | {"zich": (0.0, -0.5, 0.5)}, 200, colour=True)[3]
    looks = {word: look for look, word in STYLED.findall(line)}
    assert set(looks) >= {"troepen", "zeiden", "trekken", "zich", "terug."}
    assert "Den Haag:" not in looks  # it weighs too little
    assert len({looks[word] for word in ("troepen", "zeiden", "trekken", "zich", "terug.")}) == 5


@pytest.mark.parametrize("width", [52, 60, 80])
def test_shades_survive_the_breaking_of_lines(width: int) -> None:
    long = "wapenstilstandsonderhandelingsdelegatieleden"
    text = f"De troepen van Den Haag: {long} zeiden het."
    words = {"troepen": (0.9, 0.0, -0.9), "Den Haag:": (0.6, 0.0, -0.6), long: (-0.5, 0.0, 0.5)}

    def coloured(width: int) -> dict[str, str]:
        """Which characters of the text wear which look, those of each put together."""
        lines = explained(text, words, width, colour=True)
        found: dict[str, str] = {}
        for line in lines[3 : next(place for place, line in enumerate(lines) if "P(" in line)]:
            for look, part in STYLED.findall(line):
                found[look] = found.get(look, "") + part.replace(" ", "")
        return found

    assert coloured(width) == coloured(300)


@given(
    text=st.text(st.sampled_from("aé e\u0301漢字한글ｱ🚀👍🏽⚠️🇳🇱\u200d\u00ad שלום السلام\t\n\x1b"), max_size=80),
    width=st.integers(24, 60),
)
def test_lines_fit_by_the_columns_that_characters_take(text: str, width: int) -> None:
    shown = printable(text)
    lines = wrapped(shown, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join(lines).replace(" ", "") == shown.replace(" ", "")


@pytest.mark.parametrize("width", [24, 25])
def test_wide_characters_fill_the_line(width: int) -> None:
    *lines, _ = wrapped("漢字" * 40, width)
    assert all(width - 2 <= cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("colour", [False, True])
def test_explained_table_fits_eighty_columns(colour: bool) -> None:
    text = (
        "新华社北京电 与会各方同意停火并恢复谈判，各方代表团将于星期五返回日内瓦继续会谈。 🚀🚀 De troepen vallen aan, “dreigde” de min\u00adister. "
        * 2
    )
    document = stance.score(text)
    why = stance.load().explain([sentence.text for sentence in document.sentences], together=True)
    plain = [click.unstyle(line) for line in table(document, 80, colour, why)]
    assert max(map(cell_len, plain)) <= 80
    assert "minister" in "".join(plain)  # soft hyphens are left out
    assert sum("points from" in line or "A push to" in line for line in plain) == 1
