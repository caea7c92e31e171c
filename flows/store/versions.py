"""The published versions: which one readers see, whether it is as it was published, and which are forgotten.

A version is the DuckDB file and the Parquet folder of one committed run. Parts and manifests are the truth; a version
can always be made anew from them.
"""

import json
import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from flows.store.layout import Layout, make_read_only, swap_link, sync, write_whole
from flows.store.manifests import committed_runs, forget_manifest, read_manifest
from flows.store.parts import file_digest

VERSIONS_KEPT = 3

_RUN_ID = re.compile(r"run-\d{6,}")
# A client that opened a version for writing logs its first change beside it. There stands a link that leads nowhere:
# to look for, it is no file, so reading goes on; to create, it cannot be, so the change fails. Mode bits bind all but
# root, this binds root too (measured with DuckDB 1.4, 1.5 and 2.0).
_NOWHERE = "published/versions-are-read-only"


class Usage(NamedTuple):
    """What a warehouse takes on the disk: files and bytes, one that has several names counted once."""

    files: int
    size_bytes: int


def seal_version(layout: Layout, run_id: str) -> None:
    """Close the DuckDB file of a run to writers, and note its size and time of change: is_intact looks at those."""
    path = layout.database(run_id)
    make_read_only(path)
    _bar_writers(path)
    noted = json.dumps(_marks(path))
    write_whole(_seal(layout, run_id), lambda target: _write_text(target, noted))


def is_intact(layout: Layout, run_id: str) -> bool:
    """Tell whether the DuckDB file of a committed run is the one that was published.

    By its size and time of change; by its digest where a copy of the warehouse has other times.
    """
    path = layout.database(run_id)
    if not path.is_file() or any(_log_beside(name).is_file() for name in (path, layout.database_link)):
        return False
    try:
        noted = json.loads(_seal(layout, run_id).read_text("utf-8"))
    except FileNotFoundError:
        # Published before versions were sealed.
        return True
    except ValueError:
        noted = None
    return noted == _marks(path) or read_manifest(layout, run_id).published.get(
        layout.database_link.name
    ) == file_digest(path)


def _marks(path: Path) -> dict[str, int]:
    stat = path.stat()
    return {"size_bytes": stat.st_size, "modified_ns": stat.st_mtime_ns}


def _seal(layout: Layout, run_id: str) -> Path:
    return layout.versions / f"seal-{run_id}.json"


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _log_beside(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _bar_writers(path: Path) -> None:
    """Put the link that leads nowhere in the place of a client's write-ahead log.

    DuckDB 1.4 names that after the path that it was given, a later one after the file that a link leads to. Beside the
    link that readers open it would be applied to every later version.
    """
    log = _log_beside(path)
    if not log.is_symlink():
        log.unlink(missing_ok=True)
        log.symlink_to(_NOWHERE)


def link_version(layout: Layout, old: str, new: str) -> None:
    """Give the files of one run to another too, as hard links: at once, whatever their size."""
    target = layout.database(new)
    target.unlink(missing_ok=True)
    os.link(layout.database(old), target)
    seal_version(layout, new)
    folder = layout.versions / f".building-parquet-{new}"
    for path in (folder, layout.parquet(new)):
        shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(layout.parquet(old), folder, copy_function=os.link)
    folder.replace(layout.parquet(new))
    sync(layout.versions)


def reveal_version(layout: Layout, run_id: str) -> None:
    """Point the links that readers open at the files of this run."""
    _bar_writers(layout.database_link)
    swap_link(layout.parquet_link, layout.parquet(run_id))
    swap_link(layout.database_link, layout.database(run_id))


def is_revealed(layout: Layout, run_id: str) -> bool:
    """Tell whether readers see this run."""
    return layout.database_link.exists() and layout.database_link.resolve() == layout.database(run_id).resolve()


def kept_versions(layout: Layout) -> list[str]:
    """Return the committed runs whose version can still be read, the oldest first."""
    return [run_id for run_id in committed_runs(layout) if layout.database(run_id).is_file()]


def prune(layout: Layout, keep: int = VERSIONS_KEPT) -> None:
    """Forget all but the last `keep` committed runs: their manifests first, then every version without a manifest.

    What was being built is deleted too, and what a client left beside a version. Who has a deleted file open can read
    it to the end.
    """
    runs = committed_runs(layout)
    for run_id in runs[:-keep]:
        forget_manifest(layout, run_id)
    kept = set(runs[-keep:])
    for path in sorted(layout.versions.iterdir()):
        if path.name.startswith(".") or not kept & set(_RUN_ID.findall(path.name)):
            _delete(path)
    _forget_reports(layout, kept)
    for path in (layout.database_link, *(layout.database(run_id) for run_id in kept)):
        if path.is_file():
            _bar_writers(path)


def _forget_reports(layout: Layout, kept: set[str]) -> None:
    """Delete the reports of versions that are not kept, but for one that readers are still shown."""
    shown = {link.resolve() for link in layout.root.glob("report.*")}
    for path in sorted(layout.reports.glob("report-*")):
        if not kept & set(_RUN_ID.findall(path.name)) and path.resolve() not in shown:
            path.unlink(missing_ok=True)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def usage(layout: Layout) -> Usage:
    """Return what the warehouse takes on the disk now."""
    found = (path.lstat() for path in layout.root.rglob("*") if path.is_file() and not path.is_symlink())
    sizes = {(stat.st_dev, stat.st_ino): stat.st_size for stat in found}
    return Usage(len(sizes), sum(sizes.values()))
