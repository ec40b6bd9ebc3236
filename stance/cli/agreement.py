"""`stance agreement`: the labels of several annotators in, how far they agree and what they differ on out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli.options import labelled
from stance.labels import LABELS

if TYPE_CHECKING:
    from stance.learn.agreement import Estimate, Pair, Panel
    from stance.learn.corpus import Example

ENDINGS = (".csv", ".tsv", ".jsonl")
MOST = 3  # pairs whose confusion is shown in full


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@labelled
@click.option(
    "--format", "format_", type=click.Choice(["table", "json"]), default="table", show_default=True, help="How to show the figures."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the sentences that they differ on here, to be adjudicated: .csv, .tsv or .jsonl.",
)
def agreement(
    files: tuple[Path, ...],
    strict: bool,
    quiet: bool,
    format_: str,
    output: Path | None,
    **way: Any,
) -> None:
    """Say how far annotators agree, and what they differ on.

    Each FILE has the labels of one annotator, as stance label writes it, or of several: it then has a column annotator, or
    is an export of a labelling tool. Without one the annotator is called like the file. Sentences are the same if document
    and text are (and their number in the document, where all have one).

    \b
    Figures, each with a 95 % interval (bootstrap over documents):
      alpha      Krippendorff's, for any number of annotators, also where not
                 all labelled everything; 1 is agreement, 0 chance; from 0.8
                 labels are taken as reliable (Krippendorff 2004)
      kappa      Cohen's for each pair; Davies and Fleiss's for all together
      agreement  share of pairs of labels that are the same, and for each
                 label how often another annotator gave it where one did

    The table of -o has a column for each annotator and an empty one, adjudicated, and the most disputed sentences stand
    first. Write the label that is right there, or run stance label on the table; stance train takes it together with the
    annotators' files, and what was adjudicated settles what they differ on. Written again, the table keeps what was
    adjudicated in it.

    Exit status: 0 done, whatever the figures; 1 it failed; 2 wrong use.

    \b
    Examples:
      stance agreement batch.anna.jsonl batch.ben.jsonl
      stance agreement batch.anna.jsonl batch.ben.jsonl -o differ.csv
      stance agreement batch.anna.jsonl batch.ben.jsonl --format json
    """
    from stance.cli import opening
    from stance.cli.console import Notes
    from stance.errors import CorpusError
    from stance.learn import agreement as figures

    if output:
        if output.suffix.lower() not in ENDINGS:
            raise click.UsageError(f"{output}: name it {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")
        if any(path.exists() and output.exists() and path.samefile(output) for path in files):
            raise click.UsageError(f"{output} is what is read; name another file to write")
        opening.require_writable(output)
    say = Notes(quiet)
    read = _read(files, strict, quiet, **way)
    annotators, sentences = figures.gather(read, say)
    if len(annotators) < 2:
        only = f"only {annotators[0]} labelled" if annotators else "nobody labelled"
        raise CorpusError(
            f"{only} what is in {', '.join(map(str, files))}; name the files of two annotators, or one with a column annotator"
        )
    try:
        found = figures.panel(annotators, sentences)
    except ValueError:
        why = figures.why_nothing_is_common(sentences)
        raise CorpusError(f"{' and '.join(annotators)} have no sentence in common: {why}") from None
    differ = figures.disputed(sentences)
    settled = 0
    if output:
        columns, rows = figures.to_adjudicate(annotators, differ)
        if output.is_file():
            rows = figures.carried_over(output, columns, rows)
            settled = sum(row[-1] is not None for row in rows)
        _write(output, columns, rows)
    say.end()
    if format_ == "json":
        import json
        from dataclasses import asdict

        click.echo(json.dumps({**asdict(found), "labels": LABELS, "reading": figures.reading(found)}, ensure_ascii=False, indent=2))
        return
    for line in _lines(found, figures.reading(found)):
        click.echo(line)
    if output:
        count = f"{len(differ):,} sentence{'' if len(differ) == 1 else 's'} to adjudicate, the most disputed first" if differ else ""
        already = f"; {settled:,} of them {'is' if settled == 1 else 'are'} already, and stay so" if settled else ""
        click.echo(f"wrote {output}: {count or 'nothing to adjudicate'}{already}")


def _names(files: Sequence[Path]) -> list[str]:
    """Return what the annotators of files that name none are called: like the files, or their paths if two have the same name."""
    names = [path.stem for path in files]
    return names if len(set(names)) == len(files) else [str(path) for path in files]


def _read(files: tuple[Path, ...], strict: bool, quiet: bool, **way: Any) -> "list[tuple[str, list[Example]]]":
    """Read every file on its own: that annotators contradict each other is no fault here."""
    from stance.cli.findings import report
    from stance.cli.labelled import way_of
    from stance.learn.corpus import read
    from stance.learn.faults import worst_first

    said = way_of(**way)
    found = [read([path], said) for path in files]
    report(worst_first([finding for there in found for finding in there.findings]), strict, quiet)
    return [(name, there.examples) for name, there in zip(_names(files), found, strict=True)]


def _write(output: Path, columns: list[str], rows: list[list[Any]]) -> None:
    import json

    from stance.atomic import replacing
    from stance.cli.output import BYTE_ORDER_MARK, SEPARATORS
    from stance.report.files import separated

    if output.suffix.lower() == ".jsonl":
        text = "".join(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) + "\n" for row in rows)
    else:
        format_ = output.suffix.lower()[1:]
        text = "".join(line + "\n" for line in separated([columns, *rows], SEPARATORS[format_]))
        text = BYTE_ORDER_MARK + text if format_ == "csv" else text
    with replacing(output) as file:
        file.write(text.encode(errors="replace"))


def _lines(found: "Panel", reading: str) -> Iterator[str]:
    """Yield the lines of the table."""
    import textwrap

    for name, number in found.labelled.items():
        yield f"{name}: {number:,} sentences"
    everyone = f", {found.complete:,} by all" if len(found.labelled) > 2 else ""
    yield f"{found.items:,} labelled by {'both' if len(found.labelled) == 2 else 'two or more'}{everyone}, in {found.documents:,} document{'' if found.documents == 1 else 's'}; they differ on {found.differing:,}"
    yield ""
    width = max(len(name) for name in ("agreement", *LABELS)) + 4
    yield f"{'':{width}}{'':>7}  95 % interval"
    yield f"{'alpha':{width}}{_shown(found.alpha)}"
    yield f"{'kappa':{width}}{_shown(found.kappa)}"
    yield f"{'agreement':{width}}{_shown(found.observed)}"
    for label, estimate in found.by_label.items():
        yield f"{'  ' + label:{width}}{_shown(estimate)}"
    yield ""
    yield from textwrap.wrap(f"alpha is {_number(found.alpha.value)}: {reading}" if found.alpha.value is not None else reading, 78)
    for pair in found.pairs:
        yield ""
        yield from _pair(pair, len(found.pairs) <= MOST, len(found.pairs) > 1)


def _pair(pair: "Pair", whole: bool, several: bool) -> Iterator[str]:
    heading = f"{pair.first} (rows) and {pair.second} (columns)" if whole else f"{pair.first} and {pair.second}"
    yield heading + (f": {pair.items:,} sentences, kappa {_shown(pair.kappa).strip()}" if several else "")
    if whole and pair.items:
        width = max(map(len, LABELS)) + 2
        yield " " * width + "".join(f"{label:>{width}}" for label in LABELS)
        for label, row in zip(LABELS, pair.confusion, strict=True):
            yield f"{label:{width}}" + "".join(f"{number:>{width},}" for number in row)


def _shown(estimate: "Estimate") -> str:
    if estimate.value is None:
        return "undefined"
    return f"{_number(estimate.value):>7}  {_number(estimate.low)} to {_number(estimate.high)}"


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:.3f}"
