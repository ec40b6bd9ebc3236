"""Cards: what a model is said to be made of, and how they read."""

import json
from dataclasses import replace

import numpy as np
import pytest

import stance
from stance.labels import LABELS
from stance.learn import card
from stance.learn.compare import capitalized, compare, verdict
from stance.learn.corpus import ADJUDICATED, Example, Finding, describe
from stance.learn.evaluate import cross_validated
from stance.learn.fit import Recipe
from stance.report.card import markdown
from tests.conftest import ROOT


def test_a_card_says_what_a_model_was_made_of_and_how_good_it_is(some: list[Example], recipe: Recipe) -> None:
    who = ("an, bo", "bo", ADJUDICATED, "")
    own = [replace(example, annotator=who[number % 4]) for number, example in enumerate(some[:300])]
    odds = np.random.default_rng(1).dirichlet([1, 1, 1], len(own))
    fold = np.arange(len(own)) % 5
    figures = cross_validated(own, odds, fold)
    against = compare((e.label for e in own), odds, odds[::-1], (e.document for e in own))
    findings = [Finding("empty", 2, "an empty text", ["own.csv:3"]), Finding("empty", 2, "an empty text", ["own.csv:9"])]
    settings = {
        "sources": ["own.csv", "more.csv"],
        "label_map": "plover",
        "base": some[300:],
        "own_weight": 3.0,
        "findings": findings,
        "searched": 24,
    }
    made, again = (card.make(own, recipe, figures=figures, against=against, **settings) for _ in range(2))  # type: ignore[arg-type]
    assert json.dumps(made) == json.dumps(again)
    assert {name: made["data"][name] for name in describe(own)} == describe(own)
    assert made["data"]["base"] == {**describe(some[300:]), "own_weight": 3.0}
    assert made["data"]["findings"] == {"empty": 2}
    assert "own.tsv:" not in json.dumps(made)
    assert '"an"' not in json.dumps(made)  # annotators are counted, not named
    text = markdown(json.loads(json.dumps(made)), "mine", 1234)
    value, low, high = figures["macro_f1"]
    for part in (
        "1,234 terms",
        "Read from `more.csv`, `own.csv`.",
        "Labels were mapped: `plover`.",
        "2 annotators.",
        "Found when it was checked: empty (2).",
        f"{len(some) - 300:,} sentences in ",
        "a sentence of the data above counts 3 times one of it, towards `min_documents` too",
        f"5-fold cross-validation, whole documents held out, on 300 sentences in {made['data']['documents']} documents:",
        "The best of 24 by macro F1",
        f"- macro F1 {value:.3f} [{low:.3f}, {high:.3f}] (spread over folds ",
        "## Beside shipped",
        *(f"- {line}" for line in capitalized(verdict(against, "shipped", "this model"))),
        "| scipy | ",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("counts", "languages", "documents", "annotators", "expected"),
    [
        ((30, 30, 30), ("nl", "en"), 20, 2, []),
        ((30, 30, 0), ("nl", "en"), 20, 0, ["No sentence of its data is labelled de-escalation: it never gives that label."]),
        ((30, 30, 1), ("nl", "en"), 20, 0, ["Only 1 sentence of its data is labelled de-escalation: expect it to miss most of them."]),
        ((30, 0, 30), ("nl", "en"), 20, 0, ["No sentence of its data is labelled neutral", "Ordinary news is mostly neutral"]),
        ((30, 30, 30), ("en",), 20, 1, ["Its data is in en only: what it says of nl means nothing.", "One person labelled its data"]),
        ((30, 30, 30), ("nl", "en"), 4, 0, ["Its own data is of 4 documents: too few"]),
    ],
)
def test_limits_are_those_of_the_data(
    counts: tuple[int, ...], languages: tuple[str, ...], documents: int, annotators: int, expected: list[str], recipe: Recipe
) -> None:
    labels = [label for label, count in zip(LABELS, counts, strict=True) for _ in range(count)]
    examples = [
        Example(f"d{number % documents}", languages[number % len(languages)], "", f"text {number}", label, str(number % max(annotators, 1)))
        for number, label in enumerate(labels)
    ]
    if not annotators:
        examples = [replace(example, annotator="") for example in examples]
    figures = {"macro_f1": [0.5, 0.4, 0.6]}
    limits = card.make(examples, recipe, figures=figures)["limits"]
    assert len(limits) == len(expected)
    assert all(found.startswith(start) for found, start in zip(limits, expected, strict=True))
    assert card.make(examples, recipe)["limits"][-1 - (annotators == 1)].startswith("It was not measured")


@pytest.mark.parametrize("name", ["1.safetensors", "2.safetensors"])
def test_cards_of_older_models_still_read(name: str) -> None:
    classifier = stance.load(ROOT / "tests/model/formats" / name)
    text = markdown(classifier.card, "old", classifier.size)
    assert text.startswith("# old\n")
    assert "## Use and limits" in text
