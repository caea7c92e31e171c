"""wirecopy serve."""

from dataclasses import replace
from pathlib import Path

import click

from flows.desk.commands.options import (
    ALERT_COMMAND,
    ALERT_WEBHOOK,
    BATCH_FILES,
    DASK,
    JUDGEMENTS,
    KEEP,
    LOG_FORMAT,
    REPORT,
    WAREHOUSE,
    WORKERS,
    current_settings,
)
from flows.store.rawfiles import check_apart, check_raw_folder


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@WAREHOUSE
@click.option("--cron", required=True, help='When to run, as a cron expression: "0 * * * *" is every full hour.')
@BATCH_FILES
@WORKERS
@JUDGEMENTS
@DASK
@click.option(
    "--retries",
    type=click.IntRange(0, 100),
    default=2,
    show_default=True,
    help="Tries again after a fault that may pass: the disk, or another run in the warehouse.",
)
@click.option(
    "--retry-delay",
    type=click.IntRange(0, 86_400),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Seconds between them.",
)
@KEEP
@LOG_FORMAT
@REPORT
@ALERT_COMMAND
@ALERT_WEBHOOK
def serve(  # noqa: PLR0913
    raw: Path,
    warehouse: Path,
    cron: str,
    batch_files: int,
    workers: int | None,
    judgements: Path | None,
    dask: str | None,
    retries: int,
    retry_delay: int,
    keep: int,
    has_report: bool,
    alert_command: str | None,
    alert_webhook: str | None,
) -> None:
    """Stay and run on a schedule as a Prefect deployment; Ctrl-C or SIGTERM ends it.

    Uses the Prefect server at PREFECT_API_URL, or starts one of its own on this machine. Runs never overlap, and ticks
    that were missed, or came while a run was still at it, make one run and not many.

    \b
    wirecopy serve --cron "*/15 * * * *"
    """
    check_raw_folder(raw)
    check_apart(raw, warehouse)
    from flows.pipeline.alerts import Alerts, check_alerts
    from flows.pipeline.job import make_job

    alerts = check_alerts(Alerts(alert_command, alert_webhook))
    from flows.serving import Schedule, serve_flow

    job = make_job(raw, warehouse, batch_files, workers, judgements, settings=current_settings())
    job = replace(job, keep=keep, has_report=has_report)
    serve_flow(job, Schedule(cron, retries, retry_delay, alerts), dask)
