"""What a signal that asks to stop means to a run: an exception before its commit, nothing any more after it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Stopped(BaseException):
    """A signal asked this process to stop. No error, so that nothing that mends errors takes it for one."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def __str__(self) -> str:
        return f"stopped by {signal.Signals(self.number).name}"

    @property
    def exit_code(self) -> int:
        """The exit code that a shell gives a process ended by this signal."""
        return 128 + self.number


@dataclass
class Stop:
    """The signal that asked to stop, if one did; `also` is called at once, whatever the run is at."""

    stopped: Stopped | None = None
    also: Callable[[], None] | None = None
    _is_committing: bool = False
    _before: dict[int, Any] = field(default_factory=dict)

    @contextmanager
    def commit(self) -> Iterator[None]:
        """Hold signals off. A run that has come so far ends in a moment, and then there is nothing left to stop."""
        self._is_committing = True
        yield

    def take(self, number: int, frame: FrameType | None) -> None:
        """Raise, as the handler of a signal. A second one changes nothing: what the first began is under way."""
        if self._is_committing or self.stopped:
            return
        self.stopped = Stopped(number)
        if self.also:
            self.also()
        before = self._before.get(number)
        # Prefect's handler tells a run that was cancelled from one that was killed.
        if callable(before):
            before(number, frame)
        raise self.stopped


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Let SIGTERM, SIGHUP and SIGINT end what is within, in the main thread; in another there are no signals."""
    stop = Stop()
    try:
        for number in SIGNALS:
            # What nohup has the process ignore stays ignored.
            if signal.getsignal(number) is not signal.SIG_IGN:
                stop._before[number] = signal.signal(number, stop.take)
    except ValueError:
        stop._before.clear()
    try:
        yield stop
    except Exception as error:
        # An error of a job whose worker was ended before this thread came to hear of the signal.
        if stop.stopped:
            raise stop.stopped from error
        raise
    finally:
        for changed, before in stop._before.items():
            signal.signal(changed, before)
