"""The answer to a question: its rows, as many columns of them as a terminal takes, and the statement to go on from."""

from collections.abc import Mapping
from itertools import accumulate

import pyarrow as pa

from flows.desk.questions.header import Question, with_values
from flows.desk.reading import query
from flows.store.engine import Connection, sql_names, sql_text

# A column of a table may be squeezed to so many letters, and takes three more for the gap.
_LEAST_WIDTH, _GAP = 24, 3
_TELLING = 3


def answer(con: Connection, question: Question, values: Mapping[str, str | None]) -> pa.Table:
    """Return the answer's rows; a parameter without a value is null."""
    return query(con, question.statement, {name: values.get(name) for name in question.parameters})


def runnable_statement(question: Question, values: Mapping[str, str | None]) -> str:
    """Return SQL that any DuckDB client answers alike: the macros that the question uses, then it, with the values."""
    statement = with_values(question.statement, {name: values.get(name) for name in question.parameters})
    macros = [_macro(name) for name in sql_names("macros") if f"{name}(" in statement]
    return "\n\n".join(f"{part};" for part in [*macros, statement.rstrip("; \n")])


def _macro(name: str) -> str:
    # Without the comment above it: a text that begins with dashes looks like an option where it is pasted.
    return "\n".join(line for line in sql_text(f"macros/{name}").splitlines() if not line.startswith("--"))


def fitting_columns(rows: pa.Table, width: int) -> list[str]:
    """Return the columns that a table of this width takes: the first ones, and the first id, to go on with.

    Without the id if fewer than three others would have room beside it; at least one column.
    """
    names = [name for name in rows.column_names if not name.endswith("_id")]
    first_id = [name for name in rows.column_names if name.endswith("_id")][:1]
    beside = _taken(rows, names, width - sum(_needed(rows, name) for name in first_id))
    if len(beside) >= min(_TELLING, len(names)):
        return beside + first_id
    return _taken(rows, names, width) or rows.column_names[:1]


def _taken(rows: pa.Table, names: list[str], width: int) -> list[str]:
    ends = accumulate(_needed(rows, name) for name in names)
    return [name for name, end in zip(names, ends, strict=True) if end <= width]


def _needed(rows: pa.Table, name: str) -> int:
    longest = max((len(str(value)) for value in rows[name].to_pylist() if value is not None), default=0)
    return min(max(len(name), longest), _LEAST_WIDTH) + _GAP
