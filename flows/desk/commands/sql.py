"""wirecopy sql."""

from pathlib import Path

import click

from flows.desk.commands.completion import complete_tables
from flows.desk.commands.options import AS_OF, FORMAT, OUTPUT, WAREHOUSE
from flows.desk.commands.output import show_rows
from flows.desk.reading import open_warehouse, query
from flows.store.memory import bounded_memory


@click.command()
@click.argument("query_or_view", shell_complete=complete_tables)
@WAREHOUSE
@FORMAT
@click.option("--limit", type=click.IntRange(min=0), default=40, show_default=True, help="Rows to print; 0: all.")
@AS_OF
@OUTPUT
@click.option(
    "--unsafe",
    is_flag=True,
    help="Let the query read and write other files and load extensions, as you may. The warehouse stays read-only.",
)
def sql(  # noqa: PLR0913
    query_or_view: str,
    warehouse: Path,
    form: str,
    limit: int,
    as_of: str | None,
    output: Path | None,
    unsafe: bool,
) -> None:
    """Answer a query, or show a view or table by its name. Reads only; --limit holds for tables, not for files.

    A query sees the warehouse and nothing else: no other file, no network, no variable of the environment.

    \b
    wirecopy sql claims_by_origin
    wirecopy sql "select speaker, count(*) from quotes_by_speaker group by all order by 2 desc"
    wirecopy sql quotes --format parquet --output quotes.parquet
    wirecopy sql claims_by_origin --as-of 41
    """
    with bounded_memory(), open_warehouse(warehouse, as_of, unsafe) as con:
        rows = query(con, query_or_view)
    show_rows(rows, form, limit, output)
