"""What the pairwise features need of one article, worked out once an article."""

import functools
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from flows.base import lexicon
from flows.base.ids import key_hash
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
# Letters in a window: short enough that a misread letter, an inflection or another spelling of a name leaves others.
WINDOW = 4
# From so much on a number word multiplies the digits before it.
LEAST_SCALE = 1000
# Smaller numbers in words are as often none: the one, the two of them.
LEAST_SPELLED = 3
# "4 411" is how the folded words tell 4,411; a point is decimal unless three digits follow it.
# The search is for a digit first, which is fast; only then for what stands before it.
_NUMBER = re.compile(r"\d(?<![^\s-]\d)(?:\d{0,2}(?:[ .]\d{3})+|\d*(?:\.\d+)?)(?![^\s-])(?: ([a-z]+))?")
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


class Grid(NamedTuple):
    """Where the content stems of an article stand, as arrays: `keys` are their hashes, sorted, `weights` go with them.

    `stands` has a row for each sentence and a column for each stem: 1 where the sentence has it.
    """

    keys: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    stands: npt.NDArray[np.float64]
    sentence_weights: npt.NDArray[np.float64]


class Profile(NamedTuple):
    """An article as the features see it: `terms` are the weighed content stems, `words` all folded words in order.

    A trigram is three words in a row; `windows` are four letters in a row of a stem, `values` the numbers of the text
    however they are written, `written` the `terms` and `names` of each sentence as they are in SENTENCES.
    """

    article_id: str
    sentences: tuple[WeighedSentence, ...]
    terms: Mapping[str, float]
    grid: Grid
    trigrams: frozenset[str]
    windows: frozenset[str]
    names: frozenset[str]
    values: frozenset[str]
    quotes: tuple[frozenset[str], ...]
    words: str
    outlet: str | None
    credited_outlet: str | None
    language: str | None
    written: tuple[tuple[str, Sequence[str]], ...]


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


@functools.lru_cache(maxsize=1 << 17)
def _term_key(term: str) -> int:
    return key_hash(term)


def make_grid(sentences: Sequence[WeighedSentence], terms: Mapping[str, float]) -> Grid:
    """Return the grid of sentences whose stems are among the terms."""
    keys = np.array(list(map(_term_key, terms)), np.int64)
    order = np.argsort(keys)
    column_of = dict(zip(map(list(terms).__getitem__, order.tolist()), itertools.count(), strict=False))
    stands = np.zeros((len(sentences), len(keys)))
    columns = [column_of[term] for sentence in sentences for term in sentence.weights]
    rows = np.repeat(np.arange(len(sentences)), [len(sentence.weights) for sentence in sentences])
    stands[rows, columns] = 1.0
    return Grid(
        keys[order],
        np.array(list(terms.values()))[order],
        stands,
        np.array([sentence.weight for sentence in sentences]),
    )


@functools.lru_cache(maxsize=1 << 16)
def _windows_of_term(term: str) -> frozenset[str]:
    padded = f" {term} "
    return frozenset(padded[start : start + WINDOW] for start in range(max(1, len(padded) - WINDOW + 1)))


def letter_windows(terms: Iterable[str]) -> frozenset[str]:
    """Return the windows of four letters of the terms, each term with a blank before and after."""
    return frozenset().union(*map(_windows_of_term, terms))


@functools.cache
def _number_words() -> dict[str, int]:
    classes = {"cardinal", "tens", "scale"}
    return {word: int(value) for word, value, kind in lexicon.rows("en", "number_words") if kind in classes}


def _value(digits: str, scale: int) -> str:
    grouped = re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", digits)
    value = float(re.sub(r"[ .]", "", digits) if grouped else digits) * scale
    return f"{value:.10g}"


def number_values(words: str) -> frozenset[str]:
    """Return the numbers among folded words, alike however they are written: 4,411 and 4411, 13.3 thousand, forty."""
    known = _number_words()
    found = set()
    for match in _NUMBER.finditer(words):
        following = known.get(match[1] or "", 1)
        digits = match[0].removesuffix(f" {match[1]}") if match[1] else match[0]
        found.add(_value(digits, following if following >= LEAST_SCALE else 1))
    spelled = known.keys() & words.replace("-", " ").split()
    return frozenset(found.union(str(known[word]) for word in spelled if LEAST_SPELLED <= known[word] < LEAST_SCALE))


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
    names = frozenset(name for name in found if not name[0].isdigit())
    plain = [row["terms"].split() for row in sentences]
    stems = [list(filter(None, map(_content_stem, of_sentence))) for of_sentence in plain]
    plain_words = " ".join(row["terms"] for row in sentences)
    weight_of = {term: term_weight(term, names) for term in dict.fromkeys(itertools.chain.from_iterable(stems))}
    weighed = tuple(_weigh(row, terms, weight_of, quoted) for row, terms in zip(sentences, stems, strict=True))
    return Profile(
        article["article_id"],
        weighed,
        weight_of,
        make_grid(weighed, weight_of),
        _find_trigrams(plain),
        letter_windows(weight_of),
        names,
        number_values(plain_words),
        tuple(
            frozenset(content_stems(" ".join(of_quote)))
            for of_quote in (words(row["content"]) for row in spoken)
            if len(of_quote) >= QUOTE_WORDS
        ),
        plain_words,
        article["outlet"],
        article["credited_outlet"],
        article["language"],
        tuple((row["terms"], row["names"]) for row in sentences),
    )
