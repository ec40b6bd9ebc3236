"""`stance evaluate`: a model and labelled sentences in, how well it reads them out."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from stance.cli import measuring, opening
from stance.cli.options import labelled

FORMATS = ("table", "json", "svg", "png")


@click.command()
@click.argument("model", type=click.Path(readable=False))
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--by", "columns", multiple=True, metavar="COLUMN", help="Figures for each value of this column too; may be repeated.")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Without it what -o ends in, or a table to read.")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write here instead of to the terminal: .txt, .json, .svg or .png.")
@labelled
def evaluate(
    model: str, data: tuple[Path, ...], columns: tuple[str, ...], format_: str | None, output: str | None, quiet: bool, **way: Any
) -> None:
    """Measure how well a model reads labelled sentences.

    MODEL is a file that stance train wrote, or the word shipped for the one that comes with stance. DATA is labelled
    sentences as stance train reads them, and should be such as the model was not trained on. A sentence is read with the
    others of its document that are in DATA, in the order of a column sentence if there is one. stance score reads it in
    the whole article: where DATA has single sentences, some are read otherwise there.

    Accuracy, macro F1 (the mean over the labels that occur in DATA), precision and recall a label, confusions and
    calibration; by language if there are several, and by any column. In brackets the 95 % interval, by drawing
    the documents anew (bootstrap). The Brier score is the mean squared error of the probabilities: 0 is perfect,
    2 the worst. json holds it all, each figure as {"value", "low", "high"}; svg and png are a plot, without --by.

    Exit status: 0 done, 1 it failed and nothing was written, 2 wrong use.

    \b
    Examples:
      stance evaluate shipped held-out.tsv
      stance evaluate mine.safetensors held-out.tsv --by topic -o figures.json
      stance evaluate mine.safetensors held-out.tsv -o figures.svg
    """
    from stance.cli.console import Notes
    from stance.cli.labelled import examples
    from stance.learn.evaluate import by, measured
    from stance.report.figures import doubts, grouped, lines, named

    say = Notes(quiet)
    format_ = measuring.format_of(format_, output, FORMATS)
    if columns and format_ in ("svg", "png"):
        raise click.UsageError(f"--by has no place in a plot; write .txt or .json with it, or leave it out for .{format_}")
    measuring.require_model_first(model, data)
    measuring.require_output(data, output, say)
    classifier = opening.model(model)
    found = examples(data, **way, quiet=quiet)
    measuring.require_columns(found, columns)
    probabilities = measuring.predicted(classifier, found, quiet)
    figures = measured((example.label for example in found), probabilities, (example.document for example in found))
    seen = len(found) - len(measuring.unseen(classifier, found))
    figures = {**figures, "seen": seen}
    if seen and (output or format_ != "table"):
        say(doubts(figures)[0])
    several = len({example.language for example in found}) > 1
    asked = dict.fromkeys([*(["language"] if several else []), *columns])
    groups = {column: by(found, probabilities, column) for column in asked} if format_ in ("table", "json") else {}
    if format_ == "json":
        from stance.learn.corpus import fingerprint

        about = {"model": Path(model).name, "data": {"files": [path.name for path in data], "fingerprint": fingerprint(found)}}
        content: str | bytes = json.dumps(named({**about, **figures, "by": groups}), ensure_ascii=False, indent=2) + "\n"
    elif format_ == "table":
        parts = [*lines(figures, not output and opening.in_colour(sys.stdout))]
        for column, its in groups.items():
            parts += ["", *grouped(its, column)]
        content = "".join(line + "\n" for line in parts)
    else:
        from stance.report import figure_plots

        title = f"{Path(model).name} on {', '.join(path.name for path in data)}"
        content = figure_plots.png(figures, title) if format_ == "png" else figure_plots.svg(figures, title)
    say.end()
    measuring.write(content, output)
    if output not in (None, "-"):
        click.echo(f"wrote {output}")
