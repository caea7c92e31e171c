"""Options that several commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from flows.desk.commands.completion import complete_runs
from flows.desk.tables import FORMATS
from flows.store import logs
from flows.store.rawfiles import stored_path
from flows.store.settings import Settings
from flows.store.versions import VERSIONS_KEPT

Command = TypeVar("Command", bound=Callable[..., Any])

WAREHOUSE = click.option(
    "--warehouse",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("warehouse"),
    show_default=True,
    help="Folder of the warehouse.",
)
JUDGEMENTS = click.option(
    "--judgements",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV of analysts' decisions.  [default: judgements.csv beside RAW, if there is one]",
)

DASK = click.option(
    "--dask",
    metavar="ADDRESS",
    default=None,
    help="Do the work on the workers of the Dask scheduler at ADDRESS (local: on a cluster on this machine).",
)
BATCH_FILES = click.option(
    "--batch-files", type=click.IntRange(min=1), default=500, show_default=True, help="Files in a batch."
)
WORKERS = click.option(
    "--workers", type=click.IntRange(min=1), default=None, help="Worker processes.  [default: one a core]"
)
ACCEPT_VOLUMES = click.option(
    "--accept-volumes", is_flag=True, help="Publish although volumes collapsed: what is gone or missing is meant so."
)
QUIET = click.option("--quiet", is_flag=True, help="Print nothing but errors.")
KEEP = click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=VERSIONS_KEPT,
    show_default=True,
    envvar="WIRECOPY_KEEP",
    show_envvar=True,
    help="Published versions to keep.",
)
REPORT = click.option(
    "--report/--no-report",
    "has_report",
    default=True,
    show_default=True,
    envvar="WIRECOPY_REPORT",
    show_envvar=True,
    help="Write report.html and report.md into the warehouse.",
)
AS_OF = click.option(
    "--as-of",
    metavar="RUN",
    default=None,
    shell_complete=complete_runs,
    help="Read the version that RUN left (run-000042 or 42).  [default: last]",
)


def current_settings() -> Settings:
    """Return what the wirecopy.toml of this call says; the empty settings if there is none."""
    context = click.get_current_context(silent=True)
    return (context.find_object(Settings) if context else None) or Settings()


def format_option(*forms: str) -> Callable[[Command], Command]:
    """Return --format with these of the formats; the same name means the same everywhere, the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help="; ".join(f"{form}: {FORMATS[form]}" for form in forms) + ".",
    )


# Of rows; and of an answer that is one object.
FORMAT = format_option(*FORMATS)
OBJECT_FORMAT = format_option("table", "json")
OUTPUT = click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")


def as_shown(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Return the name as the warehouse writes it: bytes that are no UTF-8, which a shell completes, as \\xNN."""
    if value is None or value.encode("utf-8", "replace").decode() == value:
        return value
    return stored_path(Path(value))


def _set_log_format(context: click.Context, parameter: click.Parameter, value: str) -> None:
    # Where the processes of a run, and what Prefect calls, find it too.
    if value != "text" or logs.ENVIRONMENT in os.environ:
        os.environ[logs.ENVIRONMENT] = value


LOG_FORMAT = click.option(
    "--log-format",
    type=click.Choice(logs.FORMATS),
    default="text",
    show_default=True,
    envvar=logs.ENVIRONMENT,
    show_envvar=True,
    expose_value=False,
    callback=_set_log_format,
    help="How progress and errors are written: for people, or a JSON object a line.",
)
ALERT_COMMAND = click.option(
    "--alert-command",
    metavar="COMMAND",
    default=None,
    help="Call this when a run does not publish; it finds the facts in WIRECOPY_… and as JSON on its input.",
)
ALERT_WEBHOOK = click.option(
    "--alert-webhook", metavar="URL", default=None, help="Post the facts as JSON to this when a run does not publish."
)
