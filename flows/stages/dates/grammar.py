"""The forms that dates take in English text, as one pattern whose named groups say which form matched."""

import functools
import re

from flows.base.lexicon import entries, rows
from flows.base.patterns import whole_words

_LANGUAGE = "en"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_PART = r"(?:early|mid|late|the (?:beginning|start|middle|end) of)"
_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}|several|a few|some|many)"
_DEICTIC = r"(?:today|yesterday|tomorrow|tonight|last night|this morning|this afternoon|this evening)"
_UNIT = r"(?:day|week|month|year)"

_OPENERS = (
    "early mid late last this next first second third fourth today yesterday tomorrow tonight earlier later "
    "several some many recently"
)
# The commonest words open a date only in front of these.
_OPENING_PHRASES = (
    r"the(?=\s(?:beginning|start|middle|end|following|next|previous|preceding|same|\d))",
    r"an?(?=\s(?:few|day|week|month|year))",
    r"in(?=\s(?:recent|the\scoming))",
)
PARTS = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}


@functools.cache
def months() -> dict[str, int]:
    """Return the number of each month name."""
    return {row[0].casefold(): int(row[1]) for row in rows(_LANGUAGE, "months")}


@functools.cache
def weekdays() -> dict[str, int]:
    """Return the ISO number of each day of the week."""
    return {row[0].casefold(): int(row[1]) for row in rows(_LANGUAGE, "weekdays")}


@functools.cache
def counts() -> dict[str, int]:
    """Return the value of each number word under thirteen, and of the articles."""
    small = {row[0]: int(float(row[1])) for row in rows(_LANGUAGE, "number_words") if row[2] == "cardinal"}
    return {"a": 1, "an": 1, **small}


@functools.cache
def future_pattern() -> re.Pattern[str]:
    """Return the pattern of the words that speak of what is still to come."""
    cues = sorted((row[0] for row in rows(_LANGUAGE, "future_cues") if row[1] == "sentence"), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, cues))})\b|\b(?:is|are|was|were) to be\b", re.IGNORECASE)


@functools.cache
def speech_pattern() -> re.Pattern[str]:
    """Return the pattern of past verbs of saying: what they govern does not move their own date."""
    return re.compile(r"\b(?:said|told|wrote|announced|reported|warned|stated|added|claimed|promised|vowed)\b", re.I)


@functools.cache
def before_bare_month() -> re.Pattern[str]:
    """Return the pattern of the words after which a month name alone is a date ("in October", "an October report")."""
    return re.compile(rf"\b(?:{'|'.join(sorted(entries(_LANGUAGE, 'month_openers')))})\s$", re.IGNORECASE)


@functools.cache
def openers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns of the figures and words with which a date may begin: elsewhere its own need not be tried."""
    units = ("day", "days", "week", "weeks", "month", "months", "year", "years")
    words = (*months(), *weekdays(), *(counts().keys() - {"a", "an"}), *_OPENERS.split(), *units)
    return re.compile(r"\d+|[Qq](?=[1-4])"), re.compile(whole_words((*sorted(set(words)), *_OPENING_PHRASES)))


def _month_names(is_short: bool) -> str:
    """Return the alternatives of the full month names, or of the short ones, which a point may follow."""
    longest = {number: max((n for n, k in months().items() if k == number), key=len) for number in months().values()}
    names = (name for name, number in months().items() if (name != longest[number]) == is_short)
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


@functools.cache
def date_pattern() -> re.Pattern[str]:
    """Return the one pattern of all forms."""
    month = rf"(?:(?:{_month_names(is_short=False)})(?![a-z])|(?:{_month_names(is_short=True)})(?![a-z])\.?)"
    day_of_week = "|".join(sorted(weekdays()))
    return re.compile(
        rf"(?<![\w./-])(?:"
        rf"(?P<iso>{_YEAR}-\d\d-\d\d)(?!\d)"
        rf"|(?P<numeric>\d{{1,2}}([./])\d{{1,2}}\3{_YEAR})(?!\d)"
        rf"|(?P<days>(?:(?<=between\s)|(?<=from\s))(?:(?P<ds_month>{month})\s(?P<ds_day>{_DAY})"
        rf"|(?P<ds_day2>{_DAY})\s(?P<ds_month2>{month}))\s(?:and|to|through|until)\s(?:(?P<de_month>{month})\s(?P<de_day>{_DAY})"
        rf"|(?P<de_day2>{_DAY})\s(?P<de_month2>{month}))(?:,?\s(?P<ds_year>{_YEAR})(?!\d))?)(?![\w:%])"
        rf"|(?P<month_day>(?P<md_month>{month})\s(?P<md_day>{_DAY})(?!\d|[:%]|,\d{{3}})"
        rf"(?:\s?(?:-|–|to|and)\s?(?P<md_last>{_DAY})(?![\d:%]))?(?:,?\s(?P<md_year>{_YEAR})(?!\d))?)"
        rf"|(?P<day_month>(?P<dm_day>{_DAY})(?:\s?(?:-|–|to|and)\s?(?P<dm_last>{_DAY}))?\s(?:of\s)?(?P<dm_month>{month})"
        rf"(?:,?\s(?P<dm_year>{_YEAR})(?!\d))?)(?!\w)"
        rf"|(?P<month>(?:(?P<m_part>{_PART})[\s-])?(?:(?P<m_which>last|this|next|this past)\s)?(?P<m_month>{month})"
        rf"(?:(?:,|\sof)?\s(?P<m_year>{_YEAR})(?!\d))?)(?!\w)"
        rf"|(?P<quarter>(?P<q_number>first|second|third|fourth)[\s-]quarter\s(?:of\s)?(?P<q_year>{_YEAR})"
        rf"|Q(?P<q_digit>[1-4])\s(?P<q_year2>{_YEAR}))(?!\w)"
        rf"|(?P<years>(?P<y_first>{_YEAR})(?:\s?[-–—]\s?|\sto\s|\sthrough\s|\suntil\s|(?<=between \d{{4}})\sand\s)"
        rf"(?P<y_last>{_YEAR}|\d\d))(?![\w%-])"
        rf"|(?P<decade>(?:{_PART}[\s-])?(?:the\s)?(?P<d_first>(?:1[5-9]|20)\d0)['’]?s)(?!\w)"
        rf"|(?P<year>(?:{_PART}[\s-])?(?P<y_year>{_YEAR}))(?![\w%]|[,.:]\d|-\d)"
        rf"|(?P<weekday>(?:(?P<w_which>last|next|this|this past)\s)?(?P<w_day>{day_of_week}))(?!\w)"
        rf"|(?P<deictic>(?:(?P<t_part>earlier|later)\s)?(?P<t_word>{_DEICTIC}))(?!\w)"
        rf"|(?P<named>(?:(?P<n_part>earlier|later|early|mid|late)[\s-])?(?P<n_which>this|last|next)\s(?P<n_unit>week(?:end)?|month|year))(?!\w)"
        rf"|(?P<ago>(?:(?P<a_count>{_COUNT})\s)?(?P<a_unit>{_UNIT})s?\s(?P<a_way>ago|earlier|later|prior|before|after)(?=[\s,.;)]|$))"
        rf"|(?P<step>the\s(?P<s_way>following|next|previous|preceding|same)\s(?P<s_unit>{_UNIT}))(?!\w)"
        rf"|(?P<vague>recently|in recent (?:{_UNIT})s|in the coming (?:{_UNIT})s)(?!\w)"
        rf")",
        re.IGNORECASE,
    )
