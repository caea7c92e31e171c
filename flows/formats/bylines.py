"""Author fields and byline strings into persons; newsrooms, agencies and roles are kept apart."""

import re
from typing import NamedTuple

from flows.base.lexicon import entries
from flows.base.text import fold

# "By" in the languages whose bylines carry it; "Text:" and "Von:" as German and Nordic desks write it.
_PREFIX = re.compile(
    r"^(?:(?:written |posted |reported |story |words )?by|von|vom|par|por|door|di|av|af|texte?|autor(?:in|es)?|authors?"
    r"|tekst|från|от|автор)(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[,;|\n•·]|\s/\s|&|\b(?:and|und|et|och|og|en|y|e)\b(?=\s+[^\W\d_]))\s*", re.IGNORECASE)
_TRAILER = re.compile(
    r"\s*(?:\(.*|\[.*|\s[-–—]\s.*|\s(?:in|for|at|from|für|aus|pour|via|updated|is)\s.*|@.*|<.*)$", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?:|www\.|@|\.[a-z]{2,6}$|[\d_/\\={}<>]", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,6}(?:[ 　·][\u3400-\u9fff\uac00-\ud7af]{1,4})?")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’ʼ‘-]*")
_PARTICLES = frozenset(
    [
        "al",
        "an",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "las",
        "le",
        "los",
        "mac",
        "of",
        "ten",
        "ter",
        "van",
        "vom",
        "von",
        "und",
        "y",
        "zu",
        "zum",
    ]
)
_LONGEST_NAME = 60


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
    text = _PREFIX.sub("", " ".join(written[:2000].replace("\n", " | ").split()))
    for piece in _BETWEEN.split(text):
        name = _TRAILER.sub("", _PREFIX.sub("", piece)).strip(" .,:;|-–—")
        if is_person_name(name, outlets, typed):
            persons[name] = None
        elif name and is_body_name(name, outlets):
            bodies[name] = None
    return Byline(tuple(persons), tuple(bodies))


def is_person_name(name: str, outlets: frozenset[str] = frozenset(), typed: bool = False) -> bool:
    """Tell whether it can only be taken for a person: two to six name words, none of them of a newsroom or a role."""
    if not name or len(name) > _LONGEST_NAME or _ADDRESS.search(name) or is_outlet(name, outlets):
        return False
    folded = fold(name)
    if folded in _body_words() or any(word in _body_words() or word in _role_words() for word in folded.split()):
        return False
    if _CJK.fullmatch(name):
        return True
    words = name.split()
    if not 2 <= len(words) <= 6 or folded.startswith("the ") or not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    return typed or (all(map(_is_name_case, words)) and sum(not word[0].islower() for word in words) >= 2)


def _is_name_case(word: str) -> bool:
    return not word[0].islower() or word.lower().rstrip(".") in _PARTICLES or "'" in word or "’" in word or "-" in word


def is_body_name(name: str, outlets: frozenset[str] = frozenset()) -> bool:
    """Tell whether it names an agency or newsroom other than the outlet itself."""
    if len(name) > _LONGEST_NAME or is_outlet(name, outlets) or "http" in name:
        return False
    folded = fold(name)
    return folded in _body_words() or any(word in _body_words() for word in folded.split())


def is_outlet(name: str, outlets: frozenset[str]) -> bool:
    """Tell whether the name is one of these outlet names, as written or as a domain."""
    bare = _bare(name)
    return any(bare == _bare(outlet) for outlet in outlets)


def _bare(name: str) -> str:
    folded = re.sub(r"^(?:www\.|the )|\.(?:com|org|net|co\.uk|[a-z]{2})$", "", fold(name))
    return re.sub(r"[\W_]", "", folded)


def _body_words() -> frozenset[str]:
    return entries("und", "byline_bodies")


def _role_words() -> frozenset[str]:
    return entries("und", "byline_roles")
