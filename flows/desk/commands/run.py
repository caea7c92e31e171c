"""wirecopy run."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from flows.desk.commands.options import (
    ACCEPT_VOLUMES,
    ALERT_COMMAND,
    ALERT_WEBHOOK,
    BATCH_FILES,
    DASK,
    JUDGEMENTS,
    KEEP,
    LOG_FORMAT,
    OBJECT_FORMAT,
    QUIET,
    REPORT,
    WAREHOUSE,
    WORKERS,
    current_settings,
)
from flows.store.rawfiles import check_apart, check_raw_folder

if TYPE_CHECKING:
    from flows.pipeline import Outcome
    from flows.pipeline.job import Job

# Spelt out: a command's help is not worth importing the stages.
_REDO = ("articles", "quotes", "claims", "fingerprints", "families", "utterances", "actors", "groups", "outdated")


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@WAREHOUSE
@click.option("--direct", is_flag=True, help="Run without Prefect: the same pipeline, seconds faster to start.")
@BATCH_FILES
@WORKERS
@JUDGEMENTS
@DASK
@click.option(
    "--redo",
    type=click.Choice(_REDO),
    multiple=True,
    help="Do a stage over for every article, and what depends on it; outdated: those that an older version made.",
)
@ACCEPT_VOLUMES
@ALERT_COMMAND
@ALERT_WEBHOOK
@KEEP
@REPORT
@QUIET
@OBJECT_FORMAT
@LOG_FORMAT
def run(  # noqa: PLR0913
    raw: Path,
    warehouse: Path,
    direct: bool,
    batch_files: int,
    workers: int | None,
    judgements: Path | None,
    dask: str | None,
    redo: tuple[str, ...],
    accept_volumes: bool,
    alert_command: str | None,
    alert_webhook: str | None,
    keep: int,
    has_report: bool,
    quiet: bool,
    form: str,
) -> None:
    """Bring the warehouse up to date with the folder RAW (raw, unless you name another).

    Reads text, HTML, JSON and JSON-lines files, each also gzipped, in all subfolders; the kind is told by content.
    A file that gives no article becomes a row in `rejects` and the run goes on. What analysts decided, in the file
    judgements.csv beside RAW, overrules what the stages find. A second run over the same files changes nothing.
    While it runs, readers keep the version before. Where far less comes in than before, nothing is published.

    \b
    wirecopy run                            raw/ into warehouse/, as a Prefect flow
    wirecopy run --direct                   the same without Prefect
    wirecopy run ~/clips --warehouse ~/wh   any folder, from anywhere
    wirecopy run --dask 10.0.0.7:8786       on a Dask cluster, RAW and warehouse on a path that all machines share
    """
    from flows.desk.status import show_outcome
    from flows.pipeline.alerts import Alerts, alerting, check_alerts
    from flows.pipeline.job import make_job

    if direct and dask:
        raise click.UsageError("--dask goes through Prefect: leave --direct away.")
    with alerting(check_alerts(Alerts(alert_command, alert_webhook)), warehouse):
        check_raw_folder(raw)
        check_apart(raw, warehouse)
        job = make_job(raw, warehouse, batch_files, workers, judgements, redo, settings=current_settings())
        job = replace(job, accept_volumes=accept_volumes, keep=keep, has_report=has_report)
        outcome = run_directly(job, quiet) if direct else _run_as_flow(job, quiet, dask)
    if not quiet:
        show_outcome(outcome, warehouse, form)


def run_directly(job: "Job", quiet: bool) -> "Outcome":
    """Return the outcome of the job and its report, run without Prefect; its progress is shown unless quiet."""
    from flows.pipeline import run_pipeline
    from flows.pipeline.job import DirectConductor
    from flows.pipeline.progress import watching
    from flows.pipeline.reporting import report_on

    with watching(Console(stderr=True), quiet, job.warehouse) as watch:
        outcome = run_pipeline(job, DirectConductor(job.workers.count, watch))
    if job.has_report:
        report_on(job.warehouse)
    return outcome


def _run_as_flow(job: "Job", quiet: bool, dask: str | None) -> "Outcome":
    # What Prefect would log of a failed run stands in our own last line.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from flows.daily import run_as_flow
    from flows.pipeline.progress import watching

    with watching(Console(stderr=True), quiet, job.warehouse) as watch:
        return run_as_flow(job, watch, dask)
