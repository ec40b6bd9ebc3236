"""`stance train`: labelled sentences in, a model, its card and a verdict out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stance.cli import opening
from stance.cli.options import labelled
from stance.wording import counted

if TYPE_CHECKING:
    from stance.learn.compare import Comparison
    from stance.learn.corpus import Example, Finding
    from stance.learn.fit import Choice, Fitted, Material
    from stance.learn.folds import Split
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
    help=f"With --with-base: one of your sentences counts as W of ours, also for min_documents of the recipe: from W = 5 on a word "
    f"that stands in one of them is learned.  [default: {OWN_WEIGHT:g}]",
)
@click.option(
    "--test",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Measure on these labelled sentences instead of by cross-validation. Takes one file or folder: repeat it for each.",
)
@click.option("--search", "searching", is_flag=True, help="Look for a better recipe first; takes some hundred trainings.")
@click.option(
    "--recipe",
    "recipe_path",
    type=click.Path(path_type=Path),
    help="Settings (TOML); without it those of the model that comes with stance.",
)
@click.option("--save-recipe", type=click.Path(dir_okay=False, path_type=Path), help="Write the settings that were used here, a .toml.")
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

    --search tries 24 recipes in cross-validation. What each fold is measured with was chosen by the other folds; their
    models saw that fold in training, so that a trace of luck is left in the figures: --test has none. All that is done is kept in OUTPUT.search.jsonl; stopped, the same command goes on from there.

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
    from stance.cli.progress import Bar
    from stance.learn import base as corpus
    from stance.learn import card, fit
    from stance.learn.search import TRIALS
    from stance.model import store
    from stance.report.card import markdown

    say = Notes(quiet)
    data = _require_use(data, test, output, save_recipe, with_base, own_weight, say)
    recipe = fit.read_recipe(recipe_path) if recipe_path else fit.recipe_from(opening.model(None).card["recipe"])
    own, tests, findings = _read(data, test, "training with base" if with_base else "training", quiet=quiet, **way)
    with Bar(lambda _: "reading our corpus", hidden=quiet or not with_base):
        corpora = corpus.read() if with_base else []
    base = fit.ordered(corpus.beside(corpora, [*own, *tests]))
    choice = fit.Choice(recipe, (OWN_WEIGHT if own_weight is None else own_weight) if base else 1.0)
    _echo_counts(own, base)

    splits = _deal(own, recipe.folds, searching or not tests, "search" if tests else "figures")
    choices = [choice] * len(splits)
    if searching and splits:
        material, choice, choices = _search(own, base, choice, splits, output, jobs, quiet)
    else:
        material = fit.gather(own, [choice], base)
    _echo_weight(base, len(corpora), choice)
    names = [_name(path) for path in test]
    fitted, figures, comparison = _measured(own, tests, names, material, choice, choices, splits, jobs, quiet)
    if comparison and not with_base:
        _echo("Most do better with --with-base, which trains on our corpus too; try it and compare the verdicts.")

    made = card.make(
        own,
        choice.recipe,
        sources=[_name(path) for path in data],
        label_map=way["map_"],
        base=base,
        own_weight=choice.own_weight,
        findings=findings,
        figures=figures,
        against=comparison,
        searched=TRIALS if searching and splits else 0,
    )
    classifier = fit.classifier_from(fitted, made, (example.text for example in chain(own, base)))
    described = output.with_suffix(".md")
    with ExitStack() as stack:  # what cannot be written leaves none of them
        stack.enter_context(replacing(described)).write(markdown(made, output.stem, classifier.size).encode())
        if save_recipe:
            stack.enter_context(replacing(save_recipe)).write(fit.as_toml(choice.recipe).encode())
        store.save(classifier, output)
    say.end()
    click.echo(f"wrote {output} ({output.stat().st_size / 1e6:.1f} MB) and {described}" + f", {save_recipe}" * bool(save_recipe))


def _require_use(
    data: tuple[Path, ...],
    test: tuple[Path, ...],
    output: Path,
    save_recipe: Path | None,
    with_base: bool,
    own_weight: float | None,
    say: Callable[[str], None],
) -> tuple[Path, ...]:
    """Check what can be checked before there is work to lose, and return what is to be read."""
    from stance.cli import measuring

    if output.suffix != ".safetensors":
        raise click.UsageError(f"{output}: name the model file something.safetensors; its card goes beside it as something.md")
    if own_weight is not None and not with_base:
        raise click.UsageError("--own-weight says what your sentences count beside ours; it needs --with-base")
    if save_recipe and save_recipe.suffix != ".toml":
        raise click.UsageError(f"{save_recipe}: --save-recipe writes settings; name a file something.toml")
    if not data:
        if not DEFAULT_CORPUS.is_dir():
            raise click.UsageError(f"no DATA named, and there is no {DEFAULT_CORPUS} here")
        data = (DEFAULT_CORPUS,)
    for path in filter(None, (output, save_recipe)):
        measuring.require_output((*data, *test), str(path), say)
    _require_no_other(output.with_suffix(".md"), output)
    return data


def _require_no_other(described: Path, output: Path) -> None:
    """Check that where the card goes there is none, or an earlier one."""
    from stance.report.card import is_card

    if described.is_dir():
        raise click.UsageError(f"{described}: a folder is where the card of {output} goes; name the model otherwise")
    if described.is_file() and not is_card(described.read_text(encoding="utf-8", errors="replace")):
        raise click.UsageError(f"{described} is not a card of a model, and that of {output} would replace it; name the model otherwise")


def _name(path: Path) -> str:
    return path.resolve().name


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
    from stance.errors import CorpusError
    from stance.learn.faults import worst_first
    from stance.learn.fit import ordered

    own = looked_over(data, quiet=quiet, use=use, **way)
    if not test:
        report(own.findings, strict, quiet)
        return ordered(own.examples), [], own.findings
    from stance.learn.validation import leaks

    try:
        tests = looked_over(test, quiet=quiet, use="measuring", **way)
    except CorpusError as error:
        named = [f"--{name}-column" for name in ("text", "label", "document") if way[f"{name}_column"]]
        raise CorpusError(f"{error} ({' and '.join(named)}: for --test too; name columns alike)" if named else str(error)) from None
    shared = [*leaks(own.examples, tests.examples), *_mistaken(own.examples, tests.examples)]
    report(worst_first([*own.findings, *tests.findings, *shared]), strict, quiet)
    return ordered(own.examples), tests.examples, worst_first([*own.findings, *shared])


def _mistaken(own: "Sequence[Example]", tests: "Sequence[Example]") -> "Iterator[Finding]":
    """Find files that are trained on though all of their documents are in the test: `--test test.*` takes only the first that the shell names."""
    from stance.learn.corpus import Finding

    tested = {example.document for example in tests}
    files: dict[str, set[str]] = {}
    for example in own:
        files.setdefault(example.place.rpartition(":")[0], set()).add(example.document)
    for path, documents in files.items():
        if documents <= tested:
            message = f"{path} is trained on, and all of its documents are in the test; if it is of the test, write --test before it too"
            yield Finding("test that is trained on", 3, message, [])


def _echo(text: str, indent: str = "") -> None:
    """Print a sentence, or figures, on lines of at most 80 columns."""
    from stance.report.figures import sentences

    for line in sentences([text], indent):
        click.echo(line)


def _echo_counts(own: "Sequence[Example]", base: "Sequence[Example]") -> None:
    from collections import Counter

    from stance.labels import LABELS

    labels = Counter(example.label for example in own)
    documents = {example.document for example in own}
    click.echo(f"{counted(len(own), 'sentence')} in {counted(len(documents), 'document')}")
    click.echo(", ".join(f"{labels[label]:,} {label}" for label in LABELS))
    for label in LABELS:
        if not labels[label] and not any(example.label == label for example in base):
            _echo(f"No sentence is labelled {label}: this model never gives that label.")


def _echo_weight(base: "Sequence[Example]", whole: int, choice: "Choice") -> None:
    if base:
        left = f" ({whole - len(base):,} that your data or its documents hold too are left out)" if len(base) < whole else ""
        _echo(f"With {len(base):,} sentences of our corpus{left}; one of yours counts as {choice.own_weight:g} of them.")


def _deal(own: "Sequence[Example]", wanted: int, folding: bool, purpose: str) -> "list[Split]":
    """Deal the documents into folds: as many as are wanted if there are so many, none where there is too little to hold out."""
    from stance.learn.evaluate import most_folds, splits

    if not folding:
        return []
    documents = len({example.document for example in own})
    folds = min(wanted, most_folds(own))
    if documents < FEWEST or folds < 2:
        _echo(f"No {purpose}: {counted(documents, 'document')} is too little to hold any out. Label more, of {FEWEST} documents at least.")
        return []
    if folds < wanted:
        _echo(f"{folds} folds instead of the {wanted} of the recipe: there are no more documents, or no label has more sentences.")
    return splits(own, folds)


def _watch(unit: str, total: int, quiet: bool) -> Callable[..., Iterator[Any]]:
    from stance.cli.progress import progress

    def watch(steps: Iterator[Any], done: int = 0) -> Iterator[Any]:
        if done:
            click.echo(f"{done:,} of {total:,} {unit}s were done before")
        return progress(steps, unit, total, quiet, done)

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
    _echo(f"The best of {len(tried)} recipes, by macro F1 in cross-validation ({path} holds all):")
    for number, score in ranked[:BEST]:
        _echo(f"{score:.3f}  {search.changes(tried[number], choice)}", "  ")
    return material, tried[ranked[0][0]], [tried[number] for number in search.chosen_elsewhere(matrices)]


def _measured(
    own: "Sequence[Example]",
    tests: "Sequence[Example]",
    names: "Sequence[str]",
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
    from stance.report.figures import basis, brief

    if tests:
        splits, choices = [], []
    fitted, probabilities, fold = fit_and_hold_out(material, choice, splits, choices, jobs, _watch("training", len(splits) + 1, quiet))
    if tests:
        probabilities = measuring.predicted(fit.classifier_from(fitted, {}, ()), list(tests), quiet)
        figures = {"test": sorted(set(names)), **evaluate.measured((e.label for e in tests), probabilities, (e.document for e in tests))}
    elif splits:
        figures = evaluate.cross_validated(own, probabilities, fold)
    else:
        return fitted, {}, None
    _echo(f"{basis(figures)}:")
    for line in brief(figures):
        _echo(line, "  ")
    return fitted, figures, _compared(tests or own, probabilities, quiet)


def _compared(examples: "Sequence[Example]", probabilities: Any, quiet: bool) -> "Comparison | None":
    """Compare with the shipped model, on sentences that it has not seen, and say the verdict."""
    from stance.cli import measuring
    from stance.learn import compare

    rows = measuring.unseen(opening.model(None), examples)
    if len(rows) < len(examples):
        left = "no comparison with it" if not rows else "it is compared on the rest"
        _echo(f"The shipped model was trained on {len(examples) - len(rows):,} of these sentences: {left}.")
    if not rows:
        return None
    unseen = [examples[row] for row in rows]
    shipped = measuring.predicted(opening.model(None), list(examples), quiet)
    comparison = compare.compare((e.label for e in unseen), shipped[rows], probabilities[rows], (e.document for e in unseen))
    for line in compare.capitalized(compare.verdict(comparison, "the shipped model", "your model")):
        _echo(line)
    return comparison
