"""Where a web page can state something of its article: its JSON-LD, its meta tags, its canonical address."""

import html
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from flows.formats.fields.schema_org import Linked, name_of, parse_json_ld, string_of

_REPEATED = frozenset(
    {"author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "citation_author"}
    | {"cxenseparse:author", "byl", "dc.creator", "dcterms.creator", "dcsext.author"}
)
_META_OUTLET = ("og:site_name", "site_name", "application-name", "dc.publisher", "publisher")
_MOST_META = 2000
_LONGEST_META = 5000
_MOST_HEADINGS = 50
_LONGEST_HEADING = 400


class PageSource(NamedTuple):
    """A parsed page, reduced to where metadata can stand."""

    tree: _Element
    linked: Linked
    meta: dict[str, str]


class Candidate(NamedTuple):
    """A string found for a field, and where."""

    value: str
    evidence: str


def read_source(tree: _Element) -> PageSource:
    """Return the page's JSON-LD and meta tags beside its tree."""
    scripts = [s.text for s in tree.iter("script") if s.text and "ld+json" in (s.get("type") or "").lower()]
    return PageSource(tree, parse_json_ld(scripts), _meta_tags(tree))


def _meta_tags(tree: _Element) -> dict[str, str]:
    """Return the first content of each meta name, property or itemprop in lower case; repeated authors are joined."""
    found: dict[str, str] = {}
    for element in itertools.islice(tree.iter("meta"), _MOST_META):
        content = " ".join((element.get("content") or "")[:_LONGEST_META].split())
        for key in ("property", "name", "itemprop"):
            name = (element.get(key) or "").strip().lower()
            if not name or not content:
                continue
            if name in found and name in _REPEATED and len(found[name]) < 1000:
                found[name] += f"; {content}"
            found.setdefault(name, content)
    return found


def clean_value(value: str | None) -> str:
    """Return the string without mark-up, entities, soft hyphens and needless white space."""
    text = html.unescape((value or "")[:_LONGEST_META])
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)
    return " ".join(text.replace("\xad", "").split())


def first_of(candidates: Iterator[Candidate]) -> Candidate | None:
    """Return the first candidate that says something."""
    for value, evidence in candidates:
        text = clean_value(value)
        if text:
            return Candidate(text, evidence)
    return None


def from_meta(page: PageSource, names: tuple[str, ...]) -> Iterator[Candidate]:
    """Yield what the meta tags of these names contain."""
    for name in names:
        if name in page.meta:
            yield Candidate(page.meta[name], f"meta:{name}")


def headings(tree: _Element, *tags: str) -> list[str]:
    """Return the words of the page's first headings, h1 by default, each once, without those as long as a text."""
    found = itertools.islice(tree.iter(*(tags or ("h1",))), _MOST_HEADINGS)
    texts = (short_text(element, _LONGEST_HEADING) for element in found)
    return [text for text in dict.fromkeys(texts) if text]


def short_text(element: _Element, most: int) -> str:
    """Return the element's words, or an empty string if they are longer than `most`; a huge element costs no more."""
    parts: list[str] = []
    length = 0
    for words in element.itertext():
        parts.append(words)
        length += len(words.strip())
        if length > most:
            return ""
    return " ".join("".join(parts).split())


def find_outlet(page: PageSource) -> Candidate | None:
    """Return the name under which the page's publisher speaks of itself."""
    return first_of(c for c in _outlet_candidates(page) if not c.value.startswith(("http", "//", "@")))


def _outlet_candidates(page: PageSource) -> Iterator[Candidate]:
    for node in (page.linked.article, page.linked.page):
        name = name_of(node.get("publisher"), page.linked.by_id)
        if name:
            yield Candidate(name, "json-ld:publisher")
    yield from from_meta(page, _META_OUTLET)


def outlet_names(page: PageSource) -> frozenset[str]:
    """Return every name under which the page speaks of its own site, so that none of them is taken for a person."""
    names = {clean_value(c.value).partition(" (")[0] for c in _outlet_candidates(page)}
    address = find_url(page)
    host = urlsplit(address.value).hostname if address else None
    return frozenset(names | ({str(host).removeprefix("www.")} if host else set()))


def find_url(page: PageSource) -> Candidate | None:
    """Return the page's canonical address, made absolute."""
    links = [e.get("href") or "" for e in page.tree.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    base = page.meta.get("og:url", "")
    linked = page.linked.article
    found = (
        *((link, "link:canonical") for link in links),
        (base, "meta:og:url"),
        (string_of(linked.get("url")), "json-ld:url"),
        (string_of(linked.get("mainEntityOfPage")), "json-ld:mainEntityOfPage"),
    )
    for value, evidence in found:
        try:
            url: str = urljoin(base, (value or "").strip())
            if url.startswith(("http://", "https://")) and urlsplit(url).hostname:
                return Candidate(url, evidence)
        except ValueError:
            continue
    return None
