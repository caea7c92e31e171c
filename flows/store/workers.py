"""Worker processes with limits: a job that hangs or dies costs its own process and nothing else."""

import gc
import multiprocessing
import os
import queue
import resource
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from flows.base.errors import WirecopyError

_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class WorkerLimits:
    """How many workers, and what one job may take: seconds, and bytes of address space (0: no limit)."""

    count: int = max(1, os.cpu_count() or 1)
    seconds: float = 300.0
    memory_bytes: int = 8 << 30


class WorkerDied(Exception):
    """The job's process ended, or raised what no job should (`died`), or ran over its time (`timed_out`)."""

    def __init__(self, reason: str, detail: str) -> None:
        # With these very arguments it crosses between processes.
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class WorkersStopped(Exception):
    """The run is to stop: no job is done any more."""


class Workers(Protocol):
    """Whoever does the jobs of a run: processes on this machine, or on others. Safe to call from several threads."""

    @property
    def limits(self) -> WorkerLimits:
        """How many jobs are done at once, and what one may take."""

    def call(
        self, job: Callable[..., Any], *arguments: object, seconds: float | None = None, sign: Path | None = None
    ) -> Any:  # noqa: ANN401
        """Return job(*arguments) as computed in a process of its own, or raise WorkerDied.

        It may take `seconds`; with `sign`, a file that the job writes as it goes on, so many since it last changed.
        Errors of the disk, and our own, come through as they are.
        """

    def stop(self) -> None:
        """Have every call, those under way too where that can be, end with WorkersStopped. Safe in a signal handler."""


class LocalWorkers:
    """A fixed number of worker processes on this machine, handed to one caller at a time."""

    def __init__(self, limits: WorkerLimits, preloaded: Sequence[str] = ()) -> None:
        self.limits = limits
        self._context = multiprocessing.get_context("forkserver")
        # Imported once in the fork server, so that a new worker starts in milliseconds.
        self._context.set_forkserver_preload(list(preloaded))
        # Held open by this process alone: when it ends, however it ends, its workers read the end and end too.
        self._life, self._end_of_life = self._context.Pipe(duplex=False)
        self._idle: queue.Queue[ProcessPoolExecutor] = queue.Queue()
        self._all: list[ProcessPoolExecutor] = []
        self._is_stopped = False
        for _ in range(limits.count):
            self._idle.put(self._start())

    def __enter__(self) -> "LocalWorkers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while not self._idle.empty():
            self._idle.get().shutdown(wait=True, cancel_futures=True)
        self._end_of_life.close()
        self._life.close()

    def call(
        self, job: Callable[..., Any], *arguments: object, seconds: float | None = None, sign: Path | None = None
    ) -> Any:  # noqa: ANN401
        """Return job(*arguments) as computed in a worker, or raise WorkerDied: see Workers.

        Where the process is killed it is done once more: the system, for want of memory, or somebody may have chosen
        this one for no fault of the job's.
        """
        with suppress(_Killed):
            return self._call_once(job, arguments, seconds, sign)
        try:
            return self._call_once(job, arguments, seconds, sign)
        except _Killed:
            raise WorkerDied("died", "the process that worked on it died") from None

    def _call_once(
        self, job: Callable[..., Any], arguments: tuple[object, ...], seconds: float | None, sign: Path | None
    ) -> Any:  # noqa: ANN401
        executor = self._idle.get()
        if self._is_stopped:
            self._idle.put(executor)
            raise WorkersStopped
        allowed = seconds or self.limits.seconds
        try:
            return _await(executor.submit(job, *arguments), allowed, sign, lambda: self._is_stopped)
        except _Silent:
            _kill(executor)
            if self._is_stopped:
                raise WorkersStopped from None
            executor = self._start()
            raise WorkerDied("timed_out", f"no answer within {allowed:.0f} seconds") from None
        except BrokenProcessPool:
            if self._is_stopped:
                raise WorkersStopped from None
            executor = self._start()
            raise _Killed from None
        except (OSError, WirecopyError):
            raise
        except Exception as error:
            raise WorkerDied("died", f"{type(error).__name__}: {error}"[:500]) from error
        finally:
            self._idle.put(executor)

    def stop(self) -> None:
        """End the processes, and with them the calls under way. Takes no lock: a signal may have come inside one."""
        self._is_stopped = True
        for executor in self._all:
            _kill_processes(executor)

    def _start(self) -> ProcessPoolExecutor:
        mask = os.umask(0o077)
        os.umask(mask)
        given = (self.limits.memory_bytes, mask, self._life)
        executor = ProcessPoolExecutor(1, self._context, initializer=_prepare, initargs=given)
        self._all.append(executor)
        return executor


class _Silent(Exception):
    """The job has not answered in time, or is not to be waited for."""


class _Killed(Exception):
    """The process that did the job ended."""


def _await(answer: "Future[Any]", seconds: float, sign: Path | None, is_stopped: Callable[[], bool]) -> Any:  # noqa: ANN401
    seen, since = None, time.monotonic()
    while True:
        waited = time.monotonic() - since
        done, _ = wait([answer], timeout=min(seconds - waited, _LOOK_SECONDS))
        if done:
            return answer.result()
        # A process that was being started when the others were ended.
        if is_stopped():
            raise _Silent
        now = sign_of_life(sign) if sign else None
        if now != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since >= seconds:
            raise _Silent


def sign_of_life(path: Path) -> str | None:
    """Return what a job last wrote as its sign of life, null if it has not written any."""
    try:
        return path.read_text("utf-8") or None
    except (OSError, UnicodeError):
        return None


def _prepare(memory_bytes: int, mask: int, life: "Connection[Any, Any]") -> None:
    # The fork server has the mask that held when it was started.
    os.umask(mask | 0o022)
    if memory_bytes:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, hard))
    # What a job makes holds no cycles: looking for them after every few hundred objects took a tenth of its time.
    gc.set_threshold(50_000, 20, 50)
    # Ctrl-C reaches every process of the terminal, and SIGTERM every one of a service: the one that called decides what
    # they mean. A worker that died of one would be taken for the victim of the file that it was reading.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(life,), daemon=True).start()


def _end_with(life: "Connection[Any, Any]") -> None:
    """Wait for the end of the process that started this one; a worker left behind could write into the next run."""
    with suppress(EOFError, OSError):
        life.recv_bytes()
    os._exit(1)


def _kill_processes(executor: ProcessPoolExecutor) -> None:
    # Python 3.14 has kill_workers(); before it the processes are reachable only by this name.
    for process in list((executor._processes or {}).values()):
        process.kill()


def _kill(executor: ProcessPoolExecutor) -> None:
    _kill_processes(executor)
    executor.shutdown(wait=False, cancel_futures=True)
