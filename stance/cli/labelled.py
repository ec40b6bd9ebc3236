"""The way from paths to labelled sentences, for all commands that read them: what there is to say about the data is said."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stance.learn.corpus import Example, Labelled
    from stance.learn.validation import Use


def examples(
    paths: tuple[Path, ...],
    text_column: str | None,
    label_column: str | None,
    document_column: str | None,
    map_: str | None,
    language: str,
    strict: bool,
    quiet: bool,
) -> "list[Example]":
    """Read labelled sentences to measure models with, and say what is doubtful about them, worst first.

    Raises
    ------
    CorpusError
        when nothing can be read; or, if it is to be `strict`, when there was anything to say.
    click.UsageError
        when the map of labels is none.
    """
    from stance.cli.findings import report

    found = looked_over(paths, text_column, label_column, document_column, map_, language, quiet, "measuring")
    report(found.findings, strict, quiet)
    return found.examples


def looked_over(
    paths: tuple[Path, ...],
    text_column: str | None,
    label_column: str | None,
    document_column: str | None,
    map_: str | None,
    language: str,
    quiet: bool,
    use: "Use" = "training",
) -> "Labelled":
    """Read labelled sentences, and find what is doubtful about them for their use: what was seen while they were read, and of all together.

    Raises
    ------
    CorpusError
        when nothing can be read.
    click.UsageError
        when the map of labels is none.
    """
    from stance.cli.progress import Bar
    from stance.learn.corpus import Labelled, Way, read
    from stance.learn.faults import worst_first
    from stance.learn.merging import merged

    way = Way(text_column, label_column, document_column, label_map(map_), language)
    with Bar(lambda _: "reading", hidden=quiet):
        found = read(paths, way)
        settled = merged(found.examples)
    from stance.learn.validation import findings  # scikit-learn, for which a mistyped name need not wait

    with Bar(lambda _: f"looking {len(settled.examples):,} sentences over", hidden=quiet):
        return Labelled(settled.examples, worst_first([*found.findings, *settled.findings, *findings(settled.examples, use)]))


def label_map(map_: str | None) -> "Mapping[str, str] | None":
    """Return what --map says, None if it was not given.

    Raises
    ------
    click.UsageError
        when it is no map.
    """
    from stance.errors import StanceError
    from stance.learn import label_maps

    try:
        return None if map_ is None else label_maps.parse(map_)
    except StanceError as error:
        raise click.UsageError(str(error)) from None
