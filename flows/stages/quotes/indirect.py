"""Indirect speech: what a source is reported to have said in the reporter's words, one stretch a frame."""

import bisect
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.text import Span, trim
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.linking import Link
from flows.stages.quotes.passages import Passage

_FEWEST_WORDS = 3
_THAT = re.compile(r"\s+that\s+")
# "said on Monday that", "told reporters in Vell that": the conjunction within reach and before any comma.
_LATE_THAT = re.compile(r"[^,.;:“”\"\ue000]{1,70}?\bthat\s+")
_ADDRESSEE = re.compile(
    r"\s+(?:(?:him|her|them|me|us|you|reporters|investigators|lawmakers|journalists|police|supporters|people)\b"
    r"|(?:the|a|an|his|her|their)\s+(?:\S+\s+){0,4}?(?=(?:that|he|she|they|it|there|the|his|her|their)\s)"
    r"|[A-Z][\w.’'/-]*(?:\s[A-Z][\w.’'/-]*){0,5}(?=\s*(?:that|he|she|they|it|there|the|his|her|their|in|on)\s))\s*"
)
_CLAUSE = re.compile(
    r"\s*(?:that\s+)?(?:(?:he|she|they|it|we|I|you|there|this|these|those|the|an?|his|her|their|its|our|my|no|some|"
    r"many|most|all|both|if|when|while|as|one|two|only|nobody|everyone|even|any|each|such|what|why|how|whether|who|"
    r"more|much|now|not)\b|[A-Z\ue000$\d]|[a-z]+s\b)"
)
_NOT_CLAUSE = re.compile(
    r"\s+(?:in|on|at|of|about|to|for|with|by|from|as|during|after|before|goodbye|yes|no|so|something|nothing)\b"
)
_TAIL = re.compile(r"[\s.!?…]*$")
_BEHIND = re.compile(
    r"(?:\s+(?:on|in|at|during|last|this|late|early|earlier|to|via|by)\b[^,;:]{0,80}|\s+\w+day)?[\s.!?…]*$"
)
_OPENING = re.compile(
    r"(?:[A-Z][^()\n—–]{1,60}\([^()\n]{2,40}\)\s*(?=[—–―-]\s))?[—–―-]?\s*(?:(?:But|And|Yet|So|However|Still|Meanwhile),?\s+)?"
)


class Reported(NamedTuple):
    """A stretch of reported speech and its frame; has_marks tells that quoted words stand in it."""

    start: int
    end: int
    frame: Frame
    has_marks: bool


def find_reported(passage: Passage, frames: Sequence[Frame], links: Sequence[Link]) -> list[Reported]:
    """Return the reported speech of the passage, in the order of the frames."""
    direct = {
        link.frame for link in links if link.frame and link.directness == "direct" and link.rule != "same_sentence"
    }
    direct_cues = sorted(frame.cue.start for frame in direct)
    found = []
    for frame in frames:
        if frame.kind == "manner" or frame in direct:
            continue
        span = _content(passage, frame)
        if span and _is_speech(passage, span) and not _holds(direct_cues, span):
            found.append(Reported(span.start, span.end, frame, MASK in passage.masked[span.start : span.end]))
    return found


def _holds(positions: Sequence[int], span: Span) -> bool:
    at = bisect.bisect_left(positions, span.start)
    return at < len(positions) and positions[at] < span.end


def _is_speech(passage: Passage, span: Span) -> bool:
    """Tell whether the stretch has enough words, some of them outside quotation marks."""
    plain = passage.masked[span.start : span.end].replace(MASK, " ")
    words = passage.text[span.start : span.end].split()
    return len(words) >= _FEWEST_WORDS and any(c.isalpha() for c in plain)


def _content(passage: Passage, frame: Frame) -> Span | None:
    floor, stop = passage.sentence(frame.cue.start)
    if frame.form == "phrase":
        return _around_phrase(passage, frame, floor, stop)
    if frame.form == "after":
        return _in_front(passage, frame, floor)
    if frame.form == "before" and _BEHIND.fullmatch(passage.masked, frame.cue.end, stop):
        return _in_front(passage, frame, floor)
    if passage.masked.endswith("who", frame.source.start, frame.source.end):
        comma = passage.masked.find(",", frame.cue.end, stop)
        stop = comma if comma > 0 else stop
    return _behind(passage, frame, stop)


def _in_front(passage: Passage, frame: Frame, floor: int) -> Span | None:
    """Return the clause before ", X said"."""
    span = trim(passage.masked, floor, frame.start)
    if span.end == span.start or passage.masked[span.end - 1] not in ",—–":
        return None
    return _clean(passage, span.start, span.end - 1)


def _behind(passage: Passage, frame: Frame, stop: int) -> Span | None:
    """Return the clause after "X said (that)"."""
    masked, at = passage.masked, frame.cue.end
    addressee = None
    if frame.base in ("tell", "remind", "inform", "assure", "advise", "warn", "notify", "ask"):
        addressee = _ADDRESSEE.match(masked, at, stop)
        at = addressee.end() if addressee else at
        at -= 1 if addressee and masked[at - 1].isspace() else 0
    that = _THAT.match(masked, at, stop) or _LATE_THAT.match(masked, at, stop)
    if that:
        return _clean(passage, that.end(), stop)
    if frame.base == "tell" and not addressee:
        return None
    if frame.base in ("ask", "write") or frame.kind == "stating":
        return None
    if _NOT_CLAUSE.match(masked, at, stop) or not _CLAUSE.match(masked, at, stop):
        return None
    return _clean(passage, at, stop)


def _around_phrase(passage: Passage, frame: Frame, floor: int, stop: int) -> Span | None:
    """Return the clause before or after "according to X"."""
    lead = trim(passage.masked, floor, frame.start)
    if lead.end - lead.start > 12:
        end = lead.end - 1 if passage.masked[lead.end - 1] in ",—–" else lead.end
        return _clean(passage, lead.start, end)
    comma = passage.masked.find(",", frame.source.end, stop)
    return _clean(passage, comma + 1, stop) if 0 <= comma <= frame.source.end + 60 else None


def _clean(passage: Passage, start: int, end: int) -> Span | None:
    """Return the stretch without an opening conjunction and the final point."""
    opening = _OPENING.match(passage.masked, start, end)
    span = trim(passage.masked, opening.end() if opening else start, end)
    tail = _TAIL.search(passage.masked, max(span.start, span.end - 6), span.end)
    span = trim(passage.masked, span.start, tail.start() if tail else span.end)
    while span.end > span.start and passage.masked[span.end - 1] in ",;:—–":
        span = trim(passage.masked, span.start, span.end - 1)
    return span if span.end > span.start else None
