"""What an export holds: the tables and views of one published version, described, and their rows in batches."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyarrow as pa

from flows.base.errors import UserError
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.desk.export.references import REFERENCES, Reference
from flows.store.engine import Connection, run_sql
from flows.store.settings import suggest

# Rows held at once: a batch of articles with their texts stays in the tens of megabytes.
BATCH_ROWS = 5_000
_TABLES = {table.name: table for table in PUBLISHED_TABLES}
# Views that put what matters most first; ties, and the other views, go by all columns from the first on.
_VIEW_ORDERS: Mapping[str, tuple[str, ...]] = {
    "claims_by_origin": ("article_count desc", "origin_count desc", "mention_count desc"),
    "copy_families": ("article_count desc",),
}


class Field(NamedTuple):
    """A column: its Arrow type, what stands in it, whether it may be null, and the closed list of its values."""

    name: str
    type: pa.DataType
    comment: str
    nullable: bool
    choices: tuple[str, ...]


class Relation(NamedTuple):
    """A table or view of the version: its grain in words, its key (empty for a view) and its columns."""

    name: str
    comment: str
    is_view: bool
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, with each column's comment as its `description`."""
        return pa.schema(
            [pa.field(f.name, f.type, f.nullable, {"description": f.comment}) for f in self.fields],
            {"description": self.comment},
        )


class Version(NamedTuple):
    """Which version is exported: the last run in its log, and when that ended; the same for every export of it."""

    run_id: str
    ended_at: str


def find_version(con: Connection) -> Version:
    """Return what the version's own log says of it."""
    return Version(**run_sql(con, "export/version").to_pylist()[0])


def find_relations(con: Connection, names: tuple[str, ...] = ()) -> list[Relation]:
    """Return the tables and views of these names, or all: tables in the order of the schema page, then views by name.

    A name that is not there is a UserError that gives the nearest ones.
    """
    described: dict[str, list[dict[str, str]]] = {}
    for row in run_sql(con, "export/columns").to_pylist():
        described.setdefault(row["relation"], []).append(row)
    for name in names:
        if name not in described:
            raise UserError(f"there is no table or view {name!r} to export. {suggest(name, list(described))}")
    places = {name: number for number, name in enumerate(_TABLES)}
    wanted = sorted(names or described, key=lambda name: (places.get(name, len(places)), name))
    return [_relation(con, name, described[name]) for name in dict.fromkeys(wanted)]


def _relation(con: Connection, name: str, columns: list[dict[str, str]]) -> Relation:
    table = _TABLES.get(name)
    known = {column.name: column for column in table.columns} if table else {}
    with con.table(name).limit(0).to_arrow_reader() as reader:
        types = {field.name: field.type for field in reader.schema}
    fields = []
    for row in columns:
        column = known.get(row["column_name"])
        # An older version may hold a column in another type than today's.
        fits = column is not None and column.type == types[row["column_name"]]
        nullable = column.nullable if column and fits else True
        choices = column.choices if column and fits else ()
        fields.append(Field(row["column_name"], types[row["column_name"]], row["comment"] or "", nullable, choices))
    key = table.key if table and set(table.key) <= types.keys() else ()
    return Relation(name, columns[0]["grain"] or "", table is None, key, tuple(fields))


def find_references(relations: list[Relation]) -> dict[str, list[Reference]]:
    """Return, by table or view, which of its columns hold keys of another table that is exported too.

    Those of a table are listed; a view's column that is named like the one key of a table holds that.
    """
    keys = {reference.to_column: reference.to_table for reference in REFERENCES}
    keyed = {relation.name for relation in relations if relation.key}
    present = {(relation.name, field.name) for relation in relations for field in relation.fields}
    found: dict[str, list[Reference]] = {}
    for relation in relations:
        if relation.is_view:
            named = [field.name for field in relation.fields if field.name in keys]
            possible = [Reference(relation.name, name, keys[name], name) for name in named]
        else:
            possible = [reference for reference in REFERENCES if reference.table == relation.name]
        found[relation.name] = [
            r for r in possible if {(r.table, r.column), (r.to_table, r.to_column)} <= present and r.to_table in keyed
        ]
    return found


def read_batches(con: Connection, relation: Relation, most: int = BATCH_ROWS) -> Iterator[pa.Table]:
    """Yield the rows, at most so many at a time, always in the same order and cut at the same places."""
    first = relation.key or _VIEW_ORDERS.get(relation.name, ())
    rest = () if relation.key else tuple(f'"{field.name}"' for field in relation.fields)
    rows = con.table(relation.name).order(", ".join((*first, *rest)))
    with rows.to_arrow_reader(most) as reader:
        for table in _cut(reader, most):
            yield table.cast(relation.schema)


def _cut(batches: pa.RecordBatchReader, most: int) -> Iterator[pa.Table]:
    """Yield the rows in tables of so many each, the last aside: how many a batch has is DuckDB's affair."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        start = 0
        while start < batch.num_rows:
            piece = batch.slice(start, most - rows)
            held.append(piece)
            rows += piece.num_rows
            start += piece.num_rows
            if rows == most:
                yield pa.Table.from_batches(held).combine_chunks()
                held, rows = [], 0
    if held:
        yield pa.Table.from_batches(held).combine_chunks()
