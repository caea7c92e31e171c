"""The command line where the terminal, a file name, or an old warehouse is not as hoped."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import click
from conftest import ROOT

from flows.desk.commands.options import as_shown
from flows.desk.reading import open_warehouse
from flows.desk.report.contents import read_report
from flows.desk.trace.tracing import trace


def test_an_answer_needs_no_utf8(sample_warehouse: Path) -> None:
    """A terminal that knows ASCII alone gets codes for other signs, not a traceback."""
    words = ["trace", "aggregators/portal-1147.txt", "--warehouse", str(sample_warehouse)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "flows.desk.cli", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"\\xb7" in done.stdout


def test_a_name_of_other_bytes_is_written_as_the_warehouse_does() -> None:
    """What a shell completes for a file name that is no UTF-8 finds the row; all else stays as it was typed."""
    context, parameter = click.Context(click.Command("trace")), click.Argument(["name"])
    assert as_shown(context, parameter, os.fsdecode(b"wire/latin\xe9.txt")) == r"wire/latin\xe9.txt"
    assert as_shown(context, parameter, r"wire/latin\xe9.txt") == r"wire/latin\xe9.txt"
    assert as_shown(context, parameter, "wire/é:5") == "wire/é:5"


def test_the_desk_reads_a_warehouse_without_warnings(tmp_path: Path) -> None:
    """Runs of schema 5 had no warnings: the report and the trace of a run do without."""
    with tarfile.open(ROOT / "tests" / "fixtures" / "warehouses" / "schema-5.tar.xz") as packed:
        packed.extractall(tmp_path, filter="data")
    with open_warehouse(tmp_path / "v5") as con:
        assert read_report(con).runs[-1].warnings == []
        assert trace(con, ("run-000001",), tmp_path / "v5", None, None).kind == "run"
