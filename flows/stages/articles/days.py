"""Full calendar days in text: in date headers, datelines and sentences."""

import datetime
import re
from typing import NamedTuple

from flows.stages.articles.settings import any_of, numbers_of, words_of

_MONTHS = numbers_of("months")
_WEEKDAYS = numbers_of("weekdays")
_MONTH = rf"(?:{any_of(_MONTHS)})"
_WEEKDAY = rf"(?:(?:{any_of([*_WEEKDAYS, *(day[:3] for day in _WEEKDAYS), 'tues', 'thurs'])})\.?,?\s+)?"
_WEEKDAY += r"(?:(?:den|le|el|il)\s+)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_ZONES = "UTC|GMT|BST|CET|CEST|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|IST|SAST|JST|AEST|AEDT|MSK|EET|EEST|MEZ|MESZ"
_CLOCK = (
    rf"(?:(?:T|[,.]?\s+(?:(?:{any_of(words_of('header_labels', 'clock'))}|-|–|\|)\s+)?)(?P<hour>[01]?\d|2[0-3])"
    r"[:.h時时点시]\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"(?:\.\d+)?(?:\s?(?P<half>[ap]\.?m\b\.?))?(?:\s?(?:Uhr|uur|h|分|분))?"
    rf"(?:\s?(?P<zone>Z|[+-]\d\d:?\d\d|(?-i:{_ZONES})\b))?(?![\w:]))?"
)
_CLOCK_FIRST = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:\s?(?P<half>[ap]\.?m\b\.?))?"
    rf"(?:\s?(?P<zone>(?-i:{_ZONES})\b))?(?:\s?(?:Uhr|uur|h))?\s?[,|·–-]?\s+(?=\S)",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"(?<![\w./-]){_WEEKDAY}(?:"
    rf"(?P<iso_year>{_YEAR})[-/](?P<iso_month>\d\d)[-/](?P<iso_day>\d\d)"
    rf"|(?P<cjk_year>{_YEAR})\s?[年년]\s?(?P<cjk_month>\d\d?)\s?[月월]\s?(?P<cjk_day>\d\d?)\s?[日일]"
    r"(?:\s?[(（][^\W\d_]{1,3}[)）])?"
    rf"|(?P<day_first>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|°|ª)?\s(?:of\s|de\s)?(?P<month_second>{_MONTH})\.?,?\s"
    rf"(?:del?\s)?(?P<year_last>{_YEAR})(?:\sг(?:ода|\.)|\sr\.|\sroku)?"
    rf"|(?P<month_first>{_MONTH})\.?\s(?P<day_second>[0-3]?\d)(?:st|nd|rd|th)?,?\s(?P<year_third>{_YEAR})"
    rf"|(?P<left>[0-3]?\d)(?P<mark>[./-])(?P<middle>[0-3]?\d)(?P=mark)(?P<right>{_YEAR})"
    rf")(?![/-]?\d){_CLOCK}",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?:(?P<label>{any_of(words_of('header_labels', 'published', 'updated'))})(?:\s*[:：]\s*|\s+))", re.I
)
_UPDATED = frozenset(words_of("header_labels", "updated"))
# A year, then a look for a day beside it, is ten times cheaper than looking for a day at every character; and two
# patterns that begin with one character each are five times cheaper than one that begins with either.
_THIS_CENTURY = re.compile(r"20[0-9]{2}")
_BEFORE = re.compile(r"1[5-9][0-9]{2}")
_YEAR_DIGITS = 4
# The longest stretch between a day and its year is that of "3 de septiembre de 2025".
_DAY_HINT = re.compile(r"\d\D{1,19}\d{4}|\d{4}(?:[-/]|\s?[年년]\s?)\d")
_HEADER_CHARS = 100
# A weekday may stand before what the hint finds, a time of day after it.
_BEFORE_YEAR = 40
_DAY_HINT_CHARS = 22
_DAY_HINT_AFTER = 4
_AFTER_YEAR = 40
_BETWEEN = re.compile(r"[\s|•·,;/()–—-]*")
_URL_DAY = re.compile(
    rf"https?://[^\s/]{{1,100}}/(?:[^\s/]{{1,100}}/){{0,12}}?({_YEAR})[/-](\d\d?)[/-](\d\d?)(?=[/-]|\b)", re.I
)


class Day(NamedTuple):
    """A day in a text: ISO date, ISO time where an hour is given; `on` is null where the order is ambiguous."""

    start: int
    end: int
    on: str | None
    at: str | None
    label: str = ""


class DateHeader(NamedTuple):
    """The days that open a line, and where they end."""

    days: tuple[Day, ...]
    end: int


def may_hold_year(line: str) -> bool:
    """Tell whether a number that may be a year stands in the line: without one it holds no day."""
    return (_THIS_CENTURY.search(line) or _BEFORE.search(line)) is not None


def find_days(text: str, start: int, end: int) -> list[Day]:
    """Return every day of text[start:end] that is given with year, month and day."""
    days: list[Day] = []
    stop = start
    hints = (_THIS_CENTURY, _BEFORE)
    years = sorted(match.start() for hint in hints for match in hint.finditer(text, start, end))
    for year in years:
        year_end = year + _YEAR_DIGITS
        first, last = max(stop, year - _BEFORE_YEAR), min(end, year_end + _AFTER_YEAR)
        stop = max(stop, year_end)
        if _DAY_HINT.search(text, max(first, year - _DAY_HINT_CHARS), year_end + _DAY_HINT_AFTER) is None:
            continue
        for match in _DAY.finditer(text, first, last):
            stop = match.end()
            day = _read(match)
            if day is not None:
                days.append(day)
    return days


def find_url_days(text: str, start: int, end: int) -> list[Day]:
    """Return the dates that stand in the paths of addresses, such as /2025/10/31/."""
    if "://" not in text:
        return []
    found = (
        (match, _iso(int(match[1]), int(match[2]), int(match[3]))) for match in _URL_DAY.finditer(text, start, end)
    )
    return [Day(match.start(), match.end(), on, None) for match, on in found if on is not None]


def find_date_header(text: str, start: int, end: int) -> DateHeader | None:
    """Return the days, labelled or bare, with which text[start:end] opens, or null."""
    days: list[Day] = []
    at = stop = start
    near = min(end, start + _HEADER_CHARS)
    if _THIS_CENTURY.search(text, start, near) is None and _BEFORE.search(text, start, near) is None:
        return None
    while len(days) < 3:
        label = _LABEL.match(text, at, end)
        clock = _CLOCK_FIRST.match(text, label.end() if label else at, end)
        match = _DAY.match(text, clock.end() if clock else label.end() if label else at, end)
        day = _read(match) if match else None
        if day is None:
            break
        if clock and day.on and day.at is None:
            day = day._replace(start=clock.start(), at=_time(day.on, clock))
        days.append(day._replace(label=_kind(label)))
        stop = day.end
        at = _BETWEEN.match(text, stop, end).end()  # type: ignore[union-attr]
    return DateHeader(tuple(days), stop) if days else None


def _kind(label: re.Match[str] | None) -> str:
    if label is None:
        return ""
    return "updated" if label["label"].lower() in _UPDATED else "published"


def _read(match: re.Match[str]) -> Day | None:
    on = _numeric(match) if match["left"] else _named(match)
    if on is None:
        return None
    return Day(match.start(), match.end(), on or None, _time(on, match) if on else None)


def _named(match: re.Match[str]) -> str | None:
    if match["iso_year"]:
        return _iso(int(match["iso_year"]), int(match["iso_month"]), int(match["iso_day"]))
    if match["cjk_year"]:
        return _iso(int(match["cjk_year"]), int(match["cjk_month"]), int(match["cjk_day"]))
    month = _MONTHS[(match["month_second"] or match["month_first"]).lower()]
    day = int(match["day_first"] or match["day_second"])
    return _iso(int(match["year_last"] or match["year_third"]), month, day)


def _numeric(match: re.Match[str]) -> str | None:
    """Return the date, an empty string if day and month cannot be told apart, or null if it is none.

    Between points the day comes first wherever such dates are written (CLDR); between slashes and hyphens it
    depends on the country.
    """
    left, middle, year = int(match["left"]), int(match["middle"]), int(match["right"])
    day_first = _iso(year, middle, left)
    if match["mark"] == ".":
        return day_first
    month_first = _iso(year, left, middle)
    if day_first and month_first and day_first != month_first:
        return ""
    return day_first or month_first


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _time(on: str, match: re.Match[str]) -> str | None:
    if match["hour"] is None:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    second = f":{match['second']}" if match["second"] else ""
    return f"{on}T{hour:02}:{match['minute']}{second}{_offset(match['zone'])}"


def _offset(zone: str | None) -> str:
    """Return the offset as ISO text; letters other than UTC, GMT and Z name several zones and give none."""
    if zone is None:
        return ""
    if zone.upper() in ("UTC", "GMT", "Z"):
        return "+00:00"
    if zone[0] in "+-":
        return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return ""
