"""The wheel in a clean environment of every Python from 3.11 that is installed: it installs, runs, and tells the same.

    python -m benchmarks.wheel [FOLDER]

In each: requirements by hash, the wheel, and then from an empty folder a run on the sample, the checks, and queries,
which must write nothing to stderr. The canonical exports must be the same bytes on all. Exit code 1 if something failed
or differs. A Python for which the requirements cannot be had is passed over, with the reason.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import click

from benchmarks.processes import Took, measured
from flows.store.engine import open_published
from flows.store.layout import Layout
from flows.store.publish import export_canonical

ROOT = Path(__file__).parent.parent
OLDEST = (3, 11)
# What is called in every environment after the run, from an empty folder.
ASKED = (
    ("--version",),
    ("check",),
    ("status",),
    ("sql", "claims_by_origin", "--format", "csv"),
    ("explain", "aggregators/portal-1147.txt"),
    ("ask", "corroboration"),
)
# All warnings but one: numpy and Arrow start threads when they are imported, which the fork server of the workers does,
# and Python from 3.12 warns of any fork then. Both libraries prepare for a fork.
_WARNINGS = "default,ignore:This process:DeprecationWarning"
_TELL = "import platform, sys; print(*sys.version_info[:3]); print(platform.python_implementation())"
_UNREACHABLE = re.compile(
    r"No matching distribution|NewConnectionError|Could not fetch|Connection refused|ResolutionError"
)


class Tried(NamedTuple):
    """What came of one environment: what installing and using took, hashes of the export, and what went wrong."""

    installed: Took = Took(0, 0)
    ran: Took = Took(0, 0)
    export: Mapping[str, str] = MappingProxyType({})
    faults: tuple[str, ...] = ()
    skipped: str = ""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
def main(folder: Path | None) -> None:
    """Build the wheel, try it on every Python, print a line for each and compare."""
    with tempfile.TemporaryDirectory() as scratch:
        place = folder or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        wheel = build_wheel(place / "dist")
        click.echo(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
        tried = {name: tell(name, try_wheel(wheel, python, place / name)) for name, python in installed_pythons()}
    faults = [f"{name}: {fault}" for name, one in tried.items() for fault in one.faults]
    faults += differences({name: one.export for name, one in tried.items() if one.export})
    for fault in faults:
        click.echo(f"FAULT {fault}")
    sys.exit(1 if faults else 0)


def build_wheel(folder: Path) -> Path:
    """Return the wheel of this tree, built without a network."""
    call = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder.resolve())]
    subprocess.run(call, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed_pythons() -> Iterator[tuple[str, Path]]:
    """Give version and program of each Python from 3.11 on, one a minor version: on the PATH, or below pyenv's root."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named = [found for minor in range(OLDEST[1], 30) if (found := shutil.which(f"python3.{minor}"))]
    minors: set[tuple[int, ...]] = set()
    for program in sorted({*pyenv.glob("3.*/bin/python"), *map(Path, named)}):
        done = subprocess.run([program, "-c", _TELL], capture_output=True, text=True, check=False)
        version = tuple(int(part) for part in done.stdout.split()[:3] if part.isdigit())
        if done.stdout.split()[3:] == ["CPython"] and version >= OLDEST and version[:2] not in minors:
            minors.add(version[:2])
            yield ".".join(map(str, version)), program


def try_wheel(wheel: Path, python: Path, place: Path) -> Tried:
    """Return what comes of installing the wheel into a new environment at `place`, and of using it."""
    installed, failed = measured(lambda: install(wheel, python, place))
    if failed:
        return failed._replace(installed=installed)
    (place / "empty").mkdir(exist_ok=True)
    ran, faults = measured(lambda: tuple(use(place)))
    return Tried(installed, ran, {} if faults else export_hashes(place / "warehouse"), faults)


def install(wheel: Path, python: Path, place: Path) -> Tried | None:
    """Install what is locked, then the wheel, into a new environment; return what kept it from that, if so."""
    subprocess.run([python, "-m", "venv", "--clear", place / "env"], check=True, capture_output=True)
    for what in (["--require-hashes", "-r", str(ROOT / "requirements.txt")], ["--no-deps", "--no-index", str(wheel)]):
        done = called(place / "env/bin/python", "-m", "pip", "--disable-pip-version-check", "install", *what)
        if done.returncode and _UNREACHABLE.search(done.stderr):
            return Tried(skipped=done.stderr.strip().splitlines()[-1])
        if done.returncode:
            return Tried(faults=(done.stderr,))
    return None


def use(place: Path) -> Iterator[str]:
    """Give what goes wrong, or is written to stderr, when the wheel in `place` is used from an empty folder there."""
    wirecopy, here = place / "env/bin/wirecopy", ("--warehouse", str(place / "warehouse"))
    calls = [("run", str(ROOT / "raw"), "--direct", "--quiet", *here)]
    calls += [ask if ask == ("--version",) else (*ask, *here) for ask in ASKED]
    for call in calls:
        done = called(wirecopy, *call, folder=place / "empty")
        if done.returncode or done.stderr:
            yield f"wirecopy {' '.join(call)}: exit code {done.returncode}: {done.stderr.strip()[-2000:]}"
    if left := [path.name for path in (place / "empty").iterdir()]:
        yield f"left in the folder from which it was called: {', '.join(left)}"


def called(*words: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Call a program to which this environment is unknown, with all warnings on, and return what it wrote."""
    unset = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {"PYTHONWARNINGS": _WARNINGS, "COLUMNS": "110"} if folder else {}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def export_hashes(warehouse: Path) -> dict[str, str]:
    """Return the sha256 of every file of the canonical export of a published warehouse, by name."""
    with tempfile.TemporaryDirectory() as scratch, open_published(Layout(warehouse).database_link) as con:
        export_canonical(con, Path(scratch))
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path(scratch).iterdir()}


def differences(exports: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return a line for each Python whose export is not the first one's, naming the tables."""
    (first, expected), *others = list(exports.items()) or [("", {})]
    return [
        f"{name} tells otherwise than {first}: {', '.join(sorted(unlike))}"
        for name, export in others
        if (unlike := {table for table in {*export, *expected} if export.get(table) != expected.get(table)})
    ]


def tell(name: str, tried: Tried) -> Tried:
    """Print a line about one Python, and return what it is about."""
    if tried.skipped:
        click.echo(f"{name:8} passed over: {tried.skipped}")
    else:
        fine = "faults" if tried.faults else f"{len(tried.export)} tables"
        times = ", ".join(
            f"{what} in {took.wall:.0f} s ({took.cpu:.0f} s of processors)"
            for what, took in (("installed", tried.installed), ("used", tried.ran))
        )
        click.echo(f"{name:8} {times}, {fine}")
    return tried


if __name__ == "__main__":
    main()
