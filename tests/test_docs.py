"""What the documents say is so: the generated page is fresh, the README's commands run and print what it shows."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from flows.desk.schema_page import schema_page
from flows.stages.quotes.linking import CONFIDENCE

README = (ROOT / "README.md").read_text("utf-8")
# A block of commands with what they print: "$ wirecopy …" and the lines below it.
SESSIONS = re.findall(r"^\$ (wirecopy .+)\n((?:(?!\$ |```).*\n)*)", README, re.MULTILINE)
LEFT_OUT = "[…]"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def test_the_schema_page_is_what_the_schemas_say() -> None:
    assert (ROOT / "docs/schema.md").read_text("utf-8") == schema_page(), "stale: run `make docs`"


def test_the_page_about_quotes_gives_every_rule_and_its_confidence() -> None:
    page = (ROOT / "docs/stages/quotes.md").read_text("utf-8")
    shown = re.findall(r"^\| `(\w+)` \|.*\| (\.\d+)\*? \|$", page, re.MULTILINE)
    assert {rule: float(value) for rule, value in shown} == CONFIDENCE


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
        assert is_shown(printed(shown), printed(done.stdout)), done.stdout


def is_shown(shown: list[str], output: list[str]) -> bool:
    """Tell whether these are the lines of the output; a line […] stands for any number that are left out."""
    if LEFT_OUT not in shown:
        return shown == output
    place = shown.index(LEFT_OUT)
    rest = shown[place + 1 :]
    return shown[:place] == output[:place] and any(
        is_shown(rest, output[start:]) for start in range(place, len(output) + 1)
    )


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
