"""Which of the pairs that share neighbouring words are worth a comparison: those with enough words in common."""

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Keys = npt.NDArray[np.int64]
_NONE = np.empty(0, np.int64)


class _Words(NamedTuple):
    """The word keys of articles, sorted; the keys of each one's outlet; the keys of any outlet that each one has."""

    words: Mapping[str, Keys]
    outlet: Mapping[str, frozenset[int]]
    named: Mapping[str, frozenset[int]]


def _read_words(fingerprints: pa.Table) -> _Words:
    lists = fingerprints["keys"].combine_chunks()
    offsets, values = lists.offsets.to_pylist(), lists.values.to_numpy()
    spans = list(itertools.pairwise(offsets))
    rows = list(zip(fingerprints["article_id"].to_pylist(), fingerprints["kind"].to_pylist(), spans, strict=True))
    outlet = {article: frozenset(values[slice(*span)].tolist()) for article, kind, span in rows if kind == "outlet"}
    wanted = np.array(sorted(frozenset().union(*outlet.values())), np.int64)
    is_outlet = np.isin(values, wanted)
    named: dict[str, frozenset[int]] = {}
    for article, kind, (start, end) in rows:
        if kind != "outlet":
            here = values[start:end][is_outlet[start:end]].tolist()
            named[article] = named.get(article, frozenset()).union(here)
    return _Words({article: values[slice(*span)] for article, kind, span in rows if kind == "words"}, outlet, named)


def _count_shared(one: Keys, others: Sequence[Keys]) -> npt.NDArray[np.int64]:
    """Return how many keys each of the others has in common with one, that has some."""
    every = np.concatenate([_NONE, *others])
    is_shared = one[np.searchsorted(one, every) % len(one)] == every
    totals = np.concatenate(([0], np.cumsum(is_shared)))
    return np.diff(totals[np.concatenate(([0], np.cumsum([len(other) for other in others])))])


def _may_name(words: _Words, one: str, other: str) -> bool:
    """Tell whether every word of the other's outlet stands in one's text or credit line."""
    outlet = words.outlet.get(other)
    return outlet is not None and outlet <= words.named.get(one, frozenset())


def drop_unlike(pairs: pa.Table, fingerprints: pa.Table, min_words: float) -> pa.Table:
    """Return the pairs (article_a, article_b) that may be one family, or one of which may rest on the other.

    Either their content words in common, as a share of the lesser side's and of both together, add up to `min_words`;
    or one has every word of the other's outlet: an article that credits another may rest on it in few words.
    `fingerprints`: article_id, kind and keys of at least the articles named, of the kinds words, outlet and credited.
    """
    words = _read_words(fingerprints)
    ordered = pairs.sort_by([("article_a", "ascending"), ("article_b", "ascending")])
    rows = zip(ordered["article_a"].to_pylist(), ordered["article_b"].to_pylist(), strict=True)
    is_kept: list[bool] = []
    for a, group in itertools.groupby(rows, lambda row: row[0]):
        others = [b for _, b in group]
        keys = [words.words.get(b, _NONE) for b in others]
        sizes = np.array([len(key) for key in keys])
        own = words.words.get(a, _NONE)
        shared = _count_shared(own, keys) if len(own) else np.zeros(len(keys))
        fewer, together = np.minimum(sizes, len(own)), sizes + len(own) - shared
        alike = (shared / np.maximum(fewer, 1) + shared / np.maximum(together, 1) >= min_words).tolist()
        is_kept += [
            is_alike or _may_name(words, a, b) or _may_name(words, b, a)
            for b, is_alike in zip(others, alike, strict=True)
        ]
    return ordered.filter(pa.array(is_kept, pa.bool_()))
