"""wirecopy status."""

from pathlib import Path

import click
from rich.console import Console

from flows.desk.commands.options import AS_OF, WAREHOUSE
from flows.desk.reading import open_warehouse, published_file


@click.command()
@WAREHOUSE
@AS_OF
def status(warehouse: Path, as_of: str | None) -> None:
    """Show what the warehouse holds, its last runs, and every file that was rejected, with the reason."""
    from flows.desk.status import print_status

    with open_warehouse(warehouse, as_of) as con:
        print_status(Console(highlight=False), con, warehouse, published_file(warehouse, as_of))
