"""A model as a scikit-learn Pipeline: stock parts, the same probabilities."""

from pathlib import Path

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

import stance
from stance.learn.corpus import Example
from tests.conftest import ROOT, Run


def test_the_pipeline_is_stock_and_gives_the_same_probabilities(run: Run, tmp_path: Path, corpus: list[Example]) -> None:
    done = run("export", "--format", "sklearn", "-o", "pipeline.joblib")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("wrote pipeline.joblib (")
    pipeline = joblib.load(tmp_path / "pipeline.joblib")
    assert type(pipeline) is Pipeline
    assert {type(vectorizer) for _, vectorizer in pipeline["terms"].transformer_list} == {TfidfVectorizer}
    assert type(pipeline["regression"]) is LogisticRegression
    texts = [example.text for example in corpus[::40]]
    classifier = stance.load()
    order = [classifier.labels.index(label) for label in pipeline.classes_]
    expected = classifier.predict_proba(texts)[:, order]
    assert np.abs(pipeline.predict_proba(texts) - expected).max() < 1e-6
    assert pipeline.predict(texts).tolist() == classifier.predict(texts).tolist()
    assert len(pipeline["terms"].get_feature_names_out()) == pipeline["regression"].coef_.shape[1]


def test_an_old_model_is_exported_too(run: Run, tmp_path: Path) -> None:
    model = ROOT / "tests/model/formats/1.safetensors"
    assert run("export", "--model", model, "-o", "old.joblib").returncode == 0
    texts = ["Het bestand houdt stand.", "The army did not lift the siege, they said."]
    probabilities = joblib.load(tmp_path / "old.joblib").predict_proba(texts)
    assert np.abs(probabilities - stance.load(model).predict_proba(texts)[:, [2, 0, 1]]).max() < 1e-6


def test_the_model_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.safetensors").write_bytes((ROOT / "tests/model/formats/2.safetensors").read_bytes())
    done = run("export", "--model", "m.safetensors", "-o", "m.safetensors")
    assert done.returncode == 2
    assert "m.safetensors is the model that is read" in done.stderr
    assert stance.load(tmp_path / "m.safetensors")


def test_nothing_is_written_where_nothing_can_be(run: Run, tmp_path: Path) -> None:
    done = run("export", "-o", "no/such/folder/p.joblib")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("stance: no/such/folder/p.joblib: cannot be written: ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
