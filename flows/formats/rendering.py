"""Typed pieces of a page into one text with exact block spans, and where on the page each piece stands."""

import bisect
import re
from collections.abc import Iterable
from typing import NamedTuple

from lxml.etree import _Element

_SPACE = re.compile(r"[\s\u00ad\u200b\ufeff]+")
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "button", "select", "textarea"})
_PROBE = 48  # characters without white space: enough to be unique on a page, short enough to survive inner mark-up


class Piece(NamedTuple):
    """A block before it has a span: its kind (of local.BLOCK_KINDS), its words, where on the page it begins."""

    kind: str
    text: str
    at: int = -1


class PageText(NamedTuple):
    """A page's words without white space; where in them each element begins; begin and end of every link's words."""

    squeezed: str
    starts: dict[_Element, int]
    links: list[tuple[int, int]]

    def find(self, text: str, start: int = 0) -> int:
        """Return where the text begins at or after `start`, or -1."""
        probe = squeeze(text)[:_PROBE]
        return self.squeezed.find(probe, start) if probe else -1

    def rfind(self, text: str, end: int) -> int:
        """Return where the text begins for the last time before `end`, or -1."""
        probe = squeeze(text)[:_PROBE]
        return self.squeezed.rfind(probe, 0, max(end, 0) + len(probe)) if probe else -1

    def link_share(self, piece: Piece) -> float:
        """Return which share of the piece's characters stands inside links, 0 to 1."""
        start, length = piece.at, len(squeeze(piece.text))
        end, covered = start + length, 0
        number = max(bisect.bisect_left(self.links, (start, start)) - 1, 0)
        while number < len(self.links) and self.links[number][0] < end:
            first, last = self.links[number]
            covered += max(0, min(last, end) - max(first, start))
            number += 1
        return min(1.0, covered / length) if length else 0.0


def squeeze(text: str) -> str:
    """Return the text without white space and invisible characters."""
    return _SPACE.sub("", text)


def page_text(tree: _Element) -> PageText:
    """Return the page's words in page order, by one walk without recursion."""
    parts: list[str] = []
    starts: dict[_Element, int] = {}
    links: list[tuple[int, int]] = []
    length = 0
    stack: list[tuple[_Element, bool]] = [(tree, True)]
    while stack:
        element, entering = stack.pop()
        speaks = isinstance(element.tag, str) and element.tag not in _SILENT
        if entering:
            starts[element] = length
            stack.append((element, False))
            if speaks:
                stack.extend((child, True) for child in reversed(element))
            words = squeeze(element.text or "") if speaks else ""
        else:
            if element.tag == "a" and element.get("href") and length > starts[element]:
                links.append((starts[element], length))
            words = "" if element is tree else squeeze(element.tail or "")
        if words:
            parts.append(words)
            length += len(words)
    return PageText("".join(parts), starts, sorted(links))


def render(pieces: Iterable[Piece]) -> tuple[str, tuple[tuple[str, int, int], ...]]:
    """Return the pieces joined by a blank line, and (kind, char_start, char_end) for each."""
    texts: list[str] = []
    blocks: list[tuple[str, int, int]] = []
    at = 0
    for piece in pieces:
        blocks.append((piece.kind, at, at + len(piece.text)))
        texts.append(piece.text)
        at += len(piece.text) + 2
    return "\n\n".join(texts), tuple(blocks)
