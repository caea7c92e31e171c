"""Keys by which an article's copies are found, for many articles at once.

A word-pair key stands for two content words in a row. A sketch is a handful of keys made from all of these: articles
most of whose word pairs are the same share one almost surely, others almost never.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from flows.base.ids import key_hash
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
    """The word-pair keys of one article, sorted, each once; and its sketch: BANDS keys, or none for a short text."""

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


def _pair_hashes(left: _Hashes, right: _Hashes) -> _Hashes:
    return (left * np.uint64(31) + right) * _SPREAD


def _sketches(keys: _Hashes, starts: npt.NDArray[np.int64]) -> _Hashes:
    """Return BANDS band keys as a column for each article whose keys begin at a start."""
    least = np.minimum.reduceat(keys * _multipliers(), starts, axis=1).reshape(BANDS, _ROWS, -1)
    bands = np.zeros((BANDS, len(starts)), np.uint64)
    for row in range(_ROWS):
        bands = _pair_hashes(bands, least[:, row, :])
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
    keys, owners = _unique_pairs(np.array(flat, np.int64), np.repeat(np.arange(len(lengths)), lengths), hashes, kinds)
    return _by_article(keys, np.searchsorted(owners, np.arange(len(lengths) + 1)))


def _unique_pairs(
    flat: npt.NDArray[np.int64], owners: npt.NDArray[np.int64], hashes: _Hashes, kinds: npt.NDArray[np.int8]
) -> tuple[_Hashes, npt.NDArray[np.int64]]:
    """Return the pair keys and the number of the article of each, by article and key, each once in an article."""
    is_content = kinds[flat] != _FUNCTION
    content, owners = flat[is_content], owners[is_content]
    left, right = content[:-1], content[1:]
    kind_left, kind_right = kinds[left], kinds[right]
    is_key = (kind_left != _END) & (kind_right != _END) & ((kind_left != _COMMON) | (kind_right != _COMMON))
    keys, owners = _pair_hashes(hashes[left[is_key]], hashes[right[is_key]]), owners[:-1][is_key]
    order = np.lexsort((keys.view(np.int64), owners))
    keys, owners = keys[order], owners[order]
    is_first = np.ones(len(keys), bool)
    is_first[1:] = (keys[1:] != keys[:-1]) | (owners[1:] != owners[:-1])
    return keys[is_first], owners[is_first]


def _by_article(keys: _Hashes, bounds: npt.NDArray[np.int64]) -> list[ArticleKeys]:
    counts = np.diff(bounds)
    is_long = counts >= LEAST_KEYS
    sketches: dict[int, Keys] = {}
    if is_long.any():
        # reduceat runs from each start to the next, so that the keys of short articles must be out of the way.
        long_keys = keys[np.repeat(is_long, counts)]
        starts = np.concatenate(([0], np.cumsum(counts[is_long])[:-1]))
        columns = _sketches(long_keys, starts).view(np.int64)
        sketches = dict(zip(np.flatnonzero(is_long).tolist(), columns.T, strict=True))
    none = np.empty(0, np.int64)
    signed = keys.view(np.int64)
    return [
        ArticleKeys(signed[start:end], np.sort(sketches[number]) if number in sketches else none)
        for number, (start, end) in enumerate(itertools.pairwise(bounds.tolist()))
    ]
