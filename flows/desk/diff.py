"""What differs between two published versions, table by table or row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from flows.base.errors import UserError
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.store.engine import Connection, QueryError, open_versions, run_sql, show_rows_compared

# The log of runs differs by nature.
TABLES = {table.name: table for table in PUBLISHED_TABLES if table.name != "runs"}
_MEMORY_BYTES = 2 << 30
_ALL_ROWS = (1 << 63) - 1


def count_differences(before: Path, after: Path, tables: tuple[str, ...] = tuple(TABLES)) -> pa.Table:
    """Return one row per table: rows in the two published files, and how many were added, removed, changed.

    A row is the same by its key; columns that name a run do not count as a change.
    """
    found = []
    with _comparing(before, after) as con:
        for name in tables:
            show_rows_compared(con, TABLES[name])
            found.append(run_sql(con, "diff/counts").add_column(0, "table", pa.array([name])))
    return pa.concat_tables(found)


def find_differences(before: Path, after: Path, table: str, most: int = 0) -> pa.Table:
    """Return one row per row of a table that was added or removed, and per column of a row that was changed.

    Sorted by key; at most so many rows, 0 for all. Nested cells and numbers are shown as JSON.
    """
    with _comparing(before, after) as con:
        show_rows_compared(con, TABLES[table])
        return run_sql(con, "diff/rows", parameters={"most": most or _ALL_ROWS})


@contextmanager
def _comparing(before: Path, after: Path) -> Iterator[Connection]:
    try:
        with open_versions(before, after, _MEMORY_BYTES) as con:
            yield con
    except QueryError as error:
        raise UserError(f"the versions cannot be compared: {str(error).splitlines()[0]}") from None
