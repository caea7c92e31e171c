"""What a reader, and whoever looks at the folder, finds after a kill."""

import hashlib
import re
from contextlib import closing
from pathlib import Path

import duckdb

from flows.pipeline.runlog import read_log
from flows.store.engine import Connection, open_published
from flows.store.layout import Layout
from flows.store.manifests import committed_runs, read_manifest
from flows.store.publish import export_canonical

NOTHING = "nothing"
_AT_ROOT = {
    "parts", "manifests", "versions", "scratch", "journal", "warehouse.duckdb", "warehouse.duckdb.wal", "parquet",
    "runs.jsonl", ".lock",
}  # fmt: skip


def see_database(layout: Layout) -> str:
    """Return a digest of all tables in the published file, without what names a run; NOTHING if there is none."""
    if not layout.database_link.is_symlink():
        return NOTHING
    with closing(open_published(layout.database_link)) as con:
        names = con.execute("select table_name from duckdb_tables() where table_name <> 'runs' order by all").fetchall()
        return _digest(con, {str(name): str(name) for (name,) in names})


def see_parquet(layout: Layout) -> str:
    """Return the same digest of the published Parquet files."""
    if not layout.parquet_link.is_symlink():
        return NOTHING
    folders = sorted(path for path in layout.parquet_link.iterdir() if path.name != "runs")
    with closing(duckdb.connect()) as con:
        return _digest(con, {path.name: f"read_parquet('{path}/*.parquet')" for path in folders})


def _digest(con: Connection, tables: dict[str, str]) -> str:
    """Return a hash of the rows of each table: equal whatever their order."""
    found = []
    for name, source in tables.items():
        said = con.execute(f"describe from {source}").fetchall()
        columns = sorted(column for column, *_ in said if not column.endswith("run_id"))
        hashed = f"select count(*), sum(hash({', '.join(columns)})::hugeint) from {source}"
        found.append((name, con.execute(hashed).fetchall()))
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


def canonical_digest(layout: Layout, folder: Path) -> str:
    """Return the hash of the canonical export's bytes."""
    with closing(open_published(layout.database_link)) as con:
        export_canonical(con, folder)
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def acknowledged_runs(layout: Layout) -> list[str]:
    """Return what the log tells of the runs that ended, one line each."""
    return [f"{row['run_id']} {row['status']}" for row in read_log(layout)]


def left_over(layout: Layout) -> list[str]:
    """Return the paths that no committed run has need of."""
    runs = set(committed_runs(layout))
    live = {part.file for run_id in runs for _, part in read_manifest(layout, run_id).live()}
    kept = {f"{run_id}{ending}" for run_id in runs for ending in (".json", ".json.twin")}
    found = [path for path in layout.root.iterdir() if path.name not in _AT_ROOT]
    found += [path for path in layout.manifests.iterdir() if path.name not in kept]
    found += [path for path in layout.versions.iterdir() if not _is_of(path.name, runs)]
    found += [*layout.scratch.iterdir(), *layout.journal.glob("*/*")]
    stored = (path for path in layout.parts.rglob("*") if path.is_file())
    found += [path for path in stored if path.relative_to(layout.root).as_posix() not in live]
    return sorted(path.relative_to(layout.root).as_posix() for path in found)


def _is_of(name: str, runs: set[str]) -> bool:
    return not name.startswith(".") and bool(runs & set(re.findall(r"run-\d{6,}", name)))
