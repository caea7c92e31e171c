"""Indirect speech: what a source is reported to have said, thought or wanted in the reporter's words."""

from flows.stages.quotes.indirect.finding import Reported, find_reported
from flows.stages.quotes.indirect.nouns import find_noun_frames

__all__ = ["Reported", "find_noun_frames", "find_reported"]
