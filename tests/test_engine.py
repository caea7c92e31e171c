"""DuckDB sees exactly the live rows, and whoever reads the published file can touch nothing else."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from flows.base.schemas.corpus import SEGMENTS
from flows.store.engine import duckdb_type, open_published, open_stored, rows_where, show_stored
from flows.store.layout import Layout
from flows.store.manifests import EMPTY
from flows.store.memory import machine_bytes
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


# Each would read, write or fetch something besides the warehouse, or change what bounds a query.
FORBIDDEN = (
    "create table t (a int)",
    "insert into runs select * from runs",
    "drop table articles",
    "comment on table articles is 'x'",
    "copy (select 1) to 'out.csv'",
    "copy (select 1) to '/dev/stderr'",
    "copy articles to 'out.parquet' (format parquet)",
    "export database 'exported'",
    "import database 'exported'",
    "from 'x.csv'",
    "from '/etc/passwd'",
    "from read_text('/etc/passwd')",
    "from read_blob('/dev/stdin')",
    "from read_csv('/etc/passwd')",
    "from read_json('/etc/passwd')",
    "from read_parquet('/etc/passwd')",
    "from read_duckdb('/etc/passwd')",
    "from sniff_csv('/etc/passwd')",
    "from glob('/etc/*')",
    "from parquet_metadata('/etc/passwd')",
    "from query('from read_text(''/etc/passwd'')')",
    "from json_execute_serialized_sql(json_serialize_sql('from read_text(''/etc/passwd'')'))",
    "select 1; from read_text('/etc/passwd')",
    "prepare p as from read_text('/etc/passwd')",
    "explain analyze from read_text('/etc/passwd')",
    "select getenv('HOME')",
    "attach ':memory:' as other",
    "attach '/etc/passwd' as other",
    "attach 'new.duckdb' as other",
    "attach 'http://127.0.0.1:1/x.duckdb' as other",
    "from read_csv('http://127.0.0.1:1/x.csv')",
    "from 's3://x/y.parquet'",
    "install httpfs",
    "force install json",
    "load httpfs",
    "load 'x.duckdb_extension'",
    "call start_ui()",
    "from sql_auto_complete('sel')",
    "create secret s (type s3, key_id 'a', secret 'b')",
    "from duckdb_secrets()",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset enable_external_access",
    "set memory_limit = '99GB'",
    "set temp_directory = '/tmp'",
    "set threads = 99",
    "set autoinstall_known_extensions = true",
    "set allowed_directories = ['/']",
    "set home_directory = '/'",
    "set profiling_output = 'x.json'",
    "pragma enable_profiling = 'json'",
    "call enable_logging(storage = 'file', storage_path = 'logs')",
    "from con",
    "from os",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_published_file_is_read_and_nothing_else(
    sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("a\n1\n")
    with open_published(Layout(sample_warehouse).database_link) as con, pytest.raises(duckdb.Error) as raised:
        con.sql(statement).fetchall()
    # Trying to fetch an extension is not the same as being forbidden to.
    assert "trying to automatically install" not in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_a_query_is_bounded_and_spills_where_nobody_else_may_look(sample_warehouse: Path) -> None:
    settings = "select name, value from duckdb_settings()"
    with open_published(Layout(sample_warehouse).database_link) as con:
        told = dict(con.sql(settings).fetchall())
    spill = Path(told["temp_directory"])
    assert spill.parent.stat().st_mode & 0o777 == 0o700
    assert sample_warehouse not in spill.parents
    assert told["max_temp_directory_size"] == "20.0 GiB"
    number, unit = told["memory_limit"].split()
    assert float(number) * {"MiB": 2**20, "GiB": 2**30}[unit] <= machine_bytes() * 0.51


def test_an_unsafe_query_may_read_and_write_files_and_the_warehouse_stays_as_it_is(
    sample_warehouse: Path, tmp_path: Path
) -> None:
    with open_published(Layout(sample_warehouse).database_link, is_unsafe=True) as con:
        con.sql(f"copy (select 1 as a) to '{tmp_path}/out.csv'")
        assert con.sql(f"from '{tmp_path}/out.csv'").fetchall() == [(1,)]
        for statement in ("drop table articles", "create table t (a int)", "from tmp_path"):
            with pytest.raises(duckdb.Error):
                con.sql(statement)


def test_every_type_of_the_schemas_has_a_duckdb_type() -> None:
    assert duckdb_type(pa.list_(pa.struct([("a", pa.int32())]))) == "struct(a integer)[]"
