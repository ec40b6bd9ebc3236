"""`stance compare`: two models and labelled sentences in, which of them is better out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli import measuring, opening
from stance.cli.options import labelled
from stance.cli.output import BYTE_ORDER_MARK

if TYPE_CHECKING:
    from stance.learn.compare import Difference

ENDINGS = (".csv", ".jsonl")


@click.command()
@click.argument("first", type=click.Path(readable=False))
@click.argument("second", type=click.Path(readable=False))
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True, help="What is printed.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Write the sentences that they read differently here: .csv or .jsonl."
)
@labelled
def compare(first: str, second: str, data: tuple[Path, ...], format_: str, output: str | None, quiet: bool, **way: Any) -> None:
    """Tell which of two models reads labelled sentences better, and whether the difference is real.

    FIRST and SECOND are files that stance train wrote, or the word shipped for the model that comes with stance. DATA is
    labelled sentences as stance train reads them, such as neither model was trained on: those that one was
    are left out.

    The difference is the second's figure less the first's, with its 95 % interval, by drawing the documents anew
    (bootstrap), the same ones for both. It is called real if that interval of macro F1 leaves out 0 and there are ten
    documents or more. json has each figure as {"value", "low", "high"}. McNemar's exact test is given too; it takes sentences for independent.

    \b
    A row of -o is a sentence that they read differently:
      document, sentence, text, language, label   as it was labelled
      MODEL_label, MODEL_probability              of each model, by its name
      right                                       the model that is; or neither
    First come those that only the second got right, then those that only the
    first did, then the rest; each time the surest first.

    Exit status: 0 done, whichever is better; 1 it failed; 2 wrong use.

    \b
    Examples:
      stance compare shipped mine.safetensors held-out.tsv
      stance compare shipped mine.safetensors held-out.tsv -o differ.csv
      stance compare shipped mine.safetensors held-out.tsv --format json
    """
    from dataclasses import asdict

    from stance.cli.console import Notes
    from stance.cli.labelled import examples
    from stance.errors import StanceError
    from stance.learn import compare as comparing
    from stance.report.figures import compared, named, sentences

    say = Notes(quiet)
    if output is not None and Path(output).suffix.lower() not in ENDINGS:
        raise click.UsageError(f"{output or 'the name after -o'}: the sentences that differ are written as {' or '.join(ENDINGS)}")
    measuring.require_model_first(second, data)
    measuring.require_output(data, output, say)
    names = model_names(first, second)
    classifiers = [opening.model(first), opening.model(second)]
    found = examples(data, **way, quiet=quiet)
    new = [set(measuring.unseen(classifier, found)) for classifier in classifiers]
    seen = [len(found) - len(rows) for rows in new]
    rows = sorted(new[0] & new[1])
    told_of = " and ".join(f"{name} on {number:,}" for name, number in zip(names, seen, strict=True) if number)
    if not rows:
        raise StanceError(f"all {len(found):,} sentences were trained on ({told_of}): they tell nothing; compare on others")
    left_out = len(found) - len(rows)
    one, two = (measuring.predicted(classifier, found, quiet)[rows] for classifier in classifiers)
    found = [found[row] for row in rows]
    comparison = comparing.compare((example.label for example in found), one, two, (example.document for example in found))
    told = comparing.verdict(comparison, *names)
    say.end()
    if format_ == "json":
        figures = asdict(comparison)
        for part, name in zip(("first", "second"), names, strict=True):
            figures[part] = {"model": name, **figures[part]}
        figures |= {"seen": dict(zip(("first", "second"), seen, strict=True)), "left_out": left_out}
        click.echo(json.dumps({**named(figures), "real": comparing.real(comparison), "verdict": told}, ensure_ascii=False, indent=2))
    else:
        if left_out:
            told = [f"{left_out:,} of {left_out + len(found):,} sentences are left out, as a model was trained on them: {told_of}.", *told]
        for line in (*compared(asdict(comparison), *names), "", *sentences(told)):
            click.echo(line)
    if output:
        measuring.write("".join(_lines(comparing.differences(found, one, two), names, output)), output)
        if format_ == "table":
            click.echo(f"\nwrote {output}: {comparison.differing:,} sentences that they read differently")


def model_names(first: str, second: str) -> tuple[str, str]:
    """Return what two models are called: their files' names, or as they were given where those are the same."""
    names = Path(first).stem, Path(second).stem
    if names[0] != names[1]:
        return names
    return (first, second) if first != second else (f"{names[0]} (first)", f"{names[1]} (second)")


def _lines(differences: "list[Difference]", names: tuple[str, str], output: str) -> Iterator[str]:
    from stance.report.files import DECIMALS, encode, separated

    columns = [f"{name}_{what}" for name in names for what in ("label", "probability")]
    header = ["document", "sentence", "text", "language", "label", *columns, "right"]
    rows: list[list[Any]] = []
    for one in differences:
        example = one.example
        read = [value for label, probability in one.read for value in (label, round(probability, DECIMALS))]
        about = [example.document, example.value("sentence"), example.text, example.language, example.label]
        rows.append([*about, *read, "neither" if one.right is None else names[one.right]])
    if Path(output).suffix.lower() == ".jsonl":
        yield from (encode(dict(zip(header, row, strict=True))) + "\n" for row in rows)
    else:
        yield BYTE_ORDER_MARK
        yield from (line + "\n" for line in separated([header, *rows], ","))
