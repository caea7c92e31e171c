"""How rows are shown: a table for people; CSV, JSON lines or Parquet for programs."""

import json
from collections.abc import Callable
from typing import BinaryIO, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.base.terminal import visible

FORMATS = ("table", "csv", "json", "parquet")
_CELL_LETTERS = 200
# A column may be squeezed to this many letters; beyond that the rows are printed one below the other.
_LEAST_WIDTH = 24
# What a spreadsheet may take for a formula (OWASP, CSV Injection): its signs, plain or full-width, behind blanks,
# controls and quotation marks, too, which some programs pass over; or a tab, a line's end or NUL, which may part cells.
_FORMULA = r"^(?:[\x00\t\r\n]|[\x00-\x20\x7f\p{Z}\p{Cf}\"']*[=+\-@＝＋－＠])"


def print_rows(console: Console, rows: pa.Table, most: int) -> None:
    """Print at most so many rows, and say how many there are: as a table, or row by row if that would be too wide."""
    columns = [[_cell(value) for value in column.to_pylist()] for column in rows.slice(0, most).columns]
    shown = [list(row) for row in zip(*columns, strict=True)]
    widths = [max(map(len, (name, *column))) for name, column in zip(rows.column_names, columns, strict=True)]
    needed = sum(min(width, _LEAST_WIDTH) + 3 for width in widths)
    if needed <= console.width:
        console.print(_table(rows.schema, shown, widths))
    else:
        _print_records(console, rows.column_names, shown)
    hidden = rows.num_rows - most
    more = f"; {hidden:,} more: --limit 0 shows all" if hidden > 0 else ""
    console.print(f"{rows.num_rows:,} row{'' if rows.num_rows == 1 else 's'}{more}")


def _table(schema: pa.Schema, shown: list[list[str]], widths: list[int]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for field, width in zip(schema, widths, strict=True):
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        justify: Literal["left", "right"] = "right" if is_number else "left"
        is_short = width <= _LEAST_WIDTH
        table.add_column(escape(visible(field.name)), justify=justify, overflow="fold", no_wrap=is_short)
    for row in shown:
        table.add_row(*map(escape, row))
    return table


def _print_records(console: Console, names: list[str], shown: list[list[str]]) -> None:
    for number, row in enumerate(shown, start=1):
        record = Table(box=None, show_header=False, pad_edge=False, title=f"row {number}", title_justify="left")
        record.add_column(no_wrap=True, style="bold")
        record.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            record.add_row(escape(visible(name)), escape(cell))
        console.print(record)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, list | dict):
        text = ", ".join(value) if _is_strings(value) else json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    text = visible(" ".join(text.split()))
    return text if len(text) <= _CELL_LETTERS else text[: _CELL_LETTERS - 1] + "…"


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def write_csv(rows: pa.Table, out: BinaryIO) -> None:
    """Write the rows as CSV with a header; lists and structs as JSON.

    A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection), the name of
    a column too. Numbers are numbers.
    """
    flat = _flat(rows)
    flat = flat.rename_columns(_shielded(pa.array(flat.column_names, pa.string())).to_pylist())
    for number, field in enumerate(flat.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            flat = flat.set_column(number, field, _shielded(flat.column(number)).cast(field.type))
    pa_csv.write_csv(flat, out)


def _shielded(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    is_formula = pc.match_substring_regex(column, _FORMULA)
    return pc.if_else(is_formula, pc.binary_join_element_wise("'", column, ""), column)


def write_json(rows: pa.Table, out: BinaryIO) -> None:
    """Write the rows as JSON lines."""
    for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
        record = dict(zip(rows.column_names, row, strict=True))
        out.write(json.dumps(record, ensure_ascii=False, default=str).encode() + b"\n")


def write_parquet(rows: pa.Table, out: BinaryIO) -> None:
    """Write the rows as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink)
    out.write(sink.getvalue())


WRITERS: dict[str, Callable[[pa.Table, BinaryIO], None]] = {
    "csv": write_csv,
    "json": write_json,
    "parquet": write_parquet,
}


def _flat(rows: pa.Table) -> pa.Table:
    """Return the rows with every column that CSV has no form for as text: nested ones as JSON."""
    for number, field in enumerate(rows.schema):
        if pa.types.is_nested(field.type) or pa.types.is_interval(field.type):
            texts = [_as_text(value) for value in rows.column(number).to_pylist()]
            rows = rows.set_column(number, field.name, pa.array(texts, pa.string()))
    return rows


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else str(value)
