"""The lines of docs/browsing.md and docs/export.md run as they stand there; those of other programs where those are."""

import ast
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.clients.page import PAGE, ROOT, Line, call, lines
from flows.desk.cli import cli
from flows.desk.reading import open_warehouse

BROWSING = lines(PAGE.read_text("utf-8"))
EXPORTS = lines((ROOT / "docs/export.md").read_text("utf-8").replace("# Export", "## Export", 1))
NOTEBOOK = ROOT / "docs/notebooks/first_look.py"


@pytest.fixture(scope="module")
def place(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the sample's warehouse is called warehouse, as in the pages."""
    place = tmp_path_factory.mktemp("browsing")
    (place / "warehouse").symlink_to(sample_warehouse)
    shutil.copytree(ROOT / "docs/notebooks", place / "docs/notebooks")
    return place


def of(language: str, page: list[Line] = BROWSING) -> list[Line]:
    return [line for line in page if line.language == language]


def named(line: Line) -> str:
    return f"{line.heading}: {line.text.strip().splitlines()[0][:50]}"


def test_the_page_is_read_whole() -> None:
    page = PAGE.read_text("utf-8")
    assert sum(line.language == "console" for line in BROWSING) == page.count("\n$ ")
    assert len(BROWSING) > 15
    assert {line.program for line in of("console")} == {
        "wirecopy",
        "duckdb",
        "harlequin",
        "datasette",
        "vd",
        "marimo",
        "python",
    }


def test_what_waits_for_a_person_is_tried_without_one() -> None:
    def tried(text: str) -> list[str]:
        return call(Line("", "console", text))[0]

    assert tried("vd a.csv") == ["vd", "-b", "a.csv", "-o", "seen.tsv"]
    assert tried("marimo edit n.py") == ["marimo", "export", "html", "n.py", "-o", "seen.html"]
    assert tried("datasette x.sqlite")[-2] == "--get"
    assert tried("datasette x.sqlite --get /x.json") == ["datasette", "x.sqlite", "--get", "/x.json"]
    assert tried("harlequin -r x")[1].endswith("pilot.py")


@pytest.mark.parametrize("line", [x for x in (*BROWSING, *EXPORTS) if x.program == "wirecopy"], ids=named)
def test_a_command_of_wirecopy_runs(line: Line, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    words = shlex.split(line.text)[1:]
    # Both pages make some of the same files.
    done = CliRunner().invoke(cli, [*words, "--force"] if words[0] == "export" else words)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("line", of("sql"), ids=named)
def test_sql_of_the_page_runs(line: Line, sample_warehouse: Path) -> None:
    statements = [text for text in line.text.splitlines() if not text.startswith(".")]
    assert statements
    with open_warehouse(sample_warehouse) as con:
        for statement in statements:
            assert con.sql(statement).fetchall(), statement


def imported(text: str) -> set[str]:
    """The packages that a program imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def need(packages: set[str]) -> None:
    missing = sorted(name for name in packages if importlib.util.find_spec(name) is None)
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: `make clients` installs that and runs this")


@pytest.mark.parametrize("line", of("python"), ids=named)
def test_python_of_the_page_runs(line: Line, place: Path) -> None:
    need(imported(line.text))
    done = subprocess.run(
        [sys.executable, "-c", line.text], cwd=place, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("line", [x for x in of("console") if x.program not in ("wirecopy", "python")], ids=named)
def test_another_program_of_the_page_runs(line: Line, place: Path) -> None:
    if shutil.which(line.program) is None:
        pytest.skip(f"{line.program} is not installed: `make clients` installs and runs it")
    words, given = call(line)
    done = subprocess.run(words, cwd=place, input=given, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def queries(text: str) -> list[str]:
    """The SQL that a notebook asks: what its calls of rows() and sql() are given as they stand."""
    return [
        node.args[0].value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in ("rows", "sql")
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]


def test_the_queries_of_the_notebook_find_something(sample_warehouse: Path) -> None:
    found = queries(NOTEBOOK.read_text("utf-8"))
    assert len(found) == 4
    with open_warehouse(sample_warehouse) as con:
        for query in found:
            assert con.sql(query).fetchall(), query


def test_the_notebook_runs(sample_warehouse: Path) -> None:
    need(imported(NOTEBOOK.read_text("utf-8")))
    environment = {**os.environ, "WAREHOUSE": str(sample_warehouse / "warehouse.duckdb")}
    subprocess.run([sys.executable, str(NOTEBOOK)], env=environment, check=True, capture_output=True, timeout=120)
