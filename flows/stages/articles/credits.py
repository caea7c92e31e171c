"""Credits: lines that name the publisher of an article's text, and notices of copyright."""

import re
from typing import NamedTuple

from flows.stages.articles.people import is_agency, is_publisher, is_wire
from flows.stages.articles.settings import any_of, words_of

_SUBJECT = any_of(words_of("credit_line_cues", "subject"))
_BEFORE = any_of(words_of("credit_line_cues", "before"))
_LABELS = any_of(words_of("credit_line_cues", "label"))
_COLON_LABELS = any_of(words_of("credit_line_cues", "label", "colon"))
_AFTER = any_of(words_of("credit_line_cues", "after"))
_ARTICLE = re.compile(rf"(?:{any_of(words_of('credit_line_cues', 'article'))})(?:\s+|(?<=['’]))")

_CREDITING = re.compile(
    rf"[\[(*\s]*(?:(?:(?:this|the)(?:\s+\w+){{0,2}}\s+)?(?:{_SUBJECT})\s+)?"
    rf"(?:(?:was|is|has|been|also|originally|first)\s+){{0,4}}(?:{_BEFORE})\s*:?\s+(?P<outlet>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
# Most lines open with none of the words that a credit line can open with.
_FIRST_WORDS = frozenset(
    [
        *(entry.split()[0] for entry in words_of("credit_line_cues", "subject", "before")),
        *("this", "the", "was", "is", "has", "been", "also", "originally", "first", "copyright", "c)", ""),
    ]
)
_LABELLED = re.compile(
    rf"[\[(（]?(?:(?:{_COLON_LABELS})\s*[:：]\s*|(?:{_LABELS})\s+(?=(?-i:[A-Z])))(?P<outlet>\S.*)", re.IGNORECASE
)
_COPYRIGHT = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\))\s*(?:copyright\s*)?(?:\d{4}\s*)?(?P<outlet>\S.*)?", re.IGNORECASE
)
_SIGNED = re.compile(r"[—–]\s?(?P<outlet>[^\W\d_].*)|\((?P<inner>[^()]{2,60})\)")
_OUTLET_END = re.compile(rf",|;|\||\s+(?:{_AFTER})\b|\s+on\s+\d|[.!]?[\])）]|[.!]\s+[A-Z]|[.!。]?\s*$", re.IGNORECASE)
_RESERVED = re.compile(any_of(words_of("site_furniture", "rights")), re.IGNORECASE)
_LINE_CHARS = 260
_LABELLED_CHARS = 120
_OUTLET_WORDS = 8
_SIGNED_WORDS = 5


class Credit(NamedTuple):
    """A line that credits a publisher; `outlet` as written, null where it names none."""

    outlet: str | None


def find_credit_line(line: str) -> Credit | None:
    """Return what the line credits if all of it says where the text was first published, or null."""
    first = line.split(None, 1)[0].lstrip("[(*").lower()
    if len(line) > _LINE_CHARS or (first not in _FIRST_WORDS and first[0] != "©"):
        return None
    match = _CREDITING.match(line)
    if match is None:
        return _find_copyright(line)
    outlet = _outlet(match["outlet"])
    return Credit(outlet) if outlet else None


def find_labelled_credit(line: str) -> Credit | None:
    """Return what a line such as "Source: X", "— X" or "(X)" credits; right only above or below the body."""
    if len(line) > _LABELLED_CHARS:
        return None
    match = _LABELLED.fullmatch(line)
    if match:
        outlet = _outlet(match["outlet"])
        return Credit(outlet) if outlet and len(match["outlet"].split()) <= _OUTLET_WORDS + 2 else None
    if is_wire(line):
        return Credit(line)
    signed = _SIGNED.fullmatch(line)
    outlet = _outlet(signed["outlet"] or signed["inner"]) if signed else None
    is_named = outlet is not None and len(outlet.split()) <= _SIGNED_WORDS and is_publisher(outlet)
    return Credit(outlet) if is_named else None


def is_copyright_notice(line: str) -> bool:
    """Tell whether the line is a copyright notice that names nobody."""
    if len(line) > _LINE_CHARS or _COPYRIGHT.fullmatch(line) is None:
        return False
    return _RESERVED.search(line) is not None and _find_copyright(line) is None


def _find_copyright(line: str) -> Credit | None:
    match = _COPYRIGHT.fullmatch(line)
    name = _RESERVED.sub("", match["outlet"] or "").strip(" .-|") if match else ""
    outlet = _outlet(name) if name else None
    return Credit(outlet) if outlet else None


def _outlet(text: str) -> str | None:
    end = _OUTLET_END.search(text)
    name = text[: end.start()].strip(" .:;–—-\"“”„«»'‘’") if end else ""
    article = _ARTICLE.match(name)
    name = name[article.end() :] if article else name
    is_name = bool(name) and name[0].isalnum() and len(name.split()) <= _OUTLET_WORDS
    return name if is_name and (not name[0].islower() or is_agency(name)) else None
