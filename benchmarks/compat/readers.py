"""Starting readers beside a writer, and judging what they saw."""

import json
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from benchmarks.compat.poll import look_at_file
from flows.pipeline import Outcome
from flows.store.layout import Layout
from flows.store.versions import kept_versions

POLL = Path(__file__).with_name("poll.py")
PATIENCE_SECONDS = 120.0

Look = dict[str, Any]


class Reader(NamedTuple):
    """A process that looks at a warehouse, how it does, and the file that it prints to."""

    name: str
    how: str
    process: "subprocess.Popen[bytes]"
    printed: Path

    def looks(self) -> list[Look]:
        """Return what it has seen so far."""
        whole = self.printed.read_text("utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]


@contextmanager
def reading(commands: Mapping[tuple[str, str], list[str]], folder: Path, warehouse: Path) -> Iterator[list[Reader]]:
    """Run a reader for each name and way of reading, until the end of the block; each has looked once by its beginning.

    A command is called with the warehouse, the stop file and the way of reading.
    """
    stop = folder / "stop"
    readers = []
    try:
        for (name, how), command in commands.items():
            printed = folder / f"{name}-{how}.jsonl"
            with printed.open("wb") as out:
                process = subprocess.Popen(
                    [*command, str(warehouse), str(stop), how], stdout=out, stderr=subprocess.STDOUT
                )
            readers.append(Reader(name, how, process, printed))
        wait_for(lambda: all(reader.looks() or reader.process.poll() is not None for reader in readers))
        yield readers
    finally:
        stop.touch()
        for reader in readers:
            try:
                reader.process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                reader.process.kill()


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until it is so; TimeoutError after two minutes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.02)


def publish_changes(raw: Path, publish: Callable[[], Outcome], rounds: int) -> None:
    """Publish so many runs, each after files that came, changed and went."""
    for number in range(rounds):
        (raw / "changing.txt").write_text(f"The lock closed for {number + 2} days.\n\nNobody came, its keeper said.\n")
        (raw / f"new-{number}.txt").write_text(f"Hall {number} opened.\n\nSome {number + 40} guests came, they said.\n")
        (raw / f"new-{number - 1}.txt").unlink(missing_ok=True)
        if not publish().is_published:
            raise RuntimeError("a run with other files published nothing")


def whole_states(warehouse: Path) -> dict[str, Look]:
    """Return what each kept version holds, by its last run."""
    layout = Layout(warehouse)
    found = {}
    for run_id in kept_versions(layout):
        with duckdb.connect(str(layout.database(run_id)), read_only=True) as con:
            state = look_at_file(con)
        found[state["run"]] = state
    return found


def find_faults(readers: Iterable[Reader], states: Mapping[str, Look]) -> list[str]:
    """Return what is wrong with what they saw: errors, and looks that are no state that was published."""
    return [
        f"{reader.name}, {reader.how}: {fault}"
        for reader in readers
        for fault in [_fault(reader.how, look, states) for look in reader.looks()]
        if fault
    ]


def _fault(how: str, look: Look, states: Mapping[str, Look]) -> str:
    if "error" in look:
        return str(look["error"])
    if how == "link":
        # Each table for itself: all through the link may straddle a swap.
        known = {(table, count) for state in states.values() for table, count in state["counts"].items()}
        strange = sorted(set(look["counts"].items()) - known)
        return f"counts that no version has: {strange}" if strange else ""
    state = states.get(look["run"])
    if state is None or any(look[name] != state[name] for name in ("counts", "articles")):
        return f"a state that was never published: {look}"
    return ""
