"""The way from paths to labelled sentences, for all commands that read them: what there is to say about the data is said."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.learn.corpus import Example, Labelled


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
    """
    from stance.cli.console import Notes
    from stance.cli.findings import report

    quiet = isinstance(say, Notes) and say.quiet
    found = looked_over(paths, text_column, label_column, document_column, map_, language, quiet)
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
) -> "Labelled":
    """Read labelled sentences, and find what is doubtful about them: what was seen while they were read, and what is seen of all together.

    Raises
    ------
    CorpusError
        when nothing can be read.
    """
    from stance.cli.progress import Bar
    from stance.learn.corpus import Labelled, Way, read

    assert map_ is None
    with Bar(lambda _: "reading", hidden=quiet):
        found = read(paths, Way(text_column, label_column, document_column, None, language))
    from stance.learn.validation import findings, worst_first  # scikit-learn, for which a mistyped name need not wait

    with Bar(lambda _: f"looking {len(found.examples):,} sentences over", hidden=quiet):
        return Labelled(found.examples, worst_first([*found.findings, *findings(found.examples)]))
