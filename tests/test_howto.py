"""The how-tos: followed step by step in a copy of the code, changed as they say, they show what they show."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, run_here
from shown import commands, is_shown, printed

FOLDER = ROOT / "docs/howto"
PIER = (
    "The north pier stays shut.\n\n"
    "Lene Vos rasped that the pier would close for good. The crane is pencilled in to go in May.\n"
)
SUBTITLES = (
    "WEBVTT\n\n00:01.000 --> 00:04.000\nThe pier closed on Monday, the harbour master said.\n\n"
    "00:05.000 --> 00:09.000\n<v Lene Vos>We had no choice.\n"
)
ALTERED = (
    "courier/2024-03-14-port-ardle-sea-wall.html",
    "aggregators/coastline-3391.txt",
    "aggregators/portal-1147.txt",
    "aggregators/metadata.csv",
)


def raw_for(page: str, raw: Path) -> None:
    """Put the raw files there that a page speaks of."""
    if page == "rule":
        (raw / "pier.txt").write_text(PIER)
    elif page == "format":
        (raw / "evening.vtt").write_text(SUBTITLES)
    else:
        for name in ALTERED:
            (raw / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(ROOT / "raw" / name, raw / name)


def follow(page: str, copy: Path) -> None:
    """Change the copy as the page's `diff` blocks say: what stands there before must stand in the file once."""
    text = (FOLDER / f"{page}.md").read_text("utf-8")
    for change in re.findall(r"^```diff\n(.*?)^```", text, re.M | re.S):
        for part in re.split(r"^\+\+\+ b/", change, flags=re.M)[1:]:
            name, _, hunks = part.partition("\n")
            path = copy / name
            before = path.read_text("utf-8") if path.exists() else ""
            for hunk in hunks.split("@@\n"):
                lines = hunk.splitlines()
                old = "\n".join(line[1:] for line in lines if not line.startswith("+"))
                new = "\n".join(line[1:] for line in lines if not line.startswith("-"))
                assert not old or before.count(f"{old}\n") == 1, f"{page}.md: {name} has no such lines: {old}"
                before = before.replace(f"{old}\n", f"{new}\n") if old else f"{new}\n"
            path.write_text(before, "utf-8")


@pytest.mark.parametrize("page", ["rule", "column", "format", "question"])
def test_who_follows_a_how_to_sees_what_it_shows(page: str, tmp_path: Path) -> None:
    copy, here = tmp_path / "copy", tmp_path / "here"
    for folder in ("flows", "sql"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (here / "raw").mkdir(parents=True)
    raw_for(page, here / "raw")
    if page in ("rule", "question"):
        run_here(here / "raw", here / "warehouse")
    follow(page, copy)
    environment = {**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "110"}
    for shown in commands():
        if shown.page == FOLDER / f"{page}.md" and shown.why_not.startswith("tests/"):
            call = [sys.executable, "-m", "flows.desk.cli", *shown.arguments]
            done = subprocess.run(call, cwd=here, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert not shown.output.strip() or is_shown(printed(shown.output), printed(done.stdout)), done.stdout


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_files_that_a_how_to_names_are_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.M | re.S)
    named = re.findall(r"`((?:flows|sql|tests|docs|benchmarks)/[\w./]+)`", text)
    missing = {name for name in named if not (ROOT / name).exists()}
    # What the reader writes, and what stands there once questions do.
    assert missing <= {"tests/test_formats_subtitles.py", "sql/questions", "sql/macros"}
