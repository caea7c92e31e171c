"""On a Dask cluster a run gives the tables that it gives on one machine, whatever becomes of the cluster's workers."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, canonical

pytest.importorskip("prefect_dask", reason="needs the extra dask")

# One process with its own Prefect home and a cluster of two worker processes: a run, a run during which one of the
# workers is killed, and one whose warehouse the workers do not see. What the server knows of it comes at the end.
SCRIPT = """
import json, os, signal, sys, threading
from pathlib import Path
import flows.daily as module
from flows.pipeline.progress import NoWatch
import dask
from distributed import LocalCluster

raw, folder = sys.argv[1], Path(sys.argv[2])
module._watches.append(NoWatch())
killed = []

class KillingWatch(NoWatch):
    def show(self, stage, done, total):
        if stage == "quotes" and done and not killed:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)

with dask.config.set({"distributed.worker.daemon": False}):
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        address = cluster.scheduler_address
        plain = module.daily(raw, str(folder / "plain"), 8, None, address)
        module._watches.append(KillingWatch())
        wounded = module.daily(raw, str(folder / "wounded"), 8, None, address)

from prefect.client.orchestration import get_client
with get_client(sync_client=True) as client:
    tasks = sorted({run.name.rpartition("-")[0] for run in client.read_task_runs()})
print(json.dumps([plain.is_published, wounded.is_published, len(killed), tasks]))
"""


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "DASK_"))}
    return {**kept, "PREFECT_HOME": str(home), "PYTHONPATH": str(ROOT)}


def test_a_cluster_gives_identical_tables_even_when_a_worker_is_killed_midway(
    sample_warehouse: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT / "raw"), str(tmp_path)],
        env=environment(tmp_path / "prefect"),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-6000:]
    print(done.stderr, done.stdout)
    plain, wounded, killed, tasks = json.loads(done.stdout.splitlines()[-1])
    assert (plain, wounded, killed) == (True, True, 1)
    assert {"parse_files", "extract_quotes_job", "extract_claims_job", "score_pairs"} <= set(tasks)
    expected = canonical(sample_warehouse, tmp_path / "expected")
    for name in ("plain", "wounded"):
        assert canonical(tmp_path / name, tmp_path / f"{name}-export") == expected
