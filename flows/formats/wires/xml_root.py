"""An XML file by its root element: a feed, NITF, NewsML, or nothing that holds articles."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from lxml.etree import _Element

from flows.base.ids import bytes_sha256
from flows.formats.encodings import Decoded
from flows.formats.feeds.feed_files import read_feed
from flows.formats.limits import ReadLimits
from flows.formats.records import Record, Refusal
from flows.formats.wires.newsml import read_news_item
from flows.formats.wires.newsml1 import read_news_item_1
from flows.formats.wires.nitf import read_nitf
from flows.formats.wires.wire_fields import Story, wire_record
from flows.formats.wires.wire_pieces import local_name
from flows.formats.wires.xml_slices import ElementSlice, Tag, find_elements, read_broken_tag, read_tag
from flows.formats.wires.xml_text import Parsed, Prolog, is_too_large, namespaces_in, parse_xml, read_prolog

XmlKind = Literal["rss", "rdf", "atom", "nitf", "newsml", "sitemap", "other"]

_KINDS: dict[str, XmlKind] = {
    "rss": "rss",
    "RDF": "rdf",
    "feed": "atom",
    "entry": "atom",
    "nitf": "nitf",
    "newsMessage": "newsml",
    "newsItem": "newsml",
    "packageItem": "newsml",
    "conceptItem": "newsml",
    "knowledgeItem": "newsml",
    "planningItem": "newsml",
    "catalogItem": "newsml",
    "NewsML": "newsml",
    "NewsItem": "newsml",
    "urlset": "sitemap",
    "sitemapindex": "sitemap",
}
_RSS_IN_RDF = re.compile(r"rss|netscape\.com/rdf/simple", re.IGNORECASE)
_PROLOG_WITHIN = 200_000
_ENVELOPES = frozenset({"newsMessage", "NewsML"})
_ITEMS = frozenset(name for name, kind in _KINDS.items() if kind == "newsml") - _ENVELOPES


def xml_kind(root: Tag) -> XmlKind:
    """Return what the root element makes the file. Names decide: exporters leave namespaces out or misspell them."""
    kind = _KINDS.get(root.name, "other")
    is_feed = kind != "rdf" or any(_RSS_IN_RDF.search(uri) for uri in root.attributes.values())
    return kind if is_feed else "other"


def is_known_xml(text: str) -> bool:
    """Tell whether the text begins as one of the kinds of XML that are known here, however it goes on or breaks off."""
    head = text[:_PROLOG_WITHIN]
    if not head.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    prolog = read_prolog(head)
    if isinstance(prolog, Refusal):
        return "<!ENTITY" in head
    root = read_tag(text, prolog.root_start) or read_broken_tag(text, prolog.root_start)
    return root is not None and xml_kind(root) != "other"


def read_xml(decoded: Decoded, sha256: str, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield a record for each article in the XML text and a refusal for each part that gives none.

    A file that is one article has the file's sha256; the items of a feed or message have one of their own.
    """
    prolog = read_prolog(decoded.text)
    if isinstance(prolog, Refusal):
        yield prolog
        return
    root = read_tag(decoded.text, prolog.root_start) or read_broken_tag(decoded.text, prolog.root_start)
    if root is None:
        line = decoded.text.count("\n", 0, prolog.root_start) + 1
        yield Refusal("", "malformed", "XML whose root element has no name", line)
        return
    kind = xml_kind(root)
    if kind in ("rss", "rdf", "atom"):
        yield from read_feed(decoded, prolog, root, limits)
    elif kind in ("nitf", "newsml"):
        yield from _read_items(_File(decoded, prolog, root, limits), sha256)
    elif kind == "sitemap":
        yield Refusal("", "not_an_article", "a sitemap: addresses of pages, not their text")
    else:
        yield Refusal("", "unsupported", f"XML with the root element <{root.name[:60]}>, which no reader knows")


class _File(NamedTuple):
    decoded: Decoded
    prolog: Prolog
    root: Tag
    limits: ReadLimits


def _read_items(file: _File, sha256: str) -> Iterator[Record | Refusal]:
    """Yield what each item gives, read by itself, so that a broken one costs only itself.

    Items are those of a message, or the root itself; archives also write one such document after the other.
    """
    text, root = file.decoded.text, file.root
    in_message = root.name in _ENVELOPES
    names, start = (_ITEMS, root.end) if in_message else (frozenset({root.name}), root.start)
    items = list(islice(find_elements(text, names, start, nested=True), file.limits.max_members))
    is_alone = not in_message and len(items) == 1
    line, at = 1, 0
    for number, item in enumerate(items, 1):
        line, at = line + text.count("\n", at, item.start), item.start
        for found in _read_item(file, item, sha256 if is_alone else None):
            member = "" if is_alone else f"item {number}"
            if isinstance(found, Refusal):
                yield found._replace(raw_member=member, position=line + (found.position or 1) - 1)
            else:
                yield found._replace(raw_member=member)
    is_cut = not root.is_empty and text.rfind(f"</{root.written}") < 0
    if not items and not is_cut:
        yield Refusal("", "no_text", f"a <{root.name}> without items")
    if is_cut and (in_message or not items) and all(item.is_whole for item in items):
        yield Refusal("", "truncated", f"the file ends before </{root.written}>: items may be missing")


def _read_item(file: _File, item: ElementSlice, sha256: str | None) -> Iterator[Record | Refusal]:
    """Yield what the element gives; its own sha256 is that of its source and the entities that it may refer to."""
    source = file.decoded.text[item.start : item.end]
    parsed = _parse(file, item, source)
    if isinstance(parsed, Refusal):
        yield parsed
        return
    own = sha256 or bytes_sha256((file.prolog.doctype + source).encode(file.decoded.encoding, "replace"))
    for found in _stories(parsed.element, file.limits):
        if isinstance(found, Refusal):
            yield found
        else:
            story = found._replace(notes=(*parsed.notes, *found.notes))
            yield wire_record(story, own, "nitf" if item.name == "nitf" else "newsml", file.decoded)


def _parse(file: _File, item: ElementSlice, source: str) -> Parsed | Refusal:
    if not item.is_whole:
        return Refusal("", "truncated", f"the end tag of this <{item.name}> is missing")
    too_large = is_too_large(source, file.limits)
    if too_large is not None:
        return too_large
    around = namespaces_in(file.decoded.text[file.root.start : file.root.end])
    return parse_xml(source, around, file.prolog.entities)


def _stories(element: _Element, limits: ReadLimits) -> Iterator[Story | Refusal]:
    name = local_name(element)
    if name == "nitf":
        yield read_nitf(element)
    elif name == "newsItem":
        yield read_news_item(element, limits)
    elif name == "NewsItem":
        yield from read_news_item_1(element, limits)
    else:
        yield Refusal("", "not_an_article", f"a NewsML <{name}>: it lists, plans or names things and has no text")
