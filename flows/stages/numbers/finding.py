"""Quantities in running English text: value, comparator, unit and what is counted.

Rules over number words and digits, lexicons as data. A number is no quantity when it is part of a name (Su-30,
Boeing 737, “60 Minutes”), a year, a date, an ordinal or a time of day: a count that was never meant is worse than one
that is missed.
"""

import functools
import re
from typing import NamedTuple

from flows.base.lexicon import entries, rows
from flows.stages.numbers.counting import (
    LEFT_REACH,
    WORD_AHEAD,
    comparator_pattern,
    is_quantity,
    looks_plural,
    unit_pattern,
    units,
)
from flows.stages.numbers.reading import LANGUAGE, Core, find_cores, merge_ranges

_MAX_ITEM_WORDS = 5
_WORD_END = re.compile(r"[’']s?$|[.,]+$")
_URL = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+")
_HYPHEN_NOUN = re.compile(r"[-‑–](?!and\b|to\b|or\b|strong\b)([a-z]{3,})\b")
_SUPERLATIVE = re.compile(r"\s(?:most|least)(?=\s[a-z])")
_STRONG = re.compile(r"[-‑–]strong(?=\s)")
_AGE_LEFT = re.compile(r"[A-Z][\w.’'-]*\.?,\s$")
_AGE_RIGHT = re.compile(r",\s|\.?$|\.\s")
_OLDEST = 120
_OF = re.compile(r"\sof\s(?!the\s|a\s|an\s|his\s|her\s|its\s|their\s|them\b|these\b|those\b|it\b|us\b)")


class Quantity(NamedTuple):
    """A number as the text puts it; the columns of claims.quantities."""

    value_text: str
    value: float
    value_hi: float | None
    comparator: str
    unit: str | None
    item: str | None
    char_start: int
    char_end: int


@functools.cache
def _comparators() -> dict[str, str]:
    return {row[0]: row[1] for row in rows(LANGUAGE, "comparators")} | {"+": ">="}


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Return the quantities of text[start:end] in order; offsets are code points of the whole text."""
    stop = len(text) if end is None else end
    addresses = _find_addresses(text, start, stop)
    found = []
    last = start
    for core in merge_ranges(text, find_cores(text, start, stop)):
        inside_address = any(first <= core[0].start < final for first, final in addresses)
        if core[0].start < last or inside_address or not is_quantity(text, core[0], core[-1], stop):
            continue
        quantity = _complete(text, core, start, stop)
        found.append(quantity)
        last = quantity.char_end
    return found


def _find_addresses(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return the spans of web and mail addresses; most stretches show at once that they have none."""
    if all(text.find(mark, start, stop) < 0 for mark in ("://", "www.", "@")):
        return []
    return [match.span() for match in _URL.finditer(text, start, stop)]


def _complete(text: str, cores: tuple[Core, ...], start: int, stop: int) -> Quantity:
    """Read the unit, the comparator and the item around the number or the range."""
    first, final = cores[0], cores[-1]
    left = text[max(start, first.start - LEFT_REACH) : first.start]
    before, bound = _bound_before(left, len(cores) == 2)
    finish, after = _bound_after(text, final.end, stop)
    measure = unit_pattern().match(text, finish, stop) if first.unit is None else None
    unit = _unit_name(measure) if measure else first.unit
    direct = unit is None or first.form == "ratio"
    if measure:
        direct = measure.group()[0] in "-‑–"
        finish, late = _bound_after(text, measure.end(), stop)
        after = after or late
    elif unit is None and first.form == "digits" and _is_age(left, text[finish : finish + 2], first.value):
        unit = "years"
    comparator = "range" if len(cores) == 2 else _strengthen(bound or after or "=", first.comparator)
    item = None if first.form in ("times", "vote") else _item(text, finish, stop, direct)
    begin = first.start - before
    high = final.value if len(cores) == 2 else None
    return Quantity(text[begin:finish], first.value, high, comparator, unit, item, begin, finish)


def _bound_before(left: str, is_range: bool) -> tuple[int, str | None]:
    """Return how many characters a bounding phrase takes up before the number, and its comparator."""
    if is_range:
        return (len("between ") if left.casefold().endswith("between ") else 0), None
    found = comparator_pattern("before").search(left)
    if found is None:
        return 0, None
    return len(left) - found.start(1), _comparators()[" ".join(found[1].casefold().split())]


def _bound_after(text: str, at: int, stop: int) -> tuple[int, str | None]:
    """Return where a bounding phrase behind the number ends, and its comparator."""
    found = comparator_pattern("after").match(text, at, stop)
    return (found.end(), _comparators()[found[1].casefold()]) if found else (at, None)


def _is_age(left: str, right: str, value: float) -> bool:
    """Tell whether a bare number between commas after a name is a person's age."""
    return value <= _OLDEST and bool(_AGE_LEFT.search(left)) and bool(_AGE_RIGHT.match(right))


def _unit_name(measure: re.Match[str]) -> str:
    return "percent" if measure[1] is None else units()[" ".join(measure[1].casefold().split())][0]


def _strengthen(bound: str, own: str) -> str:
    """Return the comparator of a bound number; "dozens" stays a lower bound and a range a range."""
    return own if own in ("range", ">=") else bound


def _is_past(word: str) -> bool:
    """Tell whether the word can be the verb behind the noun that is counted: 12 dockers slept."""
    return word.endswith("ed") or word in _irregular_pasts()


@functools.cache
def _irregular_pasts() -> frozenset[str]:
    return frozenset(row[1] for row in rows(LANGUAGE, "verbs") if len(row) > 1 and row[1] != row[0])


def _item(text: str, at: int, stop: int, direct: bool) -> str | None:
    """Return the noun phrase that is counted: the words up to a plural noun, a function word or a mark."""
    hyphen = _HYPHEN_NOUN.match(text, at, stop)
    if hyphen:
        return hyphen[1]
    passed = _STRONG.match(text, at, stop) or _SUPERLATIVE.match(text, at, stop)
    at = passed.end() if passed else at
    after_of = _OF.match(text, at, stop)
    if after_of:
        at = after_of.end() - 1
    elif not direct:
        return None
    closed = entries(LANGUAGE, "word_classes")
    words: list[str] = []
    while len(words) < _MAX_ITEM_WORDS and (ahead := WORD_AHEAD.match(text, at, stop)):
        word = ahead[1]
        plain = _WORD_END.sub("", word)
        if plain.casefold() in closed or (words and _is_past(plain)):
            break
        words.append(plain)
        at = ahead.end()
        if looks_plural(words[-1]) or not word[-1].isalnum() or word.endswith(("'s", "’s")):
            break
    return " ".join(words) or None
