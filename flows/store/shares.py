"""Rows laid out for worker processes, a share of a table in files of its own: paths cross, and rows do not."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.store.engine import Connection
from flows.store.parts import STORED


def spread(con: Connection, folder: Path, table: str, columns: Sequence[str], wanted: pa.Table) -> None:
    """Write the rows of a stored table about the articles of each share, in `folder`/<table>.

    `wanted` has the columns article_id and share; an article may stand in several.
    """
    con.register("wanted", wanted)
    try:
        rows = con.sql(
            f"select rows.{', rows.'.join(columns)}, wanted.share from stored.{table} as rows "
            "inner join wanted on rows.article_id = wanted.article_id"
        )
        target = folder / table
        target.mkdir(parents=True)
        rows.write_parquet(str(target), partition_by=["share"], overwrite=True)
    finally:
        con.unregister("wanted")


def read_share(folder: Path, table: str, columns: Sequence[str], share: int) -> pa.Table:
    """Return the rows of a share, by the key of the table."""
    schema = STORED[table]
    wanted = pa.schema([schema.arrow.field(name) for name in columns])
    files = sorted((folder / table / f"share={share}").glob("*.parquet"))
    tables = [pq.ParquetFile(path).read(columns=list(columns)).cast(wanted) for path in files]
    rows = pa.concat_tables(tables) if tables else wanted.empty_table()
    return rows.sort_by([(name, "ascending") for name in schema.key if name in columns])
