"""A folder with one file a table: CSV, JSON Lines or Parquet."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from flows.desk.export.contents import Relation
from flows.desk.export.jsons import json_line
from flows.desk.tables import csv_cells

# A row group is closed at so many rows, or bytes in memory.
_GROUP_ROWS = 100_000
_GROUP_BYTES = 64 << 20


class FolderFormat(NamedTuple):
    """One file a table: its suffix, its media type, and what writes it and returns the number of its rows."""

    suffix: str
    media_type: str
    write: Callable[[Path, Relation, Iterator[pa.Table]], int]


def write_csv_file(path: Path, relation: Relation, batches: Iterator[pa.Table]) -> int:
    """Write the rows as CSV with a header and return how many: lists as JSON, formulas neutralised.

    Null is an empty cell, an empty text is a pair of quotation marks.
    """
    count = 0
    header = csv_cells(relation.schema.empty_table())
    with pa_csv.CSVWriter(path, header.schema) as writer:
        for rows in batches:
            writer.write_table(csv_cells(rows).cast(header.schema))
            count += rows.num_rows
    return count


def write_jsonl_file(path: Path, relation: Relation, batches: Iterator[pa.Table]) -> int:
    """Write the rows as JSON Lines and return how many: an object a line, lists and structs as they are."""
    count = 0
    with path.open("wb") as file:
        for rows in batches:
            names = rows.column_names
            for row in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                file.write(json_line(dict(zip(names, row, strict=True))).encode() + b"\n")
            count += rows.num_rows
    return count


def write_parquet_file(path: Path, relation: Relation, batches: Iterator[pa.Table]) -> int:
    """Write the rows as Parquet and return how many; the comments stand in the schema as `description`."""
    count = 0
    with pq.ParquetWriter(path, relation.schema, compression="zstd") as writer:
        for group in _groups(batches):
            writer.write_table(group, row_group_size=_GROUP_ROWS)
            count += group.num_rows
    return count


def _groups(batches: Iterator[pa.Table]) -> Iterator[pa.Table]:
    held: list[pa.Table] = []
    for rows in batches:
        held.append(rows)
        if sum(t.num_rows for t in held) >= _GROUP_ROWS or sum(t.nbytes for t in held) >= _GROUP_BYTES:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)


FOLDER_FORMATS = {
    "csv": FolderFormat(".csv", "text/csv", write_csv_file),
    "jsonl": FolderFormat(".jsonl", "application/jsonl", write_jsonl_file),
    "parquet": FolderFormat(".parquet", "application/vnd.apache.parquet", write_parquet_file),
}
