"""`stance label`: sentences in, and at the press of a key each one's label out."""

import sys
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stance.learn.labelling import Session


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--annotator", metavar="NAME", help="Who labels.  [default: the name of the user]")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file of the labels.  [default: batch.NAME.jsonl beside batch.csv]",
)
@click.option("--show-guess", is_flag=True, help="Show the column guess. It saves time, and draws labels towards what the model thinks.")
@click.option("--blind", is_flag=True, help="In a table to adjudicate, do not show who said what.")
@click.option("--text-column", metavar="NAME", help="The column with the sentence; without it text, body, content, ...")
@click.option("--document-column", metavar="NAME", help="The column that names the article.  [default: document]")
@click.option(
    "--language",
    type=click.Choice(["auto", "nl", "en"]),
    default="auto",
    show_default=True,
    help="auto: that of a column language, or seen from the text.",
)
@click.option("--keys", metavar="KEYS", help="Press these keys (e n d s u b) instead of reading them from the terminal: for scripts.")
@click.option("-q", "--quiet", is_flag=True, help="No notes on standard error, only errors.")
def label(
    file: Path,
    annotator: str | None,
    output: Path | None,
    show_guess: bool,
    blind: bool,
    text_column: str | None,
    document_column: str | None,
    language: str,
    keys: str | None,
    quiet: bool,
) -> None:
    """Label sentences in the terminal: one key a sentence.

    FILE is a table with a sentence a row (.csv, .tsv, .jsonl, .parquet), such as stance suggest writes, or an article,
    which is cut into sentences. The sentences around each are shown in grey: from the columns before and after, or from
    the file. Labels that are in the file already are not shown, as they would draw yours towards them.

    \b
    Keys:
      e n d    escalation, neutral, de-escalation (or 1 2 3, or up, right, down)
      s        skip: it comes again at the end
      u        undo, as often as you like
      b        look back; a label there replaces the old one; enter goes on
      ?        the codebook in short
      q        quit; so does Ctrl-C

    Written is batch.NAME.jsonl beside batch.csv, one line a sentence: what it came with, then label and annotator. Each
    label is on disk before the next sentence is shown, so that nothing is lost when the line or the power breaks. The
    same command goes on where you stopped. Every annotator has a file of their own: stance agreement compares them, and
    stance train reads them.

    A table that stance agreement -o wrote is adjudicated: it shows who said what, and the labels go to
    differ.adjudicated.jsonl, which settles for stance train what annotators differ on. What is filled in there already is
    not asked again, unless it is no label.

    Exit status: 0 done, also when you quit before the end; 1 it failed; 2 wrong use.

    \b
    Examples:
      stance label batch.csv
      stance label article.txt --annotator anna
      stance label differ.csv
    """
    from stance.cli.console import Notes
    from stance.learn.labelling import Labels, Session, read

    if keys is None and not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("there is no terminal to read keys from; run it in one, or give them with --keys")
    say = Notes(quiet)
    batch = read(file, say, text_column, document_column, language)
    annotator = _annotator(annotator, batch.adjudicating)
    output = output or _beside(file, annotator)
    if output.exists() and output.samefile(file):
        raise click.UsageError(f"{output} is what is read; name another file to write")
    if not batch.items:
        _nothing_to_adjudicate(file, output)
        return
    if not output.exists() and (other := _differing_in_case(output)):
        say(f"{other} is there too; if that is you, name yourself as it does")
    labels = Labels(output, annotator, say)
    try:
        session = Session(batch.items, labels)
        if number := session.elsewhere:
            labels_are = "1 label" if number == 1 else f"{number:,} labels"
            say(f"{labels_are} in {output} {'is' if number == 1 else 'are'} of sentences that are not in {file}, and stay there")
        say.end()
        if keys is not None:
            _press(session, keys)
        else:
            from stance.cli.labelling import Screen, label_all

            label_all(session, Screen(sys.stdout, file.name, annotator, show_guess, blind))
        count = ", ".join(f"{number:,} {name}" for name, number in session.count.items())
        done, total = session.done, len(session.items)
    finally:
        labels.close()
    said = f"{done:,} of {total:,} labelled" + (f", in {output}: {count}" if any(session.count.values()) else "; nothing is written")
    click.echo("\n".join(wrap(said, 80, break_long_words=False, break_on_hyphens=False)))


def _annotator(name: str | None, adjudicating: bool) -> str:
    from stance.learn.corpus import ADJUDICATED

    if adjudicating:
        if name not in (None, ADJUDICATED):
            raise click.UsageError("what is adjudicated has no annotator: leave out --annotator, or the column adjudicated")
        return ADJUDICATED
    if name is None:
        import getpass

        try:
            name = getpass.getuser()
        except (KeyError, OSError):
            raise click.UsageError("say who labels: --annotator NAME") from None
    if name == ADJUDICATED:
        raise click.UsageError(f"{ADJUDICATED} is no annotator, but what settles a table of stance agreement; use another name")
    if not name.strip() or not name.isprintable() or "/" in name or name.startswith("."):
        raise click.UsageError(f"{name!r} cannot be part of the name of a file; use letters and digits for --annotator")
    return name


def _beside(file: Path, annotator: str) -> Path:
    name = file.name
    for _ in range(2 if name.lower().endswith(".gz") else 1):
        name = name.rpartition(".")[0] or name
    return file.with_name(f"{name}.{annotator}.jsonl")


def _nothing_to_adjudicate(file: Path, output: Path) -> None:
    """Say so, and leave a file behind that can be named to train and compare like one with labels in it."""
    from stance.atomic import replacing

    there = output.exists()
    if not there:
        with replacing(output):
            pass
    click.echo(f"{file}: nothing to adjudicate; {f'{output} is left as it was' if there else f'wrote {output}, which is empty'}")


def _differing_in_case(output: Path) -> Path | None:
    """Find the labels of anna for Anna: it is likely one person."""
    if not output.parent.is_dir():
        return None
    return next((path for path in sorted(output.parent.iterdir()) if path.name.lower() == output.name.lower()), None)


def _press(session: "Session", keys: str) -> None:
    from stance.cli.labelling import DEED_KEYS, LABEL_KEYS, press

    known = {key for key in (*LABEL_KEYS, *DEED_KEYS) if len(key) == 1}
    keys = keys.lower().partition("q")[0]
    for key in keys:
        if key not in known:
            raise click.UsageError(f"--keys: {key!r} is no key; use {' '.join(sorted(known - {' '}))}")
    for key in keys:
        press(session, key)
