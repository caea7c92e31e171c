"""What the documents say is so: the generated page is fresh, the README's commands run and print what it shows."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from flows.desk.schema_page import schema_page

README = (ROOT / "README.md").read_text("utf-8")
# A block of commands with what they print: "$ wirecopy …" and the lines below it.
SESSIONS = re.findall(r"^\$ (wirecopy .+)\n((?:(?!\$ |```).*\n)*)", README, re.MULTILINE)
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def test_the_schema_page_is_what_the_schemas_say() -> None:
    assert (ROOT / "docs/schema.md").read_text("utf-8") == schema_page(), "stale: run `make docs`"


def test_the_readme_shows_commands() -> None:
    assert len(SESSIONS) >= 5


@pytest.mark.parametrize(("command", "shown"), SESSIONS, ids=[command[:60] for command, _ in SESSIONS])
def test_a_command_of_the_readme_prints_what_it_shows(command: str, shown: str, sample_warehouse: Path) -> None:
    arguments = shlex.split(command)[1:]
    if arguments[0] in ("run", "serve"):
        arguments = [*arguments, "--help"]
    elif "--help" not in arguments:
        arguments += ["--warehouse", str(sample_warehouse)]
    done = subprocess.run(
        [sys.executable, "-m", "flows.desk.cli", *arguments],
        env={"COLUMNS": "110", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if shown.strip() and "--help" not in arguments:
        assert printed(shown) == printed(done.stdout)


def printed(text: str) -> list[str]:
    """The lines of an output without white space at their ends, and without blank ones around."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n").splitlines()


def test_the_plain_pip_lines_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for line in (
        "--require-hashes -r requirements.txt",
        "--no-deps --no-build-isolation",
        "--require-hashes -r requirements-dev.txt",
    ):
        assert line in makefile
        assert line in README


@pytest.mark.parametrize("target", ["run", "test", "lint", "gate", "docs"])
def test_the_make_targets_of_the_readme_exist(target: str) -> None:
    done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert f"make {target}" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), f"{document} links to {target}"


def test_requirements_carry_hashes_and_no_index_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "index" not in text
        pinned = re.findall(r"^[a-z0-9_.-]+(?:\[[^]]+\])?==", text, re.MULTILINE)
        assert len(pinned) > 50
        assert text.count("--hash=sha256:") >= len(pinned)
