"""wirecopy status."""

from pathlib import Path

import click
from rich.console import Console

from flows.desk.commands.options import WAREHOUSE
from flows.desk.reading import open_warehouse


@click.command()
@WAREHOUSE
def status(warehouse: Path) -> None:
    """Show what the warehouse holds, its last runs, and every file that was rejected, with the reason."""
    from flows.desk.status import print_status

    with open_warehouse(warehouse) as con:
        print_status(Console(highlight=False), con, warehouse)
