"""`stance train`: labelled sentences in, a model and its card out."""

from pathlib import Path

import click

from stance.cli import opening

DEFAULT_CORPUS = Path("training/corpus")


@click.command()
@click.argument("corpus", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The model file to write; its card goes beside it as .md.",
)
@click.option(
    "--recipe",
    "recipe_path",
    type=click.Path(path_type=Path),
    help="Settings (TOML); without it those of the model that comes with stance.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Folds of the cross-validation that run at the same time.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar.")
def train(corpus: tuple[Path, ...], output: Path, recipe_path: Path | None, jobs: int, quiet: bool) -> None:
    """Train a model on labelled sentences and say how good it is.

    CORPUS is a .tsv file or a folder of them (training/corpus if none is named): document, language, topic, text and
    label on a line, tab separated, no header. Bad lines are named, all at once, before anything is trained.

    The figures printed are those of cross-validation with whole documents held out; the model written is then trained on
    all, and is there only when it is whole. The same corpus gives the same model. stance score --model reads it.

    Exit status: 0 done, 1 it failed and nothing was written, 2 wrong use.

    \b
    Examples:
      stance train -o model.safetensors
      stance train my-labels.tsv training/corpus -o mine.safetensors --jobs 2
    """
    import stance
    from stance.atomic import replacing
    from stance.cli.progress import progress
    from stance.learn import corpus as corpora
    from stance.learn import evaluate, fit
    from stance.model import store
    from stance.report import card
    from stance.report.figures import brief

    if output.suffix != ".safetensors":
        raise click.UsageError(f"{output}: name the model file something.safetensors; its card goes beside it as something.md")
    opening.require_writable(output)
    if not corpus:
        if not DEFAULT_CORPUS.is_dir():
            raise click.UsageError(f"no CORPUS named, and there is no {DEFAULT_CORPUS} here")
        corpus = (DEFAULT_CORPUS,)
    recipe = fit.read_recipe(recipe_path) if recipe_path else fit.recipe_from(stance.load().card["recipe"])
    examples = corpora.load(corpus)
    counts = corpora.describe(examples)
    click.echo(f"{counts['sentences']:,} sentences in {counts['documents']:,} documents")

    click.echo(f"cross-validation, {recipe.folds} folds of whole documents:")
    figures = evaluate.cross_validate(examples, recipe, jobs, lambda folds: progress(folds, "fold", recipe.folds, quiet))
    for line in brief(figures):
        click.echo(f"  {line}")
    classifier = fit.fit(examples, recipe, figures)
    store.save(classifier, output)
    described = output.with_suffix(".md")
    with replacing(described) as file:
        file.write(card.markdown(classifier.card, output.stem, classifier.size).encode())
    click.echo(f"wrote {output} ({output.stat().st_size / 1e6:.1f} MB) and {described}")
