"""Model files: what is written is read back, and what is no model is refused in one line."""

import json
import os
import pickle
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
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


def parts() -> tuple[dict[str, Any], dict[str, Any]]:
    with safetensors.safe_open(store.shipped(), framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, json.loads(file.metadata()[store.CARD])  # noqa: SIM118


def spoilt(path: Path, arrays: dict[str, Any], header: dict[str, Any]) -> Path:
    """Write a model as a program would that means harm: whole, with a checksum that fits, but not what stance would write."""
    checksum = 0
    for name in sorted(arrays):
        checksum = zlib.crc32(arrays[name].tobytes(), checksum)
    path.write_bytes(safetensors.numpy.save(arrays, {store.CARD: json.dumps({**header, "checksum": checksum})}))
    return path


def claiming(shape: list[int], offsets: list[int], data: bytes = b"") -> bytes:
    """Give a file whose header says what is not there."""
    header = json.dumps({"intercept": {"dtype": "F32", "shape": shape, "data_offsets": offsets}}).encode()
    return len(header).to_bytes(8, "little") + header + data


class Bomb:
    """What runs code when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return Path.touch, (Path("/tmp/stance-ran-a-pickle"),)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no model",
        pickle.dumps(Bomb()),
        b"\xff" * 4096,
        (1 << 60).to_bytes(8, "little") + b"{}",
        (1 << 32).to_bytes(8, "little") + b"{}",
        claiming([1 << 30], [0, 1 << 32]),
        claiming([3], [0, 1 << 32], b"\0" * 12),
        claiming([1 << 62, 1 << 62], [0, 12], b"\0" * 12),
        claiming([3], [12, 0], b"\0" * 12),
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
    assert not Path("/tmp/stance-ran-a-pickle").exists()


def test_truncated_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.safetensors"
    path.write_bytes(store.shipped().read_bytes()[:-1000])
    with pytest.raises(ModelError, match="damaged"):
        stance.load(path)


def test_a_flipped_bit_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    data = store.shipped().read_bytes()
    path = tmp_path / "flipped.safetensors"
    for place in np.random.default_rng(0).integers(8, len(data), 20).tolist():
        path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        with pytest.raises(ModelError):
            stance.load(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, message in (
        (tmp_path / "none.safetensors", "no such model file"),
        (tmp_path, "a folder"),
        (tmp_path / "pipe", "not a regular file"),
        (Path("/dev/zero"), "not a regular file"),
        (store.shipped() / "x", "no such model file"),
    ):
        with pytest.raises(ModelError, match=message):
            stance.load(path)


def test_newer_format_says_what_to_install(tmp_path: Path) -> None:
    arrays, header = parts()
    with pytest.raises(ModelError, match="pip install -U stance"):
        stance.load(spoilt(tmp_path / "new.safetensors", arrays, {**header, "format": store.FORMAT + 1}))


@pytest.mark.parametrize(
    "settings", [{"masking": "yes"}, {"surroundings": 1}, {"words": "2"}, {"words": 2.5}, {"characters": [3, 6.5]}, {"stems": True}]
)
def test_settings_that_are_none_are_refused(tmp_path: Path, settings: dict[str, object]) -> None:
    arrays, header = parts()
    terms = header["terms"]
    with pytest.raises(ModelError, match="damaged"):
        stance.load(spoilt(tmp_path / "odd.safetensors", arrays, {**header, "terms": {**terms, **settings}}))


def test_an_idf_of_nothing_is_refused(tmp_path: Path) -> None:
    arrays, header = parts()
    arrays["words.idf"] = np.zeros_like(arrays["words.idf"])
    with pytest.raises(ModelError, match="not above 0"):
        stance.load(spoilt(tmp_path / "zero.safetensors", arrays, header))


# What the stance that wrote these files gave for them: the sentences each alone, and together as one document.
FORMATS = {
    1: (
        [[0.225868, 0.750935, 0.023197], [0.256531, 0.616452, 0.127017], [0.418254, 0.466822, 0.114923], [0.521205, 0.065335, 0.41346]],
        [[0.225868, 0.750935, 0.023197], [0.256531, 0.616452, 0.127017], [0.418254, 0.466822, 0.114923], [0.521205, 0.065335, 0.41346]],
    ),
    2: (
        [[0.329163, 0.613378, 0.057459], [0.617139, 0.283706, 0.099155], [0.752724, 0.100711, 0.146565], [0.503382, 0.084554, 0.412064]],
        [[0.264571, 0.659138, 0.076291], [0.552964, 0.316696, 0.130341], [0.67975, 0.136567, 0.183683], [0.385631, 0.11005, 0.504319]],
    ),
}


@pytest.mark.parametrize("version", FORMATS)
def test_a_file_of_every_format_there_was_gives_what_it_gave(version: int) -> None:
    classifier = stance.load(Path(__file__).parent / "formats" / f"{version}.safetensors")
    sentences = [
        *SENTENCES,
        "Minister Rubio dreigt met sancties tegen Rusland, zegt hij.",
        "The two governments did not reach an agreement on Monday.",
        "Het wordt morgen 12,5 graden.",
    ]
    for together, expected in enumerate(FORMATS[version]):
        assert np.abs(classifier.predict_proba(sentences, together=bool(together))[:4] - expected).max() < 1e-6


def test_there_is_a_file_of_every_format() -> None:
    assert set(FORMATS) == set(range(1, store.FORMAT + 1))


def test_terms_out_of_order_are_refused_where_no_checksum_answers_for_them(tmp_path: Path) -> None:
    arrays, header = parts()
    del header["checksum"]
    terms = arrays["surroundings.terms"].tobytes().split(b"\n")
    arrays["surroundings.terms"] = np.frombuffer(b"\n".join([*terms[1:], terms[0]]), np.uint8)
    (tmp_path / "m.safetensors").write_bytes(safetensors.numpy.save(arrays, {store.CARD: json.dumps(header)}))
    with pytest.raises(ModelError, match="alphabetical order"):
        stance.load(tmp_path / "m.safetensors")


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


def test_a_full_disk_leaves_the_old_model(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    old = store.shipped().read_bytes()
    path.write_bytes(old)
    code = (  # a limit on the size of files acts like a disk that is full half way
        "import resource, stance; from pathlib import Path; from stance.model import store; classifier = stance.load(); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)); store.save(classifier, Path('m.safetensors'))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "m.safetensors: cannot be written: file too large" in done.stderr
    assert path.read_bytes() == old
    assert [entry.name for entry in tmp_path.iterdir()] == ["m.safetensors"]


def test_a_writer_that_is_killed_leaves_a_whole_model(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    code = "import stance; from pathlib import Path; from stance.model import store; classifier = stance.load()\nprint(flush=True)\nwhile True: store.save(classifier, Path('m.safetensors'))"
    for delay in (0.0, 0.004, 0.011, 0.05):
        with subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()  # it has begun
            time.sleep(delay)
            while delay == 0.05 and not path.exists():  # on a busy machine
                time.sleep(0.001)
            writer.kill()
        assert not path.exists() or path.read_bytes() == store.shipped().read_bytes()
    assert path.exists()
