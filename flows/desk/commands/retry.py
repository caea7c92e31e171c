"""wirecopy retry."""

from dataclasses import replace
from pathlib import Path

import click

from flows.base.schemas.ledger import REJECT_REASONS
from flows.desk.commands.options import (
    ACCEPT_VOLUMES,
    BATCH_FILES,
    JUDGEMENTS,
    LOG_FORMAT,
    OBJECT_FORMAT,
    QUIET,
    WAREHOUSE,
    WORKERS,
    current_settings,
)
from flows.desk.commands.run import run_directly
from flows.desk.reading import open_warehouse
from flows.store.rawfiles import check_apart, check_raw_folder


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@WAREHOUSE
@click.option(
    "--reason", "reasons", type=click.Choice(REJECT_REASONS), multiple=True, help="Only what has this reason."
)
@click.option(
    "--path", "paths", metavar="GLOB", multiple=True, help="Only paths like this; * is any characters, / too."
)
@BATCH_FILES
@WORKERS
@JUDGEMENTS
@ACCEPT_VOLUMES
@QUIET
@OBJECT_FORMAT
@LOG_FORMAT
def retry(  # noqa: PLR0913
    raw: Path,
    warehouse: Path,
    reasons: tuple[str, ...],
    paths: tuple[str, ...],
    batch_files: int,
    workers: int | None,
    judgements: Path | None,
    accept_volumes: bool,
    quiet: bool,
    form: str,
) -> None:
    """Read rejected files again although they did not change: a run, without Prefect, that takes them for news.

    After an extra was installed, a permission was given, or a busy machine made a file run over its time. What is
    rejected again keeps its row; what gives an article now is marked as resolved. An article that a stage failed on is
    taken through all stages again.

    \b
    wirecopy retry                              all that is rejected
    wirecopy retry --reason needs_extra         what an optional extra can read
    wirecopy retry --path 'courier/*' ~/clips   one folder of RAW
    """
    from flows.desk.status import show_outcome
    from flows.pipeline.job import make_job
    from flows.pipeline.rejects import Retry

    check_raw_folder(raw)
    check_apart(raw, warehouse)
    # Without a warehouse there is nothing to try again: said before a run would build one.
    open_warehouse(warehouse).close()
    job = make_job(
        raw, warehouse, batch_files, workers, judgements, accept_volumes=accept_volumes, settings=current_settings()
    )
    outcome = run_directly(replace(job, retry=Retry(reasons, paths)), quiet)
    if not quiet:
        show_outcome(outcome, warehouse, form, f"{outcome.counts['files_retried']:,} rejected files read again.")
