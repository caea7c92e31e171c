"""Quantities in running English text: value, comparator, unit and what is counted.

Rules over number words and digits, lexicons as data. A number is no quantity when it is part of a name (Su-30,
Boeing 737, “60 Minutes”), a year, a date, an ordinal or a time of day: a count that was never meant is worse than one
that is missed.
"""

import functools
import re
from typing import NamedTuple

from flows.base.lexicon import entries, rows

_LANGUAGE = "en"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_LEFT_REACH = 40  # characters in which a comparator or designator before a number is looked for
_YEARS = (1500, 2100)
_RECENT_YEARS = (1950, 2035)  # a bare number in here is a year even before a plural noun ("the 2016 elections")
_MAX_ITEM_WORDS = 5

_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_WORD_AHEAD = re.compile(r"[ \u00a0]([A-Za-zÀ-ÿ][\w’'.-]*)")
_HYPHEN_NOUN = re.compile(r"[-‑–](?!and\b|to\b|or\b)([a-z]{3,})\b")
_RANGE_GAP = re.compile(r"\s?(?:-|‑|–|—|to|and)\s?", re.IGNORECASE)
_RATIO_GAP = re.compile(r"\s(?:in|out of|in every)\s", re.IGNORECASE)
_RATIO_BASES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000)
_AGE_LEFT = re.compile(r"[A-Z][\w.’'-]*\.?,\s$")
_AGE_RIGHT = re.compile(r",\s|\.?$|\.\s")
_OLDEST = 120
_LONGEST = 1e13  # a bare number beyond this is an identifier
_SENTENCE_START = re.compile(r"(?:^|[.!?:;—–“\"‘«(\n\r•*-])\s*$")
_CLOCK_AFTER = re.compile(r"(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o['’]clock|GMT\b|UTC\b|hours GMT)|:\d", re.IGNORECASE)
_RELATIVE_AFTER = re.compile(r"\s(?:business |working )?(?:\w+)\s(?:ago|earlier|later|prior|from now|hence|on,)\b")
_YEAR_LEFT = re.compile(
    r"\b(?:in|since|of|by|until|till|from|during|before|after|early|late|mid|year|to|for)[\s-]$", re.I
)
_OF = re.compile(r"\sof\s(?!the\s|a\s|an\s|his\s|her\s|its\s|their\s|them\b|these\b|those\b|it\b|us\b)")
_SHARE_OF = re.compile(r"\s(?:of|as)\b")
_PREPOSED_NAME = re.compile(r"\b(?:in|at|from|across|near|around)\s(?:[A-Z][\w’'.-]*\s){1,3}$", re.IGNORECASE)
_MARKS = re.compile(r"[“\"‘'«„]$")
_TITLE_IN_MARKS = re.compile(r"(?:\s[A-Z][\w’']*){1,4}[,.]?[”\"’'»]")


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


class _Core(NamedTuple):
    """A number itself, before unit and comparator are read."""

    start: int
    end: int
    value: float
    comparator: str
    unit: str | None
    form: str  # digits, scaled, words, plural, fraction, times


def _alternatives(words: list[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"[ \u00a0]") for word in ordered)


@functools.cache
def _words_of(*classes: str) -> dict[str, float]:
    return {row[0]: float(row[1]) for row in rows(_LANGUAGE, "number_words") if row[2] in classes}


@functools.cache
def _number_pattern() -> re.Pattern[str]:
    """Return the pattern of a number: digits with sign and scale, or words."""
    cardinal = _alternatives(list(_words_of("cardinal", "tens")))
    scale = _alternatives(list(_words_of("scale")))
    plural = _alternatives(list(_words_of("plural")))
    short = _alternatives(list(_words_of("short_scale")))
    signs = _alternatives([row[0] for row in rows(_LANGUAGE, "currency_signs")])
    fraction = _alternatives(list(_words_of("fraction")))
    times = _alternatives(list(_words_of("times")))
    # Every way to begin a spelled-out number: cheap to test before the alternatives are.
    initials = "".join(sorted({row[0][0] for row in rows(_LANGUAGE, "number_words")} | {"a"}))
    return re.compile(
        rf"(?-i:(?=[\dA-Z$€£¥₹₽₴₺₩₪₦]))(?:(?P<sign>{signs})[ \u00a0]?)?(?P<digits>{_DIGITS})(?:(?:[ \u00a0-]?(?P<scale>{scale}|bn|mn|tn)|(?P<short>{short}))\b)?"
        rf"|\b(?=[{initials}])(?:(?P<of_plural>(?:tens|hundreds|thousands) of (?:{plural}))|(?P<plural>{plural})"
        rf"|(?P<vague>(?:several|a few) (?:{scale}))"
        rf"|(?P<part_of_scale>half a (?:{scale}))"
        rf"|(?P<fraction>(?:(?:a|one|two|three|four)[ -])?(?:{fraction})s?)(?=\s+(?:of|the|a|an|its|their|his|her)\b)"
        rf"|(?P<words>(?:(?:{cardinal})|an? (?=(?:{scale})\b))(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )?(?:{cardinal}|{scale}))*)"
        rf"|(?P<times>{times}))\b",
        re.IGNORECASE,
    )


@functools.cache
def _comparator_pattern(place: str) -> re.Pattern[str]:
    phrases = _alternatives([row[0] for row in rows(_LANGUAGE, "comparators") if row[2] == place])
    if place == "before":
        return re.compile(rf"(?:^|(?<=[^\w-]))({phrases})\s{{1,2}}(?:an?\s)?$", re.IGNORECASE)
    return re.compile(rf"\s?({phrases}|\+)(?![\w-])", re.IGNORECASE)


@functools.cache
def _comparators() -> dict[str, str]:
    return {row[0]: row[1] for row in rows(_LANGUAGE, "comparators")} | {"+": ">="}


@functools.cache
def _unit_pattern() -> re.Pattern[str]:
    words = _alternatives([row[0] for row in rows(_LANGUAGE, "units")])
    return re.compile(rf"(?:[ \u00a0‑-]?%|[ \u00a0‑–-]?({words})(?:[-‑]old)?(?![\w]))", re.IGNORECASE)


@functools.cache
def _units() -> dict[str, tuple[str, str]]:
    return {row[0].casefold(): (row[1], row[2]) for row in rows(_LANGUAGE, "units")}


@functools.cache
def _date_left() -> re.Pattern[str]:
    months = _alternatives([row[0] for row in rows(_LANGUAGE, "months")])
    return re.compile(
        rf"\b(?:{months})\.?\s(?:\d{{1,2}}(?:\s?[-–]\s?|\sto\s|\sand\s|,\s))?$|\d\s?[/.-]$", re.IGNORECASE
    )


@functools.cache
def _date_right() -> re.Pattern[str]:
    months = _alternatives([row[0] for row in rows(_LANGUAGE, "months")])
    return re.compile(rf"(?:\s(?:of\s)?(?:{months})\b(?!\s+(?:not|be|have)\b))|[/-]\d|\.\d+\.", re.IGNORECASE)


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """Return the quantities of text[start:end] in order; offsets are code points of the whole text."""
    stop = len(text) if end is None else end
    addresses = [m.span() for m in _URL.finditer(text, start, stop)]
    found = []
    last = start
    for core in _merge_ranges(text, _cores(text, start, stop), stop):
        inside_address = any(first <= core[0].start < final for first, final in addresses)
        if core[0].start < last or inside_address or not _is_quantity(text, core[0], core[-1], stop):
            continue
        quantity = _complete(text, core, start, stop)
        found.append(quantity)
        last = quantity.char_end
    return found


def _cores(text: str, start: int, stop: int) -> list[_Core]:
    found = (_core(text, m) for m in _number_pattern().finditer(text, start, stop))
    return [core for core in found if core is not None]


def _core(text: str, match: re.Match[str]) -> _Core | None:
    kind = match.lastgroup or ""
    start, end = match.span()
    if match["digits"]:
        return _digit_core(match)
    words = match.group().casefold()
    if kind == "words":
        value, length = _parse_words(words)
        return _Core(start, start + length, value, "=", None, "words") if length else None
    if kind in ("plural", "of_plural", "vague"):
        return _Core(start, end, _plural_value(words), ">=", None, "plural")
    if kind == "part_of_scale":
        return _Core(start, end, 0.5 * _words_of("scale")[words.split()[-1]], "=", None, "words")
    if kind == "times":
        return _Core(start, end, _words_of("times")[words], "=", "times", "times")
    return _Core(start, end, _fraction_value(words), "=", "share", "fraction")


def _digit_core(match: re.Match[str]) -> _Core | None:
    start, end = match.span()
    if match["sign"] is None:
        start = match.start("digits")
    value = float(match["digits"].replace(",", ""))
    scale = match["scale"] or match["short"]
    if match["short"] and not match["sign"]:
        end = match.end("digits")
        scale = None
    if scale:
        value *= _words_of("scale", "short_scale")[scale.casefold()]
    unit = None
    if match["sign"]:
        unit = {row[0].casefold(): row[1] for row in rows(_LANGUAGE, "currency_signs")}[match["sign"].casefold()]
    return _Core(start, end, value, "=", unit, "scaled" if scale or unit or "," in match["digits"] else "digits")


def _plural_value(words: str) -> float:
    parts = words.split()
    if parts[0] in ("several", "a"):
        return 2 * _words_of("scale")[parts[-1]]
    plural = _words_of("plural")
    if len(parts) == 1:
        return plural[words]
    tens = {"tens": 20.0, "hundreds": 200.0, "thousands": 2000.0}[parts[0]]
    return tens * plural[parts[-1]] / 2


def _fraction_value(words: str) -> float:
    parts = re.split(r"[ -]", words)
    piece = _words_of("fraction").get(parts[-1], _words_of("fraction").get(parts[-1].removesuffix("s"), 0.0))
    count = 1.0 if parts[0] == "a" or len(parts) == 1 else _words_of("cardinal")[parts[0]]
    return round(count * piece, 4)


def _parse_words(words: str) -> tuple[float, int]:
    """Return the value of a row of number words and how many characters of it make one number."""
    total, current, length, previous = 0.0, 0.0, 0, ""
    ones, tens, scales = _words_of("cardinal"), _words_of("tens"), _words_of("scale")
    for part in re.finditer(r"[a-z]+", words):
        word = part.group()
        if word in scales:
            current = max(current, 1.0) * scales[word]
            total, current = (total + current, 0.0) if scales[word] >= 1000 else (total, current)
        elif word in tens and previous in ("", "a", "an", "and", *scales):
            current += tens[word]
        elif word in ones and (previous in ("", "and", *scales) or (previous in tens and ones[word] < 10)):
            current += ones[word]
        elif word not in ("a", "an", "and"):
            break
        previous, length = word, part.end()
    return total + current, length


def _merge_ranges(text: str, cores: list[_Core], stop: int) -> list[tuple[_Core, ...]]:
    """Return each number alone, or two that make a range such as "10 to 15" or "between $5 and $10 million"."""
    merged: list[tuple[_Core, ...]] = []
    at = 0
    while at < len(cores):
        pair = cores[at : at + 2]
        if len(pair) == 2 and _is_ratio(text, pair[0], pair[1]):
            share = round(pair[0].value / pair[1].value, 4)
            merged.append((pair[0]._replace(end=pair[1].end, value=share, unit="share", form="ratio"),))
            at += 2
        elif len(pair) == 2 and _is_range(text, pair[0], pair[1]):
            merged.append(_share_scale(text, pair[0], pair[1]))
            at += 2
        else:
            merged.append((cores[at],))
            at += 1
    return merged


def _is_ratio(text: str, part: _Core, base: _Core) -> bool:
    counted = part.form in ("digits", "words") and base.form in ("digits", "words")
    gap = _RATIO_GAP.fullmatch(text, part.end, base.start)
    return counted and gap is not None and part.value < base.value and base.value in _RATIO_BASES


def _is_range(text: str, low: _Core, high: _Core) -> bool:
    gap = _RANGE_GAP.fullmatch(text, low.end, high.start)
    if gap is None or "fraction" in (low.form, high.form):
        return False
    before = text[max(0, low.start - 12) : low.start].casefold()
    if "and" in gap.group().casefold():
        return before.endswith("between ")
    value = _share_scale(text, low, high)[0].value
    return value < high.value and not before.endswith("from ")


def _share_scale(text: str, low: _Core, high: _Core) -> tuple[_Core, _Core]:
    if low.form in ("digits", "scaled") and high.form == "scaled" and low.value < 1000 <= high.value:
        spelled = _number_pattern().match(text, high.start)
        mantissa = float(spelled["digits"].replace(",", "")) if spelled and spelled["digits"] else high.value
        low = low._replace(value=low.value * high.value / mantissa) if mantissa else low
    unit = low.unit or high.unit
    form = "scaled" if unit else low.form
    return low._replace(unit=unit, form=form), high._replace(unit=unit)


def _is_quantity(text: str, first: _Core, final: _Core, stop: int) -> bool:
    """Tell whether the number counts or measures something."""
    left = text[max(0, first.start - _LEFT_REACH) : first.start]
    right = text[final.end : min(stop, final.end + _LEFT_REACH)]
    if _is_glued(left, right, first) or _RELATIVE_AFTER.match(right) or _is_title(left, right):
        return False
    bound = _comparator_pattern("before").search(left) is not None
    if first.form in ("digits", "scaled") and first.unit is None:
        return not _is_date_or_time(left, right) and (bound or _counts(left, right, first))
    if first.form == "words":
        return bound or _words_count(left, right, text[first.start : first.end])
    return first.form != "fraction" or bound or bool(_SHARE_OF.match(right))


def _is_glued(left: str, right: str, core: _Core) -> bool:
    """Tell whether the number is a piece of a longer token: Su-30, G20, 1990s, 21st, 3-D, #5, 10:30, 747-400."""
    if left and (left[-1].isalnum() or left[-1] in "_#@&’'/") and core.form != "scaled":
        return not (left[-1] in "’'" and (len(left) == 1 or left[-2].isspace()))
    if re.search(r"[\w.][-‑:.]$", left) or (left and left[-1].isalnum()):
        return True
    if _unit_pattern().match(right):
        return False
    return bool(re.match(r"[^\W]|[-‑](?:[A-Z\d]|[a-z]\b)|[:/]\w|\.\d", right))


def _is_title(left: str, right: str) -> bool:
    if _MARKS.search(left):
        return bool(_TITLE_IN_MARKS.match(right))
    word = _WORD_AHEAD.match(right)
    return bool(word and word[1][0].isupper() and not word[1].isupper() and word[1].casefold() in _units())


def _is_date_or_time(left: str, right: str) -> bool:
    return bool(_date_left().search(left) or _date_right().match(right) or _CLOCK_AFTER.match(right))


def _counts(left: str, right: str, core: _Core) -> bool:
    """Tell whether bare digits count something, and are no year and no designation (Article 5, Boeing 737)."""
    if core.value > _LONGEST or (core.form == "digits" and _is_year(left, right, core.value)):
        return False
    if re.search(r"(?:^|[\n\r])\s*$", left) and re.match(r"[.)]\s", right):
        return False
    before = re.search(r"([\w’'.-]+)[ \u00a0]$", left)
    if before is None:
        return True
    word = before[1]
    if word.casefold().rstrip(".") in entries(_LANGUAGE, "designators"):
        return False
    if _unit_pattern().match(right) or word.endswith(("'s", "’s")):
        return True
    if not word[0].isupper() or word.casefold() in entries(_LANGUAGE, "word_classes") or word.endswith("."):
        return True
    return bool(_PREPOSED_NAME.search(left)) and _is_plural_noun(right)


def _is_year(left: str, right: str, value: float) -> bool:
    if not (_YEARS[0] <= value <= _YEARS[1] and value.is_integer()) or _unit_pattern().match(right):
        return False
    if _RECENT_YEARS[0] <= value <= _RECENT_YEARS[1] or _YEAR_LEFT.search(left):
        return True
    return not _is_plural_noun(right)


def _is_plural_noun(right: str) -> bool:
    word = _WORD_AHEAD.match(right)
    return bool(word and word[1][0].islower() and _looks_plural(word[1]))


def _looks_plural(word: str) -> bool:
    plain = word.casefold()
    if plain in entries(_LANGUAGE, "irregular_plurals"):
        return True
    return plain.endswith("s") and not plain.endswith(("ss", "us", "is", "’s", "'s")) and len(plain) > 3


def _words_count(left: str, right: str, words: str) -> bool:
    """Tell whether a spelled-out number counts something; "one" and "the two" mostly point instead."""
    number = words.casefold()
    if _is_date_or_time(left, right) or (words[0].isupper() and not _SENTENCE_START.search(left)):
        return False
    ahead = _WORD_AHEAD.match(right)
    if number == "one":
        unit = _unit_pattern().match(right)
        return bool(unit) and (ahead is None or ahead[1] not in ("day", "time", "second", "times"))
    if " " in number or "-" in number:
        return True
    points = re.search(r"\b(?:the|these|those|this|that|other)\s$", left, re.IGNORECASE)
    if points and _words_of("cardinal").get(number, 99) < 10 and not _unit_pattern().match(right):
        return False
    return not re.search(r"\b(?:number|chapter|phase|part|plan|page|hours of|top)\s$", left, re.IGNORECASE)


def _complete(text: str, cores: tuple[_Core, ...], start: int, stop: int) -> Quantity:
    """Read the unit, the comparator and the item around the number or the range."""
    first, final = cores[0], cores[-1]
    comparator = "range" if len(cores) == 2 else first.comparator
    begin, finish, unit, hyphenated = first.start, final.end, first.unit, False
    if unit is None and (measure := _unit_pattern().match(text, finish, stop)):
        unit = _unit_name(measure)
        hyphenated = measure.group()[0] in "-‑–"
        finish = measure.end()
    left = text[max(start, begin - _LEFT_REACH) : begin]
    if unit is None and first.form == "digits" and _is_age(left, text[finish : finish + 2], first.value):
        unit = "years"
    bound = _comparator_pattern("before").search(left)
    if comparator == "range" and left.casefold().endswith("between "):
        begin -= len("between ")
    elif bound:
        begin = max(start, begin - _LEFT_REACH) + bound.start(1)
        comparator = _strengthen(_comparators()[" ".join(bound[1].casefold().split())], comparator)
    elif after := _comparator_pattern("after").match(text, finish, stop):
        comparator = _comparators()[after[1].casefold()]
        finish = after.end()
    item = None if unit and first.form == "times" else _item(text, finish, stop, hyphenated or unit is None)
    high = final.value if len(cores) == 2 else None
    return Quantity(text[begin:finish], first.value, high, comparator, unit, item, begin, finish)


def _is_age(left: str, right: str, value: float) -> bool:
    """Tell whether a bare number between commas after a name is a person's age."""
    return value <= _OLDEST and bool(_AGE_LEFT.search(left)) and bool(_AGE_RIGHT.match(right))


def _unit_name(measure: re.Match[str]) -> str:
    return "percent" if measure[1] is None else _units()[" ".join(measure[1].casefold().split())][0]


def _strengthen(bound: str, own: str) -> str:
    """Return the comparator of a bound number; "dozens" stays a lower bound and a range a range."""
    return own if own in ("range", ">=") else bound


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
    closed = entries(_LANGUAGE, "word_classes")
    words: list[str] = []
    while len(words) < _MAX_ITEM_WORDS and (ahead := _WORD_AHEAD.match(text, at, stop)):
        word = ahead[1]
        if word.casefold() in closed:
            break
        words.append(re.sub(r"[’']s?$|[.,]+$", "", word))
        at = ahead.end()
        if _looks_plural(words[-1]) or not word[-1].isalnum() or word.endswith(("'s", "’s")):
            break
    return " ".join(words) or None
