"""Serve the flow on a schedule: retries, alerts, one run at a time. Importing this imports Prefect."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, cast

from flows.surroundings import prepare_for_prefect

prepare_for_prefect()

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.schedules import CronSchedule
from prefect.flows import FlowStateHook
from prefect.runner import Runner
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Cancelled

from flows.base.errors import CheckFailed, UserError
from flows.base.ids import content_id
from flows.daily import daily, parameters_of
from flows.pipeline.alerts import Alert, Alerts, run_failed_since
from flows.pipeline.job import Job
from flows.pipeline.progress import warn

_SERVER_START_SECONDS = 180
# What marks runs as late asks and writes in one transaction, which SQLite refuses when another has written in between:
# "database is locked". It is all that was ever seen to; nobody looks for late runs on a server that ends with serve.
_SERVER_WITHOUT = {"PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false"}


@dataclass(frozen=True)
class Schedule:
    """When to run, what to do about a passing fault (so many retries, so many seconds apart), and whom to tell."""

    cron: str
    retries: int = 2
    retry_delay_seconds: int = 60
    alerts: Alerts = field(default_factory=Alerts)


def serve_flow(job: Job, schedule: Schedule, dask: str | None = None) -> None:
    """Serve the flow on a schedule until stopped. One run at a time: the warehouse has one writer."""
    try:
        CronSchedule(cron=schedule.cron)
    except ValueError:
        raise UserError(
            f"{schedule.cron!r} is no cron expression. Five fields, such as: --cron '*/15 * * * *'"
        ) from None
    served = scheduled_flow(job, schedule)
    with _hangup_as_end(), _scheduling_server():
        # A schedule on a server may be served from elsewhere too, and runs that nobody takes show there as late.
        runner = Runner(limit=1, pause_on_shutdown=False)
        runner.add_flow(served, name=_deployment_name(job), cron=schedule.cron, parameters=parameters_of(job, dask))
        setattr(runner, "handle_sigterm", _ending(runner))  # noqa: B010
        warn(f"{job.raw} is read into {job.warehouse} at {schedule.cron!r}")
        with suppress(KeyboardInterrupt):
            asyncio.run(runner.start())


def _ending(runner: Runner) -> Callable[[int, FrameType | None], None]:
    """Return a handler of SIGTERM that cancels the run under way and has the runner return.

    Prefect's own leaves the event loop with an exception, and the run counts as crashed.
    """
    ends: list[asyncio.Task[None]] = []

    def end(number: int, frame: FrameType | None) -> None:
        if not ends:
            ends.append(asyncio.get_running_loop().create_task(runner.astop()))

    return end


def scheduled_flow(job: Job, schedule: Schedule) -> Flow[..., Any]:
    """Return the flow with its retries, its alerts, and what takes in ticks that were missed."""
    tell = alert_hook(job.warehouse, schedule.alerts)
    flow = cast(Flow[..., Any], daily)
    return flow.with_options(
        retries=schedule.retries,
        retry_delay_seconds=schedule.retry_delay_seconds,
        on_running=[take_in_overdue],
        on_failure=[tell],
        on_crashed=[tell],
    )


def alert_hook(warehouse: Path, alerts: Alerts) -> FlowStateHook[..., Any]:
    """Return the hook that tells of a run which failed or crashed."""

    def tell(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
        status = "failed"
        if state.name == CheckFailed.__name__:
            status = "check_failed"
        elif state.is_crashed():
            status = "stopped" if "termination signal" in (state.message or "") else "crashed"
        since = flow_run.start_time or datetime.now(UTC)
        alerts.send(
            Alert(status, run_failed_since(warehouse, since), state.message or "", str(warehouse), str(flow_run.id))
        )

    return tell


def take_in_overdue(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Cancel the other ticks of this schedule that are due by now: the run that begins takes in all that is there.

    So neither a long run nor a machine that slept is followed by more than one run.
    """
    if flow_run.deployment_id is None:
        return
    due = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=cast(Any, datetime.now(UTC))),
    )
    deployment = DeploymentFilter(id=DeploymentFilterId(any_=[flow_run.deployment_id]))
    with get_client(sync_client=True) as client:
        for other in client.read_flow_runs(flow_run_filter=due, deployment_filter=deployment):
            # One that a person asked for has its turn, and one that failed its retry.
            if other.auto_scheduled and other.run_count == 0 and other.id != flow_run.id:
                client.set_flow_run_state(other.id, Cancelled(message=f"taken in by {flow_run.name}"), force=True)


def _deployment_name(job: Job) -> str:
    """Return a name of its own for each pair of folders, so that two schedules on one server stay two."""
    return content_id(job.warehouse.name, str(job.raw), str(job.warehouse))


@contextmanager
def _hangup_as_end() -> Iterator[None]:
    """Take SIGHUP for SIGTERM, at which Prefect's runner ends the run under way and then itself."""
    before = signal.getsignal(signal.SIGHUP)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


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
    environment = {**_SERVER_WITHOUT, **os.environ}
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment, start_new_session=True)
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
