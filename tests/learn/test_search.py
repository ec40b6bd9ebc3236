"""Search: what is tried, that it goes on where it stopped, and that its figures stay honest."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stance.errors import StanceError
from stance.learn import search
from stance.learn.corpus import Example
from stance.learn.evaluate import splits
from stance.learn.fit import Choice, Recipe, gather


def test_trials_are_always_the_same_and_the_recipe_itself_is_the_first(recipe: Recipe) -> None:
    choice = Choice(recipe, 3.0)
    tried = search.trials(choice, with_base=True)
    assert tried == search.trials(choice, with_base=True)
    assert tried[0] == choice
    assert len(tried) == len(set(tried)) == search.TRIALS
    assert {trial.own_weight for trial in tried} == {*search.WEIGHTS, 3.0}
    assert {trial.own_weight for trial in search.trials(Choice(recipe), with_base=False)} == {1.0}


def test_a_search_that_was_killed_goes_on_where_it_stopped(some: list[Example], recipe: Recipe, tmp_path: Path) -> None:
    dealt, tried = splits(some, 2), search.trials(Choice(recipe), with_base=False)[:3]
    material = gather(some, tried)
    path = tmp_path / "m.search.jsonl"
    whole = search.search(material, dealt, tried, "data", path)
    assert whole.shape == (3, 2, 3, 3)
    assert whole.sum() == 3 * len(some)
    lines = path.read_text().splitlines(keepends=True)
    assert len(lines) == 6
    path.write_text("".join(lines[:4]) + lines[4][:50])  # torn by a kill -9
    fitted: list[object] = []

    def watch(steps: Iterator[Any], before: int) -> Iterator[Any]:
        assert before == 4
        for step in steps:
            fitted.append(step)
            yield step

    again = search.search(material, dealt, tried, "data", path, 2, watch)
    assert (again == whole).all()
    assert len(fitted) == 2
    assert sorted(path.read_text().splitlines(keepends=True)) == sorted(lines)
    search.search(material, dealt, tried[:1], "other data", path)
    assert len(path.read_text().splitlines()) == 8


def test_a_file_of_something_else_is_left_alone(some: list[Example], recipe: Recipe, tmp_path: Path) -> None:
    path = tmp_path / "m.search.jsonl"
    path.write_text("my diary\n")
    with pytest.raises(StanceError, match="not what a search writes"):
        search.search(gather(some, [Choice(recipe)]), [], [Choice(recipe)], "data", path)
    assert path.read_text() == "my diary\n"


def test_a_fold_has_no_say_in_what_it_is_read_with() -> None:
    good, bad = np.diag([9, 9, 9]), np.fliplr(np.diag([9, 9, 9])) + 1
    # The first choice is good in the first fold alone, the second in the others: the first fold is not to know of its own luck.
    matrices = np.array([[10 * good, bad, bad], [bad, good, good]])
    assert search.chosen_elsewhere(matrices) == [1, 0, 0]
    assert [number for number, _ in search.ranked(matrices)] == [0, 1]


def test_what_a_trial_changes_is_said(recipe: Recipe) -> None:
    choice = Choice(recipe)
    assert search.changes(choice, choice) == "the recipe as it is"
    told = [search.changes(trial, choice) for trial in search.trials(choice, with_base=True)[1:]]
    assert len(set(told)) == len(told)
    assert json.dumps(told).count("own_weight") > 5
