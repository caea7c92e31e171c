"""Who passed on what a source said: according to the Courier, Lindqvist said …; Penhale noted that she called it …"""

from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import pattern
from flows.base.text import Span
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.passages import Passage

_TELLING = ("speech", "stating")
# What stands right before a source that begins a clause of its own, not one that somebody reports.
_BESIDE = pattern(r"(?:\b(?:<coordinators>|<own_openers>)|[;—–])\s+$")
_LONGEST_OPENER = 24
_SENTENCE_END = pattern(r"(?:\s+(?:<source_followers>)\b[^,;:\ue000]{0,60})?[\s.!?…]*")


class Relay(NamedTuple):
    """Somebody between the publisher and the source, as a span, and the words that say so, verbatim."""

    source: Span
    cue: str


def find_relays(passage: Passage, frames: Sequence[Frame], source: Span, cue: Span, language: str) -> tuple[Relay, ...]:
    """Return who passed on the words of the source by the frames of its sentence, the one nearest the reader first."""
    floor, stop = passage.sentence(cue.start)
    mates = [f for f in frames if f.source != source and not f.cue.overlaps(cue)]
    around = [f for f in mates if f.form == "phrase" or _ends_sentence(passage, f, cue, stop, language)]
    before = [f.start for f in mates if f.start < source.start and _begins_clause(passage, f, language)]
    own = max(before, default=floor)
    inside = [f for f in mates if f not in around and f.start >= own and _reports(passage, f, source, language)]
    text = passage.text
    relays = [f for f in (*around, *inside) if not f.source.overlaps(source)]
    return tuple(Relay(f.source, text[f.cue.start : f.cue.end]) for f in relays)


def _ends_sentence(passage: Passage, frame: Frame, cue: Span, stop: int, language: str) -> bool:
    """Tell an attribution of all that its sentence says before it: …, Lindqvist said, the Courier reported."""
    if frame.kind not in _TELLING or frame.form not in ("before", "after") or frame.start < cue.end:
        return False
    led = passage.masked[max(passage.start, frame.start - 2) : frame.start].rstrip().endswith(",")
    return led and _SENTENCE_END(language).fullmatch(passage.masked, frame.end, stop) is not None


def _reports(passage: Passage, frame: Frame, source: Span, language: str) -> bool:
    """Tell whether the source stands in the words that the frame reports: she noted that Lindqvist called it …"""
    if frame.kind not in _TELLING or frame.form == "phrase" or frame.cue.end > source.start:
        return False
    return not _is_beside(passage, source.start, language)


def _begins_clause(passage: Passage, frame: Frame, language: str) -> bool:
    """Tell an attribution joined to those before it, which then report nothing of what follows: …, and Vane said …"""
    return frame.form == "before" and _is_beside(passage, frame.start, language)


def _is_beside(passage: Passage, start: int, language: str) -> bool:
    near = max(passage.start, start - _LONGEST_OPENER)
    return _BESIDE(language).search(passage.masked, near, start) is not None
