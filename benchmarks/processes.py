"""What a process and all that it starts take: seconds by the clock and of the processors, and memory at its peak.

Reads /proc, so Linux only.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Took(NamedTuple):
    """Seconds by the clock, and seconds of all processors together."""

    wall: float
    cpu: float


class _Stat(NamedTuple):
    parent: int
    cpu: float
    resident: int


def _read_stats() -> dict[int, _Stat]:
    """Return parent, CPU-seconds (with those of children that ended) and resident bytes of every process."""
    found = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # It ended meanwhile.
                continue
            cpu = sum(map(int, fields[11:15])) / _TICKS
            found[int(path.name)] = _Stat(int(fields[1]), cpu, int(fields[21]) * _PAGE)
    return found


def _own_processes() -> list[_Stat]:
    """Return this process and all below it."""
    stats = _read_stats()
    own = {os.getpid()}
    while more := {pid for pid, stat in stats.items() if stat.parent in own} - own:
        own |= more
    return [stats[pid] for pid in own if pid in stats]


def cpu_seconds() -> float:
    """Return the CPU-seconds that this process and all below it have taken so far."""
    return sum(stat.cpu for stat in _own_processes())


def measured(work: Callable[[], Result]) -> tuple[Took, Result]:
    """Return what the work takes, and its result."""
    begin, before = time.perf_counter(), cpu_seconds()
    result = work()
    return Took(time.perf_counter() - begin, cpu_seconds() - before), result


class PeakMemory:
    """Looks five times a second at the resident memory of this process and all below it, pages they share twice."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            resident = sum(stat.resident for stat in _own_processes())
            self.megabytes = max(self.megabytes, resident / (1 << 20))
            if self._ended.wait(0.2):
                return
