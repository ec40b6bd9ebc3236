"""Any bytes and any text: never a traceback, offsets that cut out the sentence, cost that grows with the length."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import stance
from stance.errors import DocumentError
from stance.report.files import json_lines
from stance.report.table import table
from stance.text.documents import read_one
from stance.text.sentences import split, split_lines

# What texts of the world bring along, and what programs leave in them.
ODD = """\0 \x1b[31m \x7f \x85 \u2028 \u2029 \u200b \u200d \ufeff \u00ad \u0301 \u0345 \u202e \u05d0 \u0627\u0644 \u4f60\u597d \ud800 \udfff \U0001f468\u200d\U0001f469\u200d\U0001f467
\U0010ffff \ufffd \u01c5 \u0130 \u00df \u1e9e \ufb03 \u2126 \u0660\u0661 \u00b2 \u216b \t \v \f \x1c \xa0 \u3000""".split(" ")
NEWS = [
    "De minister dreigt.",
    "U.S.",
    "United States",
    "3,5",
    '"Nee!"',
    "troops",
    "peace",
    ". . .",
    "J.B.",
    "\r\n",
    "\n\n",
    "\r",
    " ",
    "'s",
    "--",
]
TEXTS = st.one_of(
    st.text(st.characters(), max_size=200),
    st.lists(st.sampled_from([*ODD, *NEWS]), max_size=40).map("".join),
    st.lists(st.sampled_from([*ODD, *NEWS]), max_size=40).map(" ".join),
)


@given(text=TEXTS, language=st.sampled_from(["nl", "en"]))
def test_offsets_cut_out_the_sentence(text: str, language: str) -> None:
    for found in (list(split([text], language)), list(split_lines([text]))):
        assert all(text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != "" for sentence in found)
        assert all(one.end <= other.start for one, other in pairwise(found))
        cut_out = [text[start:end] for start, end in zip([0, *(s.end for s in found)], [*(s.start for s in found), len(text)], strict=True)]
        assert "".join(cut_out).strip() == ""  # nothing but white space is left out


@given(text=TEXTS, lines=st.booleans())
def test_any_text_is_scored_and_shown(text: str, lines: bool) -> None:
    try:
        document = stance.score(text, split="lines" if lines else "auto")
    except DocumentError:
        assert not text.strip()
        return
    for sentence in document.sentences:
        assert sum(sentence.probabilities.values()) == pytest.approx(1)
        assert -1 <= sentence.score <= 1
    assert len(list(json_lines(document))) == len(document.sentences)
    shown = "\n".join(table(document, 80, colour=False))
    assert all(character.isprintable() for character in shown if character != "\n")
    why = stance.load().explain([sentence.text for sentence in document.sentences[:3]])
    assert all(part.start >= 0 for explanation in why for part in explanation.words)


@given(
    data=st.one_of(
        st.binary(max_size=300),
        TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
        TEXTS.map(lambda text: text.encode("utf-16", "ignore")),
    )
)
@example(data=b"\xf0\x80")  # looks like the beginning of a character, and is not
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(data)
    message = ""
    try:
        "".join(read_one(str(path), lambda _: None).chunks)
    except DocumentError as error:
        message = str(error)
    assert not message or (message.startswith(f"{path}: ") and "\n" not in message)


# Texts that a careless pattern or a careless loop would take for ever over.
UNITS = [
    *(
        "x",
        "x ",
        "x. ",
        "X.",
        "x.\t",
        ". ",
        ".",
        "!",
        "?! ",
        "...",
        "- ",
        "--",
        '"',
        '" ',
        "')",
        "(",
        "1",
        "1,",
        "1.1.",
        "a'a-",
        "U.S.",
        "United ",
    ),
    *(
        "Noord-",
        "\u0301",
        "a\u0301",
        "\u00ad",
        "\n",
        "x\n",
        "X\r\n",
        " \n",
        "\r",
        "\t",
        "\xa0",
        "x\xa0",
        "\u2028",
        "\U0001f468\u200d",
        "de het een ",
    ),
]


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_cost_is_linear_in_length(unit: str) -> None:
    classifier = stance.load()
    small, large = (unit * (size // len(unit)) + " Einde." for size in (50_000, 400_000))
    seconds = []
    for text in (small, large):
        start = time.process_time()
        stance.score(text, classifier)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 8 * 3 * seconds[0] + 0.5  # eight times the text; three for what caches and clocks do


def test_a_megabyte_without_a_space(tmp_path: Path) -> None:
    for text in ("x" * 1_000_000, "é" * 1_000_000, "你" * 1_000_000, "\u0301" * 1_000_000, "Ab" * 500_000):
        document = stance.score(text)
        assert "".join(sentence.text for sentence in document.sentences) == text
