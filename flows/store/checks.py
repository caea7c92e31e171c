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
        broken = {column.name: condition for column in table.columns if (condition := _broken(column))}
        # One pass over the table for all its columns.
        counted = ", ".join(f"count(*) filter (where {condition})" for condition in broken.values())
        (counts,) = con.sql(f"select {counted} from {table.name}").fetchall()
        for (name, condition), count in zip(broken.items(), counts, strict=True):
            if count:
                shown = ", ".join(dict.fromkeys((*table.key, name)))
                sample = con.sql(f"select {shown} from {table.name} where {condition} limit {_SAMPLE_ROWS}")
                meaning = f"One row per value of {table.name}.{name} that its schema rules out."
                yield Failure(f"{table.name}.{name}", meaning, count, sample.to_arrow_table())


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
