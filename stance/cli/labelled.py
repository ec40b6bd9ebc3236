"""The way from paths to labelled sentences, for all commands that read them: what there is to say about the data is said."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stance.learn.corpus import Example

SHOWN = 3  # places named with a finding


def examples(
    paths: tuple[Path, ...],
    text_column: str | None,
    label_column: str | None,
    document_column: str | None,
    map_: str | None,
    language: str,
    strict: bool,
    say: Callable[[str], None],
) -> "list[Example]":
    """Read labelled sentences and say what is doubtful about them, worst first.

    Raises
    ------
    CorpusError
        when nothing can be read; or, if it is to be `strict`, when there was anything to say.
    click.UsageError
        when the map of labels is none.
    """
    from stance.errors import CorpusError
    from stance.learn.corpus import Way, read
    from stance.learn.merging import merged

    found = read(paths, Way(text_column, label_column, document_column, _labels(map_), language))
    settled = merged(found.examples)
    findings = sorted([*found.findings, *settled.findings], key=lambda one: (-one.severity, -len(one.places)))
    for finding in findings:
        more = f" and {len(finding.places) - SHOWN:,} more" if len(finding.places) > SHOWN else ""
        say(f"{len(finding.places):,} × {finding.kind}: {finding.message} ({', '.join(finding.places[:SHOWN])}{more})")
    if strict and findings:
        raise CorpusError(f"{len(findings)} findings, which --strict does not let pass")
    return settled.examples


def _labels(map_: str | None) -> "Mapping[str, str] | None":
    from stance.errors import StanceError
    from stance.learn import label_maps

    try:
        return None if map_ is None else label_maps.parse(map_)
    except StanceError as error:
        raise click.UsageError(str(error)) from None
