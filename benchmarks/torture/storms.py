"""Kills at random moments: one after another in one history, of the run alone or of all its processes."""

import os
import random
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.torture.children import Child, end, fork, grandchildren, group_is_gone, wait
from benchmarks.torture.scenes import Place, quiet
from benchmarks.torture.trials import Fault, Known, copy, judge_end, judge_sight
from flows.pipeline import run_pipeline
from flows.pipeline.job import Job
from flows.store.workers import WorkerLimits

_MOST_KILLS = 8
# A worker looks for the end of the process that started it all the time; the machine may be busy.
_END_SECONDS = 20.0
# What starting the worker processes takes, beside the work itself.
_START_SECONDS = 3.0


def kill_at_random(known: Known, chance: random.Random, folder: Path) -> tuple[int, list[Fault]]:
    """Return how many kills there were and the faults found: kills until one comes too late, or are enough."""
    place = copy(known.place, folder)
    kills, is_shown, when = 0, False, known.scene.name
    for _ in range(chance.randint(1, _MOST_KILLS)):
        # Late moments twice as often: there it is decided what readers see.
        delay = known.seconds * chance.choice((chance.random(), chance.uniform(0.7, 1.1)))
        child = fork(lambda: known.scene.act(place, quiet()), folder / "log.txt")
        time.sleep(delay)
        end(child, whole_group=True)
        ended = wait(child)
        is_killed = ended.code == -signal.SIGKILL
        kills += is_killed
        when = f"{known.scene.name}, {kills} kills, the last after {delay:.2f} s"
        if ended.code > 0:
            return kills, [Fault("stuck", when, "the run failed: " + (folder / "log.txt").read_text()[-300:])]
        # What was shown or acknowledged once is shown for good.
        is_shown = is_shown or not is_killed
        faults = judge_sight(known, place, when, is_shown)
        if faults or not is_killed:
            return kills, faults or judge_end(known, place, when)
    return kills, judge_end(known, place, when)


def kill_with_workers(known: Known, chance: random.Random, folder: Path) -> tuple[int, list[Fault]]:
    """Return the kills (one) and the faults of a run with worker processes: it, all of them or one worker is killed.

    Workers of a run that was killed alone must end by themselves; a run goes on without a worker that was killed.
    """
    place = copy(known.place, folder)
    victim = chance.choice(("run", "group", "worker"))
    child = fork(lambda: _run_with_workers(place), folder / "log.txt")
    delay = chance.random() * (known.seconds + _START_SECONDS)
    when = f"{known.scene.name} with workers, {victim} killed after {delay:.2f} s"
    time.sleep(delay)
    if victim == "worker":
        is_hit = _kill_worker(child, chance)
    else:
        is_hit = True
        end(child, whole_group=victim == "group")
    ended = wait(child)
    if victim == "worker" and ended.code:
        return 1, [Fault("stuck", when, "the run failed: " + (folder / "log.txt").read_text()[-300:])]
    if not group_is_gone(child.pid, _END_SECONDS):
        end(child, whole_group=True)
        return 1, [Fault("left over", when, "processes outlive the run")]
    faults = judge_sight(known, place, when, ended.code == 0)
    return int(is_hit), faults or judge_end(known, place, when)


def _run_with_workers(place: Place) -> Any:  # noqa: ANN401
    job = Job(place.raw, place.warehouse, batch_files=1, workers=WorkerLimits(count=2))
    return run_pipeline(job, quiet()).run_id


def _kill_worker(child: Child, chance: random.Random) -> bool:
    workers: Sequence[int] = grandchildren(child.pid)
    if workers:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
    return bool(workers)
