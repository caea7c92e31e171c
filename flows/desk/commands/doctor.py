"""wirecopy doctor."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pyarrow as pa
from rich.console import Console
from rich.markup import escape

from flows.base.errors import UserError
from flows.base.terminal import visible
from flows.desk.commands.options import WAREHOUSE, WORKERS, format_option
from flows.desk.commands.output import Screen, show_rows
from flows.desk.doctor.finding import Finding, bad, good
from flows.desk.settings import load_settings
from flows.store.settings import Settings

_STYLES = {"ok": "green", "warning": "yellow", "problem": "bold red"}


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), required=False)
@WAREHOUSE
@WORKERS
@format_option("table", "markdown", "csv", "jsonl", "json")
@click.pass_context
def doctor(context: click.Context, raw: Path | None, warehouse: Path, workers: int | None, form: str) -> None:
    """Look at all that may keep wirecopy from working here, and name the way out of what is found.

    Python and libraries, memory, disk, what the file system can do, settings, RAW, and the warehouse: who holds it,
    what a killed run left, what is damaged, what an older version made. Exit code 2 if there is a problem.

    \b
    wirecopy doctor
    wirecopy doctor ~/clips --warehouse ~/wh --format json
    """
    from flows.desk.doctor.machine import look_at_folder, look_at_machine, look_at_python
    from flows.desk.doctor.project import look_at_language, look_at_raw, look_at_warehouse

    read, settings = _read_settings(context)
    is_given = context.get_parameter_source("warehouse") != click.core.ParameterSource.DEFAULT
    settings = replace(settings, warehouse=warehouse if is_given else settings.warehouse or warehouse)
    raw, warehouse = raw or settings.raw or Path("raw"), settings.warehouse or warehouse

    def look() -> Iterator[Finding]:
        yield read
        yield from look_at_python()
        yield from look_at_machine(workers or settings.workers)
        yield from look_at_folder(warehouse)
        yield from look_at_raw(raw, warehouse, settings)
        yield from look_at_warehouse(warehouse, raw, settings)
        yield from look_at_language()

    findings = list(look())
    if form == "table":
        _print(Screen(highlight=False), findings)
    else:
        show_rows(pa.Table.from_pylist([one._asdict() for one in findings]), form, 0, None)
    if any(one.state == "problem" for one in findings):
        sys.exit(UserError.exit_code)


def _read_settings(context: click.Context) -> tuple[Finding, Settings]:
    try:
        settings = load_settings(context.find_root().params.get("settings_file"))
    except UserError as error:
        return bad("settings", str(error), "Mend that line, or leave it away."), Settings()
    return good("settings", str(settings.file) if settings.file else "no wirecopy.toml; none is needed"), settings


def _print(console: Console, findings: list[Finding]) -> None:
    width = max(len(one.check) for one in findings)
    for one in findings:
        style = _STYLES[one.state]
        said = escape(visible(one.found))
        console.print(f"[{style}]{one.state:<8}[/] {one.check:<{width}}  {said}", soft_wrap=True)
        if one.way_out:
            console.print(f"{'':<{width + 10}} → {escape(visible(one.way_out))}", soft_wrap=True)
    troubles = [sum(one.state == state for one in findings) for state in ("problem", "warning")]
    console.print(f"{troubles[0]} problem{'' if troubles[0] == 1 else 's'}, {troubles[1]} warnings")
