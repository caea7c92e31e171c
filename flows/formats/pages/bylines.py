"""Who wrote the article of a page: what its metadata state, else what it shows around the article."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml.etree import _Element

from flows.base.lexicon import entries
from flows.base.text import fold
from flows.formats.fields.bylines import Byline, is_person_name, is_role, prefix_kind, split_byline
from flows.formats.fields.schema_org import authors_of
from flows.formats.pages.lines import Area, Line, head_lines, is_whole_line, line_words, tail_lines
from flows.formats.pages.source import PageSource, clean_value, outlet_names
from flows.formats.rendering import squeeze

META_AUTHOR = (
    "author",
    "article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "dcsext.author",
)
_INVERTED = frozenset({"citation_author", "dc.creator", "dcterms.creator"})
_SURNAME_FIRST = re.compile(r"([^\W\d_][\w'’-]+),\s*([^\W\d_][\w'’. -]+)")
_WRITTEN_BY = frozenset(
    {"written by", "verfasst von", "geschrieben von", "ecrit par", "escrito por", "scritto da", "author"}
)
_AUTHOR_MARK = re.compile(
    r"(?:^|[\s_-])(?:authors?|bylines?|autor(?:en|es|in)?|auteurs?|autore|autori|writers?|reporters?|journalists?|skribent"
    r"|forfatter|författare|firma|signature|redakteur|redacteur|muhabir|yazar|zuozhe|bianji)"
    r"(?:$|\s|[\s_-]*(?:name|link|item|list|text|info|line|block|box|by|title)s?(?:$|[\s_-]))",
    re.I,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ELSEWHERE = re.compile(
    r"media|video|image|photo|comment|teaser|related|recommend|popular|quote|tweet|biogra|avatar", re.I
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|in|a)?|auteurs?|autori|autore|reporters?|redaktion|redakteur(?:in)?|journalists?|journaliste"
    r"|profile|columnists?|contributors?|byline|redactie|skribent|forfatter|toimittaja|firmas?|yazar(?:lar)?|penulis)/[^/?#]",
    re.I,
)
_DATE = re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)\b|\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d[./-]\d|\d日")
_SEGMENT = re.compile(r"\s*[|•·]\s*|\s[-–—]\s")
_CJK_REPORTER = re.compile(r"([\uac00-\ud7af]{2,4}|[\u4e00-\u9fff]{2,4})\s*(?:기자|특파원|記者$)")
_HANGUL_SCRAP = re.compile(r"[\uac00-\ud7af]{1,2}")
_MOST_PERSONS = 8
_MOST_LINKED = 4
_AFTER = 150  # the same under the text; a labelled one may stand further down
_TOGETHER = 120
_LONGEST_DATE = 60


class Shown(NamedTuple):
    """A place on the page that may name authors: where it begins, its words, what speaks for it, where it stands."""

    at: int
    text: str
    mark: str
    parent: _Element | None


def stated_byline(page: PageSource) -> tuple[Byline, str | None]:
    """Return the persons of the first place in the metadata that names any, with the bodies met on the way."""
    bodies: dict[str, None] = {}
    for found, evidence in _stated(page, outlet_names(page)):
        bodies.update(dict.fromkeys(found.bodies))
        if found.persons:
            return Byline(found.persons, tuple(bodies)), evidence
    return Byline((), tuple(bodies)), None


def _stated(page: PageSource, outlets: frozenset[str]) -> Iterator[tuple[Byline, str]]:
    for key in ("author", "creator"):
        value: Any = page.linked.article.get(key)
        if value:
            yield authors_of(value, outlets, page.linked.by_id), f"json-ld:{key}"
    for name in META_AUTHOR:
        if name in page.meta:
            yield split_byline(_in_order(clean_value(page.meta[name]), name), outlets), f"meta:{name}"
    if "twitter:label1" in page.meta and fold(page.meta["twitter:label1"][:80]) in _WRITTEN_BY:
        yield split_byline(page.meta.get("twitter:data1", ""), outlets), "meta:twitter:data1"


def _in_order(value: str, name: str) -> str:
    """Return library-style `Berg, Anna` the other way round."""
    turned = [_SURNAME_FIRST.fullmatch(part.strip()) for part in value.split(";")]
    if name not in _INVERTED or not all(turned):
        return value
    return "; ".join(f"{match[2]} {match[1]}" for match in turned if match)


def shown_byline(
    lines: list[Line], area: Area, outlets: frozenset[str], names_body: bool = False
) -> tuple[Byline, str | None]:
    """Return the persons shown beside the headline or under the text, surest marks first.

    `names_body` says that the metadata name a body as the author: then only marks that leave no doubt count.
    """
    head, tail = list(_marked(head_lines(lines, area))), list(_marked(tail_lines(lines, area)))
    below = [shown for shown in head if shown.at >= area.below]
    beside = [shown for shown in below if shown.mark == "line" and _is_beside_date(shown, below)]
    near = [shown for shown in tail if shown.at <= area.end + _AFTER]
    sure = [(head, mark) for mark in ("rel", "class", "link", "by", "label")]
    under = [(near, "rel"), (near, "class"), (tail, "label")]
    signed = [(near, "signature")]
    tries = [*sure, *signed] if names_body else [*sure, (below, "dated"), (beside, "line"), *under, *signed]
    for places, mark in tries:
        marked = [shown for shown in places if shown.mark == mark]
        if mark == "link" and len({shown.text for shown in marked}) > _MOST_LINKED:
            continue  # a list of other stories with their authors
        found = _joined(marked, outlets)
        if 0 < len(found.persons) <= _MOST_PERSONS:
            return _fuller(found, head, outlets), f"shown:{mark}"
    return Byline(), None


def fuller_byline(stated: tuple[str, ...], lines: list[Line], area: Area, outlets: frozenset[str]) -> tuple[str, ...]:
    """Return the persons that rel=author names beside the headline, if they are all of the stated ones and more."""
    near = [(at, e) for at, e in head_lines(lines, area) if _mark(e) == "rel"]
    persons = _joined(list(_marked(near)), outlets).persons
    is_more = {fold(name) for name in stated} < {fold(name) for name in persons} and len(persons) <= _MOST_PERSONS
    return persons if is_more else ()


def _is_beside_date(shown: Shown, places: list[Shown]) -> bool:
    end = shown.at + len(squeeze(shown.text))
    return any(place.mark == "dated" and 0 <= place.at - end <= _LONGEST_DATE for place in places)


def _fuller(found: Byline, places: list[Shown], outlets: frozenset[str]) -> Byline:
    """Return the persons of a place that names all of these and more, such as the line in which they are links."""
    for place in places:
        if place.mark in ("class", "by", "label"):
            other = _names_in(place, outlets)
            if set(found.persons) < set(other.persons) and len(other.persons) <= _MOST_PERSONS:
                return other
    return found


def _marked(lines: list[Line]) -> Iterator[Shown]:
    for at, element in lines:
        mark = _mark(element)
        if mark:
            yield Shown(at, line_words(element), mark, element.getparent())
        elif is_whole_line(element):
            text = line_words(element)
            if not element.tag.startswith("h"):
                yield Shown(at, text, _line_mark(text), element.getparent())
            if _is_set_apart(element):
                yield Shown(at, text, "signature", element.getparent())


def _mark(element: _Element) -> str:
    """Return what marks the element as an author's: `rel`, `class` or `link`; empty if nothing does."""
    if element.get("rel") == "author" or "author" in (element.get("itemprop") or "")[:100].split():
        return "rel"
    if element.tag == "address":
        return "class"
    names = element.get("class")
    if names and len(names) < 400 and _AUTHOR_MARK.search(_CAMEL.sub("-", names)) and not _ELSEWHERE.search(names):
        return "class"
    return "link" if element.tag == "a" and _AUTHOR_PAGE.search((element.get("href") or "")[:400]) else ""


def _line_mark(text: str) -> str:
    kinds = [kind for segment in (text, *_SEGMENT.split(text)[:4]) if (kind := prefix_kind(f"{segment} "))]
    if kinds:
        return "label" if "label" in kinds else "by"
    return "label" if _CJK_REPORTER.search(text) else "dated" if _DATE.search(text) else "line"


def _is_set_apart(element: _Element) -> bool:
    """Tell whether a paragraph is set to the right or all of it is bold or italic, as signatures are."""
    if element.tag != "p":
        return False
    inner = element[0] if len(element) == 1 and not (element.text or "").strip() else None
    is_strong = inner is not None and inner.tag in ("strong", "b", "em", "i") and not (inner.tail or "").strip()
    return is_strong or "right" in f"{element.get('style') or ''} {element.get('align') or ''}"[:400]


def _joined(places: list[Shown], outlets: frozenset[str]) -> Byline:
    """Return the persons of the first of these places that names any, and of those that follow it closely."""
    persons: dict[str, None] = {}
    bodies: dict[str, None] = {}
    last: int | None = None
    parent: _Element | None = None
    for place in places:
        if last is not None and (place.at - last > _TOGETHER or (place.mark == "link" and place.parent is not parent)):
            break
        found = _names_in(place, outlets)
        if found.persons:
            persons.update(dict.fromkeys(found.persons))
            bodies.update(dict.fromkeys(found.bodies))
            last, parent = place.at + len(squeeze(place.text)), place.parent
    return Byline(tuple(persons), tuple(bodies))


def _names_in(place: Shown, outlets: frozenset[str]) -> Byline:
    reporters = _CJK_REPORTER.findall(place.text)
    if reporters:
        return Byline(tuple(dict.fromkeys(reporters)))
    segments = _SEGMENT.split(place.text)
    if place.mark in ("by", "label"):
        first = next((n for n, segment in enumerate(segments) if prefix_kind(f"{segment} ")), 0)
        return split_byline(" | ".join(segments[first:]), outlets)
    if place.mark == "dated":
        name = segments[0] if len(segments) > 1 else _DATE.split(segments[0])[0].strip(" ,")
        is_short = len(place.text) - len(name) <= _LONGEST_DATE
        return Byline((name,)) if is_short and _is_bare_name(name, outlets) else Byline()
    if place.mark in ("line", "signature"):
        found = split_byline(place.text, outlets)
        rest = [segment for segment in segments if not set(split_byline(segment, outlets).persons)]
        is_plain = all(any(map(is_role, segment.split())) for segment in rest)
        return found if is_plain and all(_is_bare_name(name, outlets) for name in found.persons) else Byline()
    found = split_byline(place.text, outlets)
    return found._replace(persons=tuple(name for name in found.persons if not _HANGUL_SCRAP.fullmatch(name)))


def _is_bare_name(name: str, outlets: frozenset[str]) -> bool:
    """Tell whether the words are a name even where nothing says that one is to come: two to four, no article first."""
    words = name.split()
    if not 2 <= len(words) <= 4 or words[0].casefold() in entries("und", "articles"):
        return False
    return is_person_name(name, outlets)
