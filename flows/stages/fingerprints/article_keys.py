"""Keys by which an article's copies are found, for many articles at once.

A word key stands for a content word, a word-pair key for two in a row. A sketch is a handful of keys made from all of
these: articles most of whose word pairs are the same share one almost surely, others almost never.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from flows.base.ids import key_hash
from flows.base.text import words
from flows.stages.fingerprints.vocabulary import is_common_word, is_function_word, stem

Keys = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]

# Knuth's multiplicative constant (2^64 over the golden ratio) spreads the sum of two word hashes.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
# MinHash (Broder 1997) in 8 bands of 3: at 70 % of the word pairs in common 97 % of the pairs of articles share a
# band, at 30 % a fifth, at 5 % one in a thousand.
BANDS = 8
_ROWS = 3
# A sketch of fewer word pairs would stand for little text.
LEAST_KEYS = 8
# No word is a point.
_STOP = "."
_END, _FUNCTION, _COMMON, _OTHER = range(4)


class ArticleKeys(NamedTuple):
    """The keys of one article, each list sorted, each key once: of its content words, of its pairs of them, a sketch.

    The sketch has BANDS keys, or none for a short text.
    """

    words: Keys
    pairs: Keys
    sketch: Keys


@functools.lru_cache(maxsize=1 << 18)
def _word(word: str) -> tuple[int, int]:
    """Return the hash of a word's stem and its class."""
    kind = _FUNCTION if is_function_word(word) else _COMMON if is_common_word(word) else _OTHER
    return key_hash(stem(word)) & 0xFFFFFFFFFFFFFFFF, kind


@functools.cache
def _multipliers() -> _Hashes:
    """Return an odd multiplier for each row of each band, as a column."""
    hashes = [key_hash("band", str(number)) & 0xFFFFFFFFFFFFFFFF | 1 for number in range(BANDS * _ROWS)]
    return np.array(hashes, np.uint64).reshape(-1, 1)


@functools.lru_cache(maxsize=4096)
def name_keys(name: str | None) -> Sequence[int]:
    """Return the word keys of a name, such as an outlet's, sorted: an article that has all of them may name it."""
    plain = words(name or "")
    return sorted({key_hash(stem(word)) for word in plain if not is_function_word(word)})


def pair_hashes(left: _Hashes, right: _Hashes) -> _Hashes:
    """Return a hash of each two hashes, in this order."""
    return (left * np.uint64(31) + right) * _SPREAD


def _sketches(keys: _Hashes, starts: npt.NDArray[np.int64]) -> _Hashes:
    """Return BANDS band keys as a column for each article whose keys begin at a start."""
    least = np.minimum.reduceat(keys * _multipliers(), starts, axis=1).reshape(BANDS, _ROWS, -1)
    bands = np.zeros((BANDS, len(starts)), np.uint64)
    for row in range(_ROWS):
        bands = pair_hashes(bands, least[:, row, :])
    return bands + np.arange(BANDS, dtype=np.uint64).reshape(-1, 1)


def find_article_keys(articles: Sequence[Sequence[str]]) -> list[ArticleKeys]:
    """Return the keys of articles, each given as the `terms` of its sentences.

    Function words are skipped, and no pair crosses the end of a sentence. Two words that are common in news give no
    key: they would pair every article with every other.
    """
    numbers: defaultdict[str, int] = defaultdict(itertools.count(1).__next__, {_STOP: 0})
    flat: list[int] = []
    lengths = []
    for sentences in articles:
        before = len(flat)
        flat.extend(map(numbers.__getitem__, f" {_STOP} ".join([*sentences, _STOP]).split()))
        lengths.append(len(flat) - before)
    known = [(0, _END), *map(_word, itertools.islice(numbers, 1, None))]
    hashes = np.array([hash_ for hash_, _ in known], np.uint64)
    kinds = np.array([kind for _, kind in known], np.int8)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    numbered = np.array(flat, np.int64)
    is_content = kinds[numbered] != _FUNCTION
    numbered, owners = numbered[is_content], owners[is_content]
    is_word = kinds[numbered] != _END
    bounds = np.arange(len(lengths) + 1)
    content, word_owners = unique_keys(hashes[numbered[is_word]], owners[is_word])
    pairs, pair_owners = unique_keys(*_find_pairs(numbered, owners, hashes, kinds))
    words_of = cut_keys(content.view(np.int64), np.searchsorted(word_owners, bounds))
    pairs_of = cut_keys(pairs.view(np.int64), np.searchsorted(pair_owners, bounds))
    return list(map(ArticleKeys, words_of, pairs_of, _find_sketches(pairs, np.searchsorted(pair_owners, bounds))))


def _find_pairs(
    numbered: npt.NDArray[np.int64], owners: npt.NDArray[np.int64], hashes: _Hashes, kinds: npt.NDArray[np.int8]
) -> tuple[_Hashes, npt.NDArray[np.int64]]:
    """Return the hash of each two content words in a row that make a key, and the number of its article."""
    left, right = numbered[:-1], numbered[1:]
    kind_left, kind_right = kinds[left], kinds[right]
    is_key = (kind_left != _END) & (kind_right != _END) & ((kind_left != _COMMON) | (kind_right != _COMMON))
    return pair_hashes(hashes[left[is_key]], hashes[right[is_key]]), owners[:-1][is_key]


def unique_keys(keys: _Hashes, owners: npt.NDArray[np.int64]) -> tuple[_Hashes, npt.NDArray[np.int64]]:
    """Return the keys and the number of the article of each, by article and key, each once in an article."""
    order = np.lexsort((keys.view(np.int64), owners))
    keys, owners = keys[order], owners[order]
    is_first = np.ones(len(keys), bool)
    is_first[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    return keys[is_first], owners[is_first]


def cut_keys(keys: Keys, bounds: npt.NDArray[np.int64]) -> list[Keys]:
    """Return the keys between each two bounds."""
    return [keys[start:end] for start, end in itertools.pairwise(bounds.tolist())]


def _find_sketches(keys: _Hashes, bounds: npt.NDArray[np.int64]) -> list[Keys]:
    counts = np.diff(bounds)
    is_long = counts >= LEAST_KEYS
    found = [np.empty(0, np.int64)] * len(counts)
    if is_long.any():
        # reduceat runs from each start to the next, so that the keys of short articles must be out of the way.
        long_keys = keys[np.repeat(is_long, counts)]
        starts = np.concatenate(([0], np.cumsum(counts[is_long])[:-1]))
        columns = np.sort(_sketches(long_keys, starts).view(np.int64), axis=0).T
        for number, column in zip(np.flatnonzero(is_long).tolist(), columns, strict=True):
            found[number] = column
    return found
