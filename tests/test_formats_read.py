"""The entry: content decides what a file is, and nothing that a file holds can raise, hang or fill the memory."""

import functools
import gzip
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.schemas.ledger import REJECT_REASONS
from flows.base.schemas.local import BLOCK_KINDS
from flows.formats.read import ReadLimits, read_records
from flows.formats.records import Record, Refusal

TEXT = "Kaldvik, Monday\r\n\r\nThe bridge will open, the mayor said.\n"
PAGE = "<!doctype html><html><body><article>" + f"<p>{TEXT * 3}</p>" * 5 + "</article></body></html>"


def read_one(content: bytes, limits: ReadLimits | None = None) -> Record | Refusal:
    (found,) = read_records(content, limits or ReadLimits())
    return found


def test_a_text_file_is_kept_unchanged() -> None:
    found = read_one(TEXT.encode())
    assert isinstance(found, Record)
    assert (found.text, found.format, found.layout) == (TEXT, "txt", "plain")
    assert found.raw_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PAGE, "html"),
        ("Intro of a page. " + "<p>The bridge will open, the mayor said.</p>" * 9, "html"),
        ('\n {"text": "a"}', "json"),
        ('{"text": "a"}\n', "json"),
        ("[UPDATE] The bridge will open.", "txt"),
        ("[[File:quay.jpg]] The bridge will open.", "txt"),
        ("[1]\nThe bridge will open, the mayor said.", "txt"),
        ("ORCHARD PARK, N.Y. (AP) — The bridge will open.", "txt"),
        ("PARENTS of forty pupils want the bridge opened.", "txt"),
        ("ID3 car recall: the maker calls back forty cars.", "txt"),
        ("BZhania is a village by the sea.", "txt"),
        ("{sic} he said", "txt"),
        ("“Quoted” at the start", "txt"),
        ("<3 is how she signs her letters.", "txt"),
        ("The tag <p> opens a paragraph.", "txt"),
    ],
)
def test_content_decides_what_a_file_is(content: str, expected: str) -> None:
    found = read_one(content.encode())
    assert isinstance(found, Record), found
    assert found.format == expected


@pytest.mark.parametrize("levels", [1, 2, 5])
def test_gzip_is_found_by_its_bytes_and_gives_the_article_inside(levels: int) -> None:
    content = TEXT.encode()
    for _ in range(levels):
        content = gzip.compress(content, mtime=0)
    assert read_one(content) == read_one(TEXT.encode())


def test_several_gzip_members_are_one_file() -> None:
    found = read_one(gzip.compress(b"one ", mtime=0) + gzip.compress(b"two") + b"\0" * 20)
    assert isinstance(found, Record)
    assert (found.text, found.notes) == ("one two", ())


def test_bytes_after_the_gzip_end_are_told_beside_the_article() -> None:
    record, refusal = read_records(gzip.compress(TEXT.encode()) + b"junk")
    assert isinstance(record, Record)
    assert record.text == TEXT
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "bad_compression"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-6], "truncated"),
        (b"\x1f\x8b\x08\x00 no gzip at all", "bad_compression"),
        (functools.reduce(lambda inner, _: gzip.compress(inner, mtime=0), range(6), b"x"), "nested_too_deeply"),
        (b"7z\xbc\xaf\x27\x1c", "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"PK\x03\x04", "truncated"),
        (b"text\0text", "binary"),
        (bytes(range(1, 256)) * 4, "binary"),
        (b'{"text": ', "malformed"),
        (b'<?xml version="1.0"?><recipe><step/></recipe>', "unsupported"),
    ],
)
def test_what_gives_no_article_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    found = read_one(content)
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_a_bomb_is_refused_before_it_expands() -> None:
    bomb = gzip.compress(bytes(64 * 2**20))
    by_ratio = read_one(bomb)
    by_size = read_one(gzip.compress(TEXT.encode() * 100), limits=ReadLimits(max_bytes=1000))
    for found in (by_ratio, by_size):
        assert isinstance(found, Refusal)
        assert found.reason == "too_large"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_give_valid_records_or_refusals(content: bytes) -> None:
    for found in read_records(content):
        if isinstance(found, Refusal):
            assert found.reason in REJECT_REASONS
        else:
            found.text.encode("utf-8")
            assert all(kind in BLOCK_KINDS and 0 <= start < end <= len(found.text) for kind, start, end in found.blocks)


LINES = b"".join(b'{"text": "The quay stays shut, day %d.", "n": %d}\n' % (n, n) for n in range(200)) + b"no json\n\n"


def test_long_json_lines_give_the_same_in_blocks_as_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(read_records(LINES))
    monkeypatch.setattr("flows.formats.read._LINES_BLOCK", 500)
    assert list(read_records(LINES)) == whole
    assert list(read_records(gzip.compress(LINES, mtime=0))) == whole
    assert [one.raw_member for one in whole[-2:]] == ["line 200", "line 201"]


def test_a_line_that_is_too_long_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.formats.read._LINES_BLOCK", 500)
    content = LINES[:1200] + b'{"text": "' + b"x" * 90_000 + b'"}\n' + LINES[1200:]
    at = content[: content.index(b"xxx")].count(b"\n") + 1
    found = list(read_records(content, ReadLimits(max_bytes=20_000)))
    places = {one.raw_member: one.reason for one in found if isinstance(one, Refusal)}
    assert places[f"line {at}"] == "too_large"
    assert len([one for one in found if isinstance(one, Record)]) >= 198


def test_a_table_with_mark_up_in_its_cells_is_a_table() -> None:
    cell = "<p>The bridge will open.</p><p>The mayor said so.</p>"
    rows = "".join(f'Story {number},"{cell}",2024-03-0{number},https://courier.example/{number}\n' for number in (1, 2))
    found = list(read_records(f"title,content,date,url\n{rows}".encode()))
    assert [(one.raw_member, one.format) for one in found if isinstance(one, Record)] == [
        ("row 1", "csv"),
        ("row 2", "csv"),
    ]


def test_pages_one_after_the_other_are_all_read() -> None:
    found = list(read_records((PAGE + "\n" + PAGE.replace("Monday", "Tuesday")).encode()))
    assert [(one.raw_member, isinstance(one, Record)) for one in found] == [("page 1", True), ("page 2", True)]
