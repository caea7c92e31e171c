"""Opening the published warehouse to read, and SQL on it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from pathlib import Path

import click
import pyarrow as pa

from flows.base.errors import UserError
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.store.engine import Connection, QueryError, open_published, sql_names, sql_text
from flows.store.layout import Layout
from flows.store.versions import is_intact

# An answer is held in memory whole before any of it is shown.
_MOST_BYTES = 4 << 30


def open_warehouse(folder: Path, as_of: str | None = None, is_unsafe: bool = False) -> Connection:
    """Return a read-only connection to the published warehouse; it can reach no other file and no network.

    With `as_of`, to the version that readers saw after the run of that name. `is_unsafe`: SQL on it may reach both.
    """
    link = published_file(folder, as_of)
    if not link.exists():
        raise UserError(f"{folder} holds no published warehouse. {_where_one_is(folder)}")
    try:
        con = open_published(link, is_unsafe)
    except QueryError as error:
        raise UserError(f"{link} cannot be opened: {str(error).splitlines()[0]}") from None
    add_macros(con)
    return con


def add_macros(con: Connection) -> None:
    """Let SQL on this connection use sql/macros, such as has_words; they are not written to the file."""
    for name in sql_names("macros"):
        con.execute(sql_text(f"macros/{name}"))


def _where_one_is(folder: Path) -> str:
    """Return the way out: a warehouse in a folder above, which was made from there; or a run that makes one."""
    above = (parent / folder.name for parent in folder.absolute().parent.parents)
    near = next((one for one in above if Layout(one).database_link.exists()), None)
    made = f"Make one: wirecopy run RAW --warehouse {folder}"
    return f"Did you mean --warehouse {near}? Or make one here: {made[10:]}" if near else made


def published_file(folder: Path, as_of: str | None = None) -> Path:
    """Return the file that readers open, or that of the version that they saw after the run of that name."""
    layout = Layout(folder)
    if as_of is None:
        return layout.database_link
    # The pipeline takes a second to import, and is not needed for the present version.
    from flows.pipeline.history import find_version

    run_id = find_version(layout, as_of)
    path = layout.database(run_id)
    if not is_intact(layout, run_id):
        click.echo(f"wirecopy: {path} was changed after it was published: it is not what {run_id} left.", err=True)
    return path


def query(con: Connection, text: str, values: Mapping[str, str | None] | None = None) -> pa.Table:
    """Return what a query with these parameters gives, or all of a table or view named by one word.

    A mistake in it is a UserError.
    """
    sql = f'from "{text}"' if text.isidentifier() else text
    try:
        result = con.sql(sql, params=dict(values)) if values else con.sql(sql)
        return (
            pa.table({"done": pa.array([], pa.bool_())})
            if result is None
            else _interruptible(con, lambda: _fetch(result.to_arrow_reader()))
        )
    except QueryError as error:
        raise UserError(_explain(text, error)) from None


def _interruptible(con: Connection, fetch: Callable[[], pa.Table]) -> pa.Table:
    """Return what is fetched; a signal ends the query, which no signal reaches in the thread that fetches."""
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(fetch)
        try:
            return answer.result()
        except BaseException:
            con.interrupt()
            raise


def _fetch(reader: pa.RecordBatchReader) -> pa.Table:
    """Return all rows; DuckDB bounds what a query needs in between, and this what comes out of it."""
    batches, size = [], 0
    # Left open, a query that is not read to its end would hold the file: it could not be opened anew in this process.
    with reader:
        for batch in reader:
            batches.append(batch)
            size += batch.nbytes
            if size > _MOST_BYTES:
                raise UserError(
                    f"the answer takes more than {_MOST_BYTES >> 30} GiB. Ask for less (limit 1000), or write it to a "
                    "file from SQL: wirecopy sql --unsafe \"copy (select …) to 'out.parquet'\""
                )
        return pa.Table.from_batches(batches, reader.schema)


def _explain(text: str, error: QueryError) -> str:
    first, *more = str(error).strip().splitlines()
    views = sql_names("views")
    if text.isidentifier():
        near = get_close_matches(text, [*views, *(table.name for table in PUBLISHED_TABLES)], 3)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        return f"there is no table or view {text!r}.{meant} Views: {', '.join(views)}."
    # What DuckDB proposes for a name that it does not know.
    meant = "".join(f" {line.strip()}" for line in more if line.startswith(("Did you mean", "Candidate bindings")))
    return f'{first}{meant} (tables and views: wirecopy sql "show tables"; columns: wirecopy sql "describe claims")'
