"""The entity diagram in docs/schema.md: every relation in it holds, none is left out, and it can be drawn."""

import re
from pathlib import Path

import pytest
from conftest import ROOT, select

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.references import REFERENCES, Reference

TABLES = {table.name: table for table in PUBLISHED_TABLES}
PAGE = (ROOT / "docs/schema.md").read_text("utf-8")
# Columns that end like keys of other tables, but name rows of several tables.
OF_SEVERAL_TABLES = {"judgements.left_id", "judgements.right_id", "actor_mentions.item_id"}


def name(reference: Reference) -> str:
    return f"{reference.table}.{reference.column}"


@pytest.mark.parametrize("reference", REFERENCES, ids=name)
def test_a_relation_of_the_diagram_holds_on_the_sample(reference: Reference, sample_warehouse: Path) -> None:
    assert TABLES[reference.to_table].key == (reference.to_column,)
    unknown = select(
        sample_warehouse,
        f"select {reference.column} from {reference.table} where {reference.column} is not null "
        f"and {reference.column} not in (select {reference.to_column} from {reference.to_table})",
    )
    assert not unknown


def test_most_relations_are_seen_on_the_sample(sample_warehouse: Path) -> None:
    unseen = {
        name(reference)
        for reference in REFERENCES
        if not select(sample_warehouse, f"select 1 from {reference.table} where {reference.column} is not null limit 1")
    }
    # No model was asked, and this is the sample's first run.
    assert unseen <= {"proposals.article_id", "proposals.claim_id", "rejects.resolved_run_id"}


def test_every_column_that_looks_like_a_key_of_another_table_is_a_relation() -> None:
    keys = {table.key[0] for table in PUBLISHED_TABLES if len(table.key) == 1}
    endings = tuple(key if key == "raw_path" else f"_{key.rpartition('_')[2]}" for key in keys)
    looks = {
        f"{table.name}.{column.name}"
        for table in PUBLISHED_TABLES
        for column in table.columns
        if column.name.endswith(endings) and (column.name,) != table.key
    }
    assert looks - OF_SEVERAL_TABLES == {name(reference) for reference in REFERENCES} & looks
    assert looks > OF_SEVERAL_TABLES


@pytest.mark.parametrize("check", ["unknown_references", "unknown_articles", "ledger_references"])
def test_what_is_checked_before_publishing_are_relations_of_the_diagram(check: str) -> None:
    text = (ROOT / f"sql/checks/{check}.sql").read_text("utf-8")
    column = r"'(\w+)(?:\.(\w+))?' as \w+,\s+(\w+)(?: as \w+)?\s+from (\w+)"
    checked = {f"{table}.{name}" for place, stated, name, table in re.findall(column, text)}
    assert len(checked) == len(set(re.findall(r"select\s+('[^']+'[^,]*,\s+\w+)", text)))
    assert checked <= {name(reference) for reference in REFERENCES}


def test_every_relation_is_checked_before_publishing_or_is_known_not_to_be() -> None:
    text = "".join(path.read_text("utf-8") for path in sorted((ROOT / "sql/checks").glob("*.sql")))
    unchecked = {name(r) for r in REFERENCES if not re.search(rf"\b{r.column}\b", text)}
    assert unchecked == set()


def test_the_diagram_has_only_what_mermaid_draws() -> None:
    diagram = PAGE.partition("```mermaid\n")[2].partition("```")[0].splitlines()
    assert diagram[0] == "erDiagram"
    relation = re.compile(r"    \w+ \|[|o]--o[{|] \w+ : \w+")
    inside = re.compile(r"        \w+ \w+ (PK|FK|PK, FK)")
    for line in diagram[1:]:
        assert relation.fullmatch(line) or inside.fullmatch(line) or re.fullmatch(r"    \w+ \{|    \}", line), line
    assert sum("--o" in line for line in diagram) == len(REFERENCES)
    assert sum(line.endswith("{") for line in diagram) == len(PUBLISHED_TABLES)
