"""Tables of articles: told from plain text strictly, read row by row, and nothing in a row lost or invented."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.schemas.ledger import REJECT_REASONS
from flows.formats.detect import text_kind
from flows.formats.encodings import Decoded, decode
from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.read import read_records
from flows.formats.records import Metadata, Record, Refusal
from flows.formats.tables.csv_rows import Dialect, read_rows
from flows.formats.tables.delimited import is_delimited, read_delimited

FIXTURES = Path(__file__).parent / "fixtures" / "formats_delimited"
ROW = '2025-11-13,Bridge opens,"The bridge will open on Monday, the mayor said."\n'
HEADER = "date,title,text\n"
LONG = "The bridge over the Kald will open on Monday"


def read_all(text: str) -> list[Record | Refusal]:
    return list(read_delimited(Decoded(text, "utf-8", "utf-8"), DEFAULT_LIMITS))


def read_one(text: str) -> Record:
    (found,) = read_all(text)
    assert isinstance(found, Record), found
    return found


def shown(found: Record | Refusal) -> dict[str, Any]:
    if isinstance(found, Refusal):
        return {"raw_member": found.raw_member, "reason": found.reason, "position": found.position}
    kinds = {"blocks": [kind for kind, _, _ in found.blocks]} if found.blocks else {}
    return {"raw_member": found.raw_member, "text": found.text, **kinds, "metadata": found.metadata}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.csv")), ids=lambda path: path.stem)
def test_each_exporters_table_is_understood(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    for case in expected:
        if "metadata" in case:
            wanted = case["metadata"]
            case["metadata"] = Metadata(**{**wanted, "byline": tuple(wanted.get("byline", ()))})
    assert [shown(found) for found in read_records(path.read_bytes())] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Text, body and soul\n\nThe mayor said on Monday, smiling, that the bridge opens.\n",
        "Title, Text\n\nThe mayor said on Monday, that the bridge opens.\n",
        "Text, Title\nOne, two\n",
        "Body; content\n\nThe crane stands still.\n",
        "Summary, Description\nOne long line of text, and another.\nOne more line of text, and another.\n",
        "Date, Author, Text\nThese words open a report, which goes on.\n",
        "Date, Author, Text\n\nThese three words open a report, which goes on, and on, and on.\n\nIt ends here.\n",
        "path,outlet,published_on\na.txt,Echo,2025\n",
        "year,price,text_id\n2024,3,1\n2025,4,2\n",
        "text\nThe bridge will open on Monday.\n",
        f"id, text\n1, {LONG}\n2, {LONG}\n",
        f"id,text\n1,{LONG}\n",
        f"id,text\n1,{LONG}\n2,{LONG}, and more\n",
        "id,text\n1,yes\n2,no\n",
        f"Story,continued\n\n{LONG}, he said.\n\n{LONG}, she said.\n",
        "title,text",
        ",".join(["text"] * 20_000),
        "",
    ],
)
def test_what_is_no_table_of_articles_is_left_alone(text: str) -> None:
    assert not is_delimited(text)


@pytest.mark.parametrize(
    "text",
    [
        HEADER + ROW,
        "title,text\nBridge opens,The bridge will open on Monday.\nCrane,It stands still.\n",
        "title,description,url\nBridge,The bridge will open.,https://echo.example/b\n",
        "\r\n\r\nid;title;content;date\r\n1;Bridge;It opens.;2025-11-13\r\n",
        "sep=|\r\ntitle|text|date\r\nBridge|It opens.|2025-11-13\r\n",
        f'id,text\n1,"{LONG}, she said."\n',
        f"text,label\n{LONG},1\n{LONG},0\n",
        f",text\n0,{LONG}\n1,{LONG}\n",
        f'"id", "text"\n"1", "{LONG}"\n"2", "{LONG}"\n',
        f'article,highlights,id\n"{LONG}, he said.",Short.,a1\n{LONG},Short.,a2\n',
        HEADER,
        "title,text,date\nall\nrows\nragged\n",
    ],
)
def test_a_table_of_articles_is_one(text: str) -> None:
    assert is_delimited(text)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_rows_are_cut_at_every_kind_of_newline_and_cells_keep_theirs(newline: str) -> None:
    text = newline.join(["date,title,text", f'2025,A,"one{newline}{newline}two\u2028three"', "2025,B,four", "x"])
    one, two, three = read_all(text)
    assert isinstance(one, Record)
    assert one.text == f"one{newline}{newline}two\u2028three"
    assert two.raw_member == "row 2"
    assert three == Refusal("row 3", "malformed", "1 cells under 3 columns", 6)


def test_a_rows_own_bytes_are_its_stretch_and_the_headers() -> None:
    same = read_one("\ufeff".join(["", HEADER])[1:] + ROW)
    assert read_all(HEADER + "2025,x,y\n" + ROW)[1] == same._replace(raw_member="row 2")
    assert read_one(HEADER.replace("date", "Date") + ROW).raw_sha256 != same.raw_sha256
    assert read_one("sep=,\n" + HEADER + ROW) == same
    assert same.raw_sha256 not in {read_one(f"{HEADER.strip()},url\n{ROW.strip()},https://e.example/x\n").raw_sha256}


def test_a_rows_record_does_not_hang_on_the_rest_of_the_file() -> None:
    marked = decode(("\ufeff" + HEADER + ROW).encode())
    assert isinstance(marked, Decoded)
    (in_marked,) = read_delimited(marked, DEFAULT_LIMITS)
    assert in_marked == read_one(HEADER + ROW)
    damaged = decode(HEADER.encode() + ROW.encode() + "é è ü ö ä, ß, é\n".encode() + b"2025,A,caf\xe9\n")
    assert isinstance(damaged, Decoded)
    found = list(read_delimited(damaged, DEFAULT_LIMITS))
    assert found[0] == in_marked
    assert isinstance(found[2], Record)
    assert (found[2].text, found[2].notes) == ("caf\ufffd", ("undecodable_bytes_replaced: 1",))


def test_an_open_quotation_mark_is_told_with_what_it_swallowed() -> None:
    *before, last = read_all(HEADER + ROW * 2 + '2025,A,"no end\nB\n' + "2025,C,c\n")
    assert all(isinstance(found, Record) for found in before)
    problem = "a cell opens with a quotation mark and does not end; nothing after it was read (to line 6)"
    assert last == Refusal("row 3", "truncated", problem, 4)


def test_marks_that_do_not_come_out_cost_their_row_only() -> None:
    one, two, three = read_all(HEADER + ROW + '2025,"A" b,c\n' + ROW)
    assert isinstance(one, Record)
    assert isinstance(two, Refusal)
    assert (two.reason, two.position) == ("malformed", 3)
    assert isinstance(three, Record)


def test_of_columns_with_one_name_the_first_that_says_something_counts_and_it_is_noted() -> None:
    record = read_one("title,text,Text,date\nA,,The bridge opens.,2025\n")
    assert (record.text, record.notes) == ("The bridge opens.", ("repeated_columns: text",))


def test_a_cell_of_any_length_and_with_nuls_is_kept_and_the_limit_of_the_csv_module_is_left_alone() -> None:
    before = csv.field_size_limit()
    long = "x\0" * 300_000
    rows = read_delimited(Decoded(f'{HEADER}2025,A,"{long}"\n2025,B,b\n', "utf-8", "utf-8"), DEFAULT_LIMITS)
    first = next(rows)
    assert csv.field_size_limit() == before
    assert isinstance(first, Record)
    assert first.text == long


def test_empty_cells_beyond_the_last_column_are_no_fault() -> None:
    assert read_one("date,title,text\n2025,A,b,,\n").text == "b"


def test_a_table_without_rows_says_so() -> None:
    assert read_all(HEADER) == [Refusal("", "no_text", "a table without rows")]


def test_formulas_are_kept_as_they_are() -> None:
    record = read_one("date,title,text\n2025,=1+1,\"=cmd|' /C calc'!A0\"\n")
    assert (record.metadata.headline, record.text) == ("=1+1", "=cmd|' /C calc'!A0")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=6))
def test_rows_come_back_as_they_were_written(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    found = list(read_rows(file.getvalue(), Dialect(",")))
    assert [row.cells for row in found] == rows
    assert "".join(file.getvalue()[row.start : row.end] for row in found) == file.getvalue()


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('ab,;\t|"\n\r\0 é\u2028'), max_size=80), st.sampled_from([HEADER, "", "sep=;\n"])
)
def test_any_text_gives_records_or_refusals(rest: str, head: str) -> None:
    for found in read_all(head + rest):
        assert not isinstance(found, Refusal) or found.reason in REJECT_REASONS


TEXTLESS = (
    'id,date,title,zzq\n1,2024-03-14,Pier closed,"The pier, long ailing, closed."\n2,2024-03-15,Fair,"It\nopened."\n'
)


def test_a_table_of_which_no_column_is_known_to_hold_the_text_is_no_article_but_says_what_it_has() -> None:
    assert text_kind(TEXTLESS) == "csv"
    (refusal,) = read_delimited(Decoded(TEXTLESS, "utf-8", "utf-8"), DEFAULT_LIMITS)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.detail) == (
        "no_text",
        "no column is known to hold the text among: id, date, title, zzq",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Pier,Fair and Mill,all of them closed\n\nThe pier closed on Monday, she said, for good.\n",
        "Fish, chips, peas\nSalt, vinegar, mustard\nTea, coffee, ale\n",
        "a;b;c\n",
        "One; two; three.\nFour; five; six.\n",
    ],
)
def test_prose_and_lists_are_no_table_without_a_text_column(text: str) -> None:
    assert text_kind(text) == "txt"
