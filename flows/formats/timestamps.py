"""Dates and times as metadata write them: ISO 8601, RFC 2822, English month names. Nothing is guessed."""

import datetime
import re
from typing import NamedTuple

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
_MONTH += r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_CLOCK = (
    r"(?:[\sT,]*(?:\bat\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|[+-]\d\d:?(?:\d\d)?|[A-Z]{2,4}(?:[+-]\d\d?)?)?)?"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?",
        r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)" + _CLOCK,
        r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)" + _CLOCK,
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:T(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?"
        r"(?P<zone>Z|[+-]\d\d:?(?:\d\d)?)?)?",
        _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?" + _MONTH + r",?[\s-]+(?P<year>\d{4})" + _CLOCK,
        _WEEKDAY + _MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _CLOCK,
        _MONTH + r",?\s+(?P<year>\d{4})",
        _WEEKDAY
        + _MONTH
        + r"\s+(?P<day>\d{1,2})\s+(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)\s+(?P<zone>[A-Z]{3,4})"
        r"\s+(?P<year>\d{4})",
    )
)
_NUMERIC = re.compile(
    r"(?P<first>\d{1,2})(?P<sep>[./-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})" + _CLOCK.replace("second", "seconds")
)
# RFC 2822, 4.3, gives these names their offsets; the European and Japanese ones have one
# meaning too. Other names mean different offsets in different places.
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6}
_ZONES |= {"PST": -8, "PDT": -7, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9}
_TOO_LONG = 80


class Timestamp(NamedTuple):
    """A date as an ISO prefix, and the time of day with its offset where one was given; else the problem in words."""

    on: str | None = None
    at: str | None = None
    problem: str | None = None


def parse_timestamp(written: str) -> Timestamp:
    """Return the date (and time) that the string states, or why none can be had, such as `ambiguous: 03/04/2025`.

    A time of exactly midnight without an hour of its own is what systems write that know only the day: date alone.
    """
    text = " ".join(written.split())[: _TOO_LONG + 1].strip(" .,|")
    if not text or len(text) > _TOO_LONG:
        return Timestamp(problem="empty" if not text else "unparsed: too long")
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _from_parts(match.groupdict(), text)
    match = _NUMERIC.fullmatch(text)
    if match:
        return _from_numeric(match.groupdict(), text)
    return Timestamp(problem=f"unparsed: {text}")


def _from_numeric(parts: dict[str, str | None], text: str) -> Timestamp:
    """Return 13/11/2025 and 11/13/2025, which have one reading, but not 03/04/2025, which has two."""
    first, second = int(parts["first"] or 0), int(parts["second"] or 0)
    if first <= 12 and second <= 12 and first != second:
        return Timestamp(problem=f"ambiguous: {text}")
    day, month = (first, second) if first > 12 else (second, first)
    return _from_parts({**parts, "day": str(day), "month": str(month), "second": parts["seconds"]}, text)


def _from_parts(parts: dict[str, str | None], text: str) -> Timestamp:
    month = _MONTHS.index(parts["name"][:3].lower()) + 1 if parts.get("name") else int(parts.get("month") or 0)  # type: ignore[index]
    year, day = int(parts["year"] or 0), int(parts.get("day") or 0)
    try:
        datetime.date(year, month or 1, day or 1)
    except ValueError:
        return Timestamp(problem=f"impossible: {text}")
    if not 1600 <= year <= 2200:
        return Timestamp(problem=f"impossible: {text}")
    on = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    return Timestamp(on, f"{on}{clock}" if (clock := _clock(parts)) else None)


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
