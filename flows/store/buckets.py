"""Rows that change: tables kept in buckets by the hash of their first key column; only the touched are rewritten.

The number of buckets doubles as a table grows, so that a bucket stays small; how rows lie in files never shows in them.
However large a table is, a few buckets at a time are in memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.table import TableSchema
from flows.store.engine import Connection, sql_list
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import BUCKETED, Part, read_parts, write_part

FEWEST_BUCKETS = 16
ROWS_PER_BUCKET = 50_000
# Buckets with so many rows together are read, merged and written at once.
ROWS_AT_ONCE = 1_000_000


class Change(NamedTuple):
    """What a run does to a bucketed table: the keys of rows that go, and rows that come (they may be the same keys)."""

    table: str
    gone: pa.Table
    rows: pa.Table


def apply_change(con: Connection, layout: Layout, manifest: Manifest, mark: str, change: Change) -> Manifest:
    """Return the manifest with the change made: new files, called after `mark`, for the buckets whose rows differ."""
    table = BUCKETED[change.table]
    live: dict[int | None, Part] = {part.bucket: part for part in manifest.parts.get(table.name, ())}
    count = manifest.buckets.get(table.name, FEWEST_BUCKETS)
    grown = max(count, bucket_count(sum(part.rows for part in live.values()) + change.rows.num_rows))
    with _shown(con, table, change, count):
        touched = set(range(count)) if grown > count else _touched_buckets(con)
        for group in _groups(touched, live):
            old = [live.pop(bucket) for bucket in group if bucket in live]
            unchanged = {part.bucket: part for part in old} if grown == count else {}
            query = _merged(table, [str(layout.root / part.file) for part in old], group)
            for bucket, rows in sorted_buckets(con, table, query, grown):
                if bucket in unchanged and rows.equals(read_parts(layout, table.name, [unchanged[bucket]])):
                    live[bucket] = unchanged[bucket]
                    continue
                for part in write_part(layout, table.name, rows, f"{mark}-bucket{bucket:05d}", bucket):
                    live[bucket] = part
    return manifest.replacing(table.name, sorted(live.values(), key=lambda part: part.bucket or 0), grown)


def bucket_count(rows: int) -> int:
    """Return how many buckets a table of so many rows has."""
    count = FEWEST_BUCKETS
    while count * ROWS_PER_BUCKET < rows:
        count *= 2
    return count


def sorted_buckets(con: Connection, table: TableSchema, query: str, count: int) -> Iterator[tuple[int, pa.Table]]:
    """Yield, one at a time, each of so many buckets that has rows of the query, with these rows sorted by key."""
    ordered = f"select {_bucket_of(table, count)} as bucket, * from ({query}) order by bucket, {', '.join(table.key)}"
    held: list[pa.Table] = []
    last: int | None = None
    for batch in con.sql(ordered).to_arrow_reader(ROWS_PER_BUCKET):
        runs = pc.run_end_encode(batch["bucket"])
        start = 0
        for bucket, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            if last is not None and bucket != last:
                yield last, pa.concat_tables(held).combine_chunks()
                held = []
            rows = pa.Table.from_batches([batch.slice(start, end - start)])
            held.append(rows.select(table.names).cast(table.arrow))
            last, start = bucket, end
    if last is not None:
        yield last, pa.concat_tables(held).combine_chunks()


def _bucket_of(table: TableSchema, count: int) -> str:
    return f"cast(md5_number_lower(cast({table.key[0]} as varchar)) % {count} as integer)"


@contextmanager
def _shown(con: Connection, table: TableSchema, change: Change, count: int) -> Iterator[None]:
    """Let `leaving` show the keys of rows that go or are replaced, and `coming` the new rows, with their buckets."""
    keys = ", ".join(table.key)
    bucket = _bucket_of(table, count)
    con.register("gone_keys", change.gone.select(table.key))
    con.register("new_rows", change.rows)
    try:
        either = f"select {keys} from gone_keys union select {keys} from new_rows"
        con.execute(f"create temp table leaving as select {bucket} as bucket, * from ({either}) order by bucket")
        con.execute(f"create temp table coming as select {bucket} as bucket, * from new_rows order by bucket")
        yield
    finally:
        con.execute("drop table if exists leaving")
        con.execute("drop table if exists coming")
        con.unregister("gone_keys")
        con.unregister("new_rows")


def _touched_buckets(con: Connection) -> set[int]:
    return {bucket for (bucket,) in con.execute("select distinct bucket from leaving").fetchall()}


def _groups(buckets: set[int], live: dict[int | None, Part]) -> Iterator[list[int]]:
    """Yield the buckets in groups with at most so many rows together, but of one bucket at least."""
    group: list[int] = []
    rows = 0
    for bucket in sorted(buckets):
        size = live[bucket].rows if bucket in live else 0
        if group and rows + size > ROWS_AT_ONCE:
            yield group
            group, rows = [], 0
        group.append(bucket)
        rows += size
    if group:
        yield group


def _merged(table: TableSchema, files: Sequence[str], buckets: Sequence[int]) -> str:
    """Return SQL for the rows of these buckets: those in the files without those leaving, and those coming."""
    inside = f"bucket between {buckets[0]} and {buckets[-1]} and bucket in ({', '.join(map(str, buckets))})"
    coming = f"select * exclude (bucket) from coming where {inside}"
    if not files:
        return coming
    return (
        f"select * from read_parquet({sql_list(files)}) as present "
        f"anti join (select * from leaving where {inside}) as leaving using ({', '.join(table.key)}) "
        f"union all by name {coming}"
    )
