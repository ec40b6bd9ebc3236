# Everything runs in .venv, which the first target that needs it makes.
BIN := .venv/bin
# Real labelled sentences to measure on; they are no part of this repository.
TABLES := ../shared/benchmark

.PHONY: example test fuzz model corpus-check agreement curve selection retraining ablations quality bench readme gallery clean

example: .venv/installed  ## set everything up and score an article
	$(BIN)/stance score examples/havenblokkade.nl.txt

test: .venv/developed  ## set everything up and check everything
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python training/check.py
	$(BIN)/pytest -m "" -n 2

fuzz: .venv/developed  ## texts and bytes that nobody would think of, two hundred times as many as in test
	$(BIN)/pytest tests/test_any_text.py tests/test_plain.py tests/text/test_sentences.py -n 2 --hypothesis-profile fuzz

model: .venv/developed  ## make models/ of training/: the same bytes every time on the same machine
	$(BIN)/stance train training/corpus --recipe training/recipe.toml -o models/news.safetensors --jobs 2

corpus-check: .venv/developed  ## count how varied the corpus is, and name every fault
	$(BIN)/python training/check.py

agreement: .venv/developed  ## how far the second annotator agrees with the first
	$(BIN)/python training/agree.py

curve: .venv/developed  ## the learning curve: some twenty minutes
	$(BIN)/python benchmarks/curve.py --tables $(TABLES)

selection: .venv/developed  ## how many labels stance suggest saves: a quarter of an hour
	$(BIN)/python benchmarks/selection.py

ablations: .venv/developed  ## what every setting of the recipe brings: an hour
	$(BIN)/python benchmarks/ablations.py --tables $(TABLES)

retraining: .venv/developed  ## what one's own labels bring, alone and with our corpus: half an hour
	$(BIN)/python benchmarks/retraining.py

quality: .venv-peers/installed  ## how good the model is, beside its peers, in an environment of their own: half an hour
	.venv-peers/bin/python benchmarks/quality.py --tables $(TABLES)

bench: .venv-peers/installed  ## how fast it is and how much memory it takes, beside its peers: a quarter of an hour
	.venv-peers/bin/python benchmarks/speed.py

readme: .venv/developed  ## run the examples in README.md and write down what they print
	UPDATE_README=1 $(BIN)/pytest tests/test_readme.py

gallery: .venv/developed  ## make the pictures of the README from our own articles; takes Chromium
	$(BIN)/python docs/gallery.py

clean:
	rm -rf .venv .venv-peers

.venv/bin/python:
	python3 -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/developed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@

.venv-peers/installed: pyproject.toml
	python3 -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --editable ".[peers]"
	touch $@
