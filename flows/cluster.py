"""The jobs of a run on the workers of a Dask cluster, through Prefect's Dask task runner.

There a job runs as it does on one machine: in a process of its own, with its limits, watched from beside it. So a job
that hangs or dies costs that process and never a Dask worker; and where a Dask worker is lost, with its machine or its
network, Dask hands its jobs to another. The run itself stays where it was called: lock, manifest, publishing.
"""

import multiprocessing
import os
import pickle
import secrets
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import dask
from distributed import KilledWorker
from distributed.client import FutureCancelledError
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect_dask.task_runners import DaskTaskRunner

from flows import __version__
from flows.base.errors import UserError
from flows.pipeline.job import PRELOADED, Job, OpenWorkers
from flows.store.layout import Layout
from flows.store.workers import LocalWorkers, WorkerDied, WorkerLimits, Workers, sign_of_life
from flows.tasks import as_task

LOCAL = "local"
_FIRST_WORKER_SECONDS = 60
_SERVER_ANSWER_SECONDS = 10


class Shared(NamedTuple):
    """What a worker must have in common with the run: its version, and the folders on a path that both see.

    `token` is a file of this run in the warehouse; `sample` is something that stood in RAW when the run began, if
    anything did.
    """

    version: str
    token: Path
    raw: Path
    sample: Path | None


class Call(NamedTuple):
    """A job for a Dask worker: what LocalWorkers.call is given there."""

    job: Callable[..., Any]
    arguments: tuple[object, ...]
    seconds: float | None
    sign: Path | None
    limits: WorkerLimits
    shared: Shared


@dataclass(frozen=True)
class DaskWorkers:
    """Hands each job to a worker of the cluster, as a task run of Prefect's."""

    runner: DaskTaskRunner
    limits: WorkerLimits
    shared: Shared

    def call(
        self, job: Callable[..., Any], *arguments: object, seconds: float | None = None, sign: Path | None = None
    ) -> Any:  # noqa: ANN401
        """Return job(*arguments) as computed in a process beside a Dask worker, or raise WorkerDied: see Workers."""
        call = Call(job, arguments, seconds, sign, self.limits, self.shared)
        # Packed: neither Prefect nor Dask is to walk through a batch in search of futures and keys.
        future = self.runner.submit(as_task(carry_out, job.__name__), {"packed": pickle.dumps(call)})
        try:
            answer = pickle.loads(future.result())
        except KilledWorker as death:
            detail = f"{death.allowed_failures + 1} Dask workers were lost, one after the other, while they had it"
            if sign and sign_of_life(sign) is None:
                raise UserError(f"A job was not even begun: {detail}. Their logs say why.") from None
            raise WorkerDied("died", detail) from None
        except FutureCancelledError:
            raise UserError("The Dask scheduler does not answer any more. Start the cluster and run again.") from None
        if isinstance(answer, WorkerDied | UserError):
            raise answer
        return answer

    def stop(self) -> None:
        """Leave the jobs to the cluster: each writes parts that no manifest names, and the next run sweeps them."""


def carry_out(packed: bytes) -> bytes:
    """Carry out a packed Call in a process of its own on this machine; return its answer, or what to raise, packed."""
    call: Call = pickle.loads(packed)
    answer: object
    try:
        answer = _carry_out(call)
    except (WorkerDied, UserError) as error:
        # An outcome that the run knows what to do with: no failed task for Prefect to log with a traceback.
        answer = error
    return pickle.dumps(answer)


def _carry_out(call: Call) -> object:
    # Before every job: a worker that came later, or lost its mount, would take every file for one that is unreadable.
    wrong = what_is_wrong(call.shared)
    if wrong:
        raise UserError(f"The Dask worker on {socket.gethostname()} {wrong}")
    # The fork server behind it stays, so that a process costs milliseconds, and none is left behind idle.
    with LocalWorkers(replace(call.limits, count=1), PRELOADED) as workers:
        return workers.call(call.job, *call.arguments, seconds=call.seconds, sign=call.sign)


def what_is_wrong(shared: Shared) -> str | None:
    """Return why this process cannot do the jobs of a run as a Dask worker, null if it can."""
    if shared.version != __version__:
        return f"has wirecopy {__version__}, the run has {shared.version}. Install the same on every machine."
    if multiprocessing.current_process().daemon:
        way_out = "Start it with DASK_DISTRIBUTED__WORKER__DAEMON=false in its environment, or with --no-nanny."
        return f"may not start processes. {way_out}"
    if not shared.token.exists():
        return _unseen(shared.token)
    # Files may leave RAW while a run goes on, but not all of them.
    if shared.sample and not shared.sample.exists() and _is_empty(shared.raw):
        return _unseen(shared.raw)
    return None


def _unseen(path: Path) -> str:
    return f"does not see {path}. RAW and the warehouse must lie on a path that all machines share."


def _is_empty(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return True


def _what_is_wrong_at_start(shared: Shared, server: str) -> str | None:
    """Return why a worker cannot do the jobs of a run, null if it can: also what need not be asked before every job."""
    wrong = what_is_wrong(shared)
    if wrong:
        return wrong
    if shared.sample and not shared.sample.exists():
        return _unseen(shared.sample)
    try:
        (shared.token.parent / f"{shared.token.name}-{secrets.token_hex(4)}").touch()
    except OSError as error:
        return f"cannot write to {shared.token.parent}: {error.strerror}. It must be able to write the warehouse."
    try:
        urllib.request.urlopen(f"{server}/health", timeout=_SERVER_ANSWER_SECONDS).close()
    except urllib.error.HTTPError:
        return None
    except OSError:
        return f"does not reach Prefect's server at {server}. Start one that it reaches and set PREFECT_API_URL."
    return None


@contextmanager
def connected(cluster: str, limits: WorkerLimits) -> Iterator[DaskTaskRunner]:
    """Give a task runner on the cluster at this address, or on one of this machine's own, when it has a worker."""
    own = {"n_workers": limits.count, "threads_per_worker": 1, "memory_limit": 0, "dashboard_address": ":0"}
    runner = DaskTaskRunner(cluster_kwargs=own) if cluster == LOCAL else DaskTaskRunner(address=cluster)
    with dask.config.set({"distributed.worker.daemon": False}), runner, _one_server():
        try:
            runner.client.wait_for_workers(1, timeout=_FIRST_WORKER_SECONDS)
        except TimeoutError:
            raise UserError(f"The Dask scheduler at {cluster} has no worker. Start some: dask worker ADDRESS") from None
        except (OSError, ValueError) as error:
            raise UserError(f"No Dask scheduler answers at {cluster}: {error}. Start one: dask scheduler") from None
        yield runner


@contextmanager
def _one_server() -> Iterator[None]:
    """Have the workers tell this run's server, if it is one that Prefect has started by itself, of their tasks."""
    with temporary_settings({PREFECT_API_URL: _server()}):
        yield


def _server() -> str:
    return str(get_client(sync_client=True).api_url).rstrip("/")


def thread_count(runner: DaskTaskRunner) -> int:
    """Return how many jobs the cluster can do at once."""
    threads: dict[str, int] = runner.client.nthreads()  # type: ignore[no-untyped-call]
    return sum(threads.values())


def open_workers_of(runner: DaskTaskRunner) -> OpenWorkers:
    """Return what opens the workers of this cluster for a job, after asking each whether it can do it."""

    @contextmanager
    def open_workers(job: Job, layout: Layout) -> Iterator[Workers]:
        token = layout.scratch / f"shared-{secrets.token_hex(8)}"
        token.touch()
        shared = Shared(__version__, token, job.raw, next(job.raw.iterdir(), None))
        answers = runner.client.run(_what_is_wrong_at_start, shared, _server(), on_error="return")
        for worker, wrong in sorted(answers.items()):
            if wrong:
                raise UserError(f"The Dask worker at {worker} {wrong}")
        yield DaskWorkers(runner, replace(job.workers, count=thread_count(runner)), shared)

    return open_workers
