"""The SQLite export: every row, native types, keys that hold, words that are found, and Datasette's metadata."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from flows.desk.export.contents import find_references, find_relations
from flows.desk.export.references import REFERENCES
from flows.desk.export.sqlite import SEARCHED
from flows.desk.export.writing import Request, export
from flows.desk.reading import open_warehouse
from flows.store.engine import Connection


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_warehouse(sample_warehouse) as con:
        yield con


@pytest.fixture(scope="module")
def path(con: Connection, sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "news.sqlite"
    export(con, sample_warehouse, Request(path, "sqlite"), lambda rows: None)
    return path


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        yield db


def test_every_row_of_every_table_and_view_arrives_the_same(con: Connection, db: sqlite3.Connection) -> None:
    for relation in find_relations(con):
        nested = {field.name for field in relation.fields if pa.types.is_nested(field.type)}
        flags = {field.name for field in relation.fields if pa.types.is_boolean(field.type)}
        rows = [dict(row) for row in db.execute(f'select * from "{relation.name}"')]
        for row in rows:
            row |= {name: json.loads(row[name]) for name in nested if row[name] is not None}
            row |= {name: bool(row[name]) for name in flags if row[name] is not None}
        want = con.table(relation.name).to_arrow_table().to_pylist()
        assert sorted(map(repr, rows)) == sorted(map(repr, want)), relation.name


def test_the_file_is_sound_and_all_keys_hold(con: Connection, db: sqlite3.Connection) -> None:
    assert [tuple(row) for row in db.execute("pragma integrity_check")] == [("ok",)]
    assert db.execute("pragma foreign_key_check").fetchall() == []
    for relation in find_relations(con):
        columns = db.execute(f'pragma table_info("{relation.name}")').fetchall()
        key = [column["name"] for column in sorted(columns, key=lambda column: column["pk"]) if column["pk"]]
        assert tuple(key) == relation.key
        assert [bool(column["notnull"]) for column in columns] == [not field.nullable for field in relation.fields]


def test_keys_are_declared_and_indexed(con: Connection, db: sqlite3.Connection) -> None:
    declared, indexed = set(), set()
    for relation in find_relations(con):
        for key in db.execute(f'pragma foreign_key_list("{relation.name}")'):
            declared.add((relation.name, key["from"], key["table"], key["to"]))
        for index in db.execute(f'pragma index_list("{relation.name}")').fetchall():
            first = db.execute(f'pragma index_info("{index["name"]}")').fetchone()
            indexed.add((relation.name, first["name"]))
    assert set(REFERENCES) <= declared
    assert ("claims_by_origin", "claim_group_id", "claim_groups", "claim_group_id") in declared
    assert {(table, column) for table, column, _, _ in declared} <= indexed


def test_no_column_that_holds_keys_was_forgotten(con: Connection) -> None:
    """A column whose values are all keys of a table is a reference, unless several tables share it."""
    relations = [relation for relation in find_relations(con) if not relation.is_view]
    known = {(reference.table, reference.column) for reference in REFERENCES}
    keys = {
        target: {row[0] for row in con.sql(f"select {target.to_column} from {target.to_table}").fetchall()}
        for target in {r._replace(table="", column="") for r in REFERENCES}
    }
    for relation in relations:
        for field in relation.fields:
            place = (relation.name, field.name)
            if not pa.types.is_string(field.type) or place in known or relation.key == (field.name,):
                continue
            values = {row[0] for row in con.sql(f"select distinct {field.name} from {relation.name}").fetchall()}
            values.discard(None)
            for target, names in keys.items():
                assert not values or not values <= names, f"{place} holds keys of {target.to_table}"


def test_references_follow_what_is_exported(con: Connection, sample_warehouse: Path, tmp_path: Path) -> None:
    relations = find_relations(con, ("claims", "articles"))
    assert {(r.column, r.to_table) for r in find_references(relations)["claims"]} == {("article_id", "articles")}
    export(con, sample_warehouse, Request(tmp_path / "x", "sqlite", ("claims", "articles")), lambda rows: None)
    with closing(sqlite3.connect(tmp_path / "x")) as db:
        db.execute("pragma foreign_keys = on")
        assert db.execute("pragma foreign_key_check").fetchall() == []
        assert db.execute("select count(*) from claims join articles using (article_id)").fetchone()[0] > 500


def test_words_are_found_whatever_their_accents(db: sqlite3.Connection) -> None:
    if not db.execute("select 1 from pragma_compile_options where compile_options = 'ENABLE_FTS5'").fetchall():
        pytest.skip("this SQLite has no FTS5")
    for table in SEARCHED:
        assert db.execute(f"select count(*) from {table}_fts").fetchone()[0] > 0
    found = db.execute(
        "select statement from claim_groups where rowid in (select rowid from claim_groups_fts where "
        "claim_groups_fts match 'harbour')"
    ).fetchall()
    assert found
    assert all("harbour" in row["statement"].lower() for row in found)


def test_datasette_is_told_what_every_table_and_column_means(con: Connection, path: Path) -> None:
    about = json.loads((path.parent / "news.metadata.json").read_text("utf-8"))
    tables = about["databases"]["news"]["tables"]
    relations = {relation.name: relation for relation in find_relations(con)}
    assert tables.keys() == relations.keys()
    for name, relation in relations.items():
        assert tables[name]["description"] == relation.comment
        assert list(tables[name]["columns"]) == [field.name for field in relation.fields]
    assert tables["actors"]["label_column"] == "name"
