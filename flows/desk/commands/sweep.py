"""wirecopy sweep."""

from pathlib import Path

import click

from flows.desk.commands.options import KEEP, OBJECT_FORMAT, WAREHOUSE
from flows.desk.commands.output import show_object


@click.command()
@WAREHOUSE
@KEEP
@OBJECT_FORMAT
def sweep(warehouse: Path, keep: int, form: str) -> None:
    """Delete old versions and what killed runs and clients left behind, and tell what that freed.

    Every run does the same with its own --keep. A version that someone is reading stays readable to them.
    """
    from flows.pipeline.history import sweep_warehouse

    freed = sweep_warehouse(warehouse, keep)
    if form == "json":
        show_object(freed._asdict())
        return
    click.echo(f"{freed.files:,} files deleted, {freed.size_bytes:,} bytes freed.")
