"""Every SQL file runs on empty tables and on the sample, says its grain, and gives the columns of the schema."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from flows.base.schemas.ledger import RUNS
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.engine import (
    Connection,
    duckdb_type,
    open_published,
    open_stored,
    run_sql,
    sql_comment,
    sql_names,
    sql_text,
)
from flows.store.layout import Layout
from flows.store.manifests import EMPTY, current_manifest

FILES = [
    f"{folder}/{name}"
    for folder in ("schema", "steps", "views", "checks", "explain", "export", "propose")
    for name in sql_names(folder)
]
ARTICLES = pa.table({"article_id": pa.array([], pa.string())})
GIVEN = {
    "touched_articles": ARTICLES,
    "affected_articles": ARTICLES,
    "candidates": pa.table({"claim_a": pa.array([], pa.string()), "claim_b": pa.array([], pa.string())}),
    "current_articles": ARTICLES,
    "judged_claims": pa.table({"claim_id": pa.array([], pa.string())}),
    "judged_ends": pa.table({"judged_end": pa.array([], pa.string())}),
    "repeated_claims": pa.table({"claim_id": pa.array([], pa.string())}),
    "names_in_scope": pa.table({"name": pa.array([], pa.string())}),
    "renewed_articles": ARTICLES,
    "representatives": pa.table(
        {
            "article_id": pa.array([], pa.string()),
            "article_no": pa.array([], pa.int64()),
            "is_new": pa.array([], pa.bool_()),
        }
    ),
    "near_pairs": pa.table({"article_a": pa.array([], pa.string()), "article_b": pa.array([], pa.string())}),
    "pairs": pa.table({"article_a": pa.array([], pa.string()), "article_b": pa.array([], pa.string())}),
    "near_copies": ARTICLES,
    "crowded_keys": pa.table({"key": pa.array([], pa.int64()), "last_claim_id": pa.array([], pa.string())}),
}
PARAMETERS = {
    "min_shared": 3,
    "min_share": 0.1,
    "min_words": 0.5,
    "anchor_keys": 3,
    "anchor_share": 0.06,
    "slice": 0,
    "slices": 1,
    "most_articles": 1,
    "claim_hubs": 1,
    "is_all": False,
    "is_none": False,
    "has_actor_ids": False,
}


@pytest.fixture(params=["empty", "sample"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """Stored tables without a row, and those of the sample."""
    layout, manifest = Layout(tmp_path), EMPTY
    if request.param == "sample":
        layout = Layout(request.getfixturevalue("sample_warehouse"))
        manifest = current_manifest(layout)
    with closing(open_stored(layout, manifest)) as con:
        yield con


def publish(con: Connection) -> None:
    con.register("run_log", RUNS.empty())
    for table in PUBLISHED_TABLES:
        con.execute(sql_text(f"schema/{table.name}"))
    for name in sql_names("views"):
        con.execute(sql_text(f"views/{name}"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_one_statement_that_first_says_its_grain(name: str) -> None:
    assert sql_comment(name).startswith("One row per ")
    assert sql_comment(name).endswith(".")
    statement = "".join(line for line in sql_text(name).splitlines() if not line.startswith("--"))
    assert ";" not in statement


@pytest.mark.parametrize("table", PUBLISHED_TABLES, ids=lambda table: table.name)
def test_every_published_table_has_the_columns_and_types_of_its_schema(stored: Connection, table: TableSchema) -> None:
    publish(stored)
    described = stored.sql(f"describe {table.name}").to_arrow_table().to_pylist()
    found = [(row["column_name"], row["column_type"].lower().replace('"', "")) for row in described]
    assert found == [(column.name, duckdb_type(column.type)) for column in table.columns]


def test_every_step_runs(stored: Connection) -> None:
    stored.execute(sql_text("steps/mentions"))
    for name in sql_names("steps"):
        if name != "mentions":
            text = sql_text(f"steps/{name}")
            given = {table: rows for table, rows in GIVEN.items() if table in text}
            parameters = {key: value for key, value in PARAMETERS.items() if re.search(rf"\${key}\b", text)}
            assert run_sql(stored, f"steps/{name}", given, parameters).num_columns > 0


def test_every_check_and_view_runs_and_the_checks_find_nothing(stored: Connection) -> None:
    publish(stored)
    for name in sql_names("views"):
        stored.sql(f"from {name}").to_arrow_table()
    for name in sql_names("checks"):
        assert stored.sql(sql_text(f"checks/{name}")).to_arrow_table().to_pylist() == [], name


def test_every_table_view_and_column_of_the_published_file_carries_a_comment(sample_warehouse: Path) -> None:
    with open_published(Layout(sample_warehouse).database_link) as con:
        for listing in ("duckdb_tables()", "duckdb_views()", "duckdb_columns()"):
            silent = con.sql(f"from {listing} where not internal and comment is null").to_arrow_table()
            assert silent.to_pylist() == []
