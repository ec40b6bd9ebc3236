"""Near-duplicates against the plain way of finding them."""

import re

import pytest

from stance.learn.corpus import Example
from stance.learn.duplicates import near_duplicates


def grams(text: str) -> set[str]:
    plain = " " + re.sub(r"\s+", " ", text.lower()) + " "
    return {plain[start : start + 5] for start in range(len(plain) - 4)}


@pytest.mark.parametrize("threshold", [0.2, 0.6])
def test_finds_exactly_what_comparing_all_pairs_finds(corpus: list[Example], threshold: float) -> None:
    texts = [example.text for example in corpus if example.language == "nl"][::20][:900]
    texts += ["Het bestand in het noorden houdt stand, zegt de VN.", "Het bestand in het noorden houdt stand, zei de VN.", "Ja.", "Ja."]
    sets = [grams(text) for text in texts]
    expected = {
        (left, right)
        for left in range(len(texts))
        for right in range(left + 1, len(texts))
        if len(sets[left] & sets[right]) > threshold * len(sets[left] | sets[right])
    }
    assert {(left, right) for left, right, _ in near_duplicates(texts, threshold)} == expected
    assert (len(texts) - 4, len(texts) - 3) in expected


def test_texts_too_short_for_a_gram() -> None:
    assert near_duplicates([]) == []
    assert near_duplicates(["a", "b", "a"]) == [(0, 2, 1.0)]
