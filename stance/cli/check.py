"""`stance check`: labelled sentences in, what is doubtful about them out."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli import opening
from stance.cli.options import labelled

if TYPE_CHECKING:
    from stance.learn.corpus import Example, Labelled


@click.command()
@click.argument("data", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "jsonl"]),
    help="table to read; jsonl, a JSON line a finding, with every line that it stands on.  [default: by the ending of -o, or table]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(readable=False),
    help="Write here instead of to standard output (-): .txt or .jsonl. It is there only when all is done.",
)
@labelled
def check(
    data: tuple[Path, ...],
    format_: str | None,
    output: str | None,
    strict: bool,
    quiet: bool,
    **way: Any,
) -> None:
    """Look labelled sentences over before they are trained on or measured with.

    DATA are files or folders of labelled sentences, as stance train reads them. Nothing is trained and nothing changed;
    what is written is how many there are, and what somebody should look at, worst first, with the lines where it stands.

    \b
    Would make the figures or the model wrong:
      one text with different labels; one label only; under 5 documents; most
      texts in another language or as long as articles; 10 % duplicates or
      near-duplicates across documents
    Sentences that are lost or mislead:
      a label that is missing, or has under 20 sentences; near-duplicates with
      different labels; the wrong language, neither language, two languages in a
      document; texts of over 5 sentences or 100 words, without words, or with
      garbled characters; all sentences of an article with one label; under 20
      documents, or one that holds most
    Good to know:
      fewer duplicates (from 1 % on they mislead); every sentence a document of
      its own

    stance train and evaluate say the same before they begin.

    Exit status: 0 done; 1 something would make the figures or the model wrong, or with --strict anything was found, or DATA
    cannot be read; 2 wrong use.

    \b
    Examples:
      stance check my-labels.tsv
      stance check my-labels.tsv -o findings.jsonl  every line of every finding
    """
    from stance.atomic import replacing
    from stance.cli import findings, measuring
    from stance.cli.console import Notes
    from stance.cli.labelled import looked_over
    from stance.cli.output import format_and_file
    from stance.errors import CorpusError

    format_, output = format_and_file(format_, output, ("table", "jsonl"))
    measuring.require_output(data, output, Notes(quiet))
    found = looked_over(data, quiet, **way)
    lines = findings.json_lines(found.findings) if format_ == "jsonl" else _table(found, output is None and opening.in_colour(sys.stdout))
    with replacing(Path(output)) if output else nullcontext() as file:
        text = "".join(line + "\n" for line in lines)
        if file:
            file.write(text.encode("utf-8", "backslashreplace"))
        else:
            click.echo(text, nl=False)
    severe = [finding for finding in found.findings if finding.severity == max(findings.MEANING)]
    if strict and found.findings:
        raise CorpusError(f"{findings.summary(found.findings)}, and --strict allows none")
    if severe:
        raise CorpusError(f"{findings.summary(severe)} would make the figures or the model wrong; mend the data first")


def _table(found: "Labelled", colour: bool) -> Iterator[str]:
    """Yield the counts, and what was found."""
    from stance.cli.findings import lines

    yield from _counts(found.examples)
    yield ""
    if found.findings:
        yield from lines(found.findings, colour)
    else:
        yield "Nothing to mend."


def _counts(examples: "list[Example]") -> Iterator[str]:
    """Say how many sentences there are of what."""
    from stance.labels import LABELS, MARKS

    documents = len({example.document for example in examples})
    yield f"{len(examples):,} sentence{'' if len(examples) == 1 else 's'} in {documents:,} document{'' if documents == 1 else 's'}"
    languages = Counter(example.language for example in examples)
    labels = Counter(example.label for example in examples)
    rows = [(f"  {language}", languages[language]) for language in sorted(languages)]
    rows += [(f"{MARKS[label]} {label}", labels[label]) for label in LABELS]
    width = max(len(name) for name, _ in rows)
    for name, count in rows:
        yield f"  {name:{width}}  {count:>9,}  {100 * count / len(examples):3.0f} %"
