"""The schedule, its retries and alerts, and runs that outlive their server: on one Prefect server for all of it.

Takes about two minutes on two cores. The server is killed by the last test but one.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from conftest import ROOT, select

WIRECOPY = [sys.executable, "-m", "flows.desk.cli"]
PATIENCE = 120


class Server(NamedTuple):
    """A Prefect server of these tests."""

    process: "subprocess.Popen[bytes]"
    address: str
    environment: dict[str, str]

    def runs(self, *states: str) -> list[dict[str, Any]]:
        """Return the flow runs in these states, in the order in which they began."""
        wanted = {"flow_runs": {"state": {"type": {"any_": list(states)}}}}
        answer = httpx.post(f"{self.address}/flow_runs/filter", json={**wanted, "sort": "START_TIME_ASC"}, timeout=30)
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    environment |= {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect")), "PYTHONPATH": str(ROOT)}
    environment |= {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    # So that a schedule begins at once, and a tick is taken when it is due.
    environment |= {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2", "PREFECT_RUNNER_POLL_FREQUENCY": "2"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/api"

    def is_healthy() -> bool:
        try:
            return httpx.get(f"{address}/health", timeout=5).is_success
        except httpx.HTTPError:
            return False

    try:
        wait_for(is_healthy)
        yield Server(process, address, {**environment, "PREFECT_API_URL": address})
    finally:
        process.kill()
        process.wait()


def add(raw: Path, name: str) -> None:
    raw.mkdir(exist_ok=True)
    (raw / f"{name}.txt").write_text(f"Ferry {name} late\n\nThe ferry {name} reached Skarn late on Monday.\n")


def count(warehouse: Path) -> int:
    if not (warehouse / "warehouse.duckdb").is_symlink():
        return 0
    return int(str(select(warehouse, "select count(*) from articles")[0][0]))


def log(warehouse: Path) -> list[tuple[str, str | None]]:
    path = warehouse / "runs.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    return [(row["status"], row["message"]) for row in rows]


def serve(server: Server, folder: Path) -> "subprocess.Popen[str]":
    """Serve with a tick every three seconds (the sixth field), which a run takes longer than."""
    words = ["serve", str(folder / "raw"), "--warehouse", str(folder / "warehouse"), "--workers", "1"]
    return subprocess.Popen(
        [*WIRECOPY, *words, "--cron", "* * * * * */3", "--retry-delay", "1"],
        env=server.environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_ticks_that_overlap_or_were_missed_make_one_run_and_sigterm_ends_all_cleanly(
    server: Server, tmp_path: Path
) -> None:
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    add(raw, "Amber")
    served = serve(server, tmp_path)
    try:
        wait_for(lambda: count(warehouse) == 1)
        add(raw, "Birch")
        wait_for(lambda: count(warehouse) == 2)
        # In the middle of a run, held so that it is one.
        add(raw, "Cedar")
        wait_for((warehouse / ".lock.holder").exists)
        runner = int(json.loads((warehouse / ".lock.holder").read_text())["pid"])
        before = len(log(warehouse))
        os.kill(runner, signal.SIGSTOP)
        served.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        os.kill(runner, signal.SIGCONT)
        assert served.wait(PATIENCE) == 0
    finally:
        said = end(served)
    assert "Traceback" not in said
    wait_for(lambda: not group_is_alive(served.pid))
    assert log(warehouse)[before:] in ([("failed", "stopped by SIGTERM")], [("published", None)], [("unchanged", None)])
    ended = server.runs("COMPLETED", "CANCELLED", "CRASHED")
    assert server.runs("RUNNING", "PENDING", "FAILED") == []
    begun = [run for run in ended if run["start_time"] and run["end_time"] and run["run_count"]]
    assert all(one["end_time"] <= other["start_time"] for one, other in pairwise(begun))
    told = [(run["state"]["message"] or "").split(" by ")[0] for run in ended if not run["run_count"]]
    assert told
    assert set(told) == {"taken in"}

    # Nobody serves: ticks go by, and what serves next begins with one run and not with all of them.
    wait_for(lambda: sum(run["state"]["name"] == "Late" for run in server.runs("SCHEDULED")) >= 2)
    known = {run["id"] for run in server.runs("COMPLETED")}
    missed = {run["id"] for run in server.runs("SCHEDULED") if run["state"]["name"] == "Late"}
    add(raw, "Doric")
    served = serve(server, tmp_path)
    try:
        wait_for(lambda: count(warehouse) == 4)
        wait_for(lambda: {run["id"] for run in server.runs("COMPLETED")} - known)
        served.send_signal(signal.SIGHUP)
        assert served.wait(PATIENCE) == 0
    finally:
        end(served)
    assert len({run["id"] for run in server.runs("COMPLETED")} & missed) <= 1
    assert not {run["id"] for run in server.runs("SCHEDULED")} & missed


def end(served: "subprocess.Popen[str]") -> str:
    """End what still runs of a test, and return what it said."""
    with suppress(ProcessLookupError):
        os.killpg(served.pid, signal.SIGKILL)
    return served.communicate()[1]


FAULTS = """
import json, sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from flows import daily
from flows.base.errors import CheckFailed, DiskFault, UserError, WarehouseBusy
from flows.pipeline.alerts import Alerts
from flows.pipeline.job import make_job
from flows.serving import Schedule, scheduled_flow

job = make_job(Path(sys.argv[1]), Path(sys.argv[2]), 500, 1)
program = Path(sys.argv[2]).parent / "tell"
program.write_text("#!/bin/sh\\necho $WIRECOPY_STATUS $WIRECOPY_MESSAGE >> " + str(program) + ".log\\n")
program.chmod(0o755)
flow = scheduled_flow(job, Schedule("* * * * *", 2, 0, Alerts(str(program))))
tries = {}
for name, faults in {
    "busy once": [WarehouseBusy("held")],
    "always full": [DiskFault("full")] * 9,
    "check": [CheckFailed("twins")] * 9,
    "mistake": [UserError("no folder")] * 9,
    "defect": [ValueError("ours")] * 9,
}.items():
    left = list(faults)
    calls = []
    def run(*arguments):
        calls.append(1)
        if left:
            raise left.pop()
        return daily.Outcome("run-000001", True, {}, {}, {}, {"new": {}, "resolved": {}, "open": {}})
    daily.run_pipeline = run
    state = flow(sys.argv[1], sys.argv[2], return_state=True)
    tries[name] = [len(calls), state.type.value]
print(json.dumps(tries))
"""


def test_only_a_fault_that_may_pass_is_tried_again_and_what_failed_is_told_once(server: Server, tmp_path: Path) -> None:
    done = run_python(server, FAULTS, str(tmp_path / "raw"), str(tmp_path / "warehouse"))
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "busy once": [2, "COMPLETED"],
        "always full": [3, "FAILED"],
        "check": [1, "FAILED"],
        "mistake": [1, "FAILED"],
        "defect": [1, "FAILED"],
    }
    told = (tmp_path / "tell.log").read_text().splitlines()
    facts = [("failed", "full"), ("check_failed", "twins"), ("failed", "folder"), ("failed", "ours")]
    assert [(line.split()[0], line.split()[-1]) for line in told] == facts
    assert done.stderr.count("Traceback") == 1, "that of the defect"


def run_python(server: Server, script: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_flow_that_is_stopped_says_so_everywhere(number: signal.Signals, server: Server, tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    known = {run["id"] for run in server.runs("CRASHED")}
    words = ["run", str(ROOT / "raw"), "--warehouse", str(warehouse), "--quiet", "--workers", "1"]
    with subprocess.Popen(
        [*WIRECOPY, *words], env=server.environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        wait_for(lambda: any((warehouse / "parts").rglob("*.parquet")) or run.poll() is not None)
        run.send_signal(number)
        said = run.communicate()[1]
    assert run.returncode == 128 + number
    assert said == f"wirecopy: stopped by {number.name}; what was published before is unchanged\n"
    assert log(warehouse) == [("failed", f"stopped by {number.name}")]
    assert len({run["id"] for run in server.runs("CRASHED")} - known) == 1
    wait_for(lambda: not group_is_alive(run.pid))


KILLED = """
import json, os, signal, sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from flows import daily
from flows.pipeline import extracting, job

work = []
class Killing:
    def show(self, stage, done, total):
        if stage == "quotes" and done == 0:
            os.kill(int(sys.argv[3]), signal.SIGKILL)

original = extracting._extract_lot
def counted(run, stage, *arguments):
    work.append(stage)
    return original(run, stage, *arguments)
extracting._extract_lot = counted
outcome = daily.run_as_flow(job.make_job(Path(sys.argv[1]), Path(sys.argv[2]), 2, 1), Killing())
print(json.dumps([outcome.is_published, work]))
"""


def test_a_run_whose_server_is_killed_publishes_and_does_nothing_twice(server: Server, tmp_path: Path) -> None:
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    for name in ("Amber", "Birch", "Cedar"):
        add(raw, name)
    server.environment["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    done = run_python(server, KILLED, str(raw), str(warehouse), str(server.process.pid))
    assert done.returncode == 0, done.stderr
    is_published, work = json.loads(done.stdout.splitlines()[-1])
    assert is_published
    assert sorted(work) == sorted(2 * ["quotes", "claims", "fingerprints"])
    assert count(warehouse) == 3
    assert log(warehouse) == [("published", None)]
    lines = [line for line in done.stderr.splitlines() if line.startswith("wirecopy:")]
    assert len(lines) == 2, done.stderr
    assert "goes on without it" in lines[0]
    assert "Traceback" not in done.stderr


def test_a_run_whose_server_is_not_there_publishes_with_a_line_of_warning(server: Server, tmp_path: Path) -> None:
    server.process.kill()
    server.process.wait()
    add(tmp_path / "raw", "Amber")
    words = ["run", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "warehouse"), "--quiet"]
    done = subprocess.run(
        [*WIRECOPY, *words], env=server.environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("wirecopy: Prefect's server at ")
    assert count(tmp_path / "warehouse") == 1
