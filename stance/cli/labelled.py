"""The way from paths to labelled sentences, for all commands that read them: what there is to say about the data is said."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.learn.corpus import Example


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
    from stance.learn.corpus import Way, read

    assert map_ is None
    assert not strict
    assert callable(say)
    return read(paths, Way(text_column, label_column, document_column, None, language)).examples
