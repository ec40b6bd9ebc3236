"""No name decides: what is masked, and what the shipped model makes of a sentence when its names are others."""

import random
import re
from collections.abc import Callable

import pytest

import stance
from stance.learn.corpus import Example
from stance.text.names import COUNTRY, KINDS, NATIONAL, mask
from stance.text.terms import Terms

MASKED = Terms(words=2, gap=3, characters=(3, 6), masking=True, surroundings=True)
PERSON = re.compile(
    r"(?<=[a-z,] )([A-Z][a-zë-]+ [A-Z][a-zë-]+)(?=,? (?:said|says|told|zei|zegt|vertelde)\b)|(?<=said |.zei )([A-Z][a-zë-]+ [A-Z][a-zë-]+)"
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Russia's army", "1's army"),
        ("a U.S.-led raid, US troops", "a 1-led raid, 1 troops"),
        ("Noord-Korea en Wit-Russische soldaten", "Noord-1 en 2 soldaten"),
        ("de VS, Saoedi-Arabië en Israëlische kolonisten", "de 1, 1 en 2 kolonisten"),
        ("roast turkey for us on china", "roast turkey for us on china"),
        ("Russias Turkeyish", "Russias Turkeyish"),
    ],
)
def test_countries_and_peoples_are_masked_where_they_are_names(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_no_name_stands_for_two_kinds() -> None:
    assert set(KINDS.values()) == {COUNTRY, NATIONAL}
    assert all(name[0].isupper() for name in KINDS)


def test_parts_of_names_are_no_terms_but_those_of_words_are() -> None:
    terms = set(MASKED.of_characters(MASKED.tokens("Yesterday General Warbreaker told reporters he would negotiate.")))
    assert not any("arbre" in term for term in terms)
    assert {"negoti", " yest"} & terms == {"negoti", " yest"}
    words = MASKED.of_words(MASKED.tokens("Yesterday General Warbreaker told reporters he would negotiate."))
    assert "warbreaker" in words
    headline = set(MASKED.of_characters(MASKED.tokens("Rebels Sign Ceasefire Deal In Capital")))
    assert "ceasef" in headline  # where every word has a capital it tells nothing


def swap_countries(text: str, chance: random.Random, language: str) -> str:
    names = {"en": ("Russia", "Kenya", "Chile", "India", "Serbia"), "nl": ("Rusland", "Kenia", "Chili", "India", "Servië")}[language]
    listed = "|".join(sorted((name for name, kind in KINDS.items() if kind == COUNTRY and name.isalpha()), key=len, reverse=True))
    return re.sub(rf"\b(?:{listed})\b", lambda _: chance.choice(names), text)


def swap_persons(text: str, chance: random.Random, language: str) -> str:
    names = {
        "en": ("Ann Walker", "Omar Haddad", "Li Fang", "Ivan Petrov"),
        "nl": ("Anna Wouters", "Omar Haddad", "Li Fang", "Ivan Petrov"),
    }[language]
    return PERSON.sub(lambda _: chance.choice(names), text)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("swap", [swap_countries, swap_persons])
def test_other_names_same_labels(corpus: list[Example], language: str, swap: Callable[[str, random.Random, str], str]) -> None:
    chance = random.Random(1)
    texts = [example.text for example in corpus if example.language == language]
    chance.shuffle(texts)
    pairs = [(text, other) for text in texts if (other := swap(text, chance, language)) != text][:400]
    assert len(pairs) > 80
    classifier = stance.load()
    before, after = (classifier.predict([pair[side] for pair in pairs]) for side in (0, 1))
    assert (before == after).mean() >= 0.98
