"""One writer a warehouse, on one machine and on several that share its folder.

On one machine the operating system's lock decides: it is dropped when its holder dies. Some network file systems do not
carry that lock to other machines, so its holder also signs a file there and keeps renewing the signature: who finds one
from elsewhere that was renewed of late is refused. Times are compared as the file server gives them, never by a clock.
"""

import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import filelock

from flows.base.errors import BrokenInvariant, WarehouseBusy
from flows.store.layout import Layout

_RENEW_SECONDS = 5.0
# A holder elsewhere that has been silent for so long is taken for dead: twelve renewals missed.
_SILENT_SECONDS = 60.0
# Two that sign at one moment both look again after this long: only the last signature stands.
_SETTLE_SECONDS = 0.5


class Held(NamedTuple):
    """A lock that is held; `prove` raises BrokenInvariant if another has signed since."""

    prove: Callable[[], None]


@contextmanager
def writer_lock(layout: Layout) -> Iterator[Held]:
    """Hold the warehouse for writing. WarehouseBusy, naming the holder, if another process does."""
    lock = filelock.FileLock(layout.lock, timeout=0)
    signature = layout.lock.with_suffix(".holder")
    try:
        lock.acquire()
    except filelock.Timeout:
        raise _busy(layout, _read(signature)) from None
    try:
        with _signed(layout, signature) as held:
            yield held
    finally:
        lock.release()


@contextmanager
def _signed(layout: Layout, signature: Path) -> Iterator[Held]:
    """Keep the file signed by this process while it holds the warehouse."""
    me = _me()
    _refuse_if_held_elsewhere(layout, signature, me)
    _write(signature, me)
    if _might_be_shared(signature):
        time.sleep(_SETTLE_SECONDS)
    holder = _read(signature)
    if holder is None or holder["token"] != me["token"]:
        raise _busy(layout, holder)
    ended = threading.Event()
    renewing = threading.Thread(target=_renew, args=(signature, me, ended), daemon=True)
    renewing.start()
    try:
        yield Held(lambda: _prove(layout, signature, me))
    finally:
        ended.set()
        renewing.join()
        if _is_mine(signature, me):
            signature.unlink(missing_ok=True)


def _me() -> dict[str, Any]:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"host": socket.gethostname(), "pid": os.getpid(), "since": since, "token": secrets.token_hex(8)}


def _refuse_if_held_elsewhere(layout: Layout, signature: Path, me: dict[str, Any]) -> None:
    """Raise WarehouseBusy if a process of another machine has signed of late.

    One of this machine is dead: its lock could be taken.
    """
    holder = _read(signature)
    if holder is not None and holder["host"] != me["host"]:
        age = _age_seconds(signature)
        if age is not None and age < _SILENT_SECONDS:
            silent = f"It last gave a sign of life {age:.0f} s ago; after {_SILENT_SECONDS:.0f} s it counts as dead."
            raise _busy(layout, holder, f" {silent}")


def _age_seconds(signature: Path) -> float | None:
    """Return how long ago the file was signed, by the clock of the server on which it lies."""
    probe = _aside(signature, socket.gethostname())
    try:
        probe.touch()
        return probe.stat().st_mtime - signature.stat().st_mtime
    except OSError:
        return None
    finally:
        probe.unlink(missing_ok=True)


def _might_be_shared(signature: Path) -> bool:
    """Tell whether other machines may see this file, as far as the system knows."""
    try:
        mounts = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return True
    place = str(signature.resolve())
    found = [line.split() for line in mounts if _is_below(place, line.split()[1])]
    kind = max(found, key=lambda fields: len(fields[1]))[2] if found else "unknown"
    return kind not in _LOCAL_SYSTEMS


_LOCAL_SYSTEMS = {
    "ext2",
    "ext3",
    "ext4",
    "xfs",
    "btrfs",
    "zfs",
    "tmpfs",
    "ramfs",
    "overlay",
    "f2fs",
    "bcachefs",
    "apfs",
}


def _is_below(place: str, folder: str) -> bool:
    return place.startswith(folder.rstrip("/") + "/")


def _aside(signature: Path, host: str) -> Path:
    """Return where this machine prepares a signature: what a killed run left there, its next run takes away."""
    return signature.with_name(f"{signature.name}.{host}")


def _write(signature: Path, holder: dict[str, Any]) -> None:
    temporary = _aside(signature, holder["host"])
    temporary.write_text(json.dumps(holder), encoding="utf-8")
    temporary.replace(signature)


def _renew(signature: Path, me: dict[str, Any], ended: threading.Event) -> None:
    while not ended.wait(_RENEW_SECONDS):
        # What goes wrong here shows when the commit is proved.
        with suppress(OSError):
            if _is_mine(signature, me):
                os.utime(signature)


def _is_mine(signature: Path, me: dict[str, Any]) -> bool:
    holder = _read(signature)
    return holder is not None and holder["token"] == me["token"]


def _prove(layout: Layout, signature: Path, me: dict[str, Any]) -> None:
    if not _is_mine(signature, me):
        other = _read(signature)
        raise BrokenInvariant(f"{layout.root} was taken over by {_name(other)}; this run publishes nothing")


def _read(signature: Path) -> dict[str, Any] | None:
    try:
        who = json.loads(signature.read_text("utf-8"))
        return {"token": "", **{name: who[name] for name in ("host", "pid", "since")}, **who}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _busy(layout: Layout, holder: dict[str, Any] | None, sign: str = "") -> WarehouseBusy:
    return WarehouseBusy(f"{layout.root} is being written by {_name(holder)}.{sign} Try again when it ends.")


def _name(holder: dict[str, Any] | None) -> str:
    if holder is None:
        return "another run that has not yet named itself"
    return f"process {holder['pid']} on {holder['host']} since {holder['since']}"


def holder_of(layout: Layout) -> str | None:
    """Return who holds the warehouse for writing, in words; null if nobody does. It takes no lock itself."""
    signature = layout.lock.with_suffix(".holder")
    holder = _read(signature)
    if holder is None:
        return None
    if holder["host"] == socket.gethostname():
        is_alive = Path(f"/proc/{holder['pid']}").exists() if Path("/proc/self").exists() else True
    else:
        age = _age_seconds(signature)
        is_alive = age is not None and age < _SILENT_SECONDS
    return f"process {holder['pid']} on {holder['host']} since {holder['since']}" if is_alive else None
