"""The published warehouse: one self-contained DuckDB file and its Parquet twin, swapped in whole.

A version is built aside from the stored tables, checked, made read-only, and only then reached through the links.
"""

import filecmp
import hashlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.base.errors import CheckFailed
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.checks import describe_failures, run_checks
from flows.store.engine import STORED_VIEWS, Connection, bound, sql_comment, sql_names, sql_text
from flows.store.increment import Step, apply_changes, find_changes
from flows.store.layout import Layout, make_read_only, sync, write_whole
from flows.store.manifests import DamagedManifest, Manifest, read_manifest
from flows.store.published import find_altered_files
from flows.store.slices import create_claim_groups
from flows.store.versions import seal_version

# DuckDB 1.4 and later can open it (measured: the default format of 2.0 cannot be read by any earlier one).
STORAGE_VERSION = "v1.4.0"
ROW_GROUP = 100_000

_COLUMN_NOTE = re.compile(r"^-- (\w+): (.+)$", re.MULTILINE)
_SOURCE_TABLE = re.compile(r"\b(?:from|join) (\w+)")
_TABLES = {table.name: table for table in PUBLISHED_TABLES}


@dataclass(frozen=True)
class PublishConfig:
    """When a version is made from the one before, by putting in what changed, and not from the stored tables alone.

    The stored tables have so many rows, at most this share of them changed, and a row of the file before takes at most
    so many times the room that it took when the file was last made whole: what is replaced leaves holes.
    """

    least_rows: int = 5_000_000
    most_changed: float = 0.2
    most_room: float = 1.25


def build_version(
    con: Connection,
    layout: Layout,
    run_id: str,
    run_log: pa.Table,
    step: Step | None = None,
    config: PublishConfig = PublishConfig(),
) -> None:
    """Build and check the files of a run from the stored tables. CheckFailed leaves what is published as it is.

    With a step the version of the manifest before may serve as basis; the published rows are the same without.
    """
    target = layout.versions / f".building-{run_id}.duckdb"
    remove_version_files(target)
    basis = _find_basis(con, layout, step, config) if step else None
    if basis:
        shutil.copyfile(layout.database(basis), target)
        changed = _write_changes(con, target, run_log)
    else:
        changed = set(_TABLES)
        _write_tables(con, target, run_log)
    with duckdb.connect(str(target)) as built:
        bound(built, layout.scratch)
        if not basis:
            _describe(built)
        failures = run_checks(built)
        if failures:
            raise CheckFailed(describe_failures(failures))
        _export(built, layout, run_id, changed, basis)
        built.execute("checkpoint")
    sync(target)
    target.replace(layout.database(run_id))
    seal_version(layout, run_id)
    if step:
        _note_making(layout, run_id, sum(step.after.rows().values()), basis)
    sync(layout.versions)


def _find_basis(con: Connection, layout: Layout, step: Step, config: PublishConfig) -> str | None:
    """Return the run whose version can be the basis of the next, its changes found; None if all is to be made anew."""
    run_id, rows = step.before.run_id, sum(step.after.rows().values())
    if rows < config.least_rows or not _is_as_published(layout, step.before):
        return None
    size = layout.database(run_id).stat().st_size
    if size > config.most_room * _read_making(layout, run_id) * sum(step.before.rows().values()):
        return None
    return run_id if find_changes(con, layout, step) <= config.most_changed * rows else None


def _is_as_published(layout: Layout, before: Manifest) -> bool:
    """Tell whether the version is of these very parts, and its file and every file of its twin as they were written."""
    try:
        is_committed = read_manifest(layout, before.run_id).parts == before.parts
    except DamagedManifest:
        return False
    return is_committed and bool(before.published) and not find_altered_files(layout, before.run_id, before.published)


def _note_making(layout: Layout, run_id: str, rows: int, basis: str | None) -> None:
    """Note by what a version was made, and the bytes a row took when its file was last made whole."""
    whole = _read_making(layout, basis) if basis else layout.database(run_id).stat().st_size / max(1, rows)
    note = json.dumps({"recipe": _recipe(), "whole_bytes_per_row": whole}) + "\n"
    write_whole(layout.making(run_id), lambda path: _write_text(path, note))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _read_making(layout: Layout, run_id: str) -> float:
    """Return the bytes a row took when the file was last made whole; 0 if a version would be made otherwise today."""
    try:
        note = json.loads(layout.making(run_id).read_text("utf-8"))
        return float(note["whole_bytes_per_row"]) if note["recipe"] == _recipe() else 0.0
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


def _recipe() -> str:
    """Return a hash of all that decides how stored rows become published ones."""
    names = [f"{folder}/{name}" for folder in ("schema", "views", "touched", "nearby") for name in sql_names(folder)]
    texts = [sql_text(name) for name in (*names, *(f"steps/{view}" for view in STORED_VIEWS))]
    return hashlib.sha256(repr((duckdb.__version__, STORAGE_VERSION, PUBLISHED_TABLES, texts)).encode()).hexdigest()


def _write_changes(con: Connection, target: Path, run_log: pa.Table) -> set[str]:
    """Make the changes in the target, a copy of the version before; return the tables that changed."""
    con.execute(f"attach '{_quoted(target)}' as building")
    try:
        return apply_changes(con, run_log)
    finally:
        con.execute("detach building")


def _write_tables(con: Connection, target: Path, run_log: pa.Table) -> None:
    con.execute(f"attach '{_quoted(target)}' as building (storage_version '{STORAGE_VERSION}')")
    con.register("run_log", run_log)
    con.execute("use building")
    try:
        for table in PUBLISHED_TABLES:
            if table.name == "claim_groups":
                create_claim_groups(con)
            else:
                con.execute(sql_text(f"schema/{table.name}"))
    finally:
        con.execute("use memory")
        con.unregister("run_log")
        con.execute("detach building")


def _describe(con: Connection) -> None:
    """Create the views and comment on everything, in one transaction: each statement alone would wait for the disk."""
    con.begin()
    for name in sql_names("views"):
        con.execute(sql_text(f"views/{name}"))
        con.execute(f"comment on view {name} is '{_sql_string(sql_comment(f'views/{name}'))}'")
        for view_column, comment in view_columns(con, name).items():
            con.execute(f"comment on column {name}.{view_column} is '{_sql_string(comment)}'")
    for table in PUBLISHED_TABLES:
        con.execute(f"comment on table {table.name} is '{_sql_string(table.grain)}'")
        for column in table.columns:
            con.execute(f"comment on column {table.name}.{column.name} is '{_sql_string(column.comment)}'")
    con.commit()


def view_columns(con: Connection, name: str) -> dict[str, str]:
    """Return a view's columns with comments: from its file's header, else of the first of its tables that has it."""
    text = sql_text(f"views/{name}")
    told = dict(_COLUMN_NOTE.findall(text))
    for source in _SOURCE_TABLE.findall(text):
        for column in _TABLES[source].columns if source in _TABLES else ():
            told.setdefault(column.name, column.comment)
    columns = con.sql(f"describe {name}").to_arrow_table()["column_name"].to_pylist()
    return {column: told[column] for column in columns}


def _export(con: Connection, layout: Layout, run_id: str, changed: Collection[str], basis: str | None) -> None:
    """Write each table as Parquet; what is the same as in the version before shares its file."""
    folder = layout.versions / f".building-parquet-{run_id}"
    shutil.rmtree(folder, ignore_errors=True)
    for table in PUBLISHED_TABLES:
        path = folder / table.name / f"{table.name}.parquet"
        path.parent.mkdir(parents=True)
        if basis and table.name not in changed:
            os.link(layout.parquet(basis) / table.name / path.name, path)
            continue
        export_table(con, table, path)
        twin = layout.parquet_link / table.name / path.name
        if twin.is_file() and filecmp.cmp(twin, path, shallow=False):
            path.unlink()
            os.link(twin.resolve(), path)
        make_read_only(path)
    final = layout.parquet(run_id)
    shutil.rmtree(final, ignore_errors=True)
    folder.replace(final)


def export_table(con: Connection, table: TableSchema, path: Path) -> None:
    """Write a published table as Parquet, sorted by its key, the same bytes for the same rows.

    DuckDB's own writer gives the same bytes too, by any number of threads, but takes twice the time.
    """
    rows = con.sql(f"select {', '.join(table.names)} from {table.name} order by {', '.join(table.key)}")
    with pq.ParquetWriter(path, table.arrow, compression="zstd") as writer:
        for group in _row_groups(rows.to_arrow_reader(ROW_GROUP)):
            writer.write_table(group.cast(table.arrow), row_group_size=ROW_GROUP)


def _row_groups(batches: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Yield the rows in tables of ROW_GROUP each, the last aside: how many a batch has is DuckDB's affair."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        start = 0
        while start < batch.num_rows:
            piece = batch.slice(start, ROW_GROUP - rows)
            held.append(piece)
            rows += piece.num_rows
            start += piece.num_rows
            if rows == ROW_GROUP:
                yield pa.Table.from_batches(held).combine_chunks()
                held, rows = [], 0
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def export_canonical(con: Connection, folder: Path) -> None:
    """Write every published table but `runs`, without columns that name a run: equal tables are equal bytes.

    What is compared when two warehouses, or two histories of one, are said to be the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table in PUBLISHED_TABLES:
        if table.name != "runs":
            kept = tuple(column for column in table.columns if not column.name.endswith("run_id"))
            export_table(con, table._replace(columns=kept), folder / f"{table.name}.parquet")


def remove_version_files(path: Path) -> None:
    """Delete a DuckDB file and the write-ahead log that a client may have left beside it."""
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    return _sql_string(str(path))


def _sql_string(text: str) -> str:
    return text.replace("'", "''")
