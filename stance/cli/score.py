"""`stance score`: articles in, labelled sentences out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from stance.cli.articles import Look, options, print_all

if TYPE_CHECKING:
    from stance.model.classifier import Classifier
    from stance.scored import ScoredDocument


@click.command()
@options
def score(**options: Any) -> None:
    """Tag every sentence of an article as escalation, de-escalation or neutral.

    PATH is a file, a folder (its files and those below, sorted by name) or - for standard input (plain text), which is
    also read when no PATH is given.

    Read are .txt, .md, .html, .pdf and .docx; the rows of .jsonl, .csv, .tsv and .parquet, each an article, named
    FILE:LINE; all of them in .gz, and the files in .zip, .tar and .tar.gz in their stored order. Any other name is
    plain text. In folders and archives those endings only, and not: hidden files, README and LICENSE, archives in
    archives; in folders neither tables without a text nor what stance wrote.

    A sentence's score is P(escalation) - P(de-escalation), from -1 to +1; the tension of a document is the mean of
    its sentences' scores. In the table, a label with a question mark is a close call: the next is at most 0.1 less
    probable. Files that cannot be read are named at the end, and the exit status is then 1.

    \b
    Examples:
      stance score article.txt
      stance score archive/ --format jsonl > sentences.jsonl
      stance score export.csv.gz --text-column Fulltext -o sentences.jsonl
      echo "De partijen tekenden een bestand." | stance score
    """
    print_all(_lines, **options)


def _lines(_classifier: "Classifier", document: "ScoredDocument", look: Look) -> Iterator[str]:
    from stance.report.files import json_lines
    from stance.report.table import table

    return json_lines(document) if look.format == "jsonl" else table(document, look.width, look.colour)
