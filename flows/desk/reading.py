"""Opening the published warehouse to read, and SQL on it."""

from pathlib import Path

import pyarrow as pa

from flows.base.errors import UserError
from flows.store.engine import Connection, QueryError, open_published, sql_names
from flows.store.layout import Layout


def open_warehouse(folder: Path) -> Connection:
    """Return a read-only connection to the published warehouse; it can reach no other file and no network."""
    link = Layout(folder).database_link
    if not link.exists():
        raise UserError(f"{folder} holds no published warehouse. Make one: wirecopy run RAW --warehouse {folder}")
    try:
        return open_published(link)
    except QueryError as error:
        raise UserError(f"{link} cannot be opened: {str(error).splitlines()[0]}") from None


def query(con: Connection, text: str) -> pa.Table:
    """Return what a query gives, or all of a table or view named by one word. A mistake in it is a UserError."""
    sql = f'from "{text}"' if text.isidentifier() else text
    try:
        result = con.sql(sql)
        return pa.table({"done": pa.array([], pa.bool_())}) if result is None else result.to_arrow_table()
    except QueryError as error:
        raise UserError(_explain(text, error)) from None


def _explain(text: str, error: QueryError) -> str:
    first = str(error).strip().splitlines()[0]
    if text.isidentifier():
        return f"there is no table or view {text!r}. Views: {', '.join(sql_names('views'))}."
    return f'{first} (tables and views: wirecopy sql "show tables"; columns: wirecopy sql "describe claims")'
