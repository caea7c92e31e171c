"""Where reported speech begins and ends within its sentence."""

import re
from collections.abc import Sequence

from flows.base.text import Span, trim
from flows.stages.quotes.cues import is_finite_form
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect.grammar import Grammar

_TAIL = re.compile(r"[\s.!?…]*$")
_MARKS = '"“”„«»'
_LOOSE_ENDS = ",;:—–-"
# No content is cut off nearer to its start, in characters.
_NEAREST = 12
_JOINT_REACH = 28
_OPENER_REACH = 24
# No comma of a number.
_COMMA = re.compile(r",(?!\d)")


def cut_content(masked: str, span: Span, frame: Frame, later: Sequence[Frame], grammar: Grammar, shape: str) -> int:
    """Return where the content that fills `span` at most ends: before the reporter goes on in words of his own.

    `later` are the frames that follow `frame` in the same sentence.
    """
    start = span.start
    stop = _before_later(masked, span, frame, later, grammar)
    is_object = shape == "object"
    ends = grammar.object_end if is_object else grammar.wish_end if shape == "infinitive" else grammar.loose
    loose = ends.search(masked, start + (1 if is_object else _NEAREST), stop)
    stop = loose.start() if loose else stop
    opener = grammar.gerund_opener if _is_participle(masked, frame, grammar) else grammar.subordinate
    if opener.search(masked, max(0, frame.start - _OPENER_REACH), frame.start):
        comma = _COMMA.search(masked, start + 1, stop)
        stop = comma.start() if comma else stop
    return _before_verb(masked, start, stop, grammar) if is_object else stop


def _before_later(masked: str, span: Span, frame: Frame, later: Sequence[Frame], grammar: Grammar) -> int:
    """Return where the next attribution of the reporter's begins: said the gates were shut and called it a pity."""
    start, stop = span
    for other in later:
        stands_in_source = other.source.start <= frame.source.start and frame.cue.end <= other.source.end
        if stands_in_source or _is_aside(masked, frame, other, grammar):
            stop = min(stop, other.cue.start)
        elif _speaks(other) and start + _NEAREST < other.start < stop:
            joint = grammar.joint.search(masked, max(start, other.start - _JOINT_REACH), other.start)
            # The comma may stand inside quotation marks: called it “mad,” adding that …
            is_joint = joint is not None and (other.form == "shared" or bool(joint.group().strip()))
            if joint and is_joint and _goes_with(masked, frame, other, grammar):
                return joint.start()
    return stop


def _is_aside(masked: str, frame: Frame, other: Frame, grammar: Grammar) -> bool:
    """Tell an attribution put between the source and its own verb: Lindqvist, citing the log, said …"""
    joined = masked.startswith(",", frame.source.end) and masked[other.cue.start - 2 : other.cue.start] == ", "
    finite = masked[other.cue.start : other.cue.end].split()[0] not in grammar.ing
    return joined and finite and other.source == frame.source and _is_participle(masked, frame, grammar)


def _speaks(frame: Frame) -> bool:
    return frame.form != "noun" and frame.kind in ("speech", "stating", "manner")


def _before_verb(masked: str, start: int, stop: int, grammar: Grammar) -> int:
    """Return where another verb is joined to the cue: praised the plan and left the room."""
    for joined in grammar.joined.finditer(masked, start + 1, stop):
        word = joined.group(1)
        if is_finite_form(word, grammar.language) or word in grammar.ing:
            return joined.start()
    return stop


def _is_participle(masked: str, frame: Frame, grammar: Grammar) -> bool:
    return frame.start == frame.cue.start and masked[frame.start : frame.cue.end].split()[0] in grammar.ing


def _goes_with(masked: str, frame: Frame, other: Frame, grammar: Grammar) -> bool:
    """Tell whether the other cue stands in the tense of this one, so that it is the reporter's too; -ing always is."""
    if other.form == "phrase":
        return True
    if other.form == "shared" and masked[other.cue.start : other.cue.end].split()[0] in grammar.ing:
        return True
    return _is_past(masked, frame, grammar) == _is_past(masked, other, grammar)


def _is_past(masked: str, frame: Frame, grammar: Grammar) -> bool:
    return not grammar.past.isdisjoint(masked[frame.cue.start : frame.cue.end].split())


def _closes_nothing(masked: str, span: Span) -> bool:
    """Tell a bracket at the end that was opened before the stretch."""
    return masked[span.end - 1] == ")" and masked.count("(", span.start, span.end) < masked.count(")", *span)


def _without_orphans(masked: str, span: Span) -> Span:
    """Return the stretch without marks at its end that close or open nothing; inches stay."""
    while span.end - span.start > 1 and masked[span.end - 1] in _MARKS and not masked[span.end - 2].isdigit():
        span = trim(masked, span.start, span.end - 1)
    return span


def clean_content(masked: str, start: int, end: int, grammar: Grammar) -> Span | None:
    """Return the stretch without an opening conjunction and the final point; None if nothing is left."""
    opening = grammar.opening.match(masked, start, end)
    span = _without_orphans(masked, trim(masked, opening.end() if opening else start, end))
    tail = _TAIL.search(masked, max(span.start, span.end - 6), span.end)
    span = trim(masked, span.start, tail.start() if tail else span.end)
    while span.end > span.start and (masked[span.end - 1] in _LOOSE_ENDS or _closes_nothing(masked, span)):
        span = trim(masked, span.start, span.end - 1)
    return span if span.end > span.start else None
