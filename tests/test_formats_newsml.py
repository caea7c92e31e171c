"""NewsML-G2 and NewsML 1: items of a message apart from each other; bodies are outlets or credited, never authors."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from xml_cases import ATTACKS, FIXTURES, assert_sound, damaged, read_all, read_one, shown

from flows.formats.read import read_records
from flows.formats.records import Record, Refusal

FOLDER = FIXTURES / "formats_newsml"
XHTML = "<inlineXML><html><body><p>The ferry sails again in May, the council said.</p></body></html></inlineXML>"


def item(content: str = XHTML, management: str = "", about: str = "", attributes: str = "") -> str:
    kind = "" if "<itemClass" in management else '<itemClass qcode="ninat:text"/>'
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" {attributes}><itemMeta>{kind}{management}</itemMeta>'
        f"<contentMeta>{about}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> str:
    return f"<?xml version='1.0'?><newsMessage><header/><itemSet>{''.join(items)}</itemSet></newsMessage>"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xml")), ids=lambda path: path.stem)
def test_each_exporters_file_is_understood(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [shown(found) for found in read_all(path.read_bytes())] == wanted
    assert [shown(found) for found in read_records(path.read_bytes())] == wanted


def test_an_item_is_the_same_article_in_whatever_message_it_is_sent() -> None:
    one, *_ = read_all(message(item()))
    _, two = read_all(message(item(XHTML.replace("May", "June")), item()))
    assert isinstance(one, Record)
    assert isinstance(two, Record)
    assert (one.raw_member, two.raw_member) == ("item 1", "item 2")
    assert one.raw_sha256 == two.raw_sha256


def test_a_broken_item_costs_only_itself() -> None:
    found = read_all(message(item(), item("<inlineXML><p></inlineXML>"), item(XHTML.replace("May", "June"))))
    assert [getattr(f, "reason", "") for f in found] == ["", "malformed", ""]


def test_whole_items_of_a_cut_message_are_read() -> None:
    whole = message(item(), item(XHTML.replace("May", "June")))
    inside, between = whole[:-200], whole[: whole.rindex("<newsItem")]
    assert [(f.raw_member, getattr(f, "reason", "")) for f in read_all(inside)] == [
        ("item 1", ""),
        ("item 2", "truncated"),
    ]
    assert [(f.raw_member, getattr(f, "reason", "")) for f in read_all(between)] == [("item 1", ""), ("", "truncated")]


def test_prefixes_that_the_message_declares_hold_in_its_items() -> None:
    text = message(item(about='<headline n:x="1">Ferry</headline>')).replace(
        "<newsMessage>", '<newsMessage xmlns:n="urn:n">'
    )
    (record,) = read_all(text)
    assert isinstance(record, Record)
    assert record.notes == ()


@pytest.mark.parametrize("kind", ["picture", "graphic", "video", "audio", "animation"])
def test_items_of_other_classes_are_no_articles(kind: str) -> None:
    about = '<headline>Ferry</headline><description role="drol:caption">The ferry.</description>'
    (found,) = read_all(item(management=f'<itemClass qcode="ninat:{kind}"/>', about=about))
    assert isinstance(found, Refusal)
    assert (found.reason, kind in found.detail) == ("not_an_article", True)


@pytest.mark.parametrize("name", ["packageItem", "conceptItem", "planningItem"])
def test_items_that_only_list_things_are_no_articles(name: str) -> None:
    (found,) = read_all(f"<?xml version='1.0'?><{name}><itemMeta/></{name}>")
    assert isinstance(found, Refusal)
    assert (found.reason, name in found.detail) == ("not_an_article", True)


@pytest.mark.parametrize(
    ("management", "about", "outlet", "credited", "credit_line"),
    [
        (
            '<provider literal="reuters.com"/>',
            '<infoSource literal="Reuters"/><creditline>Reuters</creditline>',
            "reuters.com",
            None,
            None,
        ),
        (
            '<provider qcode="nprov:dpa"><name>Deutsche Presse-Agentur GmbH</name></provider>',
            "<creditline>dpa</creditline>",
            "Deutsche Presse-Agentur GmbH",
            None,
            None,
        ),
        ('<provider qcode="nprov:AFP"/>', "", "AFP", None, None),
        ('<provider qcode="x:z01122"/>', "", None, None, None),
        (
            '<provider literal="Harbour Gazette"/>',
            "<creditline>AFP</creditline>",
            "Harbour Gazette",
            "AFP",
            "AFP",
        ),
        (
            '<provider literal="reuters.com"/>',
            '<infoSource role="cRole:redistributor" literal="Coast Services"/>'
            '<infoSource role="cRole:source" literal="Opal"/>',
            "reuters.com",
            "Opal",
            None,
        ),
    ],
)
def test_bodies_are_outlets_or_credited(
    management: str, about: str, outlet: str | None, credited: str | None, credit_line: str | None
) -> None:
    found = read_one(item(management=management, about=about)).metadata
    assert (found.outlet, found.credited_outlet, found.credit_line) == (outlet, credited, credit_line)
    assert found.byline == ()


@pytest.mark.parametrize(
    ("about", "byline", "evidence"),
    [
        ("<by>By Ana Bell and Tom Reyes</by><creator literal='Rolf Ekman'/>", ("Ana Bell", "Tom Reyes"), "newsml:by"),
        ("<by/><creator><name>Ana Bell</name></creator>", ("Ana Bell",), "newsml:creator"),
        ('<creator type="cpnat:organisation"><name>Ana Bell</name></creator>', (), None),
        ("<creator literal='Reuters'/>", (), None),
        ("<creator literal='VRG'><name>VRG</name></creator>", (), None),
        ("<contributor><name>Ana Bell</name></contributor>", (), None),
    ],
)
def test_only_persons_are_authors(about: str, byline: tuple[str, ...], evidence: str | None) -> None:
    found = read_one(item(about=about)).metadata
    assert (found.byline, found.byline_evidence) == (byline, evidence)


@pytest.mark.parametrize(
    ("version", "dates", "published", "updated", "evidence"),
    [
        (
            "1",
            "<versionCreated>2024-03-12T10:15:00Z</versionCreated>",
            "2024-03-12T10:15+00:00",
            None,
            "newsml:versionCreated",
        ),
        (
            "3",
            "<versionCreated>2024-03-12T12:15:00Z</versionCreated><firstCreated>2024-03-12T10:15:00Z</firstCreated>",
            "2024-03-12T10:15+00:00",
            "2024-03-12T12:15+00:00",
            "newsml:firstCreated",
        ),
        (
            "3",
            "<versionCreated>2024-03-12T12:15:00Z</versionCreated>",
            None,
            "2024-03-12T12:15+00:00",
            "only_an_update_is_dated",
        ),
        (
            "1",
            "<versionCreated>2024-03-12T12:15:00Z</versionCreated><embargoed>2024-03-14T06:00:00Z</embargoed>",
            None,
            None,
            "embargoed until 2024-03-14T06:00:00Z",
        ),
        (
            "1",
            "<versionCreated>2024-03-12T12:15:00Z</versionCreated><embargoed>2024-03-12T06:00:00+01:00</embargoed>",
            "2024-03-12T12:15+00:00",
            None,
            "newsml:versionCreated",
        ),
    ],
)
def test_versions_tell_publication_and_change_apart(
    version: str, dates: str, published: str | None, updated: str | None, evidence: str
) -> None:
    found = read_one(item(management=dates, attributes=f'version="{version}"')).metadata
    assert (found.published_at, found.updated_at, found.published_evidence) == (published, updated, evidence)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ('<inlineData contenttype="text/plain">One.\n\nTwo\nthree.</inlineData>', ["One.", "Two three."]),
        ("<inlineData><![CDATA[<p>One.</p><p>Two.</p>]]></inlineData>", ["One.", "Two."]),
        ("<inlineData><![CDATA[<p>\n   One\ntwo.\n   Three\nfour.\n</p>]]></inlineData>", ["One two.", "Three four."]),
        ("<inlineXML><nitf><body><body.content><p>One.</p></body.content></body></nitf></inlineXML>", ["One."]),
        ('<inlineXML><html><body><p xmlns="">One.</p>Two.</body></html></inlineXML>', ["One.", "Two."]),
    ],
    ids=["plain text", "escaped HTML", "fixed width in HTML", "NITF", "XHTML"],
)
def test_the_text_is_found_in_whatever_form_it_has(content: str, wanted: list[str]) -> None:
    assert shown(read_one(item(content)))["blocks"] == [["paragraph", words] for words in wanted]


def test_other_forms_of_the_text_are_noted() -> None:
    plain = '<inlineData contenttype="text/plain">The ferry sails.</inlineData>'
    record = read_one(item(XHTML + plain))
    assert record.notes == ("other_renditions_left: 1",)
    assert "the council said" in record.text


def test_content_elsewhere_is_no_text() -> None:
    (found,) = read_all(item('<remoteContent href="a.txt"/>', about="<headline>Ferry</headline>"))
    assert isinstance(found, Refusal)
    assert (found.reason, "Ferry" in found.detail) == ("no_text", True)


def test_a_cancelled_item_says_so() -> None:
    record = read_one(item(management='<pubStatus qcode="stat:canceled"/>'))
    assert record.notes == ("publication_status: canceled",)


def test_a_slugline_is_no_headline() -> None:
    assert read_one(item(about="<slugline>NW-FERRY</slugline>")).metadata.headline is None


@pytest.mark.parametrize("attack", ATTACKS)
def test_entities_are_neither_expanded_nor_fetched(attack: str) -> None:
    content = XHTML.replace("ferry", "&d;")
    (found,) = read_all("<?xml version='1.0'?>" + ATTACKS[attack] + item(content))
    assert isinstance(found, Refusal)
    assert found.reason == "malformed"


@settings(max_examples=150)
@given(damaged("formats_newsml"))
def test_damaged_bytes_give_records_and_reasons(content: bytes) -> None:
    assert_sound(read_all(content))
