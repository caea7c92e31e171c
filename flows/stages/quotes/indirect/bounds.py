"""Where reported speech begins and ends within its sentence."""

import re
from collections.abc import Sequence

from flows.base.text import Span, trim
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect.grammar import Grammar

_TAIL = re.compile(r"[\s.!?…]*$")
_LOOSE_ENDS = ",;:—–-"
# No content is cut off nearer to its start, in characters.
_NEAREST = 12
_JOINT_REACH = 28


def cut_content(
    masked: str, span: Span, frame: Frame, later: Sequence[Frame], grammar: Grammar, is_object: bool
) -> int:
    """Return where the content that fills `span` at most ends: before the reporter goes on in words of his own.

    `later` are the frames that follow `frame` in the same sentence.
    """
    start, stop = span
    for other in later:
        if other.source.start <= frame.source.start and frame.cue.end <= other.source.end:
            stop = min(stop, other.cue.start)
        elif other.kind in ("speech", "stating", "manner") and start + _NEAREST < other.start < stop:
            joint = grammar.joint.search(masked, max(start, other.start - _JOINT_REACH), other.start)
            if joint and _goes_with(masked, frame, other, grammar):
                stop = joint.start()
                break
    ends = grammar.object_end if is_object else grammar.loose
    loose = ends.search(masked, start + (1 if is_object else _NEAREST), stop)
    return loose.start() if loose else stop


def _goes_with(masked: str, frame: Frame, other: Frame, grammar: Grammar) -> bool:
    """Tell whether the other cue stands in the tense of this one, so that it is the reporter's too; -ing always is."""
    if other.form == "shared" and masked[other.cue.start : other.cue.end].split()[0] in grammar.ing:
        return True
    return _is_past(masked, frame, grammar) == _is_past(masked, other, grammar)


def _is_past(masked: str, frame: Frame, grammar: Grammar) -> bool:
    return not grammar.past.isdisjoint(masked[frame.cue.start : frame.cue.end].split())


def clean_content(masked: str, start: int, end: int, grammar: Grammar) -> Span | None:
    """Return the stretch without an opening conjunction and the final point; None if nothing is left."""
    opening = grammar.opening.match(masked, start, end)
    span = trim(masked, opening.end() if opening else start, end)
    tail = _TAIL.search(masked, max(span.start, span.end - 6), span.end)
    span = trim(masked, span.start, tail.start() if tail else span.end)
    while span.end > span.start and masked[span.end - 1] in _LOOSE_ENDS:
        span = trim(masked, span.start, span.end - 1)
    return span if span.end > span.start else None
