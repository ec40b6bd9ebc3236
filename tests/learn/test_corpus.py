"""Reading labelled sentences: good files in full, bad lines all at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from stance.errors import CorpusError
from stance.learn.corpus import Example, describe, fingerprint, load

GOOD = "nl-1-a\tnl\tconflict\tHet bestand houdt stand.\tde-escalation\nen-1-b\ten\tsport\tThey lost.\tneutral\n"


def test_good_lines_with_and_without_mark_and_last_newline(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.tsv").write_text("\ufeff" + GOOD.removesuffix("\n").replace("-1-", "-2-"), encoding="utf-8")
    (tmp_path / "a.tsv").write_text(GOOD, encoding="utf-8")
    examples = load([tmp_path])
    assert len(examples) == 4
    assert examples[0] == Example("nl-1-a", "nl", "conflict", "Het bestand houdt stand.", "de-escalation")
    assert examples[2].document == "nl-2-a"


def test_every_bad_line_is_named_with_its_cure(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(
        GOOD
        + "nl-3\tnl\tconflict\tte weinig\n"
        + "nl-4\tnl\tconflict\tTekst.\tescalatie\n"
        + "fr-5\tfr\tconflict\tTexte.\tneutral\n"
        + "nl-6\tnl\tconflict\t\tneutral\n"
        + "nl-7\tnl\tconflict\t Tekst.\tneutral\n"
        + "nl-8\tnl\tconflict\t...\tneutral\n"
        + "nl-1-a\ten\tconflict\tText.\tneutral\n"
        + "\n",
        encoding="utf-8",
    )
    with pytest.raises(CorpusError) as caught:
        load([path])
    lines = str(caught.value).splitlines()
    assert lines[0] == "8 bad lines:"
    assert [line.split(": ")[0] for line in lines[1:]] == [f"{path}:{number}" for number in range(3, 11)]
    assert "4 tab-separated fields instead of 5" in lines[1]
    assert "use one of escalation, neutral, de-escalation" in lines[2]
    assert "use one of en, nl" in lines[3]
    assert "text is empty; fill it in" in lines[4]
    assert "white space around it; trim it" in lines[5]
    assert "no word in it" in lines[6]
    assert f"is in nl at {path}:1" in lines[7]


def test_header_line_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("document\tlanguage\ttopic\ttext\tlabel\n" + GOOD, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"a\.tsv:1: a header line; delete it"):
        load([tmp_path])


def test_thousands_of_bad_lines_are_counted_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("x\n" * 5000)
    with pytest.raises(CorpusError) as caught:
        load([path])
    assert str(caught.value).splitlines()[0] == "5,000 bad lines:"
    assert str(caught.value).splitlines()[-1] == "… and 4,000 more"


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no such file"), (b"\xff\xfe\x00", "not UTF-8"), (b"", "no labelled sentence in it"), ("folder", "no .tsv file")],
)
def test_unusable_files(tmp_path: Path, content: bytes | str | None, message: str) -> None:
    path = tmp_path / "corpus"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        load([path])


def test_fingerprint_knows_content_and_not_order(corpus: list[Example]) -> None:
    few = corpus[:50]
    assert fingerprint(few) == fingerprint(few[::-1])
    assert fingerprint(few) != fingerprint(few[1:])
    assert fingerprint(few) != fingerprint([replace(few[0], label="escalation"), replace(few[1], label="neutral"), *few[2:]])


def test_description_counts(corpus: list[Example]) -> None:
    counts = describe(corpus)
    assert counts["sentences"] == len(corpus) >= 50_000
    assert counts["documents"] == len({example.document for example in corpus})
