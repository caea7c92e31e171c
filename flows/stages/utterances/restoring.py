"""Quotations that lost their marks in a copy: the stretches that correspond to a sibling's words in marks."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.ids import span_id
from flows.base.lexicon import DEFAULT_LANGUAGE, speech_language
from flows.base.text import DASHES, DOUBLE_MARKS, Span, fold, word_spans
from flows.stages.quotes.cues import find_cues
from flows.stages.utterances.alignment import UtterancesConfig
from flows.stages.utterances.pairing import AlignedSentences, ArticlePair, Link, Row, Stretch, family_pairs
from flows.stages.utterances.spelling import surname
from flows.stages.utterances.wording import read_wording, score_likeness

RULE = "restored_from_sibling"
# Between the likeness of a rewrite and that of a parse: the words are speech, where they end is less sure.
CONFIDENCE = 0.6
_EDGE = re.compile(rf"(?:[\s,;:{re.escape(DOUBLE_MARKS + DASHES)}]|[‘’‹›'](?!\w)|(?<!\w)[‘’‹›']|â€[œ\x9d˜™]?)+")
# UTF-8 read as Windows-1252 leaves three characters, or two, of each mark.
_MARKS = re.compile(rf"[{re.escape(DOUBLE_MARKS)}]|â€[œ\x9d]?")
_QUOTES = re.compile(rf"{_MARKS.pattern}|(?<!\w)[‘‹']|[’›'](?!\w)")
_OPENING_DASH = re.compile(f"(?:^|\\n)[ \\t]*[{re.escape(DASHES)}]\\s?")
# Who said it stands in so few words before or after, in the same line or the next.
_ATTRIBUTION_WORDS = 8
_SPEAKER_WORDS = 16
_TAIL_WORDS = 4
_ATTRIBUTION_LETTERS = 80
_BREAKS = re.compile(f"[,:\n{re.escape(DOUBLE_MARKS)}—–]")


class Copy(NamedTuple):
    """An article as its file has it, and the language of its speech."""

    text: str
    language: str | None


class Lost(NamedTuple):
    """A quotation in marks that has no counterpart in another article, and where there its words should stand."""

    quote: Row
    article_id: str
    stretch: Span
    taken: tuple[Span, ...]


class _Piece(NamedTuple):
    """The words, and who the copy says said them: source and cue, if they stand beside the words."""

    words: Span
    source: Span | None
    cue: Span | None


def find_lost(
    rows: Sequence[Row],
    links: Iterable[Link],
    members: Mapping[str, Row],
    aligned: Mapping[Link, AlignedSentences],
    config: UtterancesConfig,
) -> list[Lost]:
    """Return the direct quotations, in whole marks, of siblings that an article has no row for, and where to look.

    That is the sentence that corresponds, or what lies between two that do.
    """
    answered: dict[str, set[str]] = defaultdict(set)
    article_of = {row["quote_id"]: row["article_id"] for row in rows}
    for left, right in links:
        answered[left].add(article_of[right])
        answered[right].add(article_of[left])
    found: list[Lost] = []
    for pair in family_pairs(rows, members, aligned, config.pairwise_members):
        for side in (pair, _turned(pair)):
            found += _lost_of_side(side, answered, config)
    return found


def _turned(pair: ArticlePair) -> ArticlePair:
    turned = tuple((b_start, b_end, a_start, a_end) for a_start, a_end, b_start, b_end in pair.aligned.stretches)
    return ArticlePair(pair.right, pair.left, AlignedSentences(turned), pair.right_id, pair.left_id)


def _lost_of_side(pair: ArticlePair, answered: Mapping[str, set[str]], config: UtterancesConfig) -> Iterator[Lost]:
    stretches = [*pair.aligned.stretches, *pair.aligned.gaps()]
    taken = tuple(Span(row["char_start"], row["char_end"]) for row in pair.right)
    for row in pair.left:
        if pair.right_id in answered[row["quote_id"]] or not _is_whole(row, config):
            continue
        for stretch in {*stretches, *_joined(row, pair.aligned.stretches)}:
            if _stands_in(row, stretch):
                yield Lost(row, pair.right_id, Span(stretch[2], stretch[3]), taken)


def _joined(row: Row, stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Return the sentences that a quotation of several runs over as one stretch, with those that correspond."""
    over = [one for one in stretches if row["char_start"] < one[1] and one[0] < row["char_end"]]
    if len(over) > 1:
        starts, ends, other_starts, other_ends = zip(*over, strict=True)
        yield min(starts), max(ends), min(other_starts), max(other_ends)


def _is_whole(row: Row, config: UtterancesConfig) -> bool:
    is_direct = row["directness"] == "direct" and row["marks"] == "ok" and row["inside_quote_id"] is None
    return is_direct and len(read_wording(row["content"]).words) >= config.restored_words


def _stands_in(row: Row, stretch: Stretch) -> bool:
    """Tell whether the larger part of the quotation stands in the stretch."""
    overlap = min(row["char_end"], stretch[1]) - max(row["char_start"], stretch[0])
    return bool(2 * overlap > row["char_end"] - row["char_start"])


def restore_quotes(lost: Iterable[Lost], copies: Mapping[str, Copy], config: UtterancesConfig) -> list[dict[str, Any]]:
    """Return the quotations found again in the copies, with the columns of restored_quotes, one for a place.

    The words must be like the sibling's: very, or less so where a stray mark or dash shows that marks were lost.
    """
    scored = []
    for one in lost:
        copy = copies[one.article_id]
        for free in _free(copy.text, one.stretch, one.taken):
            piece = _take_attribution(copy, free)
            piece = piece._replace(words=_without_speaker(copy.text, piece.words, one.quote))
            score = _score(copy, piece.words, one.quote, config)
            if score:
                scored.append((-score, one.article_id, piece.words.start, one.quote["quote_id"], one.quote, piece))
    rows: list[dict[str, Any]] = []
    taken: dict[str, list[Span]] = defaultdict(list)
    used: set[Link] = set()
    for _, article, _, quote_id, quote, piece in sorted(scored, key=lambda found: found[:4]):
        if (article, quote_id) in used or any(piece.words.overlaps(other) for other in taken[article]):
            continue
        used.add((article, quote_id))
        taken[article].append(piece.words)
        rows.append(_row(copies[article].text, article, piece, quote))
    return sorted(rows, key=lambda row: (row["article_id"], row["char_start"]))


def _free(text: str, stretch: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """Return the parts of a stretch, line by line, in which no quotation stands yet."""
    cuts = sorted(span for span in taken if span.overlaps(stretch))
    at = stretch.start
    for span in (*cuts, Span(stretch.end, stretch.end)):
        begin = at
        for line in text[at : max(at, span.start)].split("\n"):
            free = _trim_edges(text, Span(begin, begin + len(line)))
            if free.end > free.start:
                yield free
            begin += len(line) + 1
        at = max(at, span.end)


def _trim_edges(text: str, span: Span) -> Span:
    edges = [match.span() for match in _EDGE.finditer(text, *span)]
    start = edges[0][1] if edges and edges[0][0] == span.start else span.start
    while start < span.end and text[start] in ".!?…":
        start = next((at for at in range(start + 1, span.end) if not text[at].isspace()), span.end)
    end = edges[-1][0] if edges and edges[-1][1] == span.end else span.end
    return Span(start, max(start, end))


def _take_attribution(copy: Copy, free: Span) -> _Piece:
    """Return the words without "he explains" at their end or in the next line, or "she said:" before them."""
    language = speech_language(copy.language) or DEFAULT_LANGUAGE
    text = copy.text
    reach = text.find("\n", min(len(text), free.end + 2))
    after = Span(free.end, min(reach if reach >= 0 else len(text), free.end + _ATTRIBUTION_LETTERS))
    for start, end, limit in _places(text, free, after):
        side = _trim_edges(text, Span(start, end))
        cues = [cue for cue in find_cues(text, side.start, side.end, language) if cue.kind == "speech"]
        if len(cues) == 1 and len(word_spans(text, *side)) <= _ATTRIBUTION_WORDS:
            cue = Span(cues[0].start, cues[0].end)
            words = free if limit >= free.end else _trim_edges(text, Span(free.start, limit))
            words = words if start > free.start else _trim_edges(text, Span(end, free.end))
            return _Piece(words, _source_beside(text, side, cue), cue)
    return _Piece(free, None, None)


def _without_speaker(text: str, free: Span, quote: Row) -> Span:
    """Return the stretch without what stands before or after a comma and has the speaker's surname in it.

    Or without a few words behind the last comma of which the sibling's quotation has none, such as "she reflected".
    """
    name = surname(quote["source_name"])
    breaks = [match.start() for match in _BREAKS.finditer(text, *free)]
    named = [place.start for place in word_spans(text, *free) if name and fold(place.of(text)) == name]
    before = [at for at in breaks if named and at < named[0]]
    after = [at for at in breaks if named and at > named[-1]]
    if before and len(word_spans(text, before[-1], free.end)) <= _SPEAKER_WORDS:
        return _trim_edges(text, Span(free.start, before[-1]))
    if after and not before and len(word_spans(text, free.start, after[0])) <= _ATTRIBUTION_WORDS:
        return _trim_edges(text, Span(after[0], free.end))
    tail = breaks[-1] if breaks and not named else free.end
    said = read_wording(quote["content"])
    alien = read_wording(text[tail : free.end])
    is_alien = 0 < len(alien.words) <= _TAIL_WORDS and not set(alien.words) & set(said.words)
    return _trim_edges(text, Span(free.start, tail)) if is_alien else free


def _places(text: str, free: Span, after: Span) -> Iterator[tuple[int, int, int]]:
    """Return where an attribution may stand, and where the words before it end."""
    breaks = [match.start() for match in _BREAKS.finditer(text, *free)]
    for at in breaks[::-1][:2]:
        yield at, free.end, at
    if breaks:
        yield free.start, breaks[0], free.start
    if _MARKS.search(text, after.start, min(after.end, after.start + 4)):
        yield after.start, after.end, free.end


def _source_beside(text: str, side: Span, cue: Span) -> Span | None:
    before, after = (_trim_edges(text, Span(*part)) for part in ((side.start, cue.start), (cue.end, side.end)))
    found = before if before.end > before.start else Span(after.start, after.end - text[: after.end].endswith("."))
    return found if found.end > found.start else None


def _score(copy: Copy, words: Span, quote: Row, config: UtterancesConfig) -> float:
    """Return how like the words are to the sibling's; 0 if not enough, or if they tell that somebody spoke."""
    text = copy.text
    own, said = read_wording(words.of(text)), read_wording(quote["content"])
    if len(own.words) < config.restored_words or not 0.5 <= len(own.words) / len(said.words) <= 2:
        return 0.0
    around = text[max(0, words.start - 3) : words.end + 4]
    is_broken = bool(_MARKS.search(around) or _OPENING_DASH.search(around[:3]))
    likeness = score_likeness(own, said)
    if likeness < (config.broken_score if is_broken else config.restored_score):
        return 0.0
    is_reported = _count_cues(words.of(text), copy.language) > _count_cues(quote["content"], copy.language)
    return 0.0 if is_reported else likeness


def _count_cues(text: str, language: str | None) -> int:
    cues = find_cues(text, 0, len(text), speech_language(language) or DEFAULT_LANGUAGE)
    return sum(cue.kind == "speech" for cue in cues)


def _row(text: str, article: str, piece: _Piece, quote: Row) -> dict[str, Any]:
    """Return the row; its source is the sibling's, whatever the copy writes for it stands verbatim beside."""
    span, source, cue = piece
    name, kind = quote["source_name"], quote["source_kind"]
    written = {**_columns("source", text, source), **_columns("cue", text, cue)}
    return {
        **quote,
        **written,
        "source_text": source.of(text) if source else None,
        "cue": cue.of(text) if cue else None,
        "quote_id": span_id("quo", article, "restored", span),
        "article_id": article,
        "char_start": span.start,
        "char_end": span.end,
        "content": span.of(text),
        "marks": "repaired" if _has_mark(text, span) else "missing",
        "chain": _chain(written, source.of(text) if source else None, name, kind),
        "source_role": None,
        "rule": RULE,
        "confidence": CONFIDENCE,
        "repaired_from_quote_id": quote["quote_id"],
    }


def _has_mark(text: str, span: Span) -> bool:
    """Tell whether a quotation mark is left at either end."""
    return bool(_QUOTES.search(f"{text[max(0, span.start - 3) : span.start]} {text[span.end : span.end + 4]}"))


def _columns(name: str, text: str, span: Span | None) -> dict[str, int | None]:
    return {f"{name}_start": span.start if span else None, f"{name}_end": span.end if span else None}


def _chain(written: Mapping[str, int | None], said_by: str | None, name: str | None, kind: str) -> list[dict[str, Any]]:
    place = {"char_start": written["source_start"], "char_end": written["source_end"]}
    nobody = {"actor_text": None, "actor_name": None, "cue": None, "char_start": None, "char_end": None}
    source = {"actor_text": said_by, "actor_name": name, "actor_kind": kind, "cue": None}
    return [{"hop": 0, "actor_kind": "outlet", **nobody}, {"hop": 1, **source, **place}]
