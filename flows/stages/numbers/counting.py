"""Tell the numbers that count or measure something from years, dates, names, ordinals and times of day."""

import functools
import re

from flows.base.lexicon import entries, rows
from flows.stages.numbers.reading import LANGUAGE, Core, alternatives, words_of

LEFT_REACH = 40  # characters in which a comparator or designator before a number is looked for
_YEARS = (1500, 2100)
_RECENT_YEARS = (1950, 2035)  # a bare number in here is a year even before a plural noun ("the 2016 elections")
WORD_AHEAD = re.compile(r"[ \u00a0]([A-Za-zÀ-ÿ][\w’'.-]*)")
_LONGEST = 1e13  # a bare number beyond this is an identifier
_SENTENCE_START = re.compile(r"(?:^|[.!?:;—–“\"‘«(\n\r•*-])\s*$")
_CLOCK_AFTER = re.compile(r"(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o['’]clock|GMT\b|UTC\b|hours GMT)|:\d", re.IGNORECASE)
_RELATIVE_AFTER = re.compile(r"\s(?:business |working )?(?:\w+)\s(?:ago|earlier|later|prior|from now|hence|on,)\b")
_YEAR_LEFT = re.compile(
    r"\b(?:in|since|of|by|until|till|from|during|before|after|early|late|mid|year|to|for)[\s-]$", re.I
)
_SHARE_OF = re.compile(r"\s(?:of|as)\b")
_MANNER_AFTER = re.compile(r"-(?:way|party|track|tier|pronged|sided)\b", re.IGNORECASE)  # "a four-way race"
_PREPOSED_NAME = re.compile(r"\b(?:in|at|from|across|near|around)\s(?:[A-Z][\w’'.-]*\s){1,3}$", re.IGNORECASE)
_PART_OF = re.compile(r"\b(?:[2-9]|two|three|four|five|six|seven|eight)\sof\s(?:the|these|those)\s$", re.IGNORECASE)
_SUPERLATIVE_AFTER = re.compile(r"\s(?:(?:most|least)\s[a-z]+|[a-z]{3,}est)\s[a-z]")
_MARKS = re.compile(r"[“\"‘'«„]$")
_TITLE_IN_MARKS = re.compile(r"(?:\s[A-Z][\w’']*){1,4}[,.]?[”\"’'»]")


@functools.cache
def units() -> dict[str, tuple[str, str]]:
    """Return for each unit as written the name it is filed under and its class."""
    return {row[0].casefold(): (row[1], row[2]) for row in rows(LANGUAGE, "units")}


@functools.cache
def comparator_pattern(place: str) -> re.Pattern[str]:
    """Return the pattern of the words that bound a number from before or after it."""
    phrases = alternatives([row[0] for row in rows(LANGUAGE, "comparators") if row[2] == place])
    if place == "before":
        return re.compile(rf"(?:^|(?<=[^\w-]))({phrases})\s{{1,2}}(?:an?\s)?$", re.IGNORECASE)
    return re.compile(rf"\s?({phrases}|\+)(?![\w-])", re.IGNORECASE)


@functools.cache
def unit_pattern() -> re.Pattern[str]:
    """Return the pattern of a unit right behind a number; group 1 is empty for the percent sign."""
    words = alternatives([row[0] for row in rows(LANGUAGE, "units")])
    return re.compile(rf"(?:[ \u00a0‑-]?%|[ \u00a0‑–-]?({words})(?:[-‑]old)?(?![\w]))", re.IGNORECASE)


@functools.cache
def _date_left() -> re.Pattern[str]:
    months = alternatives([row[0] for row in rows(LANGUAGE, "months")])
    return re.compile(
        rf"\b(?:{months})\.?\s(?:\d{{1,2}}(?:\s?[-–]\s?|\sto\s|\sand\s|,\s))?$|\d\s?[/.-]$", re.IGNORECASE
    )


@functools.cache
def _date_right() -> re.Pattern[str]:
    months = alternatives([row[0] for row in rows(LANGUAGE, "months")])
    return re.compile(rf"(?:\s(?:of\s)?(?:{months})\b(?!\s+(?:not|be|have)\b))|[/-]\d|\.\d+\.", re.IGNORECASE)


def is_quantity(text: str, first: Core, final: Core, stop: int) -> bool:
    """Tell whether the number counts or measures something."""
    left = text[max(0, first.start - LEFT_REACH) : first.start]
    right = text[final.end : min(stop, final.end + LEFT_REACH)]
    if first.form == "vote":
        return True
    if (
        _is_glued(left, right, first)
        or _MANNER_AFTER.match(right)
        or _RELATIVE_AFTER.match(right)
        or _is_title(left, right)
    ):
        return False
    bound = comparator_pattern("before").search(left) is not None
    if first.form in ("digits", "scaled") and first.unit is None:
        return not _is_date_or_time(left, right) and (bound or _counts(left, right, first))
    if first.form == "words":
        return bound or _words_count(left, right, text[first.start : first.end])
    return first.form != "fraction" or bound or bool(_SHARE_OF.match(right))


def _is_glued(left: str, right: str, core: Core) -> bool:
    """Tell whether the number is a piece of a longer token: Su-30, G20, 1990s, 21st, 3-D, #5, 10:30, 747-400."""
    if left and (left[-1].isalnum() or left[-1] in "_#@&’'/") and core.form != "scaled":
        return not (left[-1] in "’'" and (len(left) == 1 or left[-2].isspace()))
    if re.search(r"[\w.][-‑:.]$", left) or (left and left[-1].isalnum()):
        return True
    if unit_pattern().match(right):
        return False
    return bool(re.match(r"[^\W]|[-‑](?:[A-Z\d]|[a-z]\b)|[:/]\w|\.\d", right))


def _is_title(left: str, right: str) -> bool:
    if _MARKS.search(left):
        return bool(_TITLE_IN_MARKS.match(right))
    word = WORD_AHEAD.match(right)
    return bool(word and word[1][0].isupper() and not word[1].isupper() and word[1].casefold() in units())


def _is_date_or_time(left: str, right: str) -> bool:
    return bool(_date_left().search(left) or _date_right().match(right) or _CLOCK_AFTER.match(right))


def _counts(left: str, right: str, core: Core) -> bool:
    """Tell whether bare digits count something, and are no year and no designation (Article 5, Boeing 737)."""
    if core.value > _LONGEST or (core.form == "digits" and _is_year(left, right, core.value)):
        return False
    if re.search(r"(?:^|[\n\r])\s*$", left) and re.match(r"[.)]\s", right):
        return False
    before = re.search(r"([\w’'.-]+)[ \u00a0]$", left)
    if before is None:
        return True
    word = before[1]
    if word.casefold().rstrip(".") in entries(LANGUAGE, "designators"):
        return False
    if core.form == "scaled":
        return True
    if unit_pattern().match(right) or word.endswith(("'s", "’s")):
        return True
    if not core.value.is_integer() and _is_plural_noun(right):
        return True
    if not word[0].isupper() or word.casefold() in entries(LANGUAGE, "word_classes") or word.endswith("."):
        return True
    return bool(_PREPOSED_NAME.search(left)) and _is_plural_noun(right)


def _is_year(left: str, right: str, value: float) -> bool:
    if not (_YEARS[0] <= value <= _YEARS[1] and value.is_integer()) or unit_pattern().match(right):
        return False
    if _RECENT_YEARS[0] <= value <= _RECENT_YEARS[1] or _YEAR_LEFT.search(left):
        return True
    return not _is_plural_noun(right)


def _is_plural_noun(right: str) -> bool:
    word = WORD_AHEAD.match(right)
    return bool(word and word[1][0].islower() and looks_plural(word[1].rstrip(".")))


def looks_plural(word: str) -> bool:
    """Tell whether the word has the form of a plural noun."""
    plain = word.casefold()
    if plain in entries(LANGUAGE, "irregular_plurals"):
        return True
    return plain.endswith("s") and not plain.endswith(("ss", "us", "is", "’s", "'s")) and len(plain) > 3


def _words_count(left: str, right: str, words: str) -> bool:
    """Tell whether a spelled-out number counts something; "one" and "the two" mostly point instead."""
    number = words.casefold()
    if _is_date_or_time(left, right) or (words[0].isupper() and not _SENTENCE_START.search(left)):
        return False
    ahead = WORD_AHEAD.match(right)
    if number == "one":
        unit = unit_pattern().match(right)
        return bool(unit) and (ahead is None or ahead[1] not in ("day", "time", "second", "times"))
    if " " in number or "-" in number:
        return True
    points = re.search(r"\b(?:the|these|those|this|that|other)\s$", left, re.IGNORECASE)
    counted = points and (_PART_OF.search(left) or _SUPERLATIVE_AFTER.match(right))
    if points and not counted and words_of("cardinal").get(number, 99) < 10 and not unit_pattern().match(right):
        return False
    return not re.search(r"\b(?:number|chapter|phase|part|plan|page|hours of|top)\s$", left, re.IGNORECASE)
