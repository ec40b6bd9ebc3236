"""The way from paths to labelled sentences that all commands share."""

import re
from pathlib import Path

import click
import pytest

from stance.cli.labelled import examples
from stance.errors import CorpusError


def test_reads_maps_merges_and_says_what_is_doubtful(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, label in (("anna", 1), ("ben", 0)):
        (tmp_path / f"{name}.csv").write_text(f"zin,code,artikel\nThey met.,{label},d\nThey left.,0,d\nIt rained.,9,d\n")
    way = {
        "text_column": "zin",
        "label_column": "code",
        "document_column": "artikel",
        "map_": "0=neutral,1=de-escalation,9=",
        "language": "en",
    }
    found = examples((tmp_path,), strict=False, quiet=False, **way)
    assert [(example.text, example.label) for example in found] == [("They left.", "neutral")]
    said = capsys.readouterr().err
    assert "2 × contradicting labels: " in said
    assert re.search(r"/anna\.csv:2;\S+/ben\.csv:2", "".join(said.split()))  # whatever the width at which it is wrapped
    with pytest.raises(CorpusError, match="--strict"):
        examples((tmp_path,), strict=True, quiet=True, **way)


def test_a_wrong_map_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="'boos' is none of our labels"):
        examples(
            (tmp_path,), strict=False, quiet=True, text_column=None, label_column=None, document_column=None, map_="0=boos", language="auto"
        )
