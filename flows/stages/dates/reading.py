"""Read each form of date that the grammar knows: what matched, and what it is read against, give an interval."""

import datetime
import re
from collections.abc import Callable

from flows.stages.dates import calendar as cal
from flows.stages.dates import grammar
from flows.stages.dates.calendar import Interval
from flows.stages.dates.resolving import (
    Context,
    Reading,
    from_text,
    is_ahead,
    publication_day,
    published_reading,
    resolve_next,
    resolve_yearless,
    unresolved,
)
from flows.stages.numbers import find_quantities

_SPOKEN_TODAY = re.compile(r"\b(?:said|told|\w{3,}ed)\s(?:\w+\s)?$")
_BOUND = re.compile(r"\b(?:more than|over|nearly|almost|about|around|roughly|at least|less than)\s$", re.IGNORECASE)


def _read_iso(match: re.Match[str], context: Context) -> Reading | None:
    interval = cal.of_prefix(match["iso"])
    return Reading(interval) if interval else None


def _read_numeric(match: re.Match[str], context: Context) -> Reading | None:
    """Read 13.11.2025 and 11/13/2025: points put the day first, between slashes either may stand first."""
    left, middle, year = (int(part) for part in re.split(r"[./]", match["numeric"]))
    day_first, month_first = cal.day(year, middle, left), cal.day(year, left, middle)
    if "." in match["numeric"]:
        return Reading(day_first) if day_first else None
    if day_first and month_first and day_first != month_first:
        return unresolved("day_month_order")
    interval = day_first or month_first
    return Reading(interval) if interval else None


def _read_days(match: re.Match[str], context: Context) -> Reading | None:
    """Read "between March 26 and April 3", which may run over the turn of the year."""
    from_month, to_month = (_month_number(match[f"{end}_month"] or match[f"{end}_month2"]) for end in ("ds", "de"))
    from_day, to_day = (_digits(match[f"{end}_day"] or match[f"{end}_day2"]) for end in ("ds", "de"))

    def of_year(year: int) -> Interval | None:
        begin, finish = cal.day(year - (from_month > to_month), from_month, from_day), cal.day(year, to_month, to_day)
        if begin is None or finish is None or finish.last < begin.first:
            return None
        return Interval(begin.first, finish.last, "range")

    if match["ds_year"]:
        interval = of_year(int(match["ds_year"]))
        return Reading(interval) if interval else None
    return resolve_yearless(of_year, match, context)


def _read_month_day(match: re.Match[str], context: Context) -> Reading | None:
    return _read_day(match, context, "md")


def _read_day_month(match: re.Match[str], context: Context) -> Reading | None:
    return _read_day(match, context, "dm")


def _read_day(match: re.Match[str], context: Context, form: str) -> Reading | None:
    if not match[f"{form}_month"][0].isupper():
        return None
    month = _month_number(match[f"{form}_month"])
    first = _digits(match[f"{form}_day"])
    last = _digits(match[f"{form}_last"]) if match[f"{form}_last"] else first
    if last < first:
        return None

    def of_year(year: int) -> Interval | None:
        begin, finish = cal.day(year, month, first), cal.day(year, month, last)
        if begin is None or finish is None:
            return None
        return Interval(begin.first, finish.last, "day" if first == last else "range")

    if match[f"{form}_year"]:
        interval = of_year(int(match[f"{form}_year"]))
        return Reading(interval) if interval else None
    return resolve_yearless(of_year, match, context)


def _read_month(match: re.Match[str], context: Context) -> Reading | None:
    name = match["m_month"]
    if not name[0].isupper():
        return None
    month, part = _month_number(name), _part(match["m_part"])
    if match["m_year"]:
        return Reading(cal.month(int(match["m_year"]), month, part))
    left = context.text[max(context.start, match.start() - 14) : match.start()]
    if not (match["m_part"] or match["m_which"] or grammar.before_bare_month().search(left)):
        return None
    if left.casefold().endswith(("every ", "each ")) or (name.rstrip(".").casefold() in ("jan", "dec", "mar", "sat")):
        return None
    if context.text[match.end() : match.end() + 2] in ("’s", "'s"):
        return unresolved("past_or_future")  # "November's vote" may be the last or the next
    if match["m_which"] and match["m_which"].casefold() == "next":
        return resolve_next(lambda year: cal.month(year, month, part), context)
    return resolve_yearless(lambda year: cal.month(year, month, part), match, context)


def _read_quarter(match: re.Match[str], context: Context) -> Reading | None:
    if match["q_digit"]:
        return Reading(cal.quarter(int(match["q_digit"]), int(match["q_year2"])))
    number = ("first", "second", "third", "fourth").index(match["q_number"].casefold()) + 1
    return Reading(cal.quarter(number, int(match["q_year"])))


def _read_years(match: re.Match[str], context: Context) -> Reading | None:
    first, last = int(match["y_first"]), int(match["y_last"])
    if last < 100:
        last += first // 100 * 100
    return Reading(cal.years(first, last)) if first < last else None


def _read_decade(match: re.Match[str], context: Context) -> Reading | None:
    return Reading(cal.decade(int(match["d_first"])))


def _read_year(match: re.Match[str], context: Context) -> Reading | None:
    left = context.text[max(context.start, match.start() - 2) : match.start()]
    if left.strip() and left.strip()[-1] in "$€£#№@":
        return None
    window = context.text[max(context.start, match.start() - 40) : match.end() + 40]
    offset = match.start("y_year") - max(context.start, match.start() - 40)
    counted = any(q.char_start <= offset < q.char_end for q in find_quantities(window))
    return None if counted else Reading(cal.year(int(match["y_year"])))


def _read_weekday(match: re.Match[str], context: Context) -> Reading | None:
    if not match["w_day"][0].isupper() or context.text[match.end() : match.end() + 2] in ("’s", "'s"):
        return None
    today = publication_day(context)
    if today is None:
        return unresolved("no_day_of_publication")
    number = grammar.weekdays()[match["w_day"].casefold()]
    back = (today.isoweekday() - number) % 7
    which = (match["w_which"] or "").casefold()
    if which == "next" or (which != "last" and is_ahead(match, context)):
        date = today + datetime.timedelta(days=(number - today.isoweekday()) % 7 or (7 if which == "next" else 0))
    else:
        date = today - datetime.timedelta(days=back or (7 if which == "last" else 0))
    return published_reading(cal.on(date), context)


def _read_deictic(match: re.Match[str], context: Context) -> Reading | None:
    word = match["t_word"].casefold()
    left = context.text[max(context.start, match.start() - 30) : match.start()]
    if word == "today" and not match["t_part"] and not _SPOKEN_TODAY.search(left):
        return unresolved("may_mean_nowadays")
    today = publication_day(context)
    if today is None:
        return unresolved("no_day_of_publication")
    step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    return published_reading(cal.on(today + datetime.timedelta(days=step)), context)


def _read_named(match: re.Match[str], context: Context) -> Reading | None:
    """Read "earlier this week", "last month", "late last year"; this week runs from Monday to the anchor."""
    today = publication_day(context)
    if today is None:
        return unresolved("no_day_of_publication")
    unit, part = match["n_unit"].casefold(), (match["n_part"] or "").casefold()
    step = {"this": 0, "last": -1, "next": 1}[match["n_which"].casefold()]
    if unit == "weekend":
        week = cal.shift(today, "week", step)
        saturday = week.last - datetime.timedelta(days=1) if week else today
        return published_reading(Interval(saturday, saturday + datetime.timedelta(days=1), "range"), context)
    interval = cal.shift(today, unit, step)
    if interval is None:
        return unresolved("outside_calendar")
    if unit == "month" and part in ("early", "mid", "late"):
        interval = cal.month(interval.first.year, interval.first.month, part)
    elif step == 0:
        interval = interval._replace(first=today) if part == "later" else interval._replace(last=today)
    return published_reading(interval, context)


def _read_ago(match: re.Match[str], context: Context) -> Reading | None:
    """Read "two weeks ago" from the publication and "two days earlier" from the last day named in the text."""
    way, unit = match["a_way"].casefold(), match["a_unit"].casefold()
    after = context.text[match.end() : match.end() + 2]
    if way in ("before", "after") and not (after[:1] in (",", ".") or after == ""):
        return None
    count = grammar.counts().get((match["a_count"] or "").casefold())
    if match["a_count"] and match["a_count"].isdigit():
        count = int(match["a_count"])
    left = context.text[max(context.start, match.start() - 14) : match.start()]
    if count is None or _BOUND.search(left):
        return unresolved("vague")
    if way == "ago":
        today = publication_day(context)
        if today is None:
            return unresolved("no_day_of_publication")
        interval = cal.shift(today, unit, -count)
        return published_reading(interval, context) if interval else unresolved("outside_calendar")
    return from_text(match, context, unit, count if way in ("later", "after") else -count)


def _read_step(match: re.Match[str], context: Context) -> Reading | None:
    step = {"following": 1, "next": 1, "previous": -1, "preceding": -1, "same": 0}[match["s_way"].casefold()]
    return from_text(match, context, match["s_unit"].casefold(), step)


def _read_vague(match: re.Match[str], context: Context) -> Reading | None:
    return unresolved("vague")


READERS: dict[str, Callable[[re.Match[str], Context], Reading | None]] = {
    "iso": _read_iso,
    "numeric": _read_numeric,
    "days": _read_days,
    "month_day": _read_month_day,
    "day_month": _read_day_month,
    "month": _read_month,
    "quarter": _read_quarter,
    "years": _read_years,
    "decade": _read_decade,
    "year": _read_year,
    "weekday": _read_weekday,
    "deictic": _read_deictic,
    "named": _read_named,
    "ago": _read_ago,
    "step": _read_step,
    "vague": _read_vague,
}


def _month_number(name: str) -> int:
    return grammar.months()[name.rstrip(".").casefold()]


def _digits(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _part(words: str | None) -> str:
    if words is None:
        return ""
    last = words.casefold().removesuffix(" of").split()[-1]
    return grammar.PARTS.get(last, last)
