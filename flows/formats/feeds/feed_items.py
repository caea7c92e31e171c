"""The items of a feed as fields: what each element is called, whichever namespace or spelling the feed uses for it."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from flows.formats.records import Refusal
from flows.formats.wires.wire_pieces import local_name
from flows.formats.wires.xml_slices import ElementSlice, find_elements, read_tag
from flows.formats.wires.xml_text import mend, parse_xml

# Namespaces by what they are, not by the prefix that a feed binds them to: RSS 1.0 modules, Dublin Core, Media RSS …
_PREFIXES = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
_PREFIX_BY_HABIT = {"a10": "atom", "cc": "cc"}  # undeclared or unknown namespaces go by their prefix
# Elements whose own children matter: of the others only the text does.
_WITH_PARTS = frozenset({"author", "atom:author", "contributor", "source", "atom:source", "image"})
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_TAG_IN = re.compile(r"</?[A-Za-z][^<>]*>")
_SET_APART = frozenset({"source", "image", "textInput", "textinput"})
_PART_NAMES = frozenset({"name", "email", "title", "link", "uri", "url"})
_MENDED_NAMES = frozenset(
    [
        *("title", "link", "description", "summary", "content", "encoded", "pubDate", "date", "published", "issued"),
        *("updated", "modified", "author", "creator", "category", "subject", "guid", "id", "language"),
        *("enclosure", "publisher", "copyright", "rights", "managingEditor", "origLink", "subtitle"),
    ]
)


class Field(NamedTuple):
    """An element of an item or channel.

    `key` is its name in lower case with the usual prefix, `written` the one in the file; `text` is its character data,
    or its inner mark-up as HTML where it `is_markup`.
    """

    key: str
    written: str
    attributes: Mapping[str, str]
    text: str
    is_markup: bool = False
    parts: tuple["Field", ...] = ()


class Fields(NamedTuple):
    """The fields of one item or channel in file order, and what was mended to read them."""

    found: tuple[Field, ...]
    notes: tuple[str, ...] = ()

    def all(self, *keys: str) -> Iterator[Field]:
        """Yield the fields of these keys, key by key."""
        for key in keys:
            yield from (field for field in self.found if field.key == key)

    def first(self, *keys: str) -> Field | None:
        """Return the first field of the first of these keys that has any text."""
        return next((field for field in self.all(*keys) if field.text.strip()), None)


class Scope(NamedTuple):
    """What holds for all items of a feed: its own namespace and prefix, declared prefixes, declared entities."""

    home: str
    home_prefix: str
    namespaces: Mapping[str, str]
    entities: Mapping[str, str]


def read_fields(source: str, scope: Scope, inside: str = "") -> Fields:
    """Return the fields of the element, or of its child `inside`; of one that is no sound XML those with sound tags."""
    parsed = parse_xml(source, {"": scope.home, **scope.namespaces}, scope.entities)
    if isinstance(parsed, Refusal):
        return _fields_by_tags(source, scope, parsed.detail)
    element = next((e for e in parsed.element if inside and local_name(e) == inside), parsed.element)
    return Fields(tuple(_field(part, scope) for part in element if local_name(part)), parsed.notes)


def _field(element: _Element, scope: Scope) -> Field:
    key = _key(element, scope)
    written = f"{element.prefix}:{local_name(element)}" if element.prefix else local_name(element)
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    if len(element) and (key in _WITH_PARTS or key.startswith("media:")):
        parts = tuple(_field(part, scope) for part in element if local_name(part))
        return Field(key, written, attributes, element.text or "", parts=parts)
    if len(element):
        return Field(key, written, attributes, _inner_html(element), is_markup=True)
    return Field(key, written, attributes, element.text or "")


def _key(element: _Element, scope: Scope) -> str:
    name = local_name(element).lower()
    namespace = etree.QName(element).namespace or ""
    if namespace in ("", scope.home):
        return name
    habit = (element.prefix or "").lower()
    prefix = _PREFIXES.get(namespace.lower(), _PREFIX_BY_HABIT.get(habit, habit))
    return f"{prefix}:{name}" if prefix else name


def _inner_html(element: _Element) -> str:
    """Return what is in the element as HTML without namespaces."""
    for inner in element.iter():
        if isinstance(inner.tag, str):
            inner.tag = local_name(inner)
    etree.cleanup_namespaces(element)
    children = (etree.tostring(child, encoding="unicode", method="html", with_tail=True) for child in element)
    return html.escape(element.text or "", quote=False) + "".join(children)


def _fields_by_tags(source: str, scope: Scope, problem: str) -> Fields:
    """Return the fields of an element that is no sound XML: each from its start tag to its end tag, taken as HTML."""
    mended = mend(source, scope.entities)
    start = read_tag(mended.text, 0)
    inner = mended.text[start.end if start else 0 :]
    apart = [part for part in find_elements(inner, _SET_APART, nested=True) if part.is_whole]
    found = [*_tagged(_without(inner, apart), _MENDED_NAMES, scope)]
    for part in apart:
        found += _tagged(inner[part.start : part.end], frozenset({part.name}), scope)
    return Fields(tuple(found), (*mended.notes, f"not_well_formed: {problem.partition(', line')[0][:200]}"))


def _without(text: str, parts: list[ElementSlice]) -> str:
    starts, ends = [0, *(part.end for part in parts)], [*(part.start for part in parts), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _tagged(text: str, names: frozenset[str], scope: Scope) -> Iterator[Field]:
    for part in find_elements(text, names):
        tag = read_tag(text, part.start)
        if tag is None:
            continue
        stop = text.rfind("</", tag.end, part.end) if part.is_whole and not tag.is_empty else part.end
        inner = text[tag.end : max(stop, tag.end)]
        habit = "" if tag.prefix == scope.home_prefix else _PREFIX_BY_HABIT.get(tag.prefix.lower(), tag.prefix.lower())
        key = f"{habit}:{tag.name.lower()}" if habit else tag.name.lower()
        attributes = {name: html.unescape(value) for name, value in tag.attributes.items()}
        is_markup = _TAG_IN.search(_CDATA.sub("", inner)) is not None
        if is_markup and key in _WITH_PARTS:
            yield Field(key, tag.written, attributes, "", parts=tuple(_tagged(inner, _PART_NAMES, scope)))
        elif is_markup:
            yield Field(key, tag.written, attributes, _CDATA.sub(_escaped, inner), is_markup=True)
        else:
            yield Field(key, tag.written, attributes, html.unescape(_CDATA.sub(_escaped, inner)))


def _escaped(cdata: re.Match[str]) -> str:
    return html.escape(cdata[1], quote=False)
