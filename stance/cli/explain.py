"""`stance explain`: articles in, and for every sentence the words that pushed it to its label."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from stance.cli.articles import Look, print_all
from stance.cli.options import reading, writing
from stance.cli.output import PLAIN, format_and_file

if TYPE_CHECKING:
    from stance.model.classifier import Classifier
    from stance.scored import ScoredDocument


@click.command()
@reading()
@writing(*PLAIN)
@click.option("-n", "--words", default=5, show_default=True, metavar="N", type=click.IntRange(min=1), help="How many words the sum names.")
def explain(words: int, **options: Any) -> None:
    """Show which words pushed each sentence to its label, and how much each weighed.

    PATH is read as by stance score. On a terminal the words of a sentence are shaded in the colour of the label that they
    push to, the more strongly the more they add; without colours (NO_COLOR, a pipe, a file) they are marked.

    Below stand the probabilities of the three labels, and the points (the logit) of the label that won as a sum: the words
    that weigh most, for it or against it, then all its others together, what the sentences around it add (context), and
    what every sentence starts from (prior). Each label has such a sum; the more points, the more probable (softmax).

    With --format jsonl: the sums of all three, once by word and once by term. A term that adds less than 0.05 to each
    label is not listed, but added to other_terms.

    Exit status: 0 all was read; 1 something could not be, and is named at the end on standard error; 2 wrong use.

    \b
    Examples:
      stance explain article.txt
      echo "De partijen tekenden een bestand." | stance explain -n 3
      stance explain archive/ -o why.jsonl
    """
    options["format_"], options["output"] = format_and_file(options["format_"], options["output"], PLAIN)
    print_all(partial(_lines, words=words), **options)


def _lines(classifier: "Classifier", document: "ScoredDocument", look: Look, words: int) -> Iterator[str]:
    from stance.report.files import json_lines
    from stance.report.table import table

    why = classifier.explain((sentence.text for sentence in document.sentences), together=True)
    return json_lines(document, why) if look.format == "jsonl" else table(document, look.width, look.colour, why, words)
