"""How what is doubtful about labelled data is shown: worst first, with the lines where it stands."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stance.learn.corpus import Finding

# What each severity means, and its colour of the 256: two that keep apart for every kind of colour blindness, and grey.
MEANING = {
    3: ("Would make the figures or the model wrong", 166),
    2: ("Sentences that are lost or mislead", 32),
    1: ("Good to know", 244),
}
FIRST = 5  # lines that are named of a file
FILES = 3  # files that are named
INDENT = "  "
NARROWEST, WIDEST = 40, 100  # columns


def report(findings: "Sequence[Finding]", strict: bool, quiet: bool) -> None:
    """Show findings on standard error.

    Raises
    ------
    CorpusError
        when there are any and it is to be `strict`.
    """
    from stance.cli.opening import in_colour
    from stance.errors import CorpusError

    if findings and not quiet:
        click.echo(f"stance: {summary(findings)}", err=True)
        for line in lines(findings, colour=sys.stderr is not None and in_colour(sys.stderr)):
            click.echo(line, err=True)
    if strict and findings:
        raise CorpusError(f"{summary(findings)}, and --strict allows none; mend it (stance check tells all lines), or leave --strict out")


def summary(findings: "Sequence[Finding]") -> str:
    """Say how many findings there are."""
    return f"{len(findings)} finding{'' if len(findings) == 1 else 's'} in the data"


def lines(findings: "Sequence[Finding]", colour: bool = False, width: int | None = None) -> Iterator[str]:
    """Yield findings, worst first, under what their severity means; each with the first of its places."""
    import shutil

    from stance.report.terminal import printable, wrapped

    width = min(max(width or shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    for place, (severity, group) in enumerate(groupby(findings, lambda finding: finding.severity)):
        meaning, number = MEANING[severity]
        if place:
            yield ""
        yield click.style(meaning, fg=number, bold=True) if colour else meaning
        for finding in group:
            kind = f"{len(finding.places):,} × {finding.kind}" if finding.places else finding.kind
            first, *rest = wrapped(printable(f"{kind}: {finding.message}"), width - 2 * len(INDENT))
            if colour and first.startswith(kind):
                first = click.style(kind, bold=True) + first.removeprefix(kind)
            yield INDENT + first
            for line in rest:
                yield INDENT * 2 + line
            for line in wrapped(printable(where(finding.places)), width - 2 * len(INDENT)) if finding.places else ():
                yield INDENT * 2 + (click.style(line, fg=244) if colour else line)


def where(places: Sequence[str]) -> str:
    """Name the first lines of each file, and how many there are more."""
    files: dict[str, list[str]] = defaultdict(list)
    for place in places:
        path, _, line = place.rpartition(":")
        files[path].append(line)
    named = []
    for path, numbers in list(files.items())[:FILES]:
        more = f" and {len(numbers) - FIRST:,} more" if len(numbers) > FIRST else ""
        named.append(f"{path}:{', '.join(numbers[:FIRST])}{more}" if path else ", ".join(numbers[:FIRST]) + more)
    if len(files) > FILES:
        left = sum(len(numbers) for numbers in list(files.values())[FILES:])
        named.append(f"{left:,} more in {len(files) - FILES:,} other file{'' if len(files) == FILES + 1 else 's'}")
    return "; ".join(named)


def json_lines(findings: "Sequence[Finding]") -> Iterator[str]:
    """Yield a JSON object for each finding, with all of its places."""
    for finding in findings:
        told = {
            "severity": finding.severity,
            "kind": finding.kind,
            "count": len(finding.places),
            "message": finding.message,
            "places": finding.places,
        }
        yield json.dumps(told, ensure_ascii=False)
