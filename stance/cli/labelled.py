"""The way from paths to labelled sentences, for all commands that read them: what there is to say about the data is said."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from stance.learn.corpus import Example, Labelled, Way
    from stance.learn.validation import Use


def examples(paths: tuple[Path, ...], strict: bool, quiet: bool, **way: Any) -> "list[Example]":
    """Read labelled sentences to measure models with, and say what is doubtful about them, worst first; `way` is as in `way_of`.

    Raises
    ------
    CorpusError
        when nothing can be read; or, if it is to be `strict`, when there was anything to say.
    click.UsageError
        when the map of labels is none.
    """
    from stance.cli.findings import report

    found = looked_over(paths, quiet, "measuring", **way)
    report(found.findings, strict, quiet)
    return found.examples


def looked_over(paths: tuple[Path, ...], quiet: bool, use: "Use" = "training", **way: Any) -> "Labelled":
    """Read labelled sentences, and find what is doubtful about them for their use: what was seen while they were read, and of all together.

    `way` is as in `way_of`.

    Raises
    ------
    CorpusError
        when nothing can be read.
    click.UsageError
        when the map of labels is none.
    """
    from stance.cli.progress import Bar
    from stance.learn.corpus import Labelled, read
    from stance.learn.faults import worst_first
    from stance.learn.merging import merged

    with Bar(lambda _: "reading", hidden=quiet):
        found = read(paths, way_of(**way))
        settled = merged(found.examples)
    from stance.learn.validation import findings  # scikit-learn, for which a mistyped name need not wait

    with Bar(lambda _: f"looking {len(settled.examples):,} sentences over", hidden=quiet):
        return Labelled(settled.examples, worst_first([*found.findings, *settled.findings, *findings(settled.examples, use)]))


def way_of(text_column: str | None, label_column: str | None, document_column: str | None, map_: str | None, language: str) -> "Way":
    """Return what the options of `stance.cli.options.labelled` say of how data is read.

    Raises
    ------
    click.UsageError
        when the map of labels is none.
    """
    from stance.errors import StanceError
    from stance.learn import label_maps
    from stance.learn.corpus import Way

    try:
        labels = None if map_ is None else label_maps.parse(map_)
    except StanceError as error:
        raise click.UsageError(str(error)) from None
    return Way(text_column, label_column, document_column, labels, language)
