"""The short lines around an article on its page: where they stand, and their words, parted as the eye parts them."""

import bisect
from typing import NamedTuple

from lxml.etree import _Element

from flows.formats.fields.bylines import is_role
from flows.formats.rendering import PageText

BLOCKS = (
    *("address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "section", "table", "td", "tr"),
    "ul",
)
_LONGEST_LINE = 160
_BEFORE = 600  # squeezed characters above the headline in which a byline may stand
_HEAD = 1500  # the same above the text, where the headline is also repeated further up
_TOGETHER = 120
_AFTER_LABELLED = 1000  # the same under the text, for lines with a label

Line = tuple[int, _Element]


class Area(NamedTuple):
    """Where on the page the headline begins and ends, where the text is under way, and where it ends."""

    top: int
    below: int
    start: int
    end: int


def find_lines(tree: _Element, page: PageText) -> list[Line]:
    """Return the page's short elements with where they begin, in page order."""
    starts, ends = page.starts, page.ends
    return [(starts[e], e) for e in tree.iter() if 3 < ends.get(e, 0) - starts.get(e, 0) <= _LONGEST_LINE]


def head_lines(lines: list[Line], area: Area) -> list[Line]:
    """Return those that stand around the headline or between it and the text."""
    return _between(lines, max(area.top - _BEFORE, area.start - _HEAD), area.start)


def tail_lines(lines: list[Line], area: Area) -> list[Line]:
    """Return those that stand under the text, or end it."""
    return _between(lines, area.end - _TOGETHER, area.end + _AFTER_LABELLED)


def _between(lines: list[Line], first: int, last: int) -> list[Line]:
    begin = bisect.bisect_left(lines, first, key=_place)
    return lines[begin : bisect.bisect_right(lines, last, key=_place)]


def _place(line: Line) -> int:
    return line[0]


def is_whole_line(element: _Element) -> bool:
    """Tell whether the element is a block that holds no other block."""
    return element.tag in BLOCKS and next(element.iterdescendants(*BLOCKS), None) is None


def line_words(element: _Element) -> str:
    """Return the element's words, a bar between its parts where one of them is more than a word."""
    parts: list[str] = []
    for words in element.itertext():
        if not words.strip():
            parts.append(" ")
            continue
        before = next((part for part in reversed(parts) if part.strip()), "")
        is_glued = parts and parts[-1][-1].isalnum() and words[0].isupper()
        if is_glued or (before and not before.rstrip().endswith(".") and _are_apart(before.strip(), words.strip())):
            parts.append(" | ")
        parts.append(words)
    return " ".join("".join(parts).split())


def _are_apart(before: str, after: str) -> bool:
    """Tell whether two neighbouring parts cannot be one name: each several words, or one of them a role."""
    return (" " in before or is_role(before)) and (" " in after or is_role(after))
