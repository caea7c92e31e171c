"""The body of a page as typed pieces: trafilatura decides what belongs to it, its tree says what each part is."""

import copy
import functools
import logging
import re
from collections.abc import Iterator
from typing import NamedTuple

import trafilatura
from lxml.etree import _Element, strip_elements
from trafilatura.settings import Extractor

from flows.formats.pages.blocks import KINDS, lines_of, walk_text
from flows.formats.rendering import PageText, Piece, squeeze

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it gives up becomes a row in rejects

_NESTED = frozenset({"p", "head", "item", "list", "quote", "table", "row", "code", "div"})
_ASIDE_TAGS = frozenset({"nav", "aside", "footer", "header", "form", "figure", "button"})
_ASIDE_MARK = re.compile(r"comment|related|newsletter|recommend|teaser|promo|cookie|consent|footer|sidebar", re.I)
_BODY_MARK = re.compile(r"article|content|story|main|entry|post|body", re.I)
_BODY_CHILD = re.compile(r"(?:article|story|post|entry)[-_]{0,2}(?:content|body|text)", re.I)
_FEW = 6
_FEW_ARTICLES = 2
_LOOSE = ("div", "section", "article", "td", "center", "font", "main")
_LITTLE = 300  # characters in <p>: below it the words stand loose in other elements, parted by <br>
_LONG_PARAGRAPH = 50
_LEVELS_AROUND = 1
# Beyond these trafilatura takes seconds: its rules look at every element many times, and at all below it again.
_MOST_ELEMENTS = 12_000
_MOST_CHARACTERS = 3_000_000
_MOST_NESTING = 150_000  # elements times levels
_LONGEST_MARK = 400
_ENOUGH = 0.6  # of the paragraphs that stand together on the page: below it the extractor lost its way
_NEVER_BODY = ("nav", "footer", "aside", "dialog", "canvas", "audio", "video", "map", "object", "embed")
_WALKED = ("p", "h2", "h3", "h4", "li", "blockquote")


class Core(NamedTuple):
    """Where the page's prose stands, how many characters of it, and whether class names tell asides there."""

    container: _Element | None
    expected: int
    trusts_marks: bool


def find_body(tree: _Element, page: PageText) -> list[Piece]:
    """Return the body's pieces in reading order: paragraph, heading, list_item, other; empty if there is none.

    trafilatura's fast mode on the part of the page around the paragraphs that stand together, then on the whole page;
    where both find clearly less than those paragraphs, or the page is too big for it, the paragraphs themselves.
    """
    strip_elements(tree, *_NEVER_BODY, with_tail=False)
    core = _find_core(tree, page)
    elements = len(page.starts)
    if elements > _MOST_ELEMENTS or elements * page.deepest > _MOST_NESTING or len(page.squeezed) > _MOST_CHARACTERS:
        return _walk(tree if core.container is None else core.container, core)
    pieces = [] if core.container is None else _by_trafilatura(_excerpt(core.container))
    if _size(pieces) < max(core.expected * _ENOUGH, 1):
        wider = _by_trafilatura(tree)
        pieces = wider if _size(wider) > _size(pieces) else pieces
    if core.container is not None and _size(pieces) < core.expected * _ENOUGH:
        pieces = _walk(core.container, core)
    return pieces


def _walk(container: _Element, core: Core) -> list[Piece]:
    return list(walk_blocks(container, core.trusts_marks)) or list(walk_text(container))


def _size(pieces: list[Piece]) -> int:
    return sum(len(squeeze(piece.text)) for piece in pieces)


def _by_trafilatura(tree: _Element) -> list[Piece]:
    document = trafilatura.bare_extraction(tree, options=_options())
    body = getattr(document, "body", None)
    return [] if body is None else [piece for child in body for piece in _pieces(child)]


@functools.cache
def _options() -> Extractor:
    return Extractor(output_format="xml", fast=True, comments=False)


def _excerpt(container: _Element) -> _Element:
    """Return a copy of the container and what stands around it, inside the bare shells of its outer elements."""
    part = container
    for _ in range(_LEVELS_AROUND):
        parent = part.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        part = parent
    shell: _Element = copy.deepcopy(part)
    shell.tail = None
    inner = list(shell.iterdescendants("article"))
    for article in inner if len(inner) > _FEW_ARTICLES else ():
        article.tag = "div"  # the entries of a live blog: trafilatura would take the first for the whole
    for outer in part.iterancestors():
        parent = outer.makeelement(outer.tag, outer.attrib)
        parent.append(shell)
        shell = parent
    return shell


def _find_core(tree: _Element, page: PageText) -> Core:
    """Return the smallest element that holds three quarters of the page's long paragraphs outside asides."""
    order = list(tree.iter())
    paragraphs = {p: length for p in tree.iter("p") if (length := _prose_length(p, page)) >= _LONG_PARAGRAPH}
    if sum(paragraphs.values()) < _LITTLE:
        paragraphs |= {e: n for e in tree.iter(*_LOOSE) if (n := _own_length(e)) >= _LONG_PARAGRAPH}
    everywhere = _held(order, paragraphs)
    total = sum(paragraphs.values())
    small = {element for element, length in everywhere.items() if length < total / 4}
    inner, trusts_marks = paragraphs, True
    for trusts_marks in (True, False):  # where the marks would leave little, they name the layout, not asides
        inner = _outside(order, {e for e in small if _is_aside(e, trusts_marks)}, paragraphs)
        if sum(inner.values()) * 3 >= total:
            break
    best, shortest = None, 0
    for element, length in _held(order, inner).items():  # from the inside out
        if length >= sum(inner.values()) * 0.75 and (best is None or length < shortest):
            best, shortest = element, length
    return Core(best, shortest, trusts_marks)


def _outside(order: list[_Element], asides: set[_Element], paragraphs: dict[_Element, int]) -> dict[_Element, int]:
    """Return the paragraphs that stand in none of these elements."""
    if not asides:
        return paragraphs
    inside: set[_Element] = set()
    for element in order:
        if element in asides or element.getparent() in inside:
            inside.add(element)
    return {p: length for p, length in paragraphs.items() if p not in inside}


def _prose_length(paragraph: _Element, page: PageText) -> int:
    """Return the paragraph's characters without white space; 0 if half of them are links."""
    start, end = page.starts.get(paragraph, 0), page.ends.get(paragraph, 0)
    return 0 if page.linked_length(start, end) * 2 > end - start else end - start


def _own_length(element: _Element) -> int:
    """Return the characters that stand in the element itself, not in elements within it."""
    return sum(len(squeeze(words)) for words in (element.text, *(child.tail for child in element)) if words)


def _held(order: list[_Element], paragraphs: dict[_Element, int]) -> dict[_Element, int]:
    """Return how many characters of these paragraphs each element around them holds, inner elements first."""
    held: dict[_Element, int] = {}
    for element in reversed(order):
        length = held.get(element, 0) + paragraphs.get(element, 0)
        parent = element.getparent()
        if length and parent is not None:
            held[parent] = held.pop(parent, 0) + length
    return held


def _is_aside(element: _Element, trusts_marks: bool = True) -> bool:
    if element.tag in _ASIDE_TAGS or not trusts_marks or element.tag in ("html", "body", "main", "article"):
        return element.tag in _ASIDE_TAGS
    if not _is_aside_mark(_marks(element)):
        return False
    return not any(_BODY_CHILD.search(_marks(child)) for child in element[:_FEW])


def _marks(element: _Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_MARK]


@functools.lru_cache(maxsize=8192)
def _is_aside_mark(marks: str) -> bool:
    return _ASIDE_MARK.search(marks) is not None and not _BODY_MARK.search(marks)


def walk_blocks(container: _Element, trusts_marks: bool = True) -> Iterator[Piece]:
    """Yield a piece for every paragraph, heading and list item in the element, leaving asides out."""
    stack = [container]
    while stack:
        element = stack.pop()
        if element is not container and _is_aside(element, trusts_marks):
            continue
        if element.tag in _WALKED and next(element.iterdescendants(*_WALKED), None) is None:
            kind = KINDS.get(str(element.tag), "paragraph")
            if len(element):
                yield from (piece._replace(kind=kind) for piece in walk_text(element))
            elif element.text:
                yield from lines_of(kind, element.text.replace("\n", " "))
        else:
            stack.extend(reversed(element))


def _pieces(element: _Element) -> Iterator[Piece]:
    """Yield the pieces of an element of trafilatura's tree; nesting there is as deep as its own clean-up allows."""
    kind = KINDS.get(str(element.tag), "paragraph")
    if element.tag == "row":
        cells = (" ".join("".join(cell.itertext()).split()) for cell in element)
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Piece(kind, text)
        return
    run = [element.text or ""]
    for child in element:
        if child.tag in _NESTED:
            yield from lines_of(kind, "".join(run))
            run = [child.tail or ""]
            for piece in _pieces(child):
                yield piece._replace(kind=kind) if kind == "list_item" and piece.kind == "paragraph" else piece
        else:
            run += ["\n" if child.tag == "lb" else "".join(child.itertext()), child.tail or ""]
    yield from lines_of(kind, "".join(run))
