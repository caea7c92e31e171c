"""Captions and picture credits in a page: found, taken out of the tree, and kept as blocks of their own."""

import functools
import re
from typing import NamedTuple

from lxml.etree import _Element, iterwalk

from flows.formats.rendering import squeeze

_CAPTION_MARK = re.compile(
    r"(?:^|[\s_-])(?:(?:fig|img|image|photo|picture|media|video|wp|news)?-?_?caption(?:text)?|bildunterschrift|bildtext"
    r"|legende|pie-?_?de-?_?foto|didascalia|bijschrift|slide-info-description)(?:$|[\s_-])",
    re.I,
)
_CREDIT_MARK = re.compile(
    r"(?:^|[\s_-])(?:credits?|copyrights?|photographer|photo-?source|image-?source|bildquelle|bildrechte|fotocredits?"
    r"|courtesy|rights)(?:$|[\s_-])",
    re.I,
)
_RIGHTS = re.compile(r"©|copyright|all rights reserved|alle rechte|tous droits", re.I)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CREDIT_TEXT = re.compile(
    r"^\W{0,2}(?:©|\(c\)|copyright\b"
    r"|(?:photo|picture|image|foto|fotos|bild|bilder|credit|quelle|fotografie|crédit|créditos?|fuente|fotografía|ảnh|zdjęcie"
    r"|fotoğraf|isithombe|源|写真)s?\s*(?:by|von|credit|:|：|/))",
    re.I,
)
# A credit at the end of a caption: after a sign or word that says so, in brackets, or a scrap after the last sentence.
_CREDIT_TAIL = re.compile(
    r"\s*(?:[|–—-]\s*)?(?P<marked>(?:©|\(c\)|[Cc]opyright\b"
    r"|(?:[Pp]hoto(?:graph)?|[Pp]icture|[Ii]mage|[Ff]oto|[Bb]ild|[Cc]redit|[Qq]uelle)s?\s*(?:by|:)).{2,80})$"
    r"|(?<=[.!?])\s*\((?P<bracketed>[^()]{2,60})\)$"
    r"|\s\|\s*(?P<barred>[^|]{2,80})$"
    r"|\s/\s(?P<slashed>[A-ZÀ-Þ][^|/.]{2,50})$"
    r"|[(（](?P<taken>[^()（）]{2,20}撮影)[)）]$"
    r"|(?<=[a-zà-ÿ0-9]{4}[.!?])\s(?P<scrap>[A-Z][^.!?:]{1,60})$",
)
_FIGURE_TAGS = ("figure", "picture", "img", "video", "amp-img", "iframe")
_WALKED = ("figcaption", "div", "p", "span", "small", "cite", "aside", "em")
_BLOCKS = frozenset({"p", "div", "br", "li", "h2", "h3", "h4", "figcaption", "small", "cite"})
_UNNEAR = frozenset({"body", "article", "main", "section", "html"})
_LONGEST = 1500
_MOST = 500
_MOST_CREDITS = 20
_SHORT_CREDIT = 90
_LONGEST_MARK = 400


class Caption(NamedTuple):
    """A caption or credit as it reads, and the element in whose place it stood."""

    kind: str
    text: str
    element: _Element


def find_captions(tree: _Element) -> list[Caption]:
    """Return the page's captions and credits in page order; each element once, outer before inner."""
    found: list[Caption] = []
    covered: set[_Element] = set()
    pictures, alts = _picture_holders(tree), picture_texts(tree)
    for element in tree.iter(*_WALKED):
        if len(found) >= _MOST:
            break
        if element not in covered and (_is_ours(element, pictures) or _says_the_same(element, alts)):
            covered.update(element.iter())
            found.extend(_parts(element))
    return found


def picture_texts(tree: _Element) -> frozenset[str]:
    """Return the alternative texts of the page's pictures, squeezed: a block that says the same is their caption."""
    alts = (squeeze((element.get("alt") or "")[:_LONGEST]) for element in tree.iter("img", "amp-img"))
    return frozenset(alt for alt in alts if len(alt) >= 20)


def opens_like_credit(text: str) -> bool:
    """Tell whether a short line opens as picture credits do: Photo: …, © …"""
    return len(text) <= 80 and _CREDIT_TEXT.match(text) is not None


@functools.lru_cache(maxsize=8192)
def _mark_of(marks: str) -> str:
    """Return `caption` or `credit` if a class or itemprop says so, else an empty string."""
    words = _CAMEL.sub("-", marks[:_LONGEST_MARK])
    caption, credit = _CAPTION_MARK.search(words), _CREDIT_MARK.search(words)
    if caption and not (credit and credit.start() > caption.start()):
        return "caption"
    return "credit" if credit else ""


def _mark(element: _Element) -> str:
    names, role = element.get("class"), element.get("itemprop")
    return _mark_of(f"{names or ''} {role or ''}") if names or role else ""


def _is_ours(element: _Element, pictures: set[_Element]) -> bool:
    """Tell whether it is a figcaption, or marked as caption or credit with a picture beside or around it."""
    if element.tag == "figcaption":  # one with a time or an address is the byline beside an author's portrait
        return next(element.iter("time", "address"), None) is None
    mark = _mark(element)
    if not mark:
        return False
    near = _near(element)
    if mark == "caption":
        return element in pictures or any(e in pictures for e in near)
    return any(e in pictures for e in near[:2])


def _says_the_same(element: _Element, alts: frozenset[str]) -> bool:
    """Tell whether a short element without others in it repeats the alternative text of a picture."""
    words = element.text
    return bool(alts and words) and not len(element) and len(words) <= _LONGEST and squeeze(words) in alts


def _near(element: _Element) -> list[_Element]:
    """Return the element's previous sibling and its next two ancestors: a picture there is the one it describes."""
    parent = element.getparent()
    near = [element.getprevious(), parent, None if parent is None else parent.getprevious()]
    return [e for e in near if e is not None and e.tag not in _UNNEAR]


def _picture_holders(tree: _Element) -> set[_Element]:
    """Return every picture and whatever holds one."""
    holders: set[_Element] = set()
    for picture in tree.iter(*_FIGURE_TAGS):
        element: _Element | None = picture
        while element is not None and element not in holders:
            holders.add(element)
            element = element.getparent()
    return holders


def _parts(element: _Element) -> list[Caption]:
    """Return the caption without its credit, then the credit: marked as one, or opening like one, or set apart."""
    credits: list[_Element] = []
    inner: set[_Element] = set()
    for child in element.iterdescendants():
        if child not in inner and _mark(child) == "credit" and len(credits) < _MOST_CREDITS:
            credits.append(child)
            inner.update(child.iter())
    whole = _text(element)
    rest, tail = whole, [_text(credit) for credit in credits] or _set_apart(element)
    for text in tail:
        rest = rest.replace(text, " ", 1) if text else rest
    rest = " ".join(rest.split()).strip(" |/")
    is_credit = opens_like_credit(rest) or (_mark(element) == "credit" and not tail)
    parts: list[Caption] = []
    if rest and len(rest) <= _LONGEST:
        words = [("credit", rest)] if is_credit else split_credit(rest)
        parts.extend(Caption(kind, text, element) for kind, text in words)
    parts.extend(Caption("credit", text, element) for text in tail if 0 < len(text) <= _LONGEST)
    return parts


def _set_apart(element: _Element) -> list[str]:
    """Return the last part of a caption if it is a short one in an element of its own and ends no sentence."""
    wrapped = element
    while len(wrapped) == 1 and not (wrapped.text or "").strip() and not (wrapped[0].tail or "").strip():
        wrapped = wrapped[0]
    last = wrapped[-1] if len(wrapped) else None
    if last is None or (last.tail or "").strip() or last.tag in ("a", "b", "strong", "i", "em", "br"):
        return []
    text = _text(last)
    before = _text(element).removesuffix(text).strip()
    is_credit = text[-1:] not in tuple(".!?…") or _RIGHTS.search(text) is not None
    return [text] if 0 < len(text) <= _SHORT_CREDIT and len(before) > 20 and is_credit else []


def split_credit(caption: str) -> list[tuple[str, str]]:
    """Return the caption and, if one ends it, the picture credit, each with its kind."""
    tail = _CREDIT_TAIL.search(caption, max(0, len(caption) - 160))
    if tail is None or not caption[: tail.start()].strip():
        return [("caption", caption)]
    credit = next(text for text in tail.groups() if text)
    return [("caption", caption[: tail.start()].strip()), ("credit", credit.strip())]


def _text(element: _Element) -> str:
    """Return the element's words, those of block elements in it set off by spaces."""
    parts: list[str] = []
    for event, child in iterwalk(element, events=("start", "end")):
        if child.tag in _BLOCKS:
            parts.append(" ")
        if event == "start":
            parts.append(child.text or "")
        elif child is not element:
            parts.append(child.tail or "")
    return " ".join("".join(parts).split())
