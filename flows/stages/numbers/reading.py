"""Read the numbers themselves: figures with sign and scale, number words, fractions, ratios and ranges."""

import functools
import re
from typing import NamedTuple

from flows.base.lexicon import rows
from flows.base.patterns import whole_words

LANGUAGE = "en"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_RANGE_GAP = re.compile(
    r"\s?(?:-|‑|–|—|to|and)\s?(?:(?<=\s)(?:more than|over|nearly|almost|about|around|up to|as much as|as many as)\s)?",
    re.IGNORECASE,
)
_OF_TEN = re.compile(r"\sof\s", re.IGNORECASE)
_TENS = (10, 100, 1000)  # eight of 10 voters: bases of a share, where "three of five tests" counts both
_VOTES = r"(?:vote|votes|ruling|decision|verdict|majority|margin|split|win|victory|defeat|loss)\b"
_VOTE_GAP = re.compile(r"-to-|-|–|‑|\sto\s", re.IGNORECASE)
_VOTE_AFTER = re.compile(rf"[ -]{_VOTES}", re.IGNORECASE)
_RATIO_GAP = re.compile(r"\s(?:in|out of|in every)\s", re.IGNORECASE)
_RATIO_BASES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 1000)


class Core(NamedTuple):
    """A number itself, before unit and comparator are read."""

    start: int
    end: int
    value: float
    comparator: str
    unit: str | None
    form: str  # digits, scaled, words, plural, fraction, ratio, vote, times


def alternatives(words: list[str]) -> str:
    """Return a pattern that matches any of the words, the longest first."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"[ \u00a0]") for word in ordered)


@functools.cache
def words_of(*classes: str) -> dict[str, float]:
    """Return the value of each number word of these classes."""
    return {row[0]: float(row[1]) for row in rows(LANGUAGE, "number_words") if row[2] in classes}


@functools.cache
def _number_pattern() -> re.Pattern[str]:
    """Return the pattern of a number: digits with sign and scale, or words."""
    cardinal = alternatives(list(words_of("cardinal", "tens")))
    scale = alternatives(list(words_of("scale")))
    plural = alternatives(list(words_of("plural")))
    short = alternatives(list(words_of("short_scale")))
    signs = alternatives([row[0] for row in rows(LANGUAGE, "currency_signs")])
    fraction = alternatives(list(words_of("fraction")))
    times = alternatives(list(words_of("times")))
    return re.compile(
        rf"(?:(?P<sign>{signs})[ \u00a0]?)?(?P<digits>{_DIGITS})"
        rf"(?:(?:[ \u00a0-]?(?P<scale>{scale}|bn|mn|tn)|(?P<short>{short}))\b)?"
        rf"|\b(?:(?P<of_plural>(?:tens|hundreds|thousands) of (?:{plural}))|(?P<plural>{plural})"
        rf"|(?P<vague>(?:several|a few) (?:{scale}))"
        rf"|(?P<part_of_scale>half a (?:{scale}))"
        rf"|(?P<fraction>(?:(?:a|one|two|three|four)[ -])?(?:{fraction})s?)(?=\s+(?:of|the|a|an|its|their|his|her)\b)"
        rf"|(?P<words>(?:(?:{cardinal})|an? (?=(?:{scale})\b))"
        rf"(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )?(?:{cardinal}|{scale}))*)"
        rf"|(?P<times>{times}))\b",
        re.IGNORECASE,
    )


def find_cores(text: str, start: int, stop: int) -> list[Core]:
    """Return the numbers in order; the pattern is tried only where a figure, a sign or a word of one begins."""
    pattern = _number_pattern()
    figures, words = (opener.finditer(text, start, stop) for opener in _openers())
    found: list[Core] = []
    at = start
    for opening in sorted(opener.start() for opener in (*figures, *words)):
        match = pattern.match(text, opening, stop) if opening >= at else None
        core = _core(match) if match else None
        if match is not None:
            at = match.end()
        if core is not None:
            found.append(core)
    return found


@functools.cache
def _openers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the figures and signs, and of the words, with which a number may begin."""
    signs = [row[0] for row in rows(LANGUAGE, "currency_signs")]
    lettered = "|".join(rf"{re.escape(sign[:-1])}(?={re.escape(sign[-1])})" for sign in signs if sign[0].isalpha())
    bare = "".join(sign for sign in signs if len(sign) == 1)
    figures = re.compile(rf"[0-9][\d.,]*|[{re.escape(bare)}]|(?<![A-Za-z])(?i:{lettered})")
    several = alternatives(["few", *words_of("scale"), *words_of("fraction")])
    words = words_of("cardinal", "tens", "plural", "fraction", "times")
    return figures, re.compile(whole_words((*words, "several", "tens", rf"an?(?=[ -](?:{several}))")))


def _core(match: re.Match[str]) -> Core | None:
    kind = match.lastgroup or ""
    start, end = match.span()
    if match["digits"]:
        return _digit_core(match)
    words = match.group().casefold()
    if kind == "words":
        value, length = _parse_words(words)
        return Core(start, start + length, value, "=", None, "words") if length else None
    if kind in ("plural", "of_plural", "vague"):
        return Core(start, end, _plural_value(words), ">=", None, "plural")
    if kind == "part_of_scale":
        return Core(start, end, 0.5 * words_of("scale")[words.split()[-1]], "=", None, "words")
    if kind == "times":
        return Core(start, end, words_of("times")[words], "=", "times", "times")
    return Core(start, end, _fraction_value(words), "=", "share", "fraction")


def _digit_core(match: re.Match[str]) -> Core | None:
    start, end = match.span()
    if match["sign"] is None:
        start = match.start("digits")
    value = float(match["digits"].replace(",", ""))
    scale = match["scale"] or match["short"]
    if match["short"] and not match["sign"]:
        end = match.end("digits")
        scale = None
    if scale:
        value *= words_of("scale", "short_scale")[scale.casefold()]
    unit = None
    if match["sign"]:
        unit = {row[0].casefold(): row[1] for row in rows(LANGUAGE, "currency_signs")}[match["sign"].casefold()]
    return Core(start, end, value, "=", unit, "scaled" if scale or unit or "," in match["digits"] else "digits")


def _plural_value(words: str) -> float:
    parts = words.split()
    if parts[0] in ("several", "a"):
        return 2 * words_of("scale")[parts[-1]]
    plural = words_of("plural")
    if len(parts) == 1:
        return plural[words]
    tens = {"tens": 20.0, "hundreds": 200.0, "thousands": 2000.0}[parts[0]]
    return tens * plural[parts[-1]] / 2


def _fraction_value(words: str) -> float:
    parts = re.split(r"[ -]", words)
    piece = words_of("fraction").get(parts[-1], words_of("fraction").get(parts[-1].removesuffix("s"), 0.0))
    count = 1.0 if parts[0] == "a" or len(parts) == 1 else words_of("cardinal")[parts[0]]
    return round(count * piece, 4)


def _parse_words(words: str) -> tuple[float, int]:
    """Return the value of a row of number words and how many characters of it make one number."""
    total, current, length, previous = 0.0, 0.0, 0, ""
    ones, tens, scales = words_of("cardinal"), words_of("tens"), words_of("scale")
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


def merge_ranges(text: str, cores: list[Core]) -> list[tuple[Core, ...]]:
    """Return each number alone, or two that make a range such as "10 to 15" or "between $5 and $10 million"."""
    merged: list[tuple[Core, ...]] = []
    at = 0
    while at < len(cores):
        pair = cores[at : at + 2]
        if len(pair) == 2 and _is_ratio(text, pair[0], pair[1]):
            share = round(pair[0].value / pair[1].value, 4)
            merged.append((pair[0]._replace(end=pair[1].end, value=share, unit="share", form="ratio"),))
            at += 2
        elif len(pair) == 2 and _is_of_ten(text, pair[0], pair[1]):
            merged.append((pair[0]._replace(end=pair[1].end, unit=f"in {pair[1].value:g}", form="ratio"),))
            at += 2
        elif len(pair) == 2 and _is_vote(text, pair[0], pair[1]):
            merged.extend(((pair[0]._replace(form="vote"),), (pair[1]._replace(form="vote"),)))
            at += 2
        elif len(pair) == 2 and _is_range(text, pair[0], pair[1]):
            merged.append(_share_scale(text, pair[0], pair[1]))
            at += 2
        else:
            merged.append((cores[at],))
            at += 1
    return merged


def _is_ratio(text: str, part: Core, base: Core) -> bool:
    counted = part.form in ("digits", "words") and base.form in ("digits", "words")
    gap = _RATIO_GAP.fullmatch(text, part.end, base.start)
    return counted and gap is not None and part.value < base.value and base.value in _RATIO_BASES


def _is_of_ten(text: str, part: Core, base: Core) -> bool:
    """Tell whether a number is one of ten or a hundred of those asked, not of a group: eight of 10 voters."""
    gap = _OF_TEN.fullmatch(text, part.end, base.start)
    plain = part.form in ("digits", "words") and base.form == "digits" and part.unit is None
    return plain and gap is not None and base.value in _TENS and part.value < base.value


def _is_vote(text: str, first: Core, second: Core) -> bool:
    """Tell whether two numbers are the sides of a vote: a 2-to-1 vote, a 52-48 ruling."""
    plain = first.form in ("digits", "words") and second.form in ("digits", "words")
    if not plain or _VOTE_GAP.fullmatch(text, first.end, second.start) is None:
        return False
    return _VOTE_AFTER.match(text, second.end) is not None


def _is_range(text: str, low: Core, high: Core) -> bool:
    gap = _RANGE_GAP.fullmatch(text, low.end, high.start)
    if gap is None or "fraction" in (low.form, high.form):
        return False
    before = text[max(0, low.start - 12) : low.start].casefold()
    if "and" in gap.group().casefold():
        return before.endswith("between ")
    value = _share_scale(text, low, high)[0].value
    return value < high.value and not before.endswith("from ")


def _share_scale(text: str, low: Core, high: Core) -> tuple[Core, Core]:
    if low.form in ("digits", "scaled") and high.form == "scaled" and low.value < 1000 <= high.value:
        spelled = _number_pattern().match(text, high.start)
        mantissa = float(spelled["digits"].replace(",", "")) if spelled and spelled["digits"] else high.value
        low = low._replace(value=low.value * high.value / mantissa) if mantissa else low
    unit = low.unit or high.unit
    form = "scaled" if unit else low.form
    return low._replace(unit=unit, form=form), high._replace(unit=unit)
