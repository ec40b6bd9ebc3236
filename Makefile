# Everything runs in .venv, which the first target that needs it makes.
BIN := .venv/bin

.PHONY: example test model readme clean

example: .venv/installed  ## set everything up and score an article
	$(BIN)/stance score examples/havenblokkade.nl.txt

test: .venv/developed  ## set everything up and check everything
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -m "" -n 2

model: .venv/developed  ## make models/ of training/: the same bytes every time on the same machine
	$(BIN)/stance train training/corpus --recipe training/recipe.toml -o models/news.safetensors --jobs 2

readme: .venv/developed  ## run the examples in README.md and write down what they print
	UPDATE_README=1 $(BIN)/pytest tests/test_readme.py

clean:
	rm -rf .venv

.venv/bin/python:
	python3 -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet .
	touch $@

.venv/developed: .venv/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@
