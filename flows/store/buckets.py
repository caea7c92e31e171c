"""Rows that change: tables kept in buckets by the hash of their first key column; only the touched are rewritten.

The number of buckets doubles as a table grows, so that a bucket stays small; how rows lie in files never shows in them.
"""

import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyarrow as pa

from flows.base.schemas.table import TableSchema
from flows.store.engine import Connection
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import BUCKETED, Part, read_parts, write_part

FEWEST_BUCKETS = 16
ROWS_PER_BUCKET = 50_000


class Change(NamedTuple):
    """What a run does to a bucketed table: the keys of rows that go, and rows that come (they may be the same keys)."""

    table: str
    gone: pa.Table
    rows: pa.Table


def apply_change(con: Connection, layout: Layout, manifest: Manifest, mark: str, change: Change) -> Manifest:
    """Return the manifest with the change made: new files, called after `mark`, for the buckets whose rows differ."""
    table = BUCKETED[change.table]
    old = {part.bucket: part for part in manifest.parts.get(table.name, ())}
    count = manifest.buckets.get(table.name, FEWEST_BUCKETS)
    grown = _bucket_count(sum(part.rows for part in old.values()) + change.rows.num_rows)
    if grown > count:
        touched, live = set(range(grown)), dict[int | None, Part]()
        present = read_parts(layout, table.name, old.values())
    else:
        grown, touched, live = count, _touched_buckets(con, table, change, count), dict(old)
        present = read_parts(layout, table.name, [old[bucket] for bucket in sorted(touched & set(old))])
    merged = _merged(con, table, present, change, grown)
    for bucket in sorted(touched):
        rows = merged.get(bucket, table.empty())
        if bucket in live and rows.equals(read_parts(layout, table.name, [live[bucket]])):
            continue
        live.pop(bucket, None)
        for part in write_part(layout, table.name, rows, f"{mark}-bucket{bucket:05d}", bucket):
            live[bucket] = part
    return manifest.replacing(table.name, sorted(live.values(), key=lambda part: part.bucket or 0), grown)


def _bucket_count(rows: int) -> int:
    count = FEWEST_BUCKETS
    while count * ROWS_PER_BUCKET < rows:
        count *= 2
    return count


def _bucket_of(table: TableSchema, count: int) -> str:
    return f"cast(md5_number_lower(cast({table.key[0]} as varchar)) % {count} as integer)"


def _touched_buckets(con: Connection, table: TableSchema, change: Change, count: int) -> set[int]:
    with _registered(con, gone=change.gone.select([table.key[0]]), coming=change.rows.select([table.key[0]])):
        keys = "(select * from gone union select * from coming)"
        found = con.sql(f"select distinct {_bucket_of(table, count)} as bucket from {keys}").to_arrow_table()
    return set(found["bucket"].to_pylist())


def _merged(con: Connection, table: TableSchema, present: pa.Table, change: Change, count: int) -> dict[int, pa.Table]:
    """Return, by bucket, the present rows without those gone or replaced, and the coming ones, sorted by key."""
    keys = ", ".join(table.key)
    with _registered(con, present=present, gone=change.gone.select(table.key), coming=change.rows):
        out = f"select {keys} from gone union select {keys} from coming"
        kept = f"select * from present anti join ({out}) as out using ({keys})"
        rows = con.sql(
            f"select {_bucket_of(table, count)} as bucket, * from ({kept} union all by name select * from coming) "
            f"order by bucket, {keys}"
        ).to_arrow_table()
    lengths = Counter(rows["bucket"].to_pylist())
    sorted_rows = rows.select(table.names).cast(table.arrow)
    starts = itertools.accumulate((lengths[bucket] for bucket in sorted(lengths)), initial=0)
    return {
        bucket: sorted_rows.slice(start, lengths[bucket]).combine_chunks()
        for bucket, start in zip(sorted(lengths), starts, strict=False)
    }


@contextmanager
def _registered(con: Connection, **tables: pa.Table) -> Iterator[None]:
    for name, rows in tables.items():
        con.register(name, rows)
    try:
        yield
    finally:
        for name in tables:
            con.unregister(name)
