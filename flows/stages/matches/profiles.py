"""What the pairwise features need of one article, worked out once an article."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.text import Span, words
from flows.stages.fingerprints import content_stems, is_common_stem, is_function_word, stem

Row = Mapping[str, Any]

# Fixed weights: what is rare in every corpus weighs more, whatever this corpus holds.
NAME_WEIGHT = 2.0
NUMBER_WEIGHT = 2.0
LONG_WEIGHT = 1.5
PLAIN_WEIGHT = 1.0
COMMON_WEIGHT = 0.5
LONG_WORD = 8
# Quotations shorter than this are phrases that many articles carry.
QUOTE_WORDS = 5
# A sentence of which more than this share stands in quotation marks is a quotation, not the article's own text.
QUOTED_SHARE = 0.5


class WeighedSentence(NamedTuple):
    """A sentence as a set of weighed content stems."""

    char_start: int
    char_end: int
    weights: Mapping[str, float]
    weight: float
    is_quotation: bool


class Profile(NamedTuple):
    """An article as the features see it: `terms` are the weighed content stems, `words` all folded words in order.

    `places` are the numbers of the sentences that hold a stem. A trigram is three words in a row.
    """

    article_id: str
    sentences: tuple[WeighedSentence, ...]
    terms: Mapping[str, float]
    places: Mapping[str, Sequence[int]]
    trigrams: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    quotes: tuple[frozenset[str], ...]
    words: str
    outlet: str | None
    credited_outlet: str | None


@functools.lru_cache(maxsize=1 << 17)
def _content_stem(word: str) -> str:
    """Return the stem of a content word; empty for a function word."""
    return "" if is_function_word(word) else stem(word)


@functools.lru_cache(maxsize=1 << 17)
def _plain_weight(term: str) -> float:
    """Return the weight of a stem that is no name."""
    if term[0].isdigit():
        return NUMBER_WEIGHT
    if is_common_stem(term):
        return COMMON_WEIGHT
    return LONG_WEIGHT if len(term) >= LONG_WORD else PLAIN_WEIGHT


def term_weight(term: str, names: frozenset[str]) -> float:
    """Return the fixed weight of a content stem: numbers and names 2, long words 1.5, others 1, common ones 0.5."""
    return NAME_WEIGHT if term in names else _plain_weight(term)


def _quoted_length(span: Span, quoted: Iterable[Span]) -> int:
    return sum(max(0, min(span.end, stretch.end) - max(span.start, stretch.start)) for stretch in quoted)


def _weigh(row: Row, stems: Iterable[str], weight_of: Mapping[str, float], quoted: list[Span]) -> WeighedSentence:
    weights = {term: weight_of[term] for term in stems}
    span = Span(row["char_start"], row["char_end"])
    is_quotation = bool(quoted) and _quoted_length(span, quoted) > QUOTED_SHARE * (span.end - span.start)
    return WeighedSentence(*span, weights, sum(weights.values()), is_quotation)


def _find_places(sentences: Iterable[WeighedSentence]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, sentence in enumerate(sentences):
        for term in sentence.weights:
            if term in places:
                places[term].append(number)
            else:
                places[term] = [number]
    return places


def _find_trigrams(sentences: Iterable[Sequence[str]]) -> frozenset[str]:
    found: set[str] = set()
    for plain in sentences:
        found.update(map(" ".join, zip(plain, plain[1:], plain[2:], strict=False)))
    return frozenset(found)


def make_profile(article: Row, sentences: Sequence[Row], quotes: Sequence[Row]) -> Profile:
    """Return the profile of one article from its rows."""
    spoken = [row for row in quotes if row["directness"] != "indirect" and row["inside_quote_id"] is None]
    quoted = [Span(row["char_start"], row["char_end"]) for row in spoken]
    found = frozenset(stem(name) for row in sentences for term in row["names"] for name in term.split())
    numbers = frozenset(name for name in found if name[0].isdigit())
    names = found - numbers
    plain = [row["terms"].split() for row in sentences]
    stems = [list(filter(None, map(_content_stem, of_sentence))) for of_sentence in plain]
    weight_of = {term: term_weight(term, names) for of_sentence in stems for term in of_sentence}
    weighed = tuple(_weigh(row, terms, weight_of, quoted) for row, terms in zip(sentences, stems, strict=True))
    return Profile(
        article["article_id"],
        weighed,
        weight_of,
        _find_places(weighed),
        _find_trigrams(plain),
        names,
        numbers,
        tuple(
            frozenset(content_stems(" ".join(of_quote)))
            for of_quote in (words(row["content"]) for row in spoken)
            if len(of_quote) >= QUOTE_WORDS
        ),
        " ".join(row["terms"] for row in sentences),
        article["outlet"],
        article["credited_outlet"],
    )
