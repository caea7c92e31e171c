"""wirecopy status."""

from pathlib import Path

import click

from flows.desk.commands.options import AS_OF, WAREHOUSE, format_option
from flows.desk.reading import open_warehouse, published_file


@click.command()
@WAREHOUSE
@AS_OF
@format_option("table", "markdown", "json")
def status(warehouse: Path, as_of: str | None, form: str) -> None:
    """Show what the warehouse holds, its last runs, and every file that was rejected, with the reason."""
    from flows.desk.status import read_status, show_status

    with open_warehouse(warehouse, as_of) as con:
        found = read_status(con, warehouse, published_file(warehouse, as_of))
    show_status(found, warehouse, form)
