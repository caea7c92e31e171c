"""Dates and times as metadata and pages write them: ISO 8601, RFC 2822, month names of many languages; no guesses."""

import datetime
import re
from typing import NamedTuple

from flows.formats.word_lists import any_of, numbers_of, words_of

_MONTHS = numbers_of("months")
_WEEKDAYS = numbers_of("weekdays")
_MONTH = rf"(?P<name>{any_of(_MONTHS)})\.?"
_DAY_NAMES = any_of([*_WEEKDAYS, *(day[:n] for day in _WEEKDAYS for n in (2, 3)), "tues", "thurs"])
_WEEKDAY = rf"(?:(?P<weekday>{_DAY_NAMES})\b\.?,?\s+)?"
_NAMED_WEEKDAY = _WEEKDAY.removesuffix("?")
_AT = any_of(["at", "um", "kl.", "kl", "om", "ob", "klo", *words_of("header_labels", "clock")])
_CLOCK = (
    rf"(?:[\sT,|–—-]*(?:\b(?:{_AT})\s+)?(?P<hour>\d{{1,2}})[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{{1,9}})?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?(?:\s*(?:Uhr|uur|hrs?|hs?)\b\.?)?"
    r"\s*\(?(?P<zone>(?-i:Z|[+-]\d\d:?(?:\d\d)?|[A-Z]{2,4}(?:[+-]\d\d?)?)(?!\w))?\)?)?"
)
_OF = r"(?:(?:of|de|del|den|d')\s*)?"
_DAYS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)" + _CLOCK,
        r"(?P<year>\d{4})[/.](?P<month>\d\d?)[/.](?P<day>\d\d?)\.?" + _CLOCK,
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d\d?)\s?[月월]\s?(?P<day>\d\d?)\s?[日일]" + _CLOCK,
        rf"{_WEEKDAY}(?:den\s+|le\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[\s-]*{_OF}{_MONTH},?[\s-]*{_OF}(?P<year>\d{{4}})"
        r"(?:\s?г\.?)?" + _CLOCK,
        _WEEKDAY + _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _CLOCK,
        rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)\s+(?P<zone>[A-Z]{{3,4}})"
        r"\s+(?P<year>\d{4})",
    )
)
_OTHERS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?"
        r"(?P<zone>Z|[+-]\d\d:?(?:\d\d)?)?)?",
        _MONTH + rf",?\s+{_OF}(?P<year>\d{{4}})",
    )
)
_NUMERIC = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        _WEEKDAY + r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<middle>\d{1,2})(?P=mark)(?P<year>\d{4})",
        # Two digits of a year are read only where the weekday confirms the day.
        _NAMED_WEEKDAY + r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<middle>\d{1,2})(?P=mark)(?P<year>\d\d)(?!\d)",
    )
)
# RFC 2822, 4.3, gives these names their offsets; the European and Japanese ones have one
# meaning too. Other names mean different offsets in different places.
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6}
_ZONES |= {"PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9}
_ZONES |= {"MEZ": 1, "MESZ": 2, "KST": 9, "MSK": 3}
_TOO_LONG = 80
_LONGEST_LINE = 200


class Timestamp(NamedTuple):
    """A date as an ISO prefix, and the time of day with its offset where one was given; else the problem in words."""

    on: str | None = None
    at: str | None = None
    problem: str | None = None


# The zero of Unix time: what systems write where no date was set.
_UNSET = "1970-01-01"


def parse_timestamp(written: str) -> Timestamp:
    """Return the date (and time) that the string states, or why none can be had, such as `ambiguous: 03/04/2025`.

    A time of exactly midnight without an hour of its own is what systems write that know only the day: date alone.
    """
    text = " ".join(written.split())[: _TOO_LONG + 1].strip(" .,|")
    if not text or len(text) > _TOO_LONG:
        return Timestamp(problem="empty" if not text else "unparsed: too long")
    for form in (*_OTHERS, *_DAYS):
        match = form.fullmatch(text)
        if match:
            found = _from_parts(match.groupdict(), text)
            return Timestamp(problem=f"no date: {text}") if found.on == _UNSET else found
    for form in _NUMERIC:
        match = form.fullmatch(text)
        if match:
            return _from_numeric(match.groupdict(), text)
    return Timestamp(problem=f"unparsed: {text}")


def find_timestamp(line: str) -> Timestamp:
    """Return the first full day that a line of a page gives, with its time; empty if it gives none."""
    text = " ".join(line.split())[:_LONGEST_LINE]
    found: list[tuple[int, int, re.Match[str]]] = []
    for number, form in enumerate((*_DAYS, *_NUMERIC)):
        match = next((m for m in form.finditer(text) if _stands_alone(text, m)), None)
        if match:
            found.append((match.start(), number, match))
    if not found:
        return Timestamp()
    _, number, match = min(found, key=lambda entry: entry[:2])
    parts, written = match.groupdict(), match[0].strip()
    return _from_parts(parts, written) if number < len(_DAYS) else _from_numeric(parts, written, is_line=True)


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    end = match.start() + len(match[0].rstrip())
    before, after = text[: match.start()][-1:], text[end : end + 1]
    return not (before.isalnum() or before in {"/", ".", "-"}) and not (after.isalnum() or after == "/")


def _from_numeric(parts: dict[str, str | None], text: str, is_line: bool = False) -> Timestamp:
    """Return 13/11/2025 and 11/13/2025, which have one reading; 03/04/2025 only where a weekday leaves one.

    In a field the day comes first where there are points: so in every locale that writes them with the year last
    (Unicode CLDR). A line of a page (`is_line`) is not so sure: reviewed labels of two pages in 142 say otherwise.
    """
    first, middle = int(parts["first"] or 0), int(parts["middle"] or 0)
    year = int(parts["year"] or 0)
    parts = {**parts, "year": str(year + 2000 if year < 100 else year)}
    is_settled = parts["mark"] == "." and not is_line
    orders = {(first, middle)} if is_settled else {(first, middle), (middle, first)}
    readings = [{**parts, "day": str(d), "month": str(m)} for d, m in orders if m <= 12]
    stamps = [stamp for reading in readings if (stamp := _from_parts(reading, text)).on is not None]
    stamps = [stamp for stamp in stamps if _is_weekday(parts.get("weekday"), stamp.on or "")]
    if len(stamps) > 1:
        return Timestamp(problem=f"ambiguous: {text}")
    return stamps[0] if stamps else Timestamp(problem=f"impossible: {text}")


def _from_parts(parts: dict[str, str | None], text: str) -> Timestamp:
    name = parts.get("name")
    month = _MONTHS[name.casefold()] if name else int(parts.get("month") or 0)
    year, day = int(parts["year"] or 0), int(parts.get("day") or 0)
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return Timestamp(problem=f"impossible: {text}")
    if not 1600 <= year <= 2200:
        return Timestamp(problem=f"impossible: {text}")
    on = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    return Timestamp(on, f"{on}{clock}" if (clock := _clock(parts)) else None)


def _is_weekday(name: str | None, on: str) -> bool:
    """Tell whether the name, or what it abbreviates in any language, is that day's; no name contradicts nothing."""
    if not name:
        return True
    weekday = datetime.date.fromisoformat(on).isoweekday()
    return any(number == weekday for day, number in _WEEKDAYS.items() if day.startswith(name.casefold()))


def _clock(parts: dict[str, str | None]) -> str:
    """Return `T14:05+01:00`, with seconds where they are not zero; empty without a time, or at bare midnight."""
    if not parts.get("hour"):
        return ""
    hour, minute, second = (int(parts.get(k) or 0) for k in ("hour", "minute", "second"))
    half = (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    if hour > 23 or minute > 59 or second > 60 or (hour, minute, second) == (0, 0, 0):
        return ""
    return f"T{hour:02}:{minute:02}" + (f":{second:02}" if second else "") + _offset(parts.get("zone"))


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        hours, minutes = int(digits[:2]), int(digits[2:])
        return f"{zone[0]}{hours:02}:{minutes:02}" if hours <= 15 and minutes <= 59 else ""
    hours = _ZONES.get(zone.upper(), 99)
    return "" if hours == 99 else f"{'-' if hours < 0 else '+'}{abs(hours):02}:00"
