"""What the commands that measure models have in common."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli import opening

if TYPE_CHECKING:
    from stance.learn.corpus import Example
    from stance.model.classifier import Classifier


def require_output(data: tuple[Path, ...], output: str | None, say: Callable[[str], None]) -> None:
    """Check that the output can be written, and is none of the files that are read, nor in a folder of them.

    Raises
    ------
    StanceError, click.UsageError
        when it is not so.
    """
    if output and output != "-":
        from stance.learn.records import files

        read = [str(file) for path in data if path.exists() for file, _ in files([path])]
        opening.sources((*map(str, data), *read), output, say)
        opening.require_writable(output)


def format_of(format_: str | None, output: str | None, formats: tuple[str, ...]) -> str:
    """Return the format, told by the ending of the output if it is not given.

    Raises
    ------
    click.UsageError
        when the ending tells none, or a png would go to a terminal.
    """
    if output == "":
        raise click.UsageError("the name after -o is empty")
    ending = Path(output or "").suffix.lower().removeprefix(".")
    if format_ is None:
        format_ = "table" if ending in ("", "txt") else ending
        if format_ not in formats:
            known = ", ".join(f".{name}" for name in ("txt", *formats[1:]))
            raise click.UsageError(f"{output}: figures cannot be written as .{ending}; use {known}, or say --format")
    if format_ == "png" and output in (None, "-") and sys.stdout.isatty():
        raise click.UsageError("a png is not text; name a file with -o figures.png")
    return format_


def require_model_first(model: str, data: tuple[Path, ...]) -> None:
    """Check that models and data are not named the wrong way round.

    Raises
    ------
    click.UsageError
        when there is a model among the data.
    """
    if swapped := [path for path in data if path.suffix == ".safetensors"]:
        cure = f"MODEL comes first: {swapped[0]} {model}" if Path(model).suffix != ".safetensors" else "name labelled sentences after it"
        raise click.UsageError(f"{swapped[0]} is a model, not labelled sentences; {cure}")


def require_columns(examples: "list[Example]", columns: tuple[str, ...]) -> None:
    """Check that columns are there before there is work to lose.

    Raises
    ------
    StanceError
        naming the column that no sentence has, and those that they have.
    """
    from stance.errors import StanceError

    for column in columns:
        if all(example.value(column) is None for example in examples):
            own = ["document", "language", *(["topic"] if any(example.topic for example in examples) else [])]
            there = dict.fromkeys([*own, *(name for example in examples for name in example.columns)])
            raise StanceError(f"--by {column}: no sentence has such a column; there are {', '.join(there)}")


def unseen(classifier: "Classifier", examples: "Sequence[Example]") -> list[int]:
    """Return which of some sentences a model was not trained on, as far as its file says."""
    from stance.model.seen import known

    if classifier.seen is None:
        return list(range(len(examples)))
    found = known((example.text for example in examples), classifier.seen)
    return [row for row, seen in enumerate(found.tolist()) if not seen]


def predicted(classifier: "Classifier", examples: "list[Example]", quiet: bool) -> Any:
    """Read sentences by a model, with a progress bar: (n, n_labels) probabilities."""
    from stance.cli.progress import Bar
    from stance.learn.evaluate import predict

    with Bar(lambda _: f"{bar.done:,.0f} of {len(examples):,} sentences", lambda: len(examples), quiet) as bar:

        def watch(parts: Any) -> Any:
            for part in parts:
                yield part
                bar.done += sum(map(len, part))

        return predict(classifier, examples, watch)


def write(content: str | bytes, output: str | None) -> None:
    """Write a result to a file, which is there only when it is whole, or to standard output."""
    from stance.atomic import replacing

    if output in (None, "-"):
        click.echo(content, nl=False)
        return
    with replacing(Path(str(output))) as file:
        file.write(content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace"))
