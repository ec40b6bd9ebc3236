"""Our own corpus, which comes with stance: what people add their sentences to."""

from collections.abc import Iterable
from pathlib import Path

from stance.learn.corpus import Example, load
from stance.text.sentences import plain


def path() -> Path:
    """Where our corpus is: in the installed package, or in the checkout it runs from."""
    package = Path(__file__).parents[1]
    places = (package / "corpus", package.parent / "training" / "corpus")
    return next((place for place in places if place.is_dir()), places[-1])


def read() -> list[Example]:
    """Read our corpus.

    Raises
    ------
    CorpusError
        when it is not there.
    """
    return load([path()])


def beside(base: Iterable[Example], own: Iterable[Example]) -> list[Example]:
    """Leave out of a base what one's own sentences have too: the same sentence, whatever its case and spaces, or a document of the same name.

    It would stand in every training part, and what is held out would be known.
    """
    documents, texts = set(), set()
    for example in own:
        documents.add(example.document)
        texts.add(plain(example.text))
    return [example for example in base if example.document not in documents and plain(example.text) not in texts]
