"""The Prefect flow: the same pipeline, its steps as tasks, a batch a task. Importing this imports Prefect."""

import logging
import os
import re
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from flows.surroundings import prepare_for_prefect

prepare_for_prefect()

from prefect import flow
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRunPolicy, State
from prefect.context import FlowRunContext
from prefect.futures import PrefectFuture
from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_CLIENT_MAX_RETRIES,
    PREFECT_LOGGING_TO_API_ENABLED,
    temporary_settings,
)
from prefect.states import Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.base.errors import CheckFailed, DiskFault, UserError, WarehouseBusy
from flows.conductors import ClusterConductor, Link, PrefectConductor, describe
from flows.pipeline import Outcome, run_pipeline
from flows.pipeline.job import DirectConductor, Job, Watch, make_job
from flows.pipeline.progress import line_watch, warn
from flows.pipeline.reporting import report_on
from flows.store.layout import Layout
from flows.store.settings import read_settings
from flows.store.versions import VERSIONS_KEPT

# What may be otherwise in a minute, and is worth another try by one who has time.
PASSING = (WarehouseBusy, DiskFault, OSError)
# What shows progress on this terminal, if a person called. A flow's parameters go to the server, and this cannot.
_watches: list[Watch] = []
# How the runs of this process ended, which is known here even if the server has not come to know of it.
_ends: list[Outcome | Exception] = []
# Settings for what Prefect does after the flow's own last line.
_haste = ExitStack()

_THREADS = cast(TaskRunner[PrefectFuture[Any]], ThreadPoolTaskRunner(max_workers=os.cpu_count() or 1))


@flow(name="wirecopy", task_runner=_THREADS, persist_result=False)
def daily(  # noqa: PLR0913
    raw: str = "raw",
    warehouse: str = "warehouse",
    batch_files: int = 500,
    workers: int | None = None,
    judgements: str | None = None,
    dask: str | None = None,
    redo: Sequence[str] = (),
    accept_volumes: bool = False,
    keep: int = VERSIONS_KEPT,
    config: str | None = None,
    report: bool = True,
) -> Outcome | State[Any]:
    """Bring the warehouse up to date with the folder raw; fail with one line for what its user can mend.

    `dask` is the address of a Dask scheduler whose workers do the jobs, or "local" for a cluster on this machine.
    `config` is a wirecopy.toml, read anew by every run.
    """
    logging.getLogger("prefect.flow_runs").addFilter(_in_one_line)
    decided = Path(judgements) if judgements else None
    link = Link()
    try:
        job = make_job(
            Path(raw),
            Path(warehouse),
            batch_files,
            workers,
            decided,
            redo,
            accept_volumes=accept_volumes,
            settings=read_settings(Path(config)) if config else None,
        )
        job = replace(job, keep=keep, has_report=report)
        outcome = _run(job, dask, link)
    except Exception as error:
        _note_end(error)
        has_retries = _has_retries()
        if has_retries and not isinstance(error, PASSING):
            link.ask(_forgo_retries)
        if link.is_lost:
            _hasten()
        # Prefect tries again only after an exception, never after a failed state.
        if not isinstance(error, UserError | CheckFailed) or (has_retries and isinstance(error, PASSING)):
            raise
        name = CheckFailed.__name__ if isinstance(error, CheckFailed) else None
        return Failed(name=name, message=str(error), data=error)
    _note_end(outcome)
    if link.is_lost:
        _hasten()
    return outcome


def _run(job: Job, dask: str | None, link: Link) -> Outcome:
    # Prefect's artifact functions return an id when called from a flow that is not async.
    created = link.ask(lambda: create_progress_artifact(0.0, key="wirecopy-progress", description="Stages of the run"))
    artifact = cast(UUID | None, created)
    watch = _watches[-1] if _watches else line_watch(sys.stderr, job.warehouse)
    if dask is None:
        direct = DirectConductor(job.workers.count, watch)
        outcome = run_pipeline(job, PrefectConductor(watch, direct, link, artifact))
    else:
        outcome = _run_on_cluster(job, dask, watch, link, artifact)
    if job.has_report and (trouble := report_on(job.warehouse)):
        outcome = outcome._replace(warnings=(*outcome.warnings, trouble))
    if artifact is not None:
        link.ask(lambda: update_progress_artifact(artifact, progress=100.0))
    link.ask(lambda: _write_artifacts(outcome, Layout(job.warehouse)))
    return outcome


def _in_one_line(record: logging.LogRecord) -> bool:
    """Have a log say what a user can mend without a traceback."""
    if record.exc_info and isinstance(record.exc_info[1], UserError):
        record.exc_info = None
    return True


def _note_end(end: Outcome | Exception) -> None:
    # A function of its own: Prefect packs the flow's for its processes, with every global that it names.
    _ends.append(end)


def _hasten() -> None:
    """Have Prefect ask a server that is gone just once for each thing that it wants to tell it."""
    _haste.enter_context(temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0, PREFECT_LOGGING_TO_API_ENABLED: False}))


def _has_retries() -> bool:
    context = FlowRunContext.get()
    return bool(context and context.flow and context.flow.retries)


def _forgo_retries() -> None:
    """Have the server take this run's failure for its end, though the flow has retries."""
    context = FlowRunContext.get()
    if context and context.flow_run:
        with get_client(sync_client=True) as client:
            client.update_flow_run(context.flow_run.id, empirical_policy=FlowRunPolicy(retries=0, retry_delay=0))


def _run_on_cluster(job: Job, address: str, watch: Watch, link: Link, artifact: UUID | None) -> Outcome:
    try:
        from flows import cluster
    except ModuleNotFoundError as error:
        raise UserError(
            f"{error.name} is not installed. A Dask cluster needs it: pip install 'wirecopy[dask]'"
        ) from None
    with cluster.connected(address, job.workers) as runner:
        # As many again wait, so that no worker does: a thread here only waits for its answer.
        direct = DirectConductor(2 * cluster.thread_count(runner), watch)
        conductor = ClusterConductor(watch, direct, link, artifact)
        return run_pipeline(job, conductor, cluster.open_workers_of(runner))


def _write_artifacts(outcome: Outcome, layout: Layout) -> None:
    rows = [{"table": name, "rows": count} for name, count in outcome.rows.items()]
    create_table_artifact(table=rows, key="wirecopy-tables", description="Rows of the stored tables")
    counts = "\n".join(f"- {name.replace('_', ' ')}: {count:,}" for name, count in outcome.counts.items())
    times = "\n".join(f"| {stage} | {seconds:.2f} |" for stage, seconds in outcome.seconds.items())
    verdict = "published" if outcome.is_published else "unchanged"
    told = "".join(f"\n- **warning**: {_plain(warning)}" for warning in outcome.warnings)
    rejects = "\n".join(
        f"| {_plain(reason)} | {' | '.join(str(counts.get(reason, 0)) for counts in outcome.rejects.values())} |"
        for reason in sorted({reason for counts in outcome.rejects.values() for reason in counts})
    )
    heads = f"| rejects | {' | '.join(outcome.rejects)} |\n|---|{'---|' * len(outcome.rejects)}"
    tables = f"{heads}\n{rejects}\n\n| stage | seconds |\n|---|---|\n{times}\n"
    text = f"# {outcome.run_id}: {verdict}\n\n{counts}{told}\n\n{tables}"
    create_markdown_artifact(markdown=text, key="wirecopy-run", description="What the run did")
    report = layout.report_link("md")
    if outcome.is_published and report.is_file():
        create_markdown_artifact(markdown=report.read_text("utf-8"), key="wirecopy-report", description="The report")


def _plain(text: str) -> str:
    """Return the text as Markdown that shows it as it is: what stands in it may come from a file's name."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", " ".join(text.split()))


def run_as_flow(job: Job, watch: Watch, dask: str | None = None) -> Outcome:
    """Run the job as a flow, on the server at PREFECT_API_URL or on one of its own, and return its outcome.

    Where there is no server, or none any more, the run is carried out all the same, and a line says so.
    """
    _watches.append(watch)
    _ends.clear()
    try:
        return cast(Outcome, daily(**parameters_of(job, dask)))
    except Exception as error:
        if not _ends:
            return _run_without(error, job, watch, dask)
        end = _ends[-1]
        if isinstance(end, Exception):
            raise end from None
        warn(f"Prefect's server did not come to know how the run ended ({describe(error)}).")
        return end
    finally:
        _watches.remove(watch)
        _haste.close()


def parameters_of(job: Job, dask: str | None) -> dict[str, Any]:
    """Return the parameters of the flow for this job."""
    return {
        "raw": str(job.raw),
        "warehouse": str(job.warehouse),
        "batch_files": job.batch_files,
        "workers": job.workers.count,
        "judgements": str(job.judgements) if job.judgements else None,
        "dask": dask,
        "redo": list(job.redo),
        "accept_volumes": job.accept_volumes,
        "keep": job.keep,
        "config": str(job.settings.file) if job.settings.file else None,
        "report": job.has_report,
    }


def _run_without(error: Exception, job: Job, watch: Watch, dask: str | None) -> Outcome:
    where = f"Prefect's server at {PREFECT_API_URL.value()}" if PREFECT_API_URL.value() else "Prefect's own server"
    if dask:
        raise UserError(f"{where} does not answer. Start it: the workers of a cluster are reached through Prefect.")
    warn(f"{where} does not answer ({describe(error)}): the run goes on without it.")
    outcome = run_pipeline(job, DirectConductor(job.workers.count, watch))
    if job.has_report:
        report_on(job.warehouse)
    return outcome
