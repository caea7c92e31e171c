"""Find dates in running text and resolve them against the day of publication, the text, or the article's lower bound.

Nothing is guessed: a date without a year is read as its last occurrence before publication, or, in an undated article,
as its first occurrence after `not_before`; where two readings stay open the ends are null and the reason is given.
"""

import datetime
import re
from collections.abc import Callable
from typing import NamedTuple

from flows.stages.dates import calendar as cal
from flows.stages.dates import grammar
from flows.stages.dates.calendar import Interval
from flows.stages.numbers import find_quantities

_TEXT_REACH = 600  # characters back in which "two days earlier" looks for the day it counts from
_SENTENCE_REACH = 200
_SOON = datetime.timedelta(days=45)  # a date this near ahead competes with one long past
_LONG_PAST = datetime.timedelta(days=300)
_JUST_BEFORE = datetime.timedelta(days=31)  # news speaks of what has just been: such a date belongs to the bound's year
_AHEAD = datetime.timedelta(days=183)
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"‘])|\n")
_SPOKEN_TODAY = re.compile(r"\b(?:said|told|\w{3,}ed)\s(?:\w+\s)?$")
_BOUND = re.compile(r"\b(?:more than|over|nearly|almost|about|around|roughly|at least|less than)\s$", re.IGNORECASE)


class Anchor(NamedTuple):
    """What dates may be counted from: ISO prefixes of the publication and of the latest past date mentioned."""

    published_on: str | None = None
    not_before: str | None = None


class DateSpan(NamedTuple):
    """A date as the text puts it, with inclusive ISO ends; the columns of claims.dates."""

    date_text: str
    date_from: str | None
    date_to: str | None
    grain: str | None
    anchor: str | None
    anchor_source: str | None
    unresolved_reason: str | None
    char_start: int
    char_end: int


class _Reading(NamedTuple):
    """An interval with what it was counted from, or the reason why there is none."""

    interval: Interval | None
    anchor: str | None = None
    anchor_source: str | None = None
    reason: str | None = None


class _Context(NamedTuple):
    """What a date is read against: the text, the anchors and the dates already read, latest last."""

    text: str
    start: int
    published: Interval | None
    not_before: Interval | None
    anchor: Anchor
    before: list[tuple[DateSpan, Interval]]


def _unresolved(reason: str) -> _Reading:
    return _Reading(None, reason=reason)


def find_dates(text: str, start: int = 0, end: int | None = None, anchor: Anchor = Anchor()) -> list[DateSpan]:
    """Return the dates of text[start:end] in order.

    Dates such as "two days earlier" count from those before them in the same stretch, so give a whole body.
    """
    stop = len(text) if end is None else end
    published = cal.of_prefix(anchor.published_on) if anchor.published_on else None
    not_before = cal.of_prefix(anchor.not_before) if anchor.not_before else None
    context = _Context(text, start, published, not_before, anchor, [])
    found = []
    for match in grammar.date_pattern().finditer(text, start, stop):
        form = next(name for name in _READERS if match.group(name) is not None)
        reading = _READERS[form](match, context)
        if reading is None:
            continue
        span = _span(match, reading)
        found.append(span)
        if reading.interval is not None:
            context.before.append((span, reading.interval))
    return found


def _span(match: re.Match[str], reading: _Reading) -> DateSpan:
    ends: tuple[str | None, str | None, str | None] = (None, None, None)
    if reading.interval is not None:
        ends = (reading.interval.first.isoformat(), reading.interval.last.isoformat(), reading.interval.grain)
    counted_from = (reading.anchor, reading.anchor_source, reading.reason)
    return DateSpan(match.group(), *ends, *counted_from, match.start(), match.end())


def _read_iso(match: re.Match[str], context: _Context) -> _Reading | None:
    interval = cal.of_prefix(match["iso"])
    return _Reading(interval) if interval else None


def _read_numeric(match: re.Match[str], context: _Context) -> _Reading | None:
    """Read 13.11.2025 and 11/13/2025: points put the day first, between slashes either may stand first."""
    left, middle, year = (int(part) for part in re.split(r"[./]", match["numeric"]))
    day_first, month_first = cal.day(year, middle, left), cal.day(year, left, middle)
    if "." in match["numeric"]:
        return _Reading(day_first) if day_first else None
    if day_first and month_first and day_first != month_first:
        return _unresolved("day_month_order")
    interval = day_first or month_first
    return _Reading(interval) if interval else None


def _read_month_day(match: re.Match[str], context: _Context) -> _Reading | None:
    return _read_day(match, context, "md")


def _read_day_month(match: re.Match[str], context: _Context) -> _Reading | None:
    return _read_day(match, context, "dm")


def _read_day(match: re.Match[str], context: _Context, form: str) -> _Reading | None:
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
        return _Reading(interval) if interval else None
    return _resolve_yearless(of_year, match, context)


def _read_month(match: re.Match[str], context: _Context) -> _Reading | None:
    name = match["m_month"]
    if not name[0].isupper():
        return None
    month, part = _month_number(name), _part(match["m_part"])
    if match["m_year"]:
        return _Reading(cal.month(int(match["m_year"]), month, part))
    left = context.text[max(context.start, match.start() - 14) : match.start()]
    if not (match["m_part"] or match["m_which"] or grammar.before_bare_month().search(left)):
        return None
    if left.casefold().endswith(("every ", "each ")) or (name.rstrip(".").casefold() in ("jan", "dec", "mar", "sat")):
        return None
    if match["m_which"] and match["m_which"].casefold() == "next":
        return _resolve_next(lambda year: cal.month(year, month, part), context)
    return _resolve_yearless(lambda year: cal.month(year, month, part), match, context)


def _read_quarter(match: re.Match[str], context: _Context) -> _Reading | None:
    if match["q_digit"]:
        return _Reading(cal.quarter(int(match["q_digit"]), int(match["q_year2"])))
    number = ("first", "second", "third", "fourth").index(match["q_number"].casefold()) + 1
    return _Reading(cal.quarter(number, int(match["q_year"])))


def _read_years(match: re.Match[str], context: _Context) -> _Reading | None:
    first, last = int(match["y_first"]), int(match["y_last"])
    if last < 100:
        last += first // 100 * 100
    return _Reading(cal.years(first, last)) if first < last else None


def _read_decade(match: re.Match[str], context: _Context) -> _Reading | None:
    return _Reading(cal.decade(int(match["d_first"])))


def _read_year(match: re.Match[str], context: _Context) -> _Reading | None:
    left = context.text[max(context.start, match.start() - 2) : match.start()]
    if left.strip() and left.strip()[-1] in "$€£#№@":
        return None
    window = context.text[max(context.start, match.start() - 40) : match.end() + 40]
    offset = match.start("y_year") - max(context.start, match.start() - 40)
    counted = any(q.char_start <= offset < q.char_end for q in find_quantities(window))
    return None if counted else _Reading(cal.year(int(match["y_year"])))


def _read_weekday(match: re.Match[str], context: _Context) -> _Reading | None:
    if not match["w_day"][0].isupper() or context.text[match.end() : match.end() + 2] in ("’s", "'s"):
        return None
    today = _publication_day(context)
    if today is None:
        return _unresolved("no_day_of_publication")
    number = grammar.weekdays()[match["w_day"].casefold()]
    back = (today.isoweekday() - number) % 7
    which = (match["w_which"] or "").casefold()
    if which == "next" or (which != "last" and _is_ahead(match, context)):
        date = today + datetime.timedelta(days=(number - today.isoweekday()) % 7 or 7)
    else:
        date = today - datetime.timedelta(days=back or (7 if which == "last" else 0))
    return _published(cal.on(date), context)


def _read_deictic(match: re.Match[str], context: _Context) -> _Reading | None:
    word = match["t_word"].casefold()
    left = context.text[max(context.start, match.start() - 30) : match.start()]
    if word == "today" and not match["t_part"] and not _SPOKEN_TODAY.search(left):
        return _unresolved("may_mean_nowadays")
    today = _publication_day(context)
    if today is None:
        return _unresolved("no_day_of_publication")
    step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    return _published(cal.on(today + datetime.timedelta(days=step)), context)


def _read_named(match: re.Match[str], context: _Context) -> _Reading | None:
    """Read "earlier this week", "last month", "late last year"; this week runs from Monday to the anchor."""
    today = _publication_day(context)
    if today is None:
        return _unresolved("no_day_of_publication")
    unit, part = match["n_unit"].casefold(), (match["n_part"] or "").casefold()
    step = {"this": 0, "last": -1, "next": 1}[match["n_which"].casefold()]
    if unit == "weekend":
        week = cal.shift(today, "week", step)
        saturday = week.last - datetime.timedelta(days=1) if week else today
        return _published(Interval(saturday, saturday + datetime.timedelta(days=1), "range"), context)
    interval = cal.shift(today, unit, step)
    if interval is None:
        return _unresolved("outside_calendar")
    if unit == "month" and part in ("early", "mid", "late"):
        interval = cal.month(interval.first.year, interval.first.month, part)
    elif step == 0:
        interval = interval._replace(first=today) if part == "later" else interval._replace(last=today)
    return _published(interval, context)


def _read_ago(match: re.Match[str], context: _Context) -> _Reading | None:
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
        return _unresolved("vague")
    if way == "ago":
        today = _publication_day(context)
        if today is None:
            return _unresolved("no_day_of_publication")
        interval = cal.shift(today, unit, -count)
        return _published(interval, context) if interval else _unresolved("outside_calendar")
    return _from_text(match, context, unit, count if way in ("later", "after") else -count)


def _read_step(match: re.Match[str], context: _Context) -> _Reading | None:
    step = {"following": 1, "next": 1, "previous": -1, "preceding": -1, "same": 0}[match["s_way"].casefold()]
    return _from_text(match, context, match["s_unit"].casefold(), step)


def _read_vague(match: re.Match[str], context: _Context) -> _Reading | None:
    return _unresolved("vague")


_READERS: dict[str, Callable[[re.Match[str], _Context], _Reading | None]] = {
    "iso": _read_iso,
    "numeric": _read_numeric,
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


def _from_text(match: re.Match[str], context: _Context, unit: str, step: int) -> _Reading:
    """Count from the last date before this one that is fine enough: a day for days, a month for months."""
    fine = {"day": ("day",), "week": ("day", "week"), "month": ("day", "month", "range"), "year": ()}[unit]
    for span, interval in reversed(context.before):
        if match.start() - span.char_end > _TEXT_REACH:
            break
        single = interval.first.year == interval.last.year
        if interval.grain in fine or (unit == "year" and single):
            counted = cal.shift(interval.first, unit, step)
            anchor = interval.first.isoformat()
            return _Reading(counted, anchor, "text") if counted else _unresolved("outside_calendar")
    return _unresolved("no_date_before_it")


def _resolve_yearless(of_year: Callable[[int], Interval | None], match: re.Match[str], context: _Context) -> _Reading:
    """Give a date without a year its year, or say why not."""
    if context.published is not None:
        reading = _before_publication(of_year, match, context)
    elif context.not_before is not None:
        reading = _after_bound(of_year, context)
    else:
        return _unresolved("no_anchor")
    if reading.interval is not None and _sentence_names_other_year(reading.interval, match, context):
        return _unresolved("year_ambiguous")
    return reading


def _before_publication(of_year: Callable[[int], Interval | None], match: re.Match[str], context: _Context) -> _Reading:
    published = context.published
    assert published is not None
    past = _latest(of_year, published.last)
    if past is None or past != _latest(of_year, published.first):
        if published.grain != "day":
            return _unresolved("publication_too_coarse")
        return _unresolved("outside_calendar")
    ahead = _earliest(of_year, published.last)
    if ahead is not None:
        if _is_ahead(match, context) and ahead.first - published.last <= _AHEAD:
            return _published(ahead, context)
        if ahead.first - published.last <= _SOON and published.first - past.last >= _LONG_PAST:
            return _unresolved("past_or_future")
    return _published(past, context)


def _after_bound(of_year: Callable[[int], Interval | None], context: _Context) -> _Reading:
    """Resolve in an undated article: the first occurrence after the bound, unless one ended just before it."""
    bound = context.not_before
    assert bound is not None
    previous = _latest(of_year, bound.last)
    if previous is not None and previous.last >= bound.first - _JUST_BEFORE and bound.grain == "day":
        return _Reading(previous, context.anchor.not_before, "not_before")
    following = _earliest(of_year, bound.first)
    if following is None:
        return _unresolved("outside_calendar")
    return _Reading(following, context.anchor.not_before, "not_before")


def _resolve_next(of_year: Callable[[int], Interval | None], context: _Context) -> _Reading:
    if context.published is None or context.published.grain != "day":
        return _unresolved("no_day_of_publication")
    ahead = _earliest(of_year, context.published.last)
    return _published(ahead, context) if ahead else _unresolved("outside_calendar")


def _latest(of_year: Callable[[int], Interval | None], limit: datetime.date) -> Interval | None:
    """Return the last occurrence that begins by the limit."""
    candidates = (of_year(year) for year in range(limit.year, max(limit.year - 9, 0), -1))
    return next((found for found in candidates if found is not None and found.first <= limit), None)


def _earliest(of_year: Callable[[int], Interval | None], limit: datetime.date) -> Interval | None:
    """Return the first occurrence that begins after the limit."""
    candidates = (of_year(year) for year in range(limit.year, min(limit.year + 9, 9999)))
    return next((found for found in candidates if found is not None and found.first > limit), None)


def _sentence_names_other_year(interval: Interval, match: re.Match[str], context: _Context) -> bool:
    """Tell whether the sentence so far gives another year in full, which the date may belong to."""
    for span, earlier in reversed(context.before):
        if match.start() - span.char_end > _SENTENCE_REACH:
            return False
        if _SENTENCE_END.search(context.text, span.char_end, match.start()):
            return False
        if span.anchor_source is None and earlier.grain in ("day", "month", "year"):
            return earlier.first.year != interval.first.year
    return False


def _is_ahead(match: re.Match[str], context: _Context) -> bool:
    """Tell whether the words before the date in its sentence speak of the future, with no verb of saying between."""
    begin = max(context.start, match.start() - _SENTENCE_REACH)
    breaks = [m.end() for m in _SENTENCE_END.finditer(context.text, begin, match.start())]
    left = context.text[breaks[-1] if breaks else begin : match.start()]
    cues = list(grammar.future_pattern().finditer(left))
    return bool(cues) and not grammar.speech_pattern().search(left, cues[-1].end())


def _published(interval: Interval, context: _Context) -> _Reading:
    return _Reading(interval, context.anchor.published_on, "published")


def _publication_day(context: _Context) -> datetime.date | None:
    if context.published is None or context.published.grain != "day":
        return None
    return context.published.first


def _month_number(name: str) -> int:
    return grammar.months()[name.rstrip(".").casefold()]


def _digits(day: str) -> int:
    return int(re.sub(r"\D", "", day))


def _part(words: str | None) -> str:
    if words is None:
        return ""
    last = words.casefold().removesuffix(" of").split()[-1]
    return grammar.PARTS.get(last, last)
