"""Author fields and byline strings into persons; newsrooms, agencies and roles are kept apart."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from flows.base.lexicon import entries, rows
from flows.base.text import fold

_JOINTS = r"and|und|et|och|og|en|ve|ja|és|oraz|dan|și|şi|и|та|και|with|mit|avec|con|med|AND|UND|ET|OCH|OG|EN"
# The letters that say "and" in the Romance and Slavic languages also join double surnames: two words must follow.
_BETWEEN = re.compile(rf"\s*[,;|\n•·、，；＆&]\s*|\s[/／]\s|\s(?:{_JOINTS})\s+(?=[^\W\d_])|\s(?:[yeia])\s(?=\S+\s+\S)")
_OPENING_JOINT = re.compile(rf"^(?:{_JOINTS})\s+")
_SLASH = re.compile(r"(?<=[^\W\d_])[/／](?=[^\W\d_])")
_TRAILER = re.compile(
    r"\s*(?:[(（\[].*|\s[-–—]\s.*|\s(?:in|for|at|from|für|aus|pour|via|updated|is)\s.*|@.*|<.*"
    r"|\s?(?:기자|특파원|記者|记者|特派员|特派員))$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?:|www\.|@|\.[a-z]{2,6}$|[\d_/\\={}<>:!?\"“”]", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}(?:[ 　·][\u3400-\u9fff\uac00-\ud7af]{1,4})?")
_PARTICLES = frozenset(
    [
        *("al", "an", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn"),
        *("la", "las", "le", "los", "mac", "of", "ten", "ter", "van", "vom", "von", "und", "y", "zu", "zum", "e", "af"),
    ]
)
_LONGEST_NAME = 60
_ROLE_ENDS = ("redakteur", "redakteurin", "korrespondent", "korrespondentin", "reporterin", "journalistin", "leiterin")
_LONGEST_FIELD = 2000


class Byline(NamedTuple):
    """Names in an author field: persons as written, and bodies such as agencies."""

    persons: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


def split_byline(written: str, outlets: frozenset[str] = frozenset(), typed: bool = False) -> Byline:
    """Return the persons and bodies that the string names, in order, each once; roles and places are left out.

    `outlets` are the names of the publishing outlet: never an author. `typed` says that the file calls them persons.
    """
    persons: dict[str, None] = {}
    bodies: dict[str, None] = {}
    text = without_prefix(" ".join(written[:_LONGEST_FIELD].replace("\n", " | ").split()))
    if "//" not in text and "www." not in text:
        text = _SLASH.sub(" / ", text)
    for piece in _BETWEEN.split(text):
        name = _TRAILER.sub("", without_prefix(_OPENING_JOINT.sub("", piece.strip()))).strip(" .,:;|-–—•·()（）")
        name, agency = _part_agency(name)
        bodies.update(dict.fromkeys(agency))
        if is_person_name(name, outlets, typed):
            persons[name] = None
        elif name and is_body_name(name, outlets):
            bodies[name] = None
    return Byline(tuple(persons), tuple(bodies))


def _part_agency(name: str) -> tuple[str, list[str]]:
    """Return the name without an agency's letters after it, and those: Anna Berg AFP."""
    first, _, last = name.rpartition(" ")
    is_agency = " " in first and last.isupper() and not first.isupper() and _body_words().get(fold(last)) == "whole"
    return (first, [last]) if is_agency else (name, [])


def without_prefix(text: str) -> str:
    """Return the text without the `By` or `Author:` before its names (lexicon byline_prefixes)."""
    match = _prefix().match(text)
    return text[match.end() :] if match else text


def prefix_kind(text: str) -> str:
    """Return `by` if the text opens with a preposition of that kind, `label` if with a noun; empty if with neither."""
    match = _prefix().match(text)
    return "" if match is None else match.lastgroup or ""


@functools.cache
def _prefix() -> re.Pattern[str]:
    found = sorted(rows("und", "byline_prefixes"), key=lambda row: (-len(row[0]), row[0]))
    groups = ("|".join(re.escape(row[0]) for row in found if row[1] == kind) for kind in ("word", "label"))
    by, label = groups
    return re.compile(rf"[(（]?(?:(?P<by>{by})|(?P<label>{label}))(?:\s*[:：|/／]\s*|\s+)", re.IGNORECASE)


def credited_body(bodies: Iterable[str]) -> str | None:
    """Return the first body that can be credited: an agency or another outlet, and no "Gazette staff"."""
    return next((body for body in bodies if not _is_own(body)), None)


def _is_own(body: str) -> bool:
    return any(_body_words().get(fold(part)) == "own" for part in (body, *body.split()))


def is_person_name(name: str, outlets: frozenset[str] = frozenset(), typed: bool = False) -> bool:
    """Tell whether it can only be taken for a person: two to six name words, none of them of a newsroom or a role."""
    if not name or len(name) > _LONGEST_NAME or _ADDRESS.search(name) or is_outlet(name, outlets):
        return False
    words = name.split()
    if _names_body(name) or any(map(is_role, words)):
        return False
    if _CJK.fullmatch(name):
        return True
    if not 2 <= len(words) <= 6 or fold(words[0]) == "the" or not all(map(_is_name_word, words)):
        return False
    return typed or (all(map(_is_name_case, words)) and sum(not word[0].islower() for word in words) >= 2)


def _is_name_word(word: str) -> bool:
    """Tell whether the word is made of letters, combining marks, and the marks that names contain."""
    return word[0].isalpha() and all(c.isalpha() or c in ".'’ʼ‘-‐" or unicodedata.category(c)[0] == "M" for c in word)


def _is_name_case(word: str) -> bool:
    return not word[0].islower() or word.lower().rstrip(".") in _PARTICLES or "'" in word or "’" in word or "-" in word


def is_body_name(name: str, outlets: frozenset[str] = frozenset()) -> bool:
    """Tell whether it names an agency or newsroom other than the outlet itself."""
    return len(name) <= _LONGEST_NAME and not is_outlet(name, outlets) and "http" not in name and _names_body(name)


def _names_body(name: str) -> bool:
    if fold(name) in _body_words():
        return True
    for word in name.split():
        kind = _body_words().get(fold(word))
        if kind in ("any", "own") or (kind == "whole" and len(word) < 6 and word.isupper() and not name.isupper()):
            return True
    return False


def is_outlet(name: str, outlets: frozenset[str]) -> bool:
    """Tell whether the name is one of these outlet names, as written or as a domain."""
    bare = _bare(name)
    return any(bare == _bare(outlet) for outlet in outlets)


def _bare(name: str) -> str:
    folded = re.sub(r"^(?:www\.|the )|\.(?:com|org|net|co\.uk|[a-z]{2})$", "", fold(name[:_LONGEST_FIELD]))
    return re.sub(r"[\W_]", "", folded)


@functools.cache
def _body_words() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("und", "byline_bodies")}


def is_role(word: str) -> bool:
    """Tell whether the word names a role or a button; German roles are compounds: Wirtschaftsredakteur."""
    folded = fold(word[:_LONGEST_NAME]).strip(".'’:,()")
    return folded in entries("und", "byline_roles") or folded.endswith(_ROLE_ENDS)
