"""Training: recipes, cross-validation, and a committed model that anyone can rebuild."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import stance
from stance.errors import StanceError
from stance.labels import LABELS
from stance.learn import evaluate, folds
from stance.learn.corpus import Example, fingerprint
from stance.learn.fit import Choice, Fitted, Recipe, as_toml, fit, fit_rows, gather, ordered, read_recipe, recipe_from
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


def test_same_data_same_bytes_in_any_order_of_the_documents(some: list[Example], recipe: Recipe, tmp_path: Path) -> None:
    turned = sorted(some, key=lambda example: example.document[::-1])
    assert turned != some
    for name, examples in (("a", some), ("b", turned)):
        store.save(fit(examples, recipe), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_recipe_is_read_as_it_was_written(recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(as_toml(recipe), encoding="utf-8")
    assert read_recipe(tmp_path / "recipe.toml") == recipe


def same(one: Fitted, two: Fitted) -> None:
    """Hold two models to the same terms, idf and weights."""
    assert one.vocabularies == two.vocabularies
    for name, idf in one.idf.items():
        assert np.allclose(idf, two.idf[name], rtol=0, atol=1e-12)
    assert np.abs(one.regression.coef_ - two.regression.coef_).max() < 1e-3
    assert np.abs(one.regression.intercept_ - two.regression.intercept_).max() < 1e-3


def test_a_model_of_some_rows_is_the_one_that_they_alone_give(some: list[Example], recipe: Recipe) -> None:
    choice = Choice(recipe)
    part = [row for row, example in enumerate(some) if len(example.document) % 2]
    assert 300 < len(part) < len(some)
    one = fit_rows(gather(some, [choice, Choice(replace(recipe, min_documents=2), 4.0)]), choice, np.array(part))
    same(one, fit_rows(gather([some[row] for row in part], [choice]), choice))


def test_a_sentence_of_weight_two_counts_as_if_it_stood_there_twice(some: list[Example], recipe: Recipe) -> None:
    own, base = ([example for example in some if example.language == language] for language in ("en", "nl"))
    again = [replace(example, document=f"{example.document} again") for example in own]
    weighed, twice = Choice(recipe, 2.0), Choice(recipe)
    same(fit_rows(gather(own, [weighed], base), weighed), fit_rows(gather([*own, *again], [twice], base), twice))


@pytest.mark.parametrize("missing", LABELS)
def test_a_label_that_the_data_lacks_is_never_given(missing: str, some: list[Example], recipe: Recipe, tmp_path: Path) -> None:
    left = [example for example in some if example.label != missing]
    store.save(fit(left, recipe), tmp_path / "two")
    classifier = stance.load(tmp_path / "two")
    texts = [example.text for example in some] + ["Zzz."]
    probabilities = classifier.predict_proba(texts)
    assert (probabilities[:, LABELS.index(missing)] == 0).all()
    assert np.isfinite(classifier.logits(texts)).all()
    gold = [example.label for example in left]
    known = classifier.predict_proba([example.text for example in left])
    assert evaluate.macro_f1(np.array(gold), evaluate.labels_of(known)) > 0.8  # on what it was trained on, without what stood around it
    choice = Choice(recipe)
    expected = fit_rows(gather(ordered(left), [choice]), choice).predict_proba(texts, [str(number) for number in range(len(texts))])
    assert np.abs(expected - probabilities).max() < 1e-5


def test_two_labels_are_weighed_as_a_multinomial_regression_of_two_would(some: list[Example], recipe: Recipe) -> None:
    # A third label that stands in one meaningless sentence changes next to nothing, but has scikit-learn fit a row a label.
    two = [example for example in some if example.label != "neutral"]
    third = [Example("x", "en", "x", "qqq", "neutral")]
    texts = [example.text for example in some]
    alike = replace(recipe, contrast=0)  # the only other thing that the third label has a say in
    one, other = (fit(examples, alike).logits(texts) for examples in (two, two + third))
    assert np.abs((one[:, 0] - one[:, 2]) - (other[:, 0] - other[:, 2])).max() < 0.1


def test_one_label_is_nothing_to_tell_apart(some: list[Example], recipe: Recipe) -> None:
    with pytest.raises(StanceError, match="every sentence is labelled neutral: nothing to tell apart"):
        fit([example for example in some if example.label == "neutral"], recipe)


def test_the_base_is_in_every_training_part(some: list[Example], recipe: Recipe) -> None:
    # The words of own sentences stand in the base alone, once their own document is held out.
    base = [
        Example(f"b{number}", "en", "x", text, label)
        for number, (text, label) in enumerate([("wug", "escalation"), ("dax", "neutral")] * 8)
    ]
    own = [
        Example(f"d{number}", "en", "x", text, label)
        for number, (text, label) in enumerate([("wug", "escalation"), ("dax", "neutral")] * 2)
    ]
    choice = Choice(recipe)
    for extra, right in (([], False), (base, True)):
        material = gather([*own, *some[:200]], [choice], extra)
        probabilities, _ = folds.held_out(material, [(np.arange(4, 204), np.arange(4))], [choice])
        read = evaluate.labels_of(probabilities).tolist()
        assert (read == [example.label for example in own]) == right


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


def test_sentences_stand_in_the_order_of_their_numbers_also_as_pandas_writes_them() -> None:
    shuffled = [
        Example("d", "en", "", text, "neutral", columns={"sentence": number}) for text, number in (("c", "10.0"), ("a", 2.0), ("b", "9.0"))
    ]
    assert [example.text for example in ordered(shuffled)] == ["a", "b", "c"]
