"""wirecopy serve."""

from pathlib import Path

import click

from flows.desk.commands.options import BATCH_FILES, DASK, JUDGEMENTS, WAREHOUSE, WORKERS
from flows.store.rawfiles import check_apart, check_raw_folder


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@WAREHOUSE
@click.option("--cron", required=True, help='When to run, as a cron expression: "0 * * * *" is every full hour.')
@BATCH_FILES
@WORKERS
@JUDGEMENTS
@DASK
def serve(  # noqa: PLR0913
    raw: Path,
    warehouse: Path,
    cron: str,
    batch_files: int,
    workers: int | None,
    judgements: Path | None,
    dask: str | None,
) -> None:
    """Stay and run on a schedule as a Prefect deployment; Ctrl-C ends it.

    Uses the Prefect server at PREFECT_API_URL, or starts one of its own on this machine. Runs never overlap.

    \b
    wirecopy serve --cron "*/15 * * * *"
    """
    check_raw_folder(raw)
    check_apart(raw, warehouse)
    from flows.daily import serve_flow
    from flows.pipeline.job import make_job

    serve_flow(make_job(raw, warehouse, batch_files, workers, judgements), cron, dask)
