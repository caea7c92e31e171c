"""Bylines: which lines name authors, and which of the names are persons."""

import functools
import re

from flows.base import lexicon
from flows.stages.articles.settings import any_of, words_of

_COLON_LABELS = any_of(words_of("header_labels", "byline", "credit"))
_SIGN_OFF = re.compile(r"\(?(?:Reporting|Additional reporting|Writing|Compiled|Editing) by [^.!?]{3,200}\.?\)?")
_REPORTED = re.compile(r"\(?(?:Reporting|Additional reporting|Writing|Compiled) by (?P<names>[^;.()]{3,200})")
_OUTLET_WORDS = frozenset(words_of("outlet_words"))
_AGENCIES = frozenset(words_of("news_agencies"))
_REPRINTED = _AGENCIES - frozenset(words_of("news_agencies", "picture"))
# "By Monday" and "Von Montag"; elsewhere the days are names of persons too (Domingo).
_DAY_NAMES = frozenset(words_of("weekdays", languages=("en", "de")))
_WIRES = frozenset(
    name for row in lexicon.rows("en", "news_agencies") if row[1:] == ("photo",) for name in (row[0], row[0].upper())
)
_ROLES = frozenset(words_of("byline_roles"))
_BODIES = lexicon.entries("und", "byline_bodies")
_REPORTERS = frozenset(words_of("header_labels", "role"))
_PARTICLES = lexicon.entries("en", "name_particles")
_JOINED = any_of(words_of("header_labels", "and"))
_PLACED = any_of(words_of("header_labels", "place"))
_SEPARATOR = re.compile(rf"\s*(?:[,;|/•·&]|\b(?:{_JOINED})\b|\s[–—-]\s)\s*")
_TAIL = re.compile(rf"\s+(?:(?:{_PLACED})(?=\s)|@\S+|\(|<).*", re.DOTALL)
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:[.'’-][^\W\d_]*)*")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]{2,4}")
_EDGES = " |•·,–—-"
_MAX_CHARS = 160
_SIGN_OFF_CHARS = 26
_ROLE_WORDS = 5


def is_sign_off(line: str) -> bool:
    """Tell whether the line is a wire's sign-off, such as "(Reporting by …; Editing by …)"."""
    if " by " not in line[:_SIGN_OFF_CHARS] or len(line) > 2 * _MAX_CHARS:
        return False
    return _SIGN_OFF.fullmatch(line.partition(";")[0].rstrip(";) ") + ")") is not None


@functools.cache
def _labels(language: str | None) -> re.Pattern[str]:
    """Return the pattern of what stands before a name: a label and a colon, or a word such as "By", "Von", "Par".

    The words are those of English, which sites use in any language, and of `language`: "Door Dash" is no Dutch byline.
    """
    languages = tuple(tongue for tongue in dict.fromkeys(("en", language)) if tongue)
    words = any_of(words_of("header_labels", "byline", languages=languages))
    return re.compile(rf"(?:(?:{words})\s+|(?:{_COLON_LABELS})\s*[:：]\s*)(?=\S)", re.IGNORECASE)


def find_byline(line: str, language: str | None, *, is_certain_place: bool) -> tuple[str, ...] | None:
    """Return the persons that the line names as authors, or null if the line is no byline.

    The tuple is empty where it names only a desk or an agency. `language` is that of the text, `is_certain_place` says
    that the line stands where only a byline can: after the headline or the date. Elsewhere it must name a person.
    """
    if len(line) > _MAX_CHARS or line[-1:] in ".!?:;,…":
        return None
    label = _labels(language).match(line)
    rest = line[label.end() :] if label else line
    if label is None and not _has_role(line):
        return None
    parts = _parts(rest)
    persons = tuple(part for part in parts if is_person(part) or (label and _is_ideographic(part)))
    if persons and all(len(part.split()) <= _ROLE_WORDS for part in parts):
        return persons
    return () if label and is_certain_place and _is_desk(rest) else None


def read_byline(line: str) -> tuple[str, ...]:
    """Return the persons that a line known to be a byline names as authors; it may be no more than a name.

    Of a sign-off these are the reporters and writers, not the editors.
    """
    reported = _REPORTED.match(line)
    if reported:
        return tuple(part for part in _parts(reported["names"]) if is_person(part))
    bare = line.strip(_EDGES)
    found = [find_byline(bare, language, is_certain_place=True) for language in lexicon.languages("header_labels")]
    is_bare = all(persons is None for persons in found) and is_person(bare)
    return next((persons for persons in found if persons), (bare,) if is_bare else ())


def is_person(name: str) -> bool:
    """Tell whether the words look like a person's full name: two to five, capitals, no word of a publisher or role."""
    parts = name.split()
    if not 2 <= len(parts) <= 5 or name.lower() in _AGENCIES:
        return False
    words = {part.lower() for part in parts}
    if not words.isdisjoint(_OUTLET_WORDS) or not words.isdisjoint(_DAY_NAMES) or not words.isdisjoint(_ROLES):
        return False
    return all(_is_name_word(part) for part in parts) and parts[0][0].isupper() and parts[-1][0].isupper()


def _is_ideographic(name: str) -> bool:
    """Tell whether the word behind a label can be a Chinese or Japanese name: two to four ideographs."""
    return _IDEOGRAPHS.fullmatch(name) is not None and name not in _BODIES


def is_agency(name: str) -> bool:
    """Tell whether the name is that of a known news agency or publisher whose texts others reprint."""
    folded = name.lower()
    return folded in _REPRINTED or folded.removeprefix("the ") in _REPRINTED


def is_wire(line: str) -> bool:
    """Tell whether the line is no more than the name of a news agency, as agencies write it or in capitals."""
    return line in _WIRES


def is_publisher(name: str) -> bool:
    """Tell whether the words name a news agency or a publisher rather than a person."""
    return is_agency(name) or "/" in name or any(part in _OUTLET_WORDS for part in name.lower().split())


def _parts(names: str) -> list[str]:
    return [_TAIL.sub("", part).strip() for part in _SEPARATOR.split(names)]


def _is_name_word(word: str) -> bool:
    if _NAME_WORD.fullmatch(word) is None:
        return False
    return word[0].isupper() or word.lower() in _PARTICLES or not word[0].islower()


def _has_role(line: str) -> bool:
    """Tell whether the line is a person's name, a comma or dash and a journalist's role."""
    name, comma, role = line.partition(",")
    return bool(comma) and is_person(name.strip()) and len(role.split()) <= _ROLE_WORDS and _names_role(role)


def _names_role(words: str) -> bool:
    return any(word.strip("().,").removesuffix("s") in _REPORTERS for word in words.lower().split())


def _is_desk(rest: str) -> bool:
    return len(rest.split()) <= 3 or rest.lower() in _AGENCIES
