"""Find the dates of a text in order."""

import re
from collections.abc import Iterator

from flows.stages.dates import calendar as cal
from flows.stages.dates import grammar
from flows.stages.dates.reading import READERS
from flows.stages.dates.resolving import UNDATED, Anchor, Context, DateSpan, Reading


def find_dates(text: str, start: int = 0, end: int | None = None, anchor: Anchor = UNDATED) -> list[DateSpan]:
    """Return the dates of text[start:end] in order.

    Dates such as "two days earlier" count from those before them in the same stretch, so give a whole body.
    """
    stop = len(text) if end is None else end
    published = cal.of_prefix(anchor.published_on) if anchor.published_on else None
    not_before = cal.of_prefix(anchor.not_before) if anchor.not_before else None
    context = Context(text, start, published, not_before, anchor, [])
    found = []
    for match in _matches(text, start, stop):
        form = next(name for name in READERS if match.group(name) is not None)
        reading = READERS[form](match, context)
        if reading is None:
            continue
        span = _span(match, reading)
        found.append(span)
        if reading.interval is not None:
            context.before.append((span, reading.interval))
    return found


def _matches(text: str, start: int, stop: int) -> Iterator[re.Match[str]]:
    pattern = grammar.date_pattern()
    figures, words = (opener.finditer(text, start, stop) for opener in grammar.openers())
    at = start
    for opening in sorted(opener.start() for opener in (*figures, *words)):
        match = pattern.match(text, opening, stop) if opening >= at else None
        if match:
            at = match.end()
            yield match


def _span(match: re.Match[str], reading: Reading) -> DateSpan:
    ends: tuple[str | None, str | None, str | None] = (None, None, None)
    if reading.interval is not None:
        ends = (reading.interval.first.isoformat(), reading.interval.last.isoformat(), reading.interval.grain)
    counted_from = (reading.anchor, reading.anchor_source, reading.reason)
    return DateSpan(match.group(), *ends, *counted_from, match.start(), match.end())
