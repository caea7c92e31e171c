"""One trial: a copy of a scene is played and killed, a reader looks, the next run ends it, all is compared."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.torture.children import in_child
from benchmarks.torture.points import stepping, wrap_operations
from benchmarks.torture.scenes import PASTS, Place, Scene, quiet, run
from benchmarks.torture.verdict import (
    acknowledged_runs,
    canonical_digest,
    left_over,
    see_database,
    see_parquet,
)
from flows.store.layout import Layout


class Known(NamedTuple):
    """A scene as it is played undisturbed: its moments, what readers see before and after, and the canonical export."""

    scene: Scene
    place: Place
    points: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]
    canonical: str
    log: Sequence[str]
    seconds: float


class Fault(NamedTuple):
    """A promise that did not hold: which (torn, lost, stuck, differs, left over), when, and what was found."""

    kind: str
    when: str
    found: str


def build_past(name: str, base: Path) -> Place:
    """Return the past of this name, made once, each step in a process of its own."""
    before, step = PASTS[name]
    place = Place(base / name.replace(" ", "-"))
    if not place.folder.exists():
        if before:
            copy(build_past(before, base), place.folder)
        place.folder.mkdir(exist_ok=True)
        _told(lambda: step(place), base)
    return place


def copy(place: Place, folder: Path) -> Place:
    """Return a copy of a place, its times and links as they are."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(place.folder, folder, symlinks=True)
    return Place(folder)


def learn(scene: Scene, base: Path) -> Known:
    """Return what happens when nobody kills anything."""
    past = build_past(scene.past, base)
    place = copy(past, base / "undisturbed")
    before = _told(lambda: look(place), base)
    played = _told(lambda: _count(scene, place), base)
    after = _told(lambda: settle(scene, place), base)
    if after["left"] or after["again"]:
        raise RuntimeError(f"{scene.name}, undisturbed, leaves {after}")
    seen = (before["seen"], after["seen"])
    return Known(scene, past, played["points"], *seen, after["canonical"], before["log"], played["seconds"])


def _told(work: Callable[[], Any], base: Path) -> Any:  # noqa: ANN401
    log = base / "log.txt"
    ended = in_child(work, log)
    if ended.code:
        raise RuntimeError(f"failed undisturbed: {log.read_text()}")
    return ended.told


def _count(scene: Scene, place: Place) -> dict[str, Any]:
    points: list[str] = []
    begin = time.monotonic()
    wrap_operations(place.warehouse.resolve(), points.append)
    scene.act(place, stepping(points.append))
    return {"points": points, "seconds": time.monotonic() - begin}


def look(place: Place) -> dict[str, Any]:
    """Return what a reader sees now, and which runs the log tells of."""
    layout = Layout(place.warehouse)
    return {"seen": [see_database(layout), see_parquet(layout)], "log": acknowledged_runs(layout)}


def settle(scene: Scene, place: Place) -> dict[str, Any]:
    """Carry out what has to bring everything to a good end, and return what stands then."""
    scene.recover(place, quiet())
    layout = Layout(place.warehouse)
    again = scene.name != "rollback" and run(place, quiet())
    told = look(place)
    told |= {"canonical": canonical_digest(layout, place.folder / "canonical"), "left": left_over(layout)}
    return {**told, "again": again}


def play_until(scene: Scene, place: Place, number: int) -> None:
    """Play the scene and die of SIGKILL at the moment of this number, from 0."""
    left = iter(range(number))

    def reached(_: str) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    wrap_operations(place.warehouse.resolve(), reached)
    scene.act(place, stepping(reached))


def kill_at(known: Known, number: int, folder: Path) -> list[Fault]:
    """Return the faults found after a kill at the moment of this number."""
    when = f"{known.scene.name}, {number} of {len(known.points)}: {known.points[number]}"
    place = copy(known.place, folder)
    log = folder / "log.txt"
    ended = in_child(lambda: play_until(known.scene, place, number), log)
    if ended.code != -signal.SIGKILL:
        return [Fault("stuck", when, f"was to be killed and ended with {ended.code}: {_last(log)}")]
    faults = judge_sight(known, place, when, is_acknowledged=False)
    return faults or judge_end(known, place, when)


def judge_sight(known: Known, place: Place, when: str, is_acknowledged: bool) -> list[Fault]:
    """Return the faults that a reader finds: anything but the version before or the one after, whole."""
    log = place.folder / "log.txt"
    ended = in_child(lambda: look(place), log)
    if ended.code:
        return [Fault("torn", when, f"a reader fails: {_last(log)}")]
    allowed = [known.after] if is_acknowledged else [known.before, known.after]
    kind = "lost" if is_acknowledged else "torn"
    faults = [
        Fault(kind, when, f"a reader of {what} sees neither the version before nor the one after")
        for number, what in enumerate(("the file", "Parquet"))
        if ended.told["seen"][number] not in {seen[number] for seen in allowed}
    ]
    return faults + _missing(known.log, ended.told["log"], when)


def _missing(before: Iterable[str], now: Iterable[str], when: str) -> list[Fault]:
    gone = sorted(set(before) - set(now))
    return [Fault("lost", when, f"the log tells no more of {', '.join(gone)}")] if gone else []


def judge_end(known: Known, place: Place, when: str) -> list[Fault]:
    """Return the faults found once the next run has ended."""
    log = place.folder / "log.txt"
    ended = in_child(lambda: settle(known.scene, place), log)
    if ended.code:
        return [Fault("stuck", when, f"the next run fails: {_last(log)}")]
    told = ended.told
    faults = _missing(known.log, told["log"], when)
    if told["canonical"] != known.canonical or told["seen"] != known.after:
        faults.append(Fault("differs", when, "the tables are not those of an undisturbed run"))
    if told["again"]:
        faults.append(Fault("differs", when, "a run over the same files publishes again"))
    if told["left"]:
        faults.append(Fault("left over", when, ", ".join(told["left"][:5])))
    return faults


def _last(log: Path) -> str:
    lines = log.read_text().splitlines() if log.is_file() else []
    return lines[-1] if lines else "nothing said"
