"""Model files: what is written is read back, and what is no model is refused in one line."""

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

import stance
from stance.errors import ModelError, StanceError
from stance.model import store

SENTENCES = ["Het bestand houdt stand.", "The army shelled the town."]


def test_saved_and_loaded_is_the_same(tmp_path: Path) -> None:
    classifier = stance.load()
    path = tmp_path / "copy.safetensors"
    store.save(classifier, path)
    again = stance.load(path)
    assert np.array_equal(again.predict_proba(SENTENCES), classifier.predict_proba(SENTENCES))
    assert again.card == classifier.card
    assert path.read_bytes() == store.shipped().read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["copy.safetensors"]


def test_shipped_model_is_small() -> None:
    assert store.shipped().stat().st_size < 10_000_000


def parts() -> tuple[dict[str, Any], dict[str, object]]:
    with safetensors.safe_open(store.shipped(), framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, json.loads(file.metadata()[store.CARD])  # noqa: SIM118


def spoilt(path: Path, arrays: dict[str, Any], header: object) -> Path:
    path.write_bytes(safetensors.numpy.save(arrays, {store.CARD: json.dumps(header)}))
    return path


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no model",
        pickle.dumps({"a": 1}),
        b"\xff" * 4096,
        (1 << 60).to_bytes(8, "little") + b"{}",
        safetensors.numpy.save({"x": np.zeros(3)}),
        safetensors.numpy.save({"x": np.zeros(3)}, {"stance": "[1]"}),
        safetensors.numpy.save({"x": np.zeros(3)}, {"stance": "{"}),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(data)
    with pytest.raises(ModelError) as caught:
        stance.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_truncated_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    path.write_bytes(store.shipped().read_bytes()[:-1000])
    with pytest.raises(ModelError, match="damaged"):
        stance.load(path)


def test_missing_model_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model file"):
        stance.load(tmp_path / "none.safetensors")
    with pytest.raises(ModelError, match="a folder"):
        stance.load(tmp_path)


def test_newer_format_says_what_to_install(tmp_path: Path) -> None:
    arrays, header = parts()
    with pytest.raises(ModelError, match="pip install -U stance"):
        stance.load(spoilt(tmp_path / "new.safetensors", arrays, {**header, "format": store.FORMAT + 1}))


@pytest.mark.parametrize(
    "settings", [{"masking": "yes"}, {"surroundings": 1}, {"words": "2"}, {"words": 2.5}, {"characters": [3, 6.5]}, {"stems": True}]
)
def test_settings_that_are_none_are_refused(tmp_path: Path, settings: dict[str, object]) -> None:
    arrays, header = parts()
    terms = dict(header["terms"])  # type: ignore[call-overload]
    with pytest.raises(ModelError, match="damaged"):
        stance.load(spoilt(tmp_path / "odd.safetensors", arrays, {**header, "terms": {**terms, **settings}}))


def test_an_idf_of_nothing_is_refused(tmp_path: Path) -> None:
    arrays, header = parts()
    arrays["words.idf"] = np.zeros_like(arrays["words.idf"])
    with pytest.raises(ModelError, match="not above 0"):
        stance.load(spoilt(tmp_path / "zero.safetensors", arrays, header))


def test_a_file_of_the_first_format_reads_as_it_did(tmp_path: Path) -> None:
    """It knew neither masked names nor surroundings: both are off for it."""
    arrays, header = parts()
    arrays = {name: array for name, array in arrays.items() if not name.startswith("surroundings")}
    header["format"] = 1
    terms = dict(header["terms"])  # type: ignore[call-overload]
    header["terms"] = {name: terms[name] for name in ("words", "gap", "characters")}
    old = stance.load(spoilt(tmp_path / "old.safetensors", arrays, header))
    assert old.terms.tokens("Russia and Marco") == ["russia", "and", "marco"]
    assert np.array_equal(old.predict_proba(SENTENCES), old.predict_proba(SENTENCES, together=True))


@pytest.mark.parametrize("name", ["words.weights", "characters.idf", "surroundings.weights", "intercept"])
def test_numbers_that_are_none_are_refused(tmp_path: Path, name: str) -> None:
    arrays, header = parts()
    arrays[name] = np.full_like(arrays[name], np.nan)
    with pytest.raises(ModelError, match="numbers that are none"):
        stance.load(spoilt(tmp_path / "nan.safetensors", arrays, header))


@pytest.mark.parametrize("name", ["words.weights", "characters.idf", "surroundings.weights", "intercept"])
def test_shapes_that_do_not_match_are_refused(tmp_path: Path, name: str) -> None:
    arrays, header = parts()
    arrays[name] = arrays[name][:-1]
    with pytest.raises(ModelError, match="damaged"):
        stance.load(spoilt(tmp_path / "short.safetensors", arrays, header))


def test_unwritable_place_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StanceError, match="cannot be written"):
        store.save(stance.load(), tmp_path / "file" / "m.safetensors")
