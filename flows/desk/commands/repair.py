"""wirecopy repair."""

from dataclasses import replace
from pathlib import Path

import click

from flows.desk.commands.options import (
    JUDGEMENTS,
    KEEP,
    LOG_FORMAT,
    OBJECT_FORMAT,
    QUIET,
    WAREHOUSE,
    WORKERS,
    current_settings,
)
from flows.desk.commands.run import run_directly


@click.command()
@click.argument("raw", type=click.Path(path_type=Path), default=Path("raw"))
@WAREHOUSE
@WORKERS
@JUDGEMENTS
@KEEP
@QUIET
@OBJECT_FORMAT
@LOG_FORMAT
def repair(  # noqa: PLR0913
    raw: Path, warehouse: Path, workers: int | None, judgements: Path | None, keep: int, quiet: bool, form: str
) -> None:
    """Check every stored byte, restore what is damaged from what is left, and publish anew.

    What was read of raw files is taken from the published version, what stages found is found again; where that is
    damaged too, the raw files are read again. New files in RAW are taken in as by wirecopy run. Readers keep what is
    published until the new version is whole.

    \b
    wirecopy repair
    """
    from flows.desk.status import show_outcome
    from flows.pipeline.job import make_job

    job = replace(
        make_job(raw, warehouse, 500, workers, judgements, is_repair=True, settings=current_settings()), keep=keep
    )
    outcome = run_directly(job, quiet)
    if not quiet:
        show_outcome(outcome, warehouse, form, None if outcome.mended else "Nothing was damaged.")
