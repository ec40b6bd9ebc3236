"""Every format on files of its kind, made by what usually makes them: pandas, polars, python-docx, Chromium, gzip, zip, tar."""

import gzip
import io
import json
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pandas
import polars
import pypdf
import pytest
from docx.oxml import OxmlElement

from stance.errors import DocumentError
from stance.text import archives, documents, tables
from stance.text.documents import Document, Way, read
from stance.text.formats import FOREIGN, READERS
from tests.conftest import ROOT

ARTICLE = ROOT / "examples/havenblokkade.nl.txt"
TEXT = ARTICLE.read_text(encoding="utf-8")
PARAGRAPHS = [line for line in TEXT.splitlines() if line]
PDF = Path(__file__).parent / "formats/havenblokkade.pdf"  # printed by Chromium 156, on two pages
ROWS = [
    {"id": 7, "date": "2024-03-09", "title": "Havens", "text": "De vissers heffen de blokkade op.\nZe praten verder."},
    {"id": 8, "date": "2024-03-10", "title": 'De "knieval"', "text": 'De minister zei: "Nee; nooit."'},
]
PAGE = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="{charset}"><title>Vissers heffen blokkade op | De Waddenbode</title>
<meta property="og:title" content="Vissers heffen blokkade op"><meta name="author" content="Aaltje de Wit">
<meta property="article:published_time" content="2024-03-09T14:05:00+01:00">
<link rel="canonical" href="https://waddenbode.example/nieuws/vissers"><script>var teller = 1;</script></head><body>
<nav><a href="/">Voorpagina</a> <a href="/sport">Sport</a></nav>
<main><article><h1>Vissers heffen blokkade op</h1>{body}</article></main>
<aside><h2>Lees ook</h2><a href="/x">Storm raast over de kust</a></aside><footer>Wij gebruiken cookies.</footer></body></html>"""


def page(charset: str = "utf-8") -> bytes:
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in PARAGRAPHS[1:])
    return PAGE.format(charset=charset, body=body.replace("ruim zes uur", "– ruim zes uur –")).encode(charset)


def found(*paths: Path | str, column: str | None = None, warn: Callable[[str], None] = pytest.fail) -> list[Document | DocumentError]:
    return list(read(map(str, paths), Way(warn, column)))


def one(path: Path, column: str | None = None) -> Document:
    (document,) = found(path, column=column)
    assert isinstance(document, Document), document
    return document


def only_error(*paths: Path | str, column: str | None = None) -> str:
    (error,) = found(*paths, column=column)
    assert isinstance(error, DocumentError), error
    assert "\n" not in str(error)
    return str(error)


def contents(path: Path | str, column: str | None = None) -> list[tuple[str, str, dict[str, object]]]:
    """Return name in the file, text and columns of all documents."""
    documents = found(path, column=column)
    assert all(isinstance(document, Document) for document in documents), documents
    return [
        (document.name.removeprefix(f"{path}"), "".join(document.chunks), document.columns)
        for document in documents
        if isinstance(document, Document)
    ]


def test_web_page_is_its_article_with_title_date_author_and_url(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(page())
    document = one(path)
    (text,) = document.chunks
    assert text.split("\n\n")[:2] == ["Vissers heffen blokkade op", PARAGRAPHS[1]]
    assert PARAGRAPHS[-1] in text
    assert not {"cookies", "Storm", "Voorpagina", "teller"} & set(text.replace(".", " ").split())
    assert document.columns == {
        "title": "Vissers heffen blokkade op",
        "date": "2024-03-09",
        "author": "Aaltje de Wit",
        "url": "https://waddenbode.example/nieuws/vissers",
        "source": "waddenbode.example",
    }


def test_old_web_page_is_decoded_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "a.htm"
    path.write_bytes(page("cp1252").replace(b'charset="cp1252"', b'charset="iso-8859-1"'))
    assert "– ruim zes uur –" in next(iter(one(path).chunks))  # no warning: `found` fails on one


def test_page_without_article_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><script>var a = 1;</script></body></html>")
    assert only_error(path) == f"{path}: no article found in this page; save its text as .txt"


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: 'Brug bij Varna'\ndate: 2024-03-09\ntags: [a, b]\n---\n"
        "## Overleg\n\nDe *minister* sprak met [zijn **collega**](https://x.example)\nover `vrede`.\n\n"
        "- Eerste punt.\n- Tweede punt.\n\n> Nooit, zei hij.\n\n```python\ncode()\n```\n\n<div>html</div>\n\n| a | b |\n|---|---|\n| c | d |\n"
    )
    document = one(path)
    assert next(iter(document.chunks)).split("\n\n") == [
        *("Brug bij Varna", "Overleg", "De minister sprak met zijn collega\nover vrede.", "Eerste punt.", "Tweede punt."),
        *("Nooit, zei hij.", "a", "b", "c", "d"),
    ]
    assert document.columns == {"title": "Brug bij Varna", "date": "2024-03-09", "tags": "[a, b]"}


def test_pdf_printed_by_chromium_has_its_paragraphs_back() -> None:
    document = one(PDF)
    assert next(iter(document.chunks)).split("\n\n") == PARAGRAPHS  # over lines, a divided word and two pages
    assert document.columns == {"title": PARAGRAPHS[0]}


def test_pdf_paragraph_goes_on_over_the_page_and_words_are_put_together() -> None:
    from stance.text.pdf import _rejoined

    assert _rejoined(
        ["De kotters mogen weer uit-\nvaren en de vis-", "sers praten.", "Noord-\nHolland en in-\nen uitvoer, de o\ufb03ci\u00eble lijn."]
    ) == [
        "De kotters mogen weer uitvaren en de vissers praten.",
        "Noord- Holland en in- en uitvoer, de offici\u00eble lijn.",
    ]


def test_encrypted_and_scanned_pdf_are_one_line(tmp_path: Path) -> None:
    for name in ("locked.pdf", "scan.pdf"):
        writer = pypdf.PdfWriter()
        writer.add_blank_page(200, 200)
        if name == "locked.pdf":
            writer.encrypt("geheim", algorithm="RC4-128")
        writer.write(tmp_path / name)
    assert only_error(tmp_path / "locked.pdf").endswith("locked.pdf: encrypted; save a copy without a password")
    assert "only pictures, as in a scan; run OCR on it first" in only_error(tmp_path / "scan.pdf")


def test_word_document_with_table_and_tracked_insertion(tmp_path: Path) -> None:
    made = docx.Document()
    made.core_properties.title = "Havenblokkade"
    for paragraph in PARAGRAPHS:
        made.add_paragraph(paragraph)
    made.add_table(1, 2).rows[0].cells[1].text = "Dertien kotters."
    changed = made.add_paragraph("De bond ")
    for mark, said in (("ins", "praat"), ("moveFrom", "weigert")):
        inserted = OxmlElement(f"w:{mark}")
        inserted.append(changed.add_run(said)._r)
        changed._p.append(inserted)
    made.save(str(tmp_path / "a.docx"))
    document = one(tmp_path / "a.docx")
    assert next(iter(document.chunks)).split("\n\n") == [*PARAGRAPHS, "Dertien kotters.", "De bond praat"]
    assert document.columns == {"title": "Havenblokkade"}


def write_pandas_csv(path: Path) -> None:
    pandas.DataFrame(ROWS).to_csv(path, index=False)


def write_dutch_excel_csv(path: Path) -> None:
    pandas.DataFrame(ROWS).to_csv(path, index=False, sep=";", encoding="utf-8-sig", lineterminator="\r\n")


def write_polars_csv(path: Path) -> None:
    polars.DataFrame(ROWS).write_csv(path)


def write_gzipped_csv(path: Path) -> None:
    pandas.DataFrame(ROWS).to_csv(path, index=False, compression="gzip")


def write_tsv(path: Path) -> None:
    pandas.DataFrame(ROWS).to_csv(path, index=False, sep="\t")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("pandas.csv", write_pandas_csv),
        ("excel.csv", write_dutch_excel_csv),
        ("polars.CSV", write_polars_csv),
        ("packed.csv.gz", write_gzipped_csv),
        ("a.tsv", write_tsv),
    ],
)
def test_rows_of_delimited_text_are_documents(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / name)
    expected = [{key: str(value) for key, value in row.items() if key != "text"} for row in ROWS]
    assert contents(tmp_path / name) == [(":2", ROWS[0]["text"], expected[0]), (":4", ROWS[1]["text"], expected[1])]  # the line in the file


def write_pandas_jsonl(path: Path) -> None:
    pandas.DataFrame(ROWS).to_json(path, orient="records", lines=True)


def write_python_jsonl(path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in ROWS), encoding="utf-8")


def write_pandas_parquet(path: Path) -> None:
    pandas.DataFrame(ROWS).to_parquet(path)


def write_polars_parquet(path: Path) -> None:
    polars.DataFrame(ROWS).write_parquet(path)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("pandas.jsonl", write_pandas_jsonl),
        ("python.ndjson", write_python_jsonl),
        ("pandas.parquet", write_pandas_parquet),
        ("polars.parquet", write_polars_parquet),
    ],
)
def test_rows_of_typed_tables_are_documents(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    write(tmp_path / name)
    expected = [(f":{number}", row["text"], {k: v for k, v in row.items() if k != "text"}) for number, row in enumerate(ROWS, 1)]
    assert contents(tmp_path / name) == expected


def test_values_of_every_type_become_plain_ones(tmp_path: Path) -> None:
    frame = pandas.DataFrame({"body": ["De bond praat."], "nested": [["a", "b"]], "part": pandas.Categorical(["x"])})
    frame["at"] = pandas.Timestamp("2024-03-09T14:05:00.000000001")  # nanoseconds, for which pyarrow would load pandas
    frame["zone"] = pandas.Timestamp("2024-03-09T14:05:00", tz="Europe/Amsterdam")
    frame["nan"], frame["bytes"] = float("nan"), [b"\0"]
    frame.to_parquet(tmp_path / "a.parquet")
    expected: dict[str, object] = {
        "nested": '["a", "b"]',
        "part": "x",
        "at": "2024-03-09T14:05:00",
        "zone": "2024-03-09T14:05:00+01:00",
        "nan": None,
        "bytes": None,
    }
    assert contents(tmp_path / "a.parquet") == [(":1", "De bond praat.", expected)]
    (tmp_path / "a.jsonl").write_text('{"Body": "Ja.", "authors": ["A. de Wit"], "by": {"a": 1}, "n": NaN, "yes": true}\n')
    expected = {"authors": '["A. de Wit"]', "by": '{"a": 1}', "n": None, "yes": True}
    assert contents(tmp_path / "a.jsonl") == [(":1", "Ja.", expected)]


def test_reading_parquet_does_not_load_pandas(tmp_path: Path) -> None:
    pandas.DataFrame({"text": ["Ja."], "at": [pandas.Timestamp("2024-03-09T14:05:00.000000001")]}).to_parquet(tmp_path / "a.parquet")
    code = f"from stance.text.documents import Way, read; print(*read([{str(tmp_path / 'a.parquet')!r}], Way(print))); import sys; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "False"
    assert "2024-03-09T14:05:00" in done.stdout


def test_text_column_is_found_by_its_usual_names_or_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("kop,Full_Text,lead\nKop,De tekst.,Begin.\n")
    assert contents(path) == [(":2", "De tekst.", {"kop": "Kop", "lead": "Begin."})]
    assert contents(path, column="LEAD") == [(":2", "Begin.", {"kop": "Kop", "Full_Text": "De tekst."})]
    assert only_error(path, column="bericht") == (
        f"{path}: no column 'bericht'; it has kop, Full_Text, lead; name the right one with --text-column"
    )
    path.write_text("kop,lead\nKop,Begin.\n")
    assert only_error(path) == f"{path}: no column that is known to hold text; it has kop, lead; name the right one with --text-column"


def test_bad_rows_are_named_in_their_place_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Een."}\n{"text": "Twee."\n[1]\n{"text": 5}\n\n{"text": "Zes."}\n')
    shown = [str(item) if isinstance(item, DocumentError) else item.name for item in found(path)]
    bad = "not a JSON object; every line has to be one, as jq -c '.[]' writes them"
    assert shown == [f"{path}:1", f"{path}:2: {bad}", f"{path}:3: {bad}", f"{path}:4: its text is not text", f"{path}:6"]
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,Een.\n2,Twee, en meer.\n3\n;;\n4,"Vier\nregels."\n5,"nooit gesloten\n6,Zes.\n')
    notes: list[str] = []
    shown = [str(item) if isinstance(item, DocumentError) else item.name for item in found(path, warn=notes.append)]
    assert notes == [f"{path}: 2 of 6 rows have no text, the first is 4; the others were read"]
    assert shown == [
        f"{path}:2",
        f"{path}:3: 3 fields, but the header has 2; put a field with ',' in it in quotes",
        f"{path}:6",
        f"{path}:8: a quote is opened and not closed; the lines from here to 9 were not read; "
        "put a field with quotes or line ends in quotes, and double those inside",
    ]


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Een."}\n' + "{\n" * 50)
    items = found(path)
    assert len(items) == 1 + tables.SAID + 1
    assert str(items[-1]) == f"{path}: 30 more rows cannot be read, 50 of 51"


def test_rows_without_text_are_counted_and_rows_without_anything_are_not_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id;text\n1;\n2;Twee.\n3; \n;\n;\n")
    notes: list[str] = []
    (document,) = found(path, warn=notes.append)
    assert isinstance(document, Document)
    assert notes == [f"{path}: 2 of 3 rows have no text, the first is 2; the others were read"]
    path.write_text("id;text\n1;\n")
    assert only_error(path) == f"{path}: no row has a text, there is nothing to score"
    path.write_text("id;text\n")
    assert only_error(path) == f"{path}: empty, there is nothing to score"


def test_columns_without_a_name_and_doubles_are_kept_apart(tmp_path: Path) -> None:
    pandas.DataFrame([[1, 2, "Ja."]], columns=["a", "a", "text"]).to_csv(tmp_path / "a.csv")
    assert contents(tmp_path / "a.csv") == [(":2", "Ja.", {"1": "0", "a": "1", "a 3": "2"})]


def test_table_in_an_old_encoding_is_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("id;tekst\n1;De officiële lijn.\n".encode("cp1252"))
    warnings: list[str] = []
    (document,) = found(tmp_path / "a.csv", warn=warnings.append)
    assert isinstance(document, Document)
    assert document.chunks == ("De officiële lijn.",)
    assert warnings == [f"{tmp_path / 'a.csv'}: line 2 is not UTF-8, read as Windows-1252; save it as UTF-8 to be sure"]


def test_line_separators_in_text_do_not_end_a_row(tmp_path: Path) -> None:
    row = {"text": "Een\u2028twee\u0085drie\x0b\x1c.", "id": 1}
    (tmp_path / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert contents(tmp_path / "a.jsonl") == [(":1", row["text"], {"id": 1})]


@pytest.mark.parametrize("size", [1, 3, 64])
def test_rows_that_blocks_break_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(documents, "BLOCK", size)
    write_dutch_excel_csv(tmp_path / "a.csv")
    write_python_jsonl(tmp_path / "a.jsonl")
    assert [text for _, text, _ in contents(tmp_path / "a.csv")] == [row["text"] for row in ROWS]
    assert [text for _, text, _ in contents(tmp_path / "a.jsonl")] == [row["text"] for row in ROWS]


def test_field_longer_than_the_limit_of_csv(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n" + "Ja. " * 100_000 + "\n")
    assert len(next(iter(one(tmp_path / "a.csv").chunks))) == 400_000


def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for name, data in {
        "b.txt": b"Het regende.",
        "a/page.html": page(),
        "a/rows.jsonl": b'{"text": "Ja."}\n',
        "README.md": b"# Leesmij",
        "a/LICENSE.txt": b"MIT",
        ".hidden/x.txt": b"Nee.",
        "old.doc": b"\xd0\xcf",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def pack_zip(folder: Path) -> Path:
    subprocess.run(["zip", "-q", "-r", "../in.zip", "."], cwd=folder, check=True)
    return folder.parent / "in.zip"


def pack_tar_gz(folder: Path) -> Path:
    subprocess.run(["tar", "-czf", "../in.tar.gz", "--sort=name", "."], cwd=folder, check=True)
    return folder.parent / "in.tar.gz"


def pack_tgz(folder: Path) -> Path:
    return pack_tar_gz(folder).rename(folder.parent / "in.tgz")


def pack_tar(folder: Path) -> Path:
    subprocess.run(["tar", "-cf", "../in.tar", "--sort=name", "-C", "..", "in"], cwd=folder, check=True)
    return folder.parent / "in.tar"


def leave(folder: Path) -> Path:
    return folder


@pytest.mark.parametrize("pack", [leave, pack_zip, pack_tar_gz, pack_tgz, pack_tar])
def test_folders_and_archives_are_read_alike(tmp_path: Path, pack: Callable[[Path], Path]) -> None:
    path = pack(tree(tmp_path))
    warnings: list[str] = []
    items = found(path, warn=warnings.append)
    names = {
        item.name.removeprefix(f"{path}/").removeprefix("in/"): "".join(item.chunks)[:12] for item in items if isinstance(item, Document)
    }
    assert names == {"a/page.html": "Vissers heff", "a/rows.jsonl:1": "Ja.", "b.txt": "Het regende."}
    assert warnings == [f"{path}: 1 .doc left out, which cannot be read; save it as .docx, .pdf or .txt"]


def test_word_pdf_and_parquet_are_read_out_of_archives(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "in.tar.gz", "w:gz") as archive:
        archive.add(PDF, "a.pdf")
        made = docx.Document()
        made.add_paragraph("De bond praat.")
        made.save(str(tmp_path / "b.docx"))
        write_pandas_parquet(tmp_path / "c.parquet")
        for name in ("b.docx", "c.parquet"):
            archive.add(tmp_path / name, name)
    names = [(name, text[:9]) for name, text, _ in contents(tmp_path / "in.tar.gz")]
    assert names == [("/a.pdf", "Vissers h"), ("/b.docx", "De bond p"), ("/c.parquet:1", "De visser"), ("/c.parquet:2", "De minist")]


def test_bad_member_does_not_hide_the_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("1.txt", "Het regende hard.")
        archive.writestr("2.txt", "Het regende zacht.")
        archive.writestr("more.zip", "PK")
        archive.writestr("3.txt", b"\0\1")
    path.write_bytes(path.read_bytes().replace(b"Het regende hard.", b"Het regende hart."))  # the checksum does not fit
    first, second, third, fourth = found(path)
    assert str(first) == f"{path}/1.txt: damaged, or not what its name says (Bad CRC-32 for file '1.txt')"
    assert isinstance(second, Document)
    assert str(third) == f"{path}/more.zip: an archive in an archive is not read; unpack it first"
    assert str(fourth) == f"{path}/3.txt: a binary file, not text; save its text as .txt (UTF-8) first"


def test_zip_with_a_password_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Geheim.")
    subprocess.run(["zip", "-q", "-P", "geheim", "a.zip", "a.txt"], cwd=tmp_path, check=True)
    assert only_error(tmp_path / "a.zip") == f"{tmp_path}/a.zip/a.txt: protected by a password; unpack it first"


def test_archive_without_articles_is_said(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.jpg", b"x")
    assert only_error(tmp_path / "a.zip") == f"{tmp_path / 'a.zip'}: no file in it that can be read"


def bomb_gz(path: Path) -> Path:
    with gzip.open(path, "wb") as file:
        for _ in range(300):
            file.write(b"Vrede. " * 150_000)
    return path


def bomb_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(40):
            archive.writestr(f"{number}.txt", b"Oorlog. " * 1_000_000)
    return path


def bomb_tar_gz(path: Path) -> Path:
    with tarfile.open(path, "w:gz", compresslevel=5) as archive:
        for name in ("a.txt", "b.txt"):
            member = tarfile.TarInfo(name)
            member.size = 150_000_000
            archive.addfile(member, io.BytesIO(b"Vrede." * 25_000_000))
    return path


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.zip", "a.tar.gz"])
def test_decompression_bomb_is_left_alone_in_flat_memory(tmp_path: Path, name: str) -> None:
    make = {"zip": bomb_zip, "tar.gz": bomb_tar_gz}.get(name[2:], bomb_gz)
    path = make(tmp_path / name)
    errors = []
    tracemalloc.start()
    try:
        for item in read([str(path)], Way(lambda _: None)):
            if isinstance(item, DocumentError):
                errors.append(str(item))
                continue
            try:
                for _ in item.chunks:
                    pass
            except DocumentError as error:
                errors.append(str(error))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert any(
        "over 100 times its size, as a decompression bomb does; unpack it first" in error or "a line of more than" in error
        for error in errors
    )
    assert len(errors) == 1
    assert peak < 80_000_000


def test_much_text_that_shrinks_well_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "PLENTY", 1_000)
    with gzip.open(tmp_path / "a.txt.gz", "wt", encoding="utf-8") as file:
        file.write(TEXT * 20)
    assert contents(tmp_path / "a.txt.gz") == [("", TEXT * 20, {})]


def test_word_file_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(110):
            part.write(b" " * 1_000_000)
    assert "unpacks to 110 MB of XML" in only_error(tmp_path / "a.docx")


DAMAGED = {
    "a.pdf": PDF.read_bytes()[:5_000],
    "b.pdf": b"niets",
    "a.docx": b"PK\x03\x04niets",
    "a.parquet": b"PAR1niets",
    "a.zip": b"PK\x03\x04niets",
    "a.tar": b"niets" * 200,
    "a.tar.gz": gzip.compress(b"niets" * 200),
    "a.txt.gz": b"niets",
    "b.txt.gz": gzip.compress(TEXT.encode())[:-200],
    "a.html": b"\0\1\2",
    "a.csv": b"",
    "a.jsonl": b"\0\1\2",
    "a.md": b"```\ncode\n```\n",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_and_empty_files_are_one_line(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(DAMAGED[name])
    assert only_error(tmp_path / name).startswith(f"{tmp_path / name}: ")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("ending", [ending for ending in READERS if ending != ".zip"])
def test_no_bytes_at_all_are_an_error_for_every_kind(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a{ending}").write_bytes(b"")
    assert only_error(tmp_path / f"a{ending}").startswith(f"{tmp_path}/a{ending}: ")


@pytest.mark.parametrize("ending", FOREIGN)
def test_other_formats_are_refused_with_a_cure(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a{ending}").write_bytes(b"x")
    assert only_error(tmp_path / f"a{ending}") == f"{tmp_path}/a{ending}: {ending} cannot be read; {FOREIGN[ending]}"


def test_folder_leaves_out_what_stance_wrote_and_tables_without_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Het regende.")
    (tmp_path / "b.csv").write_text("id,date\n1,2024-03-09\n")
    own = '{"document": "a.txt", "sentence": 0, "start": 0, "end": 12, "text": "Het regende.", "label": "neutral", "score": 0.1}\n'
    (tmp_path / "c.jsonl").write_text(own * 2)
    warnings: list[str] = []
    assert [item.name for item in found(tmp_path, warn=warnings.append) if isinstance(item, Document)] == [str(tmp_path / "a.txt")]
    assert warnings == [
        f"{tmp_path}/b.csv: no column that is known to hold text; it has id, date; name the right one with --text-column; left out",
        f"{tmp_path}/c.jsonl: written by stance itself; left out",
    ]
    assert len(contents(tmp_path / "c.jsonl")) == 2  # but it is read when it is named


@pytest.mark.parametrize(
    ("name", "library", "module"),
    [
        ("a.html", "trafilatura", "trafilatura"),
        ("a.pdf", "pypdf", "pypdf"),
        ("a.docx", "python-docx", "docx"),
        ("a.parquet", "pyarrow", "pyarrow"),
    ],
)
def test_missing_library_is_one_line_that_says_what_to_install(tmp_path: Path, name: str, library: str, module: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    code = f"import sys; sys.modules[{module!r}] = None; from stance.cli.main import main; sys.argv = ['stance', 'score', {name!r}]; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"stance: {name}: reading {Path(name).suffix} needs {library}; pip install 'stance[formats]'\n"


def test_long_packed_text_is_streamed(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.txt.gz", "wt", encoding="utf-8", compresslevel=1) as file:
        for number in range(300_000):
            file.write(f"Zin nummer {number} staat hier.\n")
    (document,) = read([str(tmp_path / "a.txt.gz")], Way(pytest.fail))
    assert isinstance(document, Document)
    assert not document.whole
