"""Articles of every kind on the command line: tables with their options, several processes, and what plain text does not pay for."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run

SENTENCES = ["De partijen tekenden een bestand.", "Het regende.", "De rebellen dreigen met een aanval."]


def test_rows_are_scored_as_articles_with_the_column_that_is_named(run: Run, tmp_path: Path) -> None:
    rows = "".join(f'{number};"{text}";kop\n' for number, text in enumerate(SENTENCES))
    with gzip.open(tmp_path / "a.csv.gz", "wt", encoding="utf-8") as file:
        file.write("id;Lead;text\n" + rows)
    done = run("score", "a.csv.gz", "--text-column", "lead", "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(record["document"], record["sentence"], record["text"]) for record in records] == [
        (f"a.csv.gz:{number}", 0, text) for number, text in enumerate(SENTENCES, 2)
    ]
    assert [record["label"] for record in records] == ["de-escalation", "neutral", "escalation"]


def test_lines_of_a_row_are_split_when_asked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": "Een. Twee.\nDrie."}) + "\n")
    done = run("score", "a.jsonl", "--split", "lines", "--format", "jsonl")
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["Een. Twee.", "Drie."]


def test_bad_rows_are_named_and_the_exit_status_is_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,Het regende.\n2,\n3,a,b\n")
    done = run("score", "a.csv", "--format", "jsonl")
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert done.stderr.splitlines() == [
        "stance: a.csv: 1 of 3 rows have no text, the first is 3; the others were read",
        "stance: a.csv:4: 3 fields, but the header has 2; put a field with ',' in it in quotes",
    ]
    (tmp_path / "a.csv").write_text("id,text\n1,Het regende.\n2,\n")
    done = run("score", "a.csv", "--format", "jsonl", "-q")
    assert (done.returncode, done.stderr) == (0, "")  # an export of an archive always has some


@pytest.mark.parametrize(
    ("piped", "arguments", "texts"),
    [
        ('{"text": "Een. Twee."}\n', [], ["Een.", "Twee."]),
        (
            "<!DOCTYPE html><html><body><article><p>De partijen tekenden gisteren een bestand.</p></article></body></html>",
            [],
            [SENTENCES[0]],
        ),
        ("id,Lead\n1,Een.\n", ["--text-column", "lead"], ["Een."]),
        ("id,lead\n1,Een.\n", [], ["id,lead", "1,Een."]),
    ],
)
def test_what_is_piped_in_is_known_by_how_it_begins(run: Run, piped: str, arguments: list[str], texts: list[str]) -> None:
    done = run("score", "--format", "jsonl", *arguments, stdin=piped)
    found = [json.loads(line)["text"] for line in done.stdout.splitlines()]
    assert found == [text.replace("tekenden een", "tekenden gisteren een") for text in texts]


def test_what_score_writes_can_be_piped_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text(json.dumps({"text": "Het regende.", "date": "2025-03-01"}) + "\n")
    wanted = run("trend", "news.jsonl", "--by", "month").stdout
    for format_ in ("jsonl", "csv"):
        scored = run("score", "news.jsonl", "--format", format_).stdout
        assert run("trend", "--by", "month", stdin=scored).stdout == wanted != ""


def test_what_stance_wrote_can_be_scored_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(" ".join(SENTENCES))
    assert run("score", "a.txt", "-o", "a.jsonl").returncode == 0
    done = run("score", "a.jsonl", "--format", "jsonl", "--language", "nl")
    assert [json.loads(line)["document"] for line in done.stdout.splitlines()] == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"]


def test_a_packed_table_is_scored_the_same_by_several_processes(run: Run, tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": number, "text": "\n".join(SENTENCES) * 40}) + "\n" for number in range(12))
    (tmp_path / "a.jsonl").write_text(rows)
    (tmp_path / "b.txt").write_text(
        "\n\n".join([*SENTENCES, "\n" * 1_100_000, *SENTENCES])
    )  # so long that it is streamed out of the archive
    subprocess.run(["tar", "-czf", "a.tar.gz", "b.txt", "a.jsonl"], cwd=tmp_path, check=True)
    one, two = (run("score", "a.tar.gz", "--format", "jsonl", "--jobs", jobs) for jobs in ("1", "2"))
    assert (one.returncode, one.stderr) == (0, "")
    assert one.stdout == two.stdout
    documents = {json.loads(line)["document"] for line in one.stdout.splitlines()}
    assert documents == {"a.tar.gz/b.txt", *(f"a.tar.gz/a.jsonl:{number}" for number in range(1, 13))}


def test_plain_text_pays_for_no_other_format(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Het regende.")
    code = (
        "import sys; from stance.cli.main import cli; cli.main(['score', sys.argv[1], '--format', 'jsonl'], standalone_mode=False)\n"
        "print(*sys.modules)"
    )
    for path in ("a.txt", "."):
        done = subprocess.run(
            [sys.executable, "-c", code, path],
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        loaded = set(done.stdout.splitlines()[-1].split())
        assert "stance.text.documents" in loaded
        assert not {"csv", "gzip", "tarfile", "trafilatura", "pypdf", "docx", "pyarrow", "markdown_it"} & loaded


def test_the_language_that_a_row_declares_is_believed(run: Run, tmp_path: Path) -> None:
    rows = [{"text": "Oorlog.", "language": language} for language in ("nl", "Dutch", "en-GB", "", "fr")]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run("score", "a.jsonl", "--format", "jsonl")
    assert [json.loads(line)["language"] for line in done.stdout.splitlines()] == ["nl", "nl", "en", "en", "en"]
    assert json.loads(done.stdout.splitlines()[2])["input_language"] == "en-GB"


def test_notes_do_not_flood(run: Run, tmp_path: Path) -> None:
    text = "Le président a annoncé hier que son gouvernement ne céderait pas devant les manifestants qui occupent toujours la grande place du centre de la capitale."
    (tmp_path / "a.jsonl").write_text((json.dumps({"text": text}) + "\n") * 50)
    for command in (["score", "--format", "jsonl"], ["score", "--format", "jsonl", "--jobs", "2"], ["report", "-o", "a.html"]):
        notes = run(*command, "a.jsonl").stderr.splitlines()
        assert len(notes) == 21
        assert notes[0].startswith("stance: a.jsonl:1: neither Dutch nor English")
        assert notes[-1] == "stance: and 30 more such notes"
