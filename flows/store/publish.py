"""The published warehouse: one self-contained DuckDB file and its Parquet twin, swapped in whole.

A version is built aside from the stored tables, checked, made read-only, and only then reached through the links.
"""

import filecmp
import os
import re
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from flows.base.errors import CheckFailed
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.checks import describe_failures, run_checks
from flows.store.engine import Connection, sql_comment, sql_names, sql_text
from flows.store.layout import Layout, sync
from flows.store.versions import seal_version

# DuckDB 1.4 and later can open it (measured: the default format of 2.0 cannot be read by any earlier one).
STORAGE_VERSION = "v1.4.0"

_COLUMN_NOTE = re.compile(r"^-- (\w+): (.+)$", re.MULTILINE)
_SOURCE_TABLE = re.compile(r"\b(?:from|join) (\w+)")
_TABLES = {table.name: table for table in PUBLISHED_TABLES}


def build_version(con: Connection, layout: Layout, run_id: str, run_log: pa.Table) -> None:
    """Build and check the files of a run from the stored tables. CheckFailed leaves what is published as it is."""
    target = layout.versions / f".building-{run_id}.duckdb"
    remove_version_files(target)
    _write_tables(con, target, run_log)
    with duckdb.connect(str(target)) as built:
        _describe(built)
        failures = run_checks(built)
        if failures:
            raise CheckFailed(describe_failures(failures))
        _export(built, layout, run_id)
        built.execute("checkpoint")
    sync(target)
    target.replace(layout.database(run_id))
    seal_version(layout, run_id)


def _write_tables(con: Connection, target: Path, run_log: pa.Table) -> None:
    con.execute(f"attach '{_quoted(target)}' as building (storage_version '{STORAGE_VERSION}')")
    con.register("run_log", run_log)
    con.execute("use building")
    try:
        for table in PUBLISHED_TABLES:
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


def _export(con: Connection, layout: Layout, run_id: str) -> None:
    """Write each table as Parquet; what is the same as in the version before shares its file."""
    folder = layout.versions / f".building-parquet-{run_id}"
    shutil.rmtree(folder, ignore_errors=True)
    for table in PUBLISHED_TABLES:
        path = folder / table.name / f"{table.name}.parquet"
        path.parent.mkdir(parents=True)
        export_table(con, table, path)
        twin = layout.parquet_link / table.name / path.name
        if twin.is_file() and filecmp.cmp(twin, path, shallow=False):
            path.unlink()
            os.link(twin.resolve(), path)
        path.chmod(0o444)
    final = layout.parquet(run_id)
    shutil.rmtree(final, ignore_errors=True)
    folder.replace(final)


def export_table(con: Connection, table: TableSchema, path: Path) -> None:
    """Write a published table as Parquet, sorted by its key, the same bytes for the same rows."""
    rows = con.sql(
        f"select {', '.join(table.names)} from {table.name} order by {', '.join(table.key)}"
    ).to_arrow_table()
    pq.write_table(rows.cast(table.arrow), path, compression="zstd", row_group_size=100_000)


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
