"""`stance score`: articles in, labelled sentences out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from stance.cli.articles import SEPARATORS, Look, View, options, print_all
from stance.labels import LABELS

if TYPE_CHECKING:
    from stance.model.classifier import Classifier
    from stance.report.overview import Overview
    from stance.scored import ScoredDocument

FORMATS = ("table", "jsonl", "csv", "tsv", "parquet")
SIGNS = {"document": 0, "score": 1, "-score": -1}


@click.command()
@options(*FORMATS)
@click.option("--by", type=click.Choice(["sentence", "document"]), default="sentence", show_default=True, help="What a row is.")
@click.option("--only", multiple=True, type=click.Choice(LABELS), help="Show sentences with this label; may be repeated.")
@click.option(
    "--min-probability", type=click.FloatRange(0, 1), metavar="P", help="Show sentences that got their label with at least P, 0 to 1."
)
@click.option("--context", type=click.IntRange(min=0), default=0, metavar="N", help="Show N sentences before and after each of those too.")
@click.option(
    "--sort",
    type=click.Choice(list(SIGNS)),
    default="document",
    show_default=True,
    help="score: of all that is read the most escalating first (by document: the highest tension), and only when all is read; "
    "-score: the most de-escalating; document: as they are read.",
)
def score(by: str, only: tuple[str, ...], min_probability: float | None, context: int, sort: str, **options: Any) -> None:
    """Tag every sentence of an article as escalation, de-escalation or neutral.

    PATH is a text file, a folder (all .txt files in it and below, sorted by name) or - for standard input, which is
    also read when no PATH is given.

    A sentence's score is P(escalation) - P(de-escalation), from -1 to +1; the tension of a document is the mean of
    its sentences' scores, all of them, whichever are shown.

    Rows of csv, tsv and parquet: document, sentence (from 0), start, end, text, language, label, score, the
    probabilities escalation, neutral and de_escalation, and what came with the documents. csv and tsv are safe in a
    spreadsheet: a text that could pass for a formula gets a ' before it, line ends become spaces. csv begins with a
    byte order mark, tsv does not.

    \b
    Rows with --by document: document, language, sentences, tension, the shares
    escalation, neutral and de_escalation, the same three as counts
    (escalation_sentences ...), most_escalating and most_de_escalating: the
    sentence that leans furthest each way, with its score.

    With --context, > marks what was looked for in a table; elsewhere it is the field hit.

    Exit status: 0 all was read, 1 something could not be (it is named at the end, on standard error), 2 wrong use.

    \b
    Examples:
      stance score article.txt
      stance score archive/ -o sentences.jsonl --jobs 2
      stance score archive/ --by document --sort score
      stance score archive/ --only escalation --min-probability 0.9 --context 1
      stance score archive/ --format csv > sentences.csv
      echo "De partijen tekenden een bestand." | stance score
    """
    looking = bool(only) or min_probability is not None
    if by == "document" and (looking or context):
        raise click.UsageError("--only, --min-probability and --context choose sentences; leave out --by document")
    if context and not looking and sort == "document":
        raise click.UsageError("--context goes with what you look for: --only, --min-probability or --sort")
    wanted = None
    if by == "sentence" and (looking or SIGNS[sort]):
        from stance.report.selecting import Wanted

        wanted = Wanted(frozenset(only), min_probability or 0.0, context, apart=SIGNS[sort] != 0)
    view = View(by, wanted, SIGNS[sort], _columns(by, context))
    print_all(_overviews if by == "document" else _sentences, formats=FORMATS, view=view, **options)


def _columns(by: str, context: int) -> dict[str, type]:
    from stance.report import files, overview

    return overview.COLUMNS if by == "document" else files.COLUMNS | (files.HIT if context else {})


def _sentences(_classifier: "Classifier", document: "ScoredDocument", look: Look) -> Iterator[Any]:
    from stance.report.files import json_lines, rows, separated
    from stance.report.table import table

    if look.format == "jsonl":
        return json_lines(document)
    if look.format == "table":
        return table(document, look.width, look.colour, listed=look.listed)
    found = rows(document, look.more)
    return separated(found, SEPARATORS[look.format]) if look.format in SEPARATORS else found


def _overviews(_classifier: "Classifier", found: "Overview", look: Look) -> Iterator[Any]:
    from stance.report.files import separated
    from stance.report.overview import json_line, row, table_line

    if look.format == "jsonl":
        return iter([json_line(found)])
    if look.format == "table":
        return iter([table_line(found, look.width, look.colour)])
    rows = [row(found, look.more)]
    return separated(rows, SEPARATORS[look.format]) if look.format in SEPARATORS else iter(rows)
