"""What wirecopy stands on: Python, libraries, memory, disk, file system, clock."""

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import filelock
from packaging.requirements import Requirement

from flows.desk.doctor.finding import Finding, bad, doubtful, good
from flows.store.layout import Layout
from flows.store.memory import machine_bytes

_PYTHONS = ((3, 11), (3, 13))
_ENGINES = ("sqlite3", "duckdb", "prefect")
# What extras read, and the module that says whether one is there.
_EXTRAS = {"documents": ("pypdf", "PDF"), "captures": ("brotli", "pages packed with brotli")}
_LEAST_MEMORY = 2 << 30
_SCARCE_DISK = 1 << 30
_LEAST_DISK = 100 << 20
# The first client that reads what wirecopy publishes.
_OLDEST_CLIENT = (1, 4)
_YEARS = range(2025, 2100)


def look_at_python() -> Iterator[Finding]:
    """Yield how Python and every library stand beside what this wirecopy was made for."""
    running = sys.version_info[:2]
    found = f"Python {sys.version.split()[0]}"
    if running < _PYTHONS[0]:
        yield bad("python", found, "Install Python 3.11, 3.12 or 3.13, and wirecopy in it.")
    elif running > _PYTHONS[1]:
        yield doubtful("python", f"{found}: not tried", "Should anything fail, use Python 3.11, 3.12 or 3.13.")
    else:
        yield good("python", found)
    yield _libraries()
    for name in _ENGINES:
        yield _import(name)
    for extra, (module, kind) in _EXTRAS.items():
        is_there = importlib.util.find_spec(module) is not None
        way_out = f"If you have such files: pip install 'wirecopy[{extra}]', then wirecopy retry."
        yield good(extra, f"{kind} can be read") if is_there else doubtful(extra, f"{kind} is not read", way_out)


def _libraries() -> Finding:
    try:
        wanted = [Requirement(line) for line in metadata.requires("wirecopy") or ()]
    except metadata.PackageNotFoundError:
        return doubtful("libraries", "wirecopy is not installed as a package", "pip install . makes it one.")
    wrong = [
        f"{one.name} {_version(one.name) or 'is missing'} (wanted: {one.specifier or 'any'})"
        for one in wanted
        if (one.marker is None or one.marker.evaluate({"extra": ""}))
        and not one.specifier.contains(_version(one.name) or "0", prereleases=True)
    ]
    if wrong:
        return bad("libraries", "; ".join(wrong), "Install what is locked: pip install -r requirements.txt")
    return good("libraries", f"{len(wanted)} as wanted")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _import(name: str) -> Finding:
    from flows.surroundings import prepare_for_prefect

    prepare_for_prefect()
    try:
        importlib.import_module(name)
    except Exception as error:
        told = f"cannot be imported: {type(error).__name__}: {error}"
        return bad(name, told, "Install what is locked, in a fresh environment: pip install -r requirements.txt")
    return good(name, "can be imported")


def look_at_machine(workers: int | None) -> Iterator[Finding]:
    """Yield whether memory, processors and the clock will do."""
    memory, count = machine_bytes(), workers or os.cpu_count() or 1
    found = f"{memory / (1 << 30):.1f} GiB, {os.cpu_count()} processors, {count} workers"
    if memory < _LEAST_MEMORY:
        yield doubtful("memory", found, "Give a run fewer workers: wirecopy run --workers 1")
    else:
        yield good("memory", found)
    now = datetime.now(UTC)
    if now.year not in _YEARS:
        yield bad("clock", f"the clock says {now:%Y-%m-%d}", "Set the clock: versions and dates go by it.")
    else:
        yield good("clock", f"{now:%Y-%m-%d %H:%M} UTC")
    yield _client()


def _client() -> Finding:
    """Tell whether the DuckDB of the command line, if there is one, can open what is published."""
    path = shutil.which("duckdb")
    if path is None:
        return good("duckdb client", "none on the PATH; wirecopy sql needs none")
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
        version = tuple(int(number) for number in told.split()[0].lstrip("v").split(".")[:2])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return doubtful("duckdb client", f"{path} does not tell its version", "Install DuckDB 1.4 or later.")
    if version < _OLDEST_CLIENT:
        return doubtful("duckdb client", f"{told.split()[0]} cannot open the warehouse", "Install DuckDB 1.4 or later.")
    return good("duckdb client", told.split()[0])


def look_at_folder(warehouse: Path) -> Iterator[Finding]:
    """Yield whether the folder of the warehouse, or the nearest above it, has room and can do what a run needs."""
    place = next(folder for folder in (warehouse, *warehouse.absolute().parents) if folder.exists())
    free, held = shutil.disk_usage(place).free, _size(Layout(warehouse))
    found = f"{free / (1 << 30):.1f} GiB free, the warehouse takes {held / (1 << 30):.1f} GiB"
    way_out = "Make room: wirecopy sweep --keep 1 deletes old versions; or name another folder with --warehouse."
    if free < _LEAST_DISK:
        yield bad("disk", found, way_out)
    else:
        yield doubtful("disk", found, way_out) if free < _SCARCE_DISK + held else good("disk", found)
    yield _abilities(place)


def _size(layout: Layout) -> int:
    sizes: dict[int, int] = {}
    for path in layout.root.rglob("*") if layout.root.is_dir() else ():
        told = path.lstat()
        sizes[told.st_ino] = told.st_size
    return sum(sizes.values())


def _abilities(place: Path) -> Finding:
    """Try in a folder of its own what a run does: write, link, link symbolically, lock."""
    doing = "written"
    try:
        with tempfile.TemporaryDirectory(prefix=".doctor-", dir=place) as name:
            folder = Path(name)
            (folder / "a").write_text("a")
            doing = "given hard links"
            (folder / "b").hardlink_to(folder / "a")
            doing = "given symbolic links"
            (folder / "c").symlink_to("a")
            doing = "locked"
            with filelock.FileLock(folder / "d", timeout=0):
                pass
    except (OSError, filelock.Timeout, NotImplementedError) as error:
        told = f"{place} cannot be {doing}: {getattr(error, 'strerror', None) or error}"
        if doing == "written":
            return bad("folder", told, "Change its permissions (chmod u+rwx), or name another with --warehouse.")
        return bad("folder", told, "Name a folder on another file system with --warehouse.")
    return good("folder", f"{place} can be written, linked and locked")
