"""The report of each published version: files that are kept and forgotten with the version they tell of."""

import functools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import filelock

from flows.store.layout import Layout, swap_link, write_whole
from flows.store.versions import is_revealed

ENDINGS = ("html", "md")
# A report takes seconds. Who waits for longer waits for a process that hangs.
_WAIT_SECONDS = 60


def has_report(layout: Layout, run_id: str) -> bool:
    """Tell whether the report of a run is there, and the links lead to it."""
    return all(
        layout.report(run_id, ending).is_file()
        and layout.report_link(ending).resolve() == layout.report(run_id, ending).resolve()
        for ending in ENDINGS
    )


def store_report(layout: Layout, run_id: str, texts: Mapping[str, str]) -> None:
    """Write the report of a run, by ending, and show it unless readers see another run's version by now."""
    with _one_at_a_time(layout):
        for ending in ENDINGS:
            write_whole(layout.report(run_id, ending), functools.partial(_write, texts[ending]))
        _show(layout, run_id)


def share_report(layout: Layout, old: str, new: str) -> bool:
    """Give the report of one run to another whose version is the same, and show it; tell whether there was one."""
    with _one_at_a_time(layout):
        if not all(layout.report(old, ending).is_file() for ending in ENDINGS):
            return False
        for ending in ENDINGS:
            target = layout.report(new, ending)
            target.unlink(missing_ok=True)
            os.link(layout.report(old, ending), target)
        _show(layout, new)
        return True


def _show(layout: Layout, run_id: str) -> None:
    # The next run may have published meanwhile; its own report follows.
    if is_revealed(layout, run_id):
        for ending in ENDINGS:
            swap_link(layout.report_link(ending), layout.report(run_id, ending))


def _write(text: str, path: Path) -> None:
    path.write_bytes(text.encode())


@contextmanager
def _one_at_a_time(layout: Layout) -> Iterator[None]:
    """Have one process write reports: what two would do to the links at one moment, no order of theirs would tell."""
    layout.reports.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(layout.reports / ".lock", timeout=_WAIT_SECONDS):
        yield
