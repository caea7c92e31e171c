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


def _pairs(names: tuple[str, ...], new: tuple[str, ...], common: tuple[int, ...] = ()) -> dict[tuple[str, str], int]:
    texts = [read_story(name) for name in names]
    _, keys = extract_fingerprints(make_articles(texts), make_blocks(texts), make_quotes(texts), local.CLAIMS.empty())
    con = duckdb.connect()
    con.execute("attach ':memory:' as stored")
    con.register("given_keys", keys)
    con.execute("create table stored.fingerprints as from given_keys")
    for table, listed in (("new_articles", new), ("current_articles", names)):
        con.register(table, pa.table({"article_id": pa.array([IDS[name] for name in listed], pa.string())}))
    con.register("common_keys", pa.table({"key": pa.array(common, pa.int64())}))
    rows = con.sql(STATEMENT, params={"min_shared": 4, "min_share": 0.08}).fetchall()
    return {(a, b): shared for a, b, shared in rows}


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
    assert first.keys().isdisjoint(second.keys())
    assert {**first, **second} == _pairs(NAMES, NAMES)


def test_a_common_key_counts_for_nothing() -> None:
    texts = [read_story("original")]
    _, keys = extract_fingerprints(make_articles(texts), make_blocks(texts), make_quotes(texts), local.CLAIMS.empty())
    assert _pairs(NAMES[:2], NAMES[:2], tuple(keys["key"].to_pylist())) == {}


def test_nothing_new_gives_no_pairs() -> None:
    assert _pairs(NAMES, ()) == {}
