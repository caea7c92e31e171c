"""JSON records: each exporter's field names, exact slices, and a refusal for whatever is no record."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.base.lexicon import rows
from flows.base.schemas.ledger import REJECT_REASONS
from flows.formats.encodings import Decoded
from flows.formats.jsons.json_files import read_jsonl
from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.read import read_records
from flows.formats.records import Metadata, Record, Refusal

FIXTURES = Path(__file__).parent / "fixtures" / "formats_jsons"
TEXT = "The bridge will open on Monday.\r\n\r\nThe mayor said so."


def read_all(content: bytes | str) -> list[Record | Refusal]:
    return list(read_records(content.encode() if isinstance(content, str) else content))


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
    assert (record.text, record.format) == (case["text"], case.get("format", "json"))
    assert record.notes == tuple(case.get("notes", ()))
    assert [[kind, record.text[start:end]] for kind, start, end in record.blocks] == case.get("blocks", [])
    assert record.layout == ("rendered" if "blocks" in case else "body")


def test_the_body_is_the_fields_string_unchanged() -> None:
    record = read_one({"title": "T", "text": TEXT})
    assert (record.text, record.layout, record.raw_member, record.blocks) == (TEXT, "body", "", ())


def test_an_object_that_is_the_file_has_its_own_bytes_hash_and_keeps_it_when_the_file_grows() -> None:
    one = '{"text": "a"}'
    alone = [found for content in (one, f"  {one}\n", f"\ufeff{one}\n") for found in read_all(content)]
    grown = read_all(f'{one}\n{{"text": "b"}}\n')
    assert isinstance(alone[0], Record)
    assert alone[0].raw_sha256 == hashlib.sha256(one.encode()).hexdigest()
    assert alone == [alone[0]] * 3
    assert grown[0] == alone[0]._replace(raw_member="line 1", container="jsonl")


def test_each_item_and_line_has_the_hash_of_its_own_bytes() -> None:
    one, two = '{"text": "é one"}', '{"text":"two"}'
    digests = [hashlib.sha256(part.encode()).hexdigest() for part in (one, two)]
    array = read_all(f"[ {one} ,\n {two} ]")
    lines = read_all(f"\ufeff{one}\r\n\r\n{two}\n")
    wrapped = read_all(f'{{"status": "ok", "articles": [{one}, {two}], "n": 2}}')
    for records in (array, lines, wrapped):
        assert [record.raw_sha256 for record in records if isinstance(record, Record)] == digests
    assert [record.raw_member for record in array] == ["item 1", "item 2"]
    assert [record.raw_member for record in lines] == ["line 1", "line 3"]


def test_an_object_is_the_same_record_on_a_line_in_a_list_and_alone() -> None:
    one = '{"text": "é one"}'
    (alone,) = read_all(one)
    (marked,) = read_all(f"\ufeff[{one}]")
    line = read_all(f"\ufeff{one}\n{one}")[1]
    assert isinstance(alone, Record)
    assert isinstance(line, Record)
    assert line == alone._replace(raw_member="line 2", container="jsonl")
    assert marked == alone._replace(raw_member="item 1")


def test_what_the_whole_file_told_of_the_encoding_is_part_of_a_records_own_bytes() -> None:
    content = '[{"text": "é"}, {"text": "plain"}]'
    in_utf8, plain = (r for r in read_all(content) if isinstance(r, Record))
    in_latin, same = (r for r in read_all(content.encode("cp1252")) if isinstance(r, Record))
    assert (in_latin.encoding, in_latin.text) == ("cp1252", in_utf8.text)
    assert in_latin.raw_sha256 != in_utf8.raw_sha256
    assert same == plain


def test_json_lines_are_told_by_content() -> None:
    assert [r.raw_member for r in read_all('{"text": "a"}\n{"text": "b"}')] == ["line 1", "line 2"]
    assert [r.raw_member for r in read_all('{\n"text": "a"\n}\n{\n"text": "b"\n}')] == ["item 1", "item 2"]
    assert [r.raw_member for r in read_all('{"text": "a"}{"text": "b"}')] == ["item 1", "item 2"]


def test_a_block_of_lines_from_a_longer_file_keeps_its_places() -> None:
    decoded = Decoded('{"text": "a"}\n\n{oops\n', "utf-8", "utf-8")
    record, refusal = read_jsonl(decoded, DEFAULT_LIMITS, first_line=1001, before_bytes=50_000)
    assert record.raw_member == "line 1001"
    assert isinstance(refusal, Refusal)
    assert (refusal.raw_member, refusal.position) == ("line 1003", 1003)


def test_broken_lines_are_refused_by_line_and_the_rest_is_read() -> None:
    content = (
        '{"text": "a"}\n{"text": NaN}\n[1, 2]\n{oops\n{"text": "b"} {"x": 1}\n{"title": "no body"}\n{"text": "c"}\n'
    )
    found = read_all(content)
    refusals = [r for r in found if isinstance(r, Refusal)]
    assert [(r.raw_member, r.reason, r.position) for r in refusals] == [
        ("line 2", "no_text", 2),
        ("line 3", "malformed", 3),
        ("line 4", "malformed", 4),
        ("line 5", "malformed", 5),
        ("line 6", "no_text", 6),
    ]
    assert [r.text for r in found if isinstance(r, Record)] == ["a", "c"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "9" * 5000])
def test_what_is_no_number_spoils_nothing_but_itself(value: str) -> None:
    one, two = read_all(f'[{{"text": "a", "score": {value}}}, {{"text": "b"}}]')
    assert isinstance(one, Record)
    assert isinstance(two, Record)
    assert (one.text, one.notes, two.notes) == ("a", ("not_a_number_read_as_null",), ())


def test_a_key_given_twice_is_noted() -> None:
    (record,) = read_all('{"text": "a", "text": "b"}')
    assert isinstance(record, Record)
    assert (record.text, record.notes) == ("b", ("repeated_keys_last_one_taken",))


def test_a_list_that_breaks_off_gives_what_came_before_and_the_byte() -> None:
    found = read_all('[{"text": "é"}, {"text": "b')
    assert isinstance(found[0], Record)
    problem = "Unterminated string starting at: line 1 column 26 (char 25); nothing after it was read"
    assert found[1:] == [Refusal("item 2", "malformed", problem, 26)]


def test_a_long_list_of_refusals_takes_linear_time() -> None:
    found = read_all("[" + ",".join(['{"id": "é"}'] * 20_000) + "]")
    assert len(found) == 20_000
    assert found[-1] == Refusal("item 20000", "no_text", "no text field among: id", 1 + 19_999 * 13)


A, B = '{"title": "A", "text": "a"}', '{"title": "B", "text": "b"}'


@pytest.mark.parametrize(
    "content",
    [
        f"[{A}]\n[{B}]",
        f"[{A}] [] [{B}]",
        f"[{A}]\n{B}\n",
        f'{{"articles": [{A}], "stories": [{B}]}}',
        f'{{"stories": [{A}], "facets": [{{"n": 1}}], "articles": [{B}]}}',
        f'{{"data": {{"sport": [{A}], "news": [{B}]}}}}',
        f'{{"data": {{"sport": [{A}], "world": [{B}]}}}}',
        f'{{"title": "Feed", "description": "All of it.", "items": [{A}, {B}]}}',
        f'{{"story": "bridge", "articles": [{A}, {B}], "comments": [{{"text": "Nice."}}]}}',
    ],
)
def test_every_list_of_records_is_read_in_file_order(content: str) -> None:
    found = read_all(content)
    assert [(r.raw_member, r.text) for r in found if isinstance(r, Record)] == [("item 1", "a"), ("item 2", "b")]
    assert len(found) == 2


def test_what_follows_a_list_and_is_no_value_is_refused_by_its_byte() -> None:
    record, refusal = read_all(f"[{A}] so much for that")
    assert isinstance(record, Record)
    assert refusal == Refusal("item 2", "malformed", "more after the list", len(A) + 3)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('{"headline": "H", "fulltext": "short", "documents": [{"name": "x.pdf"}]}', "short"),
        ('{"headline": "H", "article": "short", "items": [{"title": "T", "text": "t"}]}', "short"),
        ('{"headline": "H", "summary": "short", "documents": [{"name": "x.pdf"}]}', "short"),
    ],
)
def test_an_object_with_a_text_of_its_own_is_a_record_whatever_it_lists(content: str, text: str) -> None:
    (record,) = read_all(content)
    assert isinstance(record, Record)
    assert (record.raw_member, record.text) == ("", text)


def test_the_parts_of_one_article_are_no_articles() -> None:
    for content in ('{"data": {"paragraphs": [{"text": "a"}]}}', f'{{"title": "T", "sections": [{A}]}}'):
        (refusal,) = read_all(content)
        assert isinstance(refusal, Refusal)
        assert (refusal.raw_member, refusal.reason) == ("", "no_text")


def test_commas_between_objects_are_ignored_and_noted() -> None:
    one, broken, two = read_all(f"{A},\n{{oops,\n{B},\n")
    plain = read_all(f"{A}\n{B}\n")
    notes = ("comma_after_the_record_ignored",)
    assert [one, two._replace(raw_member="line 2")] == [r._replace(notes=notes) for r in plain if isinstance(r, Record)]
    assert isinstance(broken, Refusal)
    assert broken.raw_member == "line 2"
    spread = read_all("{\n" + A[1:] + ",\n{\n" + B[1:])
    assert [r.notes for r in spread if isinstance(r, Record)] == [notes, ()]


def test_record_separators_are_white_space() -> None:
    one, two = '{"title": "A", "text": "The bridge will open."}', '{"title": "B",\n"text": "The crane stands still."}'
    for content in (f"\x1e{one}\n\x1e{one}\n", f"\x1e{two}\n\x1e{two}\n", f"\x1e{one}\n"):
        found = read_all(content)
        assert len(found) == content.count("\x1e")
        assert all(isinstance(r, Record) for r in found)
    assert read_all(f"\x1e{one}\n") == read_all(one)


@pytest.mark.parametrize("content", ['{"a":' * 100_000, '{"text": ' + "9" * 5000 + "}", '[{"a": 1}, 2]', "[{}]"])
def test_what_is_no_record_is_refused_without_harm(content: str) -> None:
    found = read_all(content)
    assert found
    assert all(isinstance(r, Refusal) for r in found)


@pytest.mark.parametrize(
    "value",
    [
        {"@context": "https://schema.org", "@type": "Organization", "name": "Echo", "description": "A newspaper."},
        {"@type": "VideoObject", "name": "Bridge", "headline": "Bridge", "description": "Film of it."},
        {
            "uri": "urn:x:1",
            "type": "picture",
            "versioncreated": "2025-11-13T14:05:00Z",
            "description_text": "A bridge.",
        },
        {
            "uri": "urn:x:1",
            "type": "composite",
            "versioncreated": "2025-11-13T14:05:00Z",
            "associations": [{"type": "text"}],
        },
    ],
)
def test_what_says_that_it_is_no_article_is_refused_as_such(value: dict[str, Any]) -> None:
    (found,) = read_all(json.dumps(value))
    assert isinstance(found, Refusal)
    assert found.reason == "not_an_article"


@pytest.mark.parametrize(
    "value",
    [
        {"name": "left-pad", "version": "1.0.0", "description": "Pads on the left.", "author": "Tomas Okoro"},
        {"title": "Bridge opens", "text": "None"},
        {"uri": "urn:x:1", "type": "text", "pubstatus": "usable", "bodies": [{"role": "nitf", "value": "<nitf/>"}]},
        {"title": "Bridge opens", "body": "<div><script>let a = 1;</script></div>"},
    ],
)
def test_what_has_no_text_of_its_own_is_refused_as_such(value: dict[str, Any]) -> None:
    (found,) = read_all(json.dumps(value))
    assert isinstance(found, Refusal)
    assert found.reason == "no_text"


def test_a_whole_page_in_a_field_is_read_as_a_page_and_fills_what_the_record_leaves_open() -> None:
    paragraphs = "".join(
        f"<p>The bridge over the Kald will open on Monday, part {n} of the plan says.</p>" for n in range(6)
    )
    head = "<head><title>Bridge opens</title></head>"
    page = f"<html>{head}<body><article><h1>Bridge opens</h1>{paragraphs}</article></body></html>"
    record = read_one({"url": "https://echo.example/a", "html": page, "fetched": "2025-11-13"})
    assert record.layout == "rendered"
    assert record.metadata.url == "https://echo.example/a"
    assert record.metadata.headline == "Bridge opens"
    assert "part 5 of the plan" in record.text


def test_lone_surrogates_are_replaced_and_noted() -> None:
    (record,) = read_all(rb'{"text": "a \ud800 z", "title": "t \udc00"}')
    assert isinstance(record, Record)
    assert (record.text, record.notes) == ("a \ufffd z", ("lone_surrogates_replaced",))
    assert record.metadata.headline == "t \ufffd"
    (record,) = read_all(rb'{"text": "a \ud83d\ude00", "t\udc00": "x", "title": "t \ud800"}')
    assert isinstance(record, Record)
    assert (record.text, record.notes) == ("a \U0001f600", ("lone_surrogates_replaced",))


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


NAMES = [
    *(name for _, name in rows("und", "field_names")),
    *(
        "@type",
        "@graph",
        "@id",
        "$date",
        "$numberLong",
        "type",
        "uri",
        "pubstatus",
        "bodies",
        "headlines",
        "infosources",
    ),
    *("name", "value", "main", "rendered", "items", "data", "_source", "fields", "standard", "associations", "by"),
]
WORDS = [
    "text",
    "NewsArticle",
    "<p>a</p>",
    "https://e.example/a",
    "2025-11-13",
    "03/04/2025",
    "['A B']",
    "Ana Berg",
    "None",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
def test_any_value_under_any_known_name_gives_a_record_or_a_refusal(value: dict[str, Any]) -> None:
    for found in read_jsonl(Decoded(json.dumps(value), "utf-8", "utf-8"), DEFAULT_LIMITS):
        if isinstance(found, Refusal):
            assert found.reason in REJECT_REASONS
        else:
            json.dumps(found.metadata, ensure_ascii=False).encode("utf-8")
            assert all(isinstance(name, str) for name in found.metadata.byline)
            assert isinstance(found.metadata.headline, str | None)
