"""The reported speech of a passage, one stretch after the other, from the frames found in it."""

import bisect
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.text import Span, trim
from flows.stages.quotes.cues import MASK, is_finite_form
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.indirect.bounds import clean_content, cut_content
from flows.stages.quotes.indirect.complements import find_complement, may_be_noun
from flows.stages.quotes.indirect.grammar import Grammar, load_grammar
from flows.stages.quotes.linking import Link
from flows.stages.quotes.passages import Passage

_FEWEST_WORDS = {"object": 1, "infinitive": 2, "echo": 2, "gap": 2}
_FEWEST = 3
_WORD = re.compile(r"[a-z]+")
_SHORTEST_LEAD = 12
_LONGEST_INVERTED = 3
_ECHO_REACH = 14
_OPENS = ".!?,;:—–"
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
    cues = [frame.cue.start for frame in frames]
    found = []
    for number, frame in enumerate(frames):
        if frame in direct or not _reports(passage.masked, frame, grammar):
            continue
        sentence = Span(*passage.sentence(frame.cue.start))
        later = frames[number + 1 : bisect.bisect_left(cues, sentence.end, number)]
        for span, shape in _contents(passage.masked, sentence, frame, later, grammar):
            if span is None or span.of(passage.masked) in grammar.addressees:
                continue
            if _is_speech(passage, span, shape) and not _holds(direct_cues, span):
                has_marks = MASK in passage.masked[span.start : span.end]
                found.append(Reported(span.start, span.end, frame, has_marks, _rule(frame, shape, grammar)))
    return _without_nested(found)


def _without_nested(found: Sequence[Reported]) -> list[Reported]:
    """Return the stretches without the weaker ones that a source only mentions: she said he hoped to win."""
    ordered = sorted(found, key=lambda said: said.start)
    starts = [said.start for said in ordered]
    longest = max((said.end - said.start for said in found), default=0)
    kept = []
    for said in found:
        at = said.frame.cue.start
        near = ordered[bisect.bisect_left(starts, at - longest) : bisect.bisect_right(starts, at)]
        around = [h for h in near if at < h.end and h.frame is not said.frame]
        if said.rule in _FREE or not any(h.rule in _HOLDING or said.frame.form == "noun" for h in around):
            kept.append(said)
    return kept


def _speaks_directly(masked: str, link: Link, grammar: Grammar) -> bool:
    """Tell whether the frame gives quoted sentences, and not a clause of the reporter's with quoted words in it."""
    if link.frame is None or link.directness != "direct" or link.rule == "same_sentence":
        return False
    return link.rule != "before_quote" or grammar.that.match(masked, link.frame.cue.end) is None


def _reports(masked: str, frame: Frame, grammar: Grammar) -> bool:
    """Tell whether the frame gives somebody's words or mind: no view laid to the reader, no wish told in passing."""
    if frame.form in ("phrase", "noun"):
        return True
    kind = "stance" if "stance" in grammar.takes.get(frame.base, ()) else frame.kind
    verb = masked[frame.cue.start : frame.cue.end].split()
    if kind in ("thought", "stance") and frame.source.of(masked) in grammar.hearers:
        return False
    if frame.form == "after":
        return kind == "speech" and len(verb) < _LONGEST_INVERTED and not may_be_noun(masked, frame, grammar)
    return kind != "stance" or verb[0] not in grammar.ing


def _rule(frame: Frame, shape: str, grammar: Grammar) -> str:
    kind = "stance" if "stance" in grammar.takes.get(frame.base, ()) else frame.kind
    return kind if kind in ("thought", "stance") else f"indirect_{shape}"


def _holds(positions: Sequence[int], span: Span) -> bool:
    at = bisect.bisect_left(positions, span.start)
    return at < len(positions) and positions[at] < span.end


def _is_speech(passage: Passage, span: Span, shape: str) -> bool:
    """Tell whether the stretch has enough words, some of them outside quotation marks."""
    plain = passage.masked[span.start : span.end].replace(MASK, " ")
    words = passage.text[span.start : span.end].split()
    return len(words) >= _FEWEST_WORDS.get(shape, _FEWEST) and any(c.isalpha() for c in plain)


def _contents(
    masked: str, sentence: Span, frame: Frame, later: Sequence[Frame], grammar: Grammar
) -> Sequence[tuple[Span | None, str]]:
    """Return what the frame reports and its shape; None for a stretch where there is nothing."""
    if frame.form == "noun":
        return [(_behind_noun(masked, frame, sentence.end, later, grammar), "noun")]
    if frame.form == "phrase":
        return [(_around_phrase(masked, frame, *sentence, grammar), "phrase")]
    echoed = _echoed(masked, frame, sentence, grammar)
    if echoed:
        return [(span, "echo") for span in echoed]
    if frame.form == "after" or (frame.form == "before" and _ends_sentence(masked, frame, sentence.end, grammar)):
        is_clause = frame.kind != "manner" and not may_be_noun(masked, frame, grammar)
        front = _in_front(masked, frame, sentence.start, grammar) if is_clause else None
        if front or frame.form == "after":
            return [(front, "front")]
    return [_behind(masked, frame, sentence.end, later, grammar)]


def _behind(masked: str, frame: Frame, stop: int, later: Sequence[Frame], grammar: Grammar) -> tuple[Span | None, str]:
    """Return what follows the cue as its verb takes it, and its shape."""
    if frame.source.of(masked).split()[-1] in grammar.relatives:
        comma = masked.find(",", frame.cue.end, stop)
        stop = comma if comma > 0 else stop
    complement = find_complement(masked, frame, stop, grammar)
    if complement is None:
        return None, ""
    gap_end = grammar.gap_end.search(masked, complement.start, stop) if complement.shape == "gap" else None
    stop = gap_end.start() if gap_end else stop
    end = cut_content(masked, Span(complement.start, stop), frame, later, grammar, complement.shape)
    return clean_content(masked, complement.start, end, grammar), complement.shape


def _echoed(masked: str, frame: Frame, sentence: Span, grammar: Grammar) -> list[Span]:
    """Return the clauses around an attribution put into them: The gates, he said, are shut; as she noted, they are."""
    if frame.form != "before" or may_be_noun(masked, frame, grammar):
        return []
    low = max(sentence.start, frame.source.start - _ECHO_REACH)
    echo = grammar.echo.search(masked[low : frame.source.start])
    lead = trim(masked, sentence.start, low + echo.start() if echo else frame.source.start)
    rest = grammar.aside.match(masked, frame.cue.end, sentence.end)
    if echo is None and (rest is None or lead.end == lead.start or masked[lead.end - 1] != ","):
        return []
    if echo and rest is None and not grammar.ending.fullmatch(masked, frame.cue.end, sentence.end):
        return []
    parts = [clean_content(masked, lead.start, lead.end, grammar)]
    if rest and not grammar.afterthought.match(masked, rest.end(), sentence.end):
        end = cut_content(masked, Span(rest.end(), sentence.end), frame, (), grammar, "clause")
        parts.append(clean_content(masked, rest.end(), end, grammar))
    return [part for part in parts if part]


def _ends_sentence(masked: str, frame: Frame, stop: int, grammar: Grammar) -> bool:
    """Tell whether nothing but time, place or hearers follow the cue."""
    if "to" in grammar.takes.get(frame.base, ()) and grammar.infinitive.match(masked, frame.cue.end, stop):
        return False
    return grammar.ending.fullmatch(masked, frame.cue.end, stop) is not None


def _behind_noun(masked: str, frame: Frame, stop: int, later: Sequence[Frame], grammar: Grammar) -> Span | None:
    """Return what is claimed, promised or criticized behind the noun that says so."""
    that = grammar.that.match(masked, frame.cue.end, stop)
    wish = grammar.infinitive.match(masked, frame.cue.end, stop)
    start = that.end() if that else wish.end() if wish else frame.end
    end = cut_content(masked, Span(start, stop), frame, later, grammar, "clause" if that else "object")
    if that is None:
        before = masked[max(0, frame.start - _SHORTEST_LEAD) : frame.start]
        opens = not before.strip() or before.rstrip()[-1] in _OPENS or grammar.subordinate.search(before) is not None
        end = _before_main_verb(masked, start, end, grammar, opens)
    return clean_content(masked, start, end, grammar)


def _before_main_verb(masked: str, start: int, end: int, grammar: Grammar, opens: bool) -> int:
    """Return where the verb begins whose subject the noun is: his call for a vote failed."""
    for word in _WORD.finditer(masked, start, end):
        known = word.group() in grammar.verbs or (opens and is_finite_form(word.group(), grammar.language))
        if known and word.start() > start:
            return word.start()
    return end


def _in_front(masked: str, frame: Frame, floor: int, grammar: Grammar) -> Span | None:
    """Return the clause before ", X said"."""
    span = trim(masked, floor, frame.start)
    is_number = masked[frame.start - 1] == "," and masked[frame.start].isdigit()
    if span.end == span.start or masked[span.end - 1] not in _LEAD_ENDS or is_number:
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
