"""Byline and dates that a page shows only in its lines: found beside the headline, and nowhere else."""

import pytest

from flows.formats.limits import DEFAULT_LIMITS
from flows.formats.pages.html import PageRecord, read_html
from flows.formats.records import Metadata

SENTENCE = "The council of Kaldvik met on Monday and talked about the new bridge for three hours. "
TEXT = f"<p>{SENTENCE * 2}</p>" * 4
HEADLINE = "<h1>A bridge for Kaldvik at last</h1>"


def metadata_of(body: str, head: str = "") -> Metadata:
    html = (
        f"<html><head><title>A bridge for Kaldvik at last</title>{head}</head><body><main>{body}</main></body></html>"
    )
    page = read_html(html, DEFAULT_LIMITS)
    assert isinstance(page, PageRecord), page
    return page.metadata


@pytest.mark.parametrize(
    ("line", "persons"),
    [
        ("<p class='byline'>By Mara Lindqvist and Tomas Okoro</p>", ["Mara Lindqvist", "Tomas Okoro"]),
        ("<div class='meta'>Von <span>Ida Falk</span>, Redakteurin</div>", ["Ida Falk"]),
        ("<div class='ArticleAuthor'>Mara Lindqvist</div>", ["Mara Lindqvist"]),
        (
            "<address>Von <a href='/a/1'>Ida Falk</a>, <span>Per Olsen</span> und Jo Lund</address>",
            ["Ida Falk", "Per Olsen", "Jo Lund"],
        ),
        ("<a rel='author' href='/a'>Ida Falk</a> <a rel='author' href='/b'>Per Olsen</a>", ["Ida Falk", "Per Olsen"]),
        ("<div><span>Ida</span> <span>Falk</span> | 05.11.2025 – 10:30</div>", ["Ida Falk"]),
        ("<div>12.11.2025 | 14:07 Uhr | Von <b>Eva Kirch-Raabe</b></div>", ["Eva Kirch-Raabe"]),
        ("<div>Ida Falk</div><div>Staff, 12.11.2025 10:30</div>", ["Ida Falk"]),
        ("<div class='author'><b>Mara Lindqvist</b><i>Deputy Digital Director</i></div>", ["Mara Lindqvist"]),
        ("<p>Texto: Inés Robledo</p>", ["Inés Robledo"]),
        ("<p>Foto: Inés Robledo</p>", []),
        ("<p class='author'>Harbour News Desk</p>", []),
        ("<p>Share this article</p>", []),
        ("<h2>Mara Lindqvist</h2>", []),
        ("<div class='tags'>Old Harbour</div>", []),
        ("<div>Night Market 2025</div>", []),
    ],
)
def test_the_line_beside_the_headline_names_the_authors(line: str, persons: list[str]) -> None:
    found = metadata_of(HEADLINE + line + TEXT)
    assert list(found.byline) == persons
    assert (found.byline_evidence or "").startswith("shown:" if persons else "")


@pytest.mark.parametrize(
    ("end", "persons"),
    [
        ("<p style='text-align: right'><strong>Ida Falk</strong></p>", ["Ida Falk"]),
        ("<ul><li><strong>Autorin/Autor</strong> Ida Falk</li></ul>", ["Ida Falk"]),
        ("<p>(责编：王小明、李四)</p>", ["王小明", "李四"]),
        ("<p>Ida Falk</p>", []),
        ("<div><h3>Another story</h3><p>By Jo Lund</p></div>", []),
        ("<a href='/authors/jo-lund'>Jo Lund</a>", []),
    ],
)
def test_under_the_text_only_signatures_and_labels_name_authors(end: str, persons: list[str]) -> None:
    assert list(metadata_of(HEADLINE + TEXT + end).byline) == persons


def test_a_page_that_calls_a_body_its_author_has_persons_only_by_a_sure_mark() -> None:
    author = '{"@type":"Organization","name":"Echo"}'
    linked = f'<script type="application/ld+json">{{"@type":"Article","author":{author}}}</script>'
    assert metadata_of(HEADLINE + "<div>Ida Falk</div><div>12.11.2025</div>" + TEXT, linked).byline == ()
    assert metadata_of(HEADLINE + "<p>Von Ida Falk</p>" + TEXT, linked).byline == ("Ida Falk",)


def test_rel_author_completes_the_authors_that_the_metadata_state() -> None:
    linked = (
        '<script type="application/ld+json">{"@type":"Article","author":{"@type":"Person","name":"Ida Falk"}}</script>'
    )
    both = "<a rel='author'>Ida Falk</a> <a rel='author'>Per Olsen</a>"
    assert metadata_of(HEADLINE + both + TEXT, linked).byline == ("Ida Falk", "Per Olsen")
    assert metadata_of(HEADLINE + "<a rel='author'>Per Olsen</a>" + TEXT, linked).byline == ("Ida Falk",)


@pytest.mark.parametrize(
    ("line", "on", "at"),
    [
        ("13 November 2025", "2025-11-13", None),
        ("Published: 13 November 2025 at 9:30 am", "2025-11-13", "2025-11-13T09:30"),
        ("13. November 2025, 18:05 Uhr", "2025-11-13", "2025-11-13T18:05"),
        ("Publié le 13 novembre 2025 à 18h05", "2025-11-13", "2025-11-13T18:05"),
        ("13 de noviembre de 2025 a las 18:05", "2025-11-13", "2025-11-13T18:05"),
        ("giovedì 13 novembre 2025 alle 18:05", "2025-11-13", "2025-11-13T18:05"),
        ("13 november 2025 om 18:05", "2025-11-13", "2025-11-13T18:05"),
        ("13 de novembro de 2025 às 18h05", "2025-11-13", "2025-11-13T18:05"),
        ("2025年11月13日 18:05", "2025-11-13", "2025-11-13T18:05"),
        ("Do 13.11.25 | 14:07 Uhr | Von Ida Falk", "2025-11-13", "2025-11-13T14:07"),
        ("Updated 14 November 2025", None, None),
        ("It was on 13 November 2025 that the last of the old ferries left the harbour for good", None, None),
    ],
)
def test_the_date_beside_the_headline_is_read_in_many_languages(line: str, on: str | None, at: str | None) -> None:
    found = metadata_of(f"{HEADLINE}<div>{line}</div>{TEXT}")
    assert (found.published_on, found.published_at) == (on, at)


def test_an_ambiguous_date_is_null_with_its_reason() -> None:
    found = metadata_of(HEADLINE + "<div>03/04/2025</div>" + TEXT)
    assert (found.published_on, found.published_evidence) == (None, "ambiguous: 03/04/2025 (shown)")
    found = metadata_of(HEADLINE + "<div>13.11.2025</div><div>15.11.2025</div>" + TEXT)
    assert (found.published_on, found.published_evidence) == (None, "ambiguous: 2 days beside the headline (shown)")


def test_what_the_metadata_state_is_completed_but_not_replaced() -> None:
    head = '<meta name="date" content="2025-11-13">'
    assert metadata_of(f"{HEADLINE}<div>13.11.2025, 18:05</div>{TEXT}", head).published_at == "2025-11-13T18:05"
    assert metadata_of(f"{HEADLINE}<div>15.11.2025, 18:05</div>{TEXT}", head).published_at is None


def test_the_address_gives_a_day_where_nothing_else_does() -> None:
    head = '<link rel="canonical" href="https://echo.example/2025/11/13/bridge">'
    found = metadata_of(HEADLINE + TEXT, head)
    assert (found.published_on, found.published_evidence) == ("2025-11-13", "url")
