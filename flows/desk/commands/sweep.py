"""wirecopy sweep."""

from pathlib import Path

import click

from flows.desk.commands.options import KEEP, WAREHOUSE


@click.command()
@WAREHOUSE
@KEEP
def sweep(warehouse: Path, keep: int) -> None:
    """Delete old versions and what killed runs and clients left behind, and tell what that freed.

    Every run does the same with its own --keep. A version that someone is reading stays readable to them.
    """
    from flows.pipeline.history import sweep_warehouse

    freed = sweep_warehouse(warehouse, keep)
    click.echo(f"{freed.files:,} files deleted, {freed.size_bytes:,} bytes freed.")
