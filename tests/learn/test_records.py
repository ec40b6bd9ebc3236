"""Labelled data as people have it: every format gives the same sentences, whoever wrote it."""

import csv
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import CorpusError
from stance.learn.corpus import Example, Way, read

NAMES = ["document", "Language", "text", "LABEL"]
Rows = list[tuple[str, str, str, str]]
QUOTATION = [  # a quotation that goes on over sentences leaves quotes without a partner
    ("b-1", "en", '"We will not negotiate.', "escalation"),
    ("b-1", "en", "Not now.", "neutral"),
    ("b-1", "en", 'Not ever," said the minister.', "escalation"),
    ("b-1", "en", '"No."', "escalation"),
    ("b-1", "en", 'He called it "a step", no more.', "neutral"),
    ("b-1", "en", '"Yes," she said, "we will."', "de-escalation"),
]


def rows_of(examples: list[Example]) -> Rows:
    return [(example.document, example.language, example.text, example.label) for example in examples]


def read_rows(path: Path) -> Rows:
    found = read([path], Way())
    assert found.findings == []
    return rows_of(found.examples)


def written_by_csv(path: Path, rows: Rows, **how: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, **how).writerows([NAMES, *rows])  # type: ignore[arg-type]


def bare(path: Path, rows: Rows) -> None:
    """Write what knows nothing of quotes, as most scripts do."""
    path.write_text("".join("\t".join(row) + "\n" for row in [NAMES, *rows]), encoding="utf-8")


def parquet(path: Path, rows: Rows) -> None:
    pyarrow.parquet.write_table(pyarrow.table([list(column) for column in zip(*rows, strict=True)], names=NAMES), path)


def frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=NAMES)


WRITERS: dict[str, Callable[[Path, Rows], object]] = {
    "commas.csv": written_by_csv,
    "semicolons.csv": lambda path, rows: written_by_csv(path, rows, delimiter=";", quoting=csv.QUOTE_ALL),
    "tabs.tsv": lambda path, rows: written_by_csv(path, rows, delimiter="\t"),
    "all-quoted.tsv": lambda path, rows: written_by_csv(path, rows, delimiter="\t", quoting=csv.QUOTE_ALL),
    "bare.tsv": bare,
    "tabs-named.csv": bare,
    "pandas.csv": lambda path, rows: frame(rows).to_csv(path, index=False, encoding="utf-8-sig"),
    "pandas.tsv": lambda path, rows: frame(rows).to_csv(path, sep="\t"),
    "utf-16.txt": lambda path, rows: frame(rows).to_csv(path, sep="\t", index=False, encoding="utf-16"),
    "lines.jsonl": lambda path, rows: frame(rows).to_json(path, orient="records", lines=True),
    "lines-named.json": lambda path, rows: frame(rows).to_json(path, orient="records", lines=True, force_ascii=False),
    "array.json": lambda path, rows: frame(rows).to_json(path, orient="records", indent=1),
    "rows.parquet": parquet,
    "packed.csv.gz": lambda path, rows: frame(rows).to_csv(path, index=False),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_sentences_that_were_written(tmp_path: Path, some: list[Example], name: str) -> None:
    rows = rows_of(some[:200]) + QUOTATION
    WRITERS[name](tmp_path / name, rows)
    assert read_rows(tmp_path / name) == rows


sentences = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\"'"), min_size=1).filter(str.strip)


@pytest.mark.parametrize(
    "name", ["commas.csv", "semicolons.csv", "tabs.tsv", "all-quoted.tsv", "lines.jsonl", "array.json", "rows.parquet"]
)
@given(texts=st.lists(sentences, min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_sentence_survives(tmp_path: Path, name: str, texts: list[str]) -> None:
    rows = [("d", "en", text, "neutral") for text in texts]
    WRITERS[name](tmp_path / name, rows)
    assert read_rows(tmp_path / name) == [("d", "en", text.strip(), "neutral") for text in texts]


@given(texts=st.lists(sentences.filter(lambda text: not set("\t\n") & set(text) and '""' not in text), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_sentence_survives_without_quoting(tmp_path: Path, texts: list[str]) -> None:
    rows = [("d", "en", text, "neutral") for text in texts]
    bare(tmp_path / "bare.tsv", rows)
    assert read_rows(tmp_path / "bare.tsv") == [("d", "en", text.strip(), "neutral") for text in texts]


def test_rows_of_several_lines_with_the_text_anywhere(tmp_path: Path) -> None:
    for names in (["text", "label"], ["label", "text"], ["document", "text", "label"], ["document", "label", "text"]):
        rows = [{"document": "d", "label": "neutral", "text": text} for text in ('One\ntwo "three".', "Four\tfive.", "Six.", '"Seven"')]
        pd.DataFrame(rows)[names].to_csv(tmp_path / "a.tsv", sep="\t", index=False)
        assert [example.text for example in read([tmp_path / "a.tsv"], Way()).examples] == [row["text"] for row in rows], names


def test_places_are_lines_rows_and_items(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text,label\n"Two\nlines.",neutral\n\nThree.,neutral\n', encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps([{"text": "One.", "label": "neutral"}, {"text": "Two.", "label": "neutral"}]))
    pd.DataFrame({"text": ["One."], "label": ["neutral"]}).to_parquet(tmp_path / "a.parquet")
    places = [example.place.removeprefix(f"{tmp_path}/") for example in read([tmp_path], Way()).examples]
    assert places == ["a.csv:2", "a.csv:5", "a.json:item 1", "a.json:item 2", "a.parquet:row 1"]


def test_bad_rows_are_named_and_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\nGood.,neutral\nBad, it is,neutral\nGood too.,neutral\n")
    (tmp_path / "b.jsonl").write_text('{"text": "Good.", "label": "neutral"}\n{"text": "Bad"\n[1]\n')
    (tmp_path / "c.tsv").write_text("text\tlabel\nGood.\tneutral\nBad.\tneutral\textra\n")
    (tmp_path / "d.tsv").write_text("d\ten\tt\tGood.\tneutral\nd\ten\tt\tBad.\n")
    found = read([tmp_path], Way())
    assert [example.text for example in found.examples] == ["Good.", "Good too.", "Good.", "Good.", "Good."]
    (bad,) = (finding for finding in found.findings if finding.kind == "unreadable rows")
    assert [place.removeprefix(f"{tmp_path}/") for place in bad.places] == ["a.csv:3", "b.jsonl:2", "b.jsonl:3", "c.tsv:3", "d.tsv:2"]
    assert "a.csv:3: 3 fields, but the header has 2" in bad.message


def test_half_a_character_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "They met \\ud83d", "label": "neutral"}\n{"text": "\\ud83d\\ude00!", "label": "neutral"}\n')
    assert [example.text for example in read([tmp_path / "a.jsonl"], Way()).examples] == ["They met \ufffd", "😀!"]


def test_windows_1252_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes("text,label\nDe ministers vergaderden in Curaçao.,neutral\n".encode("cp1252"))
    found = read([tmp_path / "old.csv"], Way(document_column="text"))
    assert found.examples[0].text == "De ministers vergaderden in Curaçao."
    assert [finding.kind for finding in found.findings] == ["encoding"]


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return path


def test_a_zip_holds_a_file_for_each_annotator(tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "text": "They met.", "document": "d", "label": ["neutral"], "Comments": []})
    path = zipped(tmp_path / "export.zip", anna__jsonl=line, ben__jsonl=line.replace("neutral", "de-escalation"))
    examples = read([path], Way()).examples
    assert [(example.annotator, example.label) for example in examples] == [("anna", "neutral"), ("ben", "de-escalation")]
    assert examples[1].place == f"{path}/ben.jsonl:1"
    assert read([zipped(tmp_path / "one.zip", all__jsonl=line)], Way()).examples[0].annotator == ""
    found = read([zipped(tmp_path / "parts.zip", en__csv="text,label\nThey met.,neutral\n")], Way())
    assert found.examples[0].annotator == ""  # only doccano names its files after people


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label,document\nThey met.,neutral,d\n")
    found = read([path, tmp_path], Way())
    assert len(found.examples) == 1
    assert [(one.kind, one.severity, one.places) for one in found.findings] == [("files named twice", 2, [str(path)])]


def test_folders_are_searched_and_what_is_no_data_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.csv").write_text("text,label\nThey met.,neutral\n")
    (tmp_path / "a.csv").write_text("name,number\nrain,1\n")
    (tmp_path / "notes.txt").write_text("nothing")
    (tmp_path / ".hidden.csv").write_text("nothing")
    (tmp_path / "sheet.xlsx").write_bytes(b"PK")
    found = read([tmp_path], Way(document_column=None))
    assert [example.text for example in found.examples] == ["They met."]
    (left_out,) = (finding for finding in found.findings if finding.kind == "files left out")
    assert left_out.places == [str(tmp_path / "a.csv"), str(tmp_path / "sheet.xlsx")]
    assert "no column that is known to hold text; it has name, number" in left_out.message


def test_a_folder_with_nothing_but_spreadsheets_says_how_to_save_them(tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(b"PK")
    with pytest.raises(CorpusError, match=r"sheet\.xlsx: \.xlsx cannot be read; save it as \.csv"):
        read([tmp_path], Way())


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("no.csv", None, "no such file or folder"),
        ("empty.csv", b"", "no labelled sentence in it (empty files: files with nothing in them)"),
        ("header.csv", b"text,label\n", "nothing below its header; the first is {}: text,label)"),
        ("sheet.xlsx", b"PK\x03\x04", ".xlsx cannot be read; save it as .csv (UTF-8)"),
        ("bytes.csv", b"text,label\n\0\0\0", "a binary file, not labelled text; save it as CSV (UTF-8), JSON lines or Parquet"),
        ("cut.csv.gz", gzip.compress(b"text,label\nA.,neutral\n" * 99, mtime=0)[:-9], "damaged, gzip cannot unpack it; pack it again"),
        ("cut.zip", b"PK\x03\x04 and no more", "damaged, or not what its name says"),
        ("cut.parquet", b"PAR1 and no more", "damaged, or not what its name says"),
        ("cut.json", b'[{"text": "A.",\n "label": ', ":2: no JSON (expecting value); export it again"),
        ("no.txt", b"Just a line of text.\n", "no labelled sentence in it (files without rows: no table, or one with nothing below"),
        ("folder", "", "no file with labelled data in this folder or below it"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, name: str, content: bytes | str | None, message: str) -> None:
    path = tmp_path / name
    if content == "":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(CorpusError) as caught:
        read([path], Way())
    assert str(caught.value).startswith(str(path))
    assert message.format(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_our_corpus_is_read_as_it_is_loaded(corpus: list[Example]) -> None:
    from tests.conftest import ROOT

    found = read([ROOT / "training/corpus"], Way())
    assert found.examples == corpus
    assert found.findings == []


def test_a_table_that_stance_wrote_gives_back_what_it_guarded(tmp_path: Path) -> None:
    header = "document,sentence,text,language,label\n"
    (tmp_path / "filled.csv").write_text(header + "'=d,0,'- Wij vertrekken; '+ meer.,nl,escalation\n", encoding="utf-8-sig")
    (example,) = read([tmp_path / "filled.csv"], Way()).examples
    assert (example.document, example.text) == ("=d", "- Wij vertrekken; '+ meer.")
    (tmp_path / "theirs.csv").write_text("document,text,label\nd,'- zei hij,escalation\n")
    assert read([tmp_path / "theirs.csv"], Way()).examples[0].text == "'- zei hij"
