"""Every command that a document shows: run where it can be, and at least understood where it cannot.

Run: what reads the warehouse, on the sample's, and held against the output that is shown; what writes one, on a small
one of its own; queries in `duckdb` lines and `sql` blocks. Understood only: what waits, reaches a network or installs,
what stands in a sentence, and what the reader has to fill in; each of its options must exist, and so must make targets
and modules.
"""

import ast
import importlib.util
import re
import subprocess
import textwrap
from contextlib import chdir
from pathlib import Path

import click
import pytest
from _pytest.mark import ParameterSet
from click.testing import CliRunner, Result
from conftest import ROOT, copy_few, run_here, select
from shown import LEFT_OUT, Shown, blocks, commands, is_shown, printed

from flows.base.errors import CheckFailed, UserError
from flows.desk.cli import cli

ALL = commands()
OURS = [shown for shown in ALL if shown.program == "wirecopy"]
# Understood only: what waits, asks a model, or needs runs that the sample has not had.
NOT_RUN = {"serve", "propose", "rollback", "diff"}
WRITES = {"run", "retry", "sweep", "repair"}


def is_run(shown: Shown) -> bool:
    """Tell whether a command can be called here as it stands."""
    named = {word for word in shown.arguments if not word.startswith("-")}
    return not shown.why_not and not shown.has_placeholder and ("--help" in shown.arguments or not named & NOT_RUN)


RUN = [shown for shown in OURS if is_run(shown)]
# What tests/test_howto.py runs in a changed copy is nothing that is known here.
UNDERSTOOD = [shown for shown in OURS if shown not in RUN and not shown.why_not.startswith("tests/")]


def with_ids(found: list[Shown]) -> list[ParameterSet]:
    """Return each command as a case under the place where it stands."""
    return [pytest.param(shown, id=shown.name) for shown in found]


def without(arguments: tuple[str, ...], *options: str) -> list[str]:
    """Return the arguments less these options and what follows each."""
    kept = list(arguments)
    for option in options:
        while option in kept:
            del kept[kept.index(option) : kept.index(option) + 2]
    return kept


def called(arguments: list[str]) -> Result:
    """Call the command line in this process, 110 columns wide, and return what came of it."""
    return CliRunner(env={"COLUMNS": "110"}).invoke(cli, arguments, prog_name="wirecopy", standalone_mode=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few raw files and their warehouse, as a reader may have."""
    folder = tmp_path_factory.mktemp("project")
    run_here(copy_few(folder / "raw"), folder / "warehouse")
    return folder


@pytest.mark.parametrize("shown", with_ids(RUN))
def test_a_command_runs_and_prints_what_is_shown(
    shown: Shown, sample_warehouse: Path, project: Path, tmp_path: Path
) -> None:
    arguments = without(shown.arguments, "--warehouse", "--dask")
    here = project if WRITES & set(arguments) and "--help" not in arguments else tmp_path
    if here is project:
        arguments = ["raw" if Path(word).name == "raw" or word.startswith("~") else word for word in arguments]
        arguments += ["--direct"] if "run" in arguments and "--direct" not in arguments else []
    else:
        (here / "raw").symlink_to(ROOT / "raw")
        (here / "warehouse").symlink_to(sample_warehouse)
    write_question(shown, here)
    with chdir(here):
        done = called(arguments)
    assert done.exit_code == 0, f"{done.output}{done.exception!r}"
    assert not isinstance(done.exception, UserError | CheckFailed)
    if shown.output.strip() and here is tmp_path:
        assert is_shown(printed(shown.output), printed(done.stdout)), done.stdout


def write_question(shown: Shown, here: Path) -> None:
    """Where a command asks a question of the reader's own, put the `sql` block above it where the command looks."""
    if "--questions" in shown.arguments:
        place = shown.arguments.index("--questions")
        folder, name = shown.arguments[place + 1 : place + 3]
        above = [text for page, line, text, _ in blocks("sql") if page == shown.page and line < shown.line]
        (here / folder).mkdir()
        (here / folder / f"{name}.sql").write_text(above[-1], "utf-8")


@pytest.mark.parametrize("shown", with_ids(UNDERSTOOD))
def test_a_command_that_is_not_run_here_has_only_options_that_exist(shown: Shown) -> None:
    understand(cli, shown.arguments)


def understand(command: click.Command, arguments: tuple[str, ...]) -> None:
    """Let click read the arguments, down to the last subcommand or a word like COMMAND for any of them.

    Values of closed lists must be among them.
    """
    context = click.Context(command)
    parsed, rest, _ = command.make_parser(context).parse_args(list(arguments))
    for option in command.params:
        if isinstance(option.type, click.Choice) and parsed.get(option.name or "") is not None:
            for value in parsed[option.name or ""] if option.multiple else [parsed[option.name or ""]]:
                assert value in option.type.choices or value.isupper(), f"{option.name} has no {value}"
    if isinstance(command, click.Group) and rest:
        if rest[0].isupper():
            return
        below = command.get_command(context, rest[0])
        assert below, f"there is no command {rest[0]}"
        understand(below, tuple(rest[1:]))
    else:
        assert not rest, f"{command.name} takes no {rest}"


@pytest.mark.parametrize("shown", with_ids([shown for shown in ALL if shown.program == "make"]))
def test_a_make_target_exists(shown: Shown) -> None:
    done = subprocess.run(["make", "-n", *shown.arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shown", with_ids([shown for shown in ALL if shown.program in ("python", "pip")]))
def test_a_module_that_is_called_exists(shown: Shown) -> None:
    if "-m" in shown.arguments:
        name = shown.arguments[shown.arguments.index("-m") + 1]
        assert importlib.util.find_spec(name), f"there is no module {name}"
    for word in shown.arguments:
        if word.endswith((".txt", ".toml")) and not shown.has_placeholder:
            assert (ROOT / word).exists(), f"there is no file {word}"


DUCKDB = [(shown, word) for shown in ALL if shown.program == "duckdb" for word in shown.arguments if " " in word]
QUERIES = [
    pytest.param(query, id=f"{page.relative_to(ROOT)}:{line}: {' '.join(query.split())[:40]}")
    for page, line, text, why in blocks("sql")
    for query in text.split(";")
    # With parameters it is a question, which a command asks.
    if query.strip() and not why and not re.search(r"\$[a-z]", query)
] + [pytest.param(query, id=shown.name) for shown, query in DUCKDB if not shown.why_not]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_can_be_asked(query: str, sample_warehouse: Path) -> None:
    # Lines that begin with a point are words to the command line of DuckDB.
    asked = re.sub(r"^\s*\..*\n?", "", query, flags=re.M)
    if asked.strip():
        select(sample_warehouse, asked)


@pytest.mark.parametrize(
    "code",
    [pytest.param(text, id=f"{page.relative_to(ROOT)}:{line}") for page, line, text, _ in blocks("python", "py")],
)
def test_python_code_can_be_read(code: str) -> None:
    ast.parse(textwrap.dedent(code))


def test_most_pages_that_show_commands_have_some_that_are_run() -> None:
    assert len(RUN) >= 10
    assert {"sql", "explain"} <= {shown.arguments[0] for shown in RUN}


def test_only_lines_that_are_said_to_be_left_out_may_be_missing() -> None:
    output = ["a", "b", "c", "b", "d"]
    for shown in (
        output,
        ["a", LEFT_OUT, "d"],
        [LEFT_OUT, "b", "d"],
        ["a", "b", LEFT_OUT],
        ["a", LEFT_OUT, "c", LEFT_OUT],
    ):
        assert is_shown(shown, output)
    for shown in (["a", "d"], ["b", LEFT_OUT], ["a", LEFT_OUT, "c"], ["a", LEFT_OUT, "x", LEFT_OUT]):
        assert not is_shown(shown, output)


def test_what_does_not_exist_is_not_understood() -> None:
    for wrong in (("status", "--colour"), ("stats",), ("run", "--redo", "everything"), ("status", "one", "two")):
        with pytest.raises((click.ClickException, AssertionError)):
            understand(cli, wrong)
