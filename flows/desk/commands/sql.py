"""wirecopy sql."""

from pathlib import Path

import click

from flows.desk.commands.options import AS_OF, FORMAT, OUTPUT, WAREHOUSE
from flows.desk.commands.output import show_rows
from flows.desk.reading import open_warehouse, query


@click.command()
@click.argument("query_or_view")
@WAREHOUSE
@FORMAT
@click.option("--limit", type=click.IntRange(min=0), default=40, show_default=True, help="Rows to print; 0: all.")
@AS_OF
@OUTPUT
def sql(query_or_view: str, warehouse: Path, form: str, limit: int, as_of: str | None, output: Path | None) -> None:
    """Answer a query, or show a view or table by its name. Reads only; --limit holds for tables, not for files.

    \b
    wirecopy sql claims_by_origin
    wirecopy sql "select speaker, count(*) from quotes_by_speaker group by all order by 2 desc"
    wirecopy sql quotes --format parquet --output quotes.parquet
    wirecopy sql claims_by_origin --as-of 41
    """
    with open_warehouse(warehouse, as_of) as con:
        rows = query(con, query_or_view)
    show_rows(rows, form, limit, output)
