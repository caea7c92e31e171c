"""Kill runs at every step and at random moments; look at what readers and the next run find.

    python -m benchmarks.torture --seconds 900

Every kill is a SIGKILL of a real process on a warehouse of its own. Ends with a line of JSON that counts kills and
faults; exit code 1 if a promise did not hold. With the same seed and scenes the same moments are tried.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import click

from benchmarks.torture.children import in_lanes
from benchmarks.torture.points import kind_of
from benchmarks.torture.scenes import SCENES
from benchmarks.torture.storms import kill_at_random, kill_with_workers
from benchmarks.torture.trials import Fault, Known, kill_at, learn

KINDS = ("torn", "lost", "stuck", "differs", "left over")
# Of the time, so much is for named points; what they leave is for random moments.
_POINTS_SHARE = 0.65
_RESERVE_SECONDS = 6.0


class Plan(NamedTuple):
    """What a lane does: points to be killed at, and when to stop with these and with everything."""

    points: Sequence[tuple[Known, int]]
    points_until: float
    until: float
    seed: int
    processes: float


@click.command()
@click.option("--seconds", default=900, show_default=True, help="How long in all, about.")
@click.option("--seed", type=int, help="Of the order of points and of the random moments; else any.")
@click.option("--lanes", default=2, show_default=True, help="Trials at one time.")
@click.option("--scene", "names", multiple=True, type=click.Choice([scene.name for scene in SCENES]))
@click.option("--processes", default=0.2, show_default=True, help="Share of random kills with worker processes.")
def main(seconds: int, seed: int | None, lanes: int, names: tuple[str, ...], processes: float) -> None:
    """Kill, look, and tell."""
    begin = time.monotonic()
    seed = random.SystemRandom().randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}")
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="torture-", dir=fast if fast.is_dir() else None) as folder:
        base = Path(folder)
        scenes = [learn(scene, base) for scene in SCENES if not names or scene.name in names]
        points = ordered(scenes, random.Random(seed))
        for known in scenes:
            click.echo(f"{known.scene.name}: {len(known.points)} points, {known.seconds:.1f} s undisturbed")
        plans = [
            Plan(
                points[lane::lanes],
                begin + _POINTS_SHARE * seconds - _RESERVE_SECONDS,
                begin + seconds - _RESERVE_SECONDS,
                seed * 1000 + lane,
                processes,
            )
            for lane in range(lanes)
        ]
        told = in_lanes(lambda share: _work(share[0], scenes, base), plans, lanes)
        shutil.rmtree(base / "undisturbed", ignore_errors=True)
    _tell(told, len(points))


def ordered(scenes: Sequence[Known], chance: random.Random) -> list[tuple[Known, int]]:
    """Return all points, of every scene in turn, at random; but one of each kind of a scene before its others."""
    of_scenes = [[(known, number) for number in _ordered_points(known, chance)] for known in scenes]
    return [one for turn in zip_longest(*of_scenes) for one in turn if one]


def _ordered_points(known: Known, chance: random.Random) -> list[int]:
    numbers = list(range(len(known.points)))
    chance.shuffle(numbers)
    first = {kind_of(known.points[number]): number for number in reversed(numbers)}
    return sorted(numbers, key=lambda number: first[kind_of(known.points[number])] != number)


def _work(plan: Plan, scenes: Sequence[Known], base: Path) -> dict[str, Any]:
    """Return what a lane counted and found."""
    folder = base / f"lane-{plan.seed}"
    counts: Counter[str] = Counter()
    faults: list[Fault] = []
    for known, number in plan.points:
        if time.monotonic() > plan.points_until:
            break
        found = kill_at(known, number, folder)
        counts.update({"points": 1, "kills": 1})
        faults += _shown(found)
    for kills, found in _storms(plan, scenes, folder):
        counts.update({"kills": kills, "random": kills})
        faults += _shown(found)
    return {"counts": counts, "faults": faults}


def _storms(plan: Plan, scenes: Sequence[Known], folder: Path) -> Iterator[tuple[int, list[Fault]]]:
    chance = random.Random(plan.seed)
    plain = [known for known in scenes if known.scene.name in ("first run", "changes", "many versions")]
    while time.monotonic() < plan.until:
        if plain and chance.random() < plan.processes:
            yield kill_with_workers(chance.choice(plain), chance, folder)
        else:
            yield kill_at_random(chance.choice(scenes), chance, folder)


def _shown(faults: Sequence[Fault]) -> Sequence[Fault]:
    for fault in faults:
        click.echo(f"{fault.kind}: {fault.when}: {fault.found}")
        sys.stdout.flush()
    return faults


def _tell(told: Sequence[dict[str, Any]], known_points: int) -> None:
    counts: Counter[str] = Counter()
    for one in told:
        counts.update(one["counts"])
    found = Counter(kind for one in told for kind, *_ in one["faults"])
    summary = {name: counts[name] for name in ("kills", "points", "random")} | {"of_points": known_points}
    click.echo(json.dumps({**summary, **{kind: found[kind] for kind in KINDS}}))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
