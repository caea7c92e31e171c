"""Web pages: what becomes of their parts, and that no page can hurt the reader."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.formats.limits import DEFAULT_LIMITS, ReadLimits
from flows.formats.pages.captions import find_captions, split_credit
from flows.formats.pages.html import PageRecord, parse_tree, read_html, read_html_fragment
from flows.formats.pages.stated import complete_body
from flows.formats.records import Metadata, Refusal
from flows.formats.rendering import Piece, page_text, render

FIXTURES = Path(__file__).parent / "fixtures" / "formats_html"
SENTENCE = "The council of Kaldvik met on Monday and talked about the new bridge for three hours. "


def read_page(html: str) -> PageRecord:
    page = read_html(html, DEFAULT_LIMITS)
    assert isinstance(page, PageRecord), page
    return page


def page_with(head: str, body: str = "") -> PageRecord:
    paragraphs = f"<p>{SENTENCE * 2}</p>" * 4
    return read_page(f"<html><head>{head}</head><body><article>{body}{paragraphs}</article></body></html>")


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.html")), ids=lambda path: path.stem)
def test_a_page_gives_the_expected_metadata_and_blocks_in_page_order(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    page = read_page(path.read_text("utf-8"))
    wanted = Metadata(**{**expected["metadata"], "byline": tuple(expected["metadata"].get("byline", ()))})
    assert page.metadata == wanted
    assert [piece.kind for piece in page.pieces] == expected["kinds"]
    for piece, opening in zip(page.pieces, expected["opens"], strict=True):
        assert piece.text.startswith(opening)


def test_rendered_blocks_point_exactly_into_the_text() -> None:
    pieces = [Piece("headline", "A 😀 headline"), Piece("paragraph", "Bo\u0301rk."), Piece("caption", "漢字")]
    text, blocks = render(pieces)
    assert [text[start:end] for _, start, end in blocks] == [piece.text for piece in pieces]
    assert text == "A 😀 headline\n\nBo\u0301rk.\n\n漢字"


def test_no_author_is_invented_and_the_outlet_is_never_one() -> None:
    head = '<meta property="og:site_name" content="Anna Gazette"><meta name="author" content="Anna Gazette">'
    assert page_with(head).metadata.byline == ()
    assert page_with("", "<p class='intro'>Ola Berg told us so.</p>").metadata.byline == ()


def test_links_to_author_pages_beside_the_headline_name_the_authors() -> None:
    beside = "<header><h1>A headline of four</h1>by <a href='/authors/ola-berg'>Ola Berg</a></header>"
    teaser = "<p><a href='/authors/jo-lund'>Jo Lund</a></p>"
    assert page_with("", beside + teaser).metadata.byline == ("Ola Berg",)


def test_an_agency_in_the_author_field_is_credited_and_no_person() -> None:
    linked = '{"@type":"NewsArticle","author":{"@type":"Person","name":"Reuters"}}'
    metadata = page_with(f'<script type="application/ld+json">{linked}</script>').metadata
    assert metadata.byline == ()
    assert metadata.credited_outlet == "Reuters"


def test_the_time_of_another_place_completes_a_day_but_does_not_replace_it() -> None:
    head = '<script type="application/ld+json">{"@type":"Article","datePublished":"2025-11-13"}</script>'
    same = page_with(head + '<meta property="article:published_time" content="2025-11-13T09:30:00Z">').metadata
    assert (same.published_at, same.published_evidence) == ("2025-11-13T09:30+00:00", "meta:article:published_time")
    other = page_with(head + '<meta property="article:published_time" content="2025-11-20T09:30:00Z">').metadata
    assert (other.published_on, other.published_at) == ("2025-11-13", None)


def test_the_section_may_stand_in_the_way_to_the_page() -> None:
    trail = ",".join(
        f'{{"@type":"ListItem","item":{{"@id":"https://echo.example{path}","name":"{name}"}}}}'
        for path, name in (("/", "Front page"), ("/harbour/", "Harbour"), ("/harbour/x", "A bridge"))
    )
    linked = f'<script type="application/ld+json">{{"@type":"BreadcrumbList","itemListElement":[{trail}]}}</script>'
    assert page_with(linked).metadata.section == "Harbour"
    assert page_with(linked.replace('"Harbour"', "7")).metadata.section is None


def test_broken_json_ld_costs_only_itself() -> None:
    head = '<meta property="og:title" content="A title here"><script type="application/ld+json">{"@type": oops</script>'
    assert page_with(head).metadata.headline == "A title here"
    assert page_with('<script type="application/ld+json">' + "[" * 50_000 + "</script>").metadata.headline is None


def test_captions_and_credits_stay_out_of_the_body() -> None:
    caption = "<figcaption>A boat in the ice. <small class='credit'>© Ida Falk</small></figcaption>"
    figure = f"<h1>One plain headline</h1><figure><img src=x>{caption}</figure>"
    pieces = page_with("", figure).pieces
    assert ("caption", "A boat in the ice.") in [piece[:2] for piece in pieces]
    assert ("credit", "© Ida Falk") in [piece[:2] for piece in pieces]
    assert not any("boat" in piece.text for piece in pieces if piece.kind == "paragraph")


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("A boat in the ice. (AP)", "AP"),
        ("A boat in the ice. — © Ida Falk", "© Ida Falk"),
        ("The hall. Photo: Ida Falk", "Photo: Ida Falk"),
        ("The hall in May | Ida Falk/Northwire", "Ida Falk/Northwire"),
        ("The rooms were redone. Supplied", "Supplied"),
        ("The hall stood empty.", None),
        ("He met Dr. Falk", None),
        ("From left: A. Berg, B. Falk", None),
    ],
)
def test_a_credit_at_the_end_of_a_caption_is_parted_from_it(caption: str, credit: str | None) -> None:
    parts = split_credit(caption)
    assert [text for kind, text in parts if kind == "credit"] == ([credit] if credit else [])
    assert caption.startswith(parts[0][1])


def test_a_class_named_caption_without_a_picture_is_no_caption() -> None:
    tree = parse_tree("<html><body><p>text</p><div class='caption'>words</div></body></html>", DEFAULT_LIMITS)
    assert not isinstance(tree, Refusal)
    assert find_captions(tree) == []


def test_the_caption_of_a_lead_picture_above_the_headline_belongs_to_the_article() -> None:
    figure = "<figure><img src=x><figcaption>The ferry at the quay.</figcaption></figure>"
    links = "More from the harbour " * 40
    teaser = f"<div><figure><img src=y><figcaption>Another story.</figcaption></figure><a href=/z>{links}</a></div>"
    found = page_with("", teaser + figure + "<h1>One plain headline</h1>").pieces
    assert [piece.text for piece in found if piece.kind == "caption"] == ["The ferry at the quay."]


def test_a_credit_set_apart_in_an_element_of_its_own_is_parted_from_its_caption() -> None:
    caption = "<figcaption><span>The ferry at the quay.</span><span>Ida Falk / Northwire</span></figcaption>"
    found = page_with("", f"<h1>One plain headline</h1><figure><img src=x>{caption}</figure>").pieces
    assert ("caption", "The ferry at the quay.") in [piece[:2] for piece in found]
    assert ("credit", "Ida Falk / Northwire") in [piece[:2] for piece in found]


def test_all_entries_of_a_live_blog_are_its_text() -> None:
    entries = "".join(f"<article><h2>Entry {n}</h2><p>{SENTENCE}</p></article>" for n in range(5))
    pieces = read_page(f"<html><body><main><h1>One plain headline</h1>{entries}</main></body></html>").pieces
    assert [piece.text for piece in pieces if piece.kind == "heading"] == [f"Entry {n}" for n in range(5)]


def test_lines_that_the_stated_body_holds_are_the_text_where_less_than_half_of_it_was_found() -> None:
    parts = [f"{SENTENCE}{word} was the vote. {SENTENCE}".strip() for word in ("Close", "Odd", "Late", "Last")]
    loose = "".join(f"{part}<br><span>Buy boats</span><br>" for part in parts)
    tree = parse_tree(f"<html><body><div>{loose}</div></body></html>", DEFAULT_LIMITS)
    assert not isinstance(tree, Refusal)
    stated = " ".join(parts)
    assert [piece.text for piece in complete_body(tree, [Piece("paragraph", parts[0])], stated)] == parts
    enough = [Piece("paragraph", part) for part in parts[:3]]
    assert complete_body(tree, enough, stated) == enough
    assert complete_body(tree, enough, "Another text. " * 200) == enough


def test_a_page_that_a_script_would_fill_gives_the_body_that_it_states() -> None:
    linked = json.dumps(
        {"@type": "NewsArticle", "headline": "A bridge", "articleBody": f"{SENTENCE * 3}\n{SENTENCE * 2}"}
    )
    head = f"<head><script type='application/ld+json'>{linked}</script></head>"
    pieces = read_page(f"<html>{head}<body><div id='root'></div></body></html>").pieces
    assert [piece[:2] for piece in pieces] == [
        ("paragraph", (SENTENCE * 3).strip()),
        ("paragraph", (SENTENCE * 2).strip()),
    ]


def test_a_layout_named_sidebar_does_not_hide_the_text_in_it() -> None:
    inner = f"<div class='sidebar-grid__content article__content'><p>{SENTENCE * 2}</p></div>"
    part = f"<div class='sidebar-grid'>{inner}</div>"
    pieces = read_page(f"<html><body><div class='page'>{part * 5}</div></body></html>").pieces
    assert len([piece for piece in pieces if piece.kind == "paragraph"]) == 5


def test_paragraphs_parted_by_br_become_blocks_of_their_own() -> None:
    body = "".join(f"<br><br>{SENTENCE}{number}." for number in range(6))
    pieces = read_page(f"<html><body><article><div>{body}</div></article></body></html>").pieces
    assert len([piece for piece in pieces if piece.kind == "paragraph"]) == 6


def test_an_html_fragment_keeps_all_of_its_text() -> None:
    pieces = read_html_fragment(
        "Lead line<p>One <b>bold</b> &amp; two.<br>Three</p><ul><li>item</li></ul>tail", DEFAULT_LIMITS
    )
    assert [piece[:2] for piece in pieces] == [
        ("paragraph", "Lead line"),
        ("paragraph", "One bold & two."),
        ("paragraph", "Three"),
        ("list_item", "item"),
        ("paragraph", "tail"),
    ]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<html><body></body></html>", "no_text"),
        (
            "<html><head><title>404 Not Found</title></head><body><p>This address does not exist.</p></body></html>",
            "not_an_article",
        ),
        (
            "<html><head><title>Log in</title></head><body><p>Please give your name and password.</p></body></html>",
            "not_an_article",
        ),
    ],
)
def test_pages_without_an_article_are_refused(html: str, reason: str) -> None:
    refusal = read_html(html, DEFAULT_LIMITS)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason


def test_a_page_beyond_the_limits_is_refused_before_it_is_parsed() -> None:
    refusal = read_html("<p>" + "a" * 2000, ReadLimits(max_html_bytes=1000))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "too_large"
    refusal = read_html("<p>a" * 50, ReadLimits(max_html_elements=20))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "too_large"


@pytest.mark.parametrize(
    "html", ["<div>" * 20_000, "<!--" * 20_000, "<a href=x>y" * 3_000, "<p " + 'a="b" ' * 20_000 + ">x"]
)
def test_hostile_mark_up_ends_in_a_record_or_a_refusal(html: str) -> None:
    assert isinstance(read_html("<html><body>" + html, DEFAULT_LIMITS), PageRecord | Refusal)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div>",
                "<figure>",
                "<img>",
                "<figcaption>",
                "<h1>",
                "<a href=/x>",
                "\0",
                "word. ",
                "é😀",
                "<",
                "&amp;",
                SENTENCE,
            ]
        )
    )
)
def test_any_mark_up_gives_blocks_that_cover_the_text(parts: list[str]) -> None:
    page = read_html("<html><body>" + "".join(parts), DEFAULT_LIMITS)
    if isinstance(page, PageRecord):
        text, blocks = render(page.pieces)
        assert text == "\n\n".join(text[start:end] for _, start, end in blocks)
        assert all(text[start:end].strip() for _, start, end in blocks)


def test_page_text_knows_which_words_are_links() -> None:
    tree = parse_tree("<html><body><p>Read <a href='/x'>the whole story</a> now</p></body></html>", DEFAULT_LIMITS)
    assert not isinstance(tree, Refusal)
    page = page_text(tree)
    at = page.find("Read the whole")
    assert page.link_share(Piece("paragraph", "Read the whole story now", at)) == pytest.approx(13 / 20)
