"""A job that dies or hangs costs its own process, and the next one finds a fresh one."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from flows.store.workers import LocalWorkers, WorkerDied, WorkerLimits


def test_results_and_errors_come_back() -> None:
    with LocalWorkers(WorkerLimits(count=1)) as workers:
        assert workers.call(len, "abc") == 3
        with pytest.raises(WorkerDied, match="ZeroDivisionError"):
            workers.call(divmod, 1, 0)
        with pytest.raises(FileNotFoundError):
            workers.call(os.listdir, "/nowhere")


def test_a_death_is_told_and_the_next_job_runs() -> None:
    with LocalWorkers(WorkerLimits(count=1)) as workers:
        with pytest.raises(WorkerDied) as death:
            workers.call(os._exit, 1)
        assert death.value.reason == "died"
        assert workers.call(len, "abc") == 3


def die_the_first_time(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def test_a_job_whose_process_is_killed_by_somebody_is_done_again_and_not_blamed(tmp_path: Path) -> None:
    with LocalWorkers(WorkerLimits(count=1)) as workers:
        assert workers.call(die_the_first_time, tmp_path / "marker") == "done"
        os.kill(workers.call(os.getpid), signal.SIGKILL)
        assert workers.call(len, "abc") == 3


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc to see that a process is gone")
def test_workers_end_with_the_process_that_started_them() -> None:
    script = (
        "import os, time\n"
        "from flows.store.workers import LocalWorkers, WorkerLimits\n"
        "if __name__ == '__main__':\n"
        "    workers = LocalWorkers(WorkerLimits(count=1))\n"
        "    print(workers.call(os.getpid), flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        worker = int(run.stdout.readline())
        run.kill()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()


def test_a_hanging_job_is_ended_in_time() -> None:
    with LocalWorkers(WorkerLimits(count=1)) as workers:
        with pytest.raises(WorkerDied) as death:
            workers.call(time.sleep, 60, seconds=0.5)
        assert death.value.reason == "timed_out"
        assert workers.call(len, "abc") == 3


def test_a_job_that_takes_too_much_memory_fails_alone() -> None:
    with LocalWorkers(WorkerLimits(count=1, memory_bytes=2 << 30)) as workers:
        with pytest.raises(WorkerDied, match="MemoryError"):
            workers.call(bytearray, 3 << 30)
        assert workers.call(len, "abc") == 3


def test_a_job_that_gives_signs_of_life_may_take_longer(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    with LocalWorkers(WorkerLimits(count=1)) as workers:
        # A worker that has just started is still importing.
        assert workers.call(work_and_tell, sign, 1) == 1
        assert workers.call(work_and_tell, sign, 10, seconds=2.5, sign=sign) == 10
        with pytest.raises(WorkerDied) as death:
            workers.call(work_and_tell, tmp_path / "elsewhere", 10, seconds=2.5, sign=sign)
        assert death.value.reason == "timed_out"


def work_and_tell(sign: Path, times: int) -> int:
    for number in range(times):
        sign.write_text(str(number))
        time.sleep(0.4)
    return times
