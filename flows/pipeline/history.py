"""Going back in time: which version a run showed, the list of runs, rolling back to one, sweeping what no one needs."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.errors import UserError
from flows.base.schemas.table import BIGINT, DOUBLE, Column, TableSchema, flag, text, text_or_null
from flows.pipeline.opening import put_right
from flows.pipeline.runlog import (
    PUBLISHING,
    append_row,
    event_row,
    finish_commit,
    next_run_id,
    read_log,
    run_table,
    utc_now,
)
from flows.store.engine import open_stored
from flows.store.journal import Journal
from flows.store.layout import Layout
from flows.store.lock import writer_lock
from flows.store.manifests import (
    Manifest,
    check_parts,
    committed_runs,
    complete_manifest,
    current_manifest,
    read_manifest,
    write_manifest,
)
from flows.store.publish import build_version
from flows.store.published import version_digests
from flows.store.versions import Usage, is_intact, kept_versions, link_version, reveal_version, usage

_NAME = re.compile(r"(?:run-)?0*(\d+)")

RUN_LIST = TableSchema(
    "run_list",
    "One row per run in the log, the last one first.",
    ("run_id",),
    (
        text("run_id", "The run."),
        text("started_at", "ISO time in UTC."),
        text("ended_at", "ISO time in UTC."),
        Column("seconds", DOUBLE, "What its stages took; null if it did no work.", nullable=True),
        text("status", "How it ended."),
        Column("files_read", BIGINT, "Raw files that were read.", nullable=True),
        Column("articles_new", BIGINT, "Articles that became current.", nullable=True),
        Column("rejects_new", BIGINT, "Files, members or records rejected.", nullable=True),
        Column("peak_memory_mb", DOUBLE, "Greatest resident memory of the main process, MiB."),
        text_or_null("shows", "The run whose version readers saw after it; null if none was published."),
        flag("is_kept", "That version can still be read: --as-of works."),
        text_or_null("message", "What went wrong, or what a rollback went back to."),
    ),
)


class RolledBack(NamedTuple):
    """What a rollback did: the run that it made, and the run whose tables that shows. The same if nothing was done."""

    run_id: str
    shows: str


def list_runs(layout: Layout) -> pa.Table:
    """Return the log of runs as the table RUN_LIST."""
    rows = {row["run_id"]: row for row in read_log(layout)}
    shown = _published_runs(layout)
    kept = set(kept_versions(layout))
    return RUN_LIST.of(_listed(rows[run_id], shown, kept) for run_id in sorted(rows, reverse=True))


def _listed(row: Mapping[str, Any], published: list[str], kept: set[str]) -> dict[str, Any]:
    counts, seconds = json.loads(row["counts"]), json.loads(row["seconds"])
    shows = _last_until(published, row["run_id"])
    same = ("run_id", "started_at", "ended_at", "status", "peak_memory_mb", "message")
    return {
        **{name: row[name] for name in same},
        **{name: counts.get(name) for name in ("files_read", "articles_new", "rejects_new")},
        "seconds": round(sum(seconds.values()), 1) if seconds else None,
        "shows": shows,
        "is_kept": shows in kept,
    }


def _published_runs(layout: Layout) -> list[str]:
    """Return the runs that published, by the log and by the manifests: either may know one that the other does not."""
    logged = {row["run_id"] for row in read_log(layout) if row["status"] in PUBLISHING}
    return sorted({*logged, *committed_runs(layout)})


def _last_until(run_ids: list[str], run_id: str) -> str | None:
    return max((one for one in run_ids if one <= run_id), default=None)


def find_version(layout: Layout, name: str) -> str:
    """Return the run whose version readers saw after the run of this name (run-000042 or 42); it is kept.

    That is the run itself unless it published nothing. UserError, naming the kept runs, if there is no such version.
    """
    kept = kept_versions(layout)
    can = f"Kept are: {', '.join(kept) or 'none'}."
    found = _NAME.fullmatch(name)
    if not found:
        raise UserError(f"{name!r} names no run. A run is named run-000042 or 42. {can}")
    run_id = f"run-{int(found[1]):06d}"
    published = _published_runs(layout)
    if run_id not in {*published, *(row["run_id"] for row in read_log(layout))}:
        raise UserError(f"there was no {run_id} in {layout.root}. {can}")
    version = _last_until(published, run_id)
    if version is None:
        raise UserError(f"nothing was published yet at {run_id}. {can}")
    if version not in kept:
        shown = "" if version == run_id else f" (it showed that of {version})"
        raise UserError(f"the version of {run_id}{shown} is no longer kept. {can}")
    return version


@contextmanager
def _held(warehouse: Path) -> Iterator[Layout]:
    """Hold an existing warehouse for writing."""
    layout = Layout(warehouse.resolve())
    if not committed_runs(layout):
        raise UserError(f"{warehouse} holds no published warehouse. Make one: wirecopy run RAW --warehouse {warehouse}")
    with writer_lock(layout):
        yield layout


def roll_back(warehouse: Path, name: str) -> RolledBack:
    """Make a new run that shows the tables as the named run left them, and return it.

    It lists the very parts of that run and shares its published files, so it takes no longer for a large warehouse.
    No run is forgotten here: only the next one prunes.
    """
    with _held(warehouse) as layout:
        base = current_manifest(layout)
        complete_manifest(layout, base.run_id)
        finish_commit(layout, base)
        target = read_manifest(layout, find_version(layout, name))
        if (target.parts, target.buckets) == (base.parts, base.buckets):
            return RolledBack(base.run_id, base.run_id)
        check_parts(layout, target)
        new = target._replace(run_id=next_run_id(layout, base))
        row = event_row(new.run_id, utc_now(), "rolled_back", f"back to {target.run_id} from {base.run_id}", new.rows())
        write_manifest(layout, _published(layout, target, new, row))
        reveal_version(layout, new.run_id)
        append_row(layout, row)
        return RolledBack(new.run_id, target.run_id)


def _published(layout: Layout, target: Manifest, new: Manifest, row: Mapping[str, Any]) -> Manifest:
    """Return the new manifest, its version made of the published files, or anew where a client altered those."""
    if is_intact(layout, target.run_id):
        link_version(layout, target.run_id, new.run_id)
        return new
    with closing(open_stored(layout, target)) as con:
        build_version(con, layout, new.run_id, run_table(layout, row))
    return new._replace(published=version_digests(layout, new.run_id))


def sweep_warehouse(warehouse: Path, keep: int) -> Usage:
    """Keep the last so many versions, delete what no kept run lists, and return what that freed."""
    with _held(warehouse) as layout:
        before = usage(layout)
        base = current_manifest(layout)
        put_right(layout, base, Journal(layout, base.run_id), keep)
        after = usage(layout)
        return Usage(before.files - after.files, before.size_bytes - after.size_bytes)
