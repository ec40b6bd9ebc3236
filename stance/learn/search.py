"""Search: which recipe does best in cross-validation. Every fold of every trial is written down as it ends, so that a search goes on where it stopped."""

import hashlib
import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from stance.errors import StanceError, reason
from stance.learn.evaluate import SEED, confusions, labels_of, macro
from stance.learn.fit import Choice, Material
from stance.learn.folds import Split, predict_held_out

TRIALS = 24
# What is tried: about the settings of our own recipe, and a step or two to both sides.
SPACE: dict[str, Sequence[float]] = {
    "inverse_regularization": (0.3, 1.0, 3.0, 10.0, 30.0),
    "min_documents": (2, 3, 5, 8),
    "contrast": (0.0, 0.5, 0.75, 1.0),
    "crowd_discount": (0.0, 0.4, 0.8),
    "surroundings": (0.0, 0.5, 1.0, 2.0),
}
WEIGHTS = (1.0, 3.0, 10.0)  # of an own sentence beside one of our corpus


def trials(choice: Choice, with_base: bool, number: int = TRIALS) -> list[Choice]:
    """Draw what is tried, always the same: the choice as it stands, and others at random from a grid about it.

    Random trials find more than a grid of as many where few settings matter: Bergstra & Bengio, Random search for hyper-parameter
    optimization, Journal of Machine Learning Research 13, 2012.
    """
    grid = [dict(zip(SPACE, values, strict=True)) for values in product(*SPACE.values())]
    others = [
        Choice(replace(choice.recipe, **settings), weight)  # type: ignore[arg-type]
        for settings in grid
        for weight in (WEIGHTS if with_base else (choice.own_weight,))
    ]
    drawn = random.Random(SEED).sample(others, number)
    return [choice, *(other for other in drawn if other != choice)][:number]


def search(
    material: Material,
    splits: Sequence[Split],
    choices: Sequence[Choice],
    data: str,
    path: Path,
    jobs: int = 1,
    watch: Callable[[Iterator[Any], int], Iterator[Any]] = lambda steps, _done: steps,
) -> NDArray[np.int_]:
    """Cross-validate every choice.

    Parameters
    ----------
    data
        what tells the sentences from others: a search of other sentences in the same file is not taken up
    path
        the file that what is done is written to, a JSON line a fold of a choice, and read from
    watch
        wraps the iterator of what is still to do, and is told how many were done before

    Returns
    -------
    (n_choices, n_folds, n_labels, n_labels) confusions of each fold, those of people in rows.

    Raises
    ------
    StanceError
        when the file cannot be read or written.
    """
    keys = {(number, fold): _key(data, choice, split) for number, choice in enumerate(choices) for fold, split in enumerate(splits)}
    done = _read(path)
    left = [place for place, key in keys.items() if key not in done]
    results = Parallel(jobs, return_as="generator_unordered")(
        delayed(_try)(material, choices[number], splits[fold], (number, fold)) for number, fold in left
    )
    try:
        with path.open("a", encoding="utf-8") as file:
            for (number, fold), matrix in watch(results, len(keys) - len(left)):
                key = keys[number, fold]
                done[key] = matrix
                record = {"key": key, "fold": fold, **_settings(choices[number]), "confusion": matrix}
                file.write(json.dumps(record) + "\n")
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise StanceError(f"{path}: {reason(error)}") from None
    return np.array([[done[keys[number, fold]] for fold in range(len(splits))] for number in range(len(choices))])


def _try(material: Material, choice: Choice, split: Split, place: tuple[int, int]) -> tuple[tuple[int, int], list[list[int]]]:
    gold = material.labels[split[1]]
    read = labels_of(predict_held_out(material, choice, split))
    return place, confusions(gold, read, [""] * len(gold))[0].tolist()


def _settings(choice: Choice) -> dict[str, Any]:
    return {**asdict(choice.recipe), "own_weight": choice.own_weight}


def _key(data: str, choice: Choice, split: Split) -> str:
    digest = hashlib.sha256(json.dumps([data, _settings(choice)]).encode())
    digest.update(np.ascontiguousarray(split[1], np.int64).tobytes())
    return digest.hexdigest()[:16]


def _read(path: Path) -> dict[str, list[list[int]]]:
    """Read what was done before; a line that a stopped process left half written is taken off."""
    try:
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        whole = [line for line in lines if line.endswith(b"\n")]
        if len(whole) < len(lines):
            with path.open("r+b") as file:
                file.truncate(sum(map(len, whole)))
        records = [json.loads(line) for line in whole]
        return {record["key"]: record["confusion"] for record in records}
    except OSError as error:
        raise StanceError(f"{path}: {reason(error)}") from None
    except (ValueError, KeyError, TypeError):
        raise StanceError(f"{path}: not what a search writes; move it away, it is written anew") from None


def ranked(matrices: NDArray[np.int_]) -> list[tuple[int, float]]:
    """Rank the choices by the macro F1 of all folds together, the best first; of equals the one tried first."""
    scores = macro(matrices.sum(axis=1)).tolist()
    return sorted(enumerate(scores), key=lambda pair: -pair[1])


def chosen_elsewhere(matrices: NDArray[np.int_]) -> list[int]:
    """For each fold, the choice that does best in the others.

    A figure of the choice that was best on the same sentences would be too good, as some of it is luck. What a fold is predicted with
    here, was measured on the other folds only; but the models measured there saw this fold in training, so that a trace of it is left.
    """
    folds = matrices.shape[1]
    return [ranked(np.delete(matrices, fold, axis=1))[0][0] for fold in range(folds)]


def changes(choice: Choice, other: Choice) -> str:
    """Say in which settings a choice differs from another."""
    before, after = _settings(other), _settings(choice)
    return ", ".join(f"{name} {value:g}" for name, value in after.items() if value != before[name]) or "the recipe as it is"
