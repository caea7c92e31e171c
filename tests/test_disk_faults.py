"""Folders that may not be written, leave lost midway, a clock that goes back: a clear line, and nothing is lost."""

import ctypes
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from conftest import PIER, InProcess, canonical, run_here, select

from flows.base.errors import UserError
from flows.desk.cli import cli
from flows.pipeline import run_pipeline, runlog
from flows.pipeline.history import find_version, list_runs
from flows.pipeline.job import DirectConductor, Job
from flows.pipeline.progress import NoWatch
from flows.store import lock
from flows.store.layout import Layout
from flows.store.workers import WorkerLimits

LATE = PIER.replace("Monday", "Tuesday")
# Of Linux: the capabilities by which root passes over the modes of files, and the present layout of the call.
_PASSING_OVER = 1 << 1 | 1 << 2
_VERSION = 0x20080522


@contextmanager
def bound_by_modes() -> Iterator[None]:
    """Let modes of files bind this thread, and those that it starts, even if it is root's."""
    if os.geteuid() != 0:
        yield
        return
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    before, bound = (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "capget") or libc.capget(header, before) or libc.capget(header, bound):
        pytest.skip("root passes over modes here, and cannot be kept from it")
    bound[0] &= ~_PASSING_OVER
    libc.capset(header, bound)
    try:
        yield
    finally:
        libc.capset(header, before)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse, a file that came since, and the tables of a fresh run over both."""
    folder = tmp_path_factory.mktemp("past")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "pier.txt").write_text(PIER)
    run_here(raw, folder / "warehouse")
    (raw / "late.txt").write_text(LATE)
    run_here(raw, folder / "fresh")
    canonical(folder / "fresh", folder / "tables")
    return folder


@pytest.fixture
def raw(tmp_path: Path, past: Path) -> Path:
    return Path(shutil.copytree(past / "raw", tmp_path / "raw"))


@pytest.fixture
def warehouse(tmp_path: Path, past: Path) -> Path:
    return Path(shutil.copytree(past / "warehouse", tmp_path / "warehouse", symlinks=True))


def assert_nothing_is_lost(raw: Path, warehouse: Path, past: Path) -> None:
    """Readers see what was published, the next run brings what came, and the tables are those of a fresh run."""
    assert select(warehouse, "select count(*) from articles") == [(1,)]
    run_here(raw, warehouse)
    wanted = {path.name: path.read_bytes() for path in (past / "tables").iterdir()}
    assert canonical(warehouse, raw.parent / "tables") == wanted


@pytest.mark.parametrize("folder", ["", "parts", "manifests", "versions"])
def test_a_folder_that_may_not_be_written_is_named_and_nothing_is_lost(
    raw: Path, warehouse: Path, past: Path, folder: str
) -> None:
    place = warehouse / folder
    place.chmod(0o555)
    try:
        with bound_by_modes(), pytest.raises(UserError, match=r"Permission denied|cannot be written") as told:
            run_here(raw, warehouse)
    finally:
        place.chmod(0o755)
    assert str(place) in str(told.value)
    assert "\n" not in str(told.value)
    assert_nothing_is_lost(raw, warehouse, past)


class Losing(DirectConductor):
    """Takes the leave to write a folder, or to look into it, as a stage begins."""

    def lose(self, stage: str, folder: Path, mode: int) -> "Losing":
        object.__setattr__(self, "when", (stage, folder, mode))
        return self

    def _take(self, stage: str) -> None:
        wanted, folder, mode = self.when  # type: ignore[attr-defined]
        if stage == wanted:
            folder.chmod(mode)

    def each(self, stage: str, work: Any, sizes: Sequence[int]) -> list[Any]:  # noqa: ANN401
        self._take(stage)
        return super().each(stage, work, sizes)

    def once(self, stage: str, work: Any) -> Any:  # noqa: ANN401
        self._take(stage)
        return super().once(stage, work)


@pytest.mark.parametrize(
    ("stage", "folder", "mode"),
    [
        ("parse", "parts", 0o555),
        ("groups", "parts", 0),
        ("candidates", "journal", 0),
        ("checks and publish", "versions", 0o555),
        ("checks and publish", "", 0o555),
    ],
)
def test_leave_that_is_lost_midway_ends_the_run_and_loses_nothing(
    raw: Path, warehouse: Path, past: Path, stage: str, folder: str, mode: int
) -> None:
    conductor = Losing(1, NoWatch()).lose(stage, warehouse / folder, mode)
    job = Job(raw, warehouse, workers=WorkerLimits(count=1))
    try:
        with bound_by_modes(), pytest.raises(UserError, match=r"(denied|No files).*Nothing that was published is lost"):
            run_pipeline(job, conductor, lambda job, layout: nullcontext(InProcess(job.workers)))
    finally:
        (warehouse / folder).chmod(0o755)
    if (stage, folder) == ("checks and publish", ""):
        # It had committed, and only the swap was left.
        run_here(raw, warehouse)
        assert select(warehouse, "select count(*) from articles") == [(2,)]
        return
    assert_nothing_is_lost(raw, warehouse, past)


def clock_at(days: float) -> type[datetime]:
    """A clock that is so many days off."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:  # noqa: ANN401
            return datetime.now(tz) + timedelta(days=days)

    return Clock


def test_a_clock_that_goes_back_between_runs_changes_the_times_told_and_nothing_else(
    raw: Path, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (-4_000,):
        monkeypatch.setattr(runlog, "datetime", clock_at(days))
        monkeypatch.setattr(lock, "datetime", clock_at(days))
        (raw / f"late{days}.txt").write_text(LATE.replace("Tuesday", f"day {-days}"))
        # As old as the clock says; what came before is younger.
        os.utime(raw / f"late{days}.txt", (10**9, 10**9))
        assert run_here(raw, warehouse).is_published
    monkeypatch.undo()
    runs = list_runs(Layout(warehouse)).to_pylist()
    assert [row["run_id"] for row in runs] == ["run-000002", "run-000001"]
    assert [row["started_at"] for row in runs] == sorted(row["started_at"] for row in runs)
    assert find_version(Layout(warehouse), "2") == "run-000002"
    assert select(warehouse, "select max(run_id) from runs") == [("run-000002",)]
    (raw / "pier.txt").write_text(LATE.replace("Tuesday", "Sunday"))
    os.utime(raw / "pier.txt", (1, 1))
    assert run_here(raw, warehouse).run_id == "run-000003"
    cli(["check", "--warehouse", str(warehouse)], standalone_mode=False)
    run_here(raw, tmp_path / "fresh")
    now = "select content from quotes order by all"
    assert select(warehouse, now) == select(tmp_path / "fresh", now)
