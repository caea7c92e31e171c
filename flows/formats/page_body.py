"""The body of a page as typed pieces: trafilatura decides what belongs to it, its tree says what each part is."""

import logging
import re
from collections.abc import Iterator

import trafilatura
from lxml.etree import _Element

from flows.formats.rendering import Piece, squeeze

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it gives up becomes a row in rejects

_KINDS = {"head": "heading", "item": "list_item", "row": "other", "li": "list_item", "tr": "other"}
_KINDS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_NESTED = frozenset({"p", "head", "item", "list", "quote", "table", "row", "code", "div"})
_ASIDE_TAGS = frozenset({"nav", "aside", "footer", "header", "form", "figure", "button"})
_ASIDE_MARK = re.compile(r"comment|related|newsletter|recommend|teaser|promo|cookie|consent|footer|sidebar", re.I)
_BODY_MARK = re.compile(r"article|content|story|main|entry|post|body", re.I)
_LONG_PARAGRAPH = 60
_ENOUGH = 0.6  # of the paragraphs that stand together on the page: below it the extractor lost its way
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "button"})
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "br",
    ]
)
_WALKED = ("p", "h2", "h3", "h4", "li", "blockquote")


def find_body(tree: _Element) -> list[Piece]:
    """Return the body's pieces in reading order: paragraph, heading, list_item, other; empty if there is none.

    trafilatura's fast mode first; where it finds clearly less than the paragraphs that stand together on the page,
    its full cascade; where that fails too, those paragraphs themselves.
    """
    container, expected = _paragraph_container(tree)
    pieces = _by_trafilatura(tree, fast=True)
    if _size(pieces) < expected * _ENOUGH:
        slower = _by_trafilatura(tree, fast=False)
        pieces = slower if _size(slower) > _size(pieces) else pieces
    if container is not None and _size(pieces) < expected * _ENOUGH:
        pieces = list(walk_blocks(container))
    return pieces


def _size(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _by_trafilatura(tree: _Element, fast: bool) -> list[Piece]:
    document = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, output_format="xml")
    body = getattr(document, "body", None)
    return [] if body is None else [piece for child in body for piece in _pieces(child)]


def _paragraph_container(tree: _Element) -> tuple[_Element | None, int]:
    """Return the smallest element that holds three quarters of the page's long paragraphs, and their characters."""
    paragraphs = [(p, length) for p in tree.iter("p") if (length := _prose_length(p)) >= _LONG_PARAGRAPH]
    everywhere = _held(paragraphs)
    quarter = sum(length for _, length in paragraphs) / 4
    asides = {element for element, length in everywhere.items() if length < quarter and _is_aside(element)}
    inner = [(p, length) for p, length in paragraphs if not any(e in asides for e in p.iterancestors())]
    total = sum(length for _, length in inner)
    best, shortest = None, 0
    for element, length in _held(inner).items():  # from the inside out for each paragraph
        if length >= total * 0.75 and (best is None or length < shortest):
            best, shortest = element, length
    return best, shortest


def _prose_length(paragraph: _Element) -> int:
    """Return the paragraph's characters; 0 if half of them are links."""
    length = len("".join(paragraph.itertext()).strip())
    return 0 if sum(len("".join(a.itertext())) for a in paragraph.iter("a")) * 2 > length else length


def _held(paragraphs: list[tuple[_Element, int]]) -> dict[_Element, int]:
    held: dict[_Element, int] = {}
    for paragraph, length in paragraphs:
        for element in paragraph.iterancestors():
            held[element] = held.get(element, 0) + length
    return held


def _is_aside(element: _Element) -> bool:
    if element.tag in ("html", "body", "main", "article"):
        return False
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag in _ASIDE_TAGS or (_ASIDE_MARK.search(marks) is not None and not _BODY_MARK.search(marks))


def walk_blocks(container: _Element) -> Iterator[Piece]:
    """Yield a piece for every paragraph, heading and list item in the element, leaving asides out."""
    stack = [container]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or (element is not container and _is_aside(element)):
            continue
        if element.tag in _WALKED and next(element.iterdescendants(*_WALKED), None) is None:
            text = " ".join("".join(element.itertext()).split())
            if text:
                yield Piece(_KINDS.get(element.tag, "paragraph"), text)
        else:
            stack.extend(reversed(element))


def walk_text(tree: _Element) -> Iterator[Piece]:
    """Yield a piece for each stretch of text between block elements and <br>: of a fragment nothing is left out."""
    kinds: list[str] = ["paragraph"]
    run: list[str] = []
    stack: list[tuple[_Element, bool]] = [(tree, True)]
    while stack:
        element, entering = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else "script"
        is_block = tag not in _INLINE
        if is_block or tag == "br":
            yield from _lines(kinds[-1], "".join(run).replace("\n", " "))
            run = []
        if entering:
            kinds.append(_KINDS.get(tag, kinds[-1] if tag in _INLINE or kinds[-1] == "list_item" else "paragraph"))
            stack.append((element, False))
            if tag not in _SILENT:
                run.append(element.text or "")
                stack.extend((child, True) for child in reversed(element))
        else:
            kinds.pop()
            run.append(element.tail or "")
    yield from _lines("paragraph", "".join(run).replace("\n", " "))


def _pieces(element: _Element) -> Iterator[Piece]:
    """Yield the pieces of an element of trafilatura's tree; nesting there is as deep as its own clean-up allows."""
    kind = _KINDS.get(str(element.tag), "paragraph")
    if element.tag == "row":
        cells = (" ".join("".join(cell.itertext()).split()) for cell in element)
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Piece(kind, text)
        return
    run = [element.text or ""]
    for child in element:
        if child.tag in _NESTED:
            yield from _lines(kind, "".join(run))
            run = [child.tail or ""]
            for piece in _pieces(child):
                yield piece._replace(kind=kind) if kind == "list_item" and piece.kind == "paragraph" else piece
        else:
            run += ["\n" if child.tag == "lb" else "".join(child.itertext()), child.tail or ""]
    yield from _lines(kind, "".join(run))


def _lines(kind: str, text: str) -> Iterator[Piece]:
    """Yield a piece for each line: a <br> is how many systems part paragraphs."""
    for line in text.split("\n"):
        words = " ".join(line.split())
        if squeeze(words):
            yield Piece(kind, words)
