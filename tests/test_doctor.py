"""The doctor finds what is wrong and names the way out; what a script reads, codes and logs, is as documented."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MILL, ROOT, run_here
from test_cli import ask

from flows.desk.doctor import machine
from flows.desk.doctor.project import look_at_raw, look_at_warehouse
from flows.desk.exit_codes import EXIT_CODES
from flows.store.journal import Journal
from flows.store.layout import Layout
from flows.store.lock import writer_lock
from flows.store.manifests import current_manifest
from flows.store.settings import Settings


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "raw").mkdir()
    (folder / "raw/mill.txt").write_text(MILL)
    run_here(folder / "raw", folder / "warehouse")
    return folder


def of_warehouse(project: Path, threshold: float | None = None) -> dict[str, tuple[str, str]]:
    found = look_at_warehouse(project / "warehouse", project / "raw", Settings(threshold=threshold))
    return {one.check: (one.state, one.way_out) for one in found}


def test_all_is_well_with_a_sound_project_and_it_can_be_read_by_a_program(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    code, out, _ = ask(monkeypatch, capsys, "doctor", "--format", "json")
    findings = {one["check"]: one for one in json.loads(out)}
    assert code == 0
    assert {"python", "libraries", "duckdb", "prefect", "disk", "folder", "raw", "warehouse", "languages"} <= set(
        findings
    )
    assert findings["warehouse"]["found"].startswith("run-000001")
    assert all(one["way_out"] for one in findings.values() if one["state"] != "ok")
    assert not [path for path in (project / "warehouse").iterdir() if path.name.startswith(".doctor")]


def test_a_mistake_in_the_settings_is_a_problem_and_stops_no_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "wirecopy.toml").write_text("kep = 3")
    monkeypatch.setattr(machine, "_ENGINES", ("sqlite3",))
    code, out, _ = ask(monkeypatch, capsys, "doctor")
    assert code == 2
    assert "problem" in out.splitlines()[0]
    assert "Did you mean 'keep'?" in out
    assert "1 problem," in out


def test_who_writes_what_was_interrupted_damaged_and_outdated_is_told(project: Path) -> None:
    layout = Layout(project / "warehouse")
    assert of_warehouse(project)["lock"] == ("ok", "")
    with writer_lock(layout):
        assert of_warehouse(project)["lock"][0] == "warning"
    journal = Journal(layout, current_manifest(layout).run_id)
    journal.open()
    journal.note("parse-1", {"files": []})
    assert of_warehouse(project)["interrupted run"][0] == "warning"
    journal.close()
    assert of_warehouse(project)["interrupted run"] == ("ok", "")
    assert of_warehouse(project, threshold=0.9)["outdated rows"] == ("warning", "wirecopy run --redo outdated")
    manifest = next(layout.manifests.glob("*.json"))
    sound = manifest.read_bytes()
    mode = manifest.stat().st_mode
    manifest.chmod(0o600)
    manifest.write_bytes(sound[:-20])
    found = of_warehouse(project)
    manifest.write_bytes(sound)
    manifest.chmod(mode)
    assert ("problem", "wirecopy repair restores it from what is left.") in found.values()


def test_raw_that_is_not_there_or_empty_is_told(tmp_path: Path) -> None:
    (missing,) = look_at_raw(tmp_path / "nowhere", tmp_path / "w", Settings())
    assert (missing.state, "Name the folder" in missing.way_out) == ("problem", True)
    (tmp_path / "raw").mkdir()
    (empty,) = look_at_raw(tmp_path / "raw", tmp_path / "w", Settings())
    assert empty.state == "warning"


def test_a_folder_that_cannot_do_what_a_run_needs_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    found = {one.check: one for one in machine.look_at_folder(tmp_path)}["folder"]
    assert (found.state, "hard links" in found.found, "--warehouse" in found.way_out) == ("problem", True, True)


def test_an_old_python_or_duckdb_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "duckdb").write_text("#!/bin/sh\necho v1.1.3 19864453f7\n")
    (tmp_path / "duckdb").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    client = {one.check: one for one in machine.look_at_machine(1)}["duckdb client"]
    assert (client.state, client.way_out) == ("warning", "Install DuckDB 1.4 or later.")
    monkeypatch.setattr(sys, "version_info", (3, 10, 2, "final", 0))
    assert next(iter(machine.look_at_python())).state == "problem"


KEYS = ["timestamp", "level", "event", "run_id", "stage", "counts", "message"]


def test_the_log_for_machines_has_an_object_a_line_with_the_same_keys(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    words = [sys.executable, "-m", "flows.desk.cli", "run", "--direct", "--workers", "1", "--log-format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert all(list(line) == KEYS for line in lines)
    assert {line["run_id"] for line in lines} == {"run-000001"}
    assert (lines[0]["event"], lines[0]["stage"]) == ("stage", "discover")
    assert (lines[-1]["event"], lines[-1]["counts"]["files"]) == ("ended", 0)
    words = [*words[:4], "nowhere", "--direct"]
    failed = subprocess.run(
        words, cwd=tmp_path, env={**environment, "WIRECOPY_LOG": "json"}, capture_output=True, text=True, check=False
    )
    (line,) = map(json.loads, failed.stderr.splitlines())
    assert (failed.returncode, line["level"], line["event"]) == (2, "error", "failed")
    assert "does not exist" in line["message"]


ENDS = """
import os, signal, sys
from flows.base.errors import CheckFailed, WarehouseBusy
from flows.desk import cli
def end(*_, **__):
    how = sys.argv[1]
    if how.startswith("-"):
        os.kill(os.getpid(), -int(how))
    if how != "0":
        raise {"1": ValueError, "2": cli.UserError, "3": CheckFailed, "4": WarehouseBusy}[how]("x")
cli.cli = end
cli.main()
"""


def test_every_documented_exit_code_is_what_a_command_ends_with() -> None:
    ends = {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4, f"-{signal.SIGHUP.value}": 129, "-2": 130, "-15": 143}
    assert set(ends.values()) == set(EXIT_CODES)
    for how, code in ends.items():
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", ENDS, how], env=environment, capture_output=True, check=False)
        assert done.returncode == code, done.stderr
