"""`stance label` as a process, in a terminal of its own."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Run
from tests.terminal import Terminal

SENTENCES = [
    "The army shelled the harbour.",
    "The council meets on Monday.",
    "Both sides signed a truce.",
    "He asked for a second cup of coffee.",
    "The minister called the vote a disgrace.",
]
Sit = Callable[..., Terminal]


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    """Start `stance label batch.csv` as anna, or something else, in a terminal."""
    started = []

    def start(*arguments: str | Path, **more: Any) -> Terminal:
        started.append(Terminal(*(arguments or ("label", "batch.csv", "--annotator", "anna")), cwd=tmp_path, **more))
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    path = tmp_path / "batch.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document", "sentence", "text", "language", "chosen", "guess", "label"])
        writer.writerows(["a.txt", number, text, "en", "random", "neutral", "neutral"] for number, text in enumerate(SENTENCES))
    return path


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def labels(path: Path) -> list[tuple[int, str]]:
    return [(record["sentence"], record["label"]) for record in written(path)]


def test_a_key_is_a_label_and_each_is_in_the_file_before_the_next_sentence_is_shown(sit: Sit, batch: Path, tmp_path: Path) -> None:
    terminal, own = sit(), tmp_path / "batch.anna.jsonl"
    assert "0 of 5 labelled, 0 %" in terminal.sees("> The army shelled")
    for number, key in enumerate(["e", "2", "\x1b[B", "n"]):
        terminal.press(key)
        terminal.sees(f"> {SENTENCES[number + 1]}")
        assert len(written(own)) == number + 1
    terminal.press("1")
    assert "5 of 5 labelled, 100 %" in terminal.sees("All 5 are labelled.")
    terminal.press("q")
    assert terminal.end() == 0
    assert "5 of 5 labelled, in batch.anna.jsonl: 2 escalation, 2 neutral, 1 de-escalation" in terminal.raw
    assert written(own)[2] == {
        "document": "a.txt",
        "sentence": 2,
        "text": SENTENCES[2],
        "language": "en",
        "chosen": "random",
        "guess": "neutral",
        "label": "de-escalation",
        "annotator": "anna",
    }
    assert [label for _, label in labels(own)] == ["escalation", "neutral", "de-escalation", "neutral", "escalation"]


def test_kill_minus_nine_loses_nothing_and_one_goes_on_where_one_stopped(sit: Sit, batch: Path, tmp_path: Path) -> None:
    own = tmp_path / "batch.anna.jsonl"
    for number in range(3):
        terminal = sit()
        assert f"{number} of 5 labelled" in terminal.sees(f"> {SENTENCES[number]}")
        terminal.press("e")
        terminal.sees(f"> {SENTENCES[number + 1]}")
        terminal.process.send_signal(signal.SIGKILL)
        assert terminal.end() == -signal.SIGKILL
        assert labels(own) == [(done, "escalation") for done in range(number + 1)]


def test_a_last_line_that_broke_off_is_dropped_and_told_of(sit: Sit, run: Run, batch: Path, tmp_path: Path) -> None:
    own = tmp_path / "batch.anna.jsonl"
    run("label", "batch.csv", "--annotator", "anna", "--keys", "end")
    whole = own.read_bytes()
    for cut in (1, 20, len(whole.splitlines()[-1])):  # the end of the line only, some of it, all but its first character
        own.write_bytes(whole[:-cut])
        done = run("label", "batch.csv", "--annotator", "anna", "--keys", "")
        assert done.returncode == 0
        kept = 3 if cut == 1 else 2
        assert done.stdout.startswith(f"{kept} of 5 labelled")
        dropped = "stance: batch.anna.jsonl: its last line broke off and was dropped; that sentence comes again\n"
        assert done.stderr == ("" if cut == 1 else dropped)
        assert own.read_bytes() == (whole if cut == 1 else b"".join(whole.splitlines(keepends=True)[:2]))


def test_undo_takes_back_step_by_step_also_what_was_labelled_the_day_before(run: Run, batch: Path, tmp_path: Path) -> None:
    own = tmp_path / "batch.anna.jsonl"
    anna = ("label", "batch.csv", "--annotator", "anna", "--keys")
    assert run(*anna, "eee").stdout.startswith("3 of 5")
    assert run(*anna, "nuu").stdout.startswith("2 of 5")
    assert labels(own) == [(0, "escalation"), (1, "escalation")]
    assert run(*anna, "uuuu").stdout == "0 of 5 labelled; nothing is written\n"
    assert not own.exists()


def test_what_is_skipped_comes_again_at_the_end(sit: Sit, batch: Path, tmp_path: Path) -> None:
    terminal = sit()
    terminal.sees(f"> {SENTENCES[0]}")
    terminal.press("s")
    terminal.sees(f"> {SENTENCES[1]}")
    terminal.press("nnnn")
    assert "skipped before" in terminal.sees("4 of 5 labelled")
    terminal.press("dq")
    assert terminal.end() == 0
    assert labels(tmp_path / "batch.anna.jsonl") == [(1, "neutral"), (2, "neutral"), (3, "neutral"), (4, "neutral"), (0, "de-escalation")]


def test_looking_back_shows_the_label_and_another_replaces_it_where_it_stands(sit: Sit, batch: Path, tmp_path: Path) -> None:
    terminal, own = sit(), tmp_path / "batch.anna.jsonl"
    terminal.sees(f"> {SENTENCES[0]}")
    terminal.press("enb")
    assert "labelled · neutral; another label replaces it" in terminal.sees("another label replaces it, enter goes on")
    terminal.press("\x1b[D")  # left: one more back
    terminal.sees("labelled ▲ escalation; another")
    terminal.press("d")
    terminal.sees(f"> {SENTENCES[2]}")
    assert labels(own) == [(0, "de-escalation"), (1, "neutral")]
    terminal.press("u")
    terminal.sees("labelled ▲ escalation; another")
    assert labels(own) == [(0, "escalation"), (1, "neutral")]
    terminal.press("\r\r")
    terminal.sees(f"> {SENTENCES[2]}")
    terminal.press("\x04")
    assert terminal.end() == 0


def test_two_at_a_time_on_one_file_is_one_clear_line_and_two_annotators_have_two_files(
    sit: Sit, run: Run, batch: Path, tmp_path: Path
) -> None:
    terminal = sit()
    terminal.sees(f"> {SENTENCES[0]}")
    terminal.press("enbd")  # the last writes the file anew: it stays locked
    terminal.sees(f"> {SENTENCES[2]}")
    done = run("label", "batch.csv", "--annotator", "anna", "--keys", "e")
    assert (done.returncode, done.stderr) == (1, "stance: batch.anna.jsonl: another stance label has it open; end that one first\n")
    assert run("label", "batch.csv", "--annotator", "ben", "--keys", "nnn").returncode == 0
    assert labels(tmp_path / "batch.anna.jsonl") == [(0, "escalation"), (1, "de-escalation")]
    assert {record["annotator"] for record in written(tmp_path / "batch.ben.jsonl")} == {"ben"}
    done = run("label", "batch.csv", "--annotator", "cas", "-o", "batch.ben.jsonl", "--keys", "e")
    assert done.returncode == 1
    assert done.stderr.startswith("stance: batch.ben.jsonl: has labels of ben, not of cas; ")


@pytest.mark.parametrize("ending", ["q", "\x03", "\x04"])
def test_however_one_quits_the_terminal_is_as_before(sit: Sit, batch: Path, tmp_path: Path, ending: str) -> None:
    terminal = sit()
    terminal.sees(f"> {SENTENCES[0]}")
    terminal.press("e" + ending)
    assert terminal.end() == 0
    assert terminal.settings_are_as_before()
    assert "\x1b[?1049l" in terminal.raw
    assert len(written(tmp_path / "batch.anna.jsonl")) == 1


def test_the_terminal_is_given_back_when_it_fails_or_is_ended(sit: Sit, batch: Path) -> None:
    terminal = sit()
    terminal.sees(f"> {SENTENCES[0]}")
    terminal.process.terminate()
    assert terminal.end() == 143
    assert terminal.settings_are_as_before()
    assert "\x1b[?1049l" in terminal.raw


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(sit: Sit, batch: Path) -> None:
    terminal = sit()
    terminal.sees("q quit")
    os.kill(terminal.process.pid, signal.SIGTSTP)
    _, status = os.waitpid(terminal.process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    assert terminal.settings_are_as_before()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.sees("q quit")
    terminal.press("e")
    terminal.sees(f"> {SENTENCES[1]}")


def test_it_is_drawn_anew_when_the_window_changes_and_never_wider_than_that(sit: Sit, batch: Path) -> None:
    terminal = sit()
    terminal.sees("q quit")
    for width, height, last in ((40, 20, "s u b ? q"), (20, 4, "e n d s u b ? q"), (132, 50, "q quit")):
        terminal.resize(width, height)
        seen = terminal.sees(last)
        assert "> The army" in seen
        lines = seen.replace("\r", "").split("\n")
        assert len(lines) == height
        assert max(map(len, lines)) <= width
    terminal.press("?")
    terminal.sees("the main clause wins")
    terminal.press(" e")
    terminal.sees(f"> {SENTENCES[1]}")


def test_no_color_and_no_utf8(sit: Sit, batch: Path) -> None:
    terminal = sit(NO_COLOR="1")
    seen = terminal.sees("? help")
    assert "e ▲ escalation" in seen
    assert "\x1b[3" not in terminal.last
    assert "\x1b[1m" not in terminal.last
    terminal.press("q")
    terminal.end()
    terminal = sit(PYTHONIOENCODING="ascii", TERM="dumb")
    seen = terminal.sees("? help")
    assert "e escalation" in seen
    assert "\x1b" not in terminal.last
    assert "\\u" not in seen


def test_labels_and_guesses_that_are_there_are_not_shown_unless_asked_for(sit: Sit, batch: Path) -> None:
    seen = sit().sees("? help")
    assert "neutral" not in seen.replace("n · neutral", "")
    terminal = sit("label", "batch.csv", "--annotator", "ben", "--show-guess")
    terminal.sees("the model's guess: · neutral")


def test_an_article_is_cut_into_sentences_with_their_neighbours_around_them(sit: Sit, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("The talks broke down. Snow fell on the pass.\n\nThe envoy flew home.\n")
    terminal = sit("label", "article.txt", "--annotator", "anna")
    terminal.sees("> The talks broke down.")
    terminal.press("e")
    seen = terminal.sees("> Snow fell on the pass.")
    assert "  The talks broke down." in seen.rpartition("> Snow")[0]
    terminal.sees("  The envoy flew home.") if "The envoy" not in seen else None
    terminal.press("q")
    assert terminal.end() == 0
    (record,) = written(tmp_path / "article.anna.jsonl")
    assert record == {
        "document": "article.txt",
        "sentence": 0,
        "text": "The talks broke down.",
        "language": "en",
        "label": "escalation",
        "annotator": "anna",
    }


def test_a_table_to_adjudicate_shows_who_said_what_and_settles_it(sit: Sit, run: Run, tmp_path: Path) -> None:
    rows = "document,sentence,text,language,anna,ben,adjudicated\n" + "".join(
        f"a.txt,{number},{text},en,escalation,neutral,{'neutral' if number == 1 else ''}\n" for number, text in enumerate(SENTENCES)
    )
    (tmp_path / "differ.csv").write_text("\ufeff" + rows, encoding="utf-8")
    terminal = sit("label", "differ.csv")
    terminal.sees("anna: ▲ escalation   ben: · neutral")
    terminal.press("nq")
    assert terminal.end() == 0
    assert "1 of 4 labelled, in differ.adjudicated.jsonl" in terminal.raw
    (record,) = written(tmp_path / "differ.adjudicated.jsonl")
    assert (record["label"], record["annotator"], record["sentence"]) == ("neutral", "adjudicated", 0)
    assert "ben:" not in sit("label", "differ.csv", "--blind").sees("? help")
    done = run("label", "differ.csv", "--annotator", "anna", "--keys", "e")
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ["label", "batch.csv"],
            2,
            "there is no terminal to read keys from; run it in one, or give them with --keys; see stance label --help",
        ),
        (["label", "no.csv", "--keys", "e"], 1, "no.csv: no such file or folder"),
        (["label", ".", "--keys", "e"], 1, ".: a folder; name a table or an article, or make a table of it with stance suggest"),
        (["label", "batch.csv", "--keys", "exe"], 2, "--keys: 'x' is no key; use 1 2 3 ? b d e h n s u; see stance label --help"),
        (["label", "batch.csv", "--keys", "e", "--annotator", "a/b"], 2, "'a/b' cannot be part of the name of a file; use letters and "),
        (["label", "batch.csv", "--keys", "e", "--annotator", "adjudicated"], 2, "adjudicated is no annotator, but what settles"),
        (["label", "batch.csv", "--keys", "e", "-o", "batch.csv"], 2, "batch.csv is what is read; name another file to write"),
        (["label", "batch.csv", "--keys", "e", "-o", "no/such.jsonl"], 1, "no: no such folder"),
        (["label", "batch.csv", "--keys", "e", "--text-column", "zin"], 1, "batch.csv: no column 'zin'; it has document, sentence, text,"),
        (
            ["label", "batch.csv", "--keys", "e", "--document-column", "bron"],
            1,
            "batch.csv:2: no column 'bron'; it has document, sentence, ",
        ),
        (["label", "empty.csv", "--keys", "e"], 1, "empty.csv: empty, there is nothing to "),
        (
            ["label", "batch.csv", "--keys", "e", "-o", "other.jsonl"],
            1,
            "other.jsonl:1: no labelled sentence; mend or delete the line, or ",
        ),
    ],
)
def test_what_cannot_be_is_one_line(run: Run, batch: Path, tmp_path: Path, arguments: list[str], status: int, message: str) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "other.jsonl").write_text('{"text": "Rain."}\n')
    before = batch.read_bytes()
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(f"stance: {message}")
    assert done.stderr.count("\n") == 1
    assert batch.read_bytes() == before


def test_the_columns_of_a_sheet_are_those_that_are_trained_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text("article_id;sentence;zin;body\n12;1.0;Zij vertrokken.;no\n")
    assert run("label", "sheet.csv", "--annotator", "anna", "--keys", "n").returncode == 0
    (record,) = written(tmp_path / "sheet.anna.jsonl")
    assert {name: record[name] for name in ("document", "sentence", "text", "label", "article_id")} == {
        "document": "12",
        "sentence": 1,
        "text": "Zij vertrokken.",
        "label": "neutral",
        "article_id": "12",
    }
    (tmp_path / "labelled.csv").write_text("article_id;sentence;zin;body;label\n12;1.0;Zij vertrokken.;no;n\n")
    done = run("agreement", "sheet.anna.jsonl", "labelled.csv", "-q")
    assert "1 labelled by both" in done.stdout


def test_a_full_disk_keeps_what_was_labelled_before(batch: Path, tmp_path: Path) -> None:
    # A limit of 1,024 bytes on the size of a file acts as a disk that is full amid the writing of a line.
    line = (
        f'ulimit -f 1; exec "{sys.executable}" -m stance label batch.csv --annotator anna --keys {"e" * 5 + "u" * 5}{"n" * 5} -o own.jsonl'
    )
    long = tmp_path / "batch.csv"
    long.write_text("text\n" + "".join(f"{number} {'very ' * 50}long.\n" for number in range(8)))
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("stance: own.jsonl: cannot be written: ")
    assert done.stderr.endswith("; what was labelled before is there\n")
    assert [record["label"] for record in written(tmp_path / "own.jsonl")] == ["escalation"] * 2


def test_tables_of_all_kinds_and_rows_without_document_or_number(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(SENTENCES)))
    done = run("label", "rows.jsonl", "--annotator", "anna", "--keys", "end")
    assert (done.returncode, done.stderr) == (0, "")
    first = written(tmp_path / "rows.anna.jsonl")[0]
    assert first == {
        "document": "rows.jsonl:1",
        "text": SENTENCES[0],
        "language": "en",
        "id": 0,
        "label": "escalation",
        "annotator": "anna",
    }
    scored = run("score", ROOT / "examples/havenblokkade.nl.txt", "-o", "scored.parquet")
    assert scored.returncode == 0
    done = run("label", "scored.parquet", "--annotator", "anna", "--keys", "end")
    assert (done.returncode, done.stderr) == (0, "")
    assert labels(tmp_path / "scored.anna.jsonl") == [(0, "escalation"), (1, "neutral"), (2, "de-escalation")]


def differ(path: Path, *adjudicated: str) -> None:
    """Write a table to adjudicate, with what was filled in."""
    rows = [
        f"a.txt,{number},{text},en,escalation,neutral,{cell}\n"
        for number, (text, cell) in enumerate(zip(SENTENCES, adjudicated, strict=False))
    ]
    path.write_text("\ufeffdocument,sentence,text,language,anna,ben,adjudicated\n" + "".join(rows), encoding="utf-8")


def test_where_there_is_nothing_to_adjudicate_it_says_so_and_the_next_command_can_name_its_file(
    run: Run, batch: Path, tmp_path: Path
) -> None:
    differ(tmp_path / "differ.csv")
    done = run("label", "differ.csv", "--keys", "")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "differ.csv: nothing to adjudicate; wrote differ.adjudicated.jsonl, which is empty\n"
    assert (tmp_path / "differ.adjudicated.jsonl").read_bytes() == b""
    run("label", "batch.csv", "--annotator", "anna", "--keys", "endne")
    run("label", "batch.csv", "--annotator", "ben", "--keys", "endne")
    done = run("compare", "shipped", "shipped", "batch.anna.jsonl", "batch.ben.jsonl", "differ.adjudicated.jsonl")
    assert done.returncode == 0, done.stderr
    (tmp_path / "differ.adjudicated.jsonl").write_text("kept\n")
    assert run("label", "differ.csv", "--keys", "").stdout.endswith("; differ.adjudicated.jsonl is left as it was\n")
    assert (tmp_path / "differ.adjudicated.jsonl").read_text() == "kept\n"


def test_what_is_adjudicated_as_no_label_is_asked_again(run: Run, tmp_path: Path) -> None:
    differ(tmp_path / "differ.csv", "escalatie", "neutrall", "", "Neutral")
    done = run("label", "differ.csv", "--keys", "dd")
    assert done.returncode == 0
    assert done.stderr == (
        "stance: differ.csv: 'neutrall' in its column adjudicated is no label; those sentences are shown\n"
        "stance: differ.csv: 2 of 4 rows are adjudicated in the table already; the others are shown\n"
    )
    assert [number for number, _ in labels(tmp_path / "differ.adjudicated.jsonl")] == [1, 2]


def test_a_table_of_whole_articles_is_told_of(run: Run, tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text(json.dumps({"text": " ".join(SENTENCES)}) + "\n")
    done = run("label", "articles.jsonl", "--annotator", "anna", "--keys", "")
    assert done.stderr == (
        "stance: articles.jsonl: its rows are articles of several sentences, and each is shown as one; stance suggest articles.jsonl cuts them "
        "into sentences\n"
    )


def test_a_label_that_is_changed_leaves_the_file_open_to_the_same_people(run: Run, batch: Path, tmp_path: Path) -> None:
    own = tmp_path / "batch.anna.jsonl"
    run("label", "batch.csv", "--annotator", "anna", "--keys", "en")
    own.chmod(0o664)
    run("label", "batch.csv", "--annotator", "anna", "--keys", "bd")
    assert [label for _, label in labels(own)] == ["escalation", "de-escalation"]
    assert own.stat().st_mode & 0o777 == 0o664


def test_labels_of_another_sheet_and_the_same_name_in_other_letters_are_told_of(run: Run, batch: Path, tmp_path: Path) -> None:
    run("label", "batch.csv", "--annotator", "anna", "--keys", "endne")
    batch.write_text("document,sentence,text,language,label\na.txt,0," + SENTENCES[0] + ",en,\na.txt,1,Rain.,en,\n")
    done = run("label", "batch.csv", "--annotator", "anna", "--keys", "")
    assert done.stderr == "stance: 4 labels in batch.anna.jsonl are of sentences that are not in batch.csv, and stay there\n"
    assert done.stdout == "1 of 2 labelled, in batch.anna.jsonl: 2 escalation, 2 neutral, 1 de-escalation\n"
    done = run("label", "batch.csv", "--annotator", "Anna", "--keys", "")
    assert done.stderr == "stance: batch.anna.jsonl is there too; if that is you, name yourself as it does\n"


def test_the_last_line_is_no_wider_than_a_terminal(run: Run, batch: Path, tmp_path: Path) -> None:
    name = "labels-of-the-week-before-christmas.jsonl"
    done = run("label", "batch.csv", "--annotator", "anna", "--keys", "endne", "-o", name)
    assert done.stdout == f"5 of 5 labelled, in {name}: 2 escalation, 2\nneutral, 1 de-escalation\n"
