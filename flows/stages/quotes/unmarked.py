"""Speech without quotation marks that the layout shows: dash dialogue, "NAME: …" transcripts, credited pull quotes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import pattern, word_set
from flows.base.text import Span, trim
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import NameIndex

_DASH = re.compile(r"[—–―]\s+")
_LABEL = re.compile(r"([^\W\d_][\w.’'-]*(?:[ ][^\W\d_][\w.’'-]*){0,4})(?:[ ]?\([^)\n]{1,30}\))?:\s+(?=\S)")
# What follows is no name: a Level I Trauma Center speaks for nobody.
_FIRST_PERSON = pattern(r"\b(?:<first_person>)(?=['’]|,? [a-z])")
_FURTHEST_CREDIT = 120
# Longer words in small letters make a sentence of what might be a label: Dem Boten sagte Ada Lindqvist:
_LONGEST_PARTICLE = 3
_LONGEST_LABEL = 80
_SHORTEST_TURN = 12


class Unmarked(NamedTuple):
    """A stretch of speech without marks: its source and cue (none for a credit line), its rule, whether it goes on."""

    span: Span
    source: Span
    cue: Span | None
    rule: str
    goes_on: bool


def shows_speech(passage: Passage, language: str) -> bool:
    """Tell whether the block opens as dialogue, a credit line or a transcript does, or speaks in the first person."""
    block = passage.masked, passage.start, passage.end
    if _DASH.match(*block) or _LABEL.match(*block):
        return True
    return _FIRST_PERSON(language).search(*block) is not None


def speaks_itself(text: str, said: Span, source: Span, language: str) -> bool:
    """Tell whether words without marks are the source's own: they say I or we, and the source is neither."""
    own = word_set(language, "first_person")
    return source.of(text) not in own and _FIRST_PERSON(language).search(text, *said) is not None


def find_dialogue(passage: Passage, frames: Sequence[Frame]) -> list[Unmarked]:
    """Return what is said after the dashes of a block that opens with one; only where a cue shows it to be speech."""
    if not _DASH.match(passage.masked, passage.start, passage.end):
        return []
    starts = [m for m in _DASH.finditer(passage.masked, passage.start, passage.end) if _opens(passage, m.start())]
    bounds = [*(m.start() for m in starts[1:]), passage.end]
    spoken = [f for f in frames if f.form in ("after", "before", "phrase")]
    found: list[Unmarked] = []
    at = 0
    for mark, stop in zip(starts, bounds, strict=True):
        while at < len(spoken) and spoken[at].start <= mark.end():
            at += 1
        frame = spoken[at] if at < len(spoken) and spoken[at].start < stop else None
        piece = trim(passage.masked, mark.end(), frame.start if frame else stop)
        if (frame is None and not found) or MASK in passage.masked[piece.start : piece.end]:
            continue
        if frame and passage.masked[piece.end - 1 : piece.end] not in (",", "?", "!", "—", "–"):
            continue
        if frame and passage.masked[piece.end - 1] in ",—–":
            piece = trim(passage.masked, piece.start, piece.end - 1)
        if piece.end > piece.start:
            source = frame.source if frame else found[-1].source
            found.append(Unmarked(piece, source, frame.cue if frame else found[-1].cue, "dash", frame is None))
    return found


def _opens(passage: Passage, at: int) -> bool:
    before = passage.masked[max(passage.start, at - 3) : at].rstrip()
    return not before or before[-1] in ".!?…"


def find_label(passage: Passage, index: NameIndex) -> Unmarked | None:
    """Return the speech of a block like "ADA LINDQVIST: We will not go." """
    return find_label_at(passage.masked, passage.start, passage.end, index)


def find_label_at(text: str, start: int, end: int, index: NameIndex) -> Unmarked | None:
    """Return what the speaker says whose name and a colon open text[start:end]."""
    match = _LABEL.match(text, start, min(end, start + _LONGEST_LABEL))
    if not match:
        return None
    label = trim(text, match.start(1), match.end(1))
    content = trim(text, match.end(), end)
    if not _is_speaker(text[label.start : label.end], label, index) or content.end - content.start < _SHORTEST_TURN:
        return None
    colon = text.index(":", match.end(1))
    return Unmarked(content, label, Span(colon, colon + 1), "label", False)


def _is_speaker(label: str, span: Span, index: NameIndex) -> bool:
    if any(word.islower() and len(word) > _LONGEST_PARTICLE for word in label.split()):
        return False
    names = [n for n in index.between(span.start, span.end) if n.kind == "person"]
    if any(n.end == span.end for n in names):
        return True
    return (
        label.isupper()
        and len(label) > 2
        and any(
            n.kind == "person" and n.text.split()[-1].casefold() == label.split()[-1].casefold() for n in index.names
        )
    )


def find_credit(passage: Passage, index: NameIndex) -> Span | None:
    """Return the person of a line like "— Ada Lindqvist, union leader" that credits the block before it."""
    dash = _DASH.match(passage.masked, passage.start, passage.end)
    if not dash or passage.end - passage.start > _FURTHEST_CREDIT or passage.segments:
        return None
    names = [n for n in index.between(dash.end(), passage.end) if n.kind == "person"]
    if not names or passage.masked[dash.end() : names[0].start].strip() not in ("", names[0].title):
        return None
    rest = passage.masked[names[0].end : passage.end].strip()
    return Span(dash.end(), names[0].end) if not rest or rest[0] in ",.(" else None
