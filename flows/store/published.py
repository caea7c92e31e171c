"""The published files of a run as they were written: their digests, what was altered since, and their rows."""

from collections.abc import Mapping
from contextlib import closing

import pyarrow as pa
import pyarrow.parquet as pq

from flows.base.schemas.table import TableSchema
from flows.store.engine import open_published
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import file_digest

_DATABASE = "warehouse.duckdb"


def version_digests(layout: Layout, run_id: str) -> dict[str, tuple[int, str]]:
    """Return the size and sha256 of every published file of a run, by its name in the version."""
    found = {_DATABASE: file_digest(layout.database(run_id))}
    folder = layout.parquet(run_id)
    for path in sorted(folder.rglob("*.parquet")):
        found[f"parquet/{path.relative_to(folder).as_posix()}"] = file_digest(path)
    return {name: digest for name, digest in found.items() if digest is not None}


def find_altered_files(layout: Layout, run_id: str, published: Mapping[str, tuple[int, str]]) -> list[str]:
    """Return the names of the published files of a run that are not as they were written."""
    present = version_digests(layout, run_id)
    return [name for name, digest in published.items() if present.get(name) != tuple(digest)]


def read_published(layout: Layout, manifest: Manifest, table: TableSchema) -> pa.Table | None:
    """Return the rows of a table as a run published them, in this schema's columns; null if its files are altered."""
    files = [name for name in manifest.published if name.startswith(f"parquet/{table.name}/")]
    present = version_digests(layout, manifest.run_id)
    if files and all(present.get(name) == tuple(manifest.published[name]) for name in files):
        folder = layout.parquet(manifest.run_id)
        paths = [folder / name.removeprefix("parquet/") for name in files]
        columns = list(table.names)
        return pa.concat_tables(pq.ParquetFile(path).read(columns=columns) for path in paths).cast(table.arrow)
    if _DATABASE in manifest.published and present.get(_DATABASE) == tuple(manifest.published[_DATABASE]):
        with closing(open_published(layout.database(manifest.run_id))) as con:
            rows = con.sql(f"select {', '.join(table.names)} from {table.name} order by {', '.join(table.key)}")
            return rows.to_arrow_table().cast(table.arrow)
    return None
