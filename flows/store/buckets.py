"""Rows that change: tables kept in buckets by the hash of their first key column; only the touched are rewritten.

The number of buckets doubles as a table grows, so that a bucket stays small. New rows of a large table would touch
every bucket: they go to young parts, without a bucket, until these are a tenth of the table. How rows lie in files
never shows in them: a key stands in one part. However large a table is, a few buckets at a time are in memory.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from flows.base.schemas.table import TableSchema
from flows.store.engine import Connection, sql_list
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import BUCKETED, Part, write_part

FEWEST_BUCKETS = 16
ROWS_PER_BUCKET = 50_000
# Buckets with so many rows together are read, merged and written at once.
ROWS_AT_ONCE = 1_000_000
# From so many rows on a table has young parts, up to this share of its rows and so many files.
YOUNG_FROM = 1_000_000
YOUNG_SHARE = 0.1
MOST_YOUNG = 8


class Change(NamedTuple):
    """What a run does to a bucketed table: the keys of rows that go, and rows that come (they may be the same keys)."""

    table: str
    gone: pa.Table
    rows: pa.Table


class _Lying(NamedTuple):
    """How a table lies in files: parts by bucket, young parts, and the number of buckets."""

    buckets: dict[int, Part]
    young: list[Part]
    bucket_count: int


def apply_change(con: Connection, layout: Layout, manifest: Manifest, mark: str, change: Change) -> Manifest:
    """Return the manifest with the change made: new files, called after `mark`, for the buckets whose rows differ."""
    table = BUCKETED[change.table]
    parts = manifest.parts.get(table.name, ())
    by_bucket = {part.bucket: part for part in parts if part.bucket is not None}
    young = [part for part in parts if part.bucket is None]
    lying = _Lying(by_bucket, young, manifest.buckets.get(table.name, FEWEST_BUCKETS))
    with _shown(con, table, change, lying.bucket_count):
        changed = {part.file for part in _narrow(con, layout, table, lying)}
        if not changed and not _count_of(con, "coming"):
            return manifest
        lies = _rewrite(con, layout, mark, table, lying, changed)
    ordered = sorted(lies.buckets.values(), key=lambda part: part.bucket or 0)
    return manifest.replacing(table.name, [*ordered, *lies.young], lies.bucket_count)


def _rewrite(
    con: Connection, layout: Layout, mark: str, table: TableSchema, lying: _Lying, changed: set[str]
) -> _Lying:
    """Return how the table lies once what is leaving and coming is written; the changed files hold rows that leave."""
    live, young = dict(lying.buckets), list(lying.young)
    young_rows = sum(part.rows for part in young) + _count_of(con, "coming")
    rows = sum(part.rows for part in live.values()) + young_rows
    grown = max(lying.bucket_count, bucket_count(rows))
    is_kept_young = grown == lying.bucket_count and rows >= YOUNG_FROM and young_rows <= YOUNG_SHARE * rows
    if not is_kept_young:
        _join_coming(con, layout, table, young, lying.bucket_count)
        young = []
    touched = {bucket for bucket, part in live.items() if part.file in changed}
    if not is_kept_young:
        touched |= set(range(lying.bucket_count)) if grown > lying.bucket_count else _buckets_in(con, "coming")
    for group in _groups(touched, live):
        old = [live.pop(bucket) for bucket in group if bucket in live]
        query = _merged(table, [str(layout.root / part.file) for part in old], group)
        for bucket, found in sorted_buckets(con, table, query, grown):
            for part in write_part(layout, table.name, found, f"{mark}-bucket{bucket:05d}", bucket):
                live[bucket] = part
    if is_kept_young:
        written = f"bucket in ({', '.join(map(str, sorted(touched)))})" if touched else "false"
        con.execute(f"delete from coming where {written}")
        young = _write_young(con, layout, mark, table, young, changed)
    return _Lying(live, young, grown)


def _write_young(
    con: Connection, layout: Layout, mark: str, table: TableSchema, young: list[Part], changed: set[str]
) -> list[Part]:
    """Return the young parts with the coming rows among them; there are few of them."""
    kept = [part for part in young if part.file not in changed] if len(young) < MOST_YOUNG else []
    _join_coming(con, layout, table, [part for part in young if part not in kept], 1)
    rows = con.sql(f"select {', '.join(table.names)} from coming order by {', '.join(table.key)}")
    for number, piece in enumerate(_pieces(rows.to_arrow_reader(ROWS_PER_BUCKET), ROWS_AT_ONCE)):
        kept += write_part(layout, table.name, piece.cast(table.arrow), f"{mark}-young{number:05d}")
    return kept


def _pieces(batches: pa.RecordBatchReader, size: int) -> Iterator[pa.Table]:
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= size:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _join_coming(con: Connection, layout: Layout, table: TableSchema, young: Sequence[Part], count: int) -> None:
    """Add what stays of these young parts to the rows that come."""
    if young:
        files = sql_list(str(layout.root / part.file) for part in young)
        con.execute(
            f"insert into coming by name select {_bucket_of(table, count)} as bucket, rows.* "
            f"from read_parquet({files}) as rows anti join leaving using ({', '.join(table.key)})"
        )


def _narrow(con: Connection, layout: Layout, table: TableSchema, lying: _Lying) -> list[Part]:
    """Take out of `leaving` and `coming` what stands as it comes; return the parts that hold a row that leaves."""
    possible = [lying.buckets[bucket] for bucket in _buckets_in(con, "leaving") if bucket in lying.buckets]
    parts = {str(layout.root / part.file): part for part in (*possible, *lying.young)}
    keys = ", ".join(table.key)
    # By their keys alone first: most parts of a large table hold none of them, and rows are wide.
    holding = _names(con, f"select distinct filename from {_files(parts)} semi join leaving using ({keys})", parts)
    if not holding:
        return []
    values = ", ".join(f"rows.{name}" for name in table.names)
    con.execute(
        f"create or replace temp table present as select filename, {keys}, hash(row({values})) as content "
        f"from {_files(holding)} as rows semi join leaving using ({keys})"
    )
    con.execute(
        f"create or replace temp table standing as select {keys} from present "
        f"semi join (select {keys}, hash(row({values})) as content from coming as rows) using ({keys}, content)"
    )
    same = " and ".join(f"rows.{key} = standing.{key}" for key in table.key)
    for name in ("leaving", "coming"):
        con.execute(f"delete from {name} as rows using standing where {same}")
    changed = _names(con, f"select distinct filename from present anti join standing using ({keys})", parts)
    con.execute("drop table present")
    con.execute("drop table standing")
    return [parts[name] for name in changed]


def _files(names: Iterable[str]) -> str:
    return f"read_parquet({sql_list(names)}, filename = true)"


def _names(con: Connection, query: str, parts: Mapping[str, Part]) -> list[str]:
    found = {name for (name,) in con.execute(query).fetchall()} if parts else set()
    return [name for name in parts if name in found]


def _buckets_in(con: Connection, name: str) -> set[int]:
    return {bucket for (bucket,) in con.execute(f"select distinct bucket from {name}").fetchall()}


def _count_of(con: Connection, name: str) -> int:
    return int(con.execute(f"select count(*) from {name}").fetchall()[0][0])


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
        names = ", ".join(table.names)
        con.execute(f"create temp table leaving as select {bucket} as bucket, * from ({either}) order by bucket")
        con.execute(f"create temp table coming as select {bucket} as bucket, {names} from new_rows order by bucket")
        yield
    finally:
        con.execute("drop table if exists leaving")
        con.execute("drop table if exists coming")
        con.unregister("gone_keys")
        con.unregister("new_rows")


def _groups(buckets: set[int], live: Mapping[int, Part]) -> Iterator[list[int]]:
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
