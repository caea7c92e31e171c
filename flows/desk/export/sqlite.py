"""One SQLite file with keys, indexes and full-text search, and its metadata for Datasette beside it."""

import datetime
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from flows.base.errors import BrokenInvariant
from flows.desk.export.contents import Field, Relation, Version
from flows.desk.export.references import Reference
from flows.desk.tables import json_of

# What is searched by words, where the SQLite at hand has FTS5. Datasette offers a search box for these tables.
SEARCHED: Mapping[str, tuple[str, ...]] = {
    "articles": ("headline", "text"),
    "quotes": ("content",),
    "claims": ("content",),
    "utterances": ("content",),
    "claim_groups": ("statement",),
}
# What Datasette shows in place of a key that leads to a row.
_LABELS = {
    "articles": "headline",
    "quotes": "content",
    "claims": "content",
    "utterances": "content",
    "claim_groups": "statement",
    "actors": "name",
}
# The file is built aside and thrown away if the process dies: it needs no journal.
_SETTINGS = ("page_size = 4096", "journal_mode = off", "synchronous = off", "cache_size = -65536")


def metadata_path(path: Path) -> Path:
    """Return where Datasette's metadata for a database file stand: beside it."""
    return path.with_name(f"{path.stem}.metadata.json")


def write_sqlite(
    path: Path,
    relations: list[Relation],
    references: Mapping[str, list[Reference]],
    rows_of: Callable[[Relation], Iterator[pa.Table]],
) -> int:
    """Write the tables and views, views as tables, into a new SQLite file, and return the number of rows.

    Lists and structs are JSON text, truth values 0 and 1. Broken keys are a BrokenInvariant: published rows have none.
    """
    count = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for setting in _SETTINGS:
            db.execute(f"pragma {setting}")
        db.execute("begin")
        for relation in relations:
            db.execute(_create(relation, references[relation.name]))
            count += _fill(db, relation, rows_of(relation))
        for statement in _indexes(relations, references):
            db.execute(statement)
        if _has_search():
            for relation in relations:
                _make_searchable(db, relation)
        db.execute("commit")
        db.execute("analyze")
        broken = db.execute("pragma foreign_key_check").fetchmany(5)
        if broken:
            raise BrokenInvariant(f"keys that lead nowhere (table, row, table they name, key): {broken}")
    return count


def _create(relation: Relation, references: list[Reference]) -> str:
    lines = [_column(field) for field in relation.fields]
    if relation.key:
        lines.append(f"primary key ({', '.join(map(_quoted, relation.key))})")
    lines += [
        f"foreign key ({_quoted(r.column)}) references {_quoted(r.to_table)} ({_quoted(r.to_column)})"
        for r in references
    ]
    inner = ",\n  ".join(lines)
    return f"create table {_quoted(relation.name)} (\n  {inner}\n)"


def _column(field: Field) -> str:
    return f"{_quoted(field.name)} {_type(field.type)}{'' if field.nullable else ' not null'}"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return "integer"
    return "real" if pa.types.is_floating(kind) or pa.types.is_decimal(kind) else "text"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fill(db: sqlite3.Connection, relation: Relation, batches: Iterator[pa.Table]) -> int:
    count = 0
    places = ", ".join("?" * len(relation.fields))
    for rows in batches:
        columns = [list(map(_cell, column.to_pylist())) for column in rows.columns]
        db.executemany(f"insert into {_quoted(relation.name)} values ({places})", zip(*columns, strict=True))
        count += rows.num_rows
    return count


def _cell(value: object) -> object:
    if isinstance(value, list | dict):
        return json_of(value)
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


def _indexes(relations: list[Relation], references: Mapping[str, list[Reference]]) -> Iterator[str]:
    """Yield the statements that index every foreign key, but for one that the primary key begins with."""
    for relation in relations:
        for column in dict.fromkeys(reference.column for reference in references[relation.name]):
            if column != next(iter(relation.key), None):
                name = _quoted(f"{relation.name}_by_{column}")
                yield f"create index {name} on {_quoted(relation.name)} ({_quoted(column)})"


def _has_search() -> bool:
    """Tell whether this SQLite was compiled with FTS5."""
    with closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute("create virtual table probe using fts5(x)")
        except sqlite3.OperationalError:
            return False
    return True


def _make_searchable(db: sqlite3.Connection, relation: Relation) -> None:
    """Index the words of the table, its accents aside; the index holds no second copy of the texts."""
    present = {field.name for field in relation.fields}
    columns = [name for name in SEARCHED.get(relation.name, ()) if name in present]
    if not columns:
        return
    search = _quoted(f"{relation.name}_fts")
    options = f"content={_quoted(relation.name)}, tokenize='unicode61 remove_diacritics 2'"
    db.execute(f"create virtual table {search} using fts5({', '.join(map(_quoted, columns))}, {options})")
    db.execute(f"insert into {search} ({search}) values ('rebuild')")


def write_metadata(path: Path, database: str, version: Version, relations: list[Relation]) -> None:
    """Write the metadata that Datasette shows for the database file of this name: what each table and column means."""
    tables = {}
    for relation in relations:
        names = [field.name for field in relation.fields]
        tables[relation.name] = {
            "description": relation.comment,
            "columns": {field.name: field.comment for field in relation.fields if field.comment},
            **({"label_column": _LABELS[relation.name]} if _LABELS.get(relation.name) in names else {}),
        }
    about = {
        "title": f"wirecopy warehouse, {version.run_id}",
        "description": f"Published by {version.run_id}, which ended {version.ended_at}.",
        "databases": {database: {"tables": tables}},
    }
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
