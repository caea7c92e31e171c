"""judgements.csv: a row that can be understood is taken at its word, and every other is refused with its line."""

import pytest

from flows.formats.records import Refusal
from flows.formats.tables.judgements import JudgementRow, read_judgements

HEADER = "kind,left,right,author,decided_on,note\n"


def read(text: str) -> list[JudgementRow | Refusal]:
    return read_judgements(text.encode())


def kinds(text: str) -> list[str]:
    return [row.kind for row in read(text) if isinstance(row, JudgementRow)]


def test_a_row_says_who_decided_what_when_and_why() -> None:
    row = "same_family,wire/one.txt,art_aaaaaaaaaaaaaaaa,I. Holm,2024-05-02,the wire copy\n"
    assert read(HEADER + row) == [
        JudgementRow(2, "same_family", "wire/one.txt", "art_aaaaaaaaaaaaaaaa", "I. Holm", "2024-05-02", "the wire copy")
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfkind,left,right\nwithdrawn,a.txt,\n",
        b"Left;Kind;Decided on;Right\r\na.txt;Withdrawn;;\r\n",
        b"\n\nkind\tleft\tright\twho\nwithdrawn\ta.txt\n\n",
        "kind,left,right\nwithdrawn,a.txt,\n".encode("utf-16"),
    ],
    ids=["bom", "semicolons_in_another_order", "tabs_and_cells_left_off", "utf_16"],
)
def test_columns_may_stand_in_any_order_and_cells_may_be_blank(content: bytes) -> None:
    (row,) = read_judgements(content)
    assert isinstance(row, JudgementRow)
    assert row[1:] == ("withdrawn", "a.txt", None, None, None, None)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Same Family,a,b", "same_family"),
        ("not-same-person,a,b", "not_same_person"),
        ("same,a.txt,b.txt", "same_family"),
        ("not the same,a.txt,b.txt", "not_same_family"),
        ("same,act_a,Ilse Tarnow", "same_person"),
        ("not same,quo_a,quo_b", "not_same_person"),
        ("same,clm_a,grp_b", "same_claim"),
        ("WITHDRAWN,a.txt,", "withdrawn"),
    ],
)
def test_kinds_may_be_written_in_plain_words(written: str, kind: str) -> None:
    assert kinds(f"{HEADER}{written}\n") == [kind]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("alike,a.txt,b.txt", "kind 'alike' is none of"),
        (",a.txt,b.txt", "kind '' is none of"),
        ("same_family,a.txt,", "needs left and right"),
        ("same_family,,b.txt", "needs left and right"),
        ("withdrawn,,", "needs left"),
        ("withdrawn,a.txt,b.txt", "right must be empty"),
        ("same_family,a.txt,a.txt", "left and right are the same"),
        ("same_family,a.txt,b.txt,I. Holm,3 May 2024", "is no day"),
        ("same_family,a.txt,b.txt,I. Holm,2024-02-30", "is no day"),
        ("same_family,a.txt,b.txt,Holm, Ida,2024-02-03,late,too", "cells under 6 columns"),
        ('same_family,"a.txt,b.txt', "quotation mark"),
    ],
)
def test_a_row_that_cannot_be_understood_is_refused_and_the_others_stand(row: str, said: str) -> None:
    found = read(f"{HEADER}withdrawn,c.txt,\n{row}\n")
    assert isinstance(found[0], JudgementRow)
    (refusal,) = found[1:]
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.reason, refusal.position) == ("line 3", "bad_judgement", 3)
    assert said in refusal.detail


def test_of_rows_that_stand_twice_the_last_counts() -> None:
    row = "same,a.txt,b.txt,,,\n"
    first, between, last = read(f"{HEADER}{row}not_{row}{row}")
    assert isinstance(first, Refusal)
    assert "stands again in line 4" in first.detail
    assert [one.line for one in (between, last) if isinstance(one, JudgementRow)] == [3, 4]


@pytest.mark.parametrize(
    "rows",
    ['same,"a.txt,b.txt\nwithdrawn,d.txt,\n', 'same,a,b,,,"a note\nsame,c,d,,,"another"\nwithdrawn,d.txt,\n'],
    ids=["all_the_rest", "as_far_as_the_next_mark"],
)
def test_a_mark_that_swallows_other_rows_refuses_the_file(rows: str) -> None:
    (refusal,) = read(f"{HEADER}withdrawn,c.txt,\n{rows}")
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.position) == ("", 3)
    assert "line 3 is not closed" in refusal.detail


def test_a_note_may_have_lines() -> None:
    assert kinds(f'{HEADER}same,a,b,,,"one\ntwo"\nwithdrawn,c,\n') == ["same_family", "withdrawn"]


def test_two_analysts_may_decide_the_same() -> None:
    rows = "withdrawn,a.txt,,I. Holm,2024-05-02,\nwithdrawn,a.txt,,T. Rehn,2024-05-02,\n"
    assert kinds(HEADER + rows) == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize("content", [b"", b"kind,left\nwithdrawn,a.txt\n", b"nothing of the sort", b"\x00\x01\x02\xff"])
def test_a_file_without_the_header_is_refused_whole(content: bytes) -> None:
    (refusal,) = read_judgements(content)
    assert isinstance(refusal, Refusal)
    assert refusal.raw_member == ""
