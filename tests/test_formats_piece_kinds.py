"""What stands among the paragraphs of a page and is no part of its text is typed as what it is."""

import pytest

from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.pages.html import PageRecord, read_html
from flows.formats.pages.piece_kinds import is_appeal, is_furniture

SENTENCE = "The council of Kaldvik met on Monday and talked about the new bridge for three hours. "
TEXT = f"<p>{SENTENCE * 2}</p>" * 4
LINKED = '<script type="application/ld+json">{"@type":"Article","headline":"A bridge","author":"Ida Falk"}</script>'


def kinds_of(inner: str, words: str) -> list[str]:
    html = (
        f"<html><head><title>A bridge</title>{LINKED}</head><body><article>{TEXT}{inner}{TEXT}</article></body></html>"
    )
    page = read_html(html, DEFAULT_LIMITS)
    assert isinstance(page, PageRecord), page
    return [piece.kind for piece in page.pieces if words in piece.text]


@pytest.mark.parametrize(
    ("inner", "words", "kind"),
    [
        ("<p>Sign up for our weekly letter and never miss a tide.</p>", "weekly letter", "boilerplate"),
        ("<p>Folgen Sie uns auf allen Kanälen.</p>", "Kanälen", "boilerplate"),
        ("<p>Hat Ihnen dieser Artikel gefallen? Dann werden Sie Mitglied.</p>", "gefallen", "boilerplate"),
        ("<p>Abonnez-vous à notre newsletter pour tout savoir du port.</p>", "port", "boilerplate"),
        ("<p>Suscríbete a nuestro boletín de los viernes.</p>", "viernes", "boilerplate"),
        (
            "<div class='fact-box'><h3>The bridge</h3><p>It is 212 metres long and was built in 1961.</p></div>",
            "212",
            "boilerplate",
        ),
        (
            "<div class='cta'><p>Letters from the harbour, every Friday at noon, by Ola Berg.</p></div>",
            "Fri",
            "boilerplate",
        ),
        ("<p><a href='/x'>How the storm broke the old pier in one night</a></p>", "storm broke", "link"),
        ("<p>The newsletter of the harbour board was founded in 1990 and has 40 readers.</p>", "founded", "paragraph"),
        ("<p>The firm set cookies on the computers of its readers without asking them.</p>", "cookies", "paragraph"),
        ("<p>“Follow the money,” said the auditor, “and you find the bridge.”</p>", "auditor", "paragraph"),
        ("<h2>A second bridge</h2>", "second bridge", "heading"),
    ],
)
def test_promotion_boxes_and_links_are_no_paragraphs(inner: str, words: str, kind: str) -> None:
    assert kinds_of(inner, words) == [kind]


def test_a_note_about_the_author_at_the_end_is_no_part_of_the_text() -> None:
    note = "<p>Ida Falk is a reporter in Kaldvik.</p>"
    page = read_html(
        f"<html><head>{LINKED}</head><body><article>{TEXT * 2}{note}</article></body></html>", DEFAULT_LIMITS
    )
    assert isinstance(page, PageRecord)
    assert page.pieces[-1].kind == "boilerplate"
    assert kinds_of("<p>Ida Falk is a name that nobody in the council had heard before.</p>", "a name") == ["paragraph"]


def test_class_names_that_would_set_most_of_the_text_apart_do_not() -> None:
    inner = f"<div class='related-content'>{TEXT}</div><p>{SENTENCE}</p>"
    page = read_html(f"<html><body><article class='x'>{inner}</article></body></html>", DEFAULT_LIMITS)
    assert isinstance(page, PageRecord)
    assert {piece.kind for piece in page.pieces} == {"paragraph"}


def test_a_paragraph_that_repeats_the_text_of_a_picture_is_its_caption() -> None:
    picture = "<div><img src='x' alt='The ferry Valborg at the quay'></div><p>The ferry Valborg at the quay</p>"
    assert kinds_of(picture, "Valborg") == ["caption"]


def test_a_line_that_is_a_date_is_a_date_header() -> None:
    assert kinds_of("<p>13. November 2025, 18:05 Uhr</p>", "2025") == ["date_header"]


@pytest.mark.parametrize(
    "line",
    ["Anzeige", "Advertisement", "Lire aussi", "Lees ook", "広告", "Read more: the bridge that was", "Share this"],
)
def test_furniture_is_known_in_many_languages(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["", " ", "Read the room, they said.", "Sharing a bridge", "x" * 5000])
def test_words_that_only_look_like_furniture_are_none(line: str) -> None:
    assert not is_furniture(line)


def test_a_word_that_news_uses_too_is_an_appeal_only_beside_another_or_in_a_link() -> None:
    assert not is_appeal("The newsletter went out on Friday.")
    assert is_appeal("The newsletter went out on Friday.", link_share=0.9)
    assert is_appeal("Our newsletter, straight to your inbox.")
