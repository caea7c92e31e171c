"""Stored tables: immutable Parquet parts, and a manifest per run that says which of them are live.

Local tables grow by a part per batch. Corpus and ledger tables lie in buckets by the hash of their first key column;
a run writes anew only the buckets whose rows changed.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.base.errors import UserError
from flows.base.schemas.corpus import CORPUS_TABLES
from flows.base.schemas.judgements import JUDGEMENTS
from flows.base.schemas.ledger import LEDGER_TABLES
from flows.base.schemas.local import LOCAL_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.layout import Layout, write_whole

SCHEMA_VERSION = 5
LOCAL = {table.name: table for table in LOCAL_TABLES}
BUCKETED = {table.name: table for table in (*LEDGER_TABLES, JUDGEMENTS, *CORPUS_TABLES)}
STORED: dict[str, TableSchema] = {**LOCAL, **BUCKETED}


class Part(NamedTuple):
    """A live file: its path below the warehouse, rows, bytes, sha256, and its bucket if the table has buckets."""

    file: str
    rows: int
    size_bytes: int
    sha256: str
    bucket: int | None = None


class Manifest(NamedTuple):
    """The live parts of every table after a run; `buckets` is the number of buckets of each bucketed table."""

    run_id: str
    parts: Mapping[str, tuple[Part, ...]]
    buckets: Mapping[str, int]

    def files(self, layout: Layout, table: str) -> list[Path]:
        """Return the live files of a table."""
        return [layout.root / part.file for part in self.parts.get(table, ())]

    def adding(self, table: str, new: Iterable[Part]) -> "Manifest":
        """Return the manifest with these parts appended to a local table."""
        return self._replace(parts={**self.parts, table: (*self.parts.get(table, ()), *new)})

    def replacing(self, table: str, parts: Iterable[Part], buckets: int | None = None) -> "Manifest":
        """Return the manifest with these as the only parts of a table."""
        counts = self.buckets if buckets is None else {**self.buckets, table: buckets}
        return self._replace(parts={**self.parts, table: tuple(parts)}, buckets=counts)

    def rows(self) -> dict[str, int]:
        """Return the number of live rows of each table."""
        return {table: sum(part.rows for part in parts) for table, parts in sorted(self.parts.items())}


EMPTY = Manifest("run-000000", {}, {})


def write_part(layout: Layout, table: str, rows: pa.Table, name: str, bucket: int | None = None) -> list[Part]:
    """Write the rows as one part and return it in a list; the list is empty if there are no rows.

    No two files are called the same: a job that is tried again, while its first attempt may still be at work on a
    machine that was given up, touches nothing of the other's.
    """
    if rows.num_rows == 0:
        return []
    schema = STORED[table].arrow
    path = layout.parts / table / f"{name}-{secrets.token_hex(4)}.parquet"
    write_whole(path, lambda target: pq.write_table(rows.cast(schema), target, compression="zstd"))
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return [Part(path.relative_to(layout.root).as_posix(), rows.num_rows, len(content), digest, bucket)]


def read_parts(layout: Layout, table: str, parts: Iterable[Part], columns: list[str] | None = None) -> pa.Table:
    """Return the rows of these parts of a table, or those columns of them."""
    schema = STORED[table].arrow
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    tables = [pq.read_table(layout.root / part.file, columns=columns).cast(wanted) for part in parts]
    return pa.concat_tables(tables) if tables else wanted.empty_table()


def without_articles(layout: Layout, manifest: Manifest, articles: set[str], mark: str) -> Manifest:
    """Return the manifest with the parts of local tables that hold rows of these articles written anew without them."""
    if not articles:
        return manifest
    gone = pa.array(sorted(articles), pa.string())
    for table in LOCAL:
        kept: list[Part] = []
        for number, part in enumerate(manifest.parts.get(table, ())):
            is_gone = pc.is_in(read_parts(layout, table, [part], ["article_id"])["article_id"], gone)
            if not pc.any(is_gone).as_py():
                kept.append(part)
                continue
            rows = read_parts(layout, table, [part]).filter(pc.invert(is_gone))
            kept += write_part(layout, table, rows, f"{mark}-kept-{number:05d}")
        manifest = manifest.replacing(table, kept)
    return manifest


def write_manifest(layout: Layout, manifest: Manifest) -> None:
    """Commit a run: from here on its parts are the warehouse."""
    content = {
        "run_id": manifest.run_id,
        "schema_version": SCHEMA_VERSION,
        "buckets": dict(sorted(manifest.buckets.items())),
        "parts": {table: [part._asdict() for part in parts] for table, parts in sorted(manifest.parts.items())},
    }
    text = json.dumps(content, indent=1)
    write_whole(layout.manifest(manifest.run_id), lambda target: _write_text(target, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in this file. A warehouse of another schema version is a UserError."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise UserError(
            f"{path} is damaged. Restore it, or remove it: the run before it then counts as the last."
        ) from None
    if content["schema_version"] != SCHEMA_VERSION:
        raise UserError(
            f"{path}: the warehouse has schema version {content['schema_version']}, this wirecopy writes "
            f"{SCHEMA_VERSION}. Use the wirecopy that made it, or build a new warehouse in another folder."
        )
    parts = {table: tuple(Part(**part) for part in found) for table, found in content["parts"].items()}
    return Manifest(content["run_id"], parts, content["buckets"])


def current_manifest(layout: Layout) -> Manifest:
    """Return the manifest of the last committed run; an empty one if there is none."""
    found = manifest_files(layout)
    return read_manifest(found[-1]) if found else EMPTY


def manifest_files(layout: Layout) -> list[Path]:
    """Return the manifests of the warehouse, the oldest run first."""
    return sorted(layout.manifests.glob("run-*.json"))


def sweep(layout: Layout) -> int:
    """Delete parts that no manifest lists: of runs that did not finish, or are forgotten. Return how many."""
    listed: set[str] = set()
    for path in manifest_files(layout):
        listed |= {part.file for parts in read_manifest(path).parts.values() for part in parts}
    found = (path for path in layout.parts.rglob("*") if path.is_file())
    orphans = [path for path in found if path.relative_to(layout.root).as_posix() not in listed]
    for path in orphans:
        # On another machine a job of the killed run may just be giving it its final name.
        path.unlink(missing_ok=True)
    return len(orphans)


def check_parts(layout: Layout, manifest: Manifest) -> None:
    """Raise UserError if a live part is missing or has another size than was written."""
    for part in (part for parts in manifest.parts.values() for part in parts):
        path = layout.root / part.file
        if not path.is_file() or path.stat().st_size != part.size_bytes:
            raise UserError(
                f"{path} is missing or damaged. Restore it from a copy of the warehouse, or build a new warehouse in "
                "another folder; what is published can still be read."
            )


def find_damaged_parts(layout: Layout, manifest: Manifest) -> list[str]:
    """Return the live parts whose bytes are not those that were written, by sha256."""
    damaged = []
    for part in (part for parts in manifest.parts.values() for part in parts):
        path = layout.root / part.file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != part.sha256:
            damaged.append(part.file)
    return damaged
