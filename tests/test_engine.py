"""DuckDB sees exactly the live rows, and whoever reads the published file can touch nothing else."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from flows.base.schemas.corpus import SEGMENTS
from flows.store.engine import duckdb_type, open_published, open_stored, rows_where, show_stored
from flows.store.layout import Layout
from flows.store.manifests import EMPTY
from flows.store.parts import STORED, write_part


def segment(article: str) -> dict[str, object]:
    return {
        "article_id": article,
        "char_start": 0,
        "char_end": 1,
        "kind": "added",
        "from_article_id": None,
        "from_start": None,
        "from_end": None,
    }


def test_a_table_without_parts_is_empty_and_typed(tmp_path: Path) -> None:
    with open_stored(Layout(tmp_path), EMPTY) as con:
        for name, table in STORED.items():
            wanted: set[str] = {"x"} if table.arrow.field(table.key[0]).type == pa.string() else set()
            assert rows_where(con, name, table.key[0], wanted).schema == table.arrow


def test_only_the_parts_that_the_manifest_lists_are_seen(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    first = write_part(layout, "segments", SEGMENTS.of([segment("art_a")]), "one")
    write_part(layout, "segments", SEGMENTS.of([segment("art_b")]), "stray")
    manifest = EMPTY.replacing("segments", first, 16)
    with open_stored(layout, EMPTY) as con:
        show_stored(con, layout, manifest, "segments")
        assert con.sql("select article_id from stored.segments").fetchall() == [("art_a",)]


@pytest.mark.parametrize("statement", ["create table t (a int)", "copy (select 1) to 'out.csv'", "from 'x.csv'"])
def test_a_published_file_is_read_and_nothing_else(sample_warehouse: Path, tmp_path: Path, statement: str) -> None:
    with open_published(Layout(sample_warehouse).database_link) as con, pytest.raises(duckdb.Error):
        con.execute(statement)


def test_every_type_of_the_schemas_has_a_duckdb_type() -> None:
    assert duckdb_type(pa.list_(pa.struct([("a", pa.int32())]))) == "struct(a integer)[]"
