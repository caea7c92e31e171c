"""What a web page says of its article apart from the body: JSON-LD first, then meta tags, then marked-up elements."""

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from flows.base.text import fold
from flows.formats.bylines import Byline, split_byline
from flows.formats.records import Metadata
from flows.formats.schema_org import Linked, authors_of, name_of, parse_json_ld, string_of
from flows.formats.timestamps import Timestamp, parse_timestamp

_META_HEADLINE = ("og:title", "twitter:title", "twitter:text:title", "parsely-title", "dc.title", "headline")
_META_AUTHOR = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dcsext.author",
)
_META_OUTLET = ("og:site_name", "site_name", "application-name", "dc.publisher", "publisher")
_META_SECTION = ("article:section", "parsely-section", "section", "og:section")
_META_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "published-date",
    "pubdate",
    "sailthru.date",
    "dcterms.created",
    "dcterms.date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dc.date",
    "date",
    "last-modified-date-of-first-publication",
)
_META_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified")
_AUTHOR_MARK = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline|autor|auteurs?)(?:$|[\s_-]*(?:name|link|item|list|text)s?(?:$|\s))", re.I
)
_ELSEWHERE = re.compile(r"media|video|image|photo|comment|teaser|related|recommend|popular", re.I)
_UPDATE_MARK = re.compile(r"updat|modif|aktualis|oppdater|mis à jour", re.I)
_WRITTEN_BY = frozenset(
    {"written by", "verfasst von", "geschrieben von", "ecrit par", "escrito por", "scritto da", "author"}
)
_AUTHOR_PAGE = re.compile(r"/(?:authors?|autor(?:en|es|in)?|auteurs?|autori|reporters?|redaktion)/[^/?#]", re.I)
_MOST_AUTHORS = 4
_SITE_JOINT = re.compile(r"\s+[|–—•·»-]\s+|\s*[|｜]\s*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_HEADLINE_MAX = 400


class Page(NamedTuple):
    """A parsed page, reduced to where metadata can stand."""

    tree: _Element
    linked: Linked
    meta: dict[str, str]


class Candidate(NamedTuple):
    """A string found for a field, and where."""

    value: str
    evidence: str


def read_page_metadata(tree: _Element) -> Metadata:
    """Return what the page itself states about its article; a field is null where the page states nothing clear."""
    scripts = [s.text for s in tree.iter("script") if s.text and "ld+json" in (s.get("type") or "").lower()]
    page = Page(tree, parse_json_ld(scripts), _meta_tags(tree))
    outlet = _outlet(page)
    headline = find_headline(page, outlet.value if outlet else None)
    byline, evidence = _byline(page, _outlet_names(page))
    published, published_evidence = _published(page)
    section = _first(_section_candidates(page))
    return Metadata(
        headline=headline.value if headline else None,
        headline_evidence=headline.evidence if headline else None,
        byline=byline.persons,
        byline_evidence=evidence if byline.persons else None,
        outlet=outlet.value if outlet else None,
        outlet_evidence=outlet.evidence if outlet else None,
        credited_outlet=byline.bodies[0] if byline.bodies else None,
        url=_url(page),
        section=section.value if section else None,
        language=_language(page),
        published_on=published.on,
        published_at=published.at,
        updated_at=_updated(page),
        published_evidence=published_evidence,
    )


def _meta_tags(tree: _Element) -> dict[str, str]:
    """Return the first content of each meta name, property or itemprop in lower case; repeated authors are joined."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for key in ("property", "name", "itemprop"):
            name = (element.get(key) or "").strip().lower()
            if not name or not content:
                continue
            if name in found and name in _META_AUTHOR and len(found[name]) < 1000:
                found[name] += f"; {content}"
            found.setdefault(name, content)
    return found


def _clean(value: str | None) -> str:
    text = html.unescape(value or "")
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)
    return " ".join(text.replace("\xad", "").split())


def _first(candidates: Iterator[Candidate]) -> Candidate | None:
    for value, evidence in candidates:
        text = _clean(value)
        if text:
            return Candidate(text, evidence)
    return None


def _from_meta(page: Page, names: tuple[str, ...]) -> Iterator[Candidate]:
    for name in names:
        if name in page.meta:
            yield Candidate(page.meta[name], f"meta:{name}")


def _outlet(page: Page) -> Candidate | None:
    return _first(c for c in _outlet_candidates(page) if not c.value.startswith(("http", "//", "@")))


def _outlet_candidates(page: Page) -> Iterator[Candidate]:
    for node, label in ((page.linked.article, "publisher"), (page.linked.page, "publisher")):
        name = name_of(node.get("publisher"), page.linked.by_id)
        if name:
            yield Candidate(name, f"json-ld:{label}")
    yield from _from_meta(page, _META_OUTLET)


def _outlet_names(page: Page) -> frozenset[str]:
    """Return every name under which the page speaks of its own site, so that none of them is taken for a person."""
    names = {_clean(c.value).partition(" (")[0] for c in _outlet_candidates(page)}
    host = _host(page)
    return frozenset(names | ({host} if host else set()))


def find_headline(page: Page, outlet: str | None) -> Candidate | None:
    """Return the headline: JSON-LD, or the page's one h1, or og:title without the site's name, or the title."""
    for value, evidence in _headline_candidates(page):
        text = _without_site(_clean(value), outlet, page)
        if text and len(text) <= _HEADLINE_MAX:
            return Candidate(text, evidence)
    return None


def _headline_candidates(page: Page) -> Iterator[Candidate]:
    linked = string_of(page.linked.article.get("headline"))
    if linked and not _is_cut(linked, page):
        yield Candidate(linked, "json-ld:headline")
    headings = [" ".join(h.text_content().split()) for h in page.tree.iter("h1")]
    headings = [text for text in dict.fromkeys(headings) if text]
    if len(headings) == 1 and len(headings[0].split()) > 2:
        yield Candidate(headings[0], "h1")
    yield from _from_meta(page, _META_HEADLINE)
    if linked:
        yield Candidate(linked, "json-ld:headline")
    name = string_of(page.linked.article.get("name"))
    if name:
        yield Candidate(name, "json-ld:name")
    title = page.tree.find(".//title")
    if title is not None and title.text:
        yield Candidate(title.text, "title")


def _is_cut(headline: str, page: Page) -> bool:
    """Tell whether the headline was shortened for search engines: og:title goes on where it stops."""
    stem = fold(_clean(headline)).rstrip(".… ")
    longer = fold(_clean(page.meta.get("og:title")))
    return headline.rstrip().endswith(("...", "…")) and longer.startswith(stem) and len(longer) > len(stem) + 3


def _without_site(text: str, outlet: str | None, page: Page) -> str:
    """Take a trailing or leading site name off, where the page elsewhere says that this is its name."""
    names = {fold(n).replace(" ", "") for n in (*_outlet_names(page), outlet) if n}
    joints = list(_SITE_JOINT.finditer(text))
    if joints and fold(text[joints[-1].end() :]).replace(" ", "") in names:
        return text[: joints[-1].start()].strip()
    if joints and fold(text[: joints[0].start()]).replace(" ", "") in names:
        return text[joints[0].end() :].strip()
    return text


def _host(page: Page) -> str | None:
    url = _url(page)
    host = urlsplit(url).hostname if url else None
    return str(host).removeprefix("www.") if host else None


def _byline(page: Page, outlets: frozenset[str]) -> tuple[Byline, str | None]:
    """Return the persons of the first place that names any, with the bodies met on the way."""
    bodies: dict[str, None] = {}
    for found, evidence in _byline_candidates(page, outlets):
        bodies.update(dict.fromkeys(found.bodies))
        if found.persons:
            return Byline(found.persons, tuple(bodies)), evidence
    return Byline((), tuple(bodies)), None


def _byline_candidates(page: Page, outlets: frozenset[str]) -> Iterator[tuple[Byline, str]]:
    for key in ("author", "creator"):
        value: Any = page.linked.article.get(key)
        if value:
            yield authors_of(value, outlets, page.linked.by_id), f"json-ld:{key}"
    for value, evidence in _from_meta(page, _META_AUTHOR):
        yield split_byline(_clean(value), outlets), evidence
    if "twitter:label1" in page.meta and fold(page.meta["twitter:label1"]) in _WRITTEN_BY:
        yield split_byline(page.meta.get("twitter:data1", ""), outlets), "meta:twitter:data1"
    if page.linked.article.get("author"):
        return  # the page names an author that is no person: names elsewhere on it belong to pictures and teasers
    for element in page.tree.iter("a", "span", "p", "div", "address", "li", "strong"):
        mark = " ".join(filter(None, (element.get("rel"), element.get("itemprop"), element.get("class"))))
        if mark and _AUTHOR_MARK.search(mark) and not _ELSEWHERE.search(mark):
            text = " ".join(element.text_content().split())
            if 0 < len(text) < 200:
                yield split_byline(text, outlets), f"element:{mark.split()[0]}"
    yield from _author_links(page, outlets)


def _author_links(page: Page, outlets: frozenset[str]) -> Iterator[tuple[Byline, str]]:
    """Yield the links to author pages in the smallest part that has the one h1; many of them are a list of teasers."""
    headings = list(page.tree.iter("h1"))
    for part in headings[0].iterancestors() if len(headings) == 1 else ():
        links = [a for a in part.iter("a") if _AUTHOR_PAGE.search(a.get("href") or "")]
        names = dict.fromkeys(" ".join(a.text_content().split()) for a in links)
        if links:
            if len(names) <= _MOST_AUTHORS:
                yield split_byline("; ".join(names), outlets), "link to author page"
            return


def _section_candidates(page: Page) -> Iterator[Candidate]:
    value = string_of(page.linked.article.get("articleSection"))
    if value:
        yield Candidate(value, "json-ld:articleSection")
    yield from _from_meta(page, _META_SECTION)


def _published(page: Page) -> tuple[Timestamp, str | None]:
    """Return the first date that parses, with the time of a later place if that states the same day more fully."""
    best, where, problem = Timestamp(), None, None
    for value, evidence in _published_candidates(page):
        found = parse_timestamp(_clean(value))
        if found.on is None:
            problem = problem or f"{found.problem} ({evidence})"
        elif best.on is None or (
            _detail(found) > _detail(best) and (found.on[:10] == best.on or best.on.startswith(found.on))
        ):
            best, where = found, evidence
        if _detail(best) == 2:
            break
    return best, where or problem


def _detail(stamp: Timestamp) -> int:
    """Return 0 for a day, 1 for a time, 2 for a time with its offset."""
    return 0 if stamp.at is None else 2 if re.search(r"[+-]\d\d:\d\d$", stamp.at) else 1


def _published_candidates(page: Page) -> Iterator[Candidate]:
    for node, label in ((page.linked.article, "json-ld"), (page.linked.page, "json-ld page")):
        value = string_of(node.get("datePublished"))
        if value:
            yield Candidate(value, f"{label}:datePublished")
    yield from _from_meta(page, _META_PUBLISHED)
    for element in page.tree.xpath("//*[@itemprop='datePublished' or @property='datePublished'][not(self::meta)]"):
        value = element.get("datetime") or element.get("content") or element.text_content()
        yield Candidate(value[:100], "element:datePublished")
    value = string_of(page.linked.article.get("dateCreated"))
    if value:
        yield Candidate(value, "json-ld:dateCreated")
    yield from _time_elements(page.tree)


def _time_elements(tree: _Element) -> Iterator[Candidate]:
    """Yield the page's only <time>, else the only one, updates apart, in the smallest part that has the one h1."""
    times = [e for e in tree.iter("time") if e.get("datetime")]
    if len({e.get("datetime") for e in times}) == 1:
        yield Candidate(times[0].get("datetime", ""), "time")
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        return
    for part in headings[0].iterancestors():
        near = [e for e in part.iter("time") if e.get("datetime") and not _UPDATE_MARK.search(_marks(e))]
        if near:
            if len({e.get("datetime") for e in near}) == 1:
                yield Candidate(near[0].get("datetime", ""), "time beside h1")
            return


def _marks(element: _Element) -> str:
    return " ".join([*(str(value) for value in element.attrib.values()), element.text_content()[:60]])


def _updated(page: Page) -> str | None:
    values = [Candidate(string_of(page.linked.article.get("dateModified")) or "", "json-ld:dateModified")]
    for value, _ in [*values, *_from_meta(page, _META_UPDATED)]:
        found = parse_timestamp(_clean(value))
        if found.at:
            return found.at
    return None


def _url(page: Page) -> str | None:
    links = [e.get("href") or "" for e in page.tree.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    base = page.meta.get("og:url", "")
    linked = page.linked.article
    for value in (*links, base, string_of(linked.get("url")), string_of(linked.get("mainEntityOfPage"))):
        try:
            url: str = urljoin(base, (value or "").strip())
            if url.startswith(("http://", "https://")) and urlsplit(url).hostname:
                return url
        except ValueError:
            continue
    return None


def _language(page: Page) -> str | None:
    """Return the language code that the page declares, in lower case without region."""
    root = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    declared = (root, string_of(page.linked.article.get("inLanguage")), page.meta.get("og:locale"))
    for value in (*declared, page.meta.get("content-language"), page.meta.get("language")):
        match = _LANGUAGE.fullmatch((value or "").strip())
        if match:
            return match[1].lower()
    return None
