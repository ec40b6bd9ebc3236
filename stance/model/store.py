"""Classifier <-> one safetensors file: arrays, and a JSON card in its header. Reading one runs no code."""

import json
import zlib
from dataclasses import asdict
from itertools import islice
from operator import lt
from pathlib import Path
from typing import Any

import numpy as np
import safetensors.numpy
from safetensors import SafetensorError, safe_open

from stance.atomic import replacing
from stance.errors import ModelError
from stance.labels import LABELS
from stance.model.classifier import Classifier, View
from stance.model.vocabulary import Vocabulary
from stance.text.terms import Terms

SEEN = "seen"
FORMAT = 2  # counts up when a file of it can no longer be read by the stance before
CARD = "stance"  # the header's only key: with more than one, safetensors writes them in an order that changes from run to run


def save(classifier: Classifier, path: Path) -> None:
    """Write a model file; the one that stood there before stays whole until the new one is.

    Raises
    ------
    StanceError
        when the file cannot be written.
    """
    arrays: dict[str, np.ndarray] = {"intercept": classifier.intercept.astype(np.float32)}
    for name, view in classifier.views.items():
        arrays[f"{name}.terms"] = np.frombuffer(view.vocabulary.listed.encode(), np.uint8)
        arrays[f"{name}.hashes"] = view.vocabulary.hashes
        arrays[f"{name}.idf"] = view.idf.astype(np.float32)
        arrays[f"{name}.weights"] = np.ascontiguousarray(view.weights, np.float32)
    if classifier.seen is not None:
        arrays[SEEN] = classifier.seen
    terms = classifier.terms
    header = {
        "format": FORMAT,
        "labels": list(classifier.labels),
        "terms": asdict(terms),
        "card": classifier.card,
        "checksum": _checksum(arrays),
    }
    data = safetensors.numpy.save(arrays, {CARD: json.dumps(header, ensure_ascii=False)})
    with replacing(path) as file:
        file.write(data)


def load(path: Path) -> Classifier:
    """Read a model file.

    Raises
    ------
    ModelError
        when it is missing, no model, damaged, or written by a newer version of stance.
    """
    if not path.is_file():
        what = "a folder, not a model file" if path.is_dir() else "not a regular file" if path.exists() else "no such model file"
        raise ModelError(f"{path}: {what}; `stance train` writes one")
    try:
        with safe_open(path, framework="numpy") as file:
            written = (file.metadata() or {}).get(CARD)
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict
    except (SafetensorError, OSError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{path}: not a stance model, or a damaged one ({str(error).splitlines()[0][:100]}); copy or train it again"
        ) from None
    if written is None:
        raise ModelError(f"{path}: a safetensors file of something else, not a stance model")
    try:
        header = json.loads(written)
        version = header["format"]
        _require(type(version) is int and version >= 1, "format")
        if version > FORMAT:
            raise ModelError(f"{path}: written by a newer stance (format {version}, this one reads up to {FORMAT}); pip install -U stance")
        if "checksum" in header:  # as in all files but the first ones
            _require(header["checksum"] == _checksum(arrays), "its numbers are not those that were written")
        return _rebuild(header, arrays)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise ModelError(f"{path}: a damaged stance model ({error}); copy or train it again") from None


def _rebuild(header: dict[str, Any], arrays: dict[str, np.ndarray]) -> Classifier:
    labels = tuple(header["labels"])
    _require(set(labels) == set(LABELS) and len(labels) == len(LABELS), f"labels {', '.join(map(str, labels))}")
    intercept = arrays["intercept"]
    _require(intercept.shape == (len(labels),), "shape of intercept")
    _require(bool(np.isfinite(intercept).all()), "intercept holds numbers that are none")
    settings = {"masking": False, "quotation_marks": True, "surroundings": False} | header["terms"]  # which format 1 did not know
    shortest, longest = settings["characters"]
    _require(set(settings) == set(Terms.__slots__), f"settings of the terms: {', '.join(sorted(settings))}")
    masking, marks, surroundings = (settings[name] for name in ("masking", "quotation_marks", "surroundings"))
    _require({type(masking), type(marks), type(surroundings)} == {bool}, "settings of the terms")
    _require({type(settings["words"]), type(settings["gap"]), type(shortest), type(longest)} == {int}, "settings of the terms")
    terms_seen = Terms(settings["words"], settings["gap"], (shortest, longest), masking, marks, surroundings)
    views = {}
    for name in terms_seen.views:
        listed = arrays[f"{name}.terms"].tobytes().decode()
        hashes = arrays.get(f"{name}.hashes")  # not in the first files; with them a file opens in half the time
        _require(hashes is None or (hashes.dtype == np.uint64 and hashes.ndim == 1), f"{name}: hashes")
        vocabulary = Vocabulary(listed, hashes)
        idf, weights = arrays[f"{name}.idf"], arrays[f"{name}.weights"]
        if "checksum" not in header:  # which answers for the order too, at a third of the cost
            terms = vocabulary.terms
            _require(all(map(lt, terms, islice(terms, 1, None))), f"{name}: terms are not in alphabetical order")
        _require(
            idf.shape == (len(vocabulary),) and weights.shape == (len(vocabulary), len(labels)),
            f"{name}: shapes and number of terms differ",
        )
        _require(idf.dtype == weights.dtype == np.float32, f"{name}: not 32-bit floats")
        _require(bool(np.isfinite(idf).all() and np.isfinite(weights).all()), f"{name} holds numbers that are none")
        _require(bool((idf > 0).all()), f"{name}: an idf that is not above 0")
        views[name] = View(vocabulary, idf, weights)
    seen = arrays.get(SEEN)
    _require(seen is None or (seen.dtype == np.uint32 and seen.ndim == 1), SEEN)
    return Classifier(labels, terms_seen, views, intercept, dict(header["card"]), seen)


def _checksum(arrays: dict[str, np.ndarray]) -> int:
    """CRC-32 of all arrays, in alphabetical order: damage shows, intent would not."""
    checksum = 0
    for name in sorted(arrays):
        checksum = zlib.crc32(np.ascontiguousarray(arrays[name]).data, checksum)
    return checksum


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def shipped() -> Path:
    """Where the model is that comes with stance: in the installed package, or in the checkout it runs from."""
    package = Path(__file__).parents[1]
    places = (package / "news.safetensors", package.parent / "models" / "news.safetensors")
    return next((place for place in places if place.is_file()), places[-1])
