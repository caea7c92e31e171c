"""NITF: head and body of agencies and archives as blocks; who published and who is credited; nothing printed twice."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xml_cases import ATTACKS, FIXTURES, assert_sound, damaged, read_all, read_one, shown

from flows.formats.read import read_records
from flows.formats.records import Record, Refusal
from flows.formats.wires.wire_fields import is_same_body
from flows.formats.wires.wire_layout import marked_up_paragraphs, plain_paragraphs
from flows.formats.wires.xml_root import is_known_xml
from flows.formats.wires.xml_text import mend

FOLDER = FIXTURES / "formats_nitf"
BODY = "<p>The ferry sails again in May, the council said.</p>"


def nitf(content: str = BODY, top: str = "", head: str = "") -> str:
    inside = f"<body.head>{top}</body.head><body.content>{content}</body.content>"
    return f'<?xml version="1.0"?><nitf><head>{head}</head><body>{inside}</body></nitf>'


def blocks(content: str, top: str = "") -> list[list[str]]:
    return [list(block) for block in shown(read_one(nitf(content, top)))["blocks"]]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xml")), ids=lambda path: path.stem)
def test_each_exporters_file_is_understood(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [shown(found) for found in read_all(path.read_bytes())] == wanted
    assert [shown(found) for found in read_records(path.read_bytes())] == wanted


def test_a_file_that_is_one_article_has_the_files_hash() -> None:
    record = read_one(nitf())
    assert (record.raw_member, record.raw_sha256) == ("", hashlib.sha256(nitf().encode()).hexdigest())


def test_documents_written_one_after_the_other_are_articles_each() -> None:
    found = read_all(nitf() + "\n" + nitf("<p>Another ferry sails in June.</p>"))
    assert [item.raw_member for item in found] == ["item 1", "item 2"]
    assert len({item.raw_sha256 for item in found if isinstance(item, Record)}) == 2


@pytest.mark.parametrize(
    ("head", "top", "outlet", "place", "credited"),
    [
        ('<pubdata name="The Alder Chronicle"/>', "", "The Alder Chronicle", "nitf:pubdata/name", None),
        (
            '<pubdata name="The Alder Chronicle"/>',
            "<distributor>The Associated Press</distributor>",
            "The Alder Chronicle",
            "nitf:pubdata/name",
            "The Associated Press",
        ),
        (
            '<docdata><doc.copyright holder="AP" year="2024"/></docdata>',
            "<distributor>The Associated Press</distributor>",
            "The Associated Press",
            "nitf:distributor",
            None,
        ),
        (
            '<docdata><doc.copyright holder="Reuters" year="2024"/></docdata>',
            "<distributor>Nordvest Telegram</distributor>",
            "Nordvest Telegram",
            "nitf:distributor",
            "Reuters",
        ),
        ('<docdata><doc.copyright holder="Reuters" year="2024"/></docdata>', "", "Reuters", "nitf:doc.copyright", None),
        ('<docdata><doc.copyright holder="Alder Media Ltd" year="2024"/></docdata>', "", None, None, None),
    ],
)
def test_who_published_the_file_and_whom_it_credits(
    head: str, top: str, outlet: str | None, place: str | None, credited: str | None
) -> None:
    found = read_one(nitf(top=top, head=head)).metadata
    assert (found.outlet, found.outlet_evidence, found.credited_outlet) == (outlet, place, credited)


@pytest.mark.parametrize(
    ("head", "on", "at", "evidence"),
    [
        (
            '<docdata><date.issue norm="20240312T101500Z"/></docdata>',
            "2024-03-12",
            "2024-03-12T10:15+00:00",
            "date.issue",
        ),
        (
            '<docdata><date.issue norm="20240312T101500+0100"/></docdata>',
            "2024-03-12",
            "2024-03-12T10:15+01:00",
            "date.issue",
        ),
        ('<pubdata date.publication="20240312T000000"/>', "2024-03-12", None, "date.publication"),
        (
            '<docdata><date.issue norm="20240312T091500Z"/></docdata><pubdata date.publication="20240312"/>',
            "2024-03-12",
            "2024-03-12T09:15+00:00",
            "date.issue",
        ),
        (
            '<docdata><date.issue norm="20240311T091500Z"/><date.release norm="20240312T060000Z"/></docdata>',
            "2024-03-12",
            "2024-03-12T06:00+00:00",
            "date.release",
        ),
    ],
)
def test_the_date_is_that_of_publication_with_its_offset(head: str, on: str, at: str | None, evidence: str) -> None:
    found = read_one(nitf(head=head)).metadata
    assert (found.published_on, found.published_at, found.published_evidence) == (on, at, f"nitf:{evidence}")


def test_the_date_of_the_document_type_is_no_date_of_the_article() -> None:
    record = read_one(nitf().replace("<nitf>", '<nitf change.date="October 18, 2006" change.time="19:30">'))
    assert (record.metadata.published_on, record.metadata.published_evidence) == (None, None)


@pytest.mark.parametrize(
    ("byline", "persons"),
    [
        ("By <person>Ines Halloran</person><byttl>Staff Writer</byttl>", ("Ines Halloran",)),
        ("By<person>Staff Reporter</person><byttl>Coast Desk</byttl>", ()),
        ("gr/bp", ()),
        ("By INES HALLORAN and TOM REYES", ("INES HALLORAN", "TOM REYES")),
        ("Reuters", ()),
    ],
)
def test_only_persons_are_in_the_byline(byline: str, persons: tuple[str, ...]) -> None:
    found = read_one(nitf(top=f"<byline>{byline}</byline>")).metadata
    assert found.byline == persons
    assert (found.credited_outlet == "Reuters") is (byline == "Reuters")


def test_a_byline_that_stands_in_the_body_is_a_block_of_its_own() -> None:
    assert blocks(f"<p>By Ines Halloran</p>{BODY}")[0] == ["byline", "By Ines Halloran"]
    assert blocks("<p>By Monday the ferry sails. It is old.</p>")[0][0] == "paragraph"


def test_what_the_head_repeats_is_printed_once() -> None:
    top = (
        "<hedline><hl1>Ferry sails</hl1><hl2>Ferry sails</hl2></hedline>"
        "<dateline><location>PORT ALDER</location></dateline>"
        "<abstract><p>PORT ALDER (NCP) — The ferry sails</p></abstract>"
    )
    found = blocks("<hl2>Ferry sails</hl2><p>PORT ALDER (NCP) — The ferry sails in May.</p>", top)
    assert found == [["headline", "Ferry sails"], ["paragraph", "PORT ALDER (NCP) — The ferry sails in May."]]


def test_an_abstract_alone_is_a_summary() -> None:
    record = read_one(nitf("", "<abstract>The ferry sails again in May.</abstract>"))
    assert record.metadata.is_summary
    assert shown(record)["blocks"] == [["paragraph", "The ferry sails again in May."]]


def test_a_picture_with_its_caption_is_no_article() -> None:
    (found,) = read_all(nitf("<media><media-caption>The ferry.</media-caption></media>"))
    assert isinstance(found, Refusal)
    assert found.reason == "not_an_article"


def test_text_outside_all_paragraphs_is_kept() -> None:
    assert blocks("One.<p>Two.</p>Three.<block>Four.</block>Five.") == [
        ["paragraph", word] for word in ("One.", "Two.", "Three.", "Four.", "Five.")
    ]


def test_the_end_mark_and_the_editors_are_no_paragraphs() -> None:
    kinds = [kind for kind, _ in blocks(f"{BODY}<p>(Reporting by Ana Bell; Editing by Tom Reyes)</p><p>ends</p>")]
    assert kinds == ["paragraph", "boilerplate", "boilerplate"]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("one\n   two\n   three", ["one two three"]),
        ("  one\ntwo\n   three\nfour", ["one two", "three four"]),
        ("one\n\ntwo\nthree", ["one", "two three"]),
        (
            "the storm kept the boats of three ports in for\vdays",
            ["the storm kept the boats of three ports in for days"],
        ),
        ("Alder 1\vNarrows 2", ["Alder 1", "Narrows 2"]),
        ("from the\n   county\n  , he said.", ["from the county, he said."]),
        ("", []),
    ],
)
def test_layout_parts_paragraphs_only_where_it_means_to(text: str, paragraphs: list[str]) -> None:
    assert list(marked_up_paragraphs(text)) == paragraphs


@given(st.text(alphabet="ab .,\n\t\v ", max_size=80))
def test_no_word_is_lost_between_paragraphs(text: str) -> None:
    for found in (marked_up_paragraphs(text), plain_paragraphs(text)):
        assert "".join("".join(found).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("source", "mended", "notes"),
    [
        ("a&nbsp;b", "a\xa0b", ("entity_mended: nbsp",)),
        ("a & b", "a &amp; b", ("ampersands_mended: 1",)),
        ("a &amp; &#8211;", "a &amp; &#8211;", ()),
        ("&#146;", "’", ("character_references_read_as_cp1252",)),
        ("&#0;&#xD800;", "\ufffd\ufffd", ("forbidden_character_references_replaced",)),
        ("&foo;", "&amp;foo;", ("unknown_entity_kept: foo",)),
        ("<![CDATA[&nbsp;]]><!-- & -->", "<![CDATA[&nbsp;]]><!-- & -->", ()),
        ("a\x0bb\x01", "a b\ufffd", ("control_characters_replaced: 2",)),
    ],
)
def test_only_what_xml_does_not_know_is_mended(source: str, mended: str, notes: tuple[str, ...]) -> None:
    assert mend(source) == (mended, notes)


@pytest.mark.parametrize("attack", ATTACKS)
def test_entities_are_neither_expanded_nor_fetched(attack: str) -> None:
    (found,) = read_all(nitf("<p>&d; sails again.</p>").replace("<nitf>", ATTACKS[attack] + "<nitf>"))
    assert isinstance(found, Refusal)
    assert found.reason == "malformed"


def test_a_document_type_elsewhere_is_neither_fetched_nor_missed() -> None:
    doctype = '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd" [<!-- ]> --><!ENTITY isle "Ostrava">]>'
    record = read_one(nitf("<p>The ferry to &isle;&nbsp;sails.</p>").replace("<nitf>", doctype + "<nitf>"))
    assert record.text == "The ferry to Ostrava sails."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (nitf("<p>a</b>"), "malformed"),
        (nitf()[:-12], "truncated"),
        (nitf(""), "no_text"),
        ("<?xml version='1.0'?><nitf", "truncated"),
        ("<?xml version='1.0'?><!-- nothing", "malformed"),
        ("<?xml version='1.0'?><urlset><url><loc>https://g.example/</loc></url></urlset>", "not_an_article"),
        ("<?xml version='1.0'?><opml><body/></opml>", "unsupported"),
        ("<?xml version='1.0'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "unsupported"),
        (nitf("<block>" * 300 + "a" + "</block>" * 300), "malformed"),
    ],
)
def test_what_is_no_sound_article_has_its_reason(content: str, reason: str) -> None:
    (found,) = read_all(content)
    assert isinstance(found, Refusal)
    assert found.reason == reason


def test_an_element_that_no_reader_knows_is_named() -> None:
    (found,) = read_all("<?xml version='1.0'?><opml><body/></opml>")
    assert isinstance(found, Refusal)
    assert "<opml>" in found.detail


def test_a_broken_file_names_its_line() -> None:
    (found,) = read_all("<?xml version='1.0'?>\n<nitf>\n<body>\n</p></body></nitf>")
    assert isinstance(found, Refusal)
    assert found.position == 4


def test_a_file_that_breaks_off_is_still_known_for_what_it_is() -> None:
    assert is_known_xml('<!-- export -->\n<!DOCTYPE nitf SYSTEM "x" [<!ENTITY a "b">]><nitf><head>')
    assert is_known_xml(ATTACKS["parameter entity"] + "<x/>")
    assert not is_known_xml("<opml>")
    assert not is_known_xml("The <rss> element holds a channel.")
    assert not is_known_xml("")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("AP", "The Associated Press", True),
        ("dpa", "Deutsche Presse-Agentur GmbH", True),
        ("EFE", "Agencia EFE", True),
        ("reuters.com", "Reuters", True),
        ("Reuters", "The Associated Press", False),
        ("Alder Chronicle", "Alder Post", False),
    ],
)
def test_a_body_is_known_by_its_initials(one: str, other: str, same: bool) -> None:
    assert is_same_body(one, other) is is_same_body(other, one) is same


@settings(max_examples=150)
@given(damaged("formats_nitf"))
def test_damaged_bytes_give_records_and_reasons(content: bytes) -> None:
    assert_sound(read_all(content))
