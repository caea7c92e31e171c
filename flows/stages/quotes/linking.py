"""Which frame speaks which quotation; which words in marks are no speech."""

import bisect
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.text import Span
from flows.stages.quotes.frames import Frame, sentence_subject
from flows.stages.quotes.marks import Segment
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import ClauseWords, NameIndex

# How sure each rule is: of the rows it makes outside headlines, the share that is speech with the annotated source,
# rounded, on two sets of American news (PolNeAR, 284 articles). The rules were tuned on the same sets, so expect
# a little less elsewhere. Speech is a quoted stretch that is annotated or lies in an annotated one, and reported words
# that overlap one by half. Without a cue it is only the share that is speech. The last three do not occur there: their
# values are set by hand.
CONFIDENCE = {
    "after_quote": 0.97,
    "before_quote": 0.87,
    "continued": 0.96,
    "said_before": 0.86,
    "same_sentence": 0.83,
    "label": 0.83,
    "indirect_that": 0.73,
    "indirect_clause": 0.73,
    "indirect_question": 0.73,
    "indirect_infinitive": 0.73,
    "indirect_object": 0.73,
    "indirect_front": 0.73,
    "indirect_phrase": 0.73,
    "indirect_echo": 0.73,
    "thought": 0.73,
    "stance": 0.73,
    "no_cue": 0.77,
    "dash": 0.75,
    "credit_line": 0.75,
    "marks_only": 0.4,
}
_NEAR = 48
# The attribution behind a quotation begins at once, but its source may be long before the cue comes.
_REACH = 300
_SCARE_WORDS = 3
_TERM_BEFORE = re.compile(
    r"\b(?:so-called|known as|(?:the )?(?:terms?|words?|phrases?|slogans?|hashtags?|chants?)|nicknamed|titled|entitled)"
    r"[,:]?\s*(?:an?\s+|the\s+)?$",
    re.IGNORECASE,
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "vs",
        "v",
        "de",
        "la",
        "le",
    ]
)


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
        frame, rule = _find_frame(passage, segment, frames[first:last])
        directness = _directness(passage, segment, rule)
        subject = sentence_subject(passage, segment.outer_start, index, words) if not rule else None
        reason = _reason_against(passage, segment, rule or ("subject" if subject else ""), directness)
        if reason:
            others.append((segment, reason))
            continue
        links.append(_link(passage, segment, (frame, rule, directness), links))
    return links, others


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
    return len(re.findall(r"[.!?]\s", between)) <= 1


def _find_frame(passage: Passage, segment: Segment, frames: Sequence[Frame]) -> tuple[Frame | None, str]:
    after = next((f for f in frames if f.start >= segment.outer_end), None)
    if after is not None and _is_right_after(passage, segment, after):
        return after, "after_quote"
    floor, stop = passage.sentence(segment.outer_start)
    before = [f for f in frames if floor <= f.start and f.cue.end <= segment.outer_start and f.form != "phrase"]
    if before and segment.outer_start - max(before[-1].end, before[-1].cue.end) <= _NEAR:
        return before[-1], "before_quote"
    mates = [f for f in frames if floor <= f.start < stop]
    if before:
        return before[-1], "same_sentence"
    later = [f for f in mates if f.start >= segment.outer_end and f.kind in ("speech", "stating")]
    phrase = [f for f in mates if f.form == "phrase"]
    if later and later[0].form != "shared":
        return later[0], "same_sentence"
    return (phrase[0], "same_sentence") if phrase else (None, "")


def _is_right_after(passage: Passage, segment: Segment, frame: Frame) -> bool:
    gap = passage.masked[segment.outer_end : frame.start]
    if len(gap) > 4 or gap.strip(" \t\r\n\u00a0,—–-"):
        return False
    if frame.form == "shared":
        return False
    last = passage.text[segment.end - 1]
    if last in ".…" and "," not in gap and frame.form == "before":
        tail = passage.masked[frame.cue.end : frame.cue.end + 1]
        return tail in ".,:;" or tail == ""
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


def _reason_against(passage: Passage, segment: Segment, rule: str, directness: str) -> str:
    """Return why the segment is no speech; empty if it is."""
    content = passage.text[segment.start : segment.end].rstrip(".,;:")
    tokens = content.split()
    if not tokens or (tokens[0][0] in "@#" and len(tokens) == 1):
        return "handle"
    if _is_heading(passage, segment, rule, tokens):
        return "heading"
    if _is_nickname(passage, segment, tokens):
        return "nickname"
    if rule in ("after_quote", "before_quote"):
        return "" if rule == "after_quote" or not _is_title(tokens, content) or directness == "direct" else "title"
    if _is_title(tokens, content) and (directness == "partial" or len(tokens) <= 8):
        return "title"
    if segment.is_single and rule == "":
        return "scare"
    return _weak_reason(passage, segment, rule, (directness, len(tokens)))


def _weak_reason(passage: Passage, segment: Segment, rule: str, shape: tuple[str, int]) -> str:
    directness, count = shape
    before = passage.masked[max(passage.start, segment.outer_start - 30) : segment.outer_start]
    if count <= _SCARE_WORDS + 2 and _TERM_BEFORE.search(before):
        return "term"
    return "scare" if count <= _SCARE_WORDS and directness == "partial" and rule == "" else ""


def _is_heading(passage: Passage, segment: Segment, rule: str, tokens: Sequence[str]) -> bool:
    """Tell a cross-heading in marks: a few words without an end, alone between sentences."""
    if rule not in ("", "subject", "same_sentence") or len(tokens) > 8 or passage.text[segment.end - 1] in ".!?…,":
        return False
    floor, _ = passage.sentence(segment.outer_start)
    lead = passage.masked[floor : segment.outer_start].strip()
    rest = passage.masked[segment.outer_end : min(passage.end, segment.outer_end + _NEAR)].lstrip()
    alone = not rest and not lead and segment.outer_start <= passage.start + 1
    run_in = not lead and bool(rest) and rest[0].isupper() and segment.outer_start > passage.start
    return alone or run_in


def _is_nickname(passage: Passage, segment: Segment, tokens: Sequence[str]) -> bool:
    if len(tokens) > 3 or not tokens[0][0].isupper():
        return False
    before = passage.masked[max(passage.start, segment.outer_start - 25) : segment.outer_start].split()
    after = passage.masked[segment.outer_end : segment.outer_end + 25]
    return (
        bool(before)
        and before[-1][0].isupper()
        and before[-1].isalpha()
        and re.match(r" [A-Z][a-z]+", after) is not None
    )


def _is_title(tokens: Sequence[str], content: str) -> bool:
    """Tell a title of a work by its capitals: every word but small ones."""
    if len(tokens) < 2 or content[-1] in "!?.":
        return False
    weighty = [t for t in tokens if t.casefold() not in _SMALL]
    return len(weighty) >= 2 and all(t[0].isupper() or t[0].isdigit() for t in weighty) and len(tokens) <= 12
