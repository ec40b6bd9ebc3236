"""No name decides: what is masked, and what the shipped model makes of a sentence when its names are others."""

import random
import re
from collections.abc import Callable

import pytest

import stance
from stance.learn.corpus import Example
from stance.text.names import COUNTRY, KINDS, NATIONAL, _listed, mask, words
from stance.text.terms import Terms

MASKED = Terms(words=2, gap=3, characters=(3, 6), masking=True, quotation_marks=False, surroundings=True)
PERSON = re.compile(
    r"(?<=[a-z,] )([A-Z][a-zë-]+ [A-Z][a-zë-]+)(?=,? (?:said|says|told|zei|zegt|vertelde)\b)|(?<=said |.zei )([A-Z][a-zë-]+ [A-Z][a-zë-]+)"
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Russia's army", "1's army"),
        ("a U.S.-led raid, US troops", "a 1-led raid, 1 troops"),
        ("Noord-Korea en Wit-Russische soldaten", "1 en 2 soldaten"),
        ("de VS, Saoedi-Arabië en Israëlische kolonisten", "de 1, 1 en 2 kolonisten"),
        ("roast turkey for us on china", "roast turkey for us on china"),
        ("Ruslands leger, RUSSIA ATTACKS, Turkeyish", "1 leger, 1 ATTACKS, Turkeyish"),
        ("the United\nStates and the United\u00a0Kingdom", "the 1 and the 1"),
        ("Let us go. Let op!", "Let us go. Let op!"),
        ("de V.S. en Zuid-Korea; South Korean, the United States' ally", "de 1 en 1; 2, the 1' ally"),
    ],
)
def test_countries_and_peoples_are_masked_where_they_are_names(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_every_listed_name_is_masked_as_what_it_is_listed_for() -> None:
    assert set(KINDS.values()) == {COUNTRY, NATIONAL}
    assert {name for name in KINDS if mask(name) != KINDS[name]} == set()
    names = [name for part in re.split(r"[|\n]", _listed) for name in part.split()]
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_words_keep_names_of_several_together() -> None:
    text = 'In the United\nStates, Noord-Korea said "no".'
    assert [text[start:end] for start, end in words(text)] == ["In", "the", "United\nStates,", "Noord-Korea", "said", '"no".']


def test_parts_of_names_are_no_terms_but_those_of_words_are() -> None:
    terms = set(MASKED.of_text("characters", "Yesterday General Warbreaker told reporters he would negotiate."))
    assert not any("arbre" in term for term in terms)
    assert {"negoti", " yest"} & terms == {"negoti", " yest"}
    words = MASKED.of_text("words", "Yesterday General Warbreaker told reporters he would negotiate.")
    assert "warbreaker" in words
    headline = set(MASKED.of_text("characters", "Rebels Sign Ceasefire Deal In Capital"))
    assert "ceasef" in headline  # where every word has a capital it tells nothing


def swap_countries(text: str, chance: random.Random, language: str) -> str:
    # the last two are countries of no list
    names = {
        "en": ("Russia", "Kenya", "South Africa", "the United States", "Tuvalu", "Freedonia"),
        "nl": ("Rusland", "Kenia", "Zuid-Afrika", "de Verenigde Staten", "Tuvalu", "Freedonië"),
    }[language]
    listed = "|".join(sorted((name for name, kind in KINDS.items() if kind == COUNTRY and name.isalpha()), key=len, reverse=True))
    return re.sub(rf"\b(?:{listed})\b", lambda _: chance.choice(names), text)


def swap_persons(text: str, chance: random.Random, language: str) -> str:
    names = {
        "en": ("Ann Walker", "Omar Haddad", "Li Fang", "Ivan Petrov"),
        "nl": ("Anna Wouters", "Omar Haddad", "Li Fang", "Ivan Petrov"),
    }[language]
    return PERSON.sub(lambda _: chance.choice(names), text)


def swap_all(text: str, chance: random.Random, language: str) -> str:
    return swap_persons(swap_countries(text, chance, language), chance, language)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("swap", "least"), [(swap_all, 0.98), (swap_persons, 0.97)])
def test_other_names_same_labels(
    corpus: list[Example], language: str, swap: Callable[[str, random.Random, str], str], least: float
) -> None:
    chance = random.Random(1)
    texts = [example.text for example in corpus if example.language == language]
    chance.shuffle(texts)
    pairs = [(text, other) for text in texts if (other := swap(text, chance, language)) != text][:400]
    assert len(pairs) > 80
    classifier = stance.load()
    before, after = (classifier.predict([pair[side] for pair in pairs]) for side in (0, 1))
    assert (before == after).mean() >= least
