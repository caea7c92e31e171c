"""Frames: a cue with the source that goes with it, found in the words outside quotation marks."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import endings, pattern, word_set
from flows.base.text import Span, trim
from flows.stages.quotes.cues import MASK, Cue, find_cues, load_cues
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import (
    ClauseWords,
    NameIndex,
    extend_apposition,
    is_plural,
    load_clause_words,
    subject_after,
    subject_before,
)
from flows.stages.quotes.subjects import accompanying_subject, ends_in_paper, sentence_subject

_COORDINATED = pattern(r"(?:\b(?:<coordinators>)|,)\s+(?:(?:<adverbs>)\s+)?$")
# Frames of the same sentence that a later cue may share its subject with.
_REMEMBERED = 24
_LONGEST_TAIL = 60
_RELATIVE = pattern(r"\b(?:<relatives>)\b")
# "described in the letter as": a participle, not a finite verb.
_PASSIVE = pattern(r"\s+(?:<participle_followers>)\b")
_PARTICIPIAL = pattern(r"(?:[,\ue000—–]|\b(?:<participle_openers>))\s*(?:(?:<adverbs>)\s+)?$")
_TO_WHOM = pattern(r"\s+(?:<told_to>)\s+(?:(?:<articles>)\s+)?(?:[A-Z]|(?:<listeners>))")
_CLAUSE_END = pattern(r"\s*[.,;:!?()—–]|\s+(?:<source_followers>)\b")


class Frame(NamedTuple):
    """A cue and its source. `form`: before (source, cue), after (cue, source), phrase, shared or noun (her promise)."""

    start: int
    end: int
    cue: Span
    source: Span
    form: str
    kind: str
    base: str


def find_frames(passage: Passage, index: NameIndex, language: str) -> list[Frame]:
    """Return the frames of the passage in the order of their cues."""
    words = load_clause_words(language)
    cues = find_cues(passage.masked, passage.start, passage.end, language)
    nouns = load_cues(language).nouns

    frames: list[Frame] = []
    for at, cue in enumerate(cues):
        follower = cues[at + 1] if at + 1 < len(cues) else None
        if cue.base in nouns and follower and follower.base not in nouns and _is_noun(passage.masked, cue, follower):
            continue
        frame = _frame(passage, cue, frames[-_REMEMBERED:], index, words)
        if frame:
            frames.append(frame)
    return frames


def _is_noun(masked: str, cue: Cue, follower: Cue) -> bool:
    """Tell a noun that looks like a verb by the verb that follows at once: media reports said."""
    if cue.form not in ("bare", "finite"):
        return False
    return follower.group_start - cue.end <= 1 and follower.form in ("finite", "bare") and masked[cue.end] == " "


def _frame(passage: Passage, cue: Cue, earlier: list[Frame], index: NameIndex, words: ClauseWords) -> Frame | None:
    floor, stop = passage.sentence(cue.start)
    if cue.form == "phrase":
        return _after(passage, cue, stop, index, words, "phrase")
    if cue.form == "participle" and cue.group_start == cue.start:
        return None
    if cue.form in ("finite", "bare") and cue.kind in ("speech", "stating") and _may_invert(passage, cue):
        frame = _after(passage, cue, stop, index, words, "after")
        if frame and _is_inverted(passage, cue, frame, stop, words):
            return frame
    source = _own_subject(passage, cue, floor, earlier, (index, words)) if cue.form != "ing" else None
    if source and _lacks_object(passage, cue, source, stop, words):
        return None
    if source and (cue.form != "bare" or is_plural(passage.masked, source, words)):
        return Frame(source.start, cue.end, Span(cue.group_start, cue.end), source, "before", cue.kind, cue.base)
    return _shared(passage, cue, earlier, index, words)


def _own_subject(
    passage: Passage, cue: Cue, floor: int, earlier: Sequence[Frame], tools: tuple[NameIndex, ClauseWords]
) -> Span | None:
    """Return the subject right before the cue; not one that reaches back over another cue's content."""
    masked, verb = passage.masked, cue.group_start
    index, words = tools
    source = subject_before(masked, _floor_behind_quotes(masked, floor, verb), verb, index, words)
    nested = [f for f in earlier if source and source.start <= f.cue.start < source.end]
    if source and nested and not _RELATIVE(words.language).search(masked, source.start, nested[0].cue.start):
        return subject_before(masked, nested[-1].cue.end, verb, index, words)
    return source


def _lacks_object(passage: Passage, cue: Cue, source: Span, stop: int, words: ClauseWords) -> bool:
    """Tell a participle from a verb that needs an object: a plan described as “…”, a show called “…”.

    A relative before the subject is the object: the plan that the mayor described as “…”, what she called “…”.
    """
    if cue.kind != "manner" or cue.form != "finite" or _is_active(passage, cue, words):
        return False
    named = cue.base in word_set(words.language, "object_verbs")
    behind = passage.masked[cue.end : stop].lstrip()
    if not _PASSIVE(words.language).match(passage.masked, cue.end, stop) and not (named and behind[:1] == MASK):
        return False
    return _OBJECT_BEFORE(words.language).search(passage.masked, passage.start, source.start) is None


def _is_active(passage: Passage, cue: Cue, words: ClauseWords) -> bool:
    """Tell "is describing" from "described", which may be a participle without a subject."""
    return passage.masked[cue.start : cue.end].endswith(endings(words.language, "participles"))


_OBJECT_BEFORE = pattern(r"\b(?:<relatives>|<naming_relatives>)\s+$", re.IGNORECASE)


def _floor_behind_quotes(masked: str, floor: int, verb: int) -> int:
    last = masked.rfind(MASK, floor, verb)
    return max(floor, last + 1)


def _may_invert(passage: Passage, cue: Cue) -> bool:
    before = passage.masked[max(passage.start, cue.group_start - 3) : cue.group_start].rstrip()
    return not before or before[-1] in f",{MASK}—–?!-"


def _is_inverted(passage: Passage, cue: Cue, frame: Frame, stop: int, words: ClauseWords) -> bool:
    """Tell "…, said Ada Lindqvist." from what she said: "Ada Lindqvist, a leader, said the gates were open"."""
    behind = passage.masked[frame.end : stop]
    before = passage.masked[max(passage.start, cue.group_start - 3) : cue.group_start].rstrip()
    if cue.base in word_set(words.language, "telling"):
        return (before[-1:] in "—–" or MASK in before) and _TO_WHOM(words.language).match(behind) is not None
    if cue.base in word_set(words.language, "addressing") and MASK not in before:
        return False
    if before[-1:] != "," or MASK in before:
        return True
    # Without quotation marks the attribution ends its sentence: "Ada Lindqvist, a leader, said the gates of Vell …"
    return len(behind) <= _LONGEST_TAIL and (
        not behind.strip() or _CLAUSE_END(words.language).match(behind) is not None
    )


def _after(passage: Passage, cue: Cue, stop: int, index: NameIndex, words: ClauseWords, form: str) -> Frame | None:
    source = subject_after(passage.masked, cue.end, stop, index, words)
    if source is None:
        return None
    wide = extend_apposition(passage.masked, source, _without_point(passage.masked, stop), words)
    if form == "phrase" and _precedes_content(passage.masked, cue, wide, source):
        wide = source
    return Frame(cue.group_start, wide.end, Span(cue.group_start, cue.end), wide, form, cue.kind, cue.base)


def _precedes_content(masked: str, cue: Cue, wide: Span, source: Span) -> bool:
    """Tell whether "According to X, …" opens its sentence, so that what follows the comma is content."""
    before = masked[max(0, cue.start - 3) : cue.start].rstrip()
    return wide.end > source.end and (not before or before[-1] in ".!?\n")


def _without_point(masked: str, stop: int) -> int:
    span = trim(masked, max(0, stop - 4), stop)
    return span.end - 1 if span.end > span.start and masked[span.end - 1] in ".!?" else stop


def _shared(passage: Passage, cue: Cue, earlier: list[Frame], index: NameIndex, words: ClauseWords) -> Frame | None:
    """Return a frame whose subject stands further up in the sentence: X called it off, saying …"""
    floor, _ = passage.sentence(cue.start)
    before = passage.masked[max(floor, cue.group_start - 24) : cue.group_start]
    group = Span(cue.group_start, cue.end)
    if cue.form != "ing" and not _COORDINATED(words.language).search(before):
        return None
    if cue.form == "ing" and before and not _PARTICIPIAL(words.language).search(before):
        accompanied = accompanying_subject(passage.masked, floor, cue.group_start, index, words)
        if accompanied:
            return Frame(accompanied.start, cue.end, group, accompanied, "before", cue.kind, cue.base)
        if not ends_in_paper(passage.masked, floor, cue.group_start, words):
            return None
    mates = [f for f in earlier if f.cue.start >= floor]
    source = mates[-1].source if mates else sentence_subject(passage, cue.group_start, index, words)
    return Frame(cue.group_start, cue.end, group, source, "shared", cue.kind, cue.base) if source else None
