"""Keys by which a rendering in another language is found, for many articles at once: a number and what stands by it."""

import functools
import itertools
import re
from collections.abc import Collection, Sequence

import numpy as np

from flows.base.ids import key_hash
from flows.stages.fingerprints.article_keys import Keys, cut_keys, pair_hashes, unique_keys
from flows.stages.fingerprints.vocabulary import stem

# A number pairs with so many names and numbers on either side: German writes every noun like a name.
REACH = 4
_NOT_DIGITS = re.compile(r"\D+")


@functools.lru_cache(maxsize=1 << 18)
def _anchor(name: str) -> tuple[int, bool]:
    """Return the hash of a name's stem, or of a number's digits alone, and whether it is a number."""
    is_number = name[0].isdigit()
    plain = _NOT_DIGITS.sub("", name) if is_number else stem(name.rpartition(" ")[2])
    return key_hash("anchor", plain) & 0xFFFFFFFFFFFFFFFF, is_number


def find_anchor_keys(articles: Sequence[Sequence[Collection[str]]]) -> list[Keys]:
    """Return the keys of articles, each given as the `names` of its sentences, sorted, each key once.

    A key stands for a number and a name or another number near it, whichever comes first: languages differ in word
    order, and on points and commas in numbers.
    """
    flat: list[str] = []
    lengths = []
    for sentences in articles:
        before = len(flat)
        flat.extend(itertools.chain.from_iterable(sentences))
        lengths.append(len(flat) - before)
    known = {name: _anchor(name) for name in dict.fromkeys(flat)}
    hashes = np.array([known[name][0] for name in flat], np.uint64)
    is_number = np.array([known[name][1] for name in flat], bool)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    keys, of_keys = [np.empty(0, np.uint64)], [np.empty(0, owners.dtype)]
    for step in range(1, REACH + 1):
        left, right = hashes[:-step], hashes[step:]
        near = (owners[:-step] == owners[step:]) & (is_number[:-step] | is_number[step:]) & (left != right)
        left, right = left[near], right[near]
        keys.append(pair_hashes(np.minimum(left, right), np.maximum(left, right)))
        of_keys.append(owners[:-step][near])
    found, article_of = unique_keys(np.concatenate(keys), np.concatenate(of_keys))
    return cut_keys(found.view(np.int64), np.searchsorted(article_of, np.arange(len(lengths) + 1)))
