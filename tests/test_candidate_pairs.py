"""A pair is a candidate by what the two articles are, whatever else is in the corpus and whenever it came."""

from pathlib import Path

import duckdb
import pyarrow as pa
from copies import id_of, make_articles, make_blocks, make_quotes, read_story

from flows.base.schemas import local
from flows.stages.fingerprints import extract_fingerprints

STATEMENT = (Path(__file__).parent.parent / "sql" / "steps" / "candidate_pairs.sql").read_text("utf-8")
NAMES = ("original", "rewrite", "excerpt", "same_event", "derivative", "furniture_a", "furniture_b", "digest")
IDS = {name: id_of(read_story(name)) for name in NAMES}


def _pairs(
    names: tuple[str, ...], new: tuple[str, ...], common: tuple[int, ...] = (), slices: int = 1
) -> set[tuple[str, str]]:
    texts = [read_story(name) for name in names]
    _, keys = extract_fingerprints(make_articles(texts), make_blocks(texts), make_quotes(texts), local.CLAIMS.empty())
    con = duckdb.connect()
    con.execute("attach ':memory:' as stored")
    con.register("given_keys", keys)
    con.execute("create table stored.fingerprints as from given_keys")
    con.register("given_common", pa.table({"key": pa.array(common, pa.int64())}))
    con.execute("create table stored.common_word_pairs as from given_common")
    listed = sorted((IDS[name], name in new) for name in names)
    representatives = {
        "article_id": [article for article, _ in listed],
        "article_no": list(range(len(listed))),
        "is_new": [is_new for _, is_new in listed],
    }
    con.register("representatives", pa.table(representatives))
    found: set[tuple[str, str]] = set()
    for number in range(slices):
        parameters = {"min_shared": 4, "min_share": 0.08, "slice": number, "slices": slices}
        rows = con.sql(STATEMENT, params=parameters).fetchall()
        assert found.isdisjoint(rows)
        found.update(rows)
    return found


def _pair(one: str, other: str) -> tuple[str, str]:
    a, b = sorted((IDS[one], IDS[other]))
    return a, b


def test_copies_and_derivatives_are_candidates() -> None:
    found = _pairs(NAMES, NAMES)
    for pair in (("original", "rewrite"), ("original", "excerpt"), ("original", "derivative"), ("rewrite", "excerpt")):
        assert _pair(*pair) in found
    assert _pair("same_event", "furniture_b") not in found


def test_batches_find_what_one_run_finds() -> None:
    first, second = _pairs(NAMES[:3], NAMES[:3]), _pairs(NAMES, NAMES[3:])
    assert first.isdisjoint(second)
    assert first | second == _pairs(NAMES, NAMES)


def test_slices_find_what_one_sweep_finds() -> None:
    assert _pairs(NAMES, NAMES, slices=3) == _pairs(NAMES, NAMES)


def test_a_common_key_counts_for_nothing() -> None:
    texts = [read_story("original")]
    _, keys = extract_fingerprints(make_articles(texts), make_blocks(texts), make_quotes(texts), local.CLAIMS.empty())
    assert _pairs(NAMES[:2], NAMES[:2], tuple(key for found in keys["keys"].to_pylist() for key in found)) == set()


def test_nothing_new_gives_no_pairs() -> None:
    assert _pairs(NAMES, ()) == set()
