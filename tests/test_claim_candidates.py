"""Claims are held against each other by the keys they share; of a crowded key by those with the first ids alone."""

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from conftest import canonical, run_direct, select
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.base.schemas.corpus import CROWDED_CLAIM_KEYS
from flows.pipeline.job import CandidatesConfig
from flows.store.engine import run_sql
from flows.store.layout import Layout
from flows.store.manifests import current_manifest
from flows.store.parts import read_parts

FEW = CandidatesConfig(claim_hubs=2)
FACT = "The cargo ferry Petrel sank off Skerrow on 4 March 2025 with 14 cattle trucks on board."
# What each article tells besides, so that none is a copy of another.
OTHERS = (
    "Bakers in Quillmouth raised the price of rye bread. Flour has become dear since the mill at Dunmere closed.",
    "A choir from Tarnholm rehearses in the old customs house. Its hall seats two hundred people and needs a new roof.",
    "Surveyors measured the dike at Brekkvik. They found that gulls had dug into the clay in many places.",
    "The library of Ostham opens on Sundays from May. Its readers had collected signatures throughout the winter.",
    "Growers around Vellmar expect a poor harvest of plums. Late frost killed most of the blossom in April.",
    "The tramway to Lindfell gets new rails. Passengers take buses while the welders work on the steep stretch.",
    "Two storks nest on the chimney of the Marrowby dairy. The owner heats with straw for their sake.",
    "Pupils in Castorp built a wind wheel from scrap. It drives the pump of the pond behind their school.",
)
TEXTS = [f"Notes from the coast, number {number}\n\n{FACT} {other}\n" for number, other in enumerate(OTHERS)]


def _write(raw: Path, texts: Sequence[str]) -> None:
    raw.mkdir(exist_ok=True)
    for number, text in enumerate(texts, len(list(raw.iterdir()))):
        (raw / f"{number:03d}.txt").write_text(text, "utf-8")


def _stored(warehouse: Path, table: str) -> list[dict[str, object]]:
    layout = Layout(warehouse)
    parts = current_manifest(layout).parts.get(table, ())
    found: list[dict[str, object]] = read_parts(layout, table, parts).to_pylist()
    return found


def _open(keys_of: dict[str, list[int]]) -> duckdb.DuckDBPyConnection:
    """Return stored tables in which every claim stands in an article, and every article in a family, of its own."""
    con = duckdb.connect()
    con.execute("attach ':memory:' as stored")
    names = sorted(keys_of)
    prints = {"article_id": names, "kind": ["claim"] * len(names), "item_id": names}
    keys = pa.array([keys_of[name] for name in names], pa.list_(pa.int64()))
    given = {
        "fingerprints": pa.table(prints).append_column("keys", keys),
        "family_members": pa.table({"article_id": names, "family_id": names}),
        "claims": pa.table({"claim_id": names, "article_id": names, "quote_id": pa.nulls(len(names), pa.string())}),
        "crowded_claim_keys": CROWDED_CLAIM_KEYS.empty(),
        "quote_links": pa.table({"quote_a": pa.array([], pa.string()), "quote_b": pa.array([], pa.string())}),
    }
    for table, rows in given.items():
        con.register("given_rows", rows)
        con.execute(f"create table stored.{table} as from given_rows")
    return con


def _crowded(con: duckdb.DuckDBPyConnection, touched: Sequence[str], claim_hubs: int, is_all: bool) -> pa.Table:
    articles = pa.table({"article_id": pa.array(list(touched), pa.string())})
    parameters = {"claim_hubs": claim_hubs, "is_all": is_all}
    return run_sql(con, "steps/crowded_claim_keys", {"touched_articles": articles}, parameters)


def _pairs(keys_of: dict[str, list[int]], affected: Sequence[str], claim_hubs: int) -> set[tuple[str, str]]:
    con = _open(keys_of)
    con.register("given_keys", _crowded(con, list(keys_of), claim_hubs, is_all=True))
    con.execute("insert into stored.crowded_claim_keys from given_keys")
    articles = pa.table({"article_id": pa.array(list(affected), pa.string())})
    found = run_sql(con, "steps/claim_pairs", {"affected_articles": articles}, {"min_shared": 1})
    return set(zip(found["claim_a"].to_pylist(), found["claim_b"].to_pylist(), strict=True))


KEYS = st.dictionaries(
    st.sampled_from([f"clm_{letter}" for letter in "abcdefgh"]), st.lists(st.integers(0, 3), min_size=1, unique=True)
)


@given(keys_of=KEYS, claim_hubs=st.integers(1, 4))
def test_of_a_key_the_first_claims_are_held_against_all_that_have_it(
    keys_of: dict[str, list[int]], claim_hubs: int
) -> None:
    wanted = set()
    for key in range(4):
        having = sorted(claim for claim, keys in keys_of.items() if key in keys)
        hubs = having[:claim_hubs]
        wanted |= {pair for pair in itertools.combinations(having, 2) if pair[0] in hubs}
    assert _pairs(keys_of, list(keys_of), claim_hubs) == wanted


@given(keys_of=KEYS, claim_hubs=st.integers(1, 4), chance=st.randoms())
def test_a_run_finds_the_pairs_of_the_articles_it_affects(
    keys_of: dict[str, list[int]], claim_hubs: int, chance: random.Random
) -> None:
    affected = [name for name in keys_of if chance.random() < 0.5]
    every = _pairs(keys_of, list(keys_of), claim_hubs)
    assert _pairs(keys_of, affected, claim_hubs) == {pair for pair in every if set(pair) & set(affected)}


@given(keys_of=KEYS, claim_hubs=st.integers(1, 4), chance=st.randoms())
def test_counting_the_keys_of_what_came_or_went_ends_where_counting_all_does(
    keys_of: dict[str, list[int]], claim_hubs: int, chance: random.Random
) -> None:
    con = _open(keys_of)
    names = sorted(keys_of)
    touched = [name for name in names if chance.random() < 0.4]
    gone = [name for name in touched if chance.random() < 0.5]
    came = [name for name in touched if name not in gone]

    def hold(members: Sequence[str]) -> None:
        rows = pa.table({"article_id": pa.array(members, pa.string()), "family_id": pa.array(members, pa.string())})
        con.register("members", rows)
        con.execute("create or replace table stored.family_members as from members")

    hold([name for name in names if name not in came])
    con.register("former", _crowded(con, [], claim_hubs, is_all=True))
    con.execute("insert into stored.crowded_claim_keys from former")
    hold([name for name in names if name not in gone])
    found = _crowded(con, touched, claim_hubs, is_all=False)
    assert found.to_pylist() == _crowded(con, [], claim_hubs, is_all=True).to_pylist()


def test_no_more_pairs_than_so_many_a_claim() -> None:
    keys_of = {f"clm_{number:03d}": [7] for number in range(60)}
    assert len(_pairs(keys_of, list(keys_of), 5)) == 5 * 60 - 15


@settings(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True).map(sorted), chance=st.randoms())
def test_any_history_of_crowded_keys_ends_in_the_tables_of_one_run(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], chance: random.Random
) -> None:
    texts = list(TEXTS)
    chance.shuffle(texts)
    folder = tmp_path_factory.mktemp("history")
    for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True):
        _write(folder / "raw", texts[start:end])
        run_direct(folder / "raw", folder / "grown", candidates=FEW)
    run_direct(folder / "raw", folder / "at-once", candidates=FEW)
    assert _stored(folder / "grown", "crowded_claim_keys")
    for table in ("crowded_claim_keys", "claim_pairs"):
        assert _stored(folder / "grown", table) == _stored(folder / "at-once", table)
    assert canonical(folder / "grown", folder / "a") == canonical(folder / "at-once", folder / "b")


def test_a_fact_that_crowds_its_keys_is_still_one(tmp_path: Path) -> None:
    _write(tmp_path / "raw", TEXTS)
    run_direct(tmp_path / "raw", tmp_path / "warehouse", candidates=FEW)
    query = "select article_count, origin_count from claim_groups order by article_count desc limit 1"
    assert select(tmp_path / "warehouse", query) == [(len(TEXTS), len(TEXTS))]
