"""The log of runs, and the clock that each run's steps are taken by."""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from flows import __version__
from flows.base.errors import WirecopyError
from flows.base.schemas.ledger import RUNS
from flows.pipeline.job import Conductor, Job
from flows.store.layout import Layout, sync, write_whole
from flows.store.manifests import Manifest, current_manifest
from flows.store.versions import is_revealed, reveal_version

Result = TypeVar("Result")
# What a run ends as that readers see.
PUBLISHING = ("published", "rolled_back")
_RUN_ID = re.compile(r"run-\d{6,}")


def utc_now() -> str:
    """Return the time as ISO text in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass
class Diary:
    """A conductor that notes how long each stage takes."""

    conductor: Conductor
    started_at: str = field(default_factory=utc_now)
    seconds: dict[str, float] = field(default_factory=dict)

    def each(self, stage: str, work: Callable[[int], Result], sizes: Sequence[int]) -> list[Result]:
        """Return what the conductor makes of it, and note the time."""
        return self._timed(stage, lambda: self.conductor.each(stage, work, sizes))

    def once(self, stage: str, work: Callable[[], Result]) -> Result:
        """Return what the conductor makes of it, and note the time."""
        return self._timed(stage, lambda: self.conductor.once(stage, work))

    def _timed(self, stage: str, work: Callable[[], Result]) -> Result:
        begin = time.perf_counter()
        try:
            return work()
        finally:
            self.seconds[stage] = round(self.seconds.get(stage, 0.0) + time.perf_counter() - begin, 3)


def next_run_id(layout: Layout, base: Manifest) -> str:
    """Return the id after the last one in the log or the manifest."""
    last = max([base.run_id, *(row["run_id"] for row in read_log(layout))])
    return f"run-{int(last.removeprefix('run-')) + 1:06d}"


def upcoming_run_id(warehouse: Path) -> str | None:
    """Return the id that the next run into this warehouse will have; null where its manifests cannot be read."""
    layout = Layout(warehouse.resolve())
    try:
        return next_run_id(layout, current_manifest(layout))
    except (OSError, WirecopyError):
        return None


def read_log(layout: Layout) -> list[dict[str, Any]]:
    """Return the rows of the log; a line that was cut short by a crash, or is damaged, is passed over."""
    return [row for row in map(_row_of, _read_lines(layout)) if row is not None]


def find_damaged_lines(layout: Layout) -> list[int]:
    """Return the numbers, from 1, of the lines of the log that cannot be read."""
    return [number for number, line in enumerate(_read_lines(layout), 1) if _row_of(line) is None]


def _read_lines(layout: Layout) -> list[bytes]:
    return layout.run_log.read_bytes().splitlines() if layout.run_log.is_file() else []


def _row_of(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    # Runs of earlier versions wrote down no warnings.
    is_whole = isinstance(row, dict) and {*RUNS.names} - {"warnings"} <= row.keys()
    return row if is_whole and _RUN_ID.fullmatch(str(row["run_id"])) else None


def mend_log(layout: Layout, published: pa.Table | None) -> bool:
    """Write the log anew without what cannot be read, with the published rows it lacks; tell whether there was need."""
    rows = read_log(layout)
    known = {row["run_id"] for row in rows}
    lacking = [row for row in (published.to_pylist() if published else ()) if row["run_id"] not in known]
    if not lacking and not find_damaged_lines(layout):
        return False
    # The sort is stable: lines about one run stay in their order.
    said = "".join(json.dumps(row) + "\n" for row in sorted((*rows, *lacking), key=lambda row: str(row["run_id"])))
    write_whole(layout.run_log, lambda path: _write_text(path, said))
    return True


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def append_row(layout: Layout, row: Mapping[str, Any]) -> None:
    """Add a line to the log, durably; one that a crash cut short before is closed first."""
    with layout.run_log.open("a+b") as log:
        if log.tell():
            log.seek(-1, os.SEEK_END)
            if log.read(1) != b"\n":
                log.write(b"\n")
        log.write(json.dumps(row).encode() + b"\n")
    sync(layout.run_log)


def finish_commit(layout: Layout, base: Manifest) -> None:
    """Show readers the last committed run, and note that it published, if it was killed before it could."""
    if not base.parts:
        return
    told = {row["run_id"]: row["status"] for row in read_log(layout)}
    is_shown, is_noted = is_revealed(layout, base.run_id), told.get(base.run_id) in PUBLISHING
    if not is_shown:
        reveal_version(layout, base.run_id)
    if not (is_shown and is_noted):
        message = "killed after its commit; " + ("found published" if is_shown else "published by the next run")
        append_row(layout, event_row(base.run_id, utc_now(), "published", message))


def event_row(
    run_id: str, started_at: str, status: str, message: str, counts: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Return the row of `runs` for what no job did: a rollback, or the end of a run that was killed."""
    return {
        "run_id": run_id,
        "started_at": started_at,
        "ended_at": utc_now(),
        "status": status,
        "code_version": __version__,
        "config": "{}",
        "counts": json.dumps(counts or {}, sort_keys=True),
        "seconds": "{}",
        "peak_memory_mb": 0.0,
        "message": message,
    }


def run_row(
    run_id: str, job: Job, diary: Diary, status: str, counts: Mapping[str, Any], **said: object
) -> dict[str, Any]:
    """Return the row of `runs` for a run as it stands now; `said` may be its warnings and its message."""
    return {
        "run_id": run_id,
        "started_at": diary.started_at,
        "ended_at": utc_now(),
        "status": status,
        "code_version": __version__,
        "config": json.dumps(asdict(job), default=str, sort_keys=True),
        "counts": json.dumps(counts, sort_keys=True),
        "seconds": json.dumps(diary.seconds),
        "peak_memory_mb": peak_memory_mb(),
        "warnings": [],
        "message": None,
        **said,
    }


def run_table(layout: Layout, row: Mapping[str, Any]) -> pa.Table:
    """Return the log with this row as the table RUNS; a run id stands once, as it ended."""
    # Runs of earlier versions wrote down no warnings.
    rows = {one["run_id"]: {"warnings": [], **one} for one in (*read_log(layout), row)}
    return RUNS.of(rows.values())


def peak_memory_mb() -> float:
    """Return the greatest resident memory of this process so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1 << 20 if sys.platform == "darwin" else 1 << 10), 1)
