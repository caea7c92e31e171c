"""Which frame speaks which quotation."""

import bisect
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import pattern, word_set
from flows.base.text import Span
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.marks import Segment
from flows.stages.quotes.not_speech import Given, find_reason
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import ClauseWords, NameIndex
from flows.stages.quotes.subjects import sentence_subject

# How sure each rule is: of the rows it makes outside headlines, the share that is speech with the annotated source,
# rounded, on two sets of American news (PolNeAR, 284 articles). The rules were tuned on the same sets, so expect
# a little less elsewhere. Speech is a quoted stretch that is annotated or lies in an annotated one, and reported words
# that overlap one by half; the halves around a cue (indirect_echo) count as one. Without a cue it is only the share
# that is speech. Words quoted in reported speech (in_reported) are six there, and dash, unmarked, marks_only and the
# two of German moods (subjunctive, hearsay) do not occur: their values are set by hand. What each rule is, tells
# docs/stages/quotes.md.
CONFIDENCE = {
    "after_quote": 0.97,
    "before_quote": 0.89,
    "continued": 0.95,
    "said_before": 0.87,
    "same_sentence": 0.84,
    "open_cue": 0.86,
    "colon": 0.8,
    "carried": 0.85,
    "in_reported": 0.5,
    "label": 0.85,
    "indirect_that": 0.83,
    "indirect_clause": 0.82,
    "indirect_gap": 0.67,
    "indirect_question": 0.75,
    "indirect_infinitive": 0.56,
    "indirect_object": 0.63,
    "indirect_noun": 0.36,
    "indirect_front": 0.84,
    "indirect_echo": 0.74,
    "indirect_phrase": 0.85,
    "thought": 0.52,
    "stance": 0.49,
    "subjunctive": 0.7,
    "hearsay": 0.7,
    "no_cue": 0.66,
    "dash": 0.75,
    "unmarked": 0.75,
    "credit_line": 0.95,
    "marks_only": 0.4,
}
_NEAR = 48
# The attribution behind a quotation begins at once, but its source may be long before the cue comes.
_REACH = 300
_OWN_CLAUSE = pattern(r"(?:\b(?:<coordinators>|<own_openers>)|[,;:—–])\s+$")
_NAMING = pattern(r"\b(?:<naming_relatives>)\s+$")


class Link(NamedTuple):
    """A segment with the frame that speaks it, if any: directness, rule, and whether it goes on from the one before."""

    segment: Segment
    frame: Frame | None
    source: Span | None
    directness: str
    rule: str
    goes_on: bool


def link_segments(
    passage: Passage, frames: Sequence[Frame], index: NameIndex, words: ClauseWords
) -> tuple[list[Link], list[tuple[Segment, str]]]:
    """Return the quotations of the passage with their frames, and the other stretches with the reason."""
    links: list[Link] = []
    others: list[tuple[Segment, str]] = []
    cues = [frame.cue.start for frame in frames]
    for segment in passage.segments:
        floor, stop = passage.sentence(segment.outer_start)
        first, last = bisect.bisect_left(cues, floor), bisect.bisect_right(cues, max(stop, segment.outer_end + _REACH))
        frame, rule = _find_frame(passage, segment, frames[first:last], index, words)
        directness = _directness(passage, segment, rule)
        has_subject = not rule and sentence_subject(passage, segment.outer_start, index, words) is not None
        given = Given(segment, frame, rule, directness, has_subject)
        reason = "" if _goes_on_in_singles(passage, given, links) else find_reason(passage, given, words)
        if not reason and _is_in_source(segment, frames[first:last]):
            reason = "title"
        if reason:
            others.append((segment, reason))
            continue
        links.append(_link(passage, segment, (frame, rule, directness), links))
    return links, others


def _goes_on_in_singles(passage: Passage, given: Given, links: Sequence[Link]) -> bool:
    """Tell a sentence in single marks behind speech in single marks, in copy that has no double ones."""
    segment, previous = given.segment, links[-1] if links else None
    if previous is None or not (segment.is_single and previous.segment.is_single and previous.directness == "direct"):
        return False
    is_sentence = given.directness == "direct" and passage.text[segment.end - 1] in ".!?…,"
    return is_sentence and _follows(passage, previous, segment)


def _is_in_source(segment: Segment, frames: Sequence[Frame]) -> bool:
    """Tell quoted words that name the source itself: the daily “Lantern” reported."""
    return any(f.source.start <= segment.outer_start and segment.outer_end <= f.source.end for f in frames)


def _link(
    passage: Passage,
    segment: Segment,
    found: tuple[Frame | None, str, str],
    links: Sequence[Link],
) -> Link:
    frame, rule, directness = found
    previous = links[-1] if links else None
    if frame is not None:
        same = previous is not None and previous.frame == frame and previous.rule != "same_sentence"
        return Link(segment, frame, frame.source, directness, rule, same and directness == "direct")
    if previous is not None and directness == "direct" and _follows(passage, previous, segment):
        return Link(segment, previous.frame, previous.source, directness, "continued", True)
    return Link(segment, None, None, directness, "no_cue", False)


def _follows(passage: Passage, previous: Link, segment: Segment) -> bool:
    """Tell whether nothing but the attribution of the quotation before stands between the two."""
    stop = previous.segment.outer_end
    if previous.frame is not None and previous.frame.end > stop:
        stop = previous.frame.end
    between = passage.masked[stop : segment.outer_start]
    if not between.strip() and stop == previous.segment.outer_end:
        # “Were you there?” “I was.”: two quotations side by side are two speakers'.
        return False
    return len(re.findall(r"[.!?]\s", between)) <= 1


def _find_frame(
    passage: Passage, segment: Segment, frames: Sequence[Frame], index: NameIndex, words: ClauseWords
) -> tuple[Frame | None, str]:
    floor, stop = passage.sentence(segment.outer_start)
    before = [f for f in frames if floor <= f.start and f.cue.end <= segment.outer_start and f.form != "phrase"]
    after = next((f for f in frames if f.start >= segment.outer_end), None)
    led_in = before and _gap_before(passage, segment, before[-1]) in ("", ",", ":")
    if after is not None and not led_in and _is_right_after(passage, segment, after):
        return after, "after_quote"
    if before and segment.outer_start - max(before[-1].end, before[-1].cue.end) <= _NEAR:
        return _outermost(passage, before, index, words), "before_quote"
    mates = [f for f in frames if floor <= f.start < stop]
    around = [f for f in mates if f.source.end <= segment.outer_start and segment.outer_end <= f.cue.start]
    if around:
        return around[0], "same_sentence"
    if before:
        return _outermost(passage, before, index, words), "same_sentence"
    later = [f for f in mates if f.start >= segment.outer_end and f.kind in ("speech", "stating")]
    phrase = [f for f in mates if f.form == "phrase"]
    if later and later[0].form != "shared":
        return later[0], "same_sentence"
    return (phrase[0], "same_sentence") if phrase else (None, "")


def _outermost(passage: Passage, frames: Sequence[Frame], index: NameIndex, words: ClauseWords) -> Frame:
    """Return the last frame, or the one in whose words it stands and whose source therefore speaks.

    A view that somebody reports is in the reporter's words (she said voters feel “…”), a country's in its speaker's
    (the minister said Vell deplores “…”), and "what he calls" leads back to the subject of the sentence.
    """
    inner = frames[-1]
    outer = [f for f in frames[:-1] if f.cue.end <= inner.source.start and f.form != "phrase"]
    told = [f for f in outer if f.kind in ("speech", "stating")]
    if inner.kind == "thought" or (inner.kind == "manner" and _is_place(inner, index)):
        return told[0] if told else inner
    pronoun = passage.masked[inner.source.start : inner.source.end].casefold()
    if pronoun not in word_set(words.language, "subjects"):
        return inner
    if not _NAMING(words.language).search(passage.masked, passage.start, inner.source.start):
        own = _OWN_CLAUSE(words.language).search(passage.masked, passage.start, inner.source.start)
        return inner if own or not told else told[-1]
    if outer:
        return outer[0]
    subject = sentence_subject(passage, inner.source.start, index, words)
    return inner._replace(source=subject) if subject else inner


def _is_place(frame: Frame, index: NameIndex) -> bool:
    names = index.between(frame.source.start, frame.source.end)
    return bool(names) and names[-1].kind == "place" and names[-1].end == frame.source.end


def _gap_before(passage: Passage, segment: Segment, frame: Frame) -> str:
    return passage.masked[max(frame.end, frame.cue.end) : segment.outer_start].strip()


def _is_right_after(passage: Passage, segment: Segment, frame: Frame) -> bool:
    gap = passage.masked[segment.outer_end : frame.start]
    if len(gap) > 4 or gap.strip(" \t\r\n\u00a0,—–-"):
        return False
    if frame.form == "shared":
        return False
    last = passage.text[segment.end - 1]
    if last.isalnum() and frame.form == "before" and not gap.strip():
        return False
    if last in ".…" and "," not in gap and frame.form == "before":
        tail = passage.masked[frame.cue.end : frame.cue.end + 3]
        # "… so.” She added, “…": that attribution is the next quotation's.
        return tail[:1] in (".", ",", ":", ";", "") and MASK not in tail
    return True


def _directness(passage: Passage, segment: Segment, rule: str) -> str:
    """Return direct for whole clauses, partial for words built into the reporter's own sentence."""
    first = next((c for c in passage.text[segment.start : segment.end] if c.isalpha()), "")
    floor, _ = passage.sentence(segment.outer_start)
    lead = passage.masked[floor : segment.outer_start].rstrip()
    if not lead or lead[-1] in ":,":
        return "direct" if not first.islower() or rule in ("after_quote", "before_quote") else "partial"
    if rule == "before_quote" and not first.islower() and len(passage.text[segment.start : segment.end].split()) > 4:
        return "direct"
    return "partial"
