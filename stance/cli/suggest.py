"""`stance suggest`: articles that nobody labelled in, the sentences to label next out."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from stance.cli import opening
from stance.cli.options import reading

if TYPE_CHECKING:
    from stance.cli.console import Notes
    from stance.cli.reading import Reading
    from stance.errors import DocumentError
    from stance.learn.corpus import Example
    from stance.learn.select import Suggested, Suggestion
    from stance.learn.tasks import Task
    from stance.model.classifier import Classifier
    from stance.scored import ScoredDocument

ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".json": "labelstudio"}
FORMATS = ("csv", "jsonl", "labelstudio", "doccano", "prodigy")


@click.command()
@reading("[POOL|-]...")
@click.option("-n", "--number", type=click.IntRange(min=1), default=100, show_default=True, metavar="N", help="How many sentences.")
@click.option(
    "--random",
    "random_share",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    metavar="SHARE",
    help="The part of them that is drawn at random, 0 to 1.",
)
@click.option(
    "--labelled",
    "known",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="What is labelled already, read as by stance train, or being labelled: a sheet. Repeat it for each file. None of it is suggested, nor what resembles it.",
)
@click.option("--guess", is_flag=True, help="Show annotators what the model thinks; what that does to their labels is told above.")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="Another one draws others at random.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="csv for a spreadsheet and jsonl for programs, both for stance label; or what Label Studio, doccano and Prodigy import.  [default: "
    "by the ending of -o (.csv, .jsonl, .json for Label Studio), or csv]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write here instead of to standard output (-). It is there only when all is done.",
)
def suggest(
    number: int,
    random_share: float,
    known: tuple[Path, ...],
    guess: bool,
    seed: int,
    format_: str | None,
    output: str | None,
    **options: Any,
) -> None:
    """Choose the sentences that it pays most to label next.

    POOL is articles that nobody has labelled, read as by stance score; it is read once and may have millions of
    sentences. Every sentence is scored in its article by --model, best the one that was trained on what is labelled so
    far. Most of those chosen are the ones that the model is least sure of (the two most probable labels are closest):
    of each language as many as its share of the pool, of a document no more than 3 before all others gave as many.
    Near-duplicates of each other and of what is --labelled are left out.

    The share at --random is drawn first, every sentence that is not labelled with the same chance. Only on them is a
    figure an honest one for the pool, for a model that was not trained on them, and only on those of the first round:
    later ones lack what was labelled before, which was the hardest. The uncertain ones are harder than the pool is.
    The column chosen says which is which (random, uncertain), and stance evaluate MODEL FILE --by chosen gives figures
    of both. Best make one test set, and first: --random 1 -o test.csv, and from then on --random 0 --labelled test.csv,
    which takes sentences of other articles than those of the test as long as there are any, also if the articles are
    called otherwise now; then stance train --test.

    A row has document, sentence (its number there, from 0), text, language, before and after (the sentences around it,
    to be read and not labelled), chosen, what came with the article (date, source, title, ...; a name that is taken
    gets input_ before it), and an empty label. Rows are in random order: who stops halfway has labelled a fair part.
    With -o FILE for Label Studio or doccano, what their project is set up with is written beside it. A FILE in which
    labels stand already is not overwritten.

    --guess adds guess and probability, and fills the guess in where a tool can show it. That is quicker, but people
    follow what they are shown, also where it is wrong (Berzak et al., Anchoring and agreement in syntactic
    annotations, EMNLP 2016): do not use it for what is to be measured on.

    Exit status: 0 all was read, and sentences were written, fewer than N if the pool has no more; 1 something could not
    be read, or nothing is left to label; 2 wrong use.

    \b
    Examples:
      stance suggest archive/ -n 20 -o to-label.csv
      stance suggest archive/ -n 20 --labelled my-labels.tsv -o next.jsonl
      stance suggest news.jsonl --model mine.safetensors -o tasks.json
      stance suggest news.jsonl --random 1 -o test.csv
      stance suggest news.jsonl --format doccano > tasks.jsonl
    """
    from stance.cli.console import Notes, fail
    from stance.errors import StanceError

    format_, output = _format_and_file(format_, output)
    say = Notes(options["quiet"])
    paths = opening.sources(options["paths"], output, say)
    if output:
        opening.require_writable(output)
        if any(path.exists() and Path(output).exists() and path.samefile(output) for path in known):
            raise click.UsageError(f"{output} is what is labelled; name another file to write")
        _require_unlabelled(Path(output))
    if known:
        _require_articles(paths)
    failures: list[DocumentError] = []
    found = _chosen(failures, say, options | {"paths": paths, "output": output}, number, random_share, seed, known)
    say.end()
    for failure in failures:
        fail(str(failure))
    if failures and not found.pool:
        sys.exit(1)
    if not found.suggestions:
        left = (
            f"all {found.pool:,} sentences are labelled, resemble what is, or hold no word" if found.pool else "there is no sentence in it"
        )
        raise StanceError(f"nothing left to label: {left}" + (f"; {output} is left as it was" if output and Path(output).exists() else ""))
    if len(found.suggestions) == found.pool < number:
        say(f"all {found.pool:,} sentences of the pool, which has no {number:,}")
    elif len(found.suggestions) < number:
        say(f"{len(found.suggestions):,} instead of {number:,} sentences: the others of the pool are labelled, or resemble what was chosen")
    _write(found, format_, output, guess, options["model"])
    if failures:
        sys.exit(1)


def _format_and_file(format_: str | None, output: str | None) -> tuple[str, str | None]:
    if output in (None, "-"):
        return format_ or "csv", None
    assert output is not None
    ending = Path(output).suffix.lower()
    if format_ is None and ending not in ENDINGS:
        raise click.UsageError(f"{output!r} does not end in {', '.join(ENDINGS)}; name it so, or say --format")
    return format_ or ENDINGS[ending], output


def _require_unlabelled(output: Path) -> None:
    """Check that nobody's labels would be overwritten."""
    from stance.errors import StanceError
    from stance.learn.tasks import labels_in

    if output.is_file() and (labels := labels_in(output)):
        raise StanceError(f"{output}: {labels:,} label{'s' * (labels > 1)} in it would be lost; name another file with -o")


def _require_articles(paths: tuple[str, ...]) -> None:
    """Check that the pool is none of what --labelled was meant for: each file needs its own."""
    from stance.learn.tasks import handed_out

    for path in map(Path, paths):
        if path.is_file() and handed_out(path):
            raise click.UsageError(
                f"{path} is labelled, or a sheet to label, and no pool; if it belongs to --labelled, repeat that before it"
            )


def _known(paths: tuple[Path, ...]) -> "list[Example]":
    from stance.errors import CorpusError
    from stance.learn.corpus import Way, read

    try:
        return read(paths, Way(unlabelled=True)).examples
    except CorpusError as error:  # --text-column is of the pool
        raise CorpusError(str(error).replace("name the right one with --text-column", "call the right one text there")) from None


def _chosen(
    failures: "list[DocumentError]",
    say: "Notes",
    options: dict[str, Any],
    number: int,
    random_share: float,
    seed: int,
    known: tuple[Path, ...],
) -> "Suggested":
    """Choose of all that can be read; what cannot is added to the failures."""
    from stance.cli.reading import Reading
    from stance.learn import select

    examples = _known(known) if known else []
    classifier = opening.model(options["model"])
    found = Reading(options["paths"], options["text_column"], options["output"])
    with found.bar(options["quiet"]):
        scored = _scored(found, classifier, options["language"], options["split"], say, failures)
        return select.suggest(scored, number, random_share, seed, examples)


def _scored(
    found: "Reading", classifier: "Classifier", language: str, split: str, say: "Notes", failures: "list[DocumentError]"
) -> "Iterator[ScoredDocument]":
    """Score documents, tell the progress bar, say what was noted, and keep what failed."""
    from stance import scoring
    from stance.errors import DocumentError

    for document in scoring.score(found, classifier, language, split, say):
        notes, found.notes[:] = found.notes[:], []
        for note in notes:
            say(note)
        if isinstance(document, DocumentError):
            failures.append(document)
        else:
            found.sentences += len(document.sentences)
            yield document
    for note in found.notes:
        say(note)


def _write(found: "Suggested", format_: str, output: str | None, guess: bool, model: str | None) -> None:
    """Write what was chosen, and to a file what its project is set up with besides; say what was written."""
    from stance.atomic import replacing
    from stance.learn import tasks

    content = tasks.write(format_, [_task(suggestion, guess) for suggestion in found.suggestions], Path(model or "stance").stem)
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]
        click.echo(content, nl=False)
        return
    files = {output: content}
    if format_ in tasks.SETUP:
        ending, setup = tasks.SETUP[format_]
        files[f"{Path(output).with_suffix('')}{ending}"] = setup
    for name, text in files.items():
        with replacing(Path(name)) as file:
            file.write(text.encode(errors="backslashreplace"))
    click.echo(f"wrote {' and '.join(files)}: {_counted(found)}")
    step = tasks.next_step(format_, output, guess)
    click.echo("\n".join(wrap(f"next: {step}", 80, break_long_words=False, break_on_hyphens=False)))


def _task(suggestion: "Suggestion", guess: bool) -> "Task":
    from stance.learn.tasks import Task
    from stance.text.documents import passed_through

    columns = passed_through(suggestion.columns, [name for name in suggestion.columns if name.lower() == "chosen"])
    probabilities = suggestion.probabilities
    label = max(probabilities, key=probabilities.__getitem__) if guess else None
    return Task(
        suggestion.document,
        suggestion.sentence,
        suggestion.text,
        suggestion.language,
        suggestion.before,
        suggestion.after,
        label,
        probabilities[label] if label else None,
        {"chosen": suggestion.chosen, **columns},
    )


def _counted(found: "Suggested") -> str:
    """Say how many sentences were chosen and of what."""
    chosen, languages = (Counter(getattr(suggestion, name) for suggestion in found.suggestions) for name in ("chosen", "language"))
    documents = len({suggestion.document for suggestion in found.suggestions})
    parts = (f"{count:,} {name}" for counts in (chosen, languages) for name, count in sorted(counts.items()))
    return f"{len(found.suggestions):,} of {found.pool:,} sentences ({', '.join(parts)}) of {documents:,} document{'s' * (documents > 1)}"
