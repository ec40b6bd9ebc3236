"""What a sentence is to the model: its tokens, its terms, and which tokens each term is made of."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.text.hashing import hashes
from stance.text.terms import Terms, shown

TERMS = Terms(words=2, gap=3, characters=(3, 6), masking=True, quotation_marks=False, surroundings=True)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The minister met Marco Rubio.", ["the", "minister", "met", "Marco", "Rubio", "."]),
        ('"We won," Hale said. "Nobody did."', ["we", "won", ",", "Hale", "said", ".", "nobody", "did", "."]),
        ("Rebels Sign Ceasefire Deal", ["rebels", "sign", "ceasefire", "deal"]),
        ("RUSSIA ATTACKS UKRAINE", ["1", "attacks", "1"]),
        ("He left the U.S. on 3,500 ships", ["he", "left", "the", "1", "on", "0", "ships"]),
        ("Poetin\u00a0zei: ‘nee’ – en dat wás het", ["poetin", "zei", ":", "nee", "-", "en", "dat", "wás", "het"]),
        ("", []),
        ('""', []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert TERMS.tokens([text]) == [tokens]


def test_terms_of_words_are_words_neighbours_and_pairs_at_a_distance() -> None:
    assert TERMS.of("words", ["They", "lift", "all", "sanctions", "."]) == [
        *("they", "lift", "all", "sanctions", "."),
        *("they lift", "lift all", "all sanctions", "sanctions ."),
        *("they … all", "lift … sanctions", "they … sanctions"),
    ]


@given(st.text(max_size=80))
def test_every_term_is_made_of_its_owners(text: str) -> None:
    (found,) = TERMS.tokens([text])
    for view in TERMS.views:
        terms, owners = TERMS.of(view, found), TERMS.owners(view, found)
        assert len(terms) == len(owners)
        for term, places in zip(terms, owners, strict=True):
            if view == "words":
                assert term in {" ".join(found[place] for place in places).lower(), " … ".join(found[place] for place in places).lower()}
            else:
                assert term.strip() in found[places[0]].lower()


@given(st.lists(st.lists(st.sampled_from(["lift", "all", ",", "1", "Rubio"]), max_size=5), max_size=4), st.integers(0, 3))
def test_hashes_of_the_runs_of_several_sentences_are_those_of_the_runs_of_each(sentences: list[list[str]], gap: int) -> None:
    terms = replace(TERMS, words=3, gap=gap)
    together = [token for sentence in sentences for token in (*sentence, *terms.ends)]
    found, places = terms.hashes_of_runs(*terms.parts_of_runs(together))
    starts = [sum(len(before) + len(terms.ends) for before in sentences[:number]) for number in range(len(sentences))]
    owners = {start + place: number for number, start in enumerate(starts) for place in range(len(sentences[number]))}
    runs = [terms.runs(sentence) for sentence in sentences]
    names = dict(zip(hashes([run for of in runs for run in of])[0].tolist(), [run for of in runs for run in of], strict=True))
    of_each: list[list[str]] = [[] for _ in sentences]
    for place, number in zip(places.tolist(), found.tolist(), strict=True):
        if number in names:  # else it is one that reaches over an end
            of_each[owners[place]].append(names[number])
    assert list(map(sorted, of_each)) == list(map(sorted, runs))


def test_stand_ins_are_shown_as_what_they_stand_for() -> None:
    assert shown("0 1 … 2's") == "<number> <country> … <people>'s"
