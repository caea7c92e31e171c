"""Pairs in tiles: every pair once, two articles in one tile, and each tile's articles in its buckets."""

import itertools
from collections import Counter

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from flows.pipeline.tiles import count_buckets, lay_tiles

ARTICLES = [f"art_{letter}" for letter in "abcdefghijk"]
ENDS = st.tuples(st.sampled_from(ARTICLES), st.sampled_from(ARTICLES)).filter(lambda ends: ends[0] < ends[1])


def pairs_of(ends: list[tuple[str, str]]) -> pa.Table:
    return pa.table(
        {
            "article_a": pa.chunked_array([[a for a, _ in ends]], pa.string()),
            "article_b": pa.chunked_array([[b for _, b in ends]], pa.string()),
            "number": pa.array(range(len(ends)), pa.int32()),
        }
    )


@given(ends=st.lists(ENDS, max_size=60), most_pairs=st.integers(1, 12), most_articles=st.integers(2, 12))
def test_every_pair_is_in_one_tile_with_the_buckets_of_its_articles(
    ends: list[tuple[str, str]], most_pairs: int, most_articles: int
) -> None:
    laid = lay_tiles(pairs_of(ends), most_pairs, most_articles)
    bucket_of = dict(zip(*(laid.buckets[name].to_pylist() for name in ("article_id", "share")), strict=True))
    tile_of: dict[tuple[str, str], int] = {}
    at = 0
    for number, (start, length, buckets) in enumerate(laid.tiles):
        assert start == at
        at += length
        for row in laid.pairs.slice(start, length).to_pylist():
            both = (row["article_a"], row["article_b"])
            assert tile_of.setdefault(both, number) == number
            assert {bucket_of[article] for article in both} == set(buckets)
    assert at == len(ends)
    assert sorted(laid.pairs["number"].to_pylist()) == list(range(len(ends)))
    assert set(bucket_of) == {article for both in ends for article in both}


@given(ends=st.lists(ENDS, max_size=60), most_pairs=st.integers(1, 12))
def test_a_tile_has_no_more_pairs_than_asked_unless_two_articles_have(
    ends: list[tuple[str, str]], most_pairs: int
) -> None:
    most_of_two = max(Counter(ends).values(), default=0)
    laid = lay_tiles(pairs_of(ends), most_pairs)
    assert all(tile.length < most_pairs + most_of_two for tile in laid.tiles)


def test_few_pairs_are_one_tile_and_many_are_read_a_few_times_over() -> None:
    assert count_buckets(0, 0, 100_000, 15_000) == 1
    assert count_buckets(5_000, 10_000, 100_000, 15_000) == 1
    for pairs, articles in itertools.product((10**4, 10**6, 10**8), (10**4, 10**5, 10**6)):
        buckets = count_buckets(pairs, articles, 100_000, 15_000)
        tiles = buckets * (buckets + 1) / 2
        assert pairs / tiles <= 100_000
        assert min(2 * pairs / tiles, 2 * articles / buckets) <= 15_000
