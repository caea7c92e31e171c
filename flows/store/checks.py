"""Checks that a warehouse keeps its promises: every one is a query that must return no rows."""

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import Column
from flows.store.engine import Connection, sql_comment, sql_names, sql_text

_SAMPLE_ROWS = 5


class Failure(NamedTuple):
    """A check that found rows: its name, what a row means, how many there are, and the first few."""

    check: str
    meaning: str
    row_count: int
    sample: pa.Table


def run_checks(con: Connection) -> list[Failure]:
    """Return the checks that fail on the published tables of this connection; none is good."""
    found = [*_sql_failures(con), *_contract_failures(con)]
    return [failure for failure in found if failure.row_count]


def _sql_failures(con: Connection) -> Iterator[Failure]:
    for name in sql_names("checks"):
        rows = con.sql(sql_text(f"checks/{name}")).to_arrow_table()
        yield Failure(name, sql_comment(f"checks/{name}"), rows.num_rows, rows.slice(0, _SAMPLE_ROWS))


def _contract_failures(con: Connection) -> Iterator[Failure]:
    """Nulls where the schema has none, and values outside a column's closed list."""
    for table in PUBLISHED_TABLES:
        for column in table.columns:
            condition = _broken(column)
            if condition:
                rows = con.sql(f"select {column.name} from {table.name} where {condition}").to_arrow_table()
                name = f"{table.name}.{column.name}"
                meaning = f"One row per value of {name} that its schema rules out."
                yield Failure(name, meaning, rows.num_rows, rows.slice(0, _SAMPLE_ROWS))


def _broken(column: Column) -> str:
    conditions = [] if column.nullable else [f"{column.name} is null"]
    if column.choices and not pa.types.is_list(column.type):
        listed = ", ".join(f"'{choice}'" for choice in column.choices)
        conditions.append(f"{column.name} not in ({listed})")
    return " or ".join(conditions)


def describe_failures(failures: list[Failure]) -> str:
    """Return the failed checks as lines: what a row means, how many there are, the first few."""
    lines = [f"{len(failures)} check(s) failed; nothing was published."]
    for failure in failures:
        lines.append(f"  {failure.check}: {failure.row_count} row(s). {failure.meaning}")
        lines += [f"    {row}" for row in failure.sample.to_pylist()]
    return "\n".join(lines)
