"""Readers beside a writer: never blocked, never an error, never a state that was not published; clients do no harm."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import FAIR, MILL, PIER, run_direct, select

from benchmarks.compat.readers import POLL, Reader, find_faults, publish_changes, reading, wait_for, whole_states
from flows.pipeline.history import roll_back, sweep_warehouse
from flows.store.layout import Layout
from flows.store.versions import is_intact

WAYS = ("file", "session", "parquet", "link")


@pytest.fixture
def warehouse(past: Path, tmp_path: Path) -> Path:
    shutil.copytree(past, tmp_path / "own", symlinks=True)
    return tmp_path / "own" / "warehouse"


def test_readers_see_whole_versions_and_nothing_else_while_runs_publish(warehouse: Path, tmp_path: Path) -> None:
    raw = warehouse.parent / "raw"
    start = whole_states(warehouse)["run-000004"]
    commands = {(f"reader-{way}", way): [sys.executable, str(POLL)] for way in WAYS}
    with reading(commands, tmp_path, warehouse) as readers:
        publish_changes(raw, lambda: run_direct(raw, warehouse, keep=50), rounds=2)
        roll_back(warehouse, "1")
        wait_for(lambda: all(is_there(reader, "run-000001") for reader in readers))
        states = whole_states(warehouse)
    assert find_faults(readers, states) == []
    assert len({str(state["counts"]) + state["articles"] for state in states.values()}) == 5
    for reader in readers:
        assert reader.process.returncode == 0
        if reader.how == "session":
            assert all(look["counts"] == start["counts"] for look in reader.looks()), (
                "an open session keeps its snapshot"
            )
        else:
            assert len({str(look["counts"]) for look in reader.looks()}) > 2, "it looked while versions changed"


def is_there(reader: Reader, run_id: str) -> bool:
    """Tell whether the reader has come to this version, as far as it can, or ended."""
    last = reader.looks()[-1]
    return reader.process.poll() is not None or reader.how in ("session", "link") or last.get("run") == run_id


def test_a_look_that_mixes_versions_is_found_out(warehouse: Path, tmp_path: Path) -> None:
    """The proof above can fail: a table of one run among those of another is a fault."""
    states = whole_states(warehouse)
    mixed = {**states["run-000004"], "counts": {**states["run-000004"]["counts"], "articles": 3}}
    lines = {"file": mixed, "parquet": {"error": "IOException: locked"}, "link": {"counts": {"articles": 77}}}
    process = subprocess.Popen(["true"])
    readers = []
    for way, look in lines.items():
        (tmp_path / way).write_text(f"{json.dumps(look)}\n{json.dumps(states['run-000002'])}\n")
        readers.append(Reader("r", way, process, tmp_path / way))
    process.wait()
    assert len(find_faults(readers, states)) == 3


# What a client does that opened the published file for writing: {0} is the file.
CLIENTS = {
    "writes and closes": "c.execute('delete from articles'); c.close()",
    "writes and is killed": "c.execute('delete from articles'); os.kill(os.getpid(), 9)",
    "writes much and is killed": "c.execute('create table big as select range as i, md5(range::varchar) as t from "
    "range(300000)'); c.execute('delete from articles'); os.kill(os.getpid(), 9)",
    "drops and checkpoints": "c.execute('drop table rejects'); c.execute('force checkpoint')",
    "only checkpoints": "c.execute('force checkpoint')",
    "is killed in a transaction": "c.begin(); c.execute('delete from articles'); os.kill(os.getpid(), 9)",
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_that_opens_the_file_for_writing_changes_nothing_that_readers_see(
    warehouse: Path, client: str
) -> None:
    layout = Layout(warehouse)
    before = whole_states(warehouse)
    write_as_client(layout.database_link, CLIENTS[client])
    assert whole_states(warehouse) == before
    assert select(warehouse, "select count(*) from articles") == [(4,)]


def write_as_client(path: Path, work: str) -> None:
    """Open the file for writing in a process of its own and do that; whatever stops it is what is wanted."""
    script = f"import os, duckdb; c = duckdb.connect({str(path)!r}); {work}"
    subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)


def test_a_log_that_a_client_left_beside_a_version_is_removed_by_the_next_run(warehouse: Path) -> None:
    """A warehouse from before versions were barred to writers, or one whose bars somebody removed."""
    layout = Layout(warehouse)
    right = whole_states(warehouse)
    for run_id in ("run-000002", "run-000004"):
        path = layout.database(run_id)
        path.chmod(0o644)
        path.with_name(path.name + ".wal").unlink()
        write_as_client(path, "c.execute('delete from articles'); os.kill(os.getpid(), 9)")
        assert path.with_name(path.name + ".wal").is_file()
        assert not is_intact(layout, run_id)
    assert select(warehouse, "select count(*) from articles") == [(0,)], "the hazard is real"
    sweep_warehouse(warehouse, 3)
    assert is_intact(layout, "run-000004")
    assert whole_states(warehouse) == right
    assert not run_direct(warehouse.parent / "raw", warehouse).is_published


def test_no_log_can_lie_beside_the_link_that_readers_open(warehouse: Path) -> None:
    """DuckDB 1.4 looks for it there, and would apply it to every version to come."""
    layout = Layout(warehouse)
    place = layout.database_link.with_name("warehouse.duckdb.wal")
    assert place.is_symlink()
    with pytest.raises(FileNotFoundError):
        place.write_bytes(b"a log")
    place.unlink()
    place.write_bytes(b"a log that a client left before this was so")
    assert not is_intact(layout, "run-000004")
    assert not run_direct(warehouse.parent / "raw", warehouse).is_published
    assert place.is_symlink()
    assert is_intact(layout, "run-000004")


@pytest.fixture
def altered(warehouse: Path) -> Path:
    """A warehouse whose published file a client changed in place."""
    path = Layout(warehouse).database("run-000004")
    path.chmod(0o644)
    path.with_name(path.name + ".wal").unlink()
    with duckdb.connect(str(path)) as con:
        con.execute("delete from articles where text like '%miller%'")
        con.execute("update quotes set content = 'invented'")
    return warehouse


def test_no_run_builds_upon_a_file_that_a_client_altered(altered: Path, tmp_path: Path) -> None:
    raw = altered.parent / "raw"
    (raw / "more.txt").write_text(MILL.replace("Ostham", "Kelder"))
    run_direct(raw, altered)
    assert select(altered, "select count(*) from articles") == [(5,)]
    assert select(altered, "select count(*) from quotes where content = 'invented'") == [(0,)]


def test_a_rollback_shares_no_altered_file(altered: Path) -> None:
    (altered.parent / "raw" / "more.txt").write_text(FAIR.replace("Friday", "Sunday"))
    run_direct(altered.parent / "raw", altered)
    roll_back(altered, "4")
    assert select(altered, "select count(*) from articles") == [(4,)]
    layout = Layout(altered)
    assert layout.database_link.stat().st_ino != layout.database("run-000004").stat().st_ino


@pytest.fixture
def writing_client(warehouse: Path) -> Iterator["subprocess.Popen[str]"]:
    """A client that holds the published file open for writing."""
    path = Layout(warehouse).database("run-000004")
    path.chmod(0o644)
    script = f"import duckdb; c = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    client = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert client.stdout
    assert client.stdout.readline() == "open\n"
    yield client
    client.kill()
    client.wait()
    client.stdout.close()


def test_a_client_that_holds_the_file_for_writing_stops_no_run_no_rollback_and_no_later_reader(
    warehouse: Path, writing_client: "subprocess.Popen[str]"
) -> None:
    with pytest.raises(duckdb.IOException, match=str(writing_client.pid)):
        select(warehouse, "select 1")
    assert len(list(Layout(warehouse).parquet_link.iterdir())) > 12
    (warehouse.parent / "raw" / "more.txt").write_text(PIER.replace("pier", "quay"))
    assert run_direct(warehouse.parent / "raw", warehouse).is_published
    assert select(warehouse, "select count(*) from articles") == [(5,)]
    roll_back(warehouse, "2")
    assert select(warehouse, "select count(*) from articles") == [(3,)]


def test_only_the_owner_and_root_could_write_to_what_is_published(warehouse: Path) -> None:
    layout = Layout(warehouse)
    published = [*layout.versions.glob("*.duckdb"), *layout.versions.glob("parquet-*/*/*.parquet")]
    assert len(published) > 40
    assert all(path.stat().st_mode & 0o222 == 0 for path in published)
