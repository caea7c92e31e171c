"""Exports: every row of every table and view arrives the same in every form, described, and the same bytes twice."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from rows import insert_published

from flows.base.errors import UserError
from flows.desk.cli import cli
from flows.desk.export.contents import Relation, find_relations, read_batches
from flows.desk.export.folders import FOLDER_FORMATS
from flows.desk.export.writing import Request, count_rows, export
from flows.desk.reading import open_warehouse
from flows.desk.tables import shielded
from flows.store.engine import Connection, empty_warehouse, sql_names

FORMS = ("csv", "jsonl", "parquet", "jsonld", "sqlite")
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_warehouse(sample_warehouse) as con:
        yield con


@pytest.fixture(scope="module")
def folder(con: Connection, sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of the whole sample, each under the name of its form."""
    place = tmp_path_factory.mktemp("exports")
    for form in FORMS:
        export(con, sample_warehouse, Request(place / form, form), lambda rows: None)
    return place


def rows_in_file(path: Path, relation: Relation) -> Rows:
    """Read a file of an export as its datapackage.json says."""
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".parquet":
        return list(pq.read_table(path).to_pylist())
    types = {f.name: f.type if not pa.types.is_nested(f.type) else pa.string() for f in relation.fields}
    convert = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False)
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    table = pa_csv.read_csv(path, convert_options=convert, parse_options=parse)
    nested = {f.name for f in relation.fields if pa.types.is_nested(f.type)}
    return [
        {
            name: json.loads(value) if name in nested and value is not None else unshielded(value)
            for name, value in row.items()
        }
        for row in table.to_pylist()
    ]


def unshielded(value: object) -> object:
    """Take the apostrophe away that stands before what a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.startswith("'") and shielded(pa.array([value[1:]]))[0].as_py() == value:
        return value[1:]
    return value


def in_order(rows: Rows) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)


@pytest.mark.parametrize("form", FOLDER_FORMATS)
def test_every_row_of_every_table_and_view_arrives_the_same(con: Connection, folder: Path, form: str) -> None:
    relations = find_relations(con)
    assert len(relations) >= 29
    assert sum(len(con.table(relation.name)) for relation in relations if relation.is_view) > 100
    for relation in relations:
        path = folder / form / f"{relation.name}{FOLDER_FORMATS[form].suffix}"
        want = con.table(relation.name).to_arrow_table().to_pylist()
        assert in_order(rows_in_file(path, relation)) == in_order(want), relation.name


@pytest.mark.parametrize("form", FOLDER_FORMATS)
def test_the_data_package_describes_each_file(con: Connection, folder: Path, form: str) -> None:
    package = json.loads((folder / form / "datapackage.json").read_text("utf-8"))
    assert package["name"] == "wirecopy-run-000001"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", package["created"])
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert list(resources) == [relation.name for relation in find_relations(con)]
    present = {path.name for path in (folder / form).iterdir()}
    assert present == {"datapackage.json", *(resource["path"] for resource in resources.values())}
    for name, resource in resources.items():
        content = (folder / form / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert (resource["bytes"], resource["rows"]) == (len(content), len(con.table(name)))
        assert resource["description"].startswith("One row per ")
        assert all(field["description"] for field in resource["schema"]["fields"])
        for reference in resource["schema"].get("foreignKeys", []):
            other = resources[reference["reference"]["resource"]]
            assert reference["reference"]["fields"] == other["schema"]["primaryKey"]
    claims = {field["name"]: field for field in resources["claims"]["schema"]["fields"]}
    assert claims["quantities"]["type"] == "array"
    assert claims["is_self_contained"] == {
        "name": "is_self_contained",
        "type": "boolean",
        "description": claims["is_self_contained"]["description"],
        "constraints": {"required": True},
    }
    plus = "'+" if form == "csv" else "+"
    assert plus in claims["polarity"]["constraints"]["enum"]


@pytest.mark.parametrize("form", FORMS)
def test_two_exports_of_one_version_are_the_same_bytes(
    con: Connection, sample_warehouse: Path, folder: Path, tmp_path: Path, form: str
) -> None:
    export(con, sample_warehouse, Request(tmp_path / form, form), lambda rows: None)
    again = {path.relative_to(tmp_path): path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    assert again
    assert {path: (folder / path).read_bytes() for path in again} == again


def test_rows_stand_in_the_same_order_and_batches_whatever_duckdb_gives(con: Connection) -> None:
    (claims,) = find_relations(con, ("claims",))
    batches = list(read_batches(con, claims, 100))
    assert {batch.num_rows for batch in batches[:-1]} == {100}
    ids = [name for batch in batches for name in batch["claim_id"].to_pylist()]
    assert ids == sorted(ids)
    assert len(ids) == len(con.table("claims"))


def test_a_view_keeps_what_matters_most_first(con: Connection) -> None:
    (view,) = find_relations(con, ("claims_by_origin",))
    counts = [count for batch in read_batches(con, view) for count in batch["article_count"].to_pylist()]
    assert counts == sorted(counts, reverse=True)


def test_tables_can_be_named_and_a_misspelt_one_is_told(con: Connection) -> None:
    assert [relation.name for relation in find_relations(con, ("claims", "articles", "claims"))] == [
        "articles",
        "claims",
    ]
    with pytest.raises(UserError, match=r"no table or view 'claim'.*Did you mean .*'claims'"):
        find_relations(con, ("claim",))


def test_what_progress_is_measured_by_is_what_is_written(con: Connection, sample_warehouse: Path, folder: Path) -> None:
    told: list[int] = []
    done = export(con, sample_warehouse, Request(folder / "again", "csv"), told.append)
    assert sum(told) == done.row_count == count_rows(con)
    assert done.relation_count == len(find_relations(con))


HOSTILE = (
    "=cmd|' /C calc'!A0",
    "'=1+1",
    "'' kept",
    "\x1b[31mred\x07 \x9b31m",
    "one\u2028two\u2029three\x85four",
    "\u202ereversed",
    "</script><script>alert(1)</script>",
    'a "quoted" cell, with\r\nlines\tand\0nothing',
    "",
    "＝full",
)


@pytest.fixture
def hostile() -> Iterator[Connection]:
    """A warehouse whose only rows are actors and a run with hostile names."""
    with empty_warehouse() as con:
        for number, name in enumerate(HOSTILE):
            row = {"actor_id": f"act_{number}", "name": name, "kind": "named_person", "aliases": [name, "b"]}
            insert_published(con, "actors", **row)
        insert_published(con, "runs", run_id="run-000001", ended_at="2025-01-01T00:00:00+00:00")
        yield con


@pytest.mark.parametrize("form", FOLDER_FORMATS)
def test_hostile_text_is_disarmed_and_reads_back_as_it_was(hostile: Connection, tmp_path: Path, form: str) -> None:
    request = Request(tmp_path / "out", form, ("actors",))
    export(hostile, tmp_path / "warehouse", request, lambda rows: None)
    (actors,) = find_relations(hostile, ("actors",))
    path = tmp_path / "out" / f"actors{FOLDER_FORMATS[form].suffix}"
    rows = rows_in_file(path, actors)
    assert [row["name"] for row in rows] == list(HOSTILE)
    assert [row["aliases"][0] for row in rows] == list(HOSTILE)
    if form == "csv":
        assert not re.search(r'(?m)^"act_\d","[=＝]', path.read_text("utf-8"))
    if form == "jsonl":
        text = path.read_text("utf-8")
        assert len(text.splitlines()) == len(HOSTILE)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]", text)


def test_nothing_is_exported_of_no_rows_but_the_columns(tmp_path: Path) -> None:
    with empty_warehouse() as con:
        insert_published(con, "runs", run_id="run-000001", ended_at="2025-01-01T00:00:00+00:00")
        for form in FORMS:
            export(con, tmp_path / "warehouse", Request(tmp_path / form, form), lambda rows: None)
    assert (tmp_path / "csv/claims.csv").read_text("utf-8").startswith('"claim_id","article_id"')
    assert (tmp_path / "jsonl/claims.jsonl").read_text("utf-8") == ""
    assert pq.read_table(tmp_path / "parquet/claims.parquet").num_rows == 0
    assert len(json.loads((tmp_path / "jsonld").read_text("utf-8"))["@graph"]) == 1


def test_the_command_says_what_it_wrote_and_where(sample_warehouse: Path, tmp_path: Path) -> None:
    call = ["export", str(tmp_path / "out"), "--format", "csv", "--warehouse", str(sample_warehouse)]
    done = CliRunner().invoke(cli, call)
    assert done.exit_code == 0, done.output
    assert re.fullmatch(
        r"Wrote [\d,]+ rows of \d+ tables and views of run-000001 to \S+out \([\d.]+ MB\)\.\n", done.output
    )
    one = CliRunner().invoke(cli, [*call[:1], str(tmp_path / "one"), *call[2:], "--table", "families"])
    assert " rows of 1 table of run-000001 to " in one.output
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["datapackage.json", "families.csv"]
    quiet = CliRunner().invoke(cli, [*call, "--force", "--quiet"])
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_version_of_the_past_is_exported(past: Path, tmp_path: Path) -> None:
    for run, articles in (("1", 2), ("2", 3)):
        with open_warehouse(past / "warehouse", run) as con:
            export(con, past / "warehouse", Request(tmp_path / run, "jsonl"), lambda rows: None)
            export(con, past / "warehouse", Request(tmp_path / f"{run}.sqlite", "sqlite"), lambda rows: None)
        assert len((tmp_path / run / "articles.jsonl").read_text("utf-8").splitlines()) == articles
        assert (
            json.loads((tmp_path / run / "datapackage.json").read_text("utf-8"))["name"] == f"wirecopy-run-00000{run}"
        )


def test_a_version_without_the_columns_of_today_is_told(tmp_path: Path) -> None:
    with empty_warehouse() as con:
        insert_published(con, "runs", run_id="run-000001", ended_at="2025-01-01T00:00:00+00:00")
        con.execute("alter table actors drop column aliases")
        with pytest.raises(UserError, match=r"cannot be exported so: .*aliases"):
            export(con, tmp_path / "warehouse", Request(tmp_path / "x", "jsonld"), lambda rows: None)
        export(con, tmp_path / "warehouse", Request(tmp_path / "csv", "csv", ("actors",)), lambda rows: None)
    assert (tmp_path / "csv/actors.csv").read_text("utf-8") == '"actor_id","name","kind","evidence"\n'
    assert [path.name for path in tmp_path.iterdir()] == ["csv"]


def test_the_file_beside_a_database_is_told(sample_warehouse: Path, tmp_path: Path) -> None:
    call = ["export", str(tmp_path / "news.sqlite"), "--format", "sqlite", "--table", "families"]
    done = CliRunner().invoke(cli, [*call, "--warehouse", str(sample_warehouse)])
    assert f" to {tmp_path}/news.sqlite and {tmp_path}/news.metadata.json (" in done.output


def test_parts_of_json_ld_cannot_be_named(sample_warehouse: Path, tmp_path: Path) -> None:
    call = ["export", str(tmp_path / "x"), "--format", "jsonld", "--table", "claims"]
    done = CliRunner().invoke(cli, [*call, "--warehouse", str(sample_warehouse)])
    assert isinstance(done.exception, UserError)


def test_every_view_is_among_what_is_exported(con: Connection) -> None:
    assert {relation.name for relation in find_relations(con) if relation.is_view} == set(sql_names("views"))
