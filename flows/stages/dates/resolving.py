"""Resolve dates against the day of publication, the text, or the article's lower bound.

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

_TEXT_REACH = 600  # characters back in which "two days earlier" looks for the day it counts from
_SENTENCE_REACH = 200
_SOON = datetime.timedelta(days=45)  # a date this near ahead competes with one long past
_LONG_PAST = datetime.timedelta(days=300)
_JUST_BEFORE = datetime.timedelta(days=92)  # news speaks of what has just been: such a date belongs to the bound's year
_AHEAD = datetime.timedelta(days=183)
_PAST_WORD = re.compile(r"\b(?P<be>be\s(?:\w+ly\s)?)?(?P<verb>[a-z]+ed)\s(?:on\s|in\s)?$")
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+(?=[A-Z“\"‘])|\n")


class Anchor(NamedTuple):
    """What dates may be counted from: ISO prefixes of the publication and of the latest past date mentioned."""

    published_on: str | None = None
    not_before: str | None = None


UNDATED = Anchor()


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


class Reading(NamedTuple):
    """An interval with what it was counted from, or the reason why there is none."""

    interval: Interval | None
    anchor: str | None = None
    anchor_source: str | None = None
    reason: str | None = None


class Context(NamedTuple):
    """What a date is read against: the text, the anchors and the dates already read, latest last."""

    text: str
    start: int
    published: Interval | None
    not_before: Interval | None
    anchor: Anchor
    before: list[tuple[DateSpan, Interval]]


def unresolved(reason: str) -> Reading:
    """Return the reading of a date that stays open, with the reason."""
    return Reading(None, reason=reason)


def from_text(match: re.Match[str], context: Context, unit: str, step: int) -> Reading:
    """Count from the last date before this one that is fine enough: a day for days, a month for months."""
    fine = {"day": ("day",), "week": ("day", "week"), "month": ("day", "month", "range"), "year": ()}[unit]
    for span, interval in reversed(context.before):
        if match.start() - span.char_end > _TEXT_REACH:
            break
        single = interval.first.year == interval.last.year
        if interval.grain in fine or (unit == "year" and single):
            counted = cal.shift(interval.first, unit, step)
            anchor = interval.first.isoformat()
            return Reading(counted, anchor, "text") if counted else unresolved("outside_calendar")
    return unresolved("no_date_before_it")


def resolve_yearless(of_year: Callable[[int], Interval | None], match: re.Match[str], context: Context) -> Reading:
    """Give a date without a year its year, or say why not."""
    if context.published is not None:
        reading = _before_publication(of_year, match, context)
    elif context.not_before is not None:
        reading = _after_bound(of_year, match, context)
    else:
        return unresolved("no_anchor")
    if reading.interval is not None and _sentence_names_other_year(reading.interval, match, context):
        return unresolved("year_ambiguous")
    return reading


def _before_publication(of_year: Callable[[int], Interval | None], match: re.Match[str], context: Context) -> Reading:
    published = context.published
    assert published is not None
    past = _latest(of_year, published.last)
    if past is None or past != _latest(of_year, published.first):
        if published.grain != "day":
            return unresolved("publication_too_coarse")
        return unresolved("outside_calendar")
    ahead = _earliest(of_year, published.last)
    if ahead is not None:
        if is_ahead(match, context) and ahead.first - published.last <= _AHEAD:
            return published_reading(ahead, context)
        if ahead.first - published.last <= _SOON and published.first - past.last >= _LONG_PAST:
            return unresolved("past_or_future")
    return published_reading(past, context)


def _after_bound(of_year: Callable[[int], Interval | None], match: re.Match[str], context: Context) -> Reading:
    """Resolve in an undated article: the first occurrence after the bound, unless one ended shortly before it.

    An article that names a day is not much younger than that day: what it tells as past may lie just before it, and
    stays open where the last occurrence is nearer than the next without being near.
    """
    bound = context.not_before
    assert bound is not None
    previous, following = _latest(of_year, bound.last), _earliest(of_year, bound.first)
    if previous is not None and bound.grain == "day" and not is_ahead(match, context):
        since = bound.first - previous.last
        if since <= _JUST_BEFORE:
            return Reading(previous, context.anchor.not_before, "not_before")
        if following is not None and since < following.first - bound.last:
            return unresolved("year_ambiguous")
    if following is None:
        return unresolved("outside_calendar")
    return Reading(following, context.anchor.not_before, "not_before")


def resolve_next(of_year: Callable[[int], Interval | None], context: Context) -> Reading:
    """Return the first occurrence after the day of publication."""
    if context.published is None or context.published.grain != "day":
        return unresolved("no_day_of_publication")
    ahead = _earliest(of_year, context.published.last)
    return published_reading(ahead, context) if ahead else unresolved("outside_calendar")


def _latest(of_year: Callable[[int], Interval | None], limit: datetime.date) -> Interval | None:
    """Return the last occurrence that begins by the limit."""
    candidates = (of_year(year) for year in range(limit.year, max(limit.year - 9, 0), -1))
    return next((found for found in candidates if found is not None and found.first <= limit), None)


def _earliest(of_year: Callable[[int], Interval | None], limit: datetime.date) -> Interval | None:
    """Return the first occurrence that begins after the limit."""
    candidates = (of_year(year) for year in range(limit.year, min(limit.year + 9, 9999)))
    return next((found for found in candidates if found is not None and found.first > limit), None)


def _sentence_names_other_year(interval: Interval, match: re.Match[str], context: Context) -> bool:
    """Tell whether the sentence so far gives another year in full, which the date may belong to."""
    for span, earlier in reversed(context.before):
        if match.start() - span.char_end > _SENTENCE_REACH:
            return False
        if _SENTENCE_END.search(context.text, span.char_end, match.start()):
            return False
        if span.anchor_source is None and earlier.grain in ("day", "month", "year"):
            return earlier.first.year != interval.first.year
    return False


def is_ahead(match: re.Match[str], context: Context) -> bool:
    """Tell whether the words before the date in its sentence speak of the future.

    A verb of saying or a past participle between them and the date takes the date to itself.
    """
    begin = max(context.start, match.start() - _SENTENCE_REACH)
    breaks = [m.end() for m in _SENTENCE_END.finditer(context.text, begin, match.start())]
    left = context.text[breaks[-1] if breaks else begin : match.start()]
    cues = list(grammar.future_pattern().finditer(left))
    if not cues or grammar.speech_pattern().search(left, cues[-1].end()):
        return False
    participle = _PAST_WORD.search(left)
    return participle is None or participle["be"] is not None or participle.start("verb") == cues[-1].start()


def published_reading(interval: Interval, context: Context) -> Reading:
    """Return the interval as counted from the publication."""
    return Reading(interval, context.anchor.published_on, "published")


def publication_day(context: Context) -> datetime.date | None:
    """Return the day of publication; null if the article does not give one to the day."""
    if context.published is None or context.published.grain != "day":
        return None
    return context.published.first
