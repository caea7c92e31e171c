"""The whole pipeline on generated raw files, from JSON Lines to the published warehouse, killed on the way if asked."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.load.raw import write_json_lines
from benchmarks.planted import Plan

ARTICLES_PER_FILE = 1_000


def write_raw(folder: Path, articles: int) -> dict[str, float]:
    """Write so many articles under folder/raw."""
    write_json_lines(folder / "raw", Plan(articles), ARTICLES_PER_FILE)
    return {}


def run_whole(folder: Path, kill_after: float | None) -> dict[str, float]:
    """Run until a run ends by itself; one that lasts longer than so many seconds is killed, and the next goes on.

    Each attempt may last twice as long as the one before: what a run does at one go has to fit. Returns how many
    were killed.
    """
    killed = 0
    while True:
        seconds = kill_after * 2**killed if kill_after else None
        if _attempt(folder, seconds):
            return {"killed": float(killed)}
        killed += 1


def _attempt(folder: Path, seconds: float | None) -> bool:
    """Tell whether a run came to its end in time; if not, it and its workers are killed."""
    command = [sys.executable, "-m", "flows.desk.cli", "run", str(folder / "raw"), "--direct", "--quiet"]
    with subprocess.Popen([*command, "--warehouse", str(folder / "warehouse")], start_new_session=True) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return False
    if code != 0:
        raise RuntimeError(f"the run ended with {code}")
    return True
