"""wirecopy sql."""

from pathlib import Path

import click

from flows.desk.commands.options import OUTPUT, WAREHOUSE
from flows.desk.commands.output import console_on, destination
from flows.desk.reading import open_warehouse, query
from flows.desk.tables import FORMATS, WRITERS, print_rows


@click.command()
@click.argument("query_or_view")
@WAREHOUSE
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0), default=40, show_default=True, help="Rows to print; 0: all.")
@OUTPUT
def sql(query_or_view: str, warehouse: Path, form: str, limit: int, output: Path | None) -> None:
    """Answer a query, or show a view or table by its name. Reads only; --limit holds for tables, not for files.

    \b
    wirecopy sql claims_by_origin
    wirecopy sql "select speaker, count(*) from quotes_by_speaker group by all order by 2 desc"
    wirecopy sql quotes --format parquet --output quotes.parquet
    """
    with open_warehouse(warehouse) as con:
        rows = query(con, query_or_view)
    if form == "table":
        with destination(output) as file:
            console = console_on(file if output else None)
            print_rows(console, rows, limit or rows.num_rows)
            console.file.flush()
    else:
        with destination(output) as file:
            WRITERS[form](rows, file)
            file.flush()
