"""Pairs of articles as the tiles of a grid: each tile needs the rows of two buckets of articles alone.

Laid out pair by pair, a hundred thousand articles with a hundred partners each would be written a hundred times over.
"""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# What a worker holds at once: so many pairs, and the rows of so many articles.
PAIRS_PER_TILE = 100_000
ARTICLES_PER_TILE = 15_000


class Tile(NamedTuple):
    """Rows `start` to `start + length` of the sorted pairs, and the buckets (one or two) that their articles are in."""

    start: int
    length: int
    buckets: tuple[int, ...]


class Tiles(NamedTuple):
    """Pairs sorted by tile, the tiles, and the bucket (share) of each article_id among them."""

    pairs: pa.Table
    tiles: list[Tile]
    buckets: pa.Table


def lay_tiles(pairs: pa.Table, most_pairs: int = PAIRS_PER_TILE, most_articles: int = ARTICLES_PER_TILE) -> Tiles:
    """Return the pairs, which have article_a and article_b, in tiles of about so many; all of two articles are in one.

    Within a tile they are in the order of their articles, otherwise as they came.
    """
    articles = pc.unique(pa.chunked_array([*pairs["article_a"].chunks, *pairs["article_b"].chunks], pa.string())).sort()
    bucket_count = count_buckets(pairs.num_rows, len(articles), most_pairs, most_articles)
    sides = [pc.index_in(pairs[side], articles).to_numpy() for side in ("article_a", "article_b")]
    places = [side.astype(np.int64) * bucket_count // max(1, len(articles)) for side in sides]
    low, high = np.minimum(*places), np.maximum(*places)
    order = np.lexsort((sides[1], sides[0], high, low))
    sides, low, high = [side[order] for side in sides], low[order], high[order]
    tiles = list(_cut(low, high, _starts(*sides), most_pairs))
    shares = pa.array(np.arange(len(articles), dtype=np.int64) * bucket_count // max(1, len(articles)), pa.int32())
    return Tiles(pairs.take(pa.array(order)), tiles, pa.table({"article_id": articles, "share": shares}))


def count_buckets(pairs: int, articles: int, most_pairs: int, most_articles: int) -> int:
    """Return the least number of buckets with which no tile, were all alike, has too many pairs or articles."""
    for count in itertools.count(1):
        in_tile = 2 * pairs / (count * (count + 1))
        if in_tile <= most_pairs and min(2 * in_tile, 2 * articles / count) <= most_articles:
            return count
    raise AssertionError


def _starts(*sides: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Return where the rows of one pair of articles, or tile, begin, and the end of all."""
    if not len(sides[0]):
        return np.zeros(1, np.int64)
    is_new = np.any([side[1:] != side[:-1] for side in sides], axis=0)
    return np.concatenate(([0], np.flatnonzero(is_new) + 1, [len(sides[0])]))


def _cut(
    low: npt.NDArray[np.integer], high: npt.NDArray[np.integer], pair_starts: npt.NDArray[np.int64], most_pairs: int
) -> Iterator[Tile]:
    """Yield the tiles; those with too many pairs in pieces, none of which parts two articles."""
    for start, end in itertools.pairwise(_starts(low, high).tolist()):
        buckets = tuple(sorted({int(low[start]), int(high[start])}))
        while start < end:
            place = np.searchsorted(pair_starts, start + most_pairs)
            cut = min(end, int(pair_starts[min(place, len(pair_starts) - 1)]))
            yield Tile(start, cut - start, buckets)
            start = cut
