"""An export from end to end: what is asked for, written aside, put in its place, counted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from flows.base.errors import UserError
from flows.desk.export.contents import (
    Relation,
    Version,
    find_references,
    find_relations,
    find_version,
    read_batches,
)
from flows.desk.export.datapackage import Written, write_package
from flows.desk.export.folders import FOLDER_FORMATS
from flows.desk.export.linked import write_linked
from flows.desk.export.placing import find_place, write_aside
from flows.desk.export.sqlite import metadata_path, write_metadata, write_sqlite
from flows.store.engine import Connection, QueryError

Watch = Callable[[int], None]


class Request(NamedTuple):
    """What to export: where to, in which form, which tables and views (none: all), and whether over an earlier one."""

    target: Path
    form: str
    names: tuple[str, ...] = ()
    is_forced: bool = False


class Exported(NamedTuple):
    """What was written: the files by name, the number of tables and views, and of rows (or nodes), of which version."""

    files: tuple[Path, ...]
    relation_count: int
    row_count: int
    version: Version


def export(con: Connection, warehouse: Path, request: Request, watch: Watch) -> Exported:
    """Write what is asked for, whole or not at all; `watch` is told how many rows each batch had."""
    is_folder = request.form in FOLDER_FORMATS
    place = find_place(request.target, warehouse, is_folder, request.is_forced)
    if request.form == "sqlite":
        find_place(metadata_path(place), warehouse, is_folder, request.is_forced)
    try:
        return _export(con, place, request, watch)
    except QueryError as error:
        # Out of memory or disk; or a version of long ago that has not the columns of today.
        raise UserError(f"the warehouse cannot be exported so: {str(error).splitlines()[0]}") from None


def _export(con: Connection, place: Path, request: Request, watch: Watch) -> Exported:
    is_folder = request.form in FOLDER_FORMATS
    version = find_version(con)
    relations = find_relations(con, request.names)
    counts: list[int] = []

    def write(folder: Path) -> None:
        if is_folder:
            counts.append(_write_folder(con, folder, request.form, relations, version, watch))
        elif request.form == "sqlite":
            counts.append(_write_sqlite(con, folder / place.name, relations, version, watch))
        else:
            counts.append(write_linked(folder / place.name, con, version, watch))

    files = write_aside(place, write, is_folder)
    return Exported(files, len(relations), counts[0], version)


def _write_folder(
    con: Connection, folder: Path, form: str, relations: list[Relation], version: Version, watch: Watch
) -> int:
    suffix, media_type, write = FOLDER_FORMATS[form]
    files = []
    for relation in relations:
        path = folder / f"{relation.name}{suffix}"
        rows = write(path, relation, _watched(read_batches(con, relation), watch))
        files.append(Written(relation, path, rows, media_type))
    write_package(folder, version, files, find_references(relations))
    return sum(file.rows for file in files)


def _write_sqlite(con: Connection, path: Path, relations: list[Relation], version: Version, watch: Watch) -> int:
    def rows_of(relation: Relation) -> Iterator[pa.Table]:
        return _watched(read_batches(con, relation), watch)

    count = write_sqlite(path, relations, find_references(relations), rows_of)
    write_metadata(metadata_path(path), path.stem, version, relations)
    return count


def _watched(batches: Iterator[pa.Table], watch: Watch) -> Iterator[pa.Table]:
    for rows in batches:
        yield rows
        watch(rows.num_rows)


def count_rows(con: Connection, names: tuple[str, ...] = ()) -> int:
    """Return how many rows an export of these tables and views has: what a bar of progress is measured by."""
    return sum(len(con.table(relation.name)) for relation in find_relations(con, names))
