"""Rows and lines of files: what comes with a document, and what a spreadsheet could take for a formula."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow.parquet
import pytest

from stance.formulas import GUARDED
from stance.report import parquet
from stance.report.files import COLUMNS, json_lines, rows, separated
from stance.scored import ScoredDocument, ScoredSentence
from stance.text.documents import passed_through


def document(*texts: str, **columns: Any) -> ScoredDocument:
    chances = {"escalation": 0.7, "neutral": 0.2, "de-escalation": 0.1}
    return ScoredDocument("a.txt", "nl", [ScoredSentence(text, 0, len(text), chances) for text in texts], columns)


def test_columns_follow_the_fields_under_their_own_names() -> None:
    (line,) = json_lines(document("Zij vielen aan.", title="Oorlog", text="?", input_text=1, views=3, share=float("nan"), paid=None))
    record = json.loads(line)
    assert list(record)[8:] == ["probabilities", "title", "input_input_text", "input_text", "views", "share", "paid"]
    assert (record["text"], record["input_input_text"], record["input_text"]) == ("Zij vielen aan.", "?", 1)
    assert (record["views"], record["share"], record["paid"]) == (3, None, None)


def test_names_that_are_taken_stay_apart() -> None:
    assert passed_through({"a": 1, "input_a": 2, "b": 3}, {"a"}) == {"input_input_a": 1, "input_a": 2, "b": 3}


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_no_cell_is_a_formula_and_a_line_is_a_row(delimiter: str) -> None:
    texts = [
        '=HYPERLINK("http://example.org";"klik")',
        "+31 20 123",
        "- zei hij",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        " \n-2+3",
        "＝1+1",
        "Pas op;=1+1",
        'Hij zei: "a,b"\tc\r\nd\x00e\u2028f',
    ]
    lines = list(separated(rows(document(*texts)), delimiter))
    assert len(lines) == len(texts)
    read = [row[4] for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)]
    assert read == [
        '\'=HYPERLINK("http://example.org";"klik")',
        "'+31 20 123",
        "'- zei hij",
        "'@SUM(A1)",
        "' =1+1",
        "' =1+1",
        "'  -2+3",
        "'＝1+1",
        "Pas op;'=1+1",
        'Hij zei: "a,b" c  d e f',
    ]
    for line in lines:
        assert not set("\r\n\0\u2028") & set(line)
        for piece in line.replace('"', "").split(";"):
            assert piece[:1] not in set(GUARDED)


def test_numbers_stay_numbers_whether_text_or_not() -> None:
    (line,) = separated([[-0.5, -3, "-3", "+0.25", "-1.234,50", "1e-5", "-", "-x", True, None, ["=a", 1]]], "\t")
    assert line.split("\t") == ["-0.5", "-3", "-3", "+0.25", "-1.234,50", "1e-5", "-", "'-x", "true", "", '"[""=a"", 1]"']


def written(path: Path, *documents: ScoredDocument) -> list[str]:
    told: list[str] = []
    more = tuple(documents[0].columns)
    with path.open("wb") as file, parquet.Writer(file, COLUMNS, more, told.append) as writer:
        for each in documents:
            writer.add(rows(each, more))
    return told


def test_parquet_keeps_the_kinds_of_columns(tmp_path: Path) -> None:
    columns = {"title": "Ze\u0301", "views": 3, "share": 0.5, "paid": True, "mixed": 1, "empty": None, "huge": 2**70}
    assert written(tmp_path / "a.parquet", document("A."), document("Een.", "Twee.")) == []
    assert written(tmp_path / "b.parquet", document("A.", **columns), document("B.", mixed="x", share=1, views=None)) == []
    frame = polars.read_parquet(tmp_path / "b.parquet")
    assert frame.select(*columns).to_dict(as_series=False) == {
        "title": ["Ze\u0301", None],
        "views": [3, None],
        "share": [0.5, 1.0],
        "paid": [True, None],
        "mixed": ["1", "x"],
        "empty": [None, None],
        "huge": [str(2**70), None],
    }
    table = pandas.read_parquet(tmp_path / "b.parquet")
    assert [str(table[name].dtype) for name in ("score", "sentence", "de_escalation")] == ["float64", "int64", "float64"]


def test_parquet_is_written_in_groups_and_says_what_did_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP", 2)
    told = written(tmp_path / "a.parquet", document("A.", "B.", "C.", views=3), document("D.", views="veel"), document("E.", views=5))
    assert pyarrow.parquet.ParquetFile(tmp_path / "a.parquet").num_row_groups == 3
    assert pandas.read_parquet(tmp_path / "a.parquet").views.tolist()[:3] == [3, 3, 3]
    assert told == ["column views: 1 values are of another kind than the first ones, and left empty; --format jsonl keeps them"]
    assert written(tmp_path / "empty.parquet", document(views=1)) == []
    assert pandas.read_parquet(tmp_path / "empty.parquet").columns.tolist() == [*COLUMNS, "views"]


def test_half_a_character_is_written_escaped(tmp_path: Path) -> None:
    written(tmp_path / "a.parquet", document("Half \ud83d teken."))
    assert pandas.read_parquet(tmp_path / "a.parquet").text.tolist() == ["Half \\ud83d teken."]
