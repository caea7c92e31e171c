"""No mark-up can hurt the reader: what would cost too much is refused early, and nothing is cut without a word."""

import time

import pytest

from flows.formats.limits import DEFAULT_LIMITS, ReadLimits
from flows.formats.pages.html import PageRecord, parse_tree, read_html
from flows.formats.pages.tree import clean, most_attributes
from flows.formats.records import Refusal
from flows.formats.rendering import render

S = "The council of Kaldvik met on Monday and talked about the new bridge for three hours. "
ENTITIES = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DEEP = "<div>" * 180


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>" * 100_000 + S, "a page of 1000"),
        ("<p>x" * 12_000, "a text of 12000 blocks"),
        ("<div>" * 200_000, "depth"),
        ("<b>" * 100_000, "depth"),
        ("<svg><g>" * 50_000, "depth"),
        ("<math><mi>" * 50_000, "depth"),
        ("<table><tr><td>" * 20_000, "depth"),
        ("<p " + " ".join(f"a{n}=x" for n in range(100_000)) + ">", "an element of 100000 attributes"),
        ("<p " + " ".join(f"a{n}" for n in range(20_000)) + " title='>'>", "attributes"),
    ],
)
def test_bombs_of_elements_levels_and_attributes_are_refused_with_their_size(html: str, words: str) -> None:
    limits = ReadLimits(max_html_elements=90_000)
    started = time.process_time()
    refusal = read_html("<html><body>" + html, limits)
    assert time.process_time() - started < 5
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "too_large"
    assert words in refusal.detail.lower()


@pytest.mark.parametrize(
    "html",
    [
        "<p>" * 10_000,
        "<a href=/x>x" * 3_000,
        DEEP + ("<p>" + S + "<a href=/x>more</a>") * 1_000,
        DEEP + "<ul><li><a href=/x>lorem ipsum</a></ul>" * 1_000,
        DEEP + "<div class='author caption credit'>Anna Berg" + "<p class=caption>x y z" * 1_500,
        "<div><p class=caption>x y z</p></div>" * 2_000,
        "<h1>a b c d</h1>" * 1_500,
        "<h1>" + "a b - " * 50_000,
        "<h1>a b</h1>" + "<time datetime=2025-01-01>x</time>" * 3_000,
        "<h1>a b</h1>" + "<a class=author href=/author/x>Anna Berg</a>" * 3_000,
        "<h1>a b</h1><div class=byline>" + "Anna Berg, " * 50_000,
        "<figure><img><figcaption>" + "(a b) | c. D " * 20_000,
        "<div class='" + "author related caption " * 5_000 + "'>x</div>",
        "<p>" + S * 5_000,
        "<p>" + " " * 2_000_000,
        "<p>" + "&" * 50_000 + "<" * 50_000,
        "<!--" * 100_000,
        "<![CDATA[" * 50_000,
        "<script>" * 20_000,
        "<p a='" + S * 1_000,
        "<p>" + "a" + "\u0301" * 50_000,
        "<p>" + "👩‍👩‍👧‍👦 " * 5_000,
    ],
    ids=range(22),
)
def test_hostile_mark_up_takes_linear_time(html: str) -> None:
    started = time.process_time()
    assert isinstance(read_html("<html><body>" + html, DEFAULT_LIMITS), PageRecord | Refusal)
    assert time.process_time() - started < 2 + len(html) / 500_000


@pytest.mark.parametrize(
    "script",
    [
        "[" * 200_000,
        '{"@graph":' * 50_000,
        '{"@type":"NewsArticle","headline":"' + "x " * 200_000 + '","author":"' + "Anna Berg " * 50_000 + '"}',
        '{"@type":"NewsArticle","datePublished":"' + "2" * 200_000 + '"}',
        '[{"@id":"1","@type":"Person","author":{"@id":"1"}}]',
    ],
    ids=range(5),
)
def test_hostile_json_ld_costs_only_itself(script: str) -> None:
    page = read_html(
        f'<html><head><script type="application/ld+json">{script}</script></head><body><p>{S * 4}', DEFAULT_LIMITS
    )
    assert isinstance(page, PageRecord)
    assert page.metadata.headline is None


def test_a_page_of_one_long_line_is_read_whole() -> None:
    page = read_html("<html><body><article><p>" + S * 10_000, DEFAULT_LIMITS)
    assert isinstance(page, PageRecord)
    assert len(page.pieces[0].text) == len(S) * 10_000 - 1


def test_many_unclosed_tags_before_a_text_do_not_hide_it() -> None:
    page = read_html("<html><body>" + "<p>" * 5_000 + S * 5, DEFAULT_LIMITS)
    assert isinstance(page, PageRecord)
    assert [piece.text for piece in page.pieces] == [(S * 5).strip()]


def test_entities_of_a_document_type_are_not_expanded() -> None:
    page = read_html(f"{ENTITIES}<html><body><p>{'&b;' * 1_000}</p><p>{S * 3}", DEFAULT_LIMITS)
    assert isinstance(page, PageRecord)
    assert "aaaa" not in "".join(piece.text for piece in page.pieces)


@pytest.mark.parametrize(
    "words",
    [
        "مرحبا بكم في مدينة كالدفيك الكبيرة، حيث اجتمع المجلس يوم الاثنين. ",
        "北浜市議会は月曜日に開かれ、新しい橋について三時間話し合った。",
        "Bo\u0301rk a\u0308rgert sich u\u0308ber die Bru\u0308cke im Hafen von Kaldvik. ",
        "The bridge 🌉 opens at nine, said the mayor 👩🏽‍⚖️ of Kaldvik. ",
        "A nul\0 stands here, in the middle of a sentence about the bridge. ",
        "A lone surrogate \ud800 stands here, in a sentence about the bridge. ",
    ],
)
def test_any_script_gives_blocks_that_are_the_text(words: str) -> None:
    page = read_html("<html><body><article>" + f"<p>{words * 4}</p>" * 4, DEFAULT_LIMITS)
    assert isinstance(page, PageRecord)
    text, blocks = render(page.pieces)
    assert [text[start:end] for _, start, end in blocks] == [piece.text for piece in page.pieces]
    text.encode("utf-8")
    assert "\0" not in text


def test_a_long_script_is_no_bomb_of_attributes() -> None:
    assert most_attributes(b"<script>" + b"if (a < b) { c = 1; } " * 5_000 + b"</script>") == 0
    assert most_attributes(b"<p>" + b"words " * 50_000 + b"</p>") == 0


def test_controls_leave_the_tree_but_a_button_around_a_picture_stays() -> None:
    tree = parse_tree(
        "<p>a<button>Share</button>b<button><img alt=x><figcaption>c</figcaption></button></p>", DEFAULT_LIMITS
    )
    assert not isinstance(tree, Refusal)
    clean(tree)
    assert "".join(tree.itertext()) == "abc"
