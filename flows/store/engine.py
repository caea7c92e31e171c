"""DuckDB: named SQL over the stored tables and over Arrow tables handed in. The only writer beside publish."""

import atexit
import functools
import itertools
import os
import shutil
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
from flows.base.schemas.table import Column, TableSchema
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import STORED

Connection = duckdb.DuckDBPyConnection
QueryError = duckdb.Error
DiskError = duckdb.IOException

# Views in steps/ over the stored tables, each of those before it.
STORED_VIEWS = ("all_quotes", "settled_claims", "fact_mentions")

_Settings = dict[str, str | bool | int | float | list[str]]
_OFFLINE: _Settings = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
# A query takes half of the memory of the machine, or of the container, at most; what needs more is spilt to files.
_BOUNDS: _Settings = {"memory_limit": "50%", "max_temp_directory_size": "20GiB", "python_enable_replacements": "false"}
_READER: _Settings = {
    **_OFFLINE,
    **_BOUNDS,
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
    for view in STORED_VIEWS:
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


def open_published(path: Path, is_unsafe: bool = False) -> Connection:
    """Return a read-only connection to a published file that can open no other file and reach no network.

    `is_unsafe` lets SQL read and write other files and load extensions; the published file stays read-only.
    """
    config = {**(_BOUNDS if is_unsafe else _READER), "temp_directory": _spill_folder(path.resolve())}
    return duckdb.connect(str(path), read_only=True, config=config)


_numbers = itertools.count()


@functools.cache
def _spill_folder(path: Path) -> str:
    """Return where readers of a file may spill, made when they do: they need not be allowed to write beside it.

    Each file has its own, in a folder that this user alone may look into. Empty, for none, without such a place.
    """
    own = _own_folder()
    return str(own / str(next(_numbers))) if own else ""


@functools.cache
def _own_folder() -> Path | None:
    try:
        folder = Path(tempfile.mkdtemp(prefix="wirecopy-"))
    except OSError:
        return None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def open_versions(before: Path, after: Path, memory_bytes: int) -> Iterator[Connection]:
    """Open a connection that sees two published files as before.<table> and after.<table>, and changes neither.

    What needs more memory goes through files of its own.
    """
    with tempfile.TemporaryDirectory() as spill:
        limits = {"memory_limit": f"{memory_bytes >> 20}MiB", "temp_directory": spill}
        with duckdb.connect(config={**_OFFLINE, **limits}) as con:
            con.execute("set preserve_insertion_order = false")
            con.execute("set enable_progress_bar = false")
            _attach(con, before, "before")
            if before.samefile(after):
                # DuckDB opens no file twice, and a rollback shares the one it went back to.
                _show_again(con, "before", "after")
            else:
                _attach(con, after, "after")
            yield con


def _attach(con: Connection, path: Path, name: str) -> None:
    quoted = str(path).replace("'", "''")
    con.execute(f"attach '{quoted}' as {name} (read_only)")


def _show_again(con: Connection, database: str, name: str) -> None:
    con.execute(f"attach ':memory:' as {name}")
    tables = con.execute("select table_name from duckdb_tables() where database_name = $1", [database]).fetchall()
    for (table,) in tables:
        con.execute(f"create view {name}.main.{table} as from {database}.main.{table}")


def show_rows_compared(con: Connection, table: TableSchema) -> None:
    """Let before_rows and after_rows show a table of both versions: key, cells as text, and a digest of those.

    Compared are the columns that both versions have, but for the key and what names a run. A table that a version does
    not have is empty there.
    """
    had = {side: _columns_of(con, side, table.name) for side in ("before", "after")}
    common = set.intersection(*(columns for columns in had.values() if columns), set(table.names))
    compared = [c for c in table.columns if c.name in common - set(table.key) and not c.name.endswith("run_id")]
    names = ", ".join(f"({number}, '{column.name}')" for number, column in enumerate(compared, start=1))
    no_names = "select 0 as position, '' as column_name where false"
    con.execute(
        "create or replace temp view compared as "
        + (f"select * from (values {names}) as named(position, column_name)" if names else no_names)
    )
    for side, columns in had.items():
        source = f"{side}.main.{table.name}" if columns else f"({no_rows(table)})"
        cells = f"[{', '.join(map(_cell, compared))}]::varchar[]"
        con.execute(
            f"create or replace temp view {side}_rows as select {_row_key(table)} as row_key, {cells} as cells, "
            f"md5_number(to_json({cells})::varchar) as digest from {source}"
        )


def _columns_of(con: Connection, database: str, table: str) -> set[str]:
    query = "select column_name from duckdb_columns() where database_name = $database and table_name = $table"
    return {name for (name,) in con.execute(query, {"database": database, "table": table}).fetchall()}


def _cell(column: Column) -> str:
    return f"{column.name}::varchar" if pa.types.is_string(column.type) else f"to_json({column.name})::varchar"


def _row_key(table: TableSchema) -> str:
    if len(table.key) == 1:
        return table.key[0]
    return f"to_json([{', '.join(f'{name}::varchar' for name in table.key)}])::varchar"


def empty_warehouse() -> Connection:
    """Return an in-memory connection with every published table and view, all without rows."""
    con = duckdb.connect()
    for table in PUBLISHED_TABLES:
        con.execute(f"create table {table.name} as {no_rows(table)}")
    for name in sql_names("views"):
        con.execute(sql_text(f"views/{name}"))
    return con
