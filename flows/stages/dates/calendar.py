"""Calendar intervals: pure arithmetic on dates, both ends inclusive."""

import calendar
import datetime
from typing import NamedTuple

_DECADE = 10


class Interval(NamedTuple):
    """The days from `first` to `last`, and the grain in which the text gives them (schemas GRAINS)."""

    first: datetime.date
    last: datetime.date
    grain: str


def day(year: int, month: int, number: int) -> Interval | None:
    """Return that day, or null if the calendar has none such."""
    try:
        date = datetime.date(year, month, number)
    except ValueError:
        return None
    return Interval(date, date, "day")


def on(date: datetime.date) -> Interval:
    """Return that one day."""
    return Interval(date, date, "day")


def month(year: int, number: int, part: str = "") -> Interval:
    """Return the month, or its early (days 1-10), mid (11-20) or late (21-end) part."""
    length = calendar.monthrange(year, number)[1]
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, length)}.get(part, (1, length))
    grain = "range" if part else "month"
    return Interval(datetime.date(year, number, first), datetime.date(year, number, last), grain)


def year(number: int) -> Interval:
    """Return the year."""
    return Interval(datetime.date(number, 1, 1), datetime.date(number, 12, 31), "year")


def years(first: int, last: int) -> Interval:
    """Return all days from the first year to the last."""
    return Interval(datetime.date(first, 1, 1), datetime.date(last, 12, 31), "range")


def decade(first: int) -> Interval:
    """Return the ten years from `first`."""
    return years(first, first + _DECADE - 1)._replace(grain="decade")


def quarter(number: int, of_year: int) -> Interval:
    """Return the quarter (1 to 4) of the year."""
    return Interval(month(of_year, 3 * number - 2).first, month(of_year, 3 * number).last, "quarter")


def _week_of(date: datetime.date) -> Interval:
    """Return the week, Monday to Sunday, that holds the date (ISO 8601)."""
    monday = date - datetime.timedelta(days=date.weekday())
    return Interval(monday, monday + datetime.timedelta(days=6), "week")


def unit_of(date: datetime.date, unit: str) -> Interval:
    """Return the day, week, month or year that holds the date."""
    if unit == "day":
        return on(date)
    if unit == "week":
        return _week_of(date)
    return month(date.year, date.month) if unit == "month" else year(date.year)


def shift(date: datetime.date, unit: str, count: int) -> Interval | None:
    """Return the day, week, month or year that lies `count` of its kind from the date; null outside the calendar."""
    try:
        if unit in ("day", "week"):
            return unit_of(date + datetime.timedelta(days=count * (7 if unit == "week" else 1)), unit)
        if unit == "year":
            return year(date.year + count)
        months = date.year * 12 + date.month - 1 + count
        return month(months // 12, months % 12 + 1)
    except (ValueError, OverflowError):
        return None


def of_prefix(iso: str) -> Interval | None:
    """Return the interval of an ISO prefix such as 2025, 2025-11 or 2025-11-13; null if it is none."""
    parts = iso[:10].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or int(parts[0]) < 1:
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return year(numbers[0])
    if not 1 <= numbers[1] <= 12:
        return None
    return month(numbers[0], numbers[1]) if len(numbers) == 2 else day(*numbers)
