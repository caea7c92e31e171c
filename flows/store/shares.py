"""Rows laid out for worker processes, a share of a table in files of its own: paths cross, and rows do not."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.store.engine import Connection
from flows.store.parts import STORED


@contextmanager
def spread(con: Connection, folder: Path, tables: Mapping[str, Sequence[str]], wanted: pa.Table) -> Iterator[None]:
    """Let `folder` hold, for the time being, those columns of stored tables about the articles of each share.

    `wanted` has the columns article_id and share; an article may stand in several.
    """
    folder.mkdir(parents=True)
    con.register("wanted", wanted)
    try:
        for table, columns in tables.items():
            rows = con.sql(
                f"select rows.{', rows.'.join(columns)}, wanted.share from stored.{table} as rows "
                "inner join wanted on rows.article_id = wanted.article_id"
            )
            rows.write_parquet(str(folder / table), partition_by=["share"], overwrite=True)
        yield
    finally:
        con.unregister("wanted")
        shutil.rmtree(folder)


def read_share(
    folder: Path, table: str, columns: Sequence[str], shares: Sequence[int], articles: pa.Array | None = None
) -> pa.Table:
    """Return the rows of some shares, or only those about some of their articles, by the key of the table."""
    schema = STORED[table]
    wanted = pa.schema([schema.arrow.field(name) for name in columns])
    files = [file for share in shares for file in sorted((folder / table / f"share={share}").glob("*.parquet"))]
    is_wanted = None if articles is None else pc.field("article_id").isin(articles)
    # The name of a folder is no column.
    tables = [
        pq.read_table(file, columns=list(columns), filters=is_wanted, partitioning=None).cast(wanted) for file in files
    ]
    rows = pa.concat_tables(tables) if tables else wanted.empty_table()
    return rows.sort_by([(name, "ascending") for name in schema.key if name in columns])
