"""Stored rows of generated articles, written straight as parts: a warehouse as runs over as many files leave it.

Each article has 3,000 characters, 40 blocks, 15 quotations of 100 characters and 60 claims of 110, with 24 keys each
(38 were measured in `benchmarks/planted`). Three of ten articles share a family, two of its sixty claims stand in ten
articles. What an article says is sentences of a pool of 50,000. The files of the ledger count as removed, so that none
needs to stand under RAW.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pyarrow as pa

from benchmarks.planted.language import make_world
from flows.store.buckets import bucket_count, sorted_buckets
from flows.store.engine import Connection, open_stored
from flows.store.layout import Layout
from flows.store.manifests import Manifest, current_manifest, write_manifest
from flows.store.parts import BUCKETED, LOCAL, STORED, Part, write_part

ARTICLES_PER_PART = 5_000
_SENTENCES = 50_000
_SENTENCE_CHARS = 100  # with the space after it
_ROWS = Path(__file__).parent / "rows"


def write_stored(layout: Layout, count: int, run_id: str, seed: int = 7) -> Manifest:
    """Commit a run that adds so many generated articles to what stands in the warehouse, and return its manifest."""
    layout.make_folders()
    manifest = current_manifest(layout)
    lots: dict[str, dict[str, list[Part]]] = {}
    with closing(open_stored(layout, manifest)) as con:
        con.register("pool", make_pool(seed))
        con.execute((_ROWS / "_macros.sql").read_text("utf-8"))
        for table in _generated(LOCAL):
            for first in range(0, count, ARTICLES_PER_PART):
                lot = f"{run_id}-lot{first:07d}"
                lots.setdefault(lot, {})[table] = _local_parts(con, layout, table, (first, count), lot)
        for lot, found in lots.items():
            manifest = manifest.adding_lot(lot, found)
        for table in _generated(BUCKETED):
            buckets = bucket_count(manifest.rows().get(table, 0) + _row_count(con, table, count, run_id))
            parts = _bucket_parts(con, layout, table, (count, buckets), run_id)
            manifest = manifest.replacing(table, parts, buckets)
    manifest = manifest._replace(run_id=run_id)
    write_manifest(layout, manifest)
    return manifest


def make_pool(seed: int) -> pa.Table:
    """Return the table (no, sentence) of sentences of one length, of the words that the generated news has."""
    rng, units = Random(seed), make_world(seed).units
    sentences = [_sentence(rng, units) for _ in range(_SENTENCES)]
    return pa.table({"no": pa.array(range(_SENTENCES), pa.int64()), "sentence": sentences})


def _sentence(rng: Random, units: list[str]) -> str:
    said = ""
    while len(said) < _SENTENCE_CHARS:
        said += rng.choice(units) + " "
    return said[: _SENTENCE_CHARS - 2].capitalize() + ". "


def _generated(tables: Iterable[str]) -> Iterator[str]:
    return (table for table in tables if (_ROWS / f"{table}.sql").is_file())


def _sql(table: str) -> str:
    return (_ROWS / f"{table}.sql").read_text("utf-8")


def _local_parts(con: Connection, layout: Layout, table: str, numbers: tuple[int, int], lot: str) -> list[Part]:
    first, count = numbers
    last = min(count, first + ARTICLES_PER_PART)
    rows = con.sql(_sql(table), params={"first": first, "last": last}).to_arrow_table()
    return write_part(layout, table, rows.select(STORED[table].names), lot)


def _given(table: str, count: int, run_id: str) -> dict[str, int | str]:
    given: dict[str, int | str] = {"count": count, "run_id": run_id}
    return {name: value for name, value in given.items() if f"${name}" in _sql(table)}


def _row_count(con: Connection, table: str, count: int, run_id: str) -> int:
    # A statement with parameters cannot be a view: the rows are laid aside.
    con.execute(f"create or replace temp table generated as {_sql(table)}", _given(table, count, run_id))
    rows: int = con.sql("select count(*) from generated").fetchall()[0][0]
    return rows


def _bucket_parts(con: Connection, layout: Layout, table: str, sizes: tuple[int, int], run_id: str) -> Iterator[Part]:
    query = f"select * from stored.{table} union all by name select * from generated"
    for bucket, rows in sorted_buckets(con, BUCKETED[table], query, sizes[1]):
        yield from write_part(layout, table, rows, f"{run_id}-bucket{bucket:05d}", bucket)
