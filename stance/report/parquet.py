"""Rows as a Parquet file (pyarrow; the extra `formats`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, BinaryIO

from stance.errors import StanceError
from stance.report.files import encode

GROUP = 16_384  # rows that are held and written together


class Writer:
    """Writes rows to a Parquet file, a group at a time; the file is whole when the `with` block has ended well.

    Parameters
    ----------
    file
        where to write
    columns
        name -> type of the first columns
    more
        names of those after them, whose types are seen from the first group: numbers, booleans, and text for all that is neither or
        mixed. What does not fit later is left empty and told to `warn`, at the end.

    Raises
    ------
    StanceError
        when pyarrow is not installed.
    """

    def __init__(self, file: BinaryIO, columns: Mapping[str, type], more: Sequence[str], warn: Callable[[str], None]) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise StanceError("writing .parquet needs pyarrow; pip install 'stance[formats]'") from None
        self._arrow, self._parquet = pyarrow, pyarrow.parquet
        self._file, self._warn = file, warn
        self._types: dict[str, type | None] = {**columns, **dict.fromkeys(more)}
        self._rows: list[tuple[Any, ...]] = []
        self._writer: Any = None
        self._schema: Any = None
        self._misfits: dict[str, int] = {}

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows, now or later."""
        self._rows += rows
        while len(self._rows) >= GROUP:
            self._write(self._rows[:GROUP])
            del self._rows[:GROUP]

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        if kind is not None:
            if self._writer is not None:
                with suppress(OSError, ValueError):
                    self._writer.close()  # else it would do so when it is thrown away, and find the file closed
            return
        if self._rows or self._writer is None:
            self._write(self._rows)
        self._writer.close()
        for name, number in self._misfits.items():
            self._warn(
                f"column {name}: {number:,} values are of another kind than the first ones, and left empty; --format jsonl keeps them"
            )

    def _write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        values = dict(zip(self._types, zip(*rows, strict=True) if rows else [()] * len(self._types), strict=True))
        if self._writer is None:
            self._types = {name: kind or _kind(values[name]) for name, kind in self._types.items()}
            kinds = {str: self._arrow.string(), int: self._arrow.int64(), float: self._arrow.float64(), bool: self._arrow.bool_()}
            self._schema = self._arrow.schema([(_clean(name), kinds[kind or str]) for name, kind in self._types.items()])
            self._writer = self._parquet.ParquetWriter(self._file, self._schema, compression="zstd")
        table = {_clean(name): [self._fitting(value, name) for value in column] for name, column in values.items()}
        self._writer.write_table(self._arrow.Table.from_pydict(table, self._schema))

    def _fitting(self, value: Any, name: str) -> Any:
        kind = self._types[name]
        if value is None:
            return None
        if kind is str:
            text = value if isinstance(value, str) else encode(value)
            return _clean(text)
        if type(value) is kind and (kind is not int or _fits(value)):
            return value
        if kind is float and type(value) is int:
            return float(value)
        self._misfits[name] = self._misfits.get(name, 0) + 1
        return None


def _clean(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair is no text


def _kind(values: Iterable[Any]) -> type:
    found = {type(value) for value in values if value is not None}
    if found == {bool}:
        return bool
    if found == {int}:
        return int if all(value is None or _fits(value) for value in values) else str
    return float if found and found <= {int, float} else str


def _fits(number: Any) -> bool:
    return bool(-(2**63) <= number < 2**63)
