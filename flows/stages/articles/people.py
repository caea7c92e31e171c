"""Bylines: which lines name authors, and which of the names are persons."""

import re

from flows.base import lexicon
from flows.stages.articles.settings import any_of, words_of

_LABEL = re.compile(rf"(?:{any_of(words_of('header_labels', 'byline'))})(?:\s*:\s*|\s+)(?=\S)", re.IGNORECASE)
_SIGN_OFF = re.compile(r"\(?(?:Reporting|Additional reporting|Writing|Compiled|Editing) by [^.!?]{3,200}\.?\)?")
_OUTLET_WORDS = frozenset(words_of("outlet_words", languages=("en",)))
_AGENCIES = frozenset(words_of("news_agencies", languages=("en",)))
_REPRINTED = _AGENCIES - frozenset(words_of("news_agencies", "picture", languages=("en",)))
_WEEKDAYS = frozenset(words_of("weekdays"))
_PARTICLES = lexicon.entries("en", "name_particles")
_SEPARATOR = re.compile(r"\s*(?:[,;|/•·&]|\b(?:and|und|y|et|e)\b|\s[–—-]\s)\s*")
_TAIL = re.compile(r"\s+(?:in|for|at|with|from|of|near|on|für|@\S+|\(|<).*", re.DOTALL)
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_]*(?:[.'’-][^\W\d_]*)*")
_ROLE = re.compile(r"\b(?:writer|reporter|correspondent|editor|staff|columnist)s?\b", re.IGNORECASE)
_MAX_CHARS = 160
_SIGN_OFF_CHARS = 26


def is_sign_off(line: str) -> bool:
    """Tell whether the line is a wire's sign-off, such as "(Reporting by …; Editing by …)"."""
    if " by " not in line[:_SIGN_OFF_CHARS] or len(line) > 2 * _MAX_CHARS:
        return False
    return _SIGN_OFF.fullmatch(line.partition(";")[0].rstrip(";) ") + ")") is not None


def find_byline(line: str, *, is_certain_place: bool) -> tuple[str, ...] | None:
    """Return the persons that the line names as authors, or null if the line is no byline.

    The tuple is empty where it names only a desk or an agency. `is_certain_place` says that the line stands where
    only a byline can: after the headline or the date. Elsewhere it must name a person.
    """
    if len(line) > _MAX_CHARS or line[-1:] in ".!?:;,…":
        return None
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line
    if label is None and not _has_role(line):
        return None
    parts = [_TAIL.sub("", part).strip() for part in _SEPARATOR.split(rest)]
    persons = tuple(part for part in parts if is_person(part))
    if persons and _is_short(parts):
        return persons
    return () if label and is_certain_place and _is_desk(rest) else None


def is_person(name: str) -> bool:
    """Tell whether the words look like a person's full name: two to five, capitals, no word of a publisher."""
    parts = name.split()
    if not 2 <= len(parts) <= 5 or name.casefold() in _AGENCIES:
        return False
    if any(part.casefold() in _OUTLET_WORDS or part.casefold() in _WEEKDAYS for part in parts):
        return False
    return all(_is_name_word(part) for part in parts) and parts[0][0].isupper() and parts[-1][0].isupper()


def is_agency(name: str) -> bool:
    """Tell whether the name is that of a known news agency or publisher whose texts others reprint."""
    folded = name.casefold()
    return folded in _REPRINTED or folded.removeprefix("the ") in _REPRINTED


def is_publisher(name: str) -> bool:
    """Tell whether the words name a news agency or a publisher rather than a person."""
    return is_agency(name) or "/" in name or any(part in _OUTLET_WORDS for part in name.casefold().split())


def _is_name_word(word: str) -> bool:
    if _NAME_WORD.fullmatch(word) is None:
        return False
    return word[0].isupper() or word.casefold() in _PARTICLES or not word[0].islower()


def _has_role(line: str) -> bool:
    name, comma, role = line.partition(",")
    return bool(comma) and is_person(name.strip()) and len(role.split()) <= 4 and _ROLE.search(role) is not None


def _is_short(parts: list[str]) -> bool:
    return all(len(part.split()) <= 5 for part in parts)


def _is_desk(rest: str) -> bool:
    return len(rest.split()) <= 3 or rest.casefold() in _AGENCIES
