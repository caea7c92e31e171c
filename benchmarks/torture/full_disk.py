"""A disk that is full, at one place of a run after another: a small file system of its own, filled up but for so much.

    unshare -rm sh -c 'mount -t tmpfs -o size=96m none FOLDER && exec python -m benchmarks.torture.full_disk FOLDER'

Prints a line of JSON: how often the disk was full, and the faults; exit code 1 if there were any.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.torture.children import in_child
from benchmarks.torture.scenes import SCENES, Place, quiet, run
from benchmarks.torture.trials import Fault, Known, copy, judge_end, judge_sight, learn
from flows.base.errors import UserError

_KIB = 1 << 10
# A run on the few files of the scene writes some MiB.
LEFT_FREE = (0, 12 * _KIB, 100 * _KIB, 400 * _KIB, 700 * _KIB, 1500 * _KIB, 2200 * _KIB, 3200 * _KIB, 4200 * _KIB)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def main(folder: Path) -> None:
    """Fill the file system at FOLDER again and again."""
    (scene,) = (scene for scene in SCENES if scene.name == "changes")
    with tempfile.TemporaryDirectory() as elsewhere:
        known = learn(scene, Path(elsewhere))
        place = copy(known.place, folder / "place")
        told = list(_fill_up(known, place, folder / "filling"))
    faults = [fault for _, found in told for fault in found]
    for fault in faults:
        click.echo(f"{fault.kind}: {fault.when}: {fault.found}")
    click.echo(json.dumps({"full": sum(is_full for is_full, _ in told), "faults": len(faults)}))
    sys.exit(bool(faults))


def _fill_up(known: Known, place: Place, filling: Path) -> Iterator[tuple[bool, list[Fault]]]:
    """Yield for each measure of free space whether it was too little, and the faults; then those of the run after."""
    is_full = True
    for free in LEFT_FREE:
        when = f"{free >> 10} KiB free"
        _leave_free(filling, free)
        told = in_child(lambda: _try(place)).told or "ended without a word"
        filling.unlink()
        is_full = is_full and told != "published"
        faults = judge_sight(known, place, when, is_acknowledged=not is_full)
        if is_full and "No space left on device" not in told:
            faults.append(Fault("stuck", when, told))
        yield is_full, faults
        if not is_full:
            break
    yield False, judge_end(known, place, "space again")


def _leave_free(filling: Path, free: int) -> None:
    state = os.statvfs(filling.parent)
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(state.f_bavail * state.f_frsize - free, 1))


def _try(place: Place) -> str:
    """Return what the user is told."""
    try:
        run(place, quiet())
    except UserError as error:
        return str(error)
    return "published"


if __name__ == "__main__":
    main()
