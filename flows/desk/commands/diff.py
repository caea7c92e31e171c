"""wirecopy diff."""

from pathlib import Path

import click
import pyarrow as pa
from rich.console import Console

from flows.base.errors import UserError
from flows.desk.commands.completion import complete_runs, complete_tables
from flows.desk.commands.options import FORMAT, OUTPUT, WAREHOUSE
from flows.desk.commands.output import console_on, destination, show_rows
from flows.desk.reading import published_file
from flows.desk.tables import print_rows


@click.command()
@click.argument("before", shell_complete=complete_runs)
@click.argument("after", shell_complete=complete_runs)
@WAREHOUSE
@click.option(
    "--table",
    default=None,
    shell_complete=complete_tables,
    metavar="TABLE",
    help="Show the rows of this table that differ, cell by cell.",
)
@FORMAT
@click.option("--limit", type=click.IntRange(min=0), default=40, show_default=True, help="Rows to print; 0: all.")
@OUTPUT
def diff(  # noqa: PLR0913
    before: str, after: str, warehouse: Path, table: str | None, form: str, limit: int, output: Path | None
) -> None:
    """Show what the run AFTER changed against the run BEFORE: rows added, removed and changed, table by table.

    Rows are the same by their key; columns that name a run do not count, and the log of runs is left out. Both
    versions must be kept (`wirecopy runs`). --limit holds for tables, not for files.

    \b
    wirecopy diff 41 42
    wirecopy diff 41 42 --table claims --format csv --output claims.csv
    """
    from flows.desk.diff import TABLES, count_differences, find_differences

    if table is not None and table not in TABLES:
        raise UserError(f"there is no table {table!r} to compare. Tables: {', '.join(TABLES)}.")
    old, new = published_file(warehouse, before), published_file(warehouse, after)
    if table is None:
        show_rows(count_differences(old, new), form, 0, output)
    elif form == "table":
        counts = count_differences(old, new, (table,)).to_pylist()[0]
        rows = find_differences(old, new, table, limit)
        with destination(output) as file:
            _print(console_on(file if output else None), table, counts, rows)
    else:
        show_rows(find_differences(old, new, table), form, limit, output)


def _print(console: Console, table: str, counts: dict[str, int], rows: pa.Table) -> None:
    told = ", ".join(f"{counts[name]:,} {name}" for name in ("added", "removed", "changed"))
    console.print(f"[bold]{table}[/bold]: {told}. The first cells that differ, by key; --limit 0 shows all:")
    print_rows(console, rows, rows.num_rows)
    console.file.flush()
