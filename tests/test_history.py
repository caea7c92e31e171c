"""Time: every kept version can be read, gone back to and compared; what is forgotten is gone, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from conftest import FAIR, MILL, PIER, ROOT, run_direct, select

from flows.base.errors import UserError, WarehouseBusy
from flows.desk.cli import main
from flows.desk.reading import open_warehouse, query
from flows.pipeline import history
from flows.pipeline.history import find_version, list_runs, roll_back, sweep_warehouse
from flows.pipeline.runlog import read_log
from flows.store.engine import open_published
from flows.store.layout import Layout
from flows.store.lock import writer_lock
from flows.store.manifests import committed_runs, current_manifest, read_manifest
from flows.store.versions import VERSIONS_KEPT, is_intact, kept_versions, usage


@pytest.fixture
def warehouse(past: Path, tmp_path: Path) -> Path:
    """A warehouse of its own, with the same past; the raw folder stands beside it."""
    shutil.copytree(past, tmp_path / "own", symlinks=True)
    return tmp_path / "own" / "warehouse"


def texts(warehouse: Path, run: str | None = None) -> list[str]:
    with open_warehouse(warehouse, run) as con:
        return [str(row["text"]) for row in query(con, "select text from articles order by text").to_pylist()]


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["wirecopy", *arguments])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def inodes(folder: Path) -> set[int]:
    return {path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "shows"), [("1", "run-000001"), ("run-000002", "run-000002"), ("3", "run-000002"), ("04", "run-000004")]
)
def test_a_run_shows_its_version_and_one_that_published_nothing_that_of_its_time(
    past: Path, name: str, shows: str
) -> None:
    assert find_version(Layout(past / "warehouse"), name) == shows


def test_as_of_reads_the_tables_as_they_were(past: Path) -> None:
    warehouse = past / "warehouse"
    assert texts(warehouse, "1") == sorted([MILL, PIER])
    assert texts(warehouse, "3") == sorted([FAIR, MILL, PIER])
    assert texts(warehouse) == texts(warehouse, "4") == sorted([FAIR, MILL, PIER, PIER.replace("Monday", "Tuesday")])


@pytest.mark.parametrize("name", ["9", "run-000000", "tuesday", "-1", "", "run-", "1; drop"])
def test_a_run_that_never_was_is_one_clear_line_that_names_the_kept_ones(past: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"Kept are: run-000001, run-000002, run-000004\.") as told:
        find_version(Layout(past / "warehouse"), name)
    assert "\n" not in str(told.value)


def test_a_run_that_is_forgotten_is_said_to_be(warehouse: Path) -> None:
    sweep_warehouse(warehouse, 1)
    for name in ("2", "3"):
        with pytest.raises(UserError, match=r"run-000002.* is no longer kept. Kept are: run-000004\."):
            find_version(Layout(warehouse), name)


def test_the_list_of_runs_tells_how_each_ended_and_whether_its_version_is_kept(warehouse: Path) -> None:
    sweep_warehouse(warehouse, 2)
    rows = list_runs(Layout(warehouse)).to_pylist()
    told = [
        (row["run_id"][-1], row["status"], row["files_read"], row["articles_new"], row["shows"][-1], row["is_kept"])
        for row in rows
    ]
    assert told == [
        ("4", "published", 1, 1, "4", True),
        ("3", "unchanged", 0, 0, "2", True),
        ("2", "published", 1, 1, "2", True),
        ("1", "published", 2, 2, "1", False),
    ]


def test_the_commands_read_the_past(
    past: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    at = ("--warehouse", str(past / "warehouse"))
    assert call(monkeypatch, "sql", "select count(*) as n from articles", "--as-of", "1", "--format", "json", *at) == 0
    assert json.loads(capsysbinary.readouterr().out) == [{"n": 2}]
    assert call(monkeypatch, "runs", "--format", "csv", *at) == 0
    assert capsysbinary.readouterr().out.count(b"\n") == 5
    assert call(monkeypatch, "runs", "--limit", "1", *at) == 0
    assert b"3 more" in capsysbinary.readouterr().out
    assert call(monkeypatch, "status", "--as-of", "1", *at) == 0
    assert b"warehouse-run-000001.duckdb" in capsysbinary.readouterr().out.replace(b"\n", b"")
    assert call(monkeypatch, "explain", "mill.txt", "--as-of", "1", "--format", "json", *at) == 0
    assert capsysbinary.readouterr().out
    assert call(monkeypatch, "sql", "articles", "--as-of", "77", *at) == 2
    assert capsysbinary.readouterr().err.count(b"\n") == 1
    assert call(monkeypatch, "rollback", "77", *at) == 2


def test_a_rollback_shows_the_old_tables_at_once_and_deletes_nothing(warehouse: Path) -> None:
    layout = Layout(warehouse)
    before = inodes(warehouse)
    old = read_manifest(layout, "run-000001")
    done = roll_back(warehouse, "1")
    assert done == ("run-000005", "run-000001")
    assert texts(warehouse) == sorted([MILL, PIER])
    new = current_manifest(layout)
    assert (new.run_id, new.parts, new.buckets) == ("run-000005", old.parts, old.buckets)
    assert layout.database_link.stat().st_ino == layout.database("run-000001").stat().st_ino
    assert inodes(layout.parquet("run-000005")) == inodes(layout.parquet("run-000001"))
    assert before - {layout.run_log.stat().st_ino} <= inodes(warehouse)
    assert kept_versions(layout) == ["run-000001", "run-000002", "run-000004", "run-000005"]
    last = read_log(layout)[-1]
    assert (last["status"], last["message"]) == ("rolled_back", "back to run-000001 from run-000004")


def test_a_rollback_can_be_rolled_back_and_to_the_present_is_nothing(warehouse: Path) -> None:
    layout = Layout(warehouse)
    assert roll_back(warehouse, "4") == ("run-000004", "run-000004")
    roll_back(warehouse, "3")
    assert roll_back(warehouse, "2") == ("run-000005", "run-000005")
    assert roll_back(warehouse, "4") == ("run-000006", "run-000004")
    assert texts(warehouse) == texts(warehouse, "4")
    assert len(read_log(layout)) == 6


def test_the_run_after_a_rollback_reads_again_what_the_old_ledger_does_not_know(warehouse: Path) -> None:
    latest = texts(warehouse)
    roll_back(warehouse, "1")
    outcome = run_direct(warehouse.parent / "raw", warehouse)
    assert (outcome.run_id, outcome.counts["files_read"], outcome.counts["files_removed"]) == ("run-000006", 2, 1)
    assert texts(warehouse) == latest
    statuses = select(warehouse, "select run_id, status from runs order by run_id")
    assert statuses[4:] == [("run-000005", "rolled_back"), ("run-000006", "published")]
    assert not run_direct(warehouse.parent / "raw", warehouse).is_published


class Killed(BaseException):
    """Ends the rollback where a SIGKILL would: nothing catches it."""


STEPS = ("link_version", "write_manifest", "reveal_version", "append_row")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
def test_a_rollback_killed_at_any_step_is_whole_or_was_not(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, step: str, is_done: bool
) -> None:
    latest = texts(warehouse)
    work: Callable[..., object] = getattr(history, step)

    def die(*arguments: object) -> None:
        if is_done:
            work(*arguments)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(history, step, die)
        with pytest.raises(Killed):
            roll_back(warehouse, "1")
    layout = Layout(warehouse)
    is_committed = (STEPS.index(step), is_done) >= (1, True)
    is_shown = (STEPS.index(step), is_done) >= (2, True)
    assert texts(warehouse) == (sorted([MILL, PIER]) if is_shown else latest)
    again = roll_back(warehouse, "2")
    assert again.run_id == ("run-000006" if is_committed else "run-000005")
    assert texts(warehouse) == sorted([FAIR, MILL, PIER])
    sweep_warehouse(warehouse, 99)
    shown = set(committed_runs(layout))
    assert {path.stem.removeprefix("warehouse-") for path in layout.versions.glob("*.duckdb")} == shown
    assert {row["run_id"] for row in read_log(layout)} >= shown
    assert {path.name.removeprefix("parquet-") for path in layout.versions.glob("parquet-*")} == shown


def test_a_link_left_half_made_by_a_killed_rollback_is_no_hindrance(warehouse: Path) -> None:
    layout = Layout(warehouse)
    layout.database("run-000005").write_bytes(b"half")
    for folder in (layout.parquet("run-000005"), layout.versions / ".building-parquet-run-000005"):
        (folder / "articles").mkdir(parents=True)
    roll_back(warehouse, "1")
    assert texts(warehouse) == sorted([MILL, PIER])
    assert (layout.parquet_link / "articles/articles.parquet").is_file()


def test_a_rollback_waits_for_no_run(warehouse: Path) -> None:
    with writer_lock(Layout(warehouse)):
        for work in (lambda: roll_back(warehouse, "1"), lambda: sweep_warehouse(warehouse, 1)):
            with pytest.raises(WarehouseBusy, match=str(os.getpid())):
                work()


def test_no_rollback_where_a_part_is_missing(warehouse: Path) -> None:
    layout = Layout(warehouse)
    gone = read_manifest(layout, "run-000001").files(layout, "article_files")[0]
    gone.unlink()
    with pytest.raises(UserError, match=gone.name):
        roll_back(warehouse, "1")
    assert current_manifest(layout).run_id == "run-000004"


def test_a_copied_warehouse_with_other_times_is_intact(warehouse: Path) -> None:
    os.utime(Layout(warehouse).database("run-000004"))
    assert is_intact(Layout(warehouse), "run-000004")
    assert not run_direct(warehouse.parent / "raw", warehouse).is_published


@pytest.mark.parametrize("work", ["rollback", "sweep"])
def test_only_a_warehouse_is_rolled_back_or_swept(tmp_path: Path, work: str) -> None:
    with pytest.raises(UserError, match="no published warehouse"):
        roll_back(tmp_path, "1") if work == "rollback" else sweep_warehouse(tmp_path, 1)
    assert not list(tmp_path.iterdir())


def test_rolled_back_parts_are_kept_as_long_as_a_kept_run_lists_them(warehouse: Path) -> None:
    layout = Layout(warehouse)
    roll_back(warehouse, "1")
    sweep_warehouse(warehouse, 1)
    assert kept_versions(layout) == ["run-000005"]
    listed = {
        path for table in current_manifest(layout).parts for path in current_manifest(layout).files(layout, table)
    }
    assert {path for path in layout.parts.rglob("*") if path.is_file()} == listed
    assert texts(warehouse) == sorted([MILL, PIER])
    assert is_intact(layout, "run-000005")
    assert run_direct(warehouse.parent / "raw", warehouse).is_published


def test_the_user_says_how_many_versions_a_run_keeps(warehouse: Path) -> None:
    layout = Layout(warehouse)
    assert len(kept_versions(layout)) == VERSIONS_KEPT
    (warehouse.parent / "raw" / "new.txt").write_text(MILL.replace("burned", "fell"))
    run_direct(warehouse.parent / "raw", warehouse, keep=4)
    assert len(kept_versions(layout)) == 4
    run_direct(warehouse.parent / "raw", warehouse, keep=2)
    assert kept_versions(layout) == ["run-000004", "run-000005"]


def test_sweeping_says_what_it_freed_and_leaves_nothing_that_no_kept_run_needs(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout(warehouse)
    sweep_warehouse(warehouse, 3)
    whole = usage(layout)
    orphans = {
        layout.parts / "articles" / "run-000005-dead-00000.parquet": 1000,
        layout.versions / ".building-run-000005.duckdb": 200,
        layout.versions / ".building-run-000005.duckdb.wal": 30,
        layout.database("run-000005"): 4,
        layout.scratch / "sign-of-life": 5,
    }
    for path, size in orphans.items():
        path.write_bytes(b"x" * size)
    log = layout.database("run-000002").with_name("warehouse-run-000002.duckdb.wal")
    log.unlink()
    log.write_bytes(b"x" * 60_000)
    monkeypatch.setenv("WIRECOPY_KEEP", "3")
    assert call(monkeypatch, "sweep", "--warehouse", str(warehouse)) == 0
    assert capsys.readouterr().out == "6 files deleted, 61,239 bytes freed.\n"
    assert usage(layout) == whole
    assert not any(path.exists() for path in (*orphans, log))
    assert kept_versions(layout) == ["run-000001", "run-000002", "run-000004"]
    freed = sweep_warehouse(warehouse, 1)
    assert whole.size_bytes - freed.size_bytes == usage(layout).size_bytes
    assert freed.size_bytes > layout.database("run-000004").stat().st_size
    assert texts(warehouse) == texts(warehouse, "4")


@pytest.mark.skipif(sys.platform == "win32", reason="there an open file cannot be deleted")
def test_a_version_that_someone_reads_stays_readable_when_it_is_swept(warehouse: Path) -> None:
    path = Layout(warehouse).database("run-000001")
    with (
        open_published(path) as con,
        (Layout(warehouse).parquet("run-000001") / "quotes/quotes.parquet").open("rb") as f,
    ):
        sweep_warehouse(warehouse, 1)
        assert not path.exists()
        assert con.execute("select count(*) from articles").fetchall() == [(2,)]
        assert con.execute("select text from articles order by text").fetchall() == [(MILL,), (PIER,)]
        assert f.read(4) == b"PAR1"


def test_rolling_back_to_a_version_that_a_client_altered_makes_it_anew_from_the_parts(warehouse: Path) -> None:
    layout = Layout(warehouse)
    alter(layout.database("run-000001"))
    assert not is_intact(layout, "run-000001")
    roll_back(warehouse, "1")
    assert texts(warehouse) == sorted([MILL, PIER])
    assert is_intact(layout, "run-000005")
    assert select(warehouse, "select max(run_id) from runs") == [("run-000005",)]


def alter(path: Path) -> None:
    """Change a published file in place, as root can who removes what stands in the way."""
    path.chmod(0o644)
    path.with_name(path.name + ".wal").unlink()
    with duckdb.connect(str(path)) as con:
        con.execute("delete from articles")


def test_the_next_run_publishes_anew_what_a_client_altered(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    right = texts(warehouse)
    layout = Layout(warehouse)
    alter(layout.database("run-000004"))
    assert call(monkeypatch, "check", "--warehouse", str(warehouse)) == 3
    assert "changed after it was published" in capsys.readouterr().err
    assert run_direct(warehouse.parent / "raw", warehouse).is_published
    assert texts(warehouse) == right
    assert call(monkeypatch, "check", "--warehouse", str(warehouse)) == 3
    assert "warehouse.duckdb of run-000004. wirecopy repair" in capsys.readouterr().err
    assert call(monkeypatch, "sql", "select 1", "--as-of", "4", "--warehouse", str(warehouse)) == 0
    assert "it is not what run-000004 left" in capsys.readouterr().err


def test_the_rollback_says_what_the_next_run_will_do(warehouse: Path) -> None:
    command = [sys.executable, "-m", "flows.desk.cli", "rollback", "2", "--warehouse", str(warehouse)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("run-000005 published: the tables are those of run-000002 again.\n")
    assert "are read again" in done.stdout
