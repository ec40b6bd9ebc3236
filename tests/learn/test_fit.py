"""Training: recipes, cross-validation, and a committed model that anyone can rebuild."""

import random
from pathlib import Path

import numpy as np
import pytest

import stance
from stance.errors import StanceError
from stance.learn import evaluate
from stance.learn.corpus import Example, fingerprint
from stance.learn.fit import Recipe, fit, read_recipe, recipe_from
from stance.model import store
from stance.report import card

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "training/recipe.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("words = ", "not a recipe"),
        ("words = 2", "missing"),
        ("frobs = 3", "unexpected keyword argument 'frobs'"),
        (GOOD.replace("folds = 5", "folds = 1"), "folds must be a number of at least 2"),
        (GOOD.replace("words = 2", 'words = "a"'), "words must be a number"),
        (GOOD.replace("words = 2", "words = 30"), "words must be 1 to 10"),
        (GOOD.replace("[3, 6]", '"36"'), "characters must be two numbers"),
        (GOOD.replace("[3, 6]", "[6, 3]"), "the smaller first"),
        (GOOD.replace("regularization = 3.0", "regularization = -1.0"), "inverse_regularization must be a number"),
        (GOOD.replace("contrast = 0.75", "contrast = inf"), "contrast must be a number"),
        (GOOD.replace("surroundings = 1.0", "surroundings = nan"), "surroundings must be a number"),
        (GOOD.replace("masking = true", "masking = 1"), "masking must be true or false"),
    ],
)
def test_bad_recipes_are_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(text)
    with pytest.raises(StanceError, match=message) as caught:
        read_recipe(path)
    assert "\n" not in str(caught.value)


def test_same_data_same_bytes(some: list[Example], recipe: Recipe, tmp_path: Path) -> None:
    for name in ("a", "b"):
        store.save(fit(some, recipe), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_cross_validation_is_the_same_on_any_number_of_jobs(some: list[Example], recipe: Recipe) -> None:
    one, two = (evaluate.cross_validate(some, recipe, jobs) for jobs in (1, 2))
    assert one == two
    assert 0.4 < one["macro_f1"][0] < 0.9


def test_cross_validation_holds_whole_documents_out(recipe: Recipe) -> None:
    # Every document has a word of its own that tells its label, and nothing else does: held-out documents cannot be read,
    # while a split that tears documents apart reads nine in ten of these sentences.
    chance = random.Random(1)
    labels = ("escalation", "neutral", "de-escalation")
    examples = [
        Example(f"d{number}", "en", "conflict", word, labels[number % 3])
        for number, word in enumerate("".join(chance.choices("bcdfghklmnprstvw", k=8)) for _ in range(60))
        for _ in range(8)
    ]
    assert evaluate.cross_validate(examples, recipe)["macro_f1"][0] < 0.5


def test_a_label_that_stands_in_one_document_is_cross_validated_as_never_found(recipe: Recipe) -> None:
    examples = [
        Example(f"d{number}", "en", "conflict", f"{word} the town at noon", label)
        for number in range(10)
        for word, label in (("attack", "escalation"), ("describe", "neutral"))
        for _ in range(3)
    ] + [Example("d0", "en", "conflict", "a truce for the town", "de-escalation")] * 6
    figures = evaluate.cross_validate(examples, recipe)
    assert figures["f1"]["de-escalation"][0] == 0
    assert figures["f1"]["neutral"][0] > 0.9


def test_committed_card_is_that_of_the_committed_model() -> None:
    shipped = stance.load()
    assert (ROOT / "models/news.md").read_text(encoding="utf-8") == card.markdown(shipped.card, "news", shipped.size)


def test_too_few_documents_for_the_folds(some: list[Example], recipe: Recipe) -> None:
    with pytest.raises(StanceError, match="1 documents cannot be dealt into 5 folds"):
        evaluate.cross_validate([example for example in some if example.document == some[0].document], recipe)


@pytest.mark.slow
def test_committed_model_is_what_the_committed_corpus_and_recipe_give(corpus: list[Example], recipe: Recipe) -> None:
    shipped = stance.load()
    assert shipped.card["data"]["fingerprint"] == fingerprint(corpus), "run `make model`"
    assert recipe_from(shipped.card["recipe"]) == recipe, "run `make model`"
    fresh = fit(corpus, recipe)
    # Another processor, or another number of its cores, adds up in another order and stops a little elsewhere: by 0.003 of weights up to 8.
    assert np.abs(fresh.intercept - shipped.intercept).max() < 0.01
    for name, view in fresh.views.items():
        assert view.vocabulary.terms == shipped.views[name].vocabulary.terms
        assert np.abs(view.idf - shipped.views[name].idf).max() < 1e-3
        assert np.abs(view.weights - shipped.views[name].weights).max() < 0.01
    texts = [example.text for example in corpus]
    again, before = fresh.predict_proba(texts), shipped.predict_proba(texts)
    assert np.abs(again - before).max() < 0.005
    assert (again.argmax(axis=1) == before.argmax(axis=1)).mean() > 0.999
