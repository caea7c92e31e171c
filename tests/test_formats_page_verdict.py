"""Pages that are no articles are refused as what they are, and no article is, however short or walled in."""

import json
from pathlib import Path

import pytest

from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.pages.html import PageRecord, read_html
from flows.formats.records import Refusal

FIXTURES = Path(__file__).parent / "fixtures" / "formats_html"
PARAGRAPH = "<p>The council of Kaldvik met on Monday and talked about the new bridge for three hours.</p>"
MANY_LINKS = "".join(f"<div><a href='/{n}'>Harbour news of the day number {n}</a></div>" for n in range(20))


@pytest.mark.parametrize("path", sorted((FIXTURES / "refused").glob("*.html")), ids=lambda path: path.stem)
def test_a_page_that_is_no_article_is_refused_as_what_it_is(path: Path) -> None:
    refusal = read_html(path.read_text("utf-8"), DEFAULT_LIMITS)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "not_an_article"
    assert refusal.detail.startswith(json.loads(path.with_suffix(".json").read_text("utf-8"))["detail"])


@pytest.mark.parametrize("path", sorted((FIXTURES / "kept").glob("*.html")), ids=lambda path: path.stem)
def test_an_article_is_kept_however_short_walled_in_or_oddly_titled(path: Path) -> None:
    assert isinstance(read_html(path.read_text("utf-8"), DEFAULT_LIMITS), PageRecord)


def test_the_words_of_a_wall_under_an_article_are_no_part_of_its_text() -> None:
    page = read_html((FIXTURES / "kept" / "behind_a_paywall.html").read_text("utf-8"), DEFAULT_LIMITS)
    assert isinstance(page, PageRecord)
    assert [piece.kind for piece in page.pieces] == ["headline", "paragraph", *["boilerplate"] * 3]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Log in | Kaldvik Weekly", "<form><input type=password></form>" + PARAGRAPH),
        ("Page not found", "<h1>Page not found</h1>" + PARAGRAPH * 3),
        ("Seite nicht gefunden – Altwerder Bote", "<p>Diese Seite existiert nicht.</p>"),
        ("Kirjaudu sisään", "<p>Unohditko salasanasi?</p>"),
        ("Страница не найдена", "<p>Запрашиваемая страница была удалена.</p>"),
        ("Harbour news", "<h1>Harbour</h1><p>All we wrote.</p>" + MANY_LINKS),
    ],
)
def test_a_telling_title_or_nothing_but_links_refuse_a_page(title: str, body: str) -> None:
    refusal = read_html(f"<html><head><title>{title}</title></head><body>{body}</body></html>", DEFAULT_LIMITS)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "not_an_article"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Access denied: how a village lost its road - Kaldvik Weekly", PARAGRAPH * 2),
        ("Register of old boats grows", "<h1>Register of old boats grows</h1>" + PARAGRAPH),
        ("The bridge debate | Log in", "<h1>The bridge debate</h1>" + PARAGRAPH * 8),
        (
            "New bridge for Kaldvik divides the council",
            "<h1>New bridge for Kaldvik divides the council</h1>" + PARAGRAPH + MANY_LINKS,
        ),
    ],
)
def test_words_of_walls_in_the_title_of_an_article_do_not_refuse_it(title: str, body: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
    assert isinstance(read_html(page, DEFAULT_LIMITS), PageRecord)
