"""Word for word: which words of a sentence another text has too, in the same order."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from flows.base.text import Span, fold, word_spans

# A shorter run of the same words proves no copying, unless the sentence is no longer.
LEAST_RUN = 5

_OPENING = "\"'“„‟«‘‚‹([{¿¡—–"


class Piece(NamedTuple):
    """A stretch of words and the stretch that stands for it in the other text; null where that has none there."""

    span: Span
    other: Span | None
    is_same: bool


def _words(text: str, spans: Sequence[Span]) -> tuple[list[Span], list[str]]:
    found = [word for span in spans for word in word_spans(text, span.start, span.end)]
    return found, [fold(word.of(text)) for word in found]


def _cover(text: str, spans: Sequence[Span]) -> Span:
    """Return the words' stretch with the punctuation that clings to it."""
    start, end = spans[0].start, spans[-1].end
    while start and text[start - 1] in _OPENING:
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end].isalnum() and text[end] not in _OPENING[2:]:
        end += 1
    return Span(start, end)


def compare_words(text: str, mine: Span, other_text: str, others: Sequence[Span]) -> list[Piece]:
    """Return the pieces of a sentence in order: runs of the same words, and what stands between them.

    `others`: the sentences that correspond to it, in text order. Words are the same whatever their case, accents and
    punctuation. Empty if the sentence has no words. Longest matching blocks (Ratcliff and Obershelp 1988).
    """
    own_spans, own = _words(text, [mine])
    their_spans, theirs = _words(other_text, others)
    pieces: list[Piece] = []
    at, there = 0, 0
    least = min(LEAST_RUN, len(own))
    blocks = SequenceMatcher(None, own, theirs, autojunk=False).get_matching_blocks()
    for block in [block for block in blocks if block.size >= least or not block.size]:
        if block.a > at:
            between = their_spans[there : block.b]
            other = _cover(other_text, between) if between else None
            pieces.append(Piece(Span(own_spans[at].start, own_spans[block.a - 1].end), other, False))
        if block.size:
            span = Span(own_spans[block.a].start, own_spans[block.a + block.size - 1].end)
            pieces.append(Piece(span, _cover(other_text, their_spans[block.b : block.b + block.size]), True))
        at, there = block.a + block.size, block.b + block.size
    return pieces


def opens_at(text: str, start: int, least: int) -> int:
    """Return where a stretch opens whose first word stands at `start`: with the marks before it, not before `least`."""
    while start > least and text[start - 1] in _OPENING:
        start -= 1
    return start
