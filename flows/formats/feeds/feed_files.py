"""RSS 0.9 to 2.0 and Atom: an article for each item that has a text, most of them summaries and marked as such."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from flows.base.ids import bytes_sha256
from flows.formats.encodings import Decoded
from flows.formats.feeds.feed_bodies import find_item_body
from flows.formats.feeds.feed_fields import Channel, read_channel, read_item_metadata
from flows.formats.feeds.feed_items import Scope, read_fields
from flows.formats.limits import ReadLimits
from flows.formats.records import Record, Refusal
from flows.formats.rendering import render
from flows.formats.wires.xml_slices import ElementSlice, Tag, find_elements
from flows.formats.wires.xml_text import Prolog, is_too_large, namespaces_in


class _Feed(NamedTuple):
    decoded: Decoded
    prolog: Prolog
    scope: Scope
    channel: Channel
    kind: str


def read_feed(decoded: Decoded, prolog: Prolog, root: Tag, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield a record for each item with a text, a refusal for each other; an empty or cut feed gives one of its own.

    Each item is read by itself, so that a broken one costs only itself. Its sha256 is that of its source and of what
    the feed says for all items and the record repeats: outlet, language, base of relative addresses.
    """
    text = decoded.text
    is_atom = root.name in ("feed", "entry")
    name = "entry" if is_atom else "item"
    items = list(islice(find_elements(text, frozenset({name}), prolog.root_start), limits.max_members))
    scope = _scope(text, prolog, root, items)
    channel = _channel(text, root, items, scope)
    feed = _Feed(decoded, prolog, scope, channel, "atom" if is_atom else "rss")
    line, at = 1, 0
    for number, item in enumerate(items, 1):
        line, at = line + text.count("\n", at, item.start), item.start
        found, member = _read_item(feed, item, limits), f"item {number}"
        if isinstance(found, Refusal):
            yield found._replace(raw_member=member, position=line)
        else:
            yield found._replace(raw_member=member)
    is_closed = _is_closed(text, root, items)
    if not items and is_closed:
        yield Refusal("", "no_text", "a feed without items")
    if not is_closed:
        yield Refusal("", "truncated", f"the feed ends before </{root.written}>: items may be missing")


def _is_closed(text: str, root: Tag, items: list[ElementSlice]) -> bool:
    """Tell whether the feed has its end tag, or is known to be cut inside its last item."""
    last = items[-1] if items else None
    if last is not None and not last.is_whole and last.end == len(text):
        return True
    return root.is_empty or text.find(f"</{root.written}", last.end if last and root.name != "entry" else root.end) >= 0


def _scope(text: str, prolog: Prolog, root: Tag, items: list[ElementSlice]) -> Scope:
    head = text[root.start : items[0].start] if items and items[0].start > root.start else text[root.start : root.end]
    declared = namespaces_in(head)
    is_own_prefix = root.prefix and root.name != "RDF"
    home = declared.get(root.prefix, "") if is_own_prefix else root.attributes.get("xmlns", "")
    return Scope(home, root.prefix if is_own_prefix else "", declared, prolog.entities)


def _channel(text: str, root: Tag, items: list[ElementSlice], scope: Scope) -> Channel:
    """Return what the feed says outside its items."""
    if root.name == "entry":
        return Channel()
    starts, ends = [root.start, *(item.end for item in items)], [*(item.start for item in items), len(text)]
    outside = "".join(text[start:end] for start, end in zip(starts, ends, strict=True))
    fields = read_fields(outside, scope, inside="channel")
    language, base = root.attributes.get("xml:lang"), root.attributes.get("xml:base")
    return read_channel(fields, language, base)


def _read_item(feed: _Feed, item: ElementSlice, limits: ReadLimits) -> Record | Refusal:
    decoded, channel = feed.decoded, feed.channel
    source = decoded.text[item.start : item.end]
    if not item.is_whole:
        reason = "truncated" if item.end == len(decoded.text) else "malformed"
        return Refusal("", reason, f"the end tag of this <{item.name}> is missing")
    too_large = is_too_large(source, limits)
    if too_large is not None:
        return too_large
    fields = read_fields(source, feed.scope)
    metadata = read_item_metadata(fields, channel)
    body = find_item_body(fields, metadata.headline, limits)
    if isinstance(body, Refusal):
        return body
    text, blocks = render(body.pieces) if body.pieces else (body.text, ())
    return Record(
        raw_member="",
        raw_sha256=_own_sha256(feed, source),
        format=feed.kind,
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        text=text,
        layout="rendered" if body.pieces else "body",
        metadata=metadata._replace(is_summary=body.is_summary),
        blocks=blocks,
        notes=(*decoded.notes, *fields.notes, *body.notes),
    )


def _own_sha256(feed: _Feed, source: str) -> str:
    around = json.dumps([*feed.channel, feed.prolog.doctype], ensure_ascii=False)
    return bytes_sha256(f"{source}\n{around}".encode(feed.decoded.encoding, "replace"))
