"""Credits: lines that name the publisher of an article's text, and photo credits at the end of captions."""

import re
from typing import NamedTuple

from flows.base import lexicon
from flows.stages.articles.people import is_agency, is_publisher
from flows.stages.articles.settings import any_of, words_of

_ENGLISH = ("en",)
_SUBJECT = any_of(words_of("credit_line_cues", "subject", languages=_ENGLISH))
_BEFORE = any_of(words_of("credit_line_cues", "before", languages=_ENGLISH))
_LABELS = any_of(words_of("credit_line_cues", "label", languages=_ENGLISH))
_AFTER = any_of(words_of("credit_line_cues", "after", languages=_ENGLISH))
_PHOTO_AGENCIES = any_of(words_of("news_agencies", "photo", "picture", languages=_ENGLISH))
_ABBREVIATIONS = any_of(words_of("abbreviations", languages=_ENGLISH))
_PARTICLES = lexicon.entries("en", "name_particles") | {
    "for",
    "of",
    "via",
    "the",
    "and",
    "und",
    "by",
    "&",
    "-",
    "–",
    "/",
}

_CREDITING = re.compile(
    rf"[\[(*\s]*(?:(?:this|the)(?:\s+\w+){{0,2}}\s+(?:{_SUBJECT})\s+)?"
    rf"(?:(?:was|is|has|been|also|originally|first)\s+){{0,4}}(?:{_BEFORE})\s*:?\s+(?P<outlet>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_LABELLED = re.compile(rf"[\[(]?(?:(?:{_LABELS})(?:\s*:\s*|(?<!source)\s+(?=[A-Z])))(?P<outlet>\S.*)", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:copyright\s*)?(?:©|\(c\))\s*(?:copyright\s*)?(?:\d{4}\s*)?(?P<outlet>\S.*)?", re.IGNORECASE
)
_SIGNED = re.compile(r"[—–]\s?(?P<outlet>[^\W\d_].*)|\((?P<inner>[^()]{2,60})\)")
_OUTLET_END = re.compile(rf",|;|\||\s+(?:{_AFTER})\b|\s+on\s+\d|[.!]?[\])]|[.!]\s+[A-Z]|[.!]?\s*$", re.IGNORECASE)
_RESERVED = re.compile(r"all rights reserved|alle rechte vorbehalten", re.IGNORECASE)
_LINE_CHARS = 260
_OUTLET_WORDS = 8
_SIGNED_WORDS = 5

_PHOTO_WORDS = (
    "photo|photos|photograph|photographs|image|images|picture|pic|foto|bild|photo credit|image credit|credit|credits"
    "|illustration|graphic|screenshot|video"
)
_PHOTO_LABEL = re.compile(
    rf"\(?(?:(?:{_PHOTO_WORDS})(?:\s(?:by|courtesy of))?\s?:\s?\S.*"
    rf"|(?:{_PHOTO_WORDS})\s(?:by|courtesy of|courtesy)\s(?-i:[A-Z]).*|courtesy\s(?:of\s)?(?-i:[A-Z]).*)",
    re.IGNORECASE,
)
_AGENCY = re.compile(rf"(?<!\w)(?:{_PHOTO_AGENCIES})(?!\w)", re.IGNORECASE)
_TAIL = re.compile(r"[.!?…][”\"“»’'）)\]]*\s+(?=[^\s])")
_PAREN_TAIL = re.compile(r"\s\((?P<credit>[^()]{2,80})\)\.?$")
_TOKEN = re.compile(r"[^\s/,]+")
_NOT_NAMED = re.compile(r"[“”„\"!?:;]|\d{3}")
_MONTHS = frozenset(words_of("months"))
_CREDIT_CHARS = 90
_SIDES = re.compile(
    r"\((?:l|r|left|right|links|rechts|centre|center|top|bottom|pictured|file|file photo|symbolfoto|symbolbild)\.?\)"
    r"|\bfile (?:photo|image|picture)\.?$|\s[–-]\svideo$",
    re.IGNORECASE,
)
_SIDE_HINTS = ("(", "file", "File", "video", "Video")
_INNER_END = re.compile(r"[^\W\d_]{3,}\.\s|[)\]]\.\s")
_ABBREVIATED = re.compile(rf"(?:^|[\s(])(?:(?:[^\W\d_]\.)+|(?:{_ABBREVIATIONS})\.)\s+$", re.IGNORECASE)


class Credit(NamedTuple):
    """A line that credits a publisher; `outlet` as written, null where it names none."""

    outlet: str | None


def find_credit_line(line: str) -> Credit | None:
    """Return what the line credits if all of it says where the text was first published, or null."""
    if len(line) > _LINE_CHARS:
        return None
    match = _CREDITING.match(line)
    if match is None:
        return _find_copyright(line)
    outlet = _outlet(match["outlet"])
    return Credit(outlet) if outlet else None


def find_labelled_credit(line: str) -> Credit | None:
    """Return what a line such as "Source: X", "— X" or "(X)" credits; right only above or below the body."""
    if len(line) > _LINE_CHARS:
        return None
    match = _LABELLED.fullmatch(line)
    if match:
        outlet = _outlet(match["outlet"])
        return Credit(outlet) if outlet and len(match["outlet"].split()) <= _OUTLET_WORDS + 2 else None
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
    name = text[: end.start()].strip(" .:;–—-\"“”'‘’").removeprefix("the ") if end else ""
    is_name = bool(name) and not name[0].islower() and name[0].isalnum() and len(name.split()) <= _OUTLET_WORDS
    return name if is_name else None


def find_photo_credit(line: str, max_name_chars: int) -> int | None:
    """Return the offset in the line at which a photo credit ends it, 0 if it is nothing else, or null.

    A bare name counts only after a text of at most `max_name_chars`, as captions are.
    """
    if len(line) <= _CREDIT_CHARS and (_PHOTO_LABEL.fullmatch(line) or ("/" in line and _is_agency_credit(line))):
        return 0
    tail = _find_tail(line, max_name_chars)
    if tail is not None:
        return tail
    bracketed = _PAREN_TAIL.search(line, max(0, len(line) - _CREDIT_CHARS)) if ")" in line[-2:] else None
    if bracketed and (_PHOTO_LABEL.fullmatch(bracketed["credit"]) or _is_agency_credit(bracketed["credit"])):
        return bracketed.start() + 1
    return None


def is_agency_sign_off(credit: str) -> bool:
    """Tell whether the credit is no more than a news agency's name, which may sign the text as well as a picture."""
    return is_agency(credit.strip("()[]. "))


def is_caption_text(line: str) -> bool:
    """Tell whether the line points at a picture, as in "(left)" or "File photo."."""
    return any(hint in line for hint in _SIDE_HINTS) and _SIDES.search(line) is not None


def _find_tail(line: str, max_name_chars: int) -> int | None:
    """Return where the words behind the last sentences begin, if they are a credit."""
    if line[-1] in ".!?…:;,":
        return None
    ends = [match.end() for match in _TAIL.finditer(line, max(0, len(line) - _CREDIT_CHARS - 8))]
    for end in ends:
        credit = line[end:]
        if _PHOTO_LABEL.fullmatch(credit) or _is_agency_credit(credit):
            return end
        if (
            end <= max_name_chars
            and "." in line[end - 4 : end]
            and _is_name(credit)
            and _ABBREVIATED.search(line, max(0, end - 12), end) is None
        ):
            return end
    return None


def find_lone_name(line: str, max_chars: int) -> int | None:
    """Return where the one capitalised word behind a single short sentence begins, or null: a rare form of credit."""
    if len(line) > max_chars or not line[-1].isalpha():
        return None
    ends = [match.end() for match in _TAIL.finditer(line)]
    if (
        len(ends) != 1
        or not line[ends[0] :].isalpha()
        or "." not in line[ends[0] - 4 : ends[0]]
        or _ABBREVIATED.search(line, 0, ends[0])
    ):
        return None
    word = line[ends[0] :]
    return ends[0] if word[0].isupper() and word.casefold() not in _MONTHS else None


def _is_agency_credit(text: str) -> bool:
    if len(text) > _CREDIT_CHARS or _NOT_NAMED.search(text) or _AGENCY.search(text) is None or _INNER_END.search(text):
        return False
    rest = _TOKEN.findall(_AGENCY.sub(" ", text))
    small = sum(1 for token in rest if not _is_capitalised(token))
    return small == 0 or (small == 1 and "/" in text)


def _is_name(text: str) -> bool:
    """Tell whether the text is two to six capitalised words, or names divided by a slash."""
    tokens = _TOKEN.findall(text)
    if not 2 <= len(tokens) <= 6 or _NOT_NAMED.search(text) or _INNER_END.search(text) or text[0] in "—–-":
        return False
    return all(_is_capitalised(token) for token in tokens) and tokens[0][0].isupper()


def _is_capitalised(token: str) -> bool:
    bare = token.strip("()[].")
    return not bare or bare.casefold() in _PARTICLES or (bare[0].isalpha() and not bare[0].islower())
