"""The reported speech of a passage, one stretch after the other, from the frames found in it."""

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.base.text import Span, trim
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect.bounds import clean_content, cut_content
from flows.stages.quotes.indirect.complements import find_complement
from flows.stages.quotes.indirect.grammar import Grammar, load_grammar
from flows.stages.quotes.linking import Link
from flows.stages.quotes.passages import Passage

_FEWEST_WORDS = {"object": 1, "infinitive": 2, "echo": 2}
_FEWEST = 3
_BEHIND = re.compile(
    r"(?:\s+(?:on|in|at|during|last|this|late|early|earlier|to|via|by)\b[^,;:]{0,80}|\s+\w+day)?[\s.!?…]*$"
)
_SHORTEST_LEAD = 12
_ECHO_REACH = 6
_ASIDE = re.compile(r"(?:\s+(?:on|in|at|during|last|this|late|early|earlier|to)\b[^,;:]{0,60}|\s+\w+day)?,\s+")
_LEAD_ENDS = ",—–" + MASK
_HOLDING = frozenset(
    {"indirect_that", "indirect_clause", "indirect_question", "indirect_front", "indirect_phrase", "indirect_echo"}
)
_FREE = frozenset({"indirect_that", "indirect_clause", "indirect_front", "indirect_echo"})


class Reported(NamedTuple):
    """A stretch of reported speech, its frame and the rule that found it; has_marks: quoted words stand in it."""

    start: int
    end: int
    frame: Frame
    has_marks: bool
    rule: str


def find_reported(passage: Passage, frames: Sequence[Frame], links: Sequence[Link], language: str) -> list[Reported]:
    """Return the reported speech of the passage, in the order of the frames. Parts around a cue share its frame."""
    grammar = load_grammar(language)
    if grammar is None or not frames:
        return []
    direct = {link.frame for link in links if _speaks_directly(passage.masked, link, grammar) and link.frame}
    direct_cues = sorted(frame.cue.start for frame in direct)
    found = []
    for number, frame in enumerate(frames):
        if frame in direct:
            continue
        for span, shape in _contents(passage, frame, frames[number + 1 :], grammar):
            if _is_speech(passage, span, shape) and not _holds(direct_cues, span):
                has_marks = MASK in passage.masked[span.start : span.end]
                found.append(Reported(span.start, span.end, frame, has_marks, _rule(frame, shape)))
    return _without_nested(found)


def _without_nested(found: Sequence[Reported]) -> list[Reported]:
    """Return the stretches without the weaker ones that a source only mentions: she said he hoped to win."""
    holders = [said for said in found if said.rule in _HOLDING]
    return [
        said
        for said in found
        if said.rule in _FREE
        or not any(h.start <= said.frame.cue.start < h.end for h in holders if h.frame is not said.frame)
    ]


def _speaks_directly(masked: str, link: Link, grammar: Grammar) -> bool:
    """Tell whether the frame gives quoted sentences, and not a clause of the reporter's with quoted words in it."""
    if link.frame is None or link.directness != "direct" or link.rule == "same_sentence":
        return False
    return link.rule != "before_quote" or grammar.that.match(masked, link.frame.cue.end) is None


def _rule(frame: Frame, shape: str) -> str:
    return frame.kind if frame.kind in ("thought", "stance") else f"indirect_{shape}"


def _holds(positions: Sequence[int], span: Span) -> bool:
    at = bisect.bisect_left(positions, span.start)
    return at < len(positions) and positions[at] < span.end


def _is_speech(passage: Passage, span: Span, shape: str) -> bool:
    """Tell whether the stretch has enough words, some of them outside quotation marks."""
    plain = passage.masked[span.start : span.end].replace(MASK, " ")
    words = passage.text[span.start : span.end].split()
    return len(words) >= _FEWEST_WORDS.get(shape, _FEWEST) and any(c.isalpha() for c in plain)


def _contents(passage: Passage, frame: Frame, later: Sequence[Frame], grammar: Grammar) -> Iterator[tuple[Span, str]]:
    """Yield what the frame reports and its shape."""
    masked = passage.masked
    floor, stop = passage.sentence(frame.cue.start)
    if frame.form == "phrase":
        span = _around_phrase(masked, frame, floor, stop, grammar)
        if span:
            yield span, "phrase"
        return
    echoed = _echoed(masked, frame, Span(floor, stop), grammar)
    if echoed:
        yield from ((span, "echo") for span in echoed)
        return
    if frame.form == "after" or (frame.form == "before" and _ends_sentence(masked, frame, stop, grammar)):
        span = _in_front(masked, frame, floor, grammar) if frame.kind != "manner" else None
        if span:
            yield span, "front"
        return
    if masked.endswith("who", frame.source.start, frame.source.end):
        comma = masked.find(",", frame.cue.end, stop)
        stop = comma if comma > 0 else stop
    complement = find_complement(masked, frame, stop, grammar)
    if complement is None:
        return
    mates = [f for f in later if f.start < stop]
    is_object = complement.shape == "object"
    end = cut_content(masked, Span(complement.start, stop), frame, mates, grammar, is_object)
    span = clean_content(masked, complement.start, end, grammar)
    if span:
        yield span, complement.shape


def _echoed(masked: str, frame: Frame, sentence: Span, grammar: Grammar) -> list[Span]:
    """Return the clauses around an attribution put into them: The gates, he said, are shut; as she noted, they are."""
    if frame.form != "before":
        return []
    echo = grammar.echo.search(masked, max(sentence.start, frame.source.start - _ECHO_REACH), frame.source.start)
    lead = trim(masked, sentence.start, echo.start() if echo else frame.source.start)
    rest = _ASIDE.match(masked, frame.cue.end, sentence.end)
    if echo is None and (rest is None or lead.end == lead.start or masked[lead.end - 1] != ","):
        return []
    if echo and rest is None and not _BEHIND.fullmatch(masked, frame.cue.end, sentence.end):
        return []
    parts = [clean_content(masked, lead.start, lead.end, grammar)]
    if rest:
        parts.append(clean_content(masked, rest.end(), sentence.end, grammar))
    return [part for part in parts if part]


def _ends_sentence(masked: str, frame: Frame, stop: int, grammar: Grammar) -> bool:
    """Tell whether nothing but time, place or hearers follow the cue."""
    if "to" in grammar.takes.get(frame.base, ()) and grammar.infinitive.match(masked, frame.cue.end, stop):
        return False
    return _BEHIND.fullmatch(masked, frame.cue.end, stop) is not None


def _in_front(masked: str, frame: Frame, floor: int, grammar: Grammar) -> Span | None:
    """Return the clause before ", X said"."""
    span = trim(masked, floor, frame.start)
    if span.end == span.start or masked[span.end - 1] not in _LEAD_ENDS:
        return None
    return clean_content(masked, span.start, span.end, grammar)


def _around_phrase(masked: str, frame: Frame, floor: int, stop: int, grammar: Grammar) -> Span | None:
    """Return the clause before or after "according to X"."""
    lead = trim(masked, floor, frame.start)
    if lead.end - lead.start > _SHORTEST_LEAD:
        end = lead.end - 1 if masked[lead.end - 1] in ",—–" else lead.end
        return clean_content(masked, lead.start, end, grammar)
    comma = masked.find(",", frame.source.end, stop)
    return clean_content(masked, comma + 1, stop, grammar) if 0 <= comma <= frame.source.end + 60 else None
