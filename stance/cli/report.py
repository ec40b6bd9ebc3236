"""`stance report`: articles in, a page to read out."""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli import opening
from stance.cli.options import reading

if TYPE_CHECKING:
    from stance.errors import DocumentError
    from stance.model.classifier import Classifier
    from stance.report.html import Article
    from stance.scored import Explanation
    from stance.text.documents import Document

MOST = 20_000  # sentences: a page of more would not open in a browser


@click.command()
@reading()
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="The page to write; needed unless standard output goes to a file.")
def report(output: str | None, **options: Any) -> None:
    """Write a page (HTML) on which an article reads as in print, with what stance makes of it.

    PATH is read as by stance score. Sentences are shaded by their score, the words that decided are set in bold, and
    whoever points at a sentence, taps it or goes to it with Tab sees its label, its probabilities and the sum behind
    it. Above the article stand a summary and its arc, sentence by sentence; beside it the words that decided most.
    Several articles stand on one page, the tensest first, with an index: up to 20,000 sentences.

    The page is one file that loads nothing and runs no script; it can be mailed, printed, and kept.

    Exit status: 0 all was read; 1 something could not be, and is named at the end on standard error; 2 wrong use.

    \b
    Examples:
      stance report article.txt -o report.html
      stance report archive/ -o report.html
      stance report < article.txt > report.html
    """
    if Path(output or "").suffix.lower() not in ("", ".html", ".htm"):
        raise click.UsageError(f"{output}: the page is HTML; name it .html")
    write(None if output == "-" else output, **options)


def write(
    output: str | None,
    paths: tuple[str, ...],
    split: str,
    text_column: str | None,
    language: str,
    model: str | None,
    quiet: bool,
) -> None:
    """Write the page of what is read, to standard output if there is no `output`; exit with 1 if something could not be read.

    Raises
    ------
    StanceError
        when nothing can be read or written at all.
    """
    from stance.atomic import replacing
    from stance.cli.console import Notes, fail
    from stance.cli.progress import progress
    from stance.errors import StanceError
    from stance.model import store
    from stance.report import html
    from stance.text import documents

    say = Notes(quiet)
    if output is None and sys.stdout.isatty():
        raise click.UsageError("name the page to write, such as -o report.html")
    paths = opening.sources(paths, output, say)
    if output:
        opening.require_writable(output)
    source = Path(model) if model else store.shipped()
    classifier = opening.model(model)
    found = documents.read(paths, documents.Way(say, text_column, output))
    articles, failures = _scored(progress(found, "article", hidden=quiet), classifier, language, split, say)
    say.end()
    for failure in failures:
        fail(str(failure))
    if not articles:
        raise StanceError(f"{output}: left as it was, there is nothing to show" if output else "there is nothing to show")
    articles.sort(key=lambda article: -article.document.tension)
    total = sum(len(article.document.sentences) for article in articles)
    explanations = progress(_explained(articles, classifier), "sentence", total=total, hidden=quiet)
    pieces = html.page(articles, explanations, _made_by(source, classifier))
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        sys.stdout.writelines(pieces)
    else:
        with replacing(Path(output)) as file:
            file.writelines(piece.encode() for piece in pieces)
    if failures:
        sys.exit(1)


def _scored(
    documents: "Iterable[Document | DocumentError]", classifier: "Classifier", language: str, split: str, say: Callable[[str], None]
) -> "tuple[list[Article], list[DocumentError]]":
    """Score documents one by one, whole, with their texts; and what could not be read.

    Raises
    ------
    StanceError
        as soon as there are too many sentences for a page.
    """
    from stance import scoring
    from stance.errors import DocumentError, StanceError
    from stance.report.html import Article
    from stance.scored import joined

    articles: list[Article] = []
    failures: list[DocumentError] = []
    total = 0
    for document in documents:
        if isinstance(document, DocumentError):
            failures.append(document)
            continue
        chunks: list[str] = []
        kept = replace(document, chunks=_keeping(document.chunks, chunks))
        parts = []
        for part in scoring.score([kept], classifier, language, split, say):
            if isinstance(part, DocumentError):
                failures.append(part)
            else:
                parts.append(part)
                total += len(part.sentences)
                if total > MOST:
                    raise StanceError(f"more than {MOST:,} sentences, too many for one page; name fewer articles")
        if parts:
            articles.append(Article(joined(parts), "".join(chunks)))
    return articles, failures


def _keeping(chunks: Iterable[str], kept: list[str]) -> Iterator[str]:
    """Hand the pieces of a text on, and keep them."""
    for chunk in chunks:
        kept.append(chunk)
        yield chunk


def _explained(articles: "Iterable[Article]", classifier: "Classifier") -> "Iterator[Explanation]":
    """Explain all sentences in order, a passage at a time: explanations are large."""
    from stance.text.terms import PASSAGE

    for article in articles:
        sentences = article.document.sentences
        for start in range(0, len(sentences), PASSAGE):
            yield from classifier.explain((sentence.text for sentence in sentences[start : start + PASSAGE]), together=True)


def _made_by(source: Path, classifier: "Classifier") -> str:
    """Name the model so that its file can be told from any other, and the versions that made it and this page."""
    from stance import __version__

    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    trained = classifier.card.get("versions", {}).get("stance", "?")
    sentences = classifier.card.get("data", {}).get("sentences")
    on = f" on {sentences:,} labelled sentences" if sentences else ""
    return f"Model {source.name}, trained by stance {trained}{on}; its file has the SHA-256 {digest}. Page written by stance {__version__}."
