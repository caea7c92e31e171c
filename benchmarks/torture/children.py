"""Child processes that may die: forked from this one, which has imported all that a run needs and opened nothing."""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

Item = TypeVar("Item")


class Ended(NamedTuple):
    """How a child ended: its exit code (negative: the signal), and what it told once its work was done, if it was."""

    code: int
    told: Any = None


class Child(NamedTuple):
    """A child under way; it leads a process group of its own. `answer` is where it tells."""

    pid: int
    answer: int


def fork(work: Callable[[], Any], log: Path | None = None) -> Child:
    """Begin work() in a child; what it returns, as JSON has it, is told at its end. Errors go to the log."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    code = 1
    try:
        os.setpgid(0, 0)
        os.close(reading)
        # Only for its own processes to read: a worker left behind would keep it open.
        os.set_inheritable(writing, False)
        os.dup2(os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
        told = json.dumps(work()).encode()
        while told:
            told = told[os.write(writing, told) :]
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def wait(child: Child) -> Ended:
    """Return how the child ended."""
    with open(child.answer, "rb") as answer:  # noqa: PTH123
        told = answer.read()
    _, status = os.waitpid(child.pid, 0)
    return Ended(os.waitstatus_to_exitcode(status), json.loads(told) if told else None)


def in_child(work: Callable[[], Any], log: Path | None = None) -> Ended:
    """Return how work() ended in a child."""
    return wait(fork(work, log))


def end(child: Child, whole_group: bool) -> None:
    """Kill the child, or it and all that it started."""
    with suppress(ProcessLookupError):
        (os.killpg if whole_group else os.kill)(child.pid, signal.SIGKILL)


def group_is_gone(pid: int, seconds: float) -> bool:
    """Tell whether within these seconds nothing is left of a child's process group."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def grandchildren(pid: int) -> list[int]:
    """Return the processes of the child's group that one of its own children started: worker processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            _, parent, group = path.read_text().rpartition(")")[2].split()[:3]
            if int(group) == pid and int(parent) not in (pid, os.getpid()):
                found.append(int(path.parent.name))
    return found


def in_lanes(work: Callable[[Sequence[Item]], Any], items: Sequence[Item], count: int) -> list[Any]:
    """Return what work gave for each of so many shares of the items, all at work at once."""
    shares = [items[start::count] for start in range(count)]
    lanes = [fork(lambda share=share: work(share)) for share in shares if share]  # type: ignore[misc]
    ended = [wait(lane) for lane in lanes]
    if any(one.code for one in ended):
        raise RuntimeError("a lane of the torture itself failed")
    return [one.told for one in ended]
