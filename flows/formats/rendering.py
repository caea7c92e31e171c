"""Typed pieces of a page into one text with exact block spans, and where on the page each piece stands."""

import bisect
import itertools
import re
from collections.abc import Iterable
from typing import NamedTuple

from lxml.etree import _Element, iterwalk

_INVISIBLE = re.compile("[\u00ad\u200b\ufeff]+")
_PROBE = 48  # characters without white space: enough to be unique on a page, short enough to survive inner mark-up


class Piece(NamedTuple):
    """A block before it has a span: its kind (of local.BLOCK_KINDS), its words, where on the page it begins."""

    kind: str
    text: str
    at: int = -1


class PageText(NamedTuple):
    """A page's words without white space; where in them each element begins and ends, and every link in page order.

    `linked[n]` counts the characters inside the first n links, `deepest` the nesting of elements.
    """

    squeezed: str
    starts: dict[_Element, int]
    ends: dict[_Element, int]
    links: list[tuple[int, int]]
    linked: list[int]
    deepest: int

    def find(self, text: str, start: int = 0, end: int | None = None) -> int:
        """Return where the text begins at or after `start`, or -1."""
        probe = squeeze(text[: _PROBE * 4])[:_PROBE]
        return self.squeezed.find(probe, start, end) if probe else -1

    def rfind(self, text: str, end: int) -> int:
        """Return where the text begins for the last time before `end`, or -1."""
        probe = squeeze(text[: _PROBE * 4])[:_PROBE]
        return self.squeezed.rfind(probe, 0, max(end, 0) + len(probe)) if probe else -1

    def length(self, element: _Element) -> int:
        """Return how many characters stand in the element."""
        return self.ends.get(element, 0) - self.starts.get(element, 0)

    def linked_length(self, start: int, end: int) -> int:
        """Return how many characters of squeezed[start:end] stand inside links."""
        first = max(bisect.bisect_right(self.links, (start, start)) - 1, 0)
        last = bisect.bisect_left(self.links, (end, end))
        if first >= last:
            return 0
        covered = self.linked[last] - self.linked[first]
        covered -= min(max(0, start - self.links[first][0]), self.links[first][1] - self.links[first][0])
        return max(0, covered - max(0, self.links[last - 1][1] - end))

    def link_share(self, piece: Piece) -> float:
        """Return which share of the piece's characters stands inside links, 0 to 1."""
        length = len(squeeze(piece.text))
        return min(1.0, self.linked_length(piece.at, piece.at + length) / length) if length else 0.0


def squeeze(text: str) -> str:
    """Return the text without white space and invisible characters."""
    words = "".join(text.split())
    return words if words.isascii() else _INVISIBLE.sub("", words)


def page_text(tree: _Element) -> PageText:
    """Return the page's words in page order; elements without words of the page must be gone from the tree."""
    parts: list[str] = []
    starts: dict[_Element, int] = {}
    ends: dict[_Element, int] = {}
    length = depth = deepest = 0
    for event, element in iterwalk(tree, events=("start", "end")):
        if event == "start":
            starts[element] = length
            words = element.text
            depth += 1
            deepest = max(depth, deepest)
        else:
            ends[element] = length
            words = element.tail
            depth -= 1
        if words and not words.isspace():
            words = squeeze(words)
            parts.append(words)
            length += len(words)
    links = sorted((starts[a], ends[a]) for a in tree.iter("a") if ends[a] > starts[a] and a.get("href"))
    linked = [0, *itertools.accumulate(end - start for start, end in links)]
    return PageText("".join(parts), starts, ends, links, linked, deepest)


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
