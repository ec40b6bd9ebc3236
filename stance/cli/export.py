"""`stance export`: a model in, the same model as a file for other programs out."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--format", expose_value=False, type=click.Choice(["sklearn"]), default="sklearn", show_default=True, help="A Pipeline (joblib)."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.option("--model", type=click.Path(), help="A model file made by stance train; without it the one that comes with stance.")
def export(output: Path, model: str | None) -> None:
    """Write a model as a scikit-learn Pipeline, for notebooks.

    It gives the probabilities that stance gives to a sentence read alone, columns as in its classes_ (alphabetical); the
    rest of an article it does not read. Where it is opened, stance and the same version of scikit-learn have to be installed. Such files can run any code when they
    are opened: open only your own. stance itself never reads them.

    Exit status: 0 done, 1 it failed and nothing was written, 2 wrong use.

    \b
    Examples:
      stance export --format sklearn -o pipeline.joblib
      python -c "import joblib; print(joblib.load('pipeline.joblib').classes_)"
    """
    import joblib

    import stance
    from stance.atomic import replacing
    from stance.learn.export import pipeline
    from stance.model import store

    if output.exists() and output.samefile(store.shipped() if model in (None, "shipped") else model):
        raise click.UsageError(f"{output} is the model that is read; name another file to write")
    exported = pipeline(stance.load(model))
    with replacing(output) as file:
        joblib.dump(exported, file, compress=3)
    click.echo(f"wrote {output} ({output.stat().st_size / 1e6:.1f} MB)")
