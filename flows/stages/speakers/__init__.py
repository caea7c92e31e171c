"""Speakers: who each quotation's source is within its article, and who relayed it."""

from flows.stages.speakers.resolving import Speaker, resolve_quotes
from flows.stages.speakers.tables import EXTRACTOR, resolve_sources

__all__ = ["EXTRACTOR", "Speaker", "resolve_quotes", "resolve_sources"]
