"""wirecopy runs."""

from pathlib import Path

import click

from flows.base.errors import UserError
from flows.desk.commands.options import FORMAT, OUTPUT, WAREHOUSE
from flows.desk.commands.output import show_rows
from flows.store.layout import Layout

# A terminal has not the room; files have these too.
_NOT_PRINTED = ["ended_at", "shows"]


@click.command()
@WAREHOUSE
@FORMAT
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="Runs to print; 0: all.")
@OUTPUT
def runs(warehouse: Path, form: str, limit: int, output: Path | None) -> None:
    """List the runs, the last one first: how each ended, what it read, and whose version it shows.

    Where that version is kept, `wirecopy sql --as-of RUN` reads it and `wirecopy rollback RUN` goes back to it.
    --limit holds for tables, not for files.
    """
    from flows.pipeline.history import list_runs

    layout = Layout(warehouse)
    if not layout.run_log.is_file():
        raise UserError(f"{warehouse} has seen no run yet. Start one: wirecopy run RAW --warehouse {warehouse}")
    rows = list_runs(layout)
    show_rows(rows.drop_columns(_NOT_PRINTED) if form == "table" else rows, form, limit, output)
