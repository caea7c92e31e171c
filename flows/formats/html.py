"""A web page as a record: metadata, headline, body, captions and credits, in page order."""

import re
from typing import NamedTuple

from lxml import html as lxml_html
from lxml.etree import LxmlError, _Element

from flows.base.schemas.local import BODY_KINDS
from flows.base.text import fold
from flows.formats.captions import Caption, find_captions
from flows.formats.limits import ReadLimits
from flows.formats.page_body import find_body, walk_text
from flows.formats.page_metadata import read_page_metadata
from flows.formats.piece_kinds import retype
from flows.formats.records import Metadata, Refusal
from flows.formats.rendering import PageText, Piece, page_text, squeeze

_FAR = 20_000  # squeezed characters: a short piece found so far ahead is another occurrence of the same words
_NEAR = 300
_TINY = 600
_NO_ARTICLE = re.compile(
    r"\b(?:40[0134]|50[0234]|page not found|not found|access denied|forbidden|just a moment|attention required"
    r"|are you (?:a robot|human)|captcha|log ?in|sign ?in|sign ?up|register|subscribe|anmelden|anmeldung"
    r"|seite nicht gefunden|page introuvable|página no encontrada|pagina non trovata|cookies?|error|fehler)\b",
    re.IGNORECASE,
)


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
        metadata = read_page_metadata(tree)
        pieces = _read_pieces(tree, metadata)
    except (LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
        return Refusal("", "parser_failed", f"{type(error).__name__}: {error}"[:300])
    return _judge(metadata, pieces)


def parse_tree(text: str, limits: ReadLimits) -> _Element | Refusal:
    """Return the root element of the page, however broken its mark-up."""
    content = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    if len(content) > limits.max_html_bytes:
        return Refusal("", "too_large", f"a page of {len(content)} bytes, more than {limits.max_html_bytes}")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(content, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        return Refusal("", "no_text", f"no element in the page: {error}"[:300])
    count = sum(1 for _ in tree.iter())
    if count > limits.max_html_elements:
        return Refusal("", "too_large", f"a page of {count} elements, more than {limits.max_html_elements}")
    return tree


def _read_pieces(tree: _Element, metadata: Metadata) -> list[Piece]:
    page = page_text(tree)
    headline = _headline_text(tree, metadata)
    captions = find_captions(tree)
    for caption in captions:
        _take_out(caption.element)
    placed = _place(page, find_body(tree))
    body = retype(placed, page, headline, metadata)
    return _in_page_order(page, headline, body, captions)


def _take_out(element: _Element) -> None:
    """Remove an element but not the text after it."""
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()


def _headline_text(tree: _Element, metadata: Metadata) -> str | None:
    """Return the headline as the page shows it: the h1 that the metadata agree with, else the page's only h1."""
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    headings = [text for text in dict.fromkeys(headings) if 0 < len(text) < 400]
    wanted = fold(metadata.headline or "")
    agreed = [text for text in headings if wanted and (fold(text) in wanted or wanted in fold(text))]
    return agreed[0] if agreed else headings[0] if len(headings) == 1 else None


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
        if start <= at <= end and key not in seen:
            seen.add(key)
            found.append(Piece(caption.kind, caption.text, at))
    return sorted(found, key=lambda piece: piece.at)


def _judge(metadata: Metadata, pieces: list[Piece]) -> PageRecord | Refusal:
    """Return the page unless it has no body, or is an error page or a wall: a telling title over next to nothing."""
    length = sum(len(piece.text) for piece in pieces if piece.kind in BODY_KINDS)
    if not length:
        return Refusal("", "no_text", "no article body found in the page")
    title = metadata.headline or ""
    if length < _TINY and _NO_ARTICLE.search(title):
        return Refusal("", "not_an_article", f"{length} characters under the title {title[:120]!r}")
    return PageRecord(metadata, tuple(pieces))


def read_html_fragment(text: str, limits: ReadLimits) -> list[Piece]:
    """Return the pieces of a body given as HTML: all of it is the article; empty if nothing is in it."""
    tree = parse_tree(f"<div>{text}</div>", limits)
    if isinstance(tree, Refusal):
        return []
    captions = find_captions(tree)
    page = page_text(tree)
    for caption in captions:
        _take_out(caption.element)
    body = _place(page, list(walk_text(tree)))
    return _in_page_order(page, None, body, captions)
