"""Dates in running text, as intervals with both ends inclusive, or null with the reason."""

from flows.stages.dates.finding import Anchor, DateSpan, find_dates

__all__ = ["Anchor", "DateSpan", "find_dates"]
