"""What docs/trace.md and docs/explain.md show is what the commands print."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_docs import is_shown, printed

from flows.desk.cli import main

PAGES = ("docs/trace.md", "docs/explain.md")
SESSIONS = [
    (page, *found)
    for page in PAGES
    for found in re.findall(
        r"^\$ (wirecopy .+)\n((?:(?!\$ |```).*\n)*)", (ROOT / page).read_text("utf-8"), re.MULTILINE
    )
]


def test_each_page_shows_a_command() -> None:
    assert {page for page, _, _ in SESSIONS} == set(PAGES)


@pytest.mark.parametrize(("page", "command", "shown"), SESSIONS, ids=[command for _, command, _ in SESSIONS])
def test_a_command_prints_what_the_page_shows(
    page: str,
    command: str,
    shown: str,
    sample_warehouse: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", [*shlex.split(command), "--warehouse", str(sample_warehouse)])
    monkeypatch.setenv("COLUMNS", "110")
    main()
    out = capsys.readouterr().out
    assert is_shown(printed(shown), printed(out)), f"{page}: {out}"
