"""The `stance` command: finds the subcommand, and turns what went wrong into one line and an exit status."""

import importlib
import sys

import click

from stance import __version__
from stance.cli.console import fail
from stance.errors import StanceError

# Each command is a module of this package, imported when it is called: --help must not wait for scikit-learn.
COMMANDS = {
    "score": "Tag every sentence of an article.",
    "explain": "Show which words pushed a sentence to its label.",
    "report": "Write a page to read: articles, their sentences shaded.",
    "trend": "Show tension over time, as a table, a plot, a web page or CSV.",
    "suggest": "Choose the sentences to label next.",
    "label": "Label sentences in the terminal, one key a sentence.",
    "agreement": "Say how far annotators agree, and what they differ on.",
    "check": "Look labelled sentences over before they are trained on.",
    "train": "Train a model on labelled sentences.",
    "evaluate": "Measure how well a model reads labelled sentences.",
    "compare": "Tell which of two models is better, and how sure that is.",
    "export": "Write a model for scikit-learn.",
}


class Commands(click.Group):
    """The subcommands by name, each imported only when it is needed."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import a command."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"stance.cli.{name}"), name)
        return command

    def resolve_command(self, context: click.Context, arguments: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command may have been meant by a name that is none."""
        from difflib import get_close_matches

        if arguments and not context.resilient_parsing and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
            near = get_close_matches(arguments[0], COMMANDS, 1)
            raise click.UsageError(f"no such command {arguments[0]!r}" + f"; did you mean {near[0]}" * bool(near), context)
        return super().resolve_command(context, arguments)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="stance %(version)s")
def cli() -> None:
    """Read news articles and tag every sentence as escalation, de-escalation or neutral.

    stance COMMAND --help tells all of a command. Results go to standard output, errors and progress to standard error.
    NO_COLOR=1 leaves colours out.

    Exit status: 0 done; 1 it failed, or something could not be read; 2 wrong use.

    \b
    Examples:
      stance score article.txt             one article, as a table
      stance score archive/ -o out.jsonl   a folder, one JSON line a sentence
      stance explain article.txt           which words decided
      stance report article.txt -o r.html  a page to read it on
      stance trend news/ -o trend.svg      tension over time
      stance train my-labels.tsv -o mine.safetensors

    \b
    Completion with the tab key, for commands, options and files:
      bash, in ~/.bashrc:  eval "$(_STANCE_COMPLETE=bash_source stance)"
      zsh, in ~/.zshrc:    eval "$(_STANCE_COMPLETE=zsh_source stance)"
      fish:  _STANCE_COMPLETE=fish_source stance > \\
             ~/.config/fish/completions/stance.fish
    """
    import signal  # not for --help

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that half-written files are taken away


def main() -> None:
    """Run the command line; exit 0 when done, 1 when something failed, 2 for wrong use."""
    # A name or a text may hold what the terminal's encoding, or any encoding, cannot say: show it escaped rather than fail.
    for stream in (sys.stdout, sys.stderr):
        if stream is None:  # closed by the caller: >&-
            sys.exit(1)
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        cli.main(prog_name="stance", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "stance"
        fail(f"{error.format_message().rstrip('.?')}; see {command} --help")
        sys.exit(2)
    except StanceError as error:
        fail(str(error))
        sys.exit(1)
    except OSError as error:
        fail(f"{error.filename or 'output'}: {(error.strerror or str(error)).lower()}")
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        fail("interrupted")
        sys.exit(1)
