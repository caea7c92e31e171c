"""One writer a warehouse, and the second is told who the first is; on two machines that share its folder too."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest

from flows.base.errors import BrokenInvariant, WarehouseBusy
from flows.store import lock
from flows.store.layout import Layout
from flows.store.lock import writer_lock

HOLD = """
import sys, time
from pathlib import Path
from flows.store.layout import Layout
from flows.store.lock import writer_lock
with writer_lock(Layout(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process of its own that holds the warehouse."""
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_refused_at_once_and_told_by_whom(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    begun = time.monotonic()
    with (
        pytest.raises(WarehouseBusy, match=rf"process {holder.pid} on \S+ since 20\d\d-"),
        writer_lock(Layout(tmp_path)),
    ):
        pass
    assert time.monotonic() - begun < 1


def test_the_lock_of_a_process_that_was_killed_is_taken_over_at_once(
    tmp_path: Path, holder: "subprocess.Popen[str]"
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / ".lock.holder").exists()
    begun = time.monotonic()
    with writer_lock(Layout(tmp_path)):
        assert json.loads((tmp_path / ".lock.holder").read_text())["pid"] == os.getpid()
    assert time.monotonic() - begun < 5
    assert not (tmp_path / ".lock.holder").exists()


def test_a_released_warehouse_can_be_held_again(tmp_path: Path) -> None:
    for _ in range(2):
        with writer_lock(Layout(tmp_path)):
            pass


class NoLock(filelock.FileLock):
    """The lock as another machine sees it on a network file system that does not carry locks: always free."""

    def _acquire(self) -> None:
        self._context.lock_file_fd = os.open(self.lock_file, os.O_RDWR | os.O_CREAT)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two machines: the second writer of a test is on another one."""
    hosts = iter(["newsroom-1", "newsroom-2", "newsroom-3"])
    signed = lock._me
    monkeypatch.setattr(lock, "_me", lambda: {**signed(), "host": next(hosts)})
    monkeypatch.setattr(filelock, "FileLock", NoLock)
    monkeypatch.setattr(lock, "_RENEW_SECONDS", 0.05)
    monkeypatch.setattr(lock, "_SILENT_SECONDS", 0.5)
    monkeypatch.setattr(lock, "_might_be_shared", lambda signature: True)
    monkeypatch.setattr(lock, "_SETTLE_SECONDS", 0.01)


@pytest.mark.usefixtures("elsewhere")
def test_two_machines_on_a_shared_path_are_kept_apart(tmp_path: Path) -> None:
    with writer_lock(Layout(tmp_path)):
        # Longer than what counts as silence: it is renewed all the time.
        time.sleep(0.8)
        with (
            pytest.raises(WarehouseBusy, match=r"on newsroom-1 since .* sign of life 0 s ago"),
            writer_lock(Layout(tmp_path)),
        ):
            pass
    with writer_lock(Layout(tmp_path)):
        pass


@pytest.mark.usefixtures("elsewhere")
def test_a_machine_that_died_is_taken_over_once_it_has_been_silent(tmp_path: Path) -> None:
    dead = {"host": "newsroom-9", "pid": 1, "since": "2020-01-01T00:00:00+00:00", "token": "x"}
    (tmp_path / ".lock.holder").write_text(json.dumps(dead))
    with pytest.raises(WarehouseBusy, match="newsroom-9"), writer_lock(Layout(tmp_path)):
        pass
    time.sleep(0.6)
    with writer_lock(Layout(tmp_path)):
        pass


@pytest.mark.usefixtures("elsewhere")
def test_who_was_taken_over_while_asleep_cannot_commit(tmp_path: Path) -> None:
    with contextlib.suppress(WarehouseBusy), writer_lock(Layout(tmp_path)) as held:
        held.prove()
        other = {"host": "newsroom-9", "pid": 1, "since": "2020-01-01T00:00:00+00:00", "token": "x"}
        (tmp_path / ".lock.holder").write_text(json.dumps(other))
        with pytest.raises(BrokenInvariant, match="taken over by process 1 on newsroom-9"):
            held.prove()
    assert json.loads((tmp_path / ".lock.holder").read_text())["host"] == "newsroom-9"


def test_a_clock_that_runs_backwards_takes_no_lock_from_a_living_holder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_might_be_shared", lambda signature: False)
    with writer_lock(Layout(tmp_path)):
        signature = tmp_path / ".lock.holder"
        os.utime(signature, (time.time() + 86_400, time.time() + 86_400))
        assert (lock._age_seconds(signature) or 0) < 0
        lock._write(signature, {"host": "newsroom-9", "pid": 1, "since": "2020", "token": "x"})
        os.utime(signature, (time.time() + 86_400, time.time() + 86_400))
        with pytest.raises(WarehouseBusy):
            lock._refuse_if_held_elsewhere(Layout(tmp_path), signature, {"host": "here"})


def test_a_signature_that_is_damaged_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / ".lock.holder").write_text("{")
    with writer_lock(Layout(tmp_path)):
        pass
