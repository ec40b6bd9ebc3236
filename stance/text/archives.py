"""Files in `.gz`, `.tar`, `.tar.gz` and `.zip`, read where they are, and no further than an archive of articles goes."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from stance.errors import DocumentError

if TYPE_CHECKING:
    from tarfile import TarFile
    from zipfile import ZipFile, ZipInfo

    from stance.text.files import Found, Warn

Member: TypeAlias = "tuple[str, Callable[[], IO[bytes] | None]]"  # its path in the archive, and how to open it
PLENTY = 100_000_000  # bytes that may come out of anything
GROWTH = 100  # times its own size that an archive may unpack to if that is more; text shrinks to a third or a fifth
NESTED = frozenset((".tar", ".tar.gz", ".tgz", ".zip", ".zip.gz"))


@dataclass(slots=True)
class Allowance:
    """How many more bytes may come out of an archive, with all that is in it, before it is taken for a decompression bomb."""

    name: str
    left: int

    @property
    def spent(self) -> bool:
        """Whether more has been asked for than there is."""
        return self.left < 0

    def take(self, size: int) -> None:
        """Count what came out.

        Raises
        ------
        DocumentError
            when it is too much.
        """
        self.left -= size
        if self.spent:
            raise DocumentError(f"{self.name}: unpacks to over {GROWTH} times its size, as a decompression bomb does; unpack it first")


class Unpacked:
    """A stream out of an archive, read forwards only and no further than is allowed."""

    def __init__(self, stream: Any, allowance: Allowance) -> None:
        self.stream, self.allowance = stream, allowance

    def read(self, size: int) -> bytes:
        """Read so many bytes."""
        data: bytes = self.stream.read(size)
        self.allowance.take(len(data))
        return data

    def seekable(self) -> bool:
        """Say that one cannot go back."""
        return False


def _allowance(file: Any, name: str) -> Allowance:
    """Return the allowance of the archive around a file, or a new one by the size of the file."""
    return file.allowance if isinstance(file, Unpacked) else Allowance(name, max(PLENTY, GROWTH * os.fstat(file.fileno()).st_size))


def gz(file: Any, name: str, warn: "Warn", column: str | None) -> "Found":
    """Read what a gzip file holds as what its name without .gz says it is."""
    from gzip import GzipFile

    from stance.text.formats import kind, read

    ending = ".tar" if name.lower().endswith(".tgz") else kind(name).removesuffix(".gz")
    if ending == ".zip":
        raise DocumentError(f"{name}: an archive in an archive is not read; unpack it first")
    with GzipFile(fileobj=file) as stream:
        yield from read(Unpacked(stream, _allowance(file, name)), name, ending, warn, column)


def tar(file: Any, name: str, warn: "Warn", column: str | None) -> "Found":
    """Read the files in a tar archive, in the order in which they stand in it."""
    import tarfile

    from stance.text.files import plainly

    with plainly(name), tarfile.open(fileobj=file, mode="r|", bufsize=1 << 16) as archive:
        yield from _each(_of_tar(archive), _allowance(file, name), name, warn, column)


def _of_tar(archive: "TarFile") -> Iterator[Member]:
    while member := archive.next():
        archive.members = []  # type: ignore[attr-defined]  # it would remember them all
        if member.isreg():
            yield member.name, partial(archive.extractfile, member)


def zip_(file: Any, name: str, warn: "Warn", column: str | None) -> "Found":
    """Read the files in a zip archive, in the order in which it lists them."""
    from zipfile import ZipFile

    from stance.text.files import plainly

    with plainly(name), ZipFile(file) as archive:
        members = ((member.filename, partial(_of_zip, archive, member, name)) for member in archive.infolist() if not member.is_dir())
        yield from _each(members, _allowance(file, name), name, warn, column)


def _of_zip(archive: "ZipFile", member: "ZipInfo", name: str) -> IO[bytes]:
    if member.flag_bits & 1:
        raise DocumentError(f"{name}/{member.filename}: protected by a password; unpack it first")
    return archive.open(member)


def _each(members: Iterator[Member], allowance: Allowance, name: str, warn: "Warn", column: str | None) -> "Found":
    """Read those members of an archive that would be read if they stood in a folder."""
    from stance.text.files import plainly
    from stance.text.formats import FOREIGN, kind, read, say_left_out, wanted

    found, left_out = False, Counter[str]()
    for path, open_ in members:
        path = path.removeprefix("./")
        place, ending = f"{name}/{path}", kind(path)
        if any(folder.startswith((".", "__MACOSX")) for folder in path.split("/")[:-1]) or not wanted(path):
            left_out.update({ending} & FOREIGN.keys())
            continue
        found = True
        try:
            if ending in NESTED:
                raise DocumentError(f"{place}: an archive in an archive is not read; unpack it first")
            with plainly(place):
                stream = open_()
            yield from read(Unpacked(stream, allowance), place, ending, warn, column)
        except DocumentError as error:
            yield error
        if allowance.spent:  # an error that says so has been given already
            return
    say_left_out(name, left_out, warn)
    if not found:
        raise DocumentError(f"{name}: no file in it that can be read")
