"""A web page as a record: metadata, headline, body, captions and credits, in page order."""

from typing import NamedTuple

from lxml.etree import LxmlError, _Element

from flows.base.schemas.local import BODY_KINDS
from flows.base.text import fold
from flows.formats.fields.schema_org import string_of
from flows.formats.limits import ReadLimits
from flows.formats.pages.blocks import walk_text
from flows.formats.pages.body import find_body
from flows.formats.pages.captions import Caption, find_captions, picture_texts
from flows.formats.pages.lines import find_lines
from flows.formats.pages.metadata import read_page_metadata
from flows.formats.pages.order import in_page_order, place
from flows.formats.pages.piece_kinds import retype
from flows.formats.pages.shown import add_shown
from flows.formats.pages.source import PageSource, headings, read_source
from flows.formats.pages.stated import complete_body
from flows.formats.pages.tree import clean, parse_tree
from flows.formats.pages.verdict import count_players, find_signs, refuse_page
from flows.formats.pages.zones import find_zones
from flows.formats.records import Metadata, Refusal
from flows.formats.rendering import Piece, page_text

__all__ = ["PageRecord", "parse_tree", "read_html", "read_html_fragment"]


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
        return _read_page(read_source(tree), limits)
    except (LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
        return Refusal("", "parser_failed", f"{type(error).__name__}: {error}"[:300])


def _read_page(source: PageSource, limits: ReadLimits) -> PageRecord | Refusal:
    tree = source.tree
    metadata = read_page_metadata(source)
    headline = _headline_text(tree, metadata)
    title, videos = tree.findtext(".//title"), count_players(tree)
    clean(tree)
    page = page_text(tree)
    signs = find_signs(source, page, videos, title)
    zones, alts = find_zones(tree, page), picture_texts(tree)
    captions = _take_captions(tree)
    lines = find_lines(tree, page)
    found = complete_body(tree, find_body(tree, page), string_of(source.linked.article.get("articleBody")))
    if len(found) > limits.max_html_blocks:
        return Refusal("", "too_large", f"a text of {len(found)} blocks, more than {limits.max_html_blocks}")
    body = retype(place(page, found), page, headline, metadata, zones, alts)
    pieces = in_page_order(page, headline, body, captions)
    signs = signs._replace(captions=sum(caption.kind == "caption" for caption in captions))
    detail = refuse_page(source, metadata, signs, pieces)
    if detail is not None:
        return Refusal("", "not_an_article", detail)
    if not any(piece.kind in BODY_KINDS for piece in pieces):
        return Refusal("", "no_text", "no article body found in the page")
    return PageRecord(add_shown(source, metadata, lines, pieces), tuple(pieces))


def _take_captions(tree: _Element) -> list[Caption]:
    """Return the captions and credits; their elements leave the tree, the text after them stays."""
    captions = find_captions(tree)
    for caption in captions:
        if caption.element.getparent() is not None:
            caption.element.drop_tree()
    return captions


def _headline_text(tree: _Element, metadata: Metadata) -> str | None:
    """Return the headline as the page shows it: the h1 that the metadata agree with, else the page's only h1."""
    found = headings(tree)
    wanted = fold(metadata.headline or "")
    agreed = [text for text in found if wanted and (fold(text) in wanted or wanted in fold(text))]
    return agreed[0] if agreed else found[0] if len(found) == 1 else None


def read_html_fragment(text: str, limits: ReadLimits) -> list[Piece]:
    """Return the pieces of a body given as HTML: all of it is the article; empty if nothing is in it."""
    tree = parse_tree(f"<div>{text}</div>", limits)
    if isinstance(tree, Refusal):
        return []
    clean(tree)
    page = page_text(tree)
    captions = _take_captions(tree)
    return in_page_order(page, None, place(page, list(walk_text(tree))), captions)
