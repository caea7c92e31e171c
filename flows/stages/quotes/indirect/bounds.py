"""Where reported speech begins and ends within its sentence."""

import re
from collections.abc import Sequence

from flows.base.text import Span, trim
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect.grammar import Grammar

_TAIL = re.compile(r"[\s.!?…]*$")
_LOOSE_ENDS = ",;:—–-"
_NEAREST = 12


def cut_content(masked: str, start: int, stop: int, later: Sequence[Frame], grammar: Grammar) -> int:
    """Return where the content that starts at `start` ends: before the reporter goes on in words of his own.

    `later` are the frames that begin behind `start` in the same sentence.
    """
    for frame in later:
        if frame.start < start + _NEAREST or frame.start >= stop:
            continue
        joint = grammar.joint.search(masked, max(start, frame.start - 24), frame.start)
        if joint and joint.group().strip() and masked[joint.start() : frame.start].strip(" "):
            stop = joint.start()
            break
    loose = grammar.loose.search(masked, start + _NEAREST, stop)
    return loose.start() if loose else stop


def clean_content(masked: str, start: int, end: int, grammar: Grammar) -> Span | None:
    """Return the stretch without an opening conjunction and the final point; None if nothing is left."""
    opening = grammar.opening.match(masked, start, end)
    span = trim(masked, opening.end() if opening else start, end)
    tail = _TAIL.search(masked, max(span.start, span.end - 6), span.end)
    span = trim(masked, span.start, tail.start() if tail else span.end)
    while span.end > span.start and masked[span.end - 1] in _LOOSE_ENDS:
        span = trim(masked, span.start, span.end - 1)
    return span if span.end > span.start else None
