"""wirecopy export."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.base.errors import UserError
from flows.base.terminal import visible
from flows.desk.commands.completion import complete_tables
from flows.desk.commands.options import AS_OF, QUIET, WAREHOUSE
from flows.desk.reading import open_warehouse
from flows.store.memory import bounded_memory

if TYPE_CHECKING:
    from flows.desk.export.writing import Exported
    from flows.store.engine import Connection

_FORMATS = ("csv", "jsonl", "parquet", "jsonld", "sqlite")


@click.command()
@click.argument("target", metavar="FOLDER_OR_FILE", type=click.Path(path_type=Path))
@WAREHOUSE
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    required=True,
    help="csv, jsonl, parquet: a folder with a file a table; jsonld (schema.org), sqlite (for Datasette): one file.",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_tables,
    help="Only this table or view; may be repeated.",
)
@AS_OF
@click.option("--force", is_flag=True, help="Replace an earlier export there; nothing else is ever replaced.")
@QUIET
def export(  # noqa: PLR0913
    target: Path, warehouse: Path, form: str, tables: tuple[str, ...], as_of: str | None, force: bool, quiet: bool
) -> None:
    """Write all tables and views of one version, or those named, as files for other programs.

    The files appear whole or not at all, and are the same bytes each time. A folder holds a datapackage.json that says
    of which run they are and what each column means.

    \b
    wirecopy export tables --format csv
    wirecopy export parquet-of-41 --format parquet --as-of 41 --table claims --table articles
    wirecopy export warehouse.sqlite --format sqlite
    """
    from flows.desk.export.writing import Request
    from flows.desk.export.writing import export as write_export

    if tables and form == "jsonld":
        raise UserError("--table goes with the other formats: the parts of a JSON-LD file refer to each other.")
    with bounded_memory(), open_warehouse(warehouse, as_of) as con, _watching(con, tables, quiet) as watch:
        done = write_export(con, warehouse, Request(target, form, tables, force), watch)
    if not quiet:
        click.echo(visible(_told(done, form, target)))


@contextmanager
def _watching(con: "Connection", tables: tuple[str, ...], is_quiet: bool) -> Iterator[Callable[[int], None]]:
    """Give what is told of each batch: on a terminal a bar, gone when done, elsewhere nothing."""
    if is_quiet or not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import Progress

    from flows.desk.export.writing import count_rows

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("export", total=count_rows(con, tables))
        yield lambda rows: progress.advance(task, rows)


def _told(done: "Exported", form: str, target: Path) -> str:
    size = sum(path.stat().st_size for path in done.files) / 1_000_000
    what = f"{done.row_count:,} nodes" if form == "jsonld" else _counted(done)
    others = [path for path in done.files if form == "sqlite" and path.name != target.name]
    beside = "".join(f" and {target.with_name(path.name)}" for path in others)
    return f"Wrote {what} of {done.version.run_id} to {target}{beside} ({size:,.1f} MB)."


def _counted(done: "Exported") -> str:
    tables = "1 table" if done.relation_count == 1 else f"{done.relation_count} tables and views"
    return f"{done.row_count:,} row{'' if done.row_count == 1 else 's'} of {tables}"
