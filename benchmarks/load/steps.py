"""The steps that are measured, each in a process of its own: the real functions of a run, and the floors beside."""

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from benchmarks.load.raw import write_files
from benchmarks.load.stored import write_stored
from benchmarks.planted import Plan
from benchmarks.processes import PeakMemory, Took, measured
from flows.pipeline import run_pipeline
from flows.pipeline.job import DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.pipeline.runlog import append_row, run_table, utc_now
from flows.store.engine import open_stored
from flows.store.increment import Step
from flows.store.layout import Layout, sync
from flows.store.manifests import EMPTY, current_manifest, write_manifest
from flows.store.publish import STORAGE_VERSION, build_version
from flows.store.published import version_digests
from flows.store.versions import reveal_version
from flows.store.workers import WorkerLimits

# As many real files lie below the generated rows, and come on top of them, with copies of each other.
NEW_FILES = 1_000
WORKERS = 2
STORED_RUN = "run-000002"


class Measured(NamedTuple):
    """What a step took: seconds, mebibytes of all its processes together at the peak, and seconds of its parts."""

    name: str
    took: Took
    megabytes: float
    parts: dict[str, float]


def measure_step(name: str, work: Callable[..., dict[str, float]], *arguments: object) -> Measured:
    """Return what work(*arguments) takes in a process of its own; its result are the seconds of its parts."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        took, megabytes, parts = pool.submit(_watched, work, arguments).result()
    return Measured(name, took, megabytes, parts)


def _watched(
    work: Callable[..., dict[str, float]], arguments: tuple[object, ...]
) -> tuple[Took, float, dict[str, float]]:
    with PeakMemory() as peak:
        took, parts = measured(lambda: work(*arguments))
    return took, peak.megabytes, parts


def run_files(folder: Path, first: int, last: int) -> dict[str, float]:
    """Write the raw files of these numbers under folder/raw, run, and return the seconds of each stage."""
    raw, warehouse = folder / "raw", folder / "warehouse"
    write_files(raw, Plan(2 * NEW_FILES), first, last)
    # The files of a run are generated otherwise than the stored rows: shorter, without outlet or date.
    job = Job(raw, warehouse, workers=WorkerLimits(count=WORKERS), accept_volumes=True)
    return run_pipeline(job, DirectConductor(WORKERS, NoWatch())).seconds


def add_stored(folder: Path, articles: int) -> dict[str, float]:
    """Commit the rows of so many generated articles as a second run."""
    write_stored(Layout(folder / "warehouse"), articles, STORED_RUN)
    return {}


def publish_stored(folder: Path) -> dict[str, float]:
    """Build, check and reveal the version of what stands committed, from its parts alone."""
    layout = Layout(folder / "warehouse")
    manifest = current_manifest(layout)
    now = utc_now()
    row: dict[str, Any] = {
        "run_id": manifest.run_id,
        "started_at": now,
        "ended_at": now,
        "status": "published",
        "code_version": "0",
    }
    row |= {"config": "{}", "counts": json.dumps(manifest.rows()), "seconds": "{}", "message": None}
    append_row(layout, row | {"peak_memory_mb": 0.0})
    with closing(open_stored(layout, manifest)) as con:
        log = run_table(layout, row | {"peak_memory_mb": 0.0})
        build_version(con, layout, manifest.run_id, log, Step(EMPTY, manifest))
    write_manifest(layout, manifest._replace(published=version_digests(layout, manifest.run_id)))
    reveal_version(layout, manifest.run_id)
    return {}


def load_plainly(folder: Path) -> dict[str, float]:
    """The floor of publishing: DuckDB loads the published rows from Parquet into a file of the same format, no more."""
    target = folder / "plain.duckdb"
    with duckdb.connect() as con:
        con.execute("set preserve_insertion_order = false")
        con.execute(f"set temp_directory = '{folder / 'spill'}'")
        con.execute(f"attach '{target}' as plain (storage_version '{STORAGE_VERSION}')")
        for table in sorted((folder / "warehouse" / "parquet").iterdir()):
            con.execute(f"create table plain.{table.name} as select * from read_parquet('{table}/*.parquet')")
        con.execute("detach plain")
    target.unlink()
    return {}


def copy_plainly(folder: Path) -> dict[str, float]:
    """The floor of a version: its file is copied, durably."""
    target = folder / "copy.duckdb"
    shutil.copyfile((folder / "warehouse" / "warehouse.duckdb").resolve(), target)
    sync(target)
    target.unlink()
    return {}


def sizes(folder: Path) -> dict[str, int]:
    """Return bytes on disk of the parts, of the published file and its twin, and of all versions (shared ones once)."""
    layout = Layout(folder / "warehouse")
    database, twin = layout.database_link.resolve(), layout.parquet_link.resolve()
    return {
        "live parts": sum(part.size_bytes for parts in current_manifest(layout).parts.values() for part in parts),
        "all parts": _disk([layout.parts]),
        "published file": database.stat().st_size,
        "its Parquet twin": _disk([twin]),
        "all versions": _disk([layout.versions]),
    }


def _disk(folders: list[Path]) -> int:
    files = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                stat = (Path(place) / name).lstat()
                files[stat.st_ino] = stat.st_blocks * 512
    return sum(files.values())
