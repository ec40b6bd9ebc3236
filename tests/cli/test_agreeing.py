"""`stance agreement` as a process."""

import csv
import json
from pathlib import Path

import pytest

from stance.labels import LABELS
from stance.learn.corpus import Example, Way, read
from stance.learn.merging import merged
from tests.cli.test_train import write
from tests.conftest import Run

E, N, D = LABELS


def two(tmp_path: Path, first: str, second: str) -> None:
    """Write what two annotators said of the same sentences, a letter each; a dash where one said nothing."""
    names = {"E": E, "N": N, "D": D}
    for who, labels in (("anna", first), ("ben", second)):
        given = [(number, names[label]) for number, label in enumerate(labels) if label != "-"]
        write(tmp_path / f"{who}.tsv", [Example(f"d{n // 2}", "en", "x", f"Sentence {n}.", label) for n, label in given])


def test_figures_and_the_table_to_adjudicate(run: Run, tmp_path: Path) -> None:
    two(tmp_path, "EEEENNNNDD--N", "EEENNNNDDNEE-")
    done = run("agreement", "anna.tsv", "ben.tsv", "-o", "differ.csv")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:3] == ["anna: 11 sentences", "ben: 12 sentences", "10 labelled by both, in 5 documents; they differ on 3"]
    figures = {words[0]: words[1] for words in map(str.split, lines[4:9]) if len(words) > 2}
    # worked out in tests/learn/test_agreement.py
    assert (figures["alpha"], figures["kappa"], figures["agreement"]) == ("0.551", "0.531", "0.700")
    assert "alpha is 0.551: too few to say whether the labels are reliable" in done.stdout
    assert [line.split() for line in lines if line.startswith(LABELS)] == [[E, "3", "1", "0"], [N, "0", "3", "1"], [D, "0", "1", "1"]]
    assert lines[-1] == "wrote differ.csv: 3 sentences to adjudicate, the most disputed first"
    assert max(map(len, lines)) <= 80
    with (tmp_path / "differ.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["document", "sentence", "text", "language", "anna", "ben", "adjudicated"]
    assert rows[1:] == [
        ["d1", "", "Sentence 3.", "en", E, N, ""],
        ["d3", "", "Sentence 7.", "en", N, D, ""],
        ["d4", "", "Sentence 9.", "en", D, N, ""],
    ]
    assert run("agreement", "anna.tsv", "ben.tsv").stdout.splitlines() == lines[:-1]


def test_the_same_sentences_with_other_numbers_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "anna.csv").write_text("document,sentence,text,label\nd,0,They met.,n\n")
    (tmp_path / "ben.csv").write_text("document,sentence,text,label\nd,1,They met.,n\n")
    done = run("agreement", "anna.csv", "ben.csv", "-q")
    assert (done.returncode, done.stdout) == (1, "")
    assert "but not the number in the column sentence" in done.stderr
    (tmp_path / "ben.csv").write_text("document,sentence,text,label\nd,0.0,They   met.,n\n")
    assert "1 labelled by both" in run("agreement", "anna.csv", "ben.csv", "-q").stdout


def test_annotators_side_by_side_in_one_table(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("document;text;Anna;Ben\nd;They met.;neutral;neutral\nd;They left.;neutral;escalation\n")
    done = run("agreement", "wide.csv", "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["Anna: 2 sentences", "Ben: 2 sentences"]


def test_what_is_most_disputed_comes_first_and_can_be_adjudicated_in_the_terminal(run: Run, tmp_path: Path) -> None:
    two(tmp_path, "ENDEN", "NNEED")
    assert run("agreement", "anna.tsv", "ben.tsv", "-o", "differ.csv").returncode == 0
    done = run("label", "differ.csv", "--keys", "dn")
    assert (done.returncode, done.stderr) == (0, "")
    found = [json.loads(line) for line in (tmp_path / "differ.adjudicated.jsonl").read_text().splitlines()]
    assert [(one["text"], one["label"], one["annotator"]) for one in found] == [
        ("Sentence 2.", D, "adjudicated"),  # one says that it escalates, the other the opposite
        ("Sentence 0.", N, "adjudicated"),
    ]


def test_the_table_written_again_keeps_what_was_adjudicated_in_it_or_is_not_written(run: Run, tmp_path: Path) -> None:
    name = "differ.csv"
    two(tmp_path, "ENDEN", "NNEED")
    command = ("agreement", "anna.tsv", "ben.tsv", "-o", name)
    assert run(*command).returncode == 0
    fill(tmp_path / name, {"Sentence 2.": "de-escalation", "Sentence 4.": "not sure"})
    two(tmp_path, "ENDENDD", "NNEEDDE")
    done = run(*command)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"wrote {name}: 4 sentences to adjudicate, the most disputed first; 2 of them are already, and stay so\n")
    assert adjudicated(tmp_path / name) == {
        "Sentence 2.": "de-escalation",
        "Sentence 6.": "",
        "Sentence 0.": "",
        "Sentence 4.": "not sure",
    }
    before = (tmp_path / name).read_bytes()
    two(tmp_path, "ENEENDD", "NNEEDDE")
    done = run(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(
        f"stance: {name}: 1 adjudicated labels in it are of sentences that annotators no longer differ on (the first: {name}:"
    )
    assert done.stderr.endswith(") and would be lost; name another file with -o\n")
    assert (tmp_path / name).read_bytes() == before


def test_a_sheet_with_labels_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    two(tmp_path, "END", "NNE")
    (tmp_path / "sheet.csv").write_text("document,sentence,text,language,label\na,0,Rain.,en,neutral\n")
    done = run("agreement", "anna.tsv", "ben.tsv", "-o", "sheet.csv")
    assert (done.returncode, done.stderr) == (1, "stance: sheet.csv: 1 labels in it would be lost; name another file with -o\n")
    assert (tmp_path / "sheet.csv").read_text().endswith("neutral\n")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def adjudicated(path: Path) -> dict[str, str]:
    return {row["text"]: row["adjudicated"] or "" for row in table(path)}


def fill(path: Path, labels: dict[str, str]) -> None:
    """Fill a table in, as a spreadsheet saves it."""
    rows = [row | {"adjudicated": labels.get(row["text"], "")} for row in table(path)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_json_has_the_figures_with_their_intervals(run: Run, tmp_path: Path) -> None:
    two(tmp_path, "EEEENNNNDD", "EEENNNNDDN")
    done = run("agreement", "anna.tsv", "ben.tsv", "--format", "json")
    found = json.loads(done.stdout)
    assert found["labelled"] == {"anna": 10, "ben": 10}
    assert (found["items"], found["complete"], found["documents"], found["differing"]) == (10, 10, 5, 3)
    assert found["alpha"]["value"] == pytest.approx(1 - 0.3 / (1 - 126 / 380))
    assert found["alpha"]["low"] < found["alpha"]["value"] < found["alpha"]["high"]
    assert found["pairs"][0]["confusion"] == [[3, 1, 0], [0, 3, 1], [0, 1, 1]]
    assert list(found["by_label"]) == found["labels"] == list(LABELS)
    assert run("agreement", "anna.tsv", "ben.tsv", "--format", "json").stdout == done.stdout


def test_one_label_only_leaves_alpha_undefined_and_says_why(run: Run, tmp_path: Path) -> None:
    two(tmp_path, "NNNN", "NNNN")
    done = run("agreement", "anna.tsv", "ben.tsv", "-o", "differ.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert ["alpha", "undefined"] in map(str.split, done.stdout.splitlines())
    assert "all labels are the same: alpha is not defined" in done.stdout
    assert done.stdout.endswith("wrote differ.jsonl: nothing to adjudicate\n")
    assert (tmp_path / "differ.jsonl").read_text() == ""


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["anna.tsv", "ben.tsv"], 1, "anna and ben have no sentence in common: document and text have to be the same in both"),
        (["anna.tsv"], 1, "only anna labelled what is in anna.tsv; name the files of two annotators, or one with a column annotator"),
        (["anna.tsv", "no.tsv"], 1, "no.tsv: no such file or folder"),
        (["anna.tsv", "ben.tsv", "-o", "differ.xlsx"], 2, "differ.xlsx: name it .csv, .tsv or .jsonl; see stance agreement --help"),
        (["anna.tsv", "ben.tsv", "-o", "ben.tsv"], 2, "ben.tsv is what is read; name another file to write; see stance agreement --help"),
        (["anna.tsv", "ben.tsv", "-o", "no/differ.csv"], 1, "no: no such folder, or not writable"),
        ([], 2, "Missing argument 'FILE...'; see stance agreement --help"),
    ],
)
def test_what_cannot_be_is_one_line(run: Run, tmp_path: Path, arguments: list[str], status: int, message: str) -> None:
    two(tmp_path, "ENDE----", "----ENDE")
    done = run("agreement", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (status, "", f"stance: {message}\n")


def test_from_labelling_to_what_is_adjudicated_nothing_is_taken_for_another_sentence(run: Run, tmp_path: Path) -> None:
    texts = ["- Fire, he said.", '"No," she said; -5 degrees.', "'t Leger valt aan.", "=SUM(1)", "Plain."]
    rows = [{"document": "a.txt", "sentence": n, "text": text, "language": "en"} for n, text in enumerate(texts)]
    (tmp_path / "batch.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for who, keys in (("anna", "eeeee"), ("ben", "nnnne")):
        assert run("label", "batch.jsonl", "--annotator", who, "--keys", keys).returncode == 0
    done = run("agreement", "batch.anna.jsonl", "batch.ben.jsonl", "-o", "differ.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "5 labelled by both, in 1 document; they differ on 4" in done.stdout
    assert run("label", "differ.csv", "--keys", "dddd").returncode == 0
    found = [json.loads(line) for line in (tmp_path / "differ.adjudicated.jsonl").read_text().splitlines()]
    assert [one["text"] for one in found] == texts[:4]
    with (tmp_path / "differ.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    for row in table[1:]:
        row[-1] = D
    with (tmp_path / "filled.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(table)
    for settled in ("differ.adjudicated.jsonl", "filled.csv"):
        read_ = read([tmp_path / name for name in ("batch.anna.jsonl", "batch.ben.jsonl", settled)], Way())
        kept = merged(read_.examples)
        assert not kept.findings
        assert [(one.text, one.label) for one in kept.examples] == [*((text, D) for text in texts[:4]), ("Plain.", E)]
