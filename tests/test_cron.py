"""The line for cron, as cron calls it: /bin/sh, hardly any environment, the root folder, output to a log.

No cron runs here: its environment is made up, as cron(8) describes it and poorer, without HOME and TERM.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, select

PAGE = (ROOT / "docs/scheduling.md").read_text("utf-8")
LINE = re.search(r"^\*/15 \* \* \* \* (cd .+)$", PAGE, re.MULTILINE)


@pytest.fixture
def line(tmp_path: Path) -> str:
    """The line of the page, without its times, for folders of this test."""
    assert LINE
    (tmp_path / "news").mkdir()
    (tmp_path / "wirecopy").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m flows.desk.cli "$@"\n')
    (tmp_path / "wirecopy").chmod(0o755)
    command = LINE[1].replace("/srv/news", str(tmp_path / "news"))
    return command.replace("/opt/wirecopy/.venv/bin/wirecopy", f"{tmp_path / 'wirecopy'}")


def tick(line: str) -> "subprocess.Popen[bytes]":
    environment = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "news"}
    # exec: the shell of a line that is one command gives way to it, or not, as it likes.
    return subprocess.Popen(
        ["/bin/sh", "-c", line.replace("&& ", "&& exec ")], env=environment, cwd="/", start_new_session=True
    )


def add(news: Path, name: str) -> None:
    (news / "raw").mkdir(exist_ok=True)
    (news / "raw" / f"{name}.txt").write_text(f"Ferry {name} late\n\nThe ferry {name} reached Skarn late on Monday.\n")


def test_several_ticks_take_in_what_came_and_one_that_overlaps_gives_way(line: str, tmp_path: Path) -> None:
    news = tmp_path / "news"
    for count, name in enumerate(("Amber", "Birch", "Cedar"), start=1):
        add(news, name)
        assert tick(line).wait() == 0
        assert select(news / "warehouse", "select count(*) from articles") == [(count,)]
    assert tick(line).wait() == 0
    assert (news / "wirecopy.log").read_text() == ""

    add(news, "Doric")
    slow = tick(line)
    while not (news / "warehouse/.lock.holder").exists() and slow.poll() is None:
        time.sleep(0.01)
    os.kill(slow.pid, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        assert tick(line).wait() == 4
        assert time.monotonic() - begun < 20
    finally:
        os.kill(slow.pid, signal.SIGCONT)
    (said,) = (news / "wirecopy.log").read_text().splitlines()
    assert f"process {slow.pid} on {socket.gethostname()} since 20" in said
    assert slow.wait() == 0
    assert select(news / "warehouse", "select count(*) from articles") == [(4,)]
