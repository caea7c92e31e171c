"""DuckDB: named SQL over the stored tables and over Arrow tables handed in. The only writer beside publish."""

import atexit
import functools
import os
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb
import pyarrow as pa

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import STORED

Connection = duckdb.DuckDBPyConnection
QueryError = duckdb.Error
DiskError = duckdb.IOException

_Settings = dict[str, str | bool | int | float | list[str]]
_OFFLINE: _Settings = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
_READER: _Settings = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}


def hush_binding_at_exit() -> None:
    """Let the process end quietly: where threads outlive it, DuckDB 2.0's binding lists pages of "leaks" on stderr."""
    atexit.register(_close_stderr)


def _close_stderr() -> None:
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


@functools.cache
def sql_folder() -> Traversable:
    """Return the folder of SQL files: inside the installed package, or beside it in a checkout."""
    packaged = files("flows") / "sql"
    return packaged if packaged.is_dir() else Path(str(files("flows"))).parent / "sql"


@functools.cache
def sql_text(name: str) -> str:
    """Return the statement in sql/<name>.sql."""
    return (sql_folder() / f"{name}.sql").read_text("utf-8")


def sql_names(folder: str) -> list[str]:
    """Return the names, without .sql, of the files in sql/<folder>, sorted."""
    return sorted(
        entry.name.removesuffix(".sql") for entry in (sql_folder() / folder).iterdir() if entry.name.endswith(".sql")
    )


def sql_comment(name: str) -> str:
    """Return the first comment line of sql/<name>.sql: its grain."""
    return sql_text(name).splitlines()[0].removeprefix("--").strip()


def open_stored(layout: Layout, manifest: Manifest) -> Connection:
    """Return an in-memory connection that sees each stored table, as the manifest lists it, as stored.<table>."""
    con = duckdb.connect(config=_OFFLINE)
    layout.scratch.mkdir(parents=True, exist_ok=True)
    bound(con, layout.scratch)
    _prepare(con)
    for name in STORED:
        show_stored(con, layout, manifest, name)
    for view in ("all_quotes", "settled_claims"):
        con.execute(sql_text(f"steps/{view}"))
    return con


def bound(con: Connection, spill: Path) -> None:
    """Let the connection of the main process take its share of the memory, and files in this folder beyond that."""
    con.execute("set temp_directory = $folder", {"folder": str(spill)})
    con.execute("set memory_limit = $limit", {"limit": f"{memory_share() >> 20}MiB"})
    con.execute("set preserve_insertion_order = false")
    # In a process that was forked or spawned DuckDB takes itself to be in an interactive session, and draws a bar.
    con.execute("set enable_progress_bar = false")


def memory_share() -> int:
    """Return how many bytes a connection of the main process may take: WIRECOPY_MEMORY_MB, or a quarter of all memory.

    A quarter, because workers, the rows handed to Python and the cache of the system need theirs beside it.
    """
    given = os.environ.get("WIRECOPY_MEMORY_MB")
    return int(given) << 20 if given else max(1 << 30, _memory() // 4)


def _memory() -> int:
    """Return the bytes of memory that this process may see: of the machine, or of its control group if that is less."""
    everything = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text("utf-8").strip()
    except OSError:
        return everything
    return min(everything, int(limit)) if limit.isdigit() else everything


@contextmanager
def open_tables(layout: Layout, manifest: Manifest, tables: Iterable[str], memory_bytes: int) -> Iterator[Connection]:
    """Open a connection of one thread that sees these stored tables, for a worker process.

    What needs more memory than it may take goes through files of its own.
    """
    with tempfile.TemporaryDirectory(dir=layout.scratch) as spill:
        limits = {"threads": "1", "memory_limit": f"{memory_bytes >> 20}MiB", "temp_directory": spill}
        with duckdb.connect(config={**_OFFLINE, **limits}) as con:
            _prepare(con)
            for name in tables:
                show_stored(con, layout, manifest, name)
            yield con


def _prepare(con: Connection) -> None:
    con.execute("set preserve_insertion_order = false")
    # In a process that was forked or spawned DuckDB takes itself to be in an interactive session, and draws a bar.
    con.execute("set enable_progress_bar = false")
    con.execute("attach ':memory:' as stored")


def show_stored(con: Connection, layout: Layout, manifest: Manifest, name: str) -> None:
    """Let stored.<name> show the live parts that the manifest lists now."""
    paths = [str(path) for path in manifest.files(layout, name)]
    if paths:
        con.execute("use stored")
        con.read_parquet(paths).create_view(name, replace=True)
        con.execute("use memory")
    else:
        con.execute(f"create or replace view stored.{name} as {no_rows(STORED[name])}")


def no_rows(table: TableSchema) -> str:
    """Return the SELECT that gives the columns of the table and no row."""
    columns = ", ".join(f"cast(null as {duckdb_type(column.type)}) as {column.name}" for column in table.columns)
    return f"select {columns} where false"


def sql_list(texts: Iterable[str]) -> str:
    """Return the texts as a list in SQL."""
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


def duckdb_type(kind: pa.DataType) -> str:
    """Return the DuckDB type that holds an Arrow type."""
    if pa.types.is_list(kind):
        return f"{duckdb_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        return "struct(" + ", ".join(f"{field.name} {duckdb_type(field.type)}" for field in kind) + ")"
    names = {pa.string(): "varchar", pa.int32(): "integer", pa.int64(): "bigint"}
    names |= {pa.float64(): "double", pa.bool_(): "boolean"}
    return names[kind]


def run_sql(
    con: Connection,
    name: str,
    tables: Mapping[str, pa.Table] | None = None,
    parameters: Mapping[str, object] | None = None,
) -> pa.Table:
    """Return what sql/<name>.sql gives, with these Arrow tables visible by name and these named parameters."""
    given = tables or {}
    for table, rows in given.items():
        con.register(table, rows)
    try:
        return con.sql(sql_text(name), params=dict(parameters or {})).to_arrow_table()
    finally:
        for table in given:
            con.unregister(table)


def rows_where(con: Connection, table: str, column: str, wanted: Collection[str]) -> pa.Table:
    """Return the rows of a stored table whose column holds one of these values, by key; none if there are none."""
    schema = STORED[table]
    con.register("wanted", pa.table({"value": pa.array(sorted(wanted), schema.arrow.field(column).type)}))
    try:
        found = f"select * from stored.{table} where {column} in (select value from wanted)"
        rows = con.sql(f"{found} order by {', '.join(schema.key)}").to_arrow_table()
    finally:
        con.unregister("wanted")
    return rows.cast(schema.arrow)


def open_published(path: Path) -> Connection:
    """Return a read-only connection to a published file that can open no other file and reach no network."""
    return duckdb.connect(str(path), read_only=True, config=_READER)


def empty_warehouse() -> Connection:
    """Return an in-memory connection with every published table and view, all without rows."""
    con = duckdb.connect()
    for table in PUBLISHED_TABLES:
        con.execute(f"create table {table.name} as {no_rows(table)}")
    for name in sql_names("views"):
        con.execute(sql_text(f"views/{name}"))
    return con
