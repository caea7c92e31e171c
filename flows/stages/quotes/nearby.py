"""Sources for quotations that no cue of the lexicon attributes: by the comma, the colon or the dash beside them."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from flows.base.grammar import pattern
from flows.base.text import Span, trim
from flows.stages.names import Name
from flows.stages.quotes.cues import MASK, is_finite_form
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.marks import Segment
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import ClauseWords, NameIndex, named_span, subject_after, subject_before
from flows.stages.quotes.reading import find_frames
from flows.stages.quotes.subjects import sentence_subject
from flows.stages.quotes.unmarked import find_credit, find_label_at

# An attribution begins at once; its verb stands within so many characters and words.
_REACH = 120
_MOST_WORDS = 12
_WORD = re.compile(r"[^\W\d_]+")
_CREDIT = re.compile(r"\s*[—–―-]{1,2}[ \u00a0]*")
_CREDIT_END = re.compile(r"[ \u00a0]*(?:$|\n|[.,(])")
_LINE_LEAD = pattern(r"(?:^|[.!?…]\s|\n|[—–―-]\s)\W*(?:(?:<line_leads>)\s+)?$", re.IGNORECASE)


class Surroundings(NamedTuple):
    """A passage with the blocks before and after it, its frames, and the names and words of the article."""

    passage: Passage
    before: Passage | None
    following: Passage | None
    frames: tuple[Frame, ...]
    names: NameIndex
    words: ClauseWords
    language: str


class Nearby(NamedTuple):
    """Who spoke by what stands beside the quotation: source, cue if any, rule, and where the spoken words begin."""

    source: Span
    cue: Span | None
    rule: str
    start: int


def find_nearby(around: Surroundings, segment: Segment) -> Nearby | None:
    """Return who spoke the quotation by the first rule that tells; None if none does."""
    return next((found for rule in _RULES if (found := rule(around, segment))), None)


def _inner_label(around: Surroundings, segment: Segment) -> Nearby | None:
    """Return the speaker of a transcript whose label stands inside the marks: “LINDQVIST: We stay.”"""
    text = around.passage.text
    label = find_label_at(text, segment.start, segment.end, around.names)
    return Nearby(label.source, label.cue, "label", label.span.start) if label else None


def _open_cue(around: Surroundings, segment: Segment) -> Nearby | None:
    """Return who spoke by a verb of any kind right behind a comma: “We stay,” the mayor quipped.

    The comma inside the quotation shows that the sentence goes on with its attribution, whatever the verb.
    """
    masked = around.passage.masked
    begin = segment.outer_end
    inside = around.passage.text[segment.start : segment.end].rstrip("'’\"”")
    if masked[begin : begin + 1] == ",":
        begin += 1
    elif not inside.endswith(","):
        return None
    stop = min(around.passage.sentence(begin)[1], begin + _REACH)
    for count, match in enumerate(_WORD.finditer(masked, begin, stop)):
        if count > _MOST_WORDS or MASK in masked[begin : match.start()]:
            return None
        if is_finite_form(match.group(), around.language):
            return _at_verb(around, begin, match, segment.start)
    return None


def _at_verb(around: Surroundings, begin: int, verb: re.Match[str], start: int) -> Nearby | None:
    masked = around.passage.masked
    if masked[begin : verb.start()].strip():
        source = subject_before(masked, begin, verb.start(), around.names, around.words)
    else:
        source = subject_after(masked, verb.end(), around.passage.sentence(begin)[1], around.names, around.words)
    return Nearby(source, Span(verb.start(), verb.end()), "open_cue", start) if source else None


def _credit_behind(around: Surroundings, segment: Segment) -> Nearby | None:
    """Return the name that a dash adds behind the quotation, on its line or the next: “We stay.” — Ada Lindqvist"""
    passage = around.passage
    dash = _CREDIT.match(passage.masked, segment.outer_end, passage.end)
    name = _name_at(around.names, dash.end()) if dash else None
    if name is not None and _CREDIT_END.match(passage.masked, name.end, passage.end):
        return Nearby(named_span(name), None, "credit_line", segment.start)
    if around.following is None or passage.masked[segment.outer_end : passage.end].strip():
        return None
    credit = find_credit(around.following, around.names)
    return Nearby(credit, None, "credit_line", segment.start) if credit else None


def _name_at(index: NameIndex, position: int) -> Name | None:
    """Return the name of a person, or of unknown kind and two words, that begins at the position."""
    near = index.between(position, position + 80)
    name = near[0] if near and named_span(near[0]).start == position else None
    return name if name and (name.kind == "person" or (name.kind == "other" and " " in name.text)) else None


def _colon(around: Surroundings, segment: Segment) -> Nearby | None:
    """Return whom the sentence announces that leads up to the quotation with a colon: She had one answer: “No.”"""
    passage = around.passage
    lead = trim(passage.masked, passage.start, segment.outer_start)
    if lead.end > lead.start:
        is_led = passage.masked[lead.end - 1] == ":"
        return _announced(around, passage, lead.end - 1, segment.start) if is_led else None
    before = around.before
    tail = trim(before.masked, before.start, before.end) if before else lead
    if before is None or tail.end == tail.start or before.masked[tail.end - 1] != ":":
        return None
    return _announced(around, before, tail.end - 1, segment.start)


def _announced(around: Surroundings, passage: Passage, colon: int, start: int) -> Nearby | None:
    floor = passage.sentence(colon)[0]
    mark = Span(colon, colon + 1)
    names = around.names.between(floor, colon)
    if names and names[-1].end == colon and _is_line_lead(passage, floor, names[-1], around.language):
        return Nearby(named_span(names[-1]), mark, "colon", start)
    frames = around.frames if passage is around.passage else find_frames(passage, around.names, around.language)
    spoken = [f for f in frames if floor <= f.start < colon]
    if spoken:
        return Nearby(spoken[-1].source, spoken[-1].cue, "colon", start)
    subject = sentence_subject(passage, colon, around.names, around.words)
    return Nearby(subject, mark, "colon", start) if subject else None


def _is_line_lead(passage: Passage, floor: int, name: Name, language: str) -> bool:
    """Tell whether the name opens its line, sentence or aside: Lindqvist: “…”; More from Lindqvist: “…”"""
    return _LINE_LEAD(language).search(passage.masked, floor, named_span(name).start) is not None


_RULES: Sequence[Callable[[Surroundings, Segment], Nearby | None]] = (
    _inner_label,
    _credit_behind,
    _open_cue,
    _colon,
)
