"""A signal in the middle of a run: before the commit it ends the run, after it the run ends by itself."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from conftest import ROOT, run_direct, select

from flows import pipeline
from flows.pipeline import run_pipeline
from flows.pipeline.job import DirectConductor, Job
from flows.store.engine import Connection
from flows.store.increment import Step
from flows.store.layout import Layout
from flows.store.lock import writer_lock
from flows.store.publish import build_version
from flows.store.stopping import Stopped, stoppable
from flows.store.workers import LocalWorkers, WorkerLimits, WorkersStopped

STAGES = ("discover", "parse", "families", "checks and publish")
NAMES = ("courier/2024-03-14-port-ardle-sea-wall.html", "aggregators/coastline-3391.txt", "gazette/week-15.json")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with two copies of one story and one other."""
    for name in NAMES:
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "raw" / name, tmp_path / "raw" / name)
    return tmp_path / "raw"


class SignallingWatch:
    """Sends this process a signal when a stage begins."""

    def __init__(self, stage: str, number: int) -> None:
        self.stage = stage
        self.number = number

    def show(self, stage: str, done: int, total: int) -> None:
        if stage == self.stage and done == 0:
            os.kill(os.getpid(), self.number)


def log(warehouse: Path) -> list[tuple[str, str | None]]:
    rows = [json.loads(line) for line in (warehouse / "runs.jsonl").read_text("utf-8").splitlines()]
    return [(row["status"], row["message"]) for row in rows]


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_is_stopped_before_its_commit_leaves_all_as_it_was(stage: str, raw: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    job = Job(raw, warehouse, workers=WorkerLimits(count=1))
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    with pytest.raises(Stopped, match="stopped by SIGTERM"):
        run_pipeline(job, DirectConductor(1, SignallingWatch(stage, signal.SIGTERM)))
    assert log(warehouse) == [("failed", "stopped by SIGTERM")]
    assert not Layout(warehouse).database_link.is_symlink()
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)] == handlers
    with writer_lock(Layout(warehouse)):
        pass
    assert run_direct(raw, warehouse).is_published
    assert select(warehouse, "select count(*) from runs") == [(2,)]


@pytest.mark.parametrize("step", ["write_manifest", "reveal_version", "prune", "append_row"])
def test_a_run_that_has_begun_its_commit_ends_it(
    step: str, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "warehouse"
    original: Callable[..., None] = getattr(pipeline, step)

    def signalled(*arguments: object) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            os.kill(os.getpid(), number)
        original(*arguments)

    def build(con: Connection, layout: Layout, run_id: str, log: pa.Table, made_from: Step | None) -> None:
        build_version(con, layout, run_id, log, made_from)
        # Not before: a run prunes at its beginning too.
        monkeypatch.setattr(pipeline, step, signalled)

    monkeypatch.setattr(pipeline, "build_version", build)
    assert run_direct(raw, warehouse).is_published
    assert log(warehouse) == [("published", None)]
    assert select(warehouse, "select count(*) from articles where is_current")[0][0]


def test_hangup_and_interrupt_stop_a_run_too(raw: Path, tmp_path: Path) -> None:
    for number, kind in ((signal.SIGHUP, Stopped), (signal.SIGINT, KeyboardInterrupt)):
        job = Job(raw, tmp_path / "warehouse", workers=WorkerLimits(count=1))
        with pytest.raises(kind):
            run_pipeline(job, DirectConductor(1, SignallingWatch("quotes", number)))
    assert [message for _, message in log(tmp_path / "warehouse")] == ["stopped by SIGHUP", "stopped by SIGINT"]


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
        assert stop.stopped is None
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_second_signal_does_not_disturb_what_the_first_began() -> None:
    done = []

    def ended_twice() -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGHUP)
            done.append(True)

    with pytest.raises(Stopped, match="SIGTERM"), stoppable():
        ended_twice()
    assert done


def test_a_run_in_a_thread_goes_without_signals(raw: Path, tmp_path: Path) -> None:
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.append(run_direct(raw, tmp_path / "warehouse")))
    thread.start()
    thread.join()
    assert outcomes[0].is_published


def test_stopped_workers_end_the_call_under_way_and_do_no_other() -> None:
    with LocalWorkers(WorkerLimits(count=1)) as workers:
        threading.Timer(0.5, workers.stop).start()
        begun = time.monotonic()
        with pytest.raises(WorkersStopped):
            workers.call(time.sleep, 60)
        assert time.monotonic() - begun < 20
        with pytest.raises(WorkersStopped):
            workers.call(time.sleep, 0)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_the_command_says_why_it_ended_and_leaves_no_process_behind(
    number: signal.Signals, code: int, raw: Path, tmp_path: Path
) -> None:
    parts = tmp_path / "warehouse" / "parts"
    command = [sys.executable, "-m", "flows.desk.cli", "run", str(raw), "--warehouse", str(tmp_path / "warehouse")]
    with subprocess.Popen(
        [*command, "--direct", "--quiet"], cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        while not any(parts.rglob("*.parquet")) and run.poll() is None:
            time.sleep(0.01)
        # Held, so that the signal comes now, however fast this machine is.
        os.kill(run.pid, signal.SIGSTOP)
        os.kill(run.pid, number)
        os.kill(run.pid, signal.SIGCONT)
        said = run.stderr.read() if run.stderr else ""
    assert run.returncode == code
    assert [line[:17] for line in said.splitlines() if line] == ["wirecopy: stopped"]
    assert log(tmp_path / "warehouse") == [("failed", f"stopped by {number.name}")]
    deadline = time.monotonic() + 20
    while group_is_alive(run.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not group_is_alive(run.pid)


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
