"""wirecopy runs."""

from pathlib import Path

import click
import pyarrow as pa
import pyarrow.compute as pc

from flows.base.errors import UserError
from flows.base.terminal import visible
from flows.desk.commands.options import FORMAT, OUTPUT, WAREHOUSE
from flows.desk.commands.output import show_rows
from flows.desk.tables import FOR_PEOPLE
from flows.store.layout import Layout

# What a terminal has room for; files have all.
_TELLING = {
    "run_id": "run",
    "started_at": "started",
    "status": "status",
    "files_read": "files",
    "articles_new": "new",
    "rejects_new": "rejects",
    "is_kept": "kept",
}


@click.command()
@WAREHOUSE
@FORMAT
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="Runs to print; 0: all.")
@click.option("--all", "is_whole", is_flag=True, help="Show every column in a table, too.")
@OUTPUT
def runs(warehouse: Path, form: str, limit: int, is_whole: bool, output: Path | None) -> None:
    """List the runs, the last one first: how each ended, what it read, and whose version it shows.

    Where that version is kept, `wirecopy sql --as-of RUN` reads it and `wirecopy rollback RUN` goes back to it.
    A table has the telling columns: raw files read, articles that became current, rejects, and whether that version
    is kept; all have the others. --limit holds for tables, not for files.
    """
    from flows.pipeline.history import list_runs

    layout = Layout(warehouse)
    if not layout.run_log.is_file():
        raise UserError(f"{warehouse} has seen no run yet. Start one: wirecopy run RAW --warehouse {warehouse}")
    rows = list_runs(layout)
    if is_whole or form not in FOR_PEOPLE:
        show_rows(rows, form, limit, output)
        return
    show_rows(_telling(rows), form, limit, output)
    messages = [run for run in rows.slice(0, limit or rows.num_rows).to_pylist() if run["message"]]
    for run in messages if form == "table" and output is None else ():
        click.echo(f"{run['run_id']}: {visible(run['message'])}")


def _telling(rows: pa.Table) -> pa.Table:
    """Return the telling columns under short names, and the time to the minute."""
    started = pc.replace_substring(pc.utf8_slice_codeunits(rows["started_at"], 0, 16), "T", " ")
    rows = rows.set_column(rows.column_names.index("started_at"), "started_at", started)
    return rows.select(list(_TELLING)).rename_columns(list(_TELLING.values()))
