"""Dates in running text, as intervals with both ends inclusive, or null with the reason."""

from flows.stages.dates.finding import find_dates
from flows.stages.dates.resolving import Anchor, DateSpan

__all__ = ["Anchor", "DateSpan", "find_dates"]
