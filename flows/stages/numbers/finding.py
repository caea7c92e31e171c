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
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_HYPHEN_NOUN = re.compile(r"[-‑–](?!and\b|to\b|or\b)([a-z]{3,})\b")
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
    addresses = [m.span() for m in _URL.finditer(text, start, stop)]
    found = []
    last = start
    for core in merge_ranges(text, find_cores(text, start, stop), stop):
        inside_address = any(first <= core[0].start < final for first, final in addresses)
        if core[0].start < last or inside_address or not is_quantity(text, core[0], core[-1], stop):
            continue
        quantity = _complete(text, core, start, stop)
        found.append(quantity)
        last = quantity.char_end
    return found


def _complete(text: str, cores: tuple[Core, ...], start: int, stop: int) -> Quantity:
    """Read the unit, the comparator and the item around the number or the range."""
    first, final = cores[0], cores[-1]
    comparator = "range" if len(cores) == 2 else first.comparator
    begin, finish, unit, hyphenated = first.start, final.end, first.unit, False
    if unit is None and (measure := unit_pattern().match(text, finish, stop)):
        unit = _unit_name(measure)
        hyphenated = measure.group()[0] in "-‑–"
        finish = measure.end()
    left = text[max(start, begin - LEFT_REACH) : begin]
    if unit is None and first.form == "digits" and _is_age(left, text[finish : finish + 2], first.value):
        unit = "years"
    bound = comparator_pattern("before").search(left)
    if comparator == "range" and left.casefold().endswith("between "):
        begin -= len("between ")
    elif bound:
        begin = max(start, begin - LEFT_REACH) + bound.start(1)
        comparator = _strengthen(_comparators()[" ".join(bound[1].casefold().split())], comparator)
    elif after := comparator_pattern("after").match(text, finish, stop):
        comparator = _comparators()[after[1].casefold()]
        finish = after.end()
    item = None if unit and first.form == "times" else _item(text, finish, stop, hyphenated or unit is None)
    high = final.value if len(cores) == 2 else None
    return Quantity(text[begin:finish], first.value, high, comparator, unit, item, begin, finish)


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
    after_of = _OF.match(text, at, stop)
    if after_of:
        at = after_of.end() - 1
    elif not direct:
        return None
    closed = entries(LANGUAGE, "word_classes")
    words: list[str] = []
    while len(words) < _MAX_ITEM_WORDS and (ahead := WORD_AHEAD.match(text, at, stop)):
        word = ahead[1]
        if word.casefold() in closed or (words and _is_past(word)):
            break
        words.append(re.sub(r"[’']s?$|[.,]+$", "", word))
        at = ahead.end()
        if looks_plural(words[-1]) or not word[-1].isalnum() or word.endswith(("'s", "’s")):
            break
    return " ".join(words) or None
