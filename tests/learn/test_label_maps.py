"""What other people call our labels: any spelling of ours, maps that a user writes, and the ready ones."""

import re

import pytest

from stance.errors import StanceError
from stance.labels import DE_ESCALATION, ESCALATION, LABELS, NEUTRAL
from stance.learn.label_maps import LEFT_OUT, READY, alike, ours, parse
from tests.conftest import ROOT


@pytest.mark.parametrize(
    "label",
    ["de-escalation", "De_Escalation", "DE ESCALATION", "deescalation", " De\u2011escalation", "Deëscalatie.", "de-escalerend", "D"],
)
def test_ours_in_any_spelling(label: str) -> None:
    assert ours(label, None) == DE_ESCALATION
    assert (ours("Neutraal."), ours("n"), ours("esc"), ours("Escalerend"), ours("n.v.t.")) == (
        NEUTRAL,
        NEUTRAL,
        ESCALATION,
        ESCALATION,
        None,
    )


def test_a_map_of_ones_own() -> None:
    labels = parse("0=neutral, 1=De_Escalation,-1=escalation,Off Topic=,9=")
    assert [ours(label, labels) for label in ("0", "1", "-1", "off_topic", "9")] == [NEUTRAL, DE_ESCALATION, ESCALATION, LEFT_OUT, LEFT_OUT]
    assert ours("Neutral", labels) == NEUTRAL  # ours are still ours
    assert ours("2", labels) is None
    assert ours("1.0", labels) == DE_ESCALATION  # as a data frame writes 1 in a column with gaps
    assert ours("neutral", parse("neutral=")) == LEFT_OUT  # unless the map says otherwise


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "0=neutraal gezind",
            "'neutraal gezind' is none of our labels; use escalation, neutral, de-escalation, or nothing to leave it out",
        ),
        ("kameo", "'kameo' is neither THEIRS=OURS nor a ready map (cameo, plover, quad)"),
        (" , ", "--map is empty; write THEIRS=OURS"),
    ],
)
def test_what_is_no_map_is_one_line(text: str, message: str) -> None:
    with pytest.raises(StanceError, match=re.escape(message)) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "root"),
    [
        ("1", 1),
        ("01", 1),
        ("010", 1),
        ("0256", 2),
        ("4", 4),
        ("043", 4),
        ("43", 4),
        ("431", 4),
        ("10", 10),
        ("112", 11),
        ("190", 19),
        ("20", 20),
        ("203", 20),
    ],
)
def test_cameo_codes_are_told_by_their_root(code: str, root: int) -> None:
    cameo = READY["cameo"]
    assert ours(code, cameo) == cameo[str(root)] == cameo[f"{root:02}"]


def test_cameo_has_no_other_roots() -> None:
    assert all(ours(code, READY["cameo"]) is None for code in ("0", "00", "000", "99999", "x", ""))


def rows_of_the_codebook(column: int) -> list[tuple[str, str]]:
    """Return what a column of the tables of the codebook names, each with the label of its table."""
    label, found = "", []
    for line in (ROOT / "training/CODEBOOK.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            label = line.removeprefix("## ")
        elif re.match(r"\| [ED]\d ", line):
            found.append((line.split("|")[column].strip(), label))
    return found


def test_cameo_is_the_margin_of_the_codebook() -> None:
    told: dict[int, str] = {}
    for cell, label in rows_of_the_codebook(3):
        for first, last in re.findall(r"(\d\d)(?:-(\d\d))?", cell):
            told |= dict.fromkeys(range(int(first), int(last or first) + 1), label)
    assert len(told) == 18  # all but statements, which are neutral, and investigations, which E6 names in words
    assert {number: READY["cameo"][str(number)] for number in told} == told
    assert (READY["cameo"]["1"], READY["cameo"]["9"]) == (NEUTRAL, ESCALATION)


def test_plover_is_the_margin_of_the_codebook() -> None:
    told = {
        name: label
        for cell, label in rows_of_the_codebook(4)
        for name in re.findall(r"[A-Z]{3,}(?! for peace)", cell)
        if name in cell.replace("REQUEST for", "")
    }
    assert len(told) == 15
    assert {name: ours(name, READY["plover"]) for name in told} == told


def test_ready_maps_may_be_changed() -> None:
    labels = parse("quad,2=neutral,0=")
    assert [ours(str(code), labels) for code in range(5)] == [LEFT_OUT, DE_ESCALATION, NEUTRAL, ESCALATION, ESCALATION]
    assert [ours(name, labels) for name in ("Verbal_Cooperation", "material conflict")] == [DE_ESCALATION, ESCALATION]
    assert set(READY["quad"].values()) == set(LABELS)


def test_labels_tell_which_ready_map_they_need() -> None:
    assert alike(dict.fromkeys("0123", 1)) == "quad"
    assert alike(dict.fromkeys(("ASSAULT", "AID", "CONSULT", "PROTEST"), 1)) == "plover"
    assert alike({"043": 50, "190": 50, "??": 1}) == "cameo"
    assert alike({"043": 5, "190": 5, "??": 1}) is None
    assert alike(dict.fromkeys("012", 1)) is None
    assert alike(dict.fromkeys(("good", "bad", "so", "so so"), 1)) is None
