"""Stored tables: immutable Parquet parts. Which of them are live, a manifest says.

Local tables grow by a lot at a time: the parts that hold what was found in a set of articles, so that any stage can be
done over from what came before it. Corpus and ledger tables lie in buckets by the hash of their first key column; a run
writes anew only the buckets whose rows changed.
"""

import hashlib
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from flows.base.schemas.corpus import CORPUS_TABLES
from flows.base.schemas.judgements import JUDGEMENTS
from flows.base.schemas.ledger import LEDGER_TABLES
from flows.base.schemas.local import LOCAL_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.layout import Layout, write_whole

LOCAL = {table.name: table for table in LOCAL_TABLES}
BUCKETED = {table.name: table for table in (*LEDGER_TABLES, JUDGEMENTS, *CORPUS_TABLES)}
STORED: dict[str, TableSchema] = {**LOCAL, **BUCKETED}


class Part(NamedTuple):
    """A file of a table: its path below the warehouse, rows, bytes, sha256.

    A live part has its bucket, or its lot: all rows of an article in local tables are in parts of one lot.
    """

    file: str
    rows: int
    size_bytes: int
    sha256: str
    bucket: int | None = None
    lot: str | None = None


# The parts of each table that hold the rows of a set of articles.
Parts = dict[str, list[Part]]


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


def is_sound(layout: Layout, part: Part) -> bool:
    """Tell whether the bytes of a part are those that were written."""
    return file_digest(layout.root / part.file) == (part.size_bytes, part.sha256)


def file_digest(path: Path) -> tuple[int, str] | None:
    """Return the size and sha256 of a file, null if it cannot be read."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return file.tell(), digest
    except OSError:
        return None
