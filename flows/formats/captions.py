"""Captions and picture credits in a page: found, taken out of the tree, and kept as blocks of their own."""

import re
from typing import NamedTuple

from lxml.etree import _Element

_CAPTION_MARK = re.compile(
    r"(?:^|[\s_-])(?:(?:fig|img|image|photo|picture|media|video|wp)?-?_?caption(?:text)?|bildunterschrift|bildtext|legende)(?:$|[\s_-])",
    re.I,
)
_CREDIT_MARK = re.compile(
    r"(?:^|[\s_-])(?:credits?|copyrights?|photographer|photo-?source|bildquelle|fotocredits?|courtesy|rights)(?:$|[\s_-])",
    re.I,
)
_CREDIT_TEXT = re.compile(
    r"^\W{0,2}(?:©|\(c\)|copyright\b|(?:photo|picture|image|foto|fotos|bild|bilder|credit|quelle|fotografie|crédit|créditos?|fuente|源|写真)s?\s*(?:by|von|credit|:|：|/))",
    re.I,
)
# A credit at the end of a caption: after a sign or word that says so, in brackets, or a scrap after the last sentence.
_CREDIT_TAIL = re.compile(
    r"\s*(?:[|–—-]\s*)?(?P<marked>(?:©|\(c\)"
    r"|(?:[Pp]hoto(?:graph)?|[Pp]icture|[Ii]mage|[Ff]oto|[Bb]ild|[Cc]redit|[Qq]uelle)s?\s*(?:by|:)).{2,80})$"
    r"|(?<=[.!?])\s*\((?P<bracketed>[^()]{2,60})\)$"
    r"|\s\|\s*(?P<barred>[^|]{2,80})$"
    r"|(?<=[a-zà-ÿ0-9]{4}[.!?])\s(?P<scrap>[A-Z][^.!?:]{1,60})$",
)
_FIGURE_TAGS = frozenset({"figure", "picture", "img", "video", "amp-img", "iframe"})
_LONGEST = 1500
_MOST = 500


class Caption(NamedTuple):
    """A caption or credit as it reads, and the element in whose place it stood."""

    kind: str
    text: str
    element: _Element


def find_captions(tree: _Element) -> list[Caption]:
    """Return the page's captions and credits in page order; each element once, outer before inner."""
    found: list[Caption] = []
    taken: set[_Element] = set()
    for element in tree.iter("figcaption", "div", "p", "span", "small", "cite", "figure", "aside", "em"):
        if len(found) >= _MOST:
            break
        is_ours = _is_caption(element) or _is_figure_credit(element)
        if is_ours and not any(parent in taken for parent in element.iterancestors()):
            taken.add(element)
            found.extend(_parts(element))
    return found


def opens_like_credit(text: str) -> bool:
    """Tell whether a short line opens as picture credits do: Photo: …, © …"""
    return len(text) <= 80 and _CREDIT_TEXT.match(text) is not None


def _marks(element: _Element) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _is_caption(element: _Element) -> bool:
    if element.tag == "figcaption":
        return True
    if element.tag == "figure" or not _CAPTION_MARK.search(_marks(element)):
        return False
    return _holds_picture(element) or any(_holds_picture(near) for near in _near(element))


def _is_figure_credit(element: _Element) -> bool:
    if element.tag == "figure" or not _CREDIT_MARK.search(_marks(element)):
        return False
    return any(_holds_picture(near) for near in _near(element)[:2])


def _near(element: _Element) -> list[_Element]:
    """Return the element's previous sibling and its next two ancestors: a picture there is the one it describes."""
    parent = element.getparent()
    near = [element.getprevious(), parent, None if parent is None else parent.getprevious()]
    return [e for e in near if e is not None and e.tag not in ("body", "article", "main", "section", "html")]


def _holds_picture(element: _Element) -> bool:
    return (
        element.tag in _FIGURE_TAGS
        or next(element.iter("figure", "picture", "img", "video", "amp-img"), None) is not None
    )


def _parts(element: _Element) -> list[Caption]:
    """Return the caption without its credit, then the credit: marked as one, or opening like one."""
    parts: list[Caption] = []
    credits = [e for e in element.iterdescendants() if isinstance(e.tag, str) and _CREDIT_MARK.search(_marks(e))]
    credits = [e for e in credits if not any(parent in credits for parent in e.iterancestors())]
    whole = _text(element)
    rest = whole
    tail = [_text(credit) for credit in credits]
    for text in tail:
        rest = rest.replace(text, " ", 1) if text else rest
    rest = " ".join(rest.split()).strip(" |/")
    is_credit = opens_like_credit(rest) or (_CREDIT_MARK.search(_marks(element)) is not None and not tail)
    if rest and len(rest) <= _LONGEST:
        words = [("credit", rest)] if is_credit else split_credit(rest)
        parts.extend(Caption(kind, text, element) for kind, text in words)
    parts.extend(Caption("credit", text, element) for text in tail if 0 < len(text) <= _LONGEST)
    return parts


def split_credit(caption: str) -> list[tuple[str, str]]:
    """Return the caption and, if one ends it, the picture credit, each with its kind."""
    tail = _CREDIT_TAIL.search(caption, max(0, len(caption) - 160))
    if tail is None or not caption[: tail.start()].strip():
        return [("caption", caption)]
    credit = next(text for text in tail.groups() if text)
    return [("caption", caption[: tail.start()].strip()), ("credit", credit.strip())]


def _text(element: _Element) -> str:
    pieces = (
        t
        for e in element.iter()
        if isinstance(e.tag, str) and e.tag not in ("script", "style", "noscript", "button", "svg")
        for t in _own(e, element)
    )
    return " ".join("".join(pieces).split())


def _own(element: _Element, root: _Element) -> list[str]:
    tail = "" if element is root else (element.tail or "")
    return [element.text or "", tail]
