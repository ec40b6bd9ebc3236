"""`stance score`: articles in, labelled sentences out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from stance.cli.articles import Look, View, print_all
from stance.cli.options import reading, writing
from stance.cli.output import SEPARATORS, format_and_file
from stance.labels import LABELS

if TYPE_CHECKING:
    from stance.model.classifier import Classifier
    from stance.report.overview import Overview
    from stance.scored import ScoredDocument

FORMATS = ("table", "jsonl", "csv", "tsv", "parquet", "html")
SIGNS = {"document": 0, "score": 1, "-score": -1}


@click.command()
@reading()
@writing(*FORMATS)
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
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="With --sort or --by document: show the first N only.")
def score(
    by: str, only: tuple[str, ...], min_probability: float | None, context: int, sort: str, limit: int | None, **options: Any
) -> None:
    """Tag every sentence of an article as escalation, de-escalation or neutral.

    PATH is a file, a folder (its files and those below, sorted by name) or - for standard input (plain text), which is
    also read when no PATH is given.

    Read are .txt, .md, .html, .pdf and .docx; the rows of .jsonl, .csv, .tsv and .parquet, each an article, named
    FILE:LINE; all of them in .gz, and the files in .zip, .tar and .tar.gz in their stored order. Any other name is
    plain text. In folders and archives those endings only, and not: hidden files, README and LICENSE, archives in
    archives; in folders neither tables without a text nor what stance wrote.

    A sentence's score is P(escalation) - P(de-escalation), from -1 to +1; the tension of a document is the mean of
    its sentences' scores. Both, and the summary below a table, are of all sentences, whichever are shown.
    In a table, a label with a question mark is a close call: the next is at most 0.1 less probable.

    Looking for something: --only and --min-probability choose sentences, and documents without any are left out.
    --context shows those around them too; what was looked for is then marked > in a table, and has hit true elsewhere.
    --sort score lists the sentences of all documents, the most escalating first; each comes with its own context.

    \b
    A row of csv, tsv and parquet is a sentence:
      document, sentence (counts from 0), start, end, text, language, label, score
      escalation, neutral, de_escalation    probabilities
      hit                                   only with --context
    or, with --by document, a document:
      document, language, sentences (how many), tension
      escalation, neutral, de_escalation    shares of the sentences
      escalation_sentences, ...             how many
      most_escalating, most_de_escalating   the sentence with that label that
      and each with _score                  leans furthest; empty if there is none
    and then what came with the documents: the columns of the first; one with a
    name that is taken gets input_ before it.

    csv and tsv are safe in a spreadsheet: a text that it could take for a formula (it begins with = + - or @, or does
    after a semicolon) gets a ' there, and line ends and tabs become spaces. csv begins with a byte order mark, as
    Excel wants; tsv, for cut and awk, does not. jsonl has every text as it stands.

    Exit status: 0 all was read; 1 something could not be, and is named at the end on standard error; 2 wrong use.

    \b
    Examples:
      stance score article.txt
      stance score archive/ -o sentences.jsonl --jobs 2
      stance score archive/ --by document --sort score
      stance score archive/ --sort score --limit 10
      stance score archive/ --only escalation --min-probability 0.9 --context 1
      stance score archive/ --format csv > sentences.csv
      echo "De partijen tekenden een bestand." | stance score
    """
    looking = bool(only) or min_probability is not None
    if by == "document" and (looking or context):
        raise click.UsageError("--only, --min-probability and --context choose sentences; leave out --by document")
    if context and not looking and sort == "document":
        raise click.UsageError("--context goes with what you look for: --only, --min-probability or --sort")
    if limit and by == "sentence" and sort == "document":
        raise click.UsageError("--limit goes with --sort or --by document; to see the beginning of a table, pipe it to head")
    format_, output = format_and_file(options["format_"], options["output"], FORMATS)
    if format_ == "html":
        from stance.cli.report import write

        if by == "document" or looking or sort != "document":
            raise click.UsageError(
                "html is the page of stance report, which shows everything; leave out --by, --sort, --only, --min-probability and --context"
            )
        if (output or "").lower().endswith(".gz"):
            raise click.UsageError(f"{output}: the page is not packed; name it .html")
        write(output, **{name: options[name] for name in ("paths", "split", "text_column", "language", "model", "quiet")})
        return
    wanted = None
    if by == "sentence" and (looking or SIGNS[sort]):
        from stance.report.selecting import Wanted

        wanted = Wanted(frozenset(only), min_probability or 0.0, context, apart=SIGNS[sort] != 0)
    view = View(by, wanted, SIGNS[sort], _columns(by, context), limit)
    options |= {"format_": format_, "output": output}
    print_all(_overviews if by == "document" else _sentences, view=view, **options)


def _columns(by: str, context: int) -> dict[str, type]:
    if by == "document":
        from stance.report.overview import COLUMNS

        return COLUMNS
    from stance.report import files

    return files.COLUMNS | (files.HIT if context else {})


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
