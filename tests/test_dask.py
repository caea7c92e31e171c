"""On a Dask cluster a run gives the tables that it gives on one machine, whatever becomes of the cluster's workers."""

import json
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import ROOT, canonical

pytest.importorskip("prefect_dask", reason="needs the extra dask")

from distributed import KilledWorker
from distributed.scheduler import WorkerState
from prefect_dask.task_runners import DaskTaskRunner

from flows import __version__
from flows.base.errors import UserError
from flows.cluster import Call, DaskWorkers, Shared, carry_out
from flows.store.workers import WorkerDied, WorkerLimits

# One process with its own Prefect home and a cluster of two worker processes: a run during which one of them is killed.
# What the server knows of it comes at the end.
SCRIPT = """
import json, os, signal, sys, threading
from pathlib import Path
import flows.daily as module
from flows.pipeline.progress import NoWatch
import dask
from distributed import LocalCluster

raw, warehouse = sys.argv[1:]
killed = []

class KillingWatch(NoWatch):
    def show(self, stage, done, total):
        if stage == "quotes" and done and not killed:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

with dask.config.set({"distributed.worker.daemon": False}):
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        address = cluster.scheduler_address
        module._watches.append(KillingWatch())
        outcome = module.daily(raw, warehouse, batch_files=8, dask=address)

from prefect.client.orchestration import get_client
with get_client(sync_client=True) as client:
    tasks = sorted({run.name.rpartition("-")[0] for run in client.read_task_runs()})
print(json.dumps([outcome.is_published, len(killed), tasks]))
"""


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "DASK_"))}
    return {**kept, "PREFECT_HOME": str(home), "PYTHONPATH": str(ROOT)}


def test_a_cluster_gives_identical_tables_even_when_a_worker_is_killed_midway(
    sample_warehouse: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT / "raw"), str(tmp_path / "warehouse")],
        env=environment(tmp_path / "prefect"),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    is_published, killed, tasks = json.loads(done.stdout.splitlines()[-1])
    assert (is_published, killed) == (True, 1)
    assert {"parse_files", "extract_quotes_job", "find_candidates_job", "score_pairs_job"} <= set(tasks)
    assert canonical(tmp_path / "warehouse", tmp_path / "a") == canonical(sample_warehouse, tmp_path / "b")


def shared(folder: Path) -> Shared:
    (folder / "raw").mkdir()
    (folder / "raw/letter.txt").touch()
    (folder / "token").touch()
    return Shared(__version__, folder / "token", folder / "raw", folder / "raw/letter.txt")


def answer(common: Shared, job: Callable[..., Any], *arguments: object, seconds: float | None = None) -> object:
    limits = WorkerLimits(count=7, memory_bytes=2 << 30)
    return pickle.loads(carry_out(pickle.dumps(Call(job, arguments, seconds, None, limits, common))))


def test_limits_keep_their_meaning_on_a_worker_of_a_cluster(tmp_path: Path) -> None:
    common = shared(tmp_path)
    assert answer(common, len, "abc") == 3
    deaths = [
        answer(common, os._exit, 1),
        answer(common, time.sleep, 60, seconds=0.5),
        answer(common, bytearray, 3 << 30),
    ]
    assert all(isinstance(death, WorkerDied) for death in deaths)
    assert [cast(WorkerDied, death).reason for death in deaths] == ["died", "timed_out", "died"]
    assert "MemoryError" in cast(WorkerDied, deaths[2]).detail
    with pytest.raises(FileNotFoundError):
        answer(common, os.listdir, "/nowhere")


def test_a_worker_that_does_not_share_the_folders_or_the_version_does_nothing(tmp_path: Path) -> None:
    common = shared(tmp_path)
    others = [
        common._replace(version="0.0"),
        common._replace(token=tmp_path / "elsewhere"),
        common._replace(raw=tmp_path / "elsewhere", sample=tmp_path / "elsewhere/letter.txt"),
    ]
    refused = [answer(other, len, "abc") for other in others]
    assert all(isinstance(error, UserError) for error in refused)
    assert "Install the same" in str(refused[0])
    assert all("on a path that all machines share" in str(error) for error in refused[1:])


def test_a_file_that_leaves_raw_meanwhile_does_not_stop_the_cluster(tmp_path: Path) -> None:
    common = shared(tmp_path)
    (tmp_path / "raw/other.txt").touch()
    (tmp_path / "raw/letter.txt").unlink()
    assert answer(common, len, "abc") == 3


class LosingRunner:
    """Stands for a cluster that has lost a worker after the other over one job."""

    def submit(self, task: object, parameters: object) -> "LosingRunner":
        return self

    def result(self) -> object:
        raise KilledWorker("parse_files", cast(WorkerState, None), 3)


def test_a_job_that_costs_worker_after_worker_counts_as_a_death(tmp_path: Path) -> None:
    workers = DaskWorkers(cast(DaskTaskRunner, LosingRunner()), WorkerLimits(), shared(tmp_path))
    with pytest.raises(WorkerDied, match="4 Dask workers were lost"):
        workers.call(len, "abc")
    with pytest.raises(UserError, match="not even begun"):
        workers.call(len, "abc", sign=tmp_path / "sign")
