"""The comparison of two articles done afresh from their published rows, by the very functions of a run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.schemas.local import BODY_KINDS
from flows.base.text import words
from flows.stages.fingerprints import content_stems, find_sentences
from flows.stages.fingerprints.anchor_keys import find_anchor_keys
from flows.stages.fingerprints.article_keys import find_article_keys
from flows.stages.matches.decide import (
    Comparison,
    Features,
    MatchesConfig,
    Ruling,
    Weighed,
    compare,
    explain_decision,
    score,
    weigh,
)
from flows.stages.matches.features import QUOTE_SIMILARITY, jaccard
from flows.stages.matches.profiles import QUOTE_WORDS, Profile, make_profile
from flows.stages.utterances import RESTORED
from flows.store.engine import Connection

Row = Mapping[str, Any]


class Reading(NamedTuple):
    """One article as the comparison reads it: its row, its quotations, its profile, the keys it is found by.

    `words` are keys of its content words, `word_pairs` of two in a row, `anchors` of numbers and what stands by them.
    """

    article: Row
    quotes: tuple[Row, ...]
    profile: Profile
    words: frozenset[int]
    word_pairs: frozenset[int]
    anchors: frozenset[int]


class Aligned(NamedTuple):
    """Two stretches that correspond, each with its place in articles.text; `by` is who is quoted, if it is a quote."""

    a_start: int
    a_end: int
    a_text: str
    a_by: str | None
    b_start: int
    b_end: int
    b_text: str
    b_by: str | None
    similarity: float


class Compared(NamedTuple):
    """What a comparison of a with b gives, seen from a."""

    features: Features
    has_numbers: bool
    parts: list[Weighed]
    score: float
    ruling: Ruling
    sentences: list[Aligned]
    quotes: list[Aligned]


def read_article(con: Connection, article: Row) -> Reading:
    """Return an article of the warehouse, given its row with the text, as the comparison reads it."""
    given = {"article_id": article["article_id"]}
    of_article = "from {} where article_id = $article_id order by char_start, char_end"
    blocks = con.sql(of_article.format("blocks"), params=given).to_arrow_table().to_pylist()
    quotes = con.sql(of_article.format("quotes"), params=given).to_arrow_table().to_pylist()
    return make_reading(article, blocks, quotes)


def make_reading(article: Row, blocks: Iterable[Row], quotes: Iterable[Row]) -> Reading:
    """Return an article as the comparison reads it, given its row, its blocks and its quotes in text order."""
    body = [(block["char_start"], block["char_end"]) for block in blocks if block["kind"] in BODY_KINDS]
    found = find_sentences(article["text"], body)
    # What siblings show came after the comparison and has no part in it.
    quotes = [row for row in quotes if row["rule"] != RESTORED]
    profile = make_profile(article, [sentence._asdict() for sentence in found], quotes)
    (keys,) = find_article_keys([[sentence.terms for sentence in found]])
    (anchors,) = find_anchor_keys([[sentence.names for sentence in found]])
    of_words = (frozenset(of_kind.tolist()) for of_kind in (keys.words, keys.pairs, anchors))
    return Reading(article, tuple(quotes), profile, *of_words)


def compare_readings(a: Reading, b: Reading, config: MatchesConfig) -> Compared:
    """Return the comparison of a with b. It is made as in a run, the smaller id first, and turned round if need be."""
    if a.article["article_id"] < b.article["article_id"]:
        comparison = compare(a.profile, b.profile, config)
    else:
        comparison = _turned(compare(b.profile, a.profile, config))
    features = comparison.features
    total = score(features, comparison.has_numbers, config)
    return Compared(
        features,
        comparison.has_numbers,
        weigh(features, comparison.has_numbers, config),
        total,
        explain_decision(features, total, config),
        list(_align_sentences(a, b, comparison)),
        list(_align_quotes(a, b)),
    )


def _turned(comparison: Comparison) -> Comparison:
    """Return a comparison as seen from the other side."""
    seen = comparison.features
    features = seen._replace(
        alignment_a=seen.alignment_b,
        alignment_b=seen.alignment_a,
        containment_a=seen.containment_b,
        containment_b=seen.containment_a,
        a_credits_b=seen.b_credits_a,
        b_credits_a=seen.a_credits_b,
    )
    chain = [pair._replace(a=pair.b, b=pair.a) for pair in comparison.chain]
    return comparison._replace(features=features, chain=chain)


def _align_sentences(a: Reading, b: Reading, comparison: Comparison) -> Iterator[Aligned]:
    for pair in comparison.chain:
        one, other = a.profile.sentences[pair.a], b.profile.sentences[pair.b]
        text_a = a.article["text"][one.char_start : one.char_end]
        text_b = b.article["text"][other.char_start : other.char_end]
        yield Aligned(
            one.char_start, one.char_end, text_a, None, other.char_start, other.char_end, text_b, None, pair.similarity
        )


def _stems(quotes: Iterable[Row]) -> list[tuple[Row, frozenset[str]]]:
    """Return the quotations that count, with the stems by which the feature quotes_aligned compares them."""
    spoken = (row for row in quotes if row["directness"] != "indirect" and row["inside_quote_id"] is None)
    plain = ((row, words(row["content"])) for row in spoken)
    return [(row, frozenset(content_stems(" ".join(found)))) for row, found in plain if len(found) >= QUOTE_WORDS]


def _align_quotes(a: Reading, b: Reading) -> Iterator[Aligned]:
    """Yield each quotation of the side with fewer that has a counterpart, with the most alike of the other side."""
    sides = _stems(a.quotes), _stems(b.quotes)
    is_turned = len(sides[1]) < len(sides[0])
    fewer, more = (sides[1], sides[0]) if is_turned else sides
    for row, stems in fewer:
        best = max(more, key=lambda other: jaccard(stems, other[1]), default=None)
        if best and (similarity := jaccard(stems, best[1])) >= QUOTE_SIMILARITY:
            ends: Sequence[Row] = (best[0], row) if is_turned else (row, best[0])
            yield Aligned(*_told(ends[0]), *_told(ends[1]), similarity)


def _told(quote: Row) -> tuple[int, int, str, str | None]:
    return quote["char_start"], quote["char_end"], quote["content"], quote["source_name"] or quote["source_text"]
