"""Feeds: summaries are said to be summaries, nothing comes from the wrong element, a broken item costs only itself."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xml_cases import ATTACKS, FIXTURES, assert_sound, damaged, read_all, read_one, shown

from flows.formats.feeds.feed_fields import plain_title
from flows.formats.feeds.feed_items import Field
from flows.formats.records import Record, Refusal

FOLDER = FIXTURES / "formats_feeds"
LONG = "The ferry sails again in May, the island council said. " * 6
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(*items: str, channel: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{channel}{inside}</channel></rss>'


def atom(entry: str, channel: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}>{channel}<entry>{entry}</entry></feed>'


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xml")), ids=lambda path: path.stem)
def test_each_exporters_feed_is_understood(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [shown(found) for found in read_all(path.read_bytes())] == wanted


@pytest.mark.parametrize(
    ("item", "is_summary"),
    [
        (f"<description>{LONG}</description>", True),
        (f"<description>Short.</description><content:encoded>{LONG}</content:encoded>", False),
        (f"<content:encoded>{LONG}</content:encoded>", False),
        (f"<description>{LONG}</description><content:encoded>{LONG}</content:encoded>", True),
        (f"<description>Short.</description><content:encoded>{LONG} [&#8230;]</content:encoded>", True),
        (
            f"<description>Short.</description><content:encoded>&lt;p>{LONG}&lt;/p>"
            "&lt;p>&lt;a href='x'>Continue reading&lt;/a>&lt;/p></content:encoded>",
            True,
        ),
    ],
    ids=["description", "content and summary", "content alone", "content like summary", "cut mark", "link to the rest"],
)
def test_only_a_full_content_element_is_the_article(item: str, is_summary: bool) -> None:
    record = read_one(rss(f"<title>Ferry</title>{item}"))
    assert record.metadata.is_summary is is_summary
    assert "The ferry sails again in May" in record.text


def test_a_link_to_the_rest_is_no_part_of_the_body() -> None:
    record = read_one(
        rss("<title>Ferry</title><description>&lt;p>It sails in May. Read more about it&lt;/p></description>")
    )
    assert shown(record)["blocks"] == [["paragraph", "It sails in May."], ["link", "Read more about it"]]


def test_the_words_of_a_feed_are_kept_even_where_they_look_like_mojibake() -> None:
    record = read_one(
        rss("<title>CafÃ© closes</title><description>The cafÃ© on the quay closes on Monday.</description>")
    )
    assert record.text == "The cafÃ© on the quay closes on Monday."
    assert record.metadata.headline == "CafÃ© closes"


def test_a_caption_is_never_the_text() -> None:
    picture = (
        '<media:content medium="image" url="f.jpg"><media:description>The ferry.</media:description></media:content>'
    )
    (found,) = read_all(rss(f"<title>Ferry</title>{picture}"))
    assert isinstance(found, Refusal)
    assert found.reason == "not_an_article"
    record = read_one(rss(f"<title>Ferry</title>{picture}<description>It sails in May, they said.</description>"))
    assert shown(record)["blocks"] == [["paragraph", "It sails in May, they said."], ["caption", "The ferry."]]


@pytest.mark.parametrize(
    ("date", "on", "at", "updated", "evidence"),
    [
        (
            "<pubDate>Tue, 12 Mar 2024 10:15:00 +0200</pubDate>",
            "2024-03-12",
            "2024-03-12T10:15+02:00",
            None,
            "feed:pubDate",
        ),
        ("<dc:date>2024-03-12</dc:date>", "2024-03-12", None, None, "feed:dc:date"),
        (
            "<atom:updated>2024-03-13T08:00:00Z</atom:updated><dc:date>2024-03-12T07:00:00Z</dc:date>",
            "2024-03-12",
            "2024-03-12T07:00+00:00",
            "2024-03-13T08:00+00:00",
            "feed:dc:date",
        ),
        (
            "<atom:updated>2024-03-13T08:00:00Z</atom:updated>",
            None,
            None,
            "2024-03-13T08:00+00:00",
            "only_an_update_is_dated",
        ),
        ("<pubDate>04/03/2024</pubDate>", None, None, None, "ambiguous: 04/03/2024 (feed:pubDate)"),
    ],
)
def test_a_date_comes_from_its_own_element(
    date: str, on: str | None, at: str | None, updated: str | None, evidence: str
) -> None:
    found = read_one(rss(f"<description>It sails again.</description>{date}")).metadata
    assert (found.published_on, found.published_at, found.updated_at) == (on, at, updated)
    assert found.published_evidence == evidence


@pytest.mark.parametrize(
    ("channel", "outlet", "evidence"),
    [
        (
            "<title>Harbour Gazette</title><link>https://www.harbourgazette.example/</link>",
            "Harbour Gazette",
            "feed:title",
        ),
        ("<title>Gazette - World</title><link>https://gazette.example/world</link>", "Gazette", "feed:title"),
        ("<title>World | The Gazette</title><link>https://thegazette.co.uk/</link>", "The Gazette", "feed:title"),
        ("<title>World news</title><link>https://gazette.example/</link>", None, None),
        ("<title>Harbour Gazette</title>", None, None),
        (
            "<title>Local - Harbour Gazette</title><copyright>© 2024 Harbour Gazette Ltd</copyright>",
            "Harbour Gazette",
            "feed:title",
        ),
        ("<title>Top</title><dc:publisher>Harbour Gazette</dc:publisher>", "Harbour Gazette", "feed:dc:publisher"),
        ("<title>Top</title><dc:publisher>Vera Okafor</dc:publisher>", None, None),
        ("<image><title>Gazette</title></image><link>https://gazette.example/</link>", None, None),
    ],
)
def test_the_title_of_a_feed_is_an_outlet_only_where_something_confirms_it(
    channel: str, outlet: str | None, evidence: str | None
) -> None:
    found = read_one(rss("<description>It sails again.</description>", channel=channel)).metadata
    assert (found.outlet, found.outlet_evidence) == (outlet, evidence)


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("<author>desk@gazette.example (Rolf Ekman)</author>", ("Rolf Ekman",)),
        ("<author>desk@gazette.example</author>", ()),
        ("<author>Rolf Ekman &lt;rolf@gazette.example></author>", ("Rolf Ekman",)),
        ("<dc:creator>By Rolf Ekman and Ana Bell</dc:creator>", ("Rolf Ekman", "Ana Bell")),
        ("<dc:creator>Rolf Ekman</dc:creator><dc:creator>Ana Bell</dc:creator>", ("Rolf Ekman", "Ana Bell")),
        ("<dc:creator>Gazette Newsroom</dc:creator>", ()),
        ("<dc:creator>admin</dc:creator>", ()),
        ("<atom:author><atom:name>Ana Bell</atom:name></atom:author>", ("Ana Bell",)),
    ],
)
def test_only_persons_are_authors(author: str, byline: tuple[str, ...]) -> None:
    found = read_one(rss(f"<description>It sails again.</description>{author}")).metadata
    assert found.byline == byline
    assert found.credited_outlet is None


def test_an_agency_among_the_authors_is_credited() -> None:
    found = read_one(rss("<description>It sails again.</description><dc:creator>Reuters</dc:creator>")).metadata
    assert (found.byline, found.credited_outlet, found.credit_evidence) == ((), "Reuters", "feed:dc:creator")


@pytest.mark.parametrize(
    ("item", "section"),
    [
        ("<category>World</category>", "World"),
        ("<category>World</category><category>Ferries</category>", None),
        ('<category domain="post_tag">ferries</category><category domain="category">World</category>', "World"),
        ("<category>Uncategorized</category>", None),
    ],
)
def test_one_category_is_a_section_and_several_are_keywords(item: str, section: str | None) -> None:
    assert read_one(rss(f"<description>It sails again.</description>{item}")).metadata.section == section


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link>https://g.example/a</link><guid>https://g.example/?p=1</guid>", "https://g.example/a"),
        ("<guid>https://g.example/?p=1</guid>", "https://g.example/?p=1"),
        ('<guid isPermaLink="false">https://g.example/?p=1</guid>', None),
        ("<link>/a/b.html</link>", "https://site.example/a/b.html"),
        ("<link>b.html</link>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>https://[broken</link>", None),
    ],
)
def test_an_address_is_the_items_own(link: str, url: str | None) -> None:
    channel = "<link>https://site.example/news/world</link>"
    assert read_one(rss(f"<description>It sails again.</description>{link}", channel=channel)).metadata.url == url


def test_an_atom_entry_without_author_has_the_feeds() -> None:
    channel = "<author><name>Ana Bell</name></author>"
    entry = "<title>T</title><summary>It sails again.</summary>"
    assert read_one(atom(entry, channel)).metadata.byline == ("Ana Bell",)
    own = read_one(atom(f"{entry}<author><name>Rolf Ekman</name></author>", channel)).metadata
    assert own.byline == ("Rolf Ekman",)


def test_markup_that_is_not_escaped_is_read_all_the_same() -> None:
    record = read_one(rss("<description><p>It sails <b>again</b>.</p><p/><p>In May.</p></description>"))
    assert shown(record)["blocks"] == [["paragraph", "It sails again."], ["paragraph", "In May."]]


def test_markup_that_was_escaped_twice_is_read_with_a_note() -> None:
    record = read_one(rss("<description>&amp;lt;p&amp;gt;It sails again.&amp;lt;/p&amp;gt;</description>"))
    assert shown(record)["blocks"] == [["paragraph", "It sails again."]]
    assert record.notes == ("double_escaped_html_read",)


def test_code_in_a_title_reaches_the_record_verbatim() -> None:
    title = "=1+1 <script>alert('x')</script>; DROP TABLE articles; -- $(rm -rf)"
    escaped = title.replace("<", "&lt;")
    assert (
        read_one(rss(f"<title>{escaped}</title><description>It sails again.</description>")).metadata.headline == title
    )


@pytest.mark.parametrize(
    ("written", "kind", "title"),
    [
        ("A &amp; B", "", "A & B"),
        ("The <i>Borealis</i>", "html", "The Borealis"),
        ("The &lt;i&gt;", "text", "The &lt;i&gt;"),
        ("  one\n two ", "", "one two"),
    ],
)
def test_a_title_is_read_as_its_type_says(written: str, kind: str, title: str) -> None:
    assert plain_title(Field("title", "title", {"type": kind} if kind else {}, written)) == title


def test_the_same_item_in_two_feeds_of_one_outlet_is_one_article() -> None:
    item = "<title>T</title><description>It sails again.</description><link>https://gazette.example/1</link>"
    feeds = [
        rss(item, channel=f"<title>Gazette - {name}</title><link>https://gazette.example/{name}</link>")
        for name in ("World", "Local")
    ]
    one, two = (read_one(feed) for feed in feeds)
    assert one.metadata.outlet == "Gazette"
    assert one == two


def test_what_a_feed_says_for_all_items_is_part_of_what_is_hashed() -> None:
    item = "<title>T</title><description>It sails again.</description>"
    records = [read_one(rss(item, channel=f"<language>{code}</language>")) for code in ("en", "de", "de-AT")]
    assert len({(record.raw_sha256, record.metadata.language) for record in records}) == 2


def test_items_are_counted_and_each_has_its_own_hash() -> None:
    found = read_all(rss(*(f"<title>T{n}</title><description>Ferry {n} sails again.</description>" for n in range(3))))
    assert [item.raw_member for item in found] == ["item 1", "item 2", "item 3"]
    assert len({item.raw_sha256 for item in found if isinstance(item, Record)}) == 3


def test_whole_items_of_a_cut_feed_are_read_and_the_cut_one_is_refused() -> None:
    items = [f"<title>T{n}</title><description>Ferry {n} sails again.</description>" for n in range(2)]
    whole = rss(*items)
    inside, between = whole[: whole.index("Ferry 1") + 4], whole[: whole.rindex("<item>")]
    assert [(f.raw_member, getattr(f, "reason", "")) for f in read_all(inside)] == [
        ("item 1", ""),
        ("item 2", "truncated"),
    ]
    assert [(f.raw_member, getattr(f, "reason", "")) for f in read_all(between)] == [("item 1", ""), ("", "truncated")]


def test_a_broken_root_tag_costs_no_item() -> None:
    feed = rss("<title>T</title><description>It sails again.</description>").replace('version="2.0"', 'version="2.0')
    assert read_one(feed).text == "It sails again."


def test_an_empty_feed_and_an_item_without_text_say_so() -> None:
    assert [(f.raw_member, getattr(f, "reason", "")) for f in read_all(rss())] == [("", "no_text")]
    (found,) = read_all(rss("<title>Only a headline</title><link>https://g.example/</link>"))
    assert isinstance(found, Refusal)
    assert (found.reason, found.raw_member) == ("no_text", "item 1")
    assert "Only a headline" in found.detail


@pytest.mark.parametrize(
    ("feed", "kind", "text"),
    [
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
            "<channel><title>T</title></channel><item><title>F</title><description>It sails again.</description></item>"
            "</rdf:RDF>",
            "rss",
            "It sails again.",
        ),
        (
            '<rss version="0.91"><channel><item><title>F</title><description>It sails again.</description></item>'
            "</channel></rss>",
            "rss",
            "It sails again.",
        ),
        (
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>F</title><issued>2004-01-02T03:04:05Z'
            '</issued><content type="text/html" mode="escaped">&lt;p>It sails again.&lt;/p></content></entry></feed>',
            "atom",
            "It sails again.",
        ),
        (
            '<entry xmlns="http://www.w3.org/2005/Atom"><title>F</title><summary>It sails again.</summary></entry>',
            "atom",
            "It sails again.",
        ),
    ],
    ids=["RSS 0.90", "RSS 0.91", "Atom 0.3", "a lone Atom entry"],
)
def test_old_and_rare_kinds_of_feed_are_read(feed: str, kind: str, text: str) -> None:
    record = read_one(f"<?xml version='1.0'?>{feed}")
    assert (record.format, record.metadata.headline, record.text) == (kind, "F", text)


def test_what_stands_in_cdata_or_comments_is_no_item() -> None:
    inner = "<![CDATA[&lt;item> and </item> are tags, it says. <item>]]>"
    found = read_all(rss(f"<!-- <item> --><title>T</title><description>{inner}</description>"))
    assert len(found) == 1
    assert isinstance(found[0], Record)


def test_namespaces_count_by_what_they_are_bound_to() -> None:
    odd = (
        '<rss xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:d="http://purl.org/dc/elements/1.1/"><channel><item>'
        f"<c:encoded>{LONG}</c:encoded><d:creator>Ana Bell</d:creator></item></channel></rss>"
    )
    record = read_one(odd)
    assert record.metadata.byline == ("Ana Bell",)
    assert record.metadata.is_summary is False


def test_an_atom_feed_with_prefixes_is_read_like_any_other() -> None:
    feed = (
        '<at:feed xmlns:at="http://www.w3.org/2005/Atom"><at:title>T</at:title><at:entry><at:title>Ferry</at:title>'
        "<at:summary>It sails again.</at:summary></at:entry></at:feed>"
    )
    record = read_one(feed)
    assert (record.format, record.metadata.headline, record.text) == ("atom", "Ferry", "It sails again.")


@pytest.mark.parametrize("attack", ATTACKS)
def test_entities_are_neither_expanded_nor_fetched(attack: str) -> None:
    feed = '<?xml version="1.0"?>' + ATTACKS[attack] + rss("<description>&d; sails again.</description>")[21:]
    (found,) = read_all(feed)
    assert isinstance(found, Refusal)
    assert found.reason == "malformed"


def test_a_short_entity_of_the_file_itself_is_read() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY isle "Ostrava Island">]>'
    record = read_one(
        f'<?xml version="1.0"?>{doctype}{rss("<description>The ferry to &isle; sails.</description>")[21:]}'
    )
    assert record.text == "The ferry to Ostrava Island sails."
    assert record.notes == ("entity_mended: isle",)


@pytest.mark.parametrize(
    "content",
    [
        "<rss>" + "<item>" * 20_000,
        "<rss>" + "<![CDATA[" * 100_000,
        rss("<description>" + "&" * 300_000 + "</description>"),
        rss("<description>" + '<a b="' * 50_000 + "</description>"),
        rss("<description>" + "".join(f"<p{n}:a/>" for n in range(20_000)) + "</description>"),
        rss("<title>" + "a - " * 50_000 + "</title><description>It sails.</description>"),
    ],
    ids=["open items", "open CDATA", "ampersands", "quotes", "prefixes", "long title"],
)
def test_a_hostile_feed_takes_linear_time(content: str) -> None:
    started = time.process_time()
    assert_sound(read_all(content))
    assert time.process_time() - started < 10


@settings(max_examples=150)
@given(damaged("formats_feeds"))
def test_damaged_bytes_give_records_and_reasons(content: bytes) -> None:
    assert_sound(read_all(content))


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=200))
def test_any_text_gives_exact_blocks(title: str, body: str) -> None:
    safe = [text.replace("]]>", "").replace("\0", "") for text in (title, body)]
    found = read_all(rss(f"<title><![CDATA[{safe[0]}]]></title><description><![CDATA[{safe[1]}]]></description>"))
    assert_sound(found)
