"""JSON records: each exporter's field names, exact slices, and a refusal for whatever is no record."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from flows.formats.read import read_records
from flows.formats.records import Metadata, Record, Refusal

FIXTURES = Path(__file__).parent / "fixtures" / "formats_jsons"
TEXT = "The bridge will open on Monday.\r\n\r\nThe mayor said so."


def read_all(content: bytes | str, name: str = "x.json") -> list[Record | Refusal]:
    return list(read_records(content.encode() if isinstance(content, str) else content, name))


def read_one(value: dict[str, Any]) -> Record:
    (record,) = read_all(json.dumps(value))
    assert isinstance(record, Record), record
    return record


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_each_exporters_record_is_understood(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    record = read_one(case["record"])
    wanted = case["metadata"]
    assert record.metadata == Metadata(**{**wanted, "byline": tuple(wanted.get("byline", ()))})
    assert record.text == case["text"]
    assert record.layout == "body"


def test_the_body_is_the_fields_string_unchanged() -> None:
    record = read_one({"title": "T", "text": TEXT})
    assert (record.text, record.layout, record.raw_member, record.blocks) == (TEXT, "body", "", ())


def test_an_object_that_is_the_file_has_the_files_hash() -> None:
    content = b'  {"text": "a"}\n'
    (record,) = read_all(content)
    assert isinstance(record, Record)
    assert record.raw_sha256 == hashlib.sha256(content).hexdigest()


def test_each_item_and_line_has_the_hash_of_its_own_bytes() -> None:
    one, two = '{"text": "é one"}', '{"text":"two"}'
    digests = [hashlib.sha256(part.encode()).hexdigest() for part in (one, two)]
    array = read_all(f"[ {one} ,\n {two} ]")
    lines = read_all(f"\ufeff{one}\r\n\r\n{two}\n", "x.jsonl")
    wrapped = read_all(f'{{"status": "ok", "articles": [{one}, {two}], "n": 2}}')
    for records in (array, lines, wrapped):
        assert [record.raw_sha256 for record in records if isinstance(record, Record)] == digests
    assert [record.raw_member for record in array] == ["item 1", "item 2"]
    assert [record.raw_member for record in lines] == ["line 1", "line 3"]


def test_content_tells_json_lines_and_the_name_only_breaks_the_tie() -> None:
    assert [r.raw_member for r in read_all('{"text": "a"}\n{"text": "b"}', "x.txt")] == ["line 1", "line 2"]
    assert [r.raw_member for r in read_all('{"text": "a"}\n', "x.jsonl")] == ["line 1"]
    assert [r.raw_member for r in read_all('{\n"text": "a"\n}\n{\n"text": "b"\n}', "x.json")] == ["item 1", "item 2"]


def test_broken_lines_are_refused_by_line_and_the_rest_is_read() -> None:
    content = (
        '{"text": "a"}\n{"text": NaN}\n[1, 2]\n{oops\n{"text": "b"} {"x": 1}\n{"title": "no body"}\n{"text": "c"}\n'
    )
    found = read_all(content, "x.jsonl")
    refusals = [r for r in found if isinstance(r, Refusal)]
    assert [(r.raw_member, r.reason, r.position) for r in refusals] == [
        ("line 2", "malformed", 2),
        ("line 3", "malformed", 3),
        ("line 4", "malformed", 4),
        ("line 5", "malformed", 5),
        ("line 6", "no_text", 6),
    ]
    assert [r.text for r in found if isinstance(r, Record)] == ["a", "c"]


def test_a_list_that_breaks_off_gives_what_came_before_and_the_byte() -> None:
    found = read_all('[{"text": "é"}, {"text": "b')
    assert isinstance(found[0], Record)
    assert found[1:] == [
        Refusal("item 2", "malformed", "Unterminated string starting at: line 1 column 26 (char 25)", 26)
    ]


@pytest.mark.parametrize(
    "content", ["[" * 100_000, '{"a":' * 100_000, '{"text": ' + "9" * 5000 + "}", "[1, 2]", "[]", "null"]
)
def test_what_is_no_record_is_refused_without_harm(content: str) -> None:
    found = read_all(content)
    assert found
    assert all(isinstance(r, Refusal) for r in found)


def test_lone_surrogates_are_replaced_and_noted() -> None:
    (record,) = read_all(rb'{"text": "a \ud800 z", "title": "t \udc00"}')
    assert isinstance(record, Record)
    assert (record.text, record.notes) == ("a \ufffd z", ("lone_surrogates_replaced",))
    assert record.metadata.headline == "t \ufffd"


def test_a_body_in_html_is_rendered_with_blocks() -> None:
    record = read_one({"headline": "H", "body": "<p>One &amp; two.</p><h2>Part</h2><p>Three.</p>"})
    assert (record.layout, record.format) == ("rendered", "json")
    assert [(kind, record.text[start:end]) for kind, start, end in record.blocks] == [
        ("paragraph", "One & two."),
        ("heading", "Part"),
        ("paragraph", "Three."),
    ]


def test_a_summary_alone_and_a_cut_body_are_flagged() -> None:
    assert read_one({"title": "T", "description": "Only this much."}).metadata.is_summary
    assert read_one({"title": "T", "content": "It began on… [+2100 chars]"}).metadata.is_summary
    assert not read_one({"title": "T", "text": TEXT, "summary": "Short."}).metadata.is_summary


def test_an_ambiguous_date_stays_null_and_says_so() -> None:
    metadata = read_one({"text": TEXT, "date": "03/04/2025"}).metadata
    assert (metadata.published_on, metadata.published_evidence) == (None, "ambiguous: 03/04/2025 (json:date)")
