"""What a web page says of its article apart from the body: JSON-LD first, then meta tags, then marked-up elements."""

import re
from collections.abc import Iterator

from flows.base.text import fold
from flows.formats.fields.bylines import credited_body, is_outlet
from flows.formats.fields.schema_org import string_of
from flows.formats.pages.bylines import stated_byline
from flows.formats.pages.dates import find_published, find_updated
from flows.formats.pages.source import (
    Candidate,
    PageSource,
    clean_value,
    find_outlet,
    find_url,
    first_of,
    from_meta,
    headings,
    outlet_names,
)
from flows.formats.records import Metadata

_META_HEADLINE = ("og:title", "twitter:title", "twitter:text:title", "parsely-title", "dc.title", "headline")
_META_SECTION = ("article:section", "parsely-section", "section", "og:section")
_SITE_JOINT = re.compile(r"\s+[|–—•·»-]\s+|\s*[|｜]\s*")
_SITE = re.compile(r"^https?://[^/]*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_HEADLINE_MAX = 400


def read_page_metadata(page: PageSource) -> Metadata:
    """Return what the page itself states about its article; a field is null where the page states nothing clear."""
    outlet = find_outlet(page)
    headline = find_headline(page, outlet.value if outlet else None)
    byline, evidence = stated_byline(page)
    published, published_evidence = find_published(page)
    creditor = credited_body(byline.bodies)
    section = first_of(_section_candidates(page))
    address = find_url(page)
    return Metadata(
        headline=headline.value if headline else None,
        headline_evidence=headline.evidence if headline else None,
        byline=byline.persons,
        byline_evidence=evidence if byline.persons else None,
        outlet=outlet.value if outlet else None,
        outlet_evidence=outlet.evidence if outlet else None,
        credited_outlet=creditor,
        credit_evidence=evidence if creditor else None,
        url=address.value if address else None,
        url_evidence=address.evidence if address else None,
        section=section.value if section else None,
        language=_language(page),
        published_on=published.on,
        published_at=published.at,
        updated_at=find_updated(page),
        published_evidence=published_evidence,
    )


def find_headline(page: PageSource, outlet: str | None) -> Candidate | None:
    """Return the headline: JSON-LD, or the page's one h1, or og:title without the site's name, or the title."""
    for value, evidence in _headline_candidates(page):
        text = _without_site(clean_value(value), outlet, page)
        if text and len(text) <= _HEADLINE_MAX:
            return Candidate(text, evidence)
    return None


def _headline_candidates(page: PageSource) -> Iterator[Candidate]:
    linked = string_of(page.linked.article.get("headline"))
    if linked and not _is_cut(linked, page):
        yield Candidate(linked, "json-ld:headline")
    shown = headings(page.tree)
    if len(shown) == 1 and len(shown[0].split()) > 2:
        yield Candidate(shown[0], "h1")
    yield from from_meta(page, _META_HEADLINE)
    if linked:
        yield Candidate(linked, "json-ld:headline")
    name = string_of(page.linked.article.get("name"))
    if name:
        yield Candidate(name, "json-ld:name")
    title = page.tree.find(".//title")
    if title is not None and title.text:
        yield Candidate(title.text, "title")


def _is_cut(headline: str, page: PageSource) -> bool:
    """Tell whether the headline was shortened for search engines: og:title goes on where it stops."""
    stem = fold(clean_value(headline)).rstrip(".… ")
    longer = fold(clean_value(page.meta.get("og:title")))
    return headline.rstrip().endswith(("...", "…")) and longer.startswith(stem) and len(longer) > len(stem) + 3


def _without_site(text: str, outlet: str | None, page: PageSource) -> str:
    """Take a trailing or leading site name off, where the page elsewhere says that this is its name."""
    if len(text) > 2 * _HEADLINE_MAX:
        return text
    for shown in headings(page.tree):
        joint = _SITE_JOINT.match(text, len(shown))
        if text.startswith(shown) and joint and len(text[joint.end() :].split()) <= 3:
            return shown  # the page shows it without what stands behind the bar
    names = {fold(n).replace(" ", "") for n in (*outlet_names(page), outlet) if n}
    joints = list(_SITE_JOINT.finditer(text))
    if joints and fold(text[joints[-1].end() :]).replace(" ", "") in names:
        return text[: joints[-1].start()].strip()
    if joints and fold(text[: joints[0].start()]).replace(" ", "") in names:
        return text[joints[0].end() :].strip()
    return text


def _section_candidates(page: PageSource) -> Iterator[Candidate]:
    value = string_of(page.linked.article.get("articleSection"))
    if value:
        yield Candidate(value, "json-ld:articleSection")
    yield from from_meta(page, _META_SECTION)
    for name, address in page.linked.breadcrumbs[:-1]:  # the last one is the page itself
        if _SITE.sub("", address).strip("/") and not is_outlet(clean_value(name), outlet_names(page)):
            yield Candidate(name, "json-ld:breadcrumb")


def _language(page: PageSource) -> str | None:
    """Return the language code that the page declares, in lower case without region."""
    root = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    declared = (root, string_of(page.linked.article.get("inLanguage")), page.meta.get("og:locale"))
    for value in (*declared, page.meta.get("content-language"), page.meta.get("language")):
        match = _LANGUAGE.fullmatch((value or "").strip())
        if match:
            return match[1].lower()
    return None
