"""wirecopy config."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
from click.core import ParameterSource

from flows.base.outlets import Outlet
from flows.desk.commands.options import BATCH_FILES, FORMAT, KEEP, OUTPUT, WAREHOUSE, WORKERS, current_settings
from flows.desk.commands.output import show_rows
from flows.store.settings import Settings

_FROM = {
    ParameterSource.COMMANDLINE: "option",
    ParameterSource.ENVIRONMENT: "environment",
    ParameterSource.DEFAULT_MAP: "file",
    ParameterSource.DEFAULT: "default",
}
# Paths that every project has, whether its file names them or not.
_PROJECT = ("raw", "warehouse")


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@WAREHOUSE
@KEEP
@WORKERS
@BATCH_FILES
@FORMAT
@OUTPUT
@click.pass_context
def config(context: click.Context, /, form: str, output: Path | None, **given: object) -> None:
    """Show every setting, its value here, and where that comes from: an option, the environment, the file, a default.

    An option goes before the environment, that before wirecopy.toml, and that before the default.

    \b
    wirecopy config
    wirecopy config --format json
    """
    settings = current_settings()
    rows = [{"setting": "file", "value": str(settings.file or ""), "source": "environment or folder"}]
    for field in fields(Settings)[1:]:
        if field.name in given:
            source = context.get_parameter_source(field.name)
            value, origin = given[field.name], _FROM.get(source or ParameterSource.DEFAULT, "default")
        else:
            value = getattr(settings, field.name)
            origin = "file" if value else "default"
            value = value or _defaults().get(field.name)
        rows.append({"setting": field.name, "value": _shown(value), "source": origin})
    rows[0]["source"] = "file" if settings.file else "default"
    show_rows(pa.Table.from_pylist(rows), form, 0, output)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_outlet(one) if isinstance(one, Outlet) else str(one) for one in value)
    return "" if value is None else str(value)


def _outlet(outlet: Outlet) -> str:
    also = [*outlet.aliases, *outlet.domains]
    return f"{outlet.name} ({', '.join(also)})" if also else outlet.name


def _defaults() -> dict[str, Any]:
    """Return the thresholds and limits that the stages have of their own."""
    from flows.pipeline.job import Job

    job = Job(Path(), Path())
    return {
        "threshold": job.matches.threshold,
        "short_threshold": job.matches.short_threshold,
        "least_average": job.families.least_average,
        "worker_memory_gib": job.workers.memory_bytes >> 30,
    }
