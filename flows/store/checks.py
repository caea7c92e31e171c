"""Checks that a warehouse keeps its promises: every one is a query that must return no rows."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import Column
from flows.store.engine import Connection, sql_comment, sql_names, sql_text

_SAMPLE_ROWS = 5
# What is wrong everywhere is counted no further: the rows of a great table need not fit in memory to say so.
_COUNTED = 10_000
# A text in a sample row is cut to so many characters.
_LONGEST = 80


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
        rows = con.sql(sql_text(f"checks/{name}")).limit(_COUNTED).to_arrow_table()
        yield _failure(f"sql/checks/{name}.sql", sql_comment(f"checks/{name}"), rows)


def _contract_failures(con: Connection) -> Iterator[Failure]:
    """Keys that stand more than once, nulls where the schema has none, and values outside a column's closed list."""
    for table in PUBLISHED_TABLES:
        key = ", ".join(table.key)
        rows = con.sql(
            f"select {key}, count(*) as times from {table.name} group by {key} having count(*) > 1 limit {_COUNTED}"
        ).to_arrow_table()
        yield _failure(f"{table.name} key", f"One row per key ({key}) that stands more than once.", rows)
        for column in table.columns:
            condition = _broken(column)
            if condition:
                shown = ", ".join(dict.fromkeys((*table.key, column.name)))
                rows = con.sql(f"select {shown} from {table.name} where {condition} limit {_COUNTED}").to_arrow_table()
                name = f"{table.name}.{column.name}"
                yield _failure(name, f"One row per value of {name} that its schema rules out.", rows)


def _failure(check: str, meaning: str, rows: pa.Table) -> Failure:
    return Failure(check, meaning, rows.num_rows, rows.slice(0, _SAMPLE_ROWS))


def _broken(column: Column) -> str:
    conditions = [] if column.nullable else [f"{column.name} is null"]
    if column.choices:
        listed = ", ".join(f"'{choice}'" for choice in column.choices)
        is_list = pa.types.is_list(column.type)
        conditions.append(
            f"not list_has_all([{listed}], {column.name})" if is_list else f"{column.name} not in ({listed})"
        )
    return " or ".join(conditions)


def describe_failures(failures: list[Failure]) -> str:
    """Return the failed checks as lines: what a row means, how many there are, the first few with long texts cut."""
    lines = [f"{len(failures)} check(s) failed; nothing was published."]
    for failure in failures:
        more = " or more" if failure.row_count == _COUNTED else ""
        lines.append(f"  {failure.check}: {failure.row_count:,}{more} row(s). {failure.meaning}")
        lines += [f"    {_shown(row)}" for row in failure.sample.to_pylist()]
    return "\n".join(lines)


def _shown(row: Mapping[str, Any]) -> str:
    # repr() leaves nothing in a text that a terminal would obey.
    told = ((name, repr(value)) for name, value in row.items())
    return ", ".join(f"{name}: {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}" for name, text in told)
