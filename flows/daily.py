"""The Prefect flow: the same pipeline, its steps as tasks, a batch a task. Importing this imports Prefect."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import UUID

# No telemetry, quiet, and time enough for Prefect's own server to start on a busy machine (measured: its default of
# 20 s is often too short). What the user has set stays.
for _name, _value in {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "DASK_LOGGING__DISTRIBUTED": "critical",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}.items():
    os.environ.setdefault(_name, _value)

from flows.store.engine import hush_binding_at_exit

# Registered before Prefect is imported, it runs after everything of Prefect's.
hush_binding_at_exit()

from prefect import Task, flow
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.schemas.objects import State
from prefect.client.schemas.schedules import CronSchedule
from prefect.futures import PrefectFuture, wait
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Failed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.base.errors import CheckFailed, UserError
from flows.base.ids import content_id
from flows.pipeline import Outcome, run_pipeline
from flows.pipeline.job import DirectConductor, Job, Watch, make_job
from flows.pipeline.progress import LineWatch
from flows.store.versions import VERSIONS_KEPT
from flows.tasks import as_task

Result = TypeVar("Result")

_SERVER_START_SECONDS = 180
# Stages of a run, for the progress artifact.
_STAGES = (
    "discover",
    "parse",
    "quotes",
    "claims",
    "fingerprints",
    "sketches",
    "near copies",
    "common word pairs",
    "candidates",
    "matches",
    "families",
    "storing families",
    "utterances",
    "actors",
    "groups",
    "checks and publish",
)
# What shows progress on this terminal, if a person called. A flow's parameters go to the server, and this cannot.
_watches: list[Watch] = []


@dataclass(frozen=True)
class PrefectConductor:
    """Carries the steps out as Prefect tasks, which get the number of a batch and never a table."""

    watch: Watch
    artifact: UUID

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return [work(0), work(1), …], a task run each."""
        self.watch.show(stage, 0, sum(sizes))
        step = _task(stage, work)
        futures = [step.submit(number) for number in range(len(sizes))]
        results: list[Result] = []
        try:
            for number, future in enumerate(futures):
                results.append(future.result())
                self.watch.show(stage, sum(sizes[: number + 1]), sum(sizes))
        finally:
            # No task may outlive the run that holds the warehouse.
            wait(futures)
        self._note(stage)
        return results

    def once(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return work(), one task run."""
        self.watch.show(stage, 0, 1)
        result = _task(stage, lambda number: work())(0)
        self.watch.show(stage, 1, 1)
        self._note(stage)
        return result

    def _note(self, stage: str) -> None:
        update_progress_artifact(self.artifact, progress=100 * (_STAGES.index(stage) + 1) / len(_STAGES))


def _task(stage: str, work: Callable[[int], Result]) -> Task[[int], Result]:
    def step(batch: int) -> Result:
        return work(batch)

    return as_task(step, stage, f"{stage} {{batch}}")


@dataclass(frozen=True)
class ClusterConductor(PrefectConductor):
    """Carries the steps out with threads that hand their jobs to a cluster, where each is a Prefect task."""

    threads: int

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return [work(0), work(1), …]; the first error ends the run."""
        # The flow that the task runs belong to is known by context, which a thread does not inherit.
        context = copy_context()
        results = DirectConductor(self.threads, self.watch).each(stage, lambda n: context.copy().run(work, n), sizes)
        self._note(stage)
        return results


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
    keep: int = VERSIONS_KEPT,
) -> Outcome | State[Any]:
    """Bring the warehouse up to date with the folder raw; fail with one line for what its user can mend.

    `dask` is the address of a Dask scheduler whose workers do the jobs, or "local" for a cluster on this machine.
    """
    # Prefect's artifact functions return an id when called from a flow that is not async.
    artifact = cast(UUID, create_progress_artifact(0.0, key="wirecopy-progress", description="Stages of the run"))
    watch = _watch()
    decided = Path(judgements) if judgements else None
    job = replace(make_job(Path(raw), Path(warehouse), batch_files, workers, decided, redo), keep=keep)
    try:
        if dask is None:
            outcome = run_pipeline(job, PrefectConductor(watch, artifact))
        else:
            outcome = _run_on_cluster(job, dask, watch, artifact)
    except (UserError, CheckFailed) as error:
        # A failed state, and not an exception on its way out: Prefect would log that with a traceback.
        return Failed(message=str(error), data=error)
    update_progress_artifact(artifact, progress=100.0)
    _write_artifacts(outcome)
    return outcome


def _watch() -> Watch:
    # A function of its own: Prefect packs the flow's for the tasks of a cluster, with every global that it names.
    return _watches[-1] if _watches else LineWatch(sys.stderr)


def _run_on_cluster(job: Job, address: str, watch: Watch, artifact: UUID) -> Outcome:
    try:
        from flows import cluster
    except ModuleNotFoundError as error:
        raise UserError(
            f"{error.name} is not installed. A Dask cluster needs it: pip install 'wirecopy[dask]'"
        ) from None
    with cluster.connected(address, job.workers) as runner:
        # As many again wait, so that no worker does: a thread here only waits for its answer.
        conductor = ClusterConductor(watch, artifact, 2 * cluster.thread_count(runner))
        return run_pipeline(job, conductor, cluster.open_workers_of(runner))


def _write_artifacts(outcome: Outcome) -> None:
    rows = [{"table": name, "rows": count} for name, count in outcome.rows.items()]
    create_table_artifact(table=rows, key="wirecopy-tables", description="Rows of the stored tables")
    counts = "\n".join(f"- {name.replace('_', ' ')}: {count:,}" for name, count in outcome.counts.items())
    times = "\n".join(f"| {stage} | {seconds:.2f} |" for stage, seconds in outcome.seconds.items())
    verdict = "published" if outcome.is_published else "unchanged"
    text = f"# {outcome.run_id}: {verdict}\n\n{counts}\n\n| stage | seconds |\n|---|---|\n{times}\n"
    create_markdown_artifact(markdown=text, key="wirecopy-run", description="What the run did")


def run_as_flow(job: Job, watch: Watch, dask: str | None = None) -> Outcome:
    """Run the job as a flow, on the server at PREFECT_API_URL or on one of its own, and return its outcome."""
    _watches.append(watch)
    try:
        judgements = _path(job.judgements)
        outcome = daily(
            str(job.raw), str(job.warehouse), job.batch_files, job.workers.count, judgements, dask, job.redo, job.keep
        )
        return cast(Outcome, outcome)
    except RuntimeError as error:
        if "Failed to reach API" not in str(error):
            raise
        where = PREFECT_API_URL.value()
        raise UserError(f"Prefect's server at {where} does not answer. Start it, or run with --direct.") from None
    finally:
        _watches.remove(watch)


def _path(path: Path | None) -> str | None:
    return str(path) if path else None


def serve_flow(job: Job, cron: str, dask: str | None = None) -> None:
    """Serve the flow on a schedule until stopped. One run at a time: the warehouse has one writer."""
    try:
        CronSchedule(cron=cron)
    except ValueError:
        raise UserError(f"{cron!r} is no cron expression. Five fields, such as: --cron '*/15 * * * *'") from None
    parameters = {
        "raw": str(job.raw),
        "warehouse": str(job.warehouse),
        "batch_files": job.batch_files,
        "workers": job.workers.count,
        "judgements": _path(job.judgements),
        "dask": dask,
        "keep": job.keep,
    }
    with _scheduling_server():
        daily.serve(name=_deployment_name(job), cron=cron, parameters=parameters, limit=1)


def _deployment_name(job: Job) -> str:
    """Return a name of its own for each pair of folders, so that two schedules on one server stay two."""
    return content_id(job.warehouse.name, str(job.raw), str(job.warehouse))


@contextmanager
def _scheduling_server() -> Iterator[None]:
    """Use the server that is configured; if none is, start one for as long as this lasts.

    The server that Prefect starts by itself for a single run keeps no schedules.
    """
    if PREFECT_API_URL.value():
        yield
        return
    port = _free_port()
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_until_healthy(server, f"http://127.0.0.1:{port}/api/health")
        with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{port}/api"}):
            yield
    finally:
        server.terminate()
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(server: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + _SERVER_START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.5)
    raise UserError("Prefect's server did not start. Start one (prefect server start) and set PREFECT_API_URL.")
