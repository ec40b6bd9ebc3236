"""`stance trend` as a process: what it reads, what it writes, and what it says when it cannot."""

import csv
import json
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import stance
from stance.text.documents import Document
from tests.conftest import CHROMIUM, Run

UP = [
    "The army shelled the border town again.",
    "The rebels attacked the port and seized two ships.",
    "Ministers threatened new sanctions.",
]
DOWN = ["The two governments signed a ceasefire.", "The rebels released forty prisoners.", "Both delegations agreed to resume talks."]
FLAT = ["The harvest of apples was good.", "The museum opens a new wing.", "The river is forty metres wide there."]


def item(day: date, draw: random.Random) -> str:
    """Write an item of a sentence or two: calm, a crisis from March, a ceasefire in June."""
    up, down = (1, 1) if day < date(2025, 3, 3) else (6, 0) if day < date(2025, 6, 2) else (0, 3)
    return " ".join(draw.choice(draw.choices([UP, DOWN, FLAT], [up, down, 4])[0]) for _ in range(draw.randint(1, 2)))


def documents() -> Iterator[Document]:
    draw = random.Random(2025)
    for number in range(1200):
        day = date(2025, 1, 6) + timedelta(number * 238 // 1200)
        if day.month != 5 or day.day > 20:
            columns = {"Date": f"{day.day} {day:%B %Y}", "source": draw.choice(["Harbour Post", "Coastal News"])}
            yield Document(f"news.csv:{number + 2}", (item(day, draw),), columns)


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sentences as `stance score` writes them, with the columns that came with their articles."""
    path = tmp_path_factory.mktemp("scored") / "scored.jsonl"
    draw = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        for document in documents():
            for place, text in enumerate("".join(document.chunks).split(". ")):
                label = "escalation" if text.rstrip(".") + "." in UP else "de-escalation" if text.rstrip(".") + "." in DOWN else "neutral"
                score = {"escalation": 0.8, "neutral": 0.0, "de-escalation": -0.8}[label] + draw.uniform(-0.1, 0.1)
                row = {"document": document.name, "sentence": place, "text": text, "language": "en", "label": label, "score": score}
                file.write(json.dumps(row | document.columns) + "\n")
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_what_was_scored_is_not_scored_anew_and_its_course_is_found(run: Run, scored: Path) -> None:
    done = run("trend", scored, "--format", "csv", "--model", "there-is-none.safetensors")
    assert (done.returncode, done.stderr) == (0, "stance: by week; --by day, week or month sets it\n")
    found = rows(done.stdout)
    assert [row["week"] for row in found if row["turning_point"] == "true"] == ["2025-03-03", "2025-06-02"]
    assert [row["week"] for row in found if row["articles"] == "0"] == ["2025-05-05", "2025-05-12"]
    lines = [json.loads(line) for line in scored.read_text().splitlines()]
    assert sum(int(row["sentences"]) for row in found) == len(lines)
    assert sum(int(row["articles"]) for row in found) == len({line["document"] for line in lines})


def test_scored_sentences_can_be_piped_in(run: Run, scored: Path) -> None:
    assert run("trend", "-", "--by", "month", stdin=scored.read_text()).stdout == run("trend", scored, "--by", "month").stdout != ""


def test_documents_with_a_date_are_scored_and_those_without_are_not(run: Run, tmp_path: Path) -> None:
    good: list[dict[str, Any]] = [{"text": "".join(document.chunks), **document.columns} for document in list(documents())[:40]]
    undated = [{"text": "No date."}, {"text": "None.", "Date": "soon"}]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (*good, *undated)) + "[]\n")
    done = run("trend", "news.jsonl", "--by", "month", "--group", "source", "--format", "csv")
    assert done.returncode == 1
    assert done.stderr.splitlines()[:3] == [
        "stance: news.jsonl:43: not a JSON object; every line has to be one, as jq -c '.[]' writes them",
        "stance: 1 of 42 articles left out: no date in news.jsonl:41",
        "stance: 1 of 42 articles left out: a date that cannot be read: 'soon' in news.jsonl:42",
    ]
    found = rows(done.stdout)
    assert {row["group"] for row in found} == {"Harbour Post", "Coastal News"}
    assert sum(int(row["articles"]) for row in found) == 40
    scored = [stance.score(str(row["text"])) for row in good]
    assert sum(int(row["sentences"]) for row in found) == sum(len(one.sentences) for one in scored)
    total = sum(float(row["tension"] or 0) * int(row["sentences"]) for row in found)
    assert total == pytest.approx(sum(one.totals.score for one in scored), abs=1e-3)


@pytest.mark.parametrize("name", ["s.csv", "s.tsv", "s.parquet", "s.jsonl", "s.jsonl.gz"])
def test_what_score_wrote_is_added_up_whatever_its_format(run: Run, tmp_path: Path, name: str) -> None:
    news = [{"text": "".join(document.chunks), **document.columns} for document in list(documents())[:40]]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in news))
    assert run("score", "news.jsonl", "-o", name).stderr == ""
    anew, added = run("trend", "news.jsonl", "--by", "month"), run("trend", name, "--by", "month", "--model", "there-is-none.safetensors")
    assert added.stdout == anew.stdout != ""


def test_folder_of_files_with_dates_in_their_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for day, text in (("2025-03-12", UP[0]), ("2025-03-20", DOWN[0]), ("2025-05-01", FLAT[0])):
        (tmp_path / "in" / f"{day}-x.txt").write_text(text)
    (tmp_path / "in" / "undated.txt").write_text("Rain.")
    done = run("trend", "in", "--by", "month", "--to", "2025-04-30", "--format", "csv")
    assert done.returncode == 0
    assert [(row["month"], row["articles"], row["escalation"]) for row in rows(done.stdout)] == [("2025-03-01", "2", "0.5")]
    assert done.stderr.splitlines()[0] == "stance: 1 of 4 articles left out: no date in in/undated.txt"


@pytest.mark.parametrize("ending", ["svg", "png", "html", "csv", "txt"])
def test_output_is_what_its_name_ends_in(run: Run, tmp_path: Path, scored: Path, ending: str) -> None:
    done = run("trend", scored, "--group", "source", "--by", "month", "-o", f"out.{ending}", "--title", "Kalm & crisis")
    assert (done.returncode, done.stdout) == (0, "")
    data = (tmp_path / f"out.{ending}").read_bytes()
    begins = {"svg": b"<?xml", "png": b"\x89PNG", "html": b"<!DOCTYPE html>", "csv": b"\xef\xbb\xbfgroup,month,", "txt": b"Harbour Post\n"}
    assert data.startswith(begins[ending])
    if ending in ("svg", "html"):
        assert b"Kalm &amp; crisis" in data
        assert b"Coastal News" in data
        assert b"<script" not in data


def test_page_is_accessible(run: Run, tmp_path: Path, scored: Path) -> None:
    if not CHROMIUM:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no chromium: apt-get install chromium")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    run("trend", scored, "--group", "source", "-o", "out.html")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "out.html").as_uri())
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert len(asked) == 1
        browser.close()


def line(**changes: object) -> str:
    return (
        json.dumps({"document": "a", "sentence": 0, "text": "Rain.", "label": "neutral", "score": 0.1, "date": "2025-03-12"} | changes)
        + "\n"
    )


@pytest.mark.parametrize(
    ("text", "arguments", "status", "message"),
    [
        (line(date=""), [], 1, "no article has a column that is known to hold dates; name one with --date-column: date"),
        (line(date="soon"), [], 1, "no article has a date that can be read, such as 2025-03-12; the first is 'soon' in a"),
        (line(), ["--date-column", "day"], 1, "no article has a column 'day'; there are: date"),
        (line(), ["--group", "source"], 1, "no article has a column 'source'; use language, date"),
        (line(), ["--from", "2026-01-01"], 1, "no article within --from and --to; leave them out to see from when to when there are any"),
        (
            line(date="3/12/2025"),
            [],
            1,
            "dates such as 03/12/2025 can be read two ways, and no other tells which; say --day-first or --month-first",
        ),
        (line(date="March 2025"), ["--by", "day"], 1, "no article left; use --by month"),
        (
            line(),
            ["-o", "out.pdf"],
            2,
            "out.pdf: a trend cannot be written as .pdf; use .svg, .png, .html or .csv; see stance trend --help",
        ),
        (line(), ["-o", "no/out.csv"], 1, "no: no such folder, or not writable"),
        (line(), ["--from", "soon"], 2, "Invalid value for '--from'"),
    ],
)
def test_what_goes_wrong_ends_in_one_line_with_a_cure(
    run: Run, tmp_path: Path, text: str, arguments: list[str], status: int, message: str
) -> None:
    (tmp_path / "in.jsonl").write_text(text)
    done = run("trend", "in.jsonl", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.splitlines()[-1].startswith(f"stance: {message}")


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("torn", "in.jsonl:4: not a JSON object; every line has to be one, as jq -c '.[]' writes them"),
        (line(document="c", score=7), "in.jsonl:4: not a sentence that stance score wrote; its article is left out; score again"),
        (
            line(document="c", sentence=1),
            "in.jsonl:4: a sentence is missing before it, as where it was filtered or sorted; its article is left",
        ),
    ],
)
def test_an_article_that_is_not_whole_is_left_out_and_the_others_are_read(run: Run, tmp_path: Path, bad: str, message: str) -> None:
    whole = line() + line(sentence=1) + line(document="b")
    (tmp_path / "in.jsonl").write_text(f"{whole}{bad.strip()}\n{line(document='d')}")
    (tmp_path / "whole.jsonl").write_text(whole + line(document="d"))
    done = run("trend", "in.jsonl", "--by", "month")
    assert done.returncode == 1
    assert done.stderr.startswith(f"stance: {message}")
    assert done.stdout == run("trend", "whole.jsonl", "--by", "month").stdout != ""


def test_a_folder_of_scored_files_is_added_up(run: Run, tmp_path: Path) -> None:
    (tmp_path / "scored").mkdir()
    (tmp_path / "scored/a.jsonl").write_text(line() + line(sentence=1))
    (tmp_path / "scored/b.jsonl").write_text(line(document="b"))
    done = run("trend", "scored", "--by", "month", "--model", "there-is-none.safetensors", "--format", "csv")
    assert [(row["articles"], row["sentences"]) for row in rows(done.stdout)] == [("2", "3")]


def test_a_missing_file_is_named_and_the_others_are_shown(run: Run, scored: Path) -> None:
    done = run("trend", scored, "missing.txt", "--by", "month")
    assert done.returncode == 1
    assert done.stderr == "stance: missing.txt: no such file or folder\n"
    assert done.stdout.startswith("month ")


def test_without_the_extra_there_is_csv_and_a_word_on_how_to_get_plots(run: Run, tmp_path: Path, scored: Path) -> None:
    """The libraries are hidden by a module that says they are not installed."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, importlib.util as util\nfound = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name in ('matplotlib', 'ruptures') else found(name, *more)\n"
    )
    paths = f"{tmp_path}:{Path(stance.__file__).parents[1]}"
    done = run("trend", scored, "-o", "out.csv", PYTHONPATH=paths)
    assert done.returncode == 0
    assert "stance: no turning points sought: that takes ruptures; pip install 'stance[trend]'\n" in done.stderr
    assert {row["turning_point"] for row in rows((tmp_path / "out.csv").read_text())} == {"false"}
    done = run("trend", scored, "-o", "out.svg", PYTHONPATH=paths)
    assert (done.returncode, done.stderr) == (1, "stance: a plot takes matplotlib; pip install 'stance[trend]', or use -o trend.csv\n")
