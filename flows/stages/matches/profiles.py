"""What the pairwise features need of one article, worked out once an article."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.text import Span, words
from flows.stages.fingerprints import content_stems, is_common_stem, stem

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
    """An article as the features see it: `terms` are the weighed content stems, `words` all folded words in order."""

    article_id: str
    sentences: tuple[WeighedSentence, ...]
    terms: Mapping[str, float]
    trigrams: frozenset[tuple[str, str, str]]
    names: frozenset[str]
    numbers: frozenset[str]
    quotes: tuple[frozenset[str], ...]
    words: str
    outlet: str | None
    credited_outlet: str | None


def term_weight(term: str, names: frozenset[str]) -> float:
    """Return the fixed weight of a content stem: numbers and names 2, long words 1.5, others 1, common ones 0.5."""
    if term[0].isdigit():
        return NUMBER_WEIGHT
    if term in names:
        return NAME_WEIGHT
    if is_common_stem(term):
        return COMMON_WEIGHT
    return LONG_WEIGHT if len(term) >= LONG_WORD else PLAIN_WEIGHT


def _quoted_length(span: Span, quoted: Iterable[Span]) -> int:
    return sum(max(0, min(span.end, stretch.end) - max(span.start, stretch.start)) for stretch in quoted)


def _weigh(row: Row, names: frozenset[str], quoted: list[Span]) -> WeighedSentence:
    weights = {term: term_weight(term, names) for term in content_stems(row["terms"])}
    span = Span(row["char_start"], row["char_end"])
    share = _quoted_length(span, quoted) / max(1, span.end - span.start)
    return WeighedSentence(*span, weights, sum(weights.values()), share > QUOTED_SHARE)


def _trigrams(sentences: Iterable[Row]) -> frozenset[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for row in sentences:
        terms = row["terms"].split()
        found.update(zip(terms, terms[1:], terms[2:], strict=False))
    return frozenset(found)


def make_profile(article: Row, sentences: Sequence[Row], quotes: Sequence[Row]) -> Profile:
    """Return the profile of one article from its rows."""
    spoken = [row for row in quotes if row["directness"] != "indirect" and row["inside_quote_id"] is None]
    quoted = [Span(row["char_start"], row["char_end"]) for row in spoken]
    found = frozenset(stem(name) for row in sentences for term in row["names"] for name in term.split())
    numbers = frozenset(name for name in found if name[0].isdigit())
    names = found - numbers
    weighed = tuple(_weigh(row, names, quoted) for row in sentences)
    return Profile(
        article["article_id"],
        weighed,
        {term: weight for sentence in weighed for term, weight in sentence.weights.items()},
        _trigrams(sentences),
        names,
        numbers,
        tuple(
            frozenset(content_stems(" ".join(plain)))
            for plain in (words(row["content"]) for row in spoken)
            if len(plain) >= QUOTE_WORDS
        ),
        " ".join(row["terms"] for row in sentences),
        article["outlet"],
        article["credited_outlet"],
    )
