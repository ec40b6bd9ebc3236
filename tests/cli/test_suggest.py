"""`stance suggest` as a process."""

import csv
import io
import json
from pathlib import Path

import pytest

from stance.labels import LABELS
from stance.learn.corpus import Example
from tests.conftest import ROOT, Run

COLUMNS = ["document", "sentence", "text", "language", "before", "after", "chosen", "label"]
ARTICLES = sorted((ROOT / "examples").glob("*.txt"))


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory, some: list[Example]) -> Path:
    """Return a folder of articles, a file each."""
    folder = tmp_path_factory.mktemp("pool")
    articles: dict[str, list[str]] = {}
    for example in some[:600]:
        articles.setdefault(f"{example.document}.{example.language}.txt", []).append(example.text)
    for name, lines in articles.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_to_label_the_same_every_time(run: Run, pool: Path) -> None:
    done = run("suggest", pool, "-n", "50")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("\ufeff" + ",".join(COLUMNS) + "\n")
    found = rows(done.stdout)
    assert len({row["text"] for row in found}) == 50
    assert sorted(row["chosen"] for row in found) == ["random"] * 10 + ["uncertain"] * 40
    assert all(row["label"] == "" for row in found)
    for row in found[:10]:
        lines = Path(row["document"]).read_text(encoding="utf-8").splitlines()
        place = lines.index(row["text"]) if row["text"] in lines else None
        assert place is None or row["before"] in ("", *lines) or row["before"] in lines[place - 1]
    assert run("suggest", pool, "-n", "50").stdout == done.stdout
    assert run("suggest", pool, "-n", "50", "--seed", "2").stdout != done.stdout


def test_every_format_holds_the_same_sentences(run: Run, tmp_path: Path) -> None:
    expected = [(row["document"], int(row["sentence"]), row["text"]) for row in rows(run("suggest", *ARTICLES, "-n", "15").stdout)]
    assert len(expected) == 15
    done = run("suggest", *ARTICLES, "-n", "15", "-o", "tasks.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("wrote tasks.json and tasks.interface.xml: 15 of 32 sentences (3 random, 12 uncertain, ")
    data = [task["data"] for task in json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))]
    assert [(row["document"], row["sentence"], row["text"]) for row in data] == expected
    assert all(f'"{label}"' in (tmp_path / "tasks.interface.xml").read_text(encoding="utf-8") for label in LABELS)
    for format_ in ("jsonl", "doccano"):
        lines = map(json.loads, run("suggest", *ARTICLES, "-n", "15", "--format", format_).stdout.splitlines())
        assert [(row["document"], row["sentence"], row["text"]) for row in lines] == expected
    lines = map(json.loads, run("suggest", *ARTICLES, "-n", "15", "--format", "prodigy").stdout.splitlines())
    assert [(row["meta"]["document"], row["meta"]["sentence"], row["text"]) for row in lines] == expected


def test_a_guess_only_on_wish(run: Run) -> None:
    without = json.loads(run("suggest", ARTICLES[0], "-n", "1", "--format", "jsonl").stdout)
    assert list(without) == COLUMNS
    (row,) = map(json.loads, run("suggest", ARTICLES[0], "-n", "1", "--format", "jsonl", "--guess").stdout.splitlines())
    assert row["guess"] in LABELS
    assert 1 / 3 <= row["probability"] <= 1
    assert row["label"] == ""
    scored = [json.loads(line) for line in run("score", ARTICLES[0], "--format", "jsonl").stdout.splitlines()]
    assert scored[row["sentence"]]["label"] == row["guess"]
    assert scored[row["sentence"]]["probabilities"][row["guess"]] == pytest.approx(row["probability"], abs=1e-4)


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_what_is_labelled_is_never_suggested_again(run: Run, pool: Path, tmp_path: Path, format_: str) -> None:
    assert run("suggest", pool, "-n", "60", "-o", f"sheet.{format_}").stdout.startswith(f"wrote sheet.{format_}: 60 of 601 sentences (")
    sheet = (tmp_path / f"sheet.{format_}").read_text(encoding="utf-8")
    if format_ == "csv":
        first = rows(sheet)
        for row in first[:40]:
            row["label"] = "neutral"
        with (tmp_path / "labelled.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(first)
    else:
        first = [json.loads(line) for line in sheet.splitlines()]
        lines = (json.dumps(row | ({"label": "neutral"} if number < 40 else {})) for number, row in enumerate(first))
        (tmp_path / "labelled.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (labelled,) = tmp_path.glob("labelled.*")
    other = run("suggest", pool, "-n", "60", "--random", "0", "--labelled", f"sheet.{format_}", "-q")  # which is still empty
    done = run("suggest", pool, "-n", "60", "--random", "0", "--labelled", labelled.name, "-q")
    assert (done.returncode, done.stderr) == (0, "")
    second = rows(done.stdout)
    assert len(second) == 60
    assert not {row["text"] for row in first} & {row["text"] for row in second}  # those that wait for their label are handed out too
    held_out = {row["document"] for row in first if row["chosen"] == "random"}
    assert not held_out & {row["document"] for row in second}
    assert other.stdout == done.stdout


def test_a_pool_in_a_pipe_and_one_of_lines(run: Run) -> None:
    text = ARTICLES[0].read_bytes()
    found = rows(run("suggest", "-n", "5", stdin=text).stdout)
    assert [row["document"] for row in found] == ["-"] * 5
    rain = [f"{place} heeft {number} bruggen over de rivier." for number, place in enumerate("Arnhem Breda Delft Emmen Goes Hoorn".split())]
    found = rows(run("suggest", "--split", "lines", "-n", "4", "-q", stdin="\n".join(rain)).stdout)
    assert {row["text"] for row in found} <= set(rain)


def test_too_few_and_none_left_are_said_in_a_line(run: Run, tmp_path: Path) -> None:
    done = run("suggest", "-n", "5", "--language", "en", stdin="Talks began.\nThe army left the town.")
    assert (done.returncode, len(rows(done.stdout))) == (0, 2)
    assert done.stderr == "stance: all 2 sentences of the pool, which has no 5\n"
    done = run("suggest", "-n", "5", "--language", "en", stdin="Talks began at noon.\nTalks began at noon!\nTalks began at noon.")
    assert (done.returncode, len(rows(done.stdout))) == (0, 1)
    assert done.stderr.startswith("stance: 1 instead of 5 sentences: ")
    (tmp_path / "labelled.tsv").write_text("a\ten\tx\tTalks began.\tde-escalation\n", encoding="utf-8")
    (tmp_path / "next.csv").write_text("of yesterday", encoding="utf-8")
    done = run("suggest", "--labelled", "labelled.tsv", "-o", "next.csv", stdin="Talks began.")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "stance: nothing left to label: all 1 sentences are labelled, resemble what is, or hold no word; next.csv is left as it was\n"
    )
    assert (tmp_path / "next.csv").read_text(encoding="utf-8") == "of yesterday"


def test_what_cannot_be_read_is_named_and_the_rest_chosen_from(run: Run) -> None:
    done = run("suggest", "missing.txt", ARTICLES[0], "-n", "3")
    assert (done.returncode, len(rows(done.stdout))) == (1, 3)
    assert done.stderr == "stance: missing.txt: no such file or folder\n"


def test_wrong_use_is_a_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("text\nTalks began.\n", encoding="utf-8")
    for arguments, said in (
        (["-o", "tasks.xlsx"], "'tasks.xlsx' does not end in .csv, .jsonl, .json; name it so, or say --format"),
        (["-o", "mine.csv"], "mine.csv is what is read; name another file to write"),
        (["--random", "20"], "Invalid value for '--random': 20.0 is not in the range 0<=x<=1"),
    ):
        done = run("suggest", "mine.csv", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"stance: {said}; see stance suggest --help\n"


def test_a_sheet_with_labels_is_never_overwritten_and_an_empty_one_is(run: Run, tmp_path: Path) -> None:
    command = ("suggest", ARTICLES[0], "-n", "3", "-o")
    assert run(*command, "sheet.csv").returncode == run(*command, "sheet.csv").returncode == 0
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8-sig").replace(",uncertain,\n", ",uncertain,neutrall\n", 1), encoding="utf-8")
    export = tmp_path / "export.json"
    annotated = [{"result": [{"from_name": "label", "type": "choices", "value": {"choices": ["neutral"]}}]}]
    export.write_text(json.dumps([{"id": 1, "data": {"text": "Rain."}, "annotations": annotated}]), encoding="utf-8")
    for path in (sheet, export):
        before = path.read_bytes()
        done = run(*command, path.name)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"stance: {path.name}: 1 label in it would be lost; name another file with -o\n"
        assert path.read_bytes() == before


def test_the_test_set_is_known_again_from_another_folder(run: Run, pool: Path, tmp_path: Path) -> None:
    assert run("suggest", pool, "-n", "20", "--random", "1", "-o", "test.csv").returncode == 0
    (tmp_path / "moved").symlink_to(pool)
    done = run("suggest", "moved", "-n", "60", "--random", "0", "--labelled", "test.csv", "-q")
    held_out = {Path(row["document"]).name for row in rows((tmp_path / "test.csv").read_text(encoding="utf-8"))}
    batch = {Path(row["document"]).name for row in rows(done.stdout)}
    assert len(held_out) > 10
    assert len(batch) > 10
    assert not held_out & batch


def test_what_came_with_an_article_goes_along_and_its_text_does_not(run: Run, tmp_path: Path) -> None:
    article = {"date": "1991-01-14", "source": "De Bode", "chosen": "by hand", "score": 3, "text": "Talks began. The army left."}
    (tmp_path / "pool.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    (row, _) = map(json.loads, run("suggest", "pool.jsonl", "-n", "2", "--random", "1", "--format", "jsonl").stdout.splitlines())
    own = {"chosen": "random", "date": "1991-01-14", "source": "De Bode", "input_chosen": "by hand", "input_score": 3, "label": ""}
    assert list(row)[:6] + list(own) == list(row)
    assert row.items() >= own.items()


def test_a_file_that_stands_after_labelled_is_not_taken_for_the_pool(run: Run, pool: Path, tmp_path: Path) -> None:
    assert run("suggest", pool, "-n", "5", "-o", "sheet.csv").returncode == 0
    (tmp_path / "mine.tsv").write_text("a\ten\tx\tTalks began.\tde-escalation\n", encoding="utf-8")
    for first, second in (("mine.tsv", "sheet.csv"), ("sheet.csv", "mine.tsv")):
        done = run("suggest", pool, "--labelled", first, second)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(
            f"stance: {second} is labelled, or a sheet to label, and no pool; if it belongs to --labelled, repeat "
        )


def test_sheets_that_lie_among_the_articles_are_left_out_with_a_note(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pool").mkdir()
    (tmp_path / "pool" / "a.txt").write_bytes(ARTICLES[0].read_bytes())
    assert run("suggest", "pool", "-n", "5", "-o", "pool/sheet.csv").returncode == 0
    assert run("label", "pool/sheet.csv", "--annotator", "anna", "--keys", "end").returncode == 0
    done = run("suggest", "pool", "-n", "50", "--labelled", "pool/sheet.csv")
    assert {row["document"] for row in rows(done.stdout)} == {"pool/a.txt"}
    assert done.stderr.startswith(
        "stance: pool/sheet.anna.jsonl: written by stance itself; left out\nstance: pool/sheet.csv: written by stance itself; left out\n"
    )


def test_what_to_do_next_is_said(run: Run) -> None:
    done = run("suggest", ARTICLES[0], "-n", "3", "--format", "doccano", "--guess", "-o", "tasks.jsonl")
    said = " ".join(done.stdout.split())
    assert "next: doccano: make a project of text classification, Labels, Import Labels tasks.labels.json," in said
    assert "must be exported as only approved documents" in said
    assert max(map(len, done.stdout.splitlines()[1:])) <= 80


def test_a_pool_that_cannot_be_read_is_one_line_and_so_is_a_labelled_file_without_a_known_column(run: Run, tmp_path: Path) -> None:
    done = run("suggest", "nope.jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "stance: nope.jsonl: no such file or folder\n")
    (tmp_path / "old.csv").write_text("uiting,label\nHet regent.,neutral\n", encoding="utf-8")
    done = run("suggest", ARTICLES[0], "--labelled", "old.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        "stance: old.csv: no column that is known to hold text; it has uiting, label; call the right one text there"
    )
