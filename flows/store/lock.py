"""One writer a warehouse: a lock that the operating system drops when its holder dies."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import filelock

from flows.base.errors import WarehouseBusy
from flows.store.layout import Layout


@contextmanager
def writer_lock(layout: Layout) -> Iterator[None]:
    """Hold the warehouse for writing. WarehouseBusy, naming the holder, if another process does."""
    lock = filelock.FileLock(layout.lock, timeout=0)
    holder_file = layout.lock.with_suffix(".holder")
    try:
        lock.acquire()
    except filelock.Timeout:
        raise WarehouseBusy(
            f"{layout.root} is being written by {_holder(holder_file)}. Try again when it ends."
        ) from None
    try:
        holder_file.write_text(json.dumps(_me()), encoding="utf-8")
        yield
    finally:
        holder_file.unlink(missing_ok=True)
        lock.release()


def _me() -> dict[str, str | int]:
    return {"host": socket.gethostname(), "pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}


def _holder(path: Path) -> str:
    try:
        who = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return "another run that has not yet named itself"
    return f"process {who['pid']} on {who['host']} since {who['since']}"
