"""What a table is: columns with types and comments, a key, and the grain in words."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

STRING = pa.string()
INT = pa.int32()
BIGINT = pa.int64()
DOUBLE = pa.float64()
BOOL = pa.bool_()
STRINGS = pa.list_(pa.string())


class Column(NamedTuple):
    """A column: what stands in it, whether it may be null, and the closed list of its values if there is one."""

    name: str
    type: pa.DataType
    comment: str
    nullable: bool = False
    choices: tuple[str, ...] = ()


class TableSchema(NamedTuple):
    """A table: its name, its grain ("One row per …"), its key and its columns."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def arrow(self) -> pa.Schema:
        """The same as an Arrow schema."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(c.name for c in self.columns)

    def empty(self) -> pa.Table:
        """Return a table of this schema without rows."""
        return self.arrow.empty_table()

    def of(self, rows: Iterable[Any]) -> pa.Table:
        """Return the rows (named tuples or mappings with these very columns) as an Arrow table of this schema."""
        records = [row if isinstance(row, Mapping) else row._asdict() for row in rows]
        return pa.Table.from_pylist(records, schema=self.arrow)


def text(name: str, comment: str, *choices: str) -> Column:
    """Return a string column that is never null."""
    return Column(name, STRING, comment, choices=choices)


def text_or_null(name: str, comment: str, *choices: str) -> Column:
    """Return a string column that may be null."""
    return Column(name, STRING, comment, nullable=True, choices=choices)


def count(name: str, comment: str) -> Column:
    """Return a 32-bit count or offset that is never null."""
    return Column(name, INT, comment)


def count_or_null(name: str, comment: str) -> Column:
    """Return a 32-bit count or offset that may be null."""
    return Column(name, INT, comment, nullable=True)


def number(name: str, comment: str) -> Column:
    """Return a floating-point column that is never null."""
    return Column(name, DOUBLE, comment)


def number_or_null(name: str, comment: str) -> Column:
    """Return a floating-point column that may be null."""
    return Column(name, DOUBLE, comment, nullable=True)


def flag(name: str, comment: str) -> Column:
    """Return a boolean column that is never null."""
    return Column(name, BOOL, comment)


def texts(name: str, comment: str, *choices: str) -> Column:
    """Return a list-of-strings column; an empty list means none."""
    return Column(name, STRINGS, comment, choices=choices)


def structs(name: str, comment: str, *fields: tuple[str, pa.DataType]) -> Column:
    """Return a list-of-structs column; an empty list means none."""
    return Column(name, pa.list_(pa.struct([pa.field(n, t) for n, t in fields])), comment)
