"""`stance report` as a process: what it writes, where, and how it ends."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest

from tests.conftest import ROOT, Run

ARTICLE = ROOT / "examples/havenblokkade.nl.txt"


def test_writes_one_page_and_says_nothing(run: Run, tmp_path: Path) -> None:
    done = run("report", ARTICLE, "-o", "report.html")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Vissers" in lxml.html.document_fromstring(html).xpath("//h1")[0].text_content()
    assert "Model news.safetensors, trained by stance" in html


def test_standard_input_to_standard_output_in_any_locale(run: Run) -> None:
    done = run("report", stdin="Oekraïne weigert.", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.startswith("<!doctype html>")
    assert "Oekraïne" in done.stdout
    assert "standard input" in done.stdout


def test_scores_are_those_of_stance_score(run: Run) -> None:
    found = lxml.html.document_fromstring(run("report", ARTICLE).stdout)
    table = run("score", ARTICLE).stdout
    for sentence in found.xpath("//*[@data-score]"):
        assert f" {sentence.get('data-score').replace('−', '-')}  " in table
    assert len(found.xpath("//*[@data-score]")) == 18


def test_the_tensest_article_stands_first(run: Run, tmp_path: Path) -> None:
    for name, text in (("a", "Het regende."), ("b", "De rebellen vielen de stad aan."), ("c", "De partijen tekenden vrede.")):
        (tmp_path / f"{name}.txt").write_text(text)
    found = lxml.html.document_fromstring(run("report", tmp_path).stdout)
    order = ["De rebellen vielen de stad aan.", "Het regende.", "De partijen tekenden vrede."]
    assert [link.text for link in found.xpath("//*[@id='index']//a")] == order
    assert [heading.text for heading in found.xpath("//h2")[:3]] == order


def test_what_cannot_be_read_is_named_and_the_rest_is_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = run("report", "missing.txt", ARTICLE, "empty.txt", "-o", "report.html")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "stance: missing.txt: no such file or folder",
        "stance: empty.txt: empty, there is nothing to score",
    ]
    assert "Vissers" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_old_page_stays_when_there_is_nothing_to_show(run: Run, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("precious")
    done = run("report", "missing.txt", "-o", "report.html")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "stance: report.html: left as it was, there is nothing to show")
    assert (tmp_path / "report.html").read_text() == "precious"


def test_a_document_that_breaks_off_is_shown_as_far_as_it_goes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"Talks resume.\n" + b" " * (3 << 20) + b"Rebels broke the truce.\n\0\1")
    done = run("report", "long.txt", "-o", "report.html")
    assert done.returncode == 1
    assert "only what stands before was read, 1 sentences" in done.stderr
    assert "Talks" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_input_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Het regende.")
    done = run("report", tmp_path / "a.html", "-o", "a.html")
    assert (done.returncode, done.stderr) == (2, "stance: a.html is what is read; name another file to write; see stance report --help\n")
    assert (tmp_path / "a.html").read_text() == "<p>Het regende."


def test_a_page_is_not_written_as_anything_else(run: Run) -> None:
    for name in ("a.pdf", "a.html.gz"):
        done = run("report", ARTICLE, "-o", name)
        assert (done.returncode, done.stderr) == (2, f"stance: {name}: the page is HTML; name it .html; see stance report --help\n")
    assert run("score", ARTICLE, "-o", "a.html.gz").returncode == 2


def test_the_page_of_last_time_is_no_article(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Het regende.")
    (tmp_path / "page.html").write_text("<p>Rebels broke the truce.")
    assert run("report", tmp_path, "-o", "page.html").returncode == 0
    assert "1 sentence" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Rebels" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_no_command_reads_what_it_wrote_last_time(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/2025-03-01.txt").write_text("Het regende.")
    for command in ("score", "explain", "trend"):
        outputs = []
        for _ in range(2):
            assert run(command, "news", "-o", "news/out.txt").returncode == 0
            outputs.append((tmp_path / "news/out.txt").read_bytes())
        assert outputs[0] == outputs[1]
        (tmp_path / "news/out.txt").unlink()


def test_too_much_for_one_page_is_said_before_it_takes_long(run: Run, tmp_path: Path) -> None:
    (tmp_path / "book.txt").write_text("Het regende. " * 20_001)
    done = run("report", "book.txt", "-o", "report.html")
    assert done.returncode == 1
    assert done.stderr == "stance: more than 20,000 sentences, too many for one page; name fewer articles\n"
    assert not (tmp_path / "report.html").exists()


def test_a_terminal_gets_no_page() -> None:
    ours, its = pty.openpty()
    done = subprocess.run([sys.executable, "-m", "stance", "report", ARTICLE], stdout=its, stderr=subprocess.PIPE, text=True, check=False)
    os.close(its)
    os.close(ours)
    assert (done.returncode, done.stderr) == (2, "stance: name the page to write, such as -o report.html; see stance report --help\n")


@pytest.mark.parametrize("how", [["-o", "page.html"], ["--format", "html", "-o", "page.html"]])
def test_score_writes_the_same_page(run: Run, tmp_path: Path, how: list[str]) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("report", "a.txt", "-o", "report.html").returncode == 0
    done = run("score", "a.txt", *how)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "page.html").read_bytes() == (tmp_path / "report.html").read_bytes()


def test_a_page_of_part_of_the_sentences_is_refused(run: Run) -> None:
    done = run("score", ARTICLE, "-o", "page.html", "--only", "escalation")
    assert done.returncode == 2
    assert "html is the page of stance report, which shows everything" in done.stderr


def test_a_page_that_stance_wrote_is_not_read_as_an_article(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news/a.txt").write_text("Rebels broke the truce on Monday.", encoding="utf-8")
    (tmp_path / "news/2025-03-01.txt").write_text("Talks resume on Friday.", encoding="utf-8")
    before = run("score", "news", "--by", "document", "--format", "csv")
    assert run("report", "news", "-o", "news/report.html").returncode == 0
    assert run("trend", "news", "-o", "news/trend.html").returncode == 0
    assert run("score", "news", "--by", "document", "--format", "csv").stdout == before.stdout
