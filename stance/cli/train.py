"""`stance train`: labelled sentences in, a model, its card and a verdict out."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli import opening
from stance.cli.options import labelled

if TYPE_CHECKING:
    from stance.learn.compare import Comparison
    from stance.learn.corpus import Example, Finding
    from stance.learn.fit import Choice, Fitted, Material
    from stance.learn.folds import Split, Watch
    from stance.learn.validation import Use

DEFAULT_CORPUS = Path("training/corpus")
OWN_WEIGHT = 10.0  # at 300 own sentences and more never behind 3 and 1: benchmarks/retraining.py
FEWEST = 5  # documents: of fewer none is held out
BEST = 5  # choices of a search that are listed


@click.command()
@click.argument("data", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The model file to write; its card goes beside it as .md.",
)
@click.option("--with-base", is_flag=True, help="Train on our corpus too, 63,017 sentences; it is what most should do.")
@click.option(
    "--own-weight",
    type=click.FloatRange(0, 1000, min_open=True),
    metavar="W",
    help=f"With --with-base: one of your sentences counts as W of ours.  [default: {OWN_WEIGHT:g}]",
)
@click.option(
    "--test",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Measure on these labelled sentences instead of by cross-validation. May be repeated.",
)
@click.option("--search", "searching", is_flag=True, help="Look for a better recipe first; takes some hundred trainings.")
@click.option(
    "--recipe",
    "recipe_path",
    type=click.Path(path_type=Path),
    help="Settings (TOML); without it those of the model that comes with stance.",
)
@click.option("--save-recipe", type=click.Path(dir_okay=False, path_type=Path), help="Write the settings that were used here (TOML).")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Trainings that run at the same time; the model is the same.",
)
@labelled
def train(
    data: tuple[Path, ...],
    output: Path,
    with_base: bool,
    own_weight: float | None,
    test: tuple[Path, ...],
    searching: bool,
    recipe_path: Path | None,
    save_recipe: Path | None,
    jobs: int,
    quiet: bool,
    **way: Any,
) -> None:
    """Train a model on labelled sentences and say how good it is.

    DATA is labelled sentences (training/corpus if nothing is named). What is doubtful about them is said before anything
    is trained.

    The figures printed are those of cross-validation: every sentence is read by a model that saw nothing of its document.
    On the same sentences it is compared with the model that comes with stance, and the verdict says whether the difference
    is more than chance. The model written is then trained on all, and is there only when it is whole. The same data gives
    the same model, in any order of files and on any number of jobs. stance score --model reads it.

    A label that no sentence has is never given. Of fewer than five documents none is held out, and there are no figures.

    --search tries 24 recipes in cross-validation. What each fold is measured with was chosen by the other folds, so that
    the figures stay honest. All that is done is kept in OUTPUT.search.jsonl; stopped, the same command goes on from there.

    Exit status: 0 done, 1 it failed and nothing was written, 2 wrong use.

    \b
    Examples:
      stance train my-labels.tsv -o mine.safetensors
      stance train my-labels.tsv --with-base -o mine.safetensors --jobs 2
      stance train my-labels.tsv --test test-labels.tsv -o mine.safetensors
      stance train my-labels.tsv --search -o mine.safetensors --jobs 2
    """
    from stance.atomic import replacing
    from stance.cli.console import Notes
    from stance.learn import base as corpus
    from stance.learn import card, fit
    from stance.model import store
    from stance.report.card import markdown

    data = _require_use(data, output, save_recipe, with_base, own_weight)
    say = Notes(quiet)
    recipe = fit.read_recipe(recipe_path) if recipe_path else fit.recipe_from(opening.model(None).card["recipe"])
    own, tests, findings = _read(data, test, "training with base" if with_base else "training", quiet=quiet, **way)
    base = fit.ordered(corpus.beside(corpus.read(), [*own, *tests])) if with_base else []
    choice = fit.Choice(recipe, (OWN_WEIGHT if own_weight is None else own_weight) if base else 1.0)
    _echo_counts(own, base)

    splits = _deal(own, recipe.folds, searching or not tests)
    choices = [choice] * len(splits)
    if searching and splits:
        material, choice, choices = _search(own, base, choice, splits, output, jobs, quiet)
    else:
        material = fit.gather(own, [choice], base)
    _echo_weight(base, choice)
    fitted, figures, comparison = _measured(own, tests, material, choice, choices, splits, jobs, quiet)
    if comparison and not with_base:
        click.echo("Most do better with --with-base, which trains on our corpus too; try it and compare the verdicts.")

    made = card.make(
        own,
        choice.recipe,
        sources=[path.name for path in data],
        label_map=way["map_"],
        base=base,
        own_weight=choice.own_weight,
        findings=findings,
        figures=figures,
        against=comparison,
    )
    classifier = fit.classifier_from(fitted, made, (example.text for example in chain(own, base)))
    store.save(classifier, output)
    described = output.with_suffix(".md")
    with replacing(described) as file:
        file.write(markdown(made, output.stem, classifier.size).encode())
    if save_recipe:
        with replacing(save_recipe) as file:
            file.write(fit.as_toml(choice.recipe).encode())
    say.end()
    click.echo(f"wrote {output} ({output.stat().st_size / 1e6:.1f} MB) and {described}" + f", {save_recipe}" * bool(save_recipe))


def _require_use(
    data: tuple[Path, ...], output: Path, save_recipe: Path | None, with_base: bool, own_weight: float | None
) -> tuple[Path, ...]:
    """Check what can be checked before there is work to lose, and return what is to be read."""
    if output.suffix != ".safetensors":
        raise click.UsageError(f"{output}: name the model file something.safetensors; its card goes beside it as something.md")
    if own_weight is not None and not with_base:
        raise click.UsageError("--own-weight says what your sentences count beside ours; it needs --with-base")
    for path in filter(None, (output, save_recipe)):
        opening.require_writable(path)
    if not data:
        if not DEFAULT_CORPUS.is_dir():
            raise click.UsageError(f"no DATA named, and there is no {DEFAULT_CORPUS} here")
        data = (DEFAULT_CORPUS,)
    return data


def _read(
    data: tuple[Path, ...], test: tuple[Path, ...], use: "Use", strict: bool, quiet: bool, **way: Any
) -> "tuple[list[Example], list[Example], list[Finding]]":
    """Read what is to be trained on and what is to be measured on, and say what is doubtful about either, and about the two together.

    Raises
    ------
    CorpusError
        when something cannot be read; or, if it is to be `strict`, when there was anything to say.
    """
    from stance.cli.findings import report
    from stance.cli.labelled import looked_over
    from stance.learn.faults import worst_first
    from stance.learn.fit import ordered

    own = looked_over(data, quiet=quiet, use=use, **way)
    if not test:
        report(own.findings, strict, quiet)
        return ordered(own.examples), [], own.findings
    from stance.learn.validation import leaks

    tests = looked_over(test, quiet=quiet, use="measuring", **way)
    shared = leaks(own.examples, tests.examples)
    report(worst_first([*own.findings, *tests.findings, *shared]), strict, quiet)
    return ordered(own.examples), tests.examples, worst_first([*own.findings, *shared])


def _echo_counts(own: "Sequence[Example]", base: "Sequence[Example]") -> None:
    from stance.labels import LABELS
    from stance.learn.corpus import describe

    counts = describe(list(own))
    labels: dict[str, int] = counts["labels"]  # type: ignore[assignment]
    click.echo(f"{_count(len(own), 'sentence')} in {_count(int(str(counts['documents'])), 'document')}")
    click.echo(", ".join(f"{labels[label]:,} {label}" for label in LABELS))
    for label in LABELS:
        if not labels[label] and not any(example.label == label for example in base):
            click.echo(f"No sentence is labelled {label}: this model never gives that label.")


def _echo_weight(base: "Sequence[Example]", choice: "Choice") -> None:
    if base:
        click.echo(f"With {len(base):,} sentences of our corpus; one of yours counts as {choice.own_weight:g} of them.")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _deal(own: "Sequence[Example]", wanted: int, folding: bool) -> "list[Split]":
    """Deal the documents into folds: as many as are wanted if there is enough of all, none where there is too little to hold out."""
    from collections import Counter

    from stance.learn.evaluate import splits

    if not folding:
        return []
    documents = len({example.document for example in own})
    label, rarest = Counter(example.label for example in own).most_common()[-1]
    folds = min(wanted, documents, rarest)
    if documents < FEWEST or folds < 2:
        what = f"{_count(documents, 'document')}" if documents < FEWEST else f"{_count(rarest, 'sentence')} labelled {label}"
        click.echo(f"No figures: {what} is too little to hold any out. Label more, of {FEWEST} documents at least.")
        return []
    return splits(own, folds)


def _watch(unit: str, total: int, quiet: bool) -> "Watch":
    from stance.cli.progress import progress

    def watch(steps: Iterator[Any]) -> Iterator[Any]:
        return progress(steps, unit, total, quiet)

    return watch


def _search(
    own: "Sequence[Example]",
    base: "Sequence[Example]",
    choice: "Choice",
    splits: "list[Split]",
    output: Path,
    jobs: int,
    quiet: bool,
) -> "tuple[Material, Choice, list[Choice]]":
    """Search; return the terms counted for all that was tried, the best choice, and for each fold the one that the others chose."""
    from stance.learn import fit, search
    from stance.learn.corpus import fingerprint

    tried = search.trials(choice, bool(base))
    material = fit.gather(own, tried, base)
    path = Path(f"{output}.search.jsonl")
    data = f"{fingerprint(list(own))} {fingerprint(list(base))}"
    matrices = search.search(material, splits, tried, data, path, jobs, _watch("training", len(tried) * len(splits), quiet))
    ranked = search.ranked(matrices)
    click.echo(f"The best of {len(tried)} recipes, by macro F1 in cross-validation ({path} holds all):")
    for number, score in ranked[:BEST]:
        click.echo(f"  {score:.3f}  {search.changes(tried[number], choice)}")
    return material, tried[ranked[0][0]], [tried[number] for number in search.chosen_elsewhere(matrices)]


def _measured(
    own: "Sequence[Example]",
    tests: "Sequence[Example]",
    material: "Material",
    choice: "Choice",
    choices: "list[Choice]",
    splits: "list[Split]",
    jobs: int,
    quiet: bool,
) -> "tuple[Fitted, dict[str, Any], Comparison | None]":
    """Train, and measure on the test sentences or, if there are none, by cross-validation; say what came out."""
    from stance.cli import measuring
    from stance.learn import evaluate, fit
    from stance.learn.folds import fit_and_hold_out
    from stance.report.figures import brief

    if tests:
        splits, choices = [], []
    elif splits:
        click.echo(f"cross-validation, {len(splits)} folds of whole documents:")
    fitted, probabilities, fold = fit_and_hold_out(material, choice, splits, choices, jobs, _watch("training", len(splits) + 1, quiet))
    if tests:
        click.echo(f"on {_count(len(tests), 'sentence')} of the test:")
        probabilities = measuring.predicted(fit.classifier_from(fitted, {}, ()), list(tests), quiet)
        figures = evaluate.measured((e.label for e in tests), probabilities, (e.document for e in tests))
    elif splits:
        figures = evaluate.cross_validated(own, probabilities, fold)
    else:
        return fitted, {}, None
    for line in brief(figures):
        click.echo(f"  {line}")
    return fitted, figures, _compared(tests or own, probabilities, quiet)


def _compared(examples: "Sequence[Example]", probabilities: Any, quiet: bool) -> "Comparison | None":
    """Compare with the shipped model, on sentences that it has not seen, and say the verdict."""
    from stance.cli import measuring
    from stance.learn import compare
    from stance.report.figures import sentences

    rows = measuring.unseen(opening.model(None), examples)
    if len(rows) < len(examples):
        left = "no comparison with it" if not rows else "it is compared on the rest"
        click.echo(f"The shipped model was trained on {len(examples) - len(rows):,} of these sentences: {left}.")
    if not rows:
        return None
    unseen = [examples[row] for row in rows]
    shipped = measuring.predicted(opening.model(None), unseen, quiet)
    comparison = compare.compare((e.label for e in unseen), shipped, probabilities[rows], (e.document for e in unseen))
    for line in sentences(compare.verdict(comparison, "the shipped model", "your model")):
        click.echo(line)
    return comparison
