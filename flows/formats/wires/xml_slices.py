"""Where the records of an XML file lie: the elements of given names, found by their tags without parsing the rest.

So a file that is cut or broken in one place still gives what is whole, and each record has bytes of its own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = r"[A-Za-z_][\w.-]{0,60}"
# XML 1.0 allows no < in a tag, not even in quotes: a broken one ends where the next begins.
_TAG = re.compile(rf"<(?:({_NAME}):)?({_NAME})((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?)(/?)>")
_TAG_BEGUN = re.compile(rf"<(?:({_NAME}):)?({_NAME})")
_ATTRIBUTE = re.compile(r"([\w:.-]{1,100})\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}


class Tag(NamedTuple):
    """A start tag: the parts of its name, its attributes as written, and its place."""

    prefix: str
    name: str
    attributes: dict[str, str]
    is_empty: bool
    start: int
    end: int

    @property
    def written(self) -> str:
        """The name as the file spells it."""
        return f"{self.prefix}:{self.name}" if self.prefix else self.name


class ElementSlice(NamedTuple):
    """An element in the text, whole or without its end tag; `end` is then where the next begins, or the text ends."""

    name: str
    start: int
    end: int
    is_whole: bool


class _Mark(NamedTuple):
    """A tag of a wanted name: `kind` is start, end or empty."""

    kind: str
    name: str
    start: int
    end: int


def read_tag(text: str, start: int) -> Tag | None:
    """Return the start tag that begins there, or null if none does."""
    match = _TAG.match(text, start)
    if match is None:
        return None
    found = reversed(list(_ATTRIBUTE.finditer(match[3])))
    attributes = {m[1]: m[2] if m[2] is not None else m[3] for m in found}
    return Tag(match[1] or "", match[2], attributes, bool(match[4]), match.start(), match.end())


def read_broken_tag(text: str, start: int) -> Tag | None:
    """Return the tag that begins there but does not end soundly, up to where the next begins; null without a name."""
    match = _TAG_BEGUN.match(text, start)
    if match is None:
        return None
    stop = min((at for at in (text.find(">", match.end()), text.find("<", match.end())) if at >= 0), default=len(text))
    end = stop + 1 if text[stop : stop + 1] == ">" else stop
    attributes = {m[1]: m[2] if m[2] is not None else m[3] for m in _ATTRIBUTE.finditer(text, match.end(), end)}
    return Tag(match[1] or "", match[2], attributes, False, start, end)


def find_elements(text: str, names: frozenset[str], start: int = 0, nested: bool = False) -> Iterator[ElementSlice]:
    """Yield the outermost elements of these local names in file order; what stands in CDATA and comments is no tag.

    `nested` elements may hold others of their own name; of the rest one that begins inside another shows that the
    other has lost its end tag.
    """
    opened: _Mark | None = None
    depth = 0
    for mark in _find_marks(text, names, start):
        if opened is None or (mark.kind != "end" and not nested):
            if opened is not None:
                yield ElementSlice(opened.name, opened.start, mark.start, is_whole=False)
            opened, depth = (mark, 1) if mark.kind == "start" else (None, 0)
            if mark.kind == "empty":
                yield ElementSlice(mark.name, mark.start, mark.end, is_whole=True)
        elif mark.name == opened.name and mark.kind != "empty":
            depth += 1 if mark.kind == "start" else -1
            if depth == 0:
                yield ElementSlice(opened.name, opened.start, mark.end, is_whole=True)
                opened = None
    if opened is not None:
        yield ElementSlice(opened.name, opened.start, len(text), is_whole=False)


def _find_marks(text: str, names: frozenset[str], start: int) -> Iterator[_Mark]:
    wanted = "|".join(re.escape(name) for name in sorted(names))
    token = re.compile(rf"<!\[CDATA\[|<!--|<\?|<(/?)(?:{_NAME}:)?({wanted})(?=[\s/>])")
    at = start
    while match := token.search(text, at):
        at = match.end()
        if match[0] in _ENDS:
            end = text.find(_ENDS[match[0]], at)
            at = end + len(_ENDS[match[0]]) if end >= 0 else len(text)
        elif match[1]:
            end = text.find(">", at)
            if end < 0:
                return
            at = end + 1
            yield _Mark("end", match[2], match.start(), at)
        else:
            tag = read_tag(text, match.start())
            at = tag.end if tag is not None else at
            yield _Mark("empty" if tag is not None and tag.is_empty else "start", match[2], match.start(), at)
