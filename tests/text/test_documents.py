"""Files, folders and standard input as documents."""

from pathlib import Path

import pytest

from stance.errors import DocumentError
from stance.text import documents
from stance.text.documents import Document, Way, read, read_one

TEXT = "De Oekraïense premier sprak – opnieuw – met zijn collega’s."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read_one(str(path), pytest.fail) == Document(str(path), (TEXT,))


def test_windows_1252_is_guessed_and_said(tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(b"Eerste regel.\n" + TEXT.encode("cp1252"))
    warnings: list[str] = []
    document = read_one(str(path), warnings.append)
    assert "".join(document.chunks).endswith(TEXT)
    assert warnings == [f"{path}: line 2 is not UTF-8, read as Windows-1252; save it as UTF-8 to be sure"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 20])
def test_a_file_longer_than_a_block_reads_like_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, size: int
) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(f"{TEXT}\r\n{TEXT}".encode(encoding))
    monkeypatch.setattr(documents, "BLOCK", size * 4)  # no character's bytes are split over more than two
    warnings: list[str] = []
    document = read_one(str(path), warnings.append)
    assert not document.whole
    assert "".join(document.chunks) == f"{TEXT}\r\n{TEXT}"
    assert len(warnings) == (encoding == "cp1252")


def test_a_character_that_two_blocks_share_is_one_after_a_bad_byte_too() -> None:
    warnings: list[str] = []
    blocks = [b"caf\xff ok \xc3", b"\xa9t\xc3\xa9 \xe2\x82", b"\xac end \xc3\xa9"]
    assert "".join(documents.decode(blocks, "x", warnings.append)) == "cafÿ ok été € end é"
    assert warnings == ["x: byte 3 is not UTF-8, read as Windows-1252; save it as UTF-8 to be sure"]


def test_a_long_file_that_turns_binary_is_read_up_to_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"Talks resume.\n" * 20 + b"\0\1\2")
    monkeypatch.setattr(documents, "BLOCK", 64)
    chunks = iter(read_one(str(path), pytest.fail).chunks)
    assert next(chunks).startswith("Talks resume.")
    with pytest.raises(DocumentError, match="binary file"):
        list(chunks)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "binary"),
        (bytes(range(1, 256)) * 8, "neither UTF-8 nor Windows-1252"),
        (b"\x93\x01\x02\x03\x04\x05" * 50, "binary"),
        (b"\xff\xfea", "begins as utf-16"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=message) as caught:
        read_one(str(path), pytest.fail)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_folder_is_read_recursively_by_name(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/k/deep.TXT", "c.txt", "notes.log", "readme.txt", ".hidden.txt", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Tekst.")
    (tmp_path / "loop.md").symlink_to("loop.md")  # leads to itself
    (tmp_path / "a" / "up").symlink_to(tmp_path)  # would never end if it were followed
    names = [
        str(Path(document.name).relative_to(tmp_path))
        for document in read([str(tmp_path)], Way(pytest.fail))
        if isinstance(document, Document)
    ]
    assert names == ["a/k/deep.TXT", "a/z.txt", "b.txt", "c.txt"]


def test_bad_file_of_many_is_an_error_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Eén.")
    (tmp_path / "b.txt").write_bytes(b"\0\1\2")
    (tmp_path / "c.txt").write_text("Drie.")
    results = list(read([str(tmp_path), str(tmp_path / "missing.txt"), str(tmp_path / "page.html")], Way(pytest.fail)))
    assert [isinstance(result, Document) for result in results] == [True, False, True, False, False]
    assert "no such file" in str(results[3])
    assert "no such file" in str(results[4])


def test_folder_without_texts(tmp_path: Path) -> None:
    (result,) = read([str(tmp_path)], Way(pytest.fail))
    assert str(result) == f"{tmp_path}: no file that can be read as an article in this folder or below it"
