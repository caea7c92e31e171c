"""Rows that change: tables kept in buckets by the hash of their first key column; only the touched are rewritten.

The number of buckets doubles as a table grows, so that a bucket stays small; how rows lie in files never shows in them.
"""

from typing import NamedTuple

import pyarrow as pa

from flows.base.schemas.table import TableSchema
from flows.store.engine import Connection
from flows.store.layout import Layout
from flows.store.parts import BUCKETED, Manifest, Part, read_parts, write_part

FEWEST_BUCKETS = 16
ROWS_PER_BUCKET = 50_000


class Change(NamedTuple):
    """What a run does to a bucketed table: the keys of rows that go, and rows that come (they may be the same keys)."""

    table: str
    gone: pa.Table
    rows: pa.Table


def apply_change(con: Connection, layout: Layout, manifest: Manifest, run_id: str, change: Change) -> Manifest:
    """Return the manifest with the change made: new files for the buckets whose rows really differ."""
    table = BUCKETED[change.table]
    old = manifest.parts.get(table.name, ())
    count = _bucket_count(sum(part.rows for part in old) + change.rows.num_rows)
    if old and manifest.buckets[table.name] < count:
        everything = read_parts(layout, table.name, old)
        change = change._replace(rows=_merged(con, table, everything, change))
        old = ()
    count = max(count, manifest.buckets.get(table.name, 0))
    coming, going = (_by_bucket(con, table, rows, count) for rows in (change.rows, change.gone))
    parts = {part.bucket: part for part in old}
    for bucket in sorted({*coming, *going}):
        present = read_parts(layout, table.name, [parts[bucket]] if bucket in parts else [])
        none = table.empty()
        local = Change(table.name, going.get(bucket, none.select(table.key)), coming.get(bucket, none))
        merged = _merged(con, table, present, local)
        if bucket in parts and merged.equals(present):
            continue
        parts.pop(bucket, None)
        for part in write_part(layout, table.name, merged, f"{run_id}-bucket{bucket:05d}", bucket):
            parts[bucket] = part
    return manifest.replacing(table.name, _in_order(parts), count)


def _in_order(parts: dict[int | None, Part]) -> list[Part]:
    return sorted(parts.values(), key=lambda part: part.file.rsplit("bucket", 1)[-1])


def _bucket_count(rows: int) -> int:
    count = FEWEST_BUCKETS
    while count * ROWS_PER_BUCKET < rows:
        count *= 2
    return count


def _merged(con: Connection, table: TableSchema, present: pa.Table, change: Change) -> pa.Table:
    """Return the present rows without those gone or replaced, and the coming ones, sorted by key."""
    keys = ", ".join(table.key)
    given = {"present": present, "gone": change.gone.select(table.key), "coming": change.rows}
    for name, rows in given.items():
        con.register(name, rows)
    try:
        merged = con.sql(
            f"select * from present anti join (select {keys} from gone union select {keys} from coming) as out "
            f"using ({keys}) union all by name select * from coming order by {keys}"
        ).to_arrow_table()
    finally:
        for name in given:
            con.unregister(name)
    return merged.select(table.names).cast(table.arrow).combine_chunks()


def _by_bucket(con: Connection, table: TableSchema, rows: pa.Table, count: int) -> dict[int, pa.Table]:
    if rows.num_rows == 0:
        return {}
    con.register("rows_to_place", rows)
    try:
        buckets = con.sql(
            f"select cast(md5_number_lower({table.key[0]}) % {count} as integer) as bucket from rows_to_place"
        ).to_arrow_table()
    finally:
        con.unregister("rows_to_place")
    places: dict[int, list[int]] = {}
    for position, bucket in enumerate(buckets["bucket"].to_pylist()):
        places.setdefault(bucket, []).append(position)
    return {bucket: rows.take(pa.array(positions)) for bucket, positions in places.items()}
