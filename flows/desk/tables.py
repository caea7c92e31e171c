"""How rows are shown: a table or Markdown for people; CSV, JSON, JSON Lines or Parquet for programs."""

import datetime
import json
import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.base.markdown import escape_markdown
from flows.base.terminal import visible

# What `--format` may name, the same in every command, and what it gives.
FORMATS = {
    "table": "for people",
    "markdown": "the same to paste",
    "csv": "for spreadsheets",
    "jsonl": "an object a line",
    "json": "one array or object",
    "parquet": "typed columns",
}
# Cells of these are shortened, and --limit holds for them. All others are whole.
FOR_PEOPLE = ("table", "markdown")
_CELL_LETTERS = 200
# A column may be squeezed to this many letters; beyond that the rows are printed one below the other.
_LEAST_WIDTH = 24
# What a spreadsheet may take for a formula (OWASP, CSV Injection): its signs, plain or full-width, behind blanks,
# controls and quotation marks, too, which some programs pass over; or a tab, a line's end or NUL, which may part cells.
_FORMULA = r"^(?:[\x00\t\r\n]|[\x00-\x20\x7f\p{Z}\p{Cf}\"']*[=+\-@＝＋－＠])"


def print_rows(console: Console, rows: pa.Table, most: int) -> None:
    """Print at most so many rows, and say how many there are: as a table, or row by row if that would be too wide."""
    shown = _cells(rows, most)
    columns = list(zip(*shown, strict=True)) if shown else [()] * rows.num_columns
    widths = [max(map(len, (name, *column))) for name, column in zip(rows.column_names, columns, strict=True)]
    needed = sum(min(width, _LEAST_WIDTH) + 3 for width in widths)
    if needed <= console.width:
        console.print(_table(rows.schema, shown, widths))
    else:
        _print_records(console, rows.column_names, shown)
    console.print(_counted(rows, most))


def _cells(rows: pa.Table, most: int) -> list[list[str]]:
    """Return the first so many rows, each a list of short texts."""
    columns = [[_cell(value) for value in column.to_pylist()] for column in rows.slice(0, most).columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _counted(rows: pa.Table, most: int) -> str:
    hidden = rows.num_rows - most
    more = f"; {hidden:,} more: --limit 0 shows all" if hidden > 0 else ""
    return f"{rows.num_rows:,} row{'' if rows.num_rows == 1 else 's'}{more}"


def markdown_of(rows: pa.Table, most: int) -> str:
    """Return at most so many rows as a table in GitHub's Markdown, and a line that says how many there are.

    What is in a cell is shown as it is: no sign in it is taken for markup, a link or the end of a cell.
    """
    lines = [[escape_markdown(visible(name)) for name in rows.column_names]]
    lines.append(["---:" if _is_number(field.type) else "---" for field in rows.schema])
    lines += [list(map(escape_markdown, row)) for row in _cells(rows, most)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + f"\n{_counted(rows, most)}\n"


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _table(schema: pa.Schema, shown: list[list[str]], widths: list[int]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for field, width in zip(schema, widths, strict=True):
        justify: Literal["left", "right"] = "right" if _is_number(field.type) else "left"
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
    """Write the rows as CSV with a header; lists and structs as JSON, formulas as csv_cells has them."""
    pa_csv.write_csv(csv_cells(rows), out)


def csv_cells(rows: pa.Table) -> pa.Table:
    """Return the rows as CSV holds them: lists and structs as JSON, and no formulas.

    A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection), the name of
    a column too. Numbers are numbers.
    """
    flat = _flat(rows)
    flat = flat.rename_columns(shielded(pa.array(flat.column_names, pa.string())).to_pylist())
    for number, field in enumerate(flat.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            flat = flat.set_column(number, field, shielded(flat.column(number)).cast(field.type))
    return flat


def shielded(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return the texts, those that a spreadsheet would take for a formula with an apostrophe before them."""
    is_formula = pc.match_substring_regex(column, _FORMULA)
    return pc.if_else(is_formula, pc.binary_join_element_wise("'", column, ""), column)


def json_of(value: object) -> str:
    """Return the value as one line of JSON (RFC 8259): times in ISO form, what is no number as null."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_json_value)
    except ValueError:
        return json.dumps(_without_nan(value), ensure_ascii=False, allow_nan=False, default=_json_value)


def _json_value(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def _without_nan(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _without_nan(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _records(rows: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield each row by column; a second column of one name is named with its number, so that none is lost."""
    names: list[str] = []
    for name in rows.column_names:
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    for batch in rows.to_batches():
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield dict(zip(names, row, strict=True))


def write_jsonl(rows: pa.Table, out: BinaryIO) -> None:
    """Write the rows as JSON Lines: an object a line."""
    for record in _records(rows):
        out.write(json_of(record).encode() + b"\n")


def write_json(rows: pa.Table, out: BinaryIO) -> None:
    """Write the rows as one JSON array of objects, an object a line."""
    out.write(b"[")
    for number, record in enumerate(_records(rows)):
        out.write((b",\n" if number else b"\n") + json_of(record).encode())
    out.write(b"\n]\n" if rows.num_rows else b"]\n")


def write_parquet(rows: pa.Table, out: BinaryIO) -> None:
    """Write the rows as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink)
    out.write(sink.getvalue())


WRITERS: dict[str, Callable[[pa.Table, BinaryIO], None]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
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
