"""Where each stretch of an article in a family comes from, word for word."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from flows.base.text import Span, trim
from flows.stages.families.witness import Witness, align
from flows.stages.families.wording import compare_words, opens_at
from flows.stages.matches import align_across, in_two_languages

Row = Mapping[str, Any]

# So many sentences at most, between two that correspond across languages, correspond to what stands there.
RENDERED_GAP = 3


class Segment(NamedTuple):
    """A row of SEGMENTS."""

    article_id: str
    char_start: int
    char_end: int
    kind: str
    from_article_id: str | None
    from_start: int | None
    from_end: int | None


class Counterpart(NamedTuple):
    """The sentences of another article that a sentence corresponds to, in text order.

    `is_rendering`: that article is in another language, where equal words are names and not carried over.
    """

    article_id: str
    text: str
    spans: tuple[Span, ...]
    is_rendering: bool = False


class _Stretch(NamedTuple):
    """A stretch from `start` to wherever the next begins."""

    start: int
    kind: str
    article_id: str | None
    source: Span | None


def other_article(match: Row, article_id: str) -> str:
    """Return the other article of a match."""
    other: str = match["article_b"] if match["article_a"] == article_id else match["article_a"]
    return other


def find_counterparts(article_id: str, matches: Iterable[Row]) -> dict[Span, list[tuple[str, Span]]]:
    """Return, for each sentence of an article that these matches aligned, what it was aligned with."""
    found: dict[Span, list[tuple[str, Span]]] = {}
    for match in matches:
        mine, theirs = ("a", "b") if match["article_a"] == article_id else ("b", "a")
        for pair in sorted(match["evidence"], key=lambda pair: -pair["similarity"]):
            span = Span(pair[f"{mine}_start"], pair[f"{mine}_end"])
            other = Span(pair[f"{theirs}_start"], pair[f"{theirs}_end"])
            found.setdefault(span, []).append((match[f"article_{theirs}"], other))
    return found


def _find_aligned(witness: Witness, donor: Witness) -> list[tuple[int, int]]:
    return [(pair.a, pair.b) for pair in align(witness, donor)]


def _find_rendered(witness: Witness, donor: Witness) -> Iterator[tuple[int, int]]:
    """Yield the sentences that correspond in another language, by number.

    A few without names and numbers in common, between such as have them, correspond to what stands there in the other.
    """
    chain = align_across(witness.profile, donor.profile)
    yield from ((pair.a, pair.b) for pair in chain)
    for one, following in pairwise(chain):
        mine, theirs = range(one.a + 1, following.a), range(one.b + 1, following.b)
        if max(len(mine), len(theirs)) <= RENDERED_GAP:
            yield from itertools.product(mine, theirs)


def trace_sentences(witness: Witness, donors: Iterable[Witness]) -> dict[Span, Counterpart]:
    """Return the counterpart of each sentence in the first donor that has one; the rest is nobody's.

    Later donors are asked only for what earlier ones leave.
    """
    found: dict[Span, Counterpart] = {}
    for donor in donors:
        if len(found) == len(witness.sentences):
            break
        is_rendering = in_two_languages(witness.profile.language, donor.profile.language)
        theirs: dict[int, list[Span]] = {}
        for a, b in _find_rendered(witness, donor) if is_rendering else _find_aligned(witness, donor):
            sentence = donor.sentences[b]
            theirs.setdefault(a, []).append(Span(sentence.char_start, sentence.char_end))
        for number, spans in theirs.items():
            mine = Span(witness.sentences[number].char_start, witness.sentences[number].char_end)
            found.setdefault(mine, Counterpart(donor.article_id, donor.text, tuple(sorted(set(spans))), is_rendering))
    return found


def _trace_words(text: str, sentence: Span, counterpart: Counterpart) -> Iterator[_Stretch]:
    """Yield the stretches of a sentence: copied where the words are the same, added where the other has none."""
    whole = Span(counterpart.spans[0].start, counterpart.spans[-1].end)
    if counterpart.is_rendering:
        yield _Stretch(sentence.start, "rewritten", counterpart.article_id, whole)
        return
    pieces = compare_words(text, sentence, counterpart.text, counterpart.spans)
    if not any(piece.is_same for piece in pieces):
        yield _Stretch(sentence.start, "rewritten", counterpart.article_id, whole)
        return
    for number, piece in enumerate(pieces):
        start = opens_at(text, piece.span.start, sentence.start) if number else sentence.start
        kind = "copied" if piece.is_same else "rewritten" if piece.other else "added"
        yield _Stretch(start, kind, counterpart.article_id if piece.other else None, piece.other)


def _stretches(text: str, body: Sequence[Span], counterparts: Mapping[Span, Counterpart]) -> Iterator[_Stretch]:
    """Yield the stretches of a text in order: what stands between the sentences of the body is furniture."""
    end = 0
    for sentence in body:
        gap = trim(text, end, sentence.start)
        if gap.end > gap.start:
            yield _Stretch(gap.start, "boilerplate", None, None)
        counterpart = counterparts.get(sentence)
        if counterpart:
            yield from _trace_words(text, sentence, counterpart)
        else:
            yield _Stretch(sentence.start, "added", None, None)
        end = sentence.end
    gap = trim(text, end, len(text))
    if gap.end > gap.start:
        yield _Stretch(gap.start, "boilerplate", None, None)


def _continues(text: str, last: _Stretch, following: _Stretch) -> bool:
    """Tell whether one stretch runs on into the next: same kind, same article, and nothing left out there between."""
    if (last.kind, last.article_id) != (following.kind, following.article_id):
        return False
    if last.source is None or following.source is None:
        return last.source is following.source
    return (
        last.kind == "copied"
        and last.source.end <= following.source.start
        and not any(character.isalnum() for character in text[last.source.end : following.source.start])
    )


def _join(stretches: Iterable[_Stretch], texts: Mapping[str, str]) -> list[_Stretch]:
    joined: list[_Stretch] = []
    for one in stretches:
        last = joined[-1] if joined else None
        if last and _continues(texts.get(one.article_id or "", ""), last, one):
            source = Span(last.source.start, one.source.end) if last.source and one.source else None
            joined[-1] = last._replace(source=source)
        else:
            joined.append(one)
    return joined


def find_segments(
    article_id: str, text: str, body: Sequence[Span], counterparts: Mapping[Span, Counterpart]
) -> list[Segment]:
    """Return the segments of an article in text order: every code point of the text stands in exactly one.

    White space belongs to the stretch before it, at the very beginning to the first. Runs of copied stretches that
    follow each other in the source too are one segment, so are those that are all added or all furniture.
    """
    texts = {one.article_id: one.text for one in counterparts.values()}
    joined = _join(_stretches(text, body, counterparts), texts)
    bounds = [0, *(one.start for one in joined[1:]), len(text)]
    return [
        Segment(article_id, start, end, one.kind, one.article_id, *(one.source or (None, None)))
        for one, (start, end) in zip(joined, pairwise(bounds), strict=False)
    ]
