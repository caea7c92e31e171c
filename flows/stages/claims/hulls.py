"""Find the stretches of a sentence that only attribute: from its quotes, and from frames besides them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flows.base.lexicon import entries
from flows.base.text import Span
from flows.stages.claims.frames import find_frames
from flows.stages.claims.grammar import blank_out, parse, skip_adverbs, starts_clause
from flows.stages.claims.parts import Source
from flows.stages.claims.voices import Speech, Voice, voice_of_frame, voice_of_speech
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
_CONTENT_REACH = 30  # tokens in which what an indirect row tells must show its verb
_WITH = re.compile(r"\b[Ww]ith\s(?:(?:the|its|his|her|their)\s)?$")
_CONCESSIONS = frozenset(("while", "although", "though", "whereas", "but while", "and while"))
_RELATIVE = re.compile(r",\s(?=(?:which|who)\s)")
_NAMING = word_set("naming")
_VIEW_REACH = 10  # tokens in which "as" must follow what is viewed as something
_NAMED_REACH = 40  # characters between "calling" and the quoted name it gives
_EMBEDDED = re.compile(r"\b(?:whether|if|because|how|why)\s+$", re.IGNORECASE)
# who know what it is like: nothing is told
_ASKED = re.compile(r"(?:know|knows|knew|known)\s(?:what|how|why|where|who)\b")
_WH_REACH = 6  # characters behind a frame in which the question word of what is known stands
# the source is the object of the clause in front of it: a blow for Olm, who said …
_GOVERNED = re.compile(r"\b(?:for|to|of|by|with|from|on|against|about|at|behind|than)\s(?:the\s)?$")


class Hull(NamedTuple):
    """A stretch that only attributes, the voice it names and the sides on which its content stands."""

    start: int
    end: int
    voice: Voice
    sides: frozenset[str]


def tells(text: str, speech: Speech) -> bool:
    """Tell whether an indirect row holds a clause: a mere noun phrase behind its cue asserts nothing."""
    nobody = speech.source_kind == "unknown" and speech.source_start is not None and speech.source_end is not None
    if nobody and any(parse(text, speech.source_start or 0, speech.source_end or 0).flags):
        return False
    ahead = text[max(0, (speech.source_start or 0) - 10) : speech.source_start or 0]
    if (speech.cue or "").endswith("ing") and _WITH.search(ahead):
        return False
    words, flags = parse(text, speech.start, speech.end)
    if not words:
        return False
    if speech.directness == "mixed":
        return any(flags) or "preposition" not in words[0].classes
    views = (speech.cue or "").casefold() in entries(_LANGUAGE, "view_verbs")
    if views and any(token.lower == "as" for token in words[1:_VIEW_REACH]):
        return False
    before = speech.cue_start is not None and speech.cue_start > speech.start
    return (
        before
        or flags[:1] == (True,)
        or words[0].lower in ("if", "when")
        or starts_clause(words, flags, skip_adverbs(words, 0), _CONTENT_REACH)
    )


def find_hulls(source: Source, sentence: Span, speeches: Sequence[Speech]) -> list[Hull]:
    """Return the attributing stretches of the sentence: those of its quotes, and frames besides them."""
    quoted: dict[tuple[int, int], Hull] = {}
    for speech in speeches:
        hull = _speech_hull(source, sentence, speech)
        if hull is not None:
            hull = hull._replace(start=_content_end(hull, speeches))
            known = quoted.get((hull.start, hull.end))
            quoted[hull.start, hull.end] = hull._replace(sides=hull.sides | known.sides) if known else hull
    hulls = _disjoint(quoted.values())
    spoken = [(speech.start, speech.end) for speech in speeches if speech.directness == "direct"]
    for frame in find_frames(blank_out(parse(source.text, sentence.start, sentence.end), spoken)):
        embedded = _EMBEDDED.search(source.text, max(0, frame.start - 12), frame.start)
        embedded = embedded or _ASKED.search(source.text, frame.cue_start, frame.end + _WH_REACH)
        if not embedded and all(frame.end <= hull.start or hull.end <= frame.start for hull in hulls):
            voice = voice_of_frame(frame, source.text, source.mentions)
            hulls.append(Hull(frame.start, frame.end, voice, frozenset((frame.side,))))
    ordered = sorted(hulls, key=lambda hull: (hull.start, hull.end))
    return ordered if not ordered else _with_stop(source.text, sentence, ordered)


def _content_end(hull: Hull, speeches: Sequence[Speech]) -> int:
    """Return where a hull begins behind what another told of its source: it said Olm left Vell and warned that …"""
    told = (s for s in speeches if s.directness == "indirect" and s.start == hull.start and s.end < hull.end)
    return max((s.end for s in told if s.cue_end is not None and s.cue_end <= s.start), default=hull.start)


def _with_stop(text: str, sentence: Span, hulls: list[Hull]) -> list[Hull]:
    """Return the hulls, with an empty one where a concession in front ends: while he says it is safe, it leaks."""
    first = hulls[0]
    if "after" not in first.sides or text[sentence.start : first.start].strip().casefold() not in _CONCESSIONS:
        return hulls
    words, flags = parse(text, first.end, sentence.end)
    commas = (at for at, token in enumerate(words) if token.lower == ",")
    end = next((at for at in commas if any(flags[:at]) and starts_clause(words, flags, at + 1)), None)
    if end is None or (len(hulls) > 1 and hulls[1].start < words[end].end):
        return hulls
    stop = Hull(words[end].start, words[end].end, first.voice, frozenset())
    return [first, stop, *hulls[1:]]


def _speech_hull(source: Source, sentence: Span, speech: Speech) -> Hull | None:
    marks = [m for m in (speech.source_start, speech.cue_start) if m is not None]
    ends = [m for m in (speech.source_end, speech.cue_end) if m is not None]
    if not marks or speech.cue_start is None or (speech.directness == "partial" and not _names(speech)):
        return None
    start, end = _told_start(source.text, speech, min(marks)), max(ends)
    relative = _RELATIVE.search(source.text, start, end)
    if relative and speech.directness == "partial":
        return None
    told = relative is not None and relative.end() <= speech.cue_start
    if relative and told and _is_told_of(source.text, sentence.start, start, relative.start()):
        start = relative.end()
    elif relative and relative.start() > start:
        end = relative.start()
    if start < sentence.start or end > sentence.end or (start < speech.end and speech.start < end):
        return None
    if _EMBEDDED.search(source.text, max(0, start - 12), start):
        return None
    side = "after" if speech.start >= end else "before"
    leads = source.text[end : speech.start].rstrip(" “\"'‘").endswith(":")  # told the crowd of supporters: “…
    if side == "after" and (leads or speech.directness in ("indirect", "mixed")):
        end = max(end, min(speech.start, sentence.end))
    return Hull(start, end, voice_of_speech(speech, source.text, source.mentions), frozenset((side,)))


def _is_told_of(text: str, begin: int, start: int, end: int) -> bool:
    """Tell whether the source in front of "who said" ends a clause of its own: it was a blow for Olm, who said …"""
    return _GOVERNED.search(text, begin, start) is not None or any(parse(text, start, end).flags)


def _told_start(text: str, speech: Speech, start: int) -> int:
    """Return where the hull begins: at the cue if its source first does something else.

    Olm left, saying he …; Olm left and said …
    """
    cue, end = speech.cue_start or 0, speech.source_end or 0
    doing = (speech.cue or "").endswith("ing") and text[end:cue].count(",") == 1
    if end > cue or not (doing or text[end:cue].endswith(" and ")):
        return start
    words, flags = parse(text, start, cue)
    return cue if words and words[-1].lower in (",", "and") and any(flags) else start


def _names(speech: Speech) -> bool:
    """Tell whether quoted words are what a source calls something, cue and thing standing before them."""
    cue = (speech.cue or "").casefold()
    between = speech.start - (speech.cue_end or speech.start)
    return cue in _NAMING and 0 < between < _NAMED_REACH and (speech.source_end or 0) <= (speech.cue_start or 0)


def _disjoint(hulls: Iterable[Hull]) -> list[Hull]:
    kept: list[Hull] = []
    for hull in sorted(hulls, key=lambda h: (h.start, -h.end)):
        if not kept or hull.start >= kept[-1].end:
            kept.append(hull)
        else:
            kept[-1] = kept[-1]._replace(sides=kept[-1].sides | hull.sides)
    return kept


def find_gaps(sentence: Span, hulls: Sequence[Hull]) -> list[tuple[int, int]]:
    """Return the stretches before, between and behind the hulls, one more than there are hulls."""
    starts = [sentence.start, *(hull.end for hull in hulls)]
    ends = [*(hull.start for hull in hulls), sentence.end]
    return list(zip(starts, ends, strict=True))
