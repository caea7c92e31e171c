"""The stretches of text between block elements and line breaks, with the kind that their element says."""

from collections.abc import Iterator

from lxml.etree import _Element

from flows.formats.rendering import Piece, squeeze

KINDS = {"head": "heading", "item": "list_item", "row": "other", "li": "list_item", "tr": "other"}
KINDS |= dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")
_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font"),
        *("i", "ins", "kbd", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong"),
        *("sub", "sup", "time", "tt", "u", "var", "wbr", "br"),
    ]
)


def walk_text(tree: _Element) -> Iterator[Piece]:
    """Yield a piece for each stretch of the element's text between block elements and <br>; nothing is left out."""
    kinds: list[str] = ["paragraph"]
    run: list[str] = []
    stack: list[tuple[_Element, bool]] = [(tree, True)]
    while stack:
        element, entering = stack.pop()
        tag = str(element.tag)
        is_block = tag not in _INLINE
        if is_block or tag == "br":
            yield from lines_of(kinds[-1], "".join(run).replace("\n", " "))
            run = []
        if entering:
            kinds.append(KINDS.get(tag, kinds[-1] if tag in _INLINE or kinds[-1] == "list_item" else "paragraph"))
            stack.append((element, False))
            run.append(element.text or "")
            stack.extend((child, True) for child in reversed(element))
        else:
            kinds.pop()
            run.append((element.tail or "") if element is not tree else "")
    yield from lines_of("paragraph", "".join(run).replace("\n", " "))


def lines_of(kind: str, text: str) -> Iterator[Piece]:
    """Yield a piece for each line: a <br> is how many systems part paragraphs."""
    for line in text.split("\n"):
        words = " ".join(line.split())
        if squeeze(words):
            yield Piece(kind, words)
