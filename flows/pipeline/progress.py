"""How a run is shown: bars with rates and time left on a terminal, plain lines in a log, nothing when quiet."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from flows.base.terminal import visible
from flows.pipeline.job import Watch
from flows.pipeline.runlog import upcoming_run_id
from flows.store.logs import is_json, log

_LINE_SECONDS = 10.0


class _Rate(ProgressColumn):
    """Items per second since the stage began."""

    def render(self, task: Task) -> Text:
        seconds = task.finished_time or task.elapsed
        rate = f"{task.completed / seconds:,.0f}/s" if seconds and task.completed and task.total != 1 else ""
        return Text(f"{rate:>8}", style="progress.data.speed")


class BarWatch:
    """Shows a bar for each stage."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def show(self, stage: str, done: int, total: int) -> None:
        """Move the bar of the stage."""
        if stage not in self._bars:
            self._bars[stage] = self._progress.add_task(stage, total=total)
        self._progress.update(self._bars[stage], completed=done, total=total)


class LineWatch:
    """Writes a line when a stage begins, every ten seconds of it, and when it ends."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._begun: dict[str, float] = {}
        self._last = 0.0

    def show(self, stage: str, done: int, total: int) -> None:
        """Write how far the stage is, its rate, and the seconds left."""
        seconds = self._due(stage, done, total)
        if seconds is not None:
            self._write(stage, done, total, seconds)

    def _due(self, stage: str, done: int, total: int) -> float | None:
        """Return the seconds since the stage began if it is time for a line."""
        now = time.monotonic()
        begun = self._begun.setdefault(stage, now)
        is_new = done == 0 and total
        if is_new or (done < total and now - self._last < _LINE_SECONDS):
            return None
        self._last = now
        return now - begun

    def _write(self, stage: str, done: int, total: int, seconds: float) -> None:
        rate = f", {done / seconds:,.0f}/s" if seconds > 0.5 and total > 1 else ""
        left = f", {seconds * (total - done) / done:,.0f} s left" if 0 < done < total else ""
        print(f"wirecopy: {stage} {done:,}/{total:,} in {seconds:.1f} s{rate}{left}", file=self._stream, flush=True)


class LogWatch(LineWatch):
    """Writes the same lines as JSON objects, for machines."""

    def __init__(self, stream: IO[str], run_id: str | None) -> None:
        super().__init__(stream)
        self._run_id = run_id

    def _write(self, stage: str, done: int, total: int, seconds: float) -> None:
        counts = {"done": done, "total": total, "seconds": round(seconds, 3)}
        log("info", "stage", run_id=self._run_id, stage=stage, counts=counts)


def line_watch(stream: IO[str], warehouse: Path | None) -> LineWatch:
    """Return what writes lines on a run into this warehouse: for people, or as JSON where the user said so."""
    return LogWatch(stream, upcoming_run_id(warehouse) if warehouse else None) if is_json() else LineWatch(stream)


def warn(text: str) -> None:
    """Write a line about what went wrong beside the run, and is no reason for it to fail."""
    if is_json():
        log("warning", "warning", text)
        return
    sys.stderr.write(f"wirecopy: {visible(' '.join(text.split()))}\n")
    sys.stderr.flush()


class NoWatch:
    """Shows nothing."""

    def show(self, stage: str, done: int, total: int) -> None:
        """Do nothing."""


@contextmanager
def watching(console: Console, is_quiet: bool, warehouse: Path | None = None) -> Iterator[Watch]:
    """Return what shows a run on this console: bars if it is a terminal, lines if not, nothing when quiet.

    Lines are for a machine where the user said so; they name the run of that warehouse.
    """
    if is_quiet:
        yield NoWatch()
    elif is_json():
        yield line_watch(console.file, warehouse)
    elif console.is_terminal:
        columns = (
            TextColumn("{task.description:<18}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console) as progress:
            yield BarWatch(progress)
    else:
        yield LineWatch(console.file)
