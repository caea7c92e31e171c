"""Cells of Arrow tables as plain values: strings, numbers, lists and dictionaries, with dates as ISO text."""

import datetime
import math
import zoneinfo
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyarrow as pa

_EPOCH = datetime.datetime(1970, 1, 1)
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_FAULTS = (pa.ArrowException, ValueError, ArithmeticError, TypeError)


class Unreadable(NamedTuple):
    """Stands in place of a cell whose bytes are not what its column says, such as text that is no UTF-8."""

    problem: str


def is_textual(kind: pa.DataType) -> bool:
    """Tell whether a column of this type can hold a text: strings, bytes, a list of them, or WordPress' struct."""
    if pa.types.is_dictionary(kind):
        return is_textual(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return is_textual(kind.value_type)
    if pa.types.is_struct(kind):
        return any(child.name == "rendered" for child in kind)
    tests = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view")
    return any(getattr(pa.types, f"is_{test}")(kind) for test in tests)


def cells_of(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """Yield for each row its cells by column name; of columns with one name the first that says something counts."""
    readers = [(name, _reader(column)) for name, column in zip(batch.schema.names, batch.columns, strict=True)]
    for number in range(batch.num_rows):
        cells: dict[str, Any] = {}
        for name, read in readers:
            if cells.get(name) is None:
                cells[name] = _read_safely(read, number)
        yield cells


def _read_safely(read: Callable[[int], object], number: int) -> object:
    try:
        return read(number)
    except _FAULTS as error:
        return Unreadable(str(error)[:100])


def _reader(column: pa.Array) -> Callable[[int], object]:
    kind = column.type
    if not pa.types.is_timestamp(kind):
        return lambda number: plain_value(column[number].as_py())
    counts = column.cast(pa.int64())
    return lambda number: moment(counts[number].as_py(), kind.unit, kind.tz)


def moment(count: int | None, unit: str, zone: str | None) -> str | None:
    """Return the time so many units after 1970 as ISO text, with its offset in `zone` if there is one."""
    if count is None:
        return None
    found = _EPOCH + datetime.timedelta(microseconds=count * 10**6 // _PER_SECOND[unit])
    if zone is None:
        return found.isoformat()
    return found.replace(tzinfo=datetime.UTC).astimezone(_zone(zone)).isoformat()


def _zone(name: str) -> datetime.tzinfo:
    """Return the time zone by its offset or name; UTC, in which the time itself is right, where the name is unknown."""
    try:
        fixed = datetime.datetime.strptime(name, "%z").tzinfo if name[:1] in ("+", "-") else None
        return fixed or zoneinfo.ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return datetime.UTC


def plain_value(value: object) -> object:
    """Return the value as JSON could hold it; null for what says nothing there, such as an interval or NaN."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain_value(item) for key, item in value.items()}
    return None
