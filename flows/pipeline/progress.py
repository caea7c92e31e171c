"""How a run is shown: bars with rates and time left on a terminal, plain lines in a log, nothing when quiet."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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
        now = time.monotonic()
        begun = self._begun.setdefault(stage, now)
        if done < total and now - self._last < 10 and done:
            return
        if done == 0 and total:
            return
        self._last = now
        seconds = now - begun
        rate = f", {done / seconds:,.0f}/s" if seconds > 0.5 and total > 1 else ""
        left = f", {seconds * (total - done) / done:,.0f} s left" if 0 < done < total else ""
        print(f"wirecopy: {stage} {done:,}/{total:,} in {seconds:.1f} s{rate}{left}", file=self._stream, flush=True)


def warn(text: str) -> None:
    """Write a line about what went wrong beside the run, and is no reason for it to fail."""
    sys.stderr.write(f"wirecopy: {visible(' '.join(text.split()))}\n")
    sys.stderr.flush()


class NoWatch:
    """Shows nothing."""

    def show(self, stage: str, done: int, total: int) -> None:
        """Do nothing."""


@contextmanager
def watching(console: Console, is_quiet: bool) -> Iterator[Watch]:
    """Return what shows a run on this console: bars if it is a terminal, lines if not, nothing when quiet."""
    if is_quiet:
        yield NoWatch()
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
