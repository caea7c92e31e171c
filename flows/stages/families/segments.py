"""Where each stretch of an article in a family comes from, sentence by sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.text import Span, trim
from flows.stages.matches import VERBATIM

Row = Mapping[str, Any]


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
    """The stretch of another article that a sentence corresponds to, and how alike they are."""

    article_id: str
    start: int
    end: int
    similarity: float


def find_counterparts(article_id: str, matches: Iterable[Row], based_on: str | None) -> dict[Span, Counterpart]:
    """Return, for each aligned sentence of an article, its best counterpart.

    The article that it is based on goes before others; then the most alike, ties to the smaller id and offset.
    """
    found: dict[Span, list[Counterpart]] = {}
    for match in matches:
        mine, theirs = ("a", "b") if match["article_a"] == article_id else ("b", "a")
        for pair in match["evidence"]:
            span = Span(pair[f"{mine}_start"], pair[f"{mine}_end"])
            other = match[f"article_{theirs}"]
            counterpart = Counterpart(other, pair[f"{theirs}_start"], pair[f"{theirs}_end"], pair["similarity"])
            found.setdefault(span, []).append(counterpart)
    return {
        span: min(several, key=lambda one: (one.article_id != based_on, -one.similarity, one.article_id, one.start))
        for span, several in found.items()
    }


def _furniture(article_id: str, text: str, body: Sequence[Span]) -> Iterator[Segment]:
    """Yield what stands between the sentences of the body: headlines, captions, credits, standing text."""
    ends = [0, *(span.end for span in body)]
    starts = [*(span.start for span in body), len(text)]
    for end, start in zip(ends, starts, strict=True):
        gap = trim(text, end, start)
        if gap.end > gap.start:
            yield Segment(article_id, gap.start, gap.end, "boilerplate", None, None, None)


def find_segments(
    article_id: str, text: str, body: Sequence[Span], counterparts: Mapping[Span, Counterpart]
) -> list[Segment]:
    """Return the segments of an article in text order: each sentence of `body`, and the furniture between them."""
    segments = list(_furniture(article_id, text, body))
    for span in body:
        if (source := counterparts.get(span)) is None:
            segments.append(Segment(article_id, *span, "added", None, None, None))
        else:
            kind = "copied" if source.similarity >= VERBATIM else "rewritten"
            segments.append(Segment(article_id, *span, kind, source.article_id, source.start, source.end))
    return sorted(segments, key=lambda segment: segment.char_start)
