"""A web page as a record: metadata, headline, body, captions and credits, in page order."""

import re
from typing import NamedTuple

from lxml import html as lxml_html
from lxml.etree import ElementDefaultClassLookup, LxmlError, _Element

from flows.base.schemas.local import BODY_KINDS
from flows.base.text import fold
from flows.formats.captions import Caption, find_captions, picture_texts
from flows.formats.limits import ReadLimits
from flows.formats.page_body import clean, find_body, walk_text
from flows.formats.page_bylines import fuller_byline, shown_byline
from flows.formats.page_dates import shown_dates, url_day
from flows.formats.page_lines import Area, Line, find_lines
from flows.formats.page_metadata import read_page_metadata
from flows.formats.page_source import PageSource, headings, outlet_names, read_source
from flows.formats.page_verdict import count_players, find_signs, refuse_page
from flows.formats.page_zones import find_zones
from flows.formats.piece_kinds import retype
from flows.formats.records import Metadata, Refusal
from flows.formats.rendering import PageText, Piece, page_text, squeeze

_FAR = 20_000  # squeezed characters: a short piece found so far ahead is another occurrence of the same words
_NEAR = 300
_LEAD = 400  # squeezed characters above headline or text in which the first picture, date and byline may stand

# A tag with its attributes; scripts, styles and comments are passed over as a whole. Every repetition is possessive,
# so that each character is looked at once.
_TAG = re.compile(
    rb"<(?:(?:script|style)\b.*?(?:</(?:script|style)|\Z)|!--.*?(?:-->|\Z)"
    rb"|(?P<tag>[a-z][^\s/>]*+(?:[\s/]++(?:[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+)?+)*+))",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rb"[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+")
_LONG_TAG = 20_000


class PageRecord(NamedTuple):
    """A page read: what it says of its article, and its pieces in page order."""

    metadata: Metadata
    pieces: tuple[Piece, ...]


def read_html(text: str, limits: ReadLimits) -> PageRecord | Refusal:
    """Return the page's metadata and pieces, or why it gives no article."""
    tree = parse_tree(text, limits)
    if isinstance(tree, Refusal):
        return tree
    try:
        return _read_page(read_source(tree))
    except (LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
        return Refusal("", "parser_failed", f"{type(error).__name__}: {error}"[:300])


def parse_tree(text: str, limits: ReadLimits) -> _Element | Refusal:
    """Return the root element of the page, however broken its mark-up."""
    content = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    if len(content) > limits.max_html_bytes:
        return Refusal("", "too_large", f"a page of {len(content)} bytes, more than {limits.max_html_bytes}")
    count = most_attributes(content)
    if count > limits.max_html_attributes:
        return Refusal("", "too_large", f"an element of {count} attributes, more than {limits.max_html_attributes}")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # One class for every element: lxml.html's own lookup, in Python, costs a tenth of the time of a page.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=lxml_html.HtmlElement))
    try:
        tree = lxml_html.document_fromstring(content, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        return Refusal("", "no_text", f"no element in the page: {error}"[:300])
    fatal = parser.error_log.filter_from_fatals()
    if len(fatal):  # the parser stopped there, and the rest of the page is not in the tree
        problem = fatal[0].message.partition(",")[0]
        return Refusal("", "too_large", f"the mark-up passes a limit of its parser: {problem}")
    count = int(tree.xpath("count(//*)"))
    if count > limits.max_html_elements:
        return Refusal("", "too_large", f"a page of {count} elements, more than {limits.max_html_elements}")
    return tree


def most_attributes(content: bytes) -> int:
    """Return how many attributes the fullest of the very long tags has; libxml2 needs quadratic time for them."""
    parts = content.split(b"<")
    if max(map(len, parts)) <= _LONG_TAG or not any(
        len(part) > _LONG_TAG and not 0 <= part.find(b">") < _LONG_TAG for part in parts
    ):
        return 0
    tags = (match["tag"] for match in _TAG.finditer(content))
    return max((len(_ATTRIBUTE.findall(tag)) for tag in tags if tag and len(tag) > _LONG_TAG), default=0)


def _read_page(source: PageSource) -> PageRecord | Refusal:
    tree = source.tree
    metadata = read_page_metadata(source)
    headline = _headline_text(tree, metadata)
    title, videos = tree.findtext(".//title"), count_players(tree)
    clean(tree)
    page = page_text(tree)
    signs = find_signs(source, page, videos, title)
    zones, alts = find_zones(tree, page), picture_texts(tree)
    captions = find_captions(tree)
    for caption in captions:
        _take_out(caption.element)
    lines = find_lines(tree, page)
    placed = _place(page, find_body(tree, page))
    body = retype(placed, page, headline, metadata, zones, alts)
    pieces = _in_page_order(page, headline, body, captions)
    detail = refuse_page(source, metadata, signs, pieces)
    if detail is not None:
        return Refusal("", "not_an_article", detail)
    if not any(piece.kind in BODY_KINDS for piece in pieces):
        return Refusal("", "no_text", "no article body found in the page")
    area = _area(pieces)
    metadata = _with_shown_dates(_with_shown_byline(source, metadata, lines, area), lines, area)
    return PageRecord(metadata, tuple(pieces))


def _with_shown_byline(source: PageSource, metadata: Metadata, lines: list[Line], area: Area) -> Metadata:
    """Return the metadata with the persons that the page shows as authors, where it states none or not all of them."""
    outlets = outlet_names(source)
    if metadata.byline:
        persons = fuller_byline(metadata.byline, lines, area, outlets)
        return metadata._replace(byline=persons, byline_evidence="shown:rel") if persons else metadata
    byline, evidence = shown_byline(lines, area, outlets, bool(source.linked.article.get("author")))
    return metadata._replace(byline=byline.persons, byline_evidence=evidence)


def _with_shown_dates(metadata: Metadata, lines: list[Line], area: Area) -> Metadata:
    """Return the metadata with the day and time that the page shows, or its address has, where none is stated."""
    if metadata.published_at and metadata.updated_at:
        return metadata
    published, updated = shown_dates(lines, area)
    dated = metadata._replace(updated_at=metadata.updated_at or updated.at)
    if dated.published_on:
        is_same = published.on == dated.published_on and published.at and not dated.published_at
        return dated._replace(published_at=published.at, published_evidence="shown") if is_same else dated
    if published.on:
        return dated._replace(published_on=published.on, published_at=published.at, published_evidence="shown")
    day = url_day(metadata.url)
    if day:
        return dated._replace(published_on=day, published_evidence="url")
    problem = f"{published.problem} (shown)" if published.problem else None
    return dated._replace(published_evidence=dated.published_evidence or problem)


def _area(pieces: list[Piece]) -> Area:
    """Return where headline and text stand; the text has begun with its second long block, the first may be a lead."""
    body = [piece for piece in pieces if piece.kind in BODY_KINDS]
    if not body:
        return Area(0, 0, 0, 0)
    headline = next((piece for piece in pieces if piece.kind == "headline"), Piece("headline", "", body[0].at - _LEAD))
    long = [piece.at for piece in body if len(piece.text) > 80][:2] or [body[0].at]
    end = body[-1].at + len(squeeze(body[-1].text))
    return Area(headline.at, headline.at + len(squeeze(headline.text)), long[-1], end)


def _take_out(element: _Element) -> None:
    """Remove an element but not the text after it."""
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()


def _headline_text(tree: _Element, metadata: Metadata) -> str | None:
    """Return the headline as the page shows it: the h1 that the metadata agree with, else the page's only h1."""
    found = headings(tree)
    wanted = fold(metadata.headline or "")
    agreed = [text for text in found if wanted and (fold(text) in wanted or wanted in fold(text))]
    return agreed[0] if agreed else found[0] if len(found) == 1 else None


def _place(page: PageText, body: list[Piece]) -> list[Piece]:
    """Return the pieces with their places: found in order; what is not found stands where the one before ends."""
    placed: list[Piece] = []
    cursor = _anchor(page, body)
    for piece in body:
        at = page.find(piece.text, cursor)
        if at < 0 or (at - cursor > _FAR and len(piece.text) < 40):
            at = cursor
        else:
            cursor = at + len(squeeze(piece.text))
        placed.append(piece._replace(at=at))
    return placed


def _anchor(page: PageText, body: list[Piece]) -> int:
    """Return where the first long piece stands, less what comes before it: teasers above may repeat short ones."""
    before = 0
    for piece in body[:8]:
        if len(piece.text) > 80:
            at = page.find(piece.text)
            return max(at - before - _NEAR, 0)
        before += len(squeeze(piece.text))
    return 0


def _in_page_order(page: PageText, headline: str | None, body: list[Piece], captions: list[Caption]) -> list[Piece]:
    """Return all pieces in page order; captions only from the article itself, which ends with its last body piece."""
    inner = [piece for piece in body if piece.kind in BODY_KINDS] or body
    start = inner[0].at if inner else 0
    end = inner[-1].at + len(squeeze(inner[-1].text)) if inner else 0
    found = list(body)
    if headline is not None:
        top = page.rfind(headline, start)
        start = top if top >= 0 else start
        found.insert(0, Piece("headline", headline, min(start, *(p.at for p in body)) if top < 0 and body else start))
    seen = {squeeze(piece.text) for piece in body}
    for caption in captions:
        at, key = page.starts.get(caption.element, -1), squeeze(caption.text)
        if start - _LEAD <= at <= end and key not in seen:
            seen.add(key)
            found.append(Piece(caption.kind, caption.text, at))
    return sorted(found, key=lambda piece: piece.at)


def read_html_fragment(text: str, limits: ReadLimits) -> list[Piece]:
    """Return the pieces of a body given as HTML: all of it is the article; empty if nothing is in it."""
    tree = parse_tree(f"<div>{text}</div>", limits)
    if isinstance(tree, Refusal):
        return []
    clean(tree)
    captions = find_captions(tree)
    page = page_text(tree)
    for caption in captions:
        _take_out(caption.element)
    body = _place(page, list(walk_text(tree)))
    return _in_page_order(page, None, body, captions)
