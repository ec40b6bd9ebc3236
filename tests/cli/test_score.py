"""`stance score` as a process: what it prints, where, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import stance
from stance.errors import DocumentError
from tests.conftest import ROOT, Run

ARTICLE = ROOT / "examples/havenblokkade.nl.txt"
FIELDS = ["document", "sentence", "start", "end", "text", "language", "label", "score", "probabilities"]


def test_json_lines_keep_the_contract(run: Run) -> None:
    done = run("score", ARTICLE, "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    text = ARTICLE.read_text(encoding="utf-8")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == 18
    for number, record in enumerate(records):
        assert list(record) == FIELDS
        assert list(record["probabilities"]) == ["escalation", "neutral", "de-escalation"]
        assert (record["document"], record["sentence"], record["language"]) == (str(ARTICLE), number, "nl")
        assert text[record["start"] : record["end"]] == record["text"]
        assert record["label"] == max(record["probabilities"], key=record["probabilities"].get)
        assert record["score"] == pytest.approx(record["probabilities"]["escalation"] - record["probabilities"]["de-escalation"], abs=2e-6)
        assert sum(record["probabilities"].values()) == pytest.approx(1, abs=2e-6)


def test_library_says_the_same_as_the_command(run: Run) -> None:
    document = stance.score(ARTICLE.read_text(encoding="utf-8"))
    records = [json.loads(line) for line in run("score", ARTICLE, "--format", "jsonl").stdout.splitlines()]
    assert [sentence.label for sentence in document.sentences] == [record["label"] for record in records]
    assert [round(sentence.score, 6) for sentence in document.sentences] == [record["score"] for record in records]


def test_table_is_the_default_and_fits_the_terminal(run: Run) -> None:
    done = run("score", ARTICLE)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines()[1:])) <= 80
    assert re.search(r"^18 sentences: \d+ escalation, \d+ de-escalation, \d+ neutral; tension [+-]0\.\d\d$", done.stdout, re.M)


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input(run: Run, arguments: tuple[str, ...]) -> None:
    done = run("score", *arguments, "--format", "jsonl", stdin="De partijen tekenden een bestand.\n\nHet regende.")
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(record["document"], record["label"]) for record in records] == [("-", "de-escalation"), ("-", "neutral")]


def test_lines_split_and_given_language(run: Run) -> None:
    done = run("score", "--split", "lines", "--language", "en", "--format", "jsonl", stdin="Een. Twee.\n\nDrie. Vier.\n")
    assert [(record["text"], record["language"]) for record in map(json.loads, done.stdout.splitlines())] == [
        ("Een. Twee.", "en"),
        ("Drie. Vier.", "en"),
    ]


def test_output_file_is_jsonl_by_its_ending_and_a_table_otherwise(run: Run, tmp_path: Path) -> None:
    for name in ("out.jsonl", "out.txt"):
        done = run("score", ARTICLE, "-o", name)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len([json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]) == 18
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == run("score", ARTICLE).stdout
    assert {path.name for path in tmp_path.iterdir()} == {"out.jsonl", "out.txt"}


def test_output_stays_as_it_was_when_scoring_is_stopped(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("precious")
    process = subprocess.Popen([sys.executable, "-m", "stance", "score", ARTICLE, "-", "-o", output], stdin=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while not any(path.suffix == ".part" and path.stat().st_size for path in tmp_path.iterdir()):  # the article is written, stdin awaited
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.terminate()
    process.communicate()
    assert process.returncode == 143
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert output.read_text() == "precious"


def test_output_stays_as_it_was_when_nothing_could_be_scored(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("precious")
    done = run("score", "missing.txt", "-o", "out.jsonl")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "stance: missing.txt: no such file or folder",
        "stance: out.jsonl: left as it was, there is nothing to write",
    ]
    assert (tmp_path / "out.jsonl").read_text() == "precious"


@pytest.mark.parametrize("name", ["file/out.jsonl", "no/such/folder/out.jsonl", "loop"])
def test_unwritable_output_is_one_line(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    done = run("score", ARTICLE, "-o", name)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"stance: {name}: cannot be written: ")
    assert done.stderr.count("\n") == 1


def test_article_is_not_overwritten_by_its_own_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Het regende.")
    done = run("score", "a.txt", "-o", "a.txt")
    assert (done.returncode, done.stderr) == (2, "stance: a.txt is what is read; name another file to write; see stance score --help\n")
    assert (tmp_path / "a.txt").read_text() == "Het regende."


def test_pipe_in_a_folder_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    (tmp_path / "y.txt").write_text("Het regende.")
    done = run("score", tmp_path, "--format", "jsonl")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)


def test_output_may_be_a_pipe(run: Run) -> None:
    done = run("score", ARTICLE, "--format", "jsonl", "-o", "/dev/stdout")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run("score", ARTICLE, "--format", "jsonl").stdout


def test_json_lines_are_utf8_in_any_locale(run: Run) -> None:
    done = run("score", "--format", "jsonl", stdin="Oekraïne weigert.", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout)["text"] == "Oekraïne weigert."


def test_closed_or_full_streams_are_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Het regende.")
    for redirection in ("<&-", ">&-", "> /dev/full"):
        command = f"{sys.executable} -m stance score {'' if redirection == '<&-' else tmp_path / 'a.txt'} {redirection}"
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
        assert done.returncode == 1, redirection
        assert "Traceback" not in done.stderr
        assert done.stderr.count("\n") <= 1


def test_good_files_of_a_folder_are_scored_and_bad_ones_named_at_the_end(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Het leger viel aan.")
    (folder / "b.txt").write_bytes(b"\0\1\2\3")
    (folder / "c.txt").write_text("")
    (folder / "d.txt").write_text("Het regende.")
    done = run("score", "in", "missing.txt", "--format", "jsonl")
    assert done.returncode == 1
    assert [json.loads(line)["document"] for line in done.stdout.splitlines()] == ["in/a.txt", "in/d.txt"]
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == ["in/b.txt", "in/c.txt", "missing.txt"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["missing.txt"], 1, "stance: missing.txt: no such file or folder"),
        (["."], 1, "stance: .: no file that can be read as an article in this folder or below it"),
        (["page.pdf"], 1, "stance: page.pdf: no such file or folder"),
        (["-"], 1, "stance: standard input: empty, there is nothing to score"),
        (["x.txt", "--model", "none.st"], 1, "stance: none.st: no such model file; `stance train` writes one"),
        (["x.txt", "--format", "xml"], 2, "stance: Invalid value for '--format'"),
        (["x.txt", "--zzz"], 2, "stance: No such option '--zzz'; see stance score --help"),
        (["x.txt", "--jobs", "0"], 2, "stance: Invalid value for '--jobs'"),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_status(run: Run, arguments: list[str], status: int, message: str) -> None:
    done = run("score", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1


def test_unreadable_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("Geheim.")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root reads everything; a loop of links nobody can
        path.unlink()
        path.symlink_to(path)
    done = run("score", path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"stance: {path}: ")
    assert done.stderr.count("\n") == 1


def test_two_megabytes_on_one_line_are_scored(run: Run) -> None:
    done = run("score", "--format", "jsonl", stdin="De minister zei dat hij komt. Maar de premier wil niet! " * 36_000)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 72_000


def test_whoever_stops_reading_ends_it_quietly(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number:03d}.txt").write_text("De minister zei dat hij komt. " * 40)
    command = f"{sys.executable} -m stance score {tmp_path} --format jsonl | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["sentence"] == 0
    assert done.stderr == ""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3 MB of files: short ones, two that cannot be read, one in another encoding, and one longer than a block."""
    folder = tmp_path_factory.mktemp("archive")
    articles = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").iterdir())]
    for number in range(500):
        (folder / f"{number:03d}.txt").write_text(f"{articles[number % 2]}\nNummer {number} van de reeks.\n", encoding="utf-8")
    (folder / "100.txt").write_bytes(b"\0\1\2\3")
    (folder / "200.txt").write_text("")
    (folder / "300.txt").write_bytes("Oekraïne weigert.".encode("cp1252"))
    (folder / "400.txt").write_text("\n\n".join(articles * 350), encoding="utf-8")
    return folder


@pytest.mark.parametrize("format_", ["table", "jsonl"])
def test_any_number_of_jobs_gives_the_same(run: Run, archive: Path, format_: str) -> None:
    one, two = (run("score", archive, "--format", format_, "--jobs", jobs) for jobs in ("1", "2"))
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr
    assert one.returncode == two.returncode == 1
    assert [line.split(": ")[1].rpartition("/")[2] for line in one.stderr.splitlines()] == ["300.txt", "100.txt", "200.txt"]


def test_a_long_document_reads_as_it_does_in_the_library(run: Run, archive: Path) -> None:
    path = archive / "400.txt"
    document = stance.score(path.read_text(encoding="utf-8"))
    records = [json.loads(line) for line in run("score", path, "--format", "jsonl").stdout.splitlines()]
    assert len(records) == len(document.sentences) > 5_000
    assert [record["sentence"] for record in records] == list(range(len(records)))
    for record, sentence in zip(records, document.sentences, strict=True):
        assert (record["start"], record["end"], record["text"], record["score"]) == (
            *(sentence.start, sentence.end, sentence.text),
            round(sentence.score, 6),
        )
    table = run("score", path).stdout.splitlines()
    assert sum(line.endswith((" (nl)", " (en)")) for line in table) == 1
    counts = document.counts
    assert " ".join(table[-2:]) == (
        f"{len(records):,} sentences: {counts['escalation']:,} escalation, {counts['de-escalation']:,} de-escalation, "
        f"{counts['neutral']:,} neutral; tension {document.tension:+.2f}"
    )


def test_a_long_document_that_breaks_off_gives_what_stood_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"Talks resume on Friday.\n" * 150_000 + b"\0\1\2")
    done = run("score", "long.txt", "--format", "jsonl")
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert len(lines) > 80_000
    assert done.stderr == (
        "stance: long.txt: a binary file, not text; save its text as .txt (UTF-8) first; "
        f"only what stands before was read, {len(lines):,} sentences\n"
    )


def test_results_come_while_the_input_goes_on(tmp_path: Path) -> None:
    article = (ROOT / "examples/border-bridge.en.txt").read_bytes() + b"\n\n"
    with subprocess.Popen(
        [sys.executable, "-m", "stance", "score", "--format", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        threading.Thread(target=process.stdin.write, args=(article * (3_000_000 // len(article)),), daemon=True).start()
        assert json.loads(process.stdout.readline())["sentence"] == 0  # and the input is not closed
        process.kill()


def test_memory_stays_flat(tmp_path: Path) -> None:
    article = (ROOT / "examples/border-bridge.en.txt").read_bytes() + b"\n"
    (tmp_path / "long.txt").write_bytes(article * (8_000_000 // len(article)))
    code = (
        "import sys; from stance.cli.main import cli; cli.main(['score', 'long.txt', '--format', 'jsonl'], standalone_mode=False); "
        "print(open('/proc/self/status').read(), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    (peak,) = re.findall(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert int(peak) < 150_000


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_is_one_line(archive: Path, jobs: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "stance", "score", *[archive] * 8, "--format", "jsonl", "--jobs", jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout
    process.stdout.readline()
    threading.Timer(1.0, os.killpg, (process.pid, signal.SIGINT)).start()  # as a terminal does: to all of its processes
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert [line for line in errors.decode().splitlines() if line and "300.txt" not in line] == ["stance: interrupted"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_several_jobs_end_quietly_too(archive: Path, jobs: str) -> None:
    command = f"{sys.executable} -m stance score {archive} {archive} --format jsonl --jobs {jobs} | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["sentence"] == 0
    assert [line for line in done.stderr.splitlines() if "300.txt" not in line] == []


def test_another_language_is_said_to_be_another(run: Run) -> None:
    text = "Le gouvernement a déclaré lundi que le président ne céderait pas aux menaces et que les négociations reprendraient dès la semaine prochaine à Genève, selon un porte-parole."
    done = run("score", "--format", "jsonl", stdin=text)
    assert done.returncode == 0
    assert done.stderr == "stance: standard input: neither Dutch nor English, read as English; its labels mean little\n"


def test_wrong_arguments_of_the_library() -> None:
    with pytest.raises(ValueError, match="language 'fr'"):
        stance.score("Bonjour.", language="fr")
    with pytest.raises(ValueError, match="split 'words'"):
        stance.score("Hello.", split="words")
    with pytest.raises(DocumentError, match="nothing to score"):
        stance.score(" \n ")
