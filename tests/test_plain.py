"""Stance gives what the plain way gives: the same tokens, sentences and probabilities, only sooner."""

import json
import sys
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given

import stance
from stance import scoring
from stance.errors import DocumentError
from stance.learn.corpus import Example
from stance.report.files import json_lines
from stance.text.documents import Document
from stance.text.names import join
from tests.conftest import ROOT
from tests.test_any_text import TEXTS

sys.path.append(str(ROOT / "benchmarks"))

import plain

CLASSIFIER = stance.load()


def test_the_tokens_of_the_corpus(corpus: list[Example]) -> None:
    texts = [example.text for example in corpus[::7]]
    assert CLASSIFIER.terms.tokens(texts) == [plain.tokens(text) for text in texts]


@given(TEXTS)
def test_the_tokens_of_any_text(text: str) -> None:
    text = text.replace("\u00ad", "").replace("\u0301", "")  # inside a name of two words they are read in another order
    assert CLASSIFIER.terms.tokens([text]) == [plain.tokens(text)] or join(text) != text


def test_the_lines_of_the_corpus(corpus: list[Example]) -> None:
    documents = groupby(corpus, key=lambda example: (example.language, example.document))
    texts = ["\n".join(example.text for example in found) for _, found in documents][::90]
    mine: list[dict[str, Any]] = []
    for document in scoring.score((Document("a", (text,)) for text in texts), CLASSIFIER):
        assert not isinstance(document, DocumentError)
        mine += map(json.loads, json_lines(document))
    other = list(map(json.loads, plain.scikit_learn(CLASSIFIER)(texts)))
    assert len(mine) == len(other) > 500
    for one, two in zip(mine, other, strict=True):
        assert [one[name] for name in ("sentence", "text", "language")] == [two[name] for name in ("sentence", "text", "language")]
        assert one["probabilities"] == pytest.approx(two["probabilities"], abs=1e-6)
