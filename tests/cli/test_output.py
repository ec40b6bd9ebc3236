"""`stance score` for programs, spreadsheets and those who look for something: formats, filters, order."""

import csv
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas
import polars
import pytest

from stance.report.parquet import GROUP
from tests.conftest import ROOT, Run

EXAMPLES = ROOT / "examples"
ARTICLE = EXAMPLES / "havenblokkade.nl.txt"
TEXT = 'De minister zei: "Café, =1+1"; en ging.\n\n=HYPERLINK("http://example.org")\n\n- Nee, zei hij.\n'


def records(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "CSV", "csv.gz", "tsv.gz"])
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_tables_open_in_data_frames_without_being_told_anything(run: Run, tmp_path: Path, ending: str, library: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = run("score", "a.txt", EXAMPLES, "-o", f"out.{ending}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    path = tmp_path / f"out.{ending}"
    if ending == "parquet":
        frame = pandas.read_parquet(path) if library == "pandas" else polars.read_parquet(path)
    else:
        separator = "\t" if "tsv" in ending else ","
        frame = pandas.read_csv(path, sep=separator) if library == "pandas" else polars.read_csv(path, separator=separator)
    rows: Sequence[Mapping[Any, Any]] = frame.to_dict("records") if isinstance(frame, pandas.DataFrame) else frame.to_dicts()
    plain = records(run("score", "a.txt", EXAMPLES, "--format", "jsonl").stdout)
    assert list(rows[0]) == [*list(plain[0])[:8], "escalation", "neutral", "de_escalation"]
    assert len(rows) == len(plain)
    for row, record in zip(rows, plain, strict=True):
        for name in ("document", "sentence", "start", "end", "language", "label", "score"):
            assert row[name] == record[name]
        assert {"escalation": row["escalation"], "neutral": row["neutral"], "de-escalation": row["de_escalation"]} == record[
            "probabilities"
        ]
        text = str(record["text"])
        assert row["text"] == (text if ending == "parquet" else ("'" + text if text[0] in "=-" else text).replace("\n", " "))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "out"))] == [f"out.{ending}"]


def test_csv_tells_a_spreadsheet_its_encoding_and_tsv_is_plain(run: Run, tmp_path: Path) -> None:
    for name in ("out.csv", "out.tsv"):
        run("score", "-", "-o", name, stdin=TEXT)
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfdocument,")
    assert (tmp_path / "out.tsv").read_bytes().startswith(b"document\t")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith('-,0,0,39,"De minister zei: ""Café, ')
    assert run("score", "-", "--format", "csv", stdin=TEXT).stdout.encode() == (tmp_path / "out.csv").read_bytes()


def test_cells_of_a_workbook_made_of_the_csv_are_no_formulas(run: Run, tmp_path: Path) -> None:
    """A spreadsheet types what it reads; openpyxl takes a string that begins with = for a formula, as Excel does."""
    run("score", "-", "-o", "out.csv", stdin=TEXT)
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    assert sheet.max_row == 4
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_packed_output_is_the_same_bytes_every_time(run: Run, tmp_path: Path) -> None:
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        assert run("score", ARTICLE, "-o", name).returncode == 0
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()).decode() == run("score", ARTICLE, "--format", "jsonl").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out.xlsx"], "stance: out.xlsx: .xlsx is no ending of a file that can be written; use .txt, .jsonl, .ndjson, .csv, "),
        (["-o", ""], "stance: the name after -o is empty"),
        (["-o", "out.parquet.gz"], "stance: parquet is not text, and packed already; name a file"),
        (["--by", "document", "--only", "neutral"], "stance: --only, --min-probability and --context choose sentences"),
        (["--context", "2"], "stance: --context goes with what you look for"),
        (["--min-probability", "80"], "stance: Invalid value for '--min-probability'"),
        (["--only", "vrede"], "stance: Invalid value for '--only'"),
        (["--sort", "name"], "stance: Invalid value for '--sort'"),
    ],
)
def test_wrong_use_is_one_line(run: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    done = run("score", ARTICLE, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_is_named_goes_before_the_ending(run: Run, tmp_path: Path) -> None:
    assert run("score", ARTICLE, "--format", "jsonl", "-o", "out.json").returncode == 0
    assert len(records((tmp_path / "out.json").read_text(encoding="utf-8"))) == 18
    assert run("score", ARTICLE, "-o", "-", "--format", "csv").stdout.startswith("\ufeffdocument,")
    assert run("explain", ARTICLE, "-o", "out.csv").stderr.startswith("stance: out.csv: .csv is no ending of a file that can be written; ")


def test_an_empty_name_of_a_model_is_said_to_be_empty(run: Run) -> None:
    assert run("score", ARTICLE, "--model", "").stderr == "stance: the name of the model file is empty\n"


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['pyarrow'] = None; sys.argv[0] = 'stance'; from stance.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "score", ARTICLE, "-o", "out.parquet"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "stance: writing .parquet needs pyarrow; pip install 'stance[formats]'\n")
    assert list(tmp_path.iterdir()) == []


def test_parquet_can_be_piped_on(run: Run, tmp_path: Path) -> None:
    command = f"{sys.executable} -m stance score {ARTICLE} --format parquet | cat > {tmp_path / 'out.parquet'}"
    assert subprocess.run(command, shell=True, capture_output=True, check=True).stderr == b""
    assert len(pandas.read_parquet(tmp_path / "out.parquet")) == 18


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough files for two processes to be worth it, and one of several parts in more than a block."""
    folder = tmp_path_factory.mktemp("archive")
    articles = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.iterdir())]
    for number in range(400):
        (folder / f"{number:03d}.txt").write_text(f"{articles[number % 2]}\nNummer {number}.\n", encoding="utf-8")
    (folder / "100.txt").write_bytes("Oekraïne weigert.".encode("cp1252"))
    (folder / "150.txt").write_text("Le gouvernement a déclaré lundi que le président ne céderait pas aux menaces des voisins. " * 3)
    (folder / "151.txt").write_bytes("Oekraïne dreigt.".encode("cp1252"))
    (folder / "300.txt").write_text("\n\n".join(articles * 350), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "options",
    [
        ("-o", "out.parquet"),
        ("-o", "out.jsonl", "--only", "escalation", "--min-probability", "0.9", "--context", "2"),
        ("-o", "out.txt", "--only", "escalation", "--sort", "score"),
        ("-o", "out.jsonl", "--by", "document", "--sort", "-score"),
    ],
)
def test_any_number_of_jobs_gives_the_same_bytes_and_notes(run: Run, archive: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    found = []
    for jobs in ("1", "2"):
        done = run("score", archive, "--jobs", jobs, *options)
        assert done.returncode == 0
        found.append(((tmp_path / options[1]).read_bytes(), done.stderr))
    assert found[0] == found[1]
    assert [line.split(": ")[1].rpartition("/")[2] for line in found[0][1].splitlines()] == ["100.txt", "151.txt", "150.txt"]


def test_quiet_leaves_notes_out_and_errors_in(run: Run, archive: Path) -> None:
    done = run("score", archive / "100.txt", archive / "missing.txt", "--quiet")
    assert done.stderr == f"stance: {archive / 'missing.txt'}: no such file or folder\n"


def test_by_document_tells_what_each_comes_to(run: Run, tmp_path: Path, archive: Path) -> None:
    paths = [ARTICLE, archive / "300.txt"]  # the second one comes in parts
    done = run("score", *paths, "--by", "document", "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    sentences = records(run("score", *paths, "--format", "jsonl").stdout)
    for path, record in zip(paths, records(done.stdout), strict=True):
        own = [sentence for sentence in sentences if sentence["document"] == str(path)]
        counts = {label: sum(sentence["label"] == label for sentence in own) for label in ("escalation", "neutral", "de-escalation")}
        scores = [float(str(sentence["score"])) for sentence in own]
        highest, lowest = (own[scores.index(score)] for score in (max(scores), min(scores)))
        assert list(record) == ["document", "language", "sentences", "tension", "shares", "counts", "most_escalating", "most_de_escalating"]
        assert (record["sentences"], record["counts"]) == (len(own), counts)
        assert record["tension"] == pytest.approx(sum(scores) / len(own), abs=2e-6)
        assert record["shares"] == {label: round(count / len(own), 6) for label, count in counts.items()}
        assert record["most_escalating"] == {name: highest[name] for name in ("sentence", "text", "score")}
        assert record["most_de_escalating"] == {name: lowest[name] for name in ("sentence", "text", "score")}
    run("score", *paths, "--by", "document", "-o", "out.parquet")
    (first, _) = pandas.read_parquet(tmp_path / "out.parquet").to_dict("records")
    assert (first["escalation"], first["escalation_sentences"], first["sentences"]) == (0.277778, 5, 18)
    assert first["most_escalating"] == "Een dag eerder dreigde het nog te escaleren."


def test_by_document_is_a_table_of_eighty_columns(run: Run, tmp_path: Path) -> None:
    deep = tmp_path / "a-very-long-name-of-a-folder" / "and-another-one-below-it"
    deep.mkdir(parents=True)
    (deep / "2025-03-12-bestand.txt").write_text("De partijen tekenden een bestand.")
    done = run("score", EXAMPLES, deep, "--by", "document", "--sort", "-score")
    assert done.stdout.splitlines()[2].split() == ["document", "sentences", "▲", "▼", "·", "tension"]
    rows = done.stdout.splitlines()[3:]
    assert [row.split()[-1] for row in rows] == ["-0.99", "-0.25", "-0.19"]
    assert "…" in rows[0]
    assert "2025-03-12-bestand.txt  " in rows[0]
    assert {len(row) for row in rows} == {80}


def test_filters_choose_sentences_and_leave_the_summary(run: Run) -> None:
    everything = records(run("score", EXAMPLES, "--format", "jsonl").stdout)
    chosen = ["--only", "escalation", "--only", "neutral", "--min-probability", "0.7"]
    wanted = [
        record
        for record in everything
        if record["label"] != "de-escalation" and max(dict(record["probabilities"]).values()) >= 0.7  # type: ignore[call-overload]
    ]
    assert 0 < len(wanted) < len(everything)
    assert records(run("score", EXAMPLES, "--format", "jsonl", *chosen).stdout) == wanted
    whole, table = run("score", ARTICLE).stdout, run("score", ARTICLE, "--only", "escalation").stdout
    assert table.splitlines()[-1] == whole.splitlines()[-1]
    assert table.count("▲") == 5
    assert "▼" not in table


def test_context_marks_what_was_looked_for(run: Run) -> None:
    everything = records(run("score", ARTICLE, "--format", "jsonl").stdout)
    looking = ("--only", "escalation", "--context", "1")
    shown = records(run("score", ARTICLE, "--format", "jsonl", *looking).stdout)
    assert [record["sentence"] for record in shown] == [2, 3, 4, 5, 6, 7, 13, 14, 15]
    assert [record["sentence"] for record in shown if record["hit"]] == [3, 4, 5, 6, 14]
    assert list(shown[0])[-2:] == ["probabilities", "hit"]
    for record in shown:
        assert {name: value for name, value in record.items() if name != "hit"} == everything[int(str(record["sentence"]))]
    table = run("score", ARTICLE, *looking).stdout.splitlines()
    assert [line.split()[1] for line in table if line.startswith(">")] == ["4", "5", "6", "7", "15"]
    assert "" in table[3:-2]
    (header, *rows) = csv.reader(run("score", ARTICLE, "--format", "tsv", *looking).stdout.splitlines(), delimiter="\t")
    assert header[-1] == "hit"
    assert [row[-1] for row in rows] == ["true" if record["hit"] else "false" for record in shown]


def test_sorting_is_over_all_documents(run: Run) -> None:
    everything = records(run("score", EXAMPLES, "--format", "jsonl").stdout)
    for sort, sign in (("score", -1), ("-score", 1)):
        found = records(run("score", EXAMPLES, "--format", "jsonl", "--sort", sort).stdout)
        assert found == sorted(everything, key=lambda record: sign * float(str(record["score"])))
    lines = run("score", EXAMPLES, "--sort", "score", "--only", "de-escalation").stdout.splitlines()
    assert not any("tension" in line or line.endswith(" (nl)") for line in lines)
    assert sum(line.endswith((".en.txt", ".nl.txt")) for line in lines) == sum(record["label"] == "de-escalation" for record in everything)
    near = records(run("score", EXAMPLES, "--format", "jsonl", "--sort", "score", "--context", "1", "--only", "escalation").stdout)
    assert [record["score"] for record in near if record["hit"]] == [r["score"] for r in found[::-1] if r["label"] == "escalation"]


def test_sorting_keeps_little_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from stance.cli import sorting

    monkeypatch.setattr(sorting, "HELD", 100)
    held = sorting.Sorted()
    for number in range(1000):
        held.add(number % 7, f"{number:04d}" * 5)
    assert held._file._rolled  # type: ignore[attr-defined]  # to the disk
    assert [int(value[:4]) for value in held] == sorted(range(1000), key=lambda number: number % 7)


def test_the_first_few_can_be_asked_for(run: Run) -> None:
    everything = records(run("score", EXAMPLES, "--format", "jsonl", "--sort", "score").stdout)
    assert records(run("score", EXAMPLES, "--format", "jsonl", "--sort", "score", "--limit", "3").stdout) == everything[:3]
    assert run("score", EXAMPLES, "--by", "document", "--sort", "-score", "--limit", "1", "--format", "tsv").stdout.count("\n") == 2
    done = run("score", EXAMPLES, "--limit", "3")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--limit goes with --sort or --by document" in done.stderr


def test_finding_nothing_is_said_and_no_failure(run: Run, tmp_path: Path) -> None:
    done = run("score", ARTICLE, "--only", "escalation", "--min-probability", "1")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "stance: nothing found: none of 18 sentences is like that\n"
    done = run("score", ARTICLE, "--only", "escalation", "--min-probability", "1", "-o", "out.csv", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(pandas.read_csv(tmp_path / "out.csv")) == 0


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_columns_are_those_of_the_first_documents(run: Run, tmp_path: Path, ending: str) -> None:
    rows = [
        {"text": "Het leger viel aan.", "title": "=cmd", "date": "2025-03-01", "views": 3},
        {"text": "Het regende.", "date": "2025-03-02"},
        *[{"text": "Zij tekenden."}] * 998,
        {"text": "Het waaide.", "author": "Jansen", "views": None},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    output = tmp_path / f"out.{ending}"
    done = run("score", "a.jsonl", "-o", output)
    assert done.stderr == "stance: left out, as the first documents have no such column: author; --format jsonl keeps them\n"
    frame = pandas.read_csv(output) if ending == "csv" else pandas.read_parquet(output)
    assert list(frame)[-4:] == ["de_escalation", "title", "date", "views"]
    assert frame.document.tolist() == [f"a.jsonl:{number}" for number in range(1, 1002)]
    assert frame.date.fillna("").tolist()[:3] == ["2025-03-01", "2025-03-02", ""]
    assert frame.views.fillna(0).tolist()[:3] == [3, 0, 0]
    assert frame.title.fillna("").tolist()[:3] == ["'=cmd" if ending == "csv" else "=cmd", "", ""]


def test_a_parquet_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Het regende.\n\n" * (GROUP + 2_000))
    process = subprocess.Popen(
        [sys.executable, "-m", "stance", "score", "in.txt", "-", "-o", "out.parquet"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=os.environ,
    )
    deadline = time.monotonic() + 60
    while not any(path.suffix == ".part" and path.stat().st_size for path in tmp_path.iterdir()):  # a group is written, stdin awaited
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors, [path.name for path in tmp_path.iterdir()]) == (143, b"", ["in.txt"])
