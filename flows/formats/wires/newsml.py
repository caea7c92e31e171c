"""NewsML-G2 of the IPTC: a news item, alone or one of several in a message."""

import html
import re
from collections.abc import Iterator

from lxml.etree import _Element

from flows.base.schemas.local import BODY_KINDS
from flows.formats.fields.bylines import Byline, split_byline
from flows.formats.fields.timestamps import Timestamp, parse_timestamp
from flows.formats.limits import ReadLimits
from flows.formats.pages.html import read_html_fragment
from flows.formats.records import Metadata, Refusal, filled
from flows.formats.rendering import Piece
from flows.formats.wires.nitf import read_nitf
from flows.formats.wires.wire_fields import (
    XML_LANG,
    Dates,
    Story,
    agency_in,
    child,
    children,
    dateline_pieces,
    headed,
    is_after,
    is_agency,
    is_same_body,
    language_code,
    merge_bylines,
    named,
    text_of,
    version_dates,
)
from flows.formats.wires.wire_layout import plain_paragraphs
from flows.formats.wires.wire_pieces import find_pieces, local_name

_MARKUP = re.compile(r"</?(?:p|div|br|h[1-6]|ul|ol|li|table|html|body)\b[^<>]{0,500}>", re.IGNORECASE)
_ONE_PARAGRAPH = re.compile(r"\s*<p\b[^<>]*>([^<]*)</p>\s*", re.IGNORECASE)
_SECTION_SCHEME = re.compile(
    r"(?:^|[:_-]|[a-z])(?:category|categories|department|section|ressort|desk)\b", re.IGNORECASE
)
_ONLY_SUPPLIER = re.compile(r"enhanc|redistrib|distrib|supplier|editor|translat", re.IGNORECASE)
_CREDIT_MARKS = " -–—()/"
_EMBARGOED = "embargoed until"
_TEXT_CLASSES = frozenset({"", "text", "composite"})


def read_news_item(item: _Element, limits: ReadLimits) -> Story | Refusal:
    """Return the article that a <newsItem> holds, or why it holds none."""
    management, about = child(item, "itemMeta"), child(item, "contentMeta")
    what = _code(child(management, "itemClass"))
    if what not in _TEXT_CLASSES:
        return Refusal("", "not_an_article", f"a NewsML item of the class {what}, not text")
    content = _content(child(item, "contentSet"), limits)
    if isinstance(content, Refusal):
        title = text_of(child(about, "headline"))
        return content._replace(
            detail=f"{content.detail}, under the headline {title[:120]!r}" if title else content.detail
        )
    metadata = filled(_metadata(item, management, about), content.metadata)
    metadata = metadata._replace(is_summary=content.metadata.is_summary)
    return headed(metadata, list(_above(about)), content.pieces, (*content.notes, *_notes(management)))


def _code(element: _Element | None) -> str:
    """Return the last part of the element's qcode, URI or literal: text of ninat:text."""
    if element is None:
        return ""
    written = element.get("qcode") or element.get("uri") or element.get("literal") or ""
    return re.split(r"[:/#]", written.strip().rstrip("/"))[-1].lower()


def _content(content_set: _Element | None, limits: ReadLimits) -> Story | Refusal:
    """Return the first rendition of the text that can be read; the others say the same in another form."""
    renditions = (*children(content_set, "inlineXML"), *children(content_set, "inlineData"))
    found = [_rendition(rendition, limits) for rendition in renditions]
    stories = [item for item in found if isinstance(item, Story)]
    if stories:
        left = (f"other_renditions_left: {len(stories) - 1}",) if len(stories) > 1 else ()
        return stories[0]._replace(notes=(*stories[0].notes, *left))
    refusals = [item for item in found if isinstance(item, Refusal)]
    if not refusals and child(content_set, "remoteContent") is not None:
        return Refusal("", "no_text", "the content lies in other files, to which the item only refers")
    return next(iter(refusals), Refusal("", "no_text", "a NewsML item without content"))


def _rendition(element: _Element, limits: ReadLimits) -> Story | Refusal:
    for inner in element:
        if local_name(inner) == "nitf":
            return read_nitf(inner)
    if len(element):
        pieces = find_pieces(element)
        for title in element.iter("{*}h1"):
            pieces = [p._replace(kind="headline") if p.text == text_of(title) else p for p in pieces]
    else:
        pieces = text_pieces("".join(element.itertext()), limits)
    return body_story(pieces)


def text_pieces(text: str, limits: ReadLimits) -> list[Piece]:
    """Return the pieces of a body given as a string: HTML if it holds its tags, else plain text."""
    wrapped = _ONE_PARAGRAPH.fullmatch(text)
    if wrapped is None and _MARKUP.search(text):
        return read_html_fragment(text, limits)
    plain = html.unescape(wrapped[1]) if wrapped else text
    return [Piece("paragraph", paragraph) for paragraph in plain_paragraphs(plain)]


def body_story(pieces: list[Piece]) -> Story | Refusal:
    """Return the pieces as a story without metadata, or a refusal if no body text is among them."""
    if any(piece.kind in BODY_KINDS for piece in pieces):
        return Story(Metadata(), tuple(pieces))
    if any(piece.kind == "caption" for piece in pieces):
        return Refusal("", "not_an_article", "a picture with its caption and no article text")
    return Refusal("", "no_text", "a NewsML item whose content has no text")


def _above(about: _Element | None) -> Iterator[Piece]:
    """Yield what the metadata give of the printed head: lower headlines, byline, dateline."""
    for headline in children(about, "headline"):
        if "sub" in (headline.get("role") or "").lower() and text_of(headline):
            yield Piece("subheadline", text_of(headline))
    yield from (Piece("byline", text_of(by)) for by in children(about, "by") if text_of(by))
    yield from dateline_pieces(text for line in children(about, "dateline") if (text := text_of(line)))


def _metadata(item: _Element, management: _Element | None, about: _Element | None) -> Metadata:
    headline = next((text for line in _headlines(about) if (text := text_of(line))), None)
    providers = list(children(management, "provider"))
    outlet = next((name for party in providers for name in party_names(party)), None)
    own = frozenset(name for party in providers for name in (*party_names(party), _code(party)) if name)
    byline, byline_place = _byline(about, own)
    credited, credit_place = _credit(item, about, own)
    agency = agency_in(byline)
    if credited is None and agency and not _is_own(agency, own):
        credited, credit_place = agency, byline_place
    line = next((text for c in children(about, "creditline") if (text := text_of(c))), None)
    dates = _dates(item, management)
    return Metadata(
        headline=headline,
        headline_evidence="newsml:headline" if headline else None,
        byline=byline.persons,
        byline_evidence=byline_place if byline.persons else None,
        outlet=outlet,
        outlet_evidence="newsml:provider" if outlet else None,
        credit_line=line if line and not _is_own(line.strip(_CREDIT_MARKS), own) else None,
        credited_outlet=credited,
        credit_evidence=credit_place,
        url=(url := _url(management)),
        url_evidence="newsml:link" if url else None,
        section=_section(about),
        language=language_code(*(e.get("tag") for e in children(about, "language")), item.get(XML_LANG)),
        published_on=dates.published.on,
        published_at=dates.published.at,
        updated_at=dates.updated_at,
        published_evidence=dates.evidence,
    )


def _headlines(about: _Element | None) -> list[_Element]:
    """Return the headlines but the lower ones, those without a role or rank first."""
    lines = [line for line in children(about, "headline") if "sub" not in (line.get("role") or "").lower()]
    return sorted(lines, key=lambda line: (bool(line.get("role")), line.get("rank") or "0"))


def party_names(party: _Element) -> list[str]:
    """Return what a party is called: by its names, its literal, or its code where this is that of a provider."""
    names = sorted(children(party, "name"), key=lambda name: "short" in (name.get("role") or ""))
    scheme, _, code = (party.get("qcode") or "").partition(":")
    written = [*(text_of(name) for name in names), party.get("literal"), code if scheme == "nprov" else None]
    return [name for text in written if (name := named(text))]


def _byline(about: _Element | None, own: frozenset[str]) -> tuple[Byline, str | None]:
    """Return the persons of the byline or else the creators; what is called an organisation is none."""
    printed = merge_bylines(split_byline(text_of(by), own) for by in children(about, "by"))
    if printed.persons:
        return printed, "newsml:by"
    made = merge_bylines(
        split_byline(name, own, typed="person" in (creator.get("type") or ""))
        for creator in children(about, "creator")
        if "organi" not in (creator.get("type") or "")
        for name in party_names(creator)[:1]
    )
    return (made, "newsml:creator") if made.persons else (printed, "newsml:by")


def _credit(item: _Element, about: _Element | None, own: frozenset[str]) -> tuple[str | None, str | None]:
    """Return another body that the text comes from: its source, an agency in its credit line or copyright."""
    for source in children(about, "infoSource"):
        name = next(iter(party_names(source)), None)
        if name and not _ONLY_SUPPLIER.search(source.get("role") or "") and not _is_own(name, own):
            return name, "newsml:infoSource"
    agencies = [
        (named(text_of(line).strip(_CREDIT_MARKS)), "newsml:creditline") for line in children(about, "creditline")
    ]
    for holder in children(child(item, "rightsInfo"), "copyrightHolder"):
        agencies += [(name, "newsml:copyrightHolder") for name in party_names(holder)]
    return next(
        ((name, at) for name, at in agencies if name and is_agency(name) and not _is_own(name, own)), (None, None)
    )


def _is_own(name: str, own: frozenset[str]) -> bool:
    return any(is_same_body(name, other) for other in own)


def _section(about: _Element | None) -> str | None:
    for subject in children(about, "subject"):
        scheme = (subject.get("type") or "", (subject.get("qcode") or "").partition(":")[0])
        if any(_SECTION_SCHEME.search(name) for name in scheme):
            names = (text_of(name) for name in children(subject, "name") if "mnemonic" not in (name.get("role") or ""))
            return next((name for name in names if name), None) or subject.get("literal")
    return None


def _url(management: _Element | None) -> str | None:
    for link in children(management, "link"):
        href = (link.get("href") or "").strip()
        if _code_of(link.get("rel")) in ("canonical", "permalink") and href.startswith(("http://", "https://")):
            return href
    return None


def _code_of(written: str | None) -> str:
    return (written or "").rpartition(":")[2].lower()


def _dates(item: _Element, management: _Element | None) -> Dates:
    """Return the dates of the item's versions; no date of publication while an embargo runs beyond it."""
    dates = version_dates(
        (text_of(child(management, "firstCreated")), "newsml:firstCreated"),
        (text_of(child(management, "versionCreated")), "newsml:versionCreated"),
        is_first=(item.get("version") or "1").strip() in ("0", "1"),
    )
    embargo = text_of(child(management, "embargoed"))
    until = parse_timestamp(embargo) if embargo else Timestamp()
    on = dates.published.at or dates.published.on
    if until.on and on and is_after(until.at or until.on, on):
        return Dates(Timestamp(), f"{_EMBARGOED} {embargo[:40]}", dates.updated_at)
    return dates


def _notes(management: _Element | None) -> Iterator[str]:
    status = _code(child(management, "pubStatus"))
    if status and status != "usable":
        yield f"publication_status: {status[:40]}"
    embargo = text_of(child(management, "embargoed"))
    if embargo:
        yield f"embargoed: {embargo[:40]}"
