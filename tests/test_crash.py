"""Runs killed at every kind of moment, on a disk that is full, and without leave to write: nothing published is lost.

A slice of `make torture`, which goes on for as long as one likes.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

# How long the slice of kills may take, on whatever machine.
SECONDS = 75
BROKEN = """
import sys
from pathlib import Path
from benchmarks.torture import trials
from benchmarks.torture.scenes import SCENES
from flows.store import versions

def swap(link, target):
    link.unlink(missing_ok=True)
    link.symlink_to(target)

base = Path(sys.argv[1])
(scene,) = (scene for scene in SCENES if scene.name == "rollback")
versions.swap_link = swap
known = trials.learn(scene, base)
number = known.points.index("symlink warehouse.duckdb")
print(*(fault.kind for fault in trials.kill_at(known, number, base / "trial")))
"""


def torture(*arguments: str) -> tuple[int, dict[str, Any], str]:
    """The exit code, the last line, which is JSON, and all that was said."""
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS * 6, check=False)
    said = ended.stdout + ended.stderr
    return ended.returncode, json.loads(ended.stdout.splitlines()[-1]) if ended.stdout else {}, said


def test_a_run_killed_at_any_moment_leaves_a_whole_version_and_the_next_one_ends_as_if_nothing_had_been() -> None:
    scenes = ("--scene", "changes", "--scene", "rollback")
    module = (sys.executable, "-m", "benchmarks.torture")
    code, counts, said = torture(*module, "--seconds", str(SECONDS), "--seed", "7", *scenes)
    assert code == 0, said
    assert counts["points"] > 1, said
    assert counts["random"] > 1, said


def test_a_swap_in_two_steps_would_be_found(tmp_path: Path) -> None:
    """The torture itself can fail."""
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "torn" in ended.stdout.split(), ended.stderr


def can_mount(folder: Path) -> bool:
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_disk_that_is_really_full_loses_nothing_wherever_a_run_meets_it(tmp_path: Path) -> None:
    if not can_mount(tmp_path):
        pytest.skip("no file system of its own can be mounted here")
    mount = 'mount -t tmpfs -o size=96m none "$1" && exec "$2" -m benchmarks.torture.full_disk "$1"'
    code, counts, said = torture("unshare", "-rm", "sh", "-c", mount, "sh", str(tmp_path), sys.executable)
    assert code == 0, said
    assert counts["full"] > 3, said
