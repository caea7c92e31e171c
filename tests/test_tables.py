"""Rows as shown: complete, escaped, and as a program can read them back."""

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from flows.desk.tables import WRITERS, markdown_of, print_rows

FIXTURES = Path(__file__).parent / "fixtures/tables"

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
    assert json.loads(written("json")) == ROWS.to_pylist()
    assert [json.loads(line) for line in written("jsonl").splitlines()] == ROWS.to_pylist()
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


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "-1+1",
    "\tx",
    "'; drop table articles; --",
    "<script>alert(1)</script>",
    "a",
]


def test_a_spreadsheet_takes_no_cell_of_a_csv_for_a_formula() -> None:
    out = io.BytesIO()
    WRITERS["csv"](pa.table({"title": [*HOSTILE, None], "number": [-1, *range(7)]}), out)
    read = pa_csv.read_csv(io.BytesIO(out.getvalue()), convert_options=pa_csv.ConvertOptions(strings_can_be_null=True))
    assert read["title"].to_pylist() == [*(f"'{text}" for text in HOSTILE[:4]), *HOSTILE[4:], None]
    assert read["number"].to_pylist() == [-1, *range(7)]


def test_json_and_parquet_keep_such_cells_verbatim() -> None:
    rows = pa.table({"title": HOSTILE})
    lines, parquet = io.BytesIO(), io.BytesIO()
    WRITERS["jsonl"](rows, lines)
    WRITERS["parquet"](rows, parquet)
    assert [json.loads(line)["title"] for line in lines.getvalue().splitlines()] == HOSTILE
    assert pq.read_table(io.BytesIO(parquet.getvalue())) == rows


def test_no_text_can_steer_the_terminal_or_turn_its_writing_round() -> None:
    text = shown(pa.table({"title": ["\x1b[2J\x1b]0;owned\x07Title", "a\u202eexe.txt\u2066", "\x9b31m"]}), 9)
    assert not any(character in text for character in "\x1b\x07\x9b\u202e\u2066")
    assert "Title" in text


# Signs behind what some spreadsheets pass over, and in their full width (OWASP, CSV Injection).
HIDDEN = [
    *("\r=1", "\n=1", "\0=1", " =1", "\u00a0=1", "\u200b=1", "\ufeff=1", '"=1', "'=1", "\t", "+1"),
    *("＝1", "＋1", "－1", "＠a"),
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_formula_that_hides_is_shielded_in_cells_and_headers(text: str) -> None:
    out = io.BytesIO()
    WRITERS["csv"](pa.table({text: [text]}), out)
    assert list(csv.reader(io.StringIO(out.getvalue().decode(), newline=""))) == [[f"'{text}"], [f"'{text}"]]


def test_numbers_lists_and_plain_words_stay_as_they_are() -> None:
    out = io.BytesIO()
    given = {"n": [-1.5], "d": [-2], "l": [["=1"]], "s": [{"a": "=1"}], "t": ["a = b"], "q": ['"Yes," she said']}
    WRITERS["csv"](pa.table(given), out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode())))
    assert rows[1] == ["-1.5", "-2", '["=1"]', '{"a": "=1"}', "a = b", '"Yes," she said']


def test_names_of_columns_steer_no_terminal() -> None:
    for width in (100, 8):
        assert "\x1b" not in shown(pa.table({"a\x1b[2J[bold]": ["x"]}), 1, width)


def test_json_is_one_array_that_any_reader_takes_whatever_the_values_are() -> None:
    columns = [pa.array([1, 2]), pa.array([float("nan"), 2.5]), pa.array([Decimal(7), None]), pa.array([b"\xff", None])]
    rows = pa.table([*columns, pa.array([datetime.datetime(2024, 3, 1, 12)] * 2)], names=["a", "a", "sum", "raw", "at"])
    out = io.BytesIO()
    WRITERS["json"](rows, out)
    assert json.loads(out.getvalue(), parse_constant=pytest.fail) == [
        {"a": 1, "a_2": None, "sum": 7, "raw": "ff", "at": "2024-03-01T12:00:00"},
        {"a": 2, "a_2": 2.5, "sum": None, "raw": None, "at": "2024-03-01T12:00:00"},
    ]
    empty = io.BytesIO()
    WRITERS["json"](rows.slice(0, 0), empty)
    assert json.loads(empty.getvalue()) == []


def test_a_cell_of_markdown_is_no_markup_and_ends_no_cell() -> None:
    hostile = ["a|b\\|c", "<img src=x onerror=alert(1)>", "[x](http://a.example)", "# @all *b* `c`\nd", "12. $x$"]
    text = markdown_of(pa.table({"t|": hostile, "n": range(5)}), 4)
    assert text == (FIXTURES / "hostile.md").read_text("utf-8")
