"""Rows as shown: complete, escaped, and as a program can read them back."""

import datetime
import io
import json

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from rich.console import Console

from flows.desk.tables import WRITERS, print_rows

ROWS = pa.table(
    {
        "name": ["[bold]Ilse[/bold]", None],
        "words": [["a", "b"], []],
        "count": [1, 2],
    }
)


def shown(rows: pa.Table, most: int, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_rows(console, rows, most)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    return str(text)


def written(form: str) -> bytes:
    out = io.BytesIO()
    WRITERS[form](ROWS, out)
    return out.getvalue()


def test_text_from_a_file_is_shown_as_it_is_and_not_as_markup() -> None:
    assert "[bold]Ilse[/bold]" in shown(ROWS, 10)


def test_rows_left_out_are_counted() -> None:
    assert "2 rows; 1 more: --limit 0 shows all" in shown(ROWS, 1)
    assert "more" not in shown(ROWS, 2)


def test_a_table_too_wide_for_the_screen_is_printed_row_by_row() -> None:
    wide = pa.table({f"column_{n}": ["x" * 30] for n in range(9)})
    text = shown(wide, 10, width=80)
    assert "row 1" in text
    assert text.count("x" * 30) == 9


def test_csv_json_and_parquet_give_back_the_rows() -> None:
    assert pq.read_table(io.BytesIO(written("parquet"))).equals(ROWS)
    assert [json.loads(line) for line in written("json").splitlines()] == ROWS.to_pylist()
    csv = pa_csv.read_csv(io.BytesIO(written("csv"))).to_pylist()
    assert [json.loads(row["words"]) for row in csv] == [["a", "b"], []]


def test_columns_of_one_name_are_both_shown_and_what_csv_has_no_form_for_is_text() -> None:
    rows = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert "1" in shown(rows, 5)
    assert "2" in shown(rows, 5)
    dates = pa.table({"d": [[datetime.date(2024, 3, 1)]]})
    out = io.BytesIO()
    WRITERS["csv"](dates, out)
    assert b"2024-03-01" in out.getvalue()
