"""Publishing what changed: the version before is copied, and the rows that can differ are put in anew.

What changed follows from the live parts of two manifests. The rows that hang on it (sql/touched), and all that these
hang on (sql/nearby), are laid aside; the statements of sql/schema, which make a whole version, make them anew. To touch
too many rows costs time only; that they are never too few a test shows on random histories.
"""

from typing import NamedTuple

import pyarrow as pa

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.engine import Connection, no_rows, sql_list, sql_text
from flows.store.layout import Layout
from flows.store.manifests import Manifest
from flows.store.parts import STORED, Part

# In this order each finds what it reads.
TOUCHED = ("articles", "marks", "quotes", "claims", "families", "utterances", "groups")
NEARBY = (
    "claim_members",
    "claims",
    "claim_groups",
    "claim_pairs",
    "dated_claims",
    "utterances",
    "utterance_quotes",
    "quotes",
    "restored_quotes",
    "quote_sources",
    "actor_mentions",
    "actors",
    "articles",
    "article_files",
    "raw_files",
    "family_members",
    "families",
    "not_quotes",
    "proposals",
    "judgements",
)
# Published as they are stored, and read by nothing else: of these the rows that changed.
PLAIN = ("rejects", "blocks", "matches", "near_copies", "segments")
# The relation with the keys of a published table's touched rows; of the tables not named here it is changed_<table>.
_SCOPES = {
    "articles": ("touched_articles", ("article_id",)),
    "not_quotes": ("touched_marks", ("article_id",)),
    "proposals": ("touched_marks", ("article_id",)),
    "quotes": ("touched_quotes", ("quote_id",)),
    "claims": ("touched_claims", ("claim_id",)),
    "families": ("touched_families", ("family_id",)),
    "utterances": ("touched_utterances", ("utterance_id",)),
    "claim_groups": ("touched_groups", ("claim_group_id",)),
    "claim_links": ("touched_links", ("claim_group_a", "claim_group_b", "kind")),
}


class Step(NamedTuple):
    """From one committed manifest, whose version is published, to the next."""

    before: Manifest
    after: Manifest


def find_changes(con: Connection, layout: Layout, step: Step) -> int:
    """Create changed_<table> for every stored table that is published; return the rows that went, came or differ."""
    for table in (*NEARBY, *PLAIN):
        _find_changed(con, layout, step, table)
    counts = " union all ".join(f"select count(*) as rows from changed_{table}" for table in (*NEARBY, *PLAIN))
    return int(con.sql(f"select sum(rows) from ({counts})").fetchall()[0][0])


def _only_in(one: Manifest, other: Manifest, table: str) -> list[Part]:
    known = {part.file for part in other.parts.get(table, ())}
    return [part for part in one.parts.get(table, ()) if part.file not in known]


def apply_changes(con: Connection, run_log: pa.Table) -> set[str]:
    """Bring `building`, a copy of the version before, to what the stored tables show; return the tables that changed.

    The changes were found. Afterwards the connection shows no whole stored tables any more.
    """
    for name in TOUCHED:
        con.execute(f"create temp table touched_{name} as {sql_text(f'touched/{name}')}")
    _lay_aside(con)
    con.execute("attach ':memory:' as fresh")
    con.register("run_log", run_log)
    con.execute("use fresh")
    try:
        for published in PUBLISHED_TABLES:
            con.execute(sql_text(f"schema/{published.name}"))
    finally:
        con.execute("use memory")
        con.unregister("run_log")
    con.execute(f"create temp table touched_links as {sql_text('touched/links')}")
    con.execute("delete from building.runs")
    con.execute("insert into building.runs select * from fresh.runs")
    return {"runs", *(one.name for one in PUBLISHED_TABLES if one.name != "runs" and _replace_rows(con, one))}


def _find_changed(con: Connection, layout: Layout, step: Step, name: str) -> None:
    """Create changed_<table>: keys and ids of the rows that stand in one of the manifests only, or otherwise there."""
    table = STORED[name]
    kept = [column for column in table.names if column in table.key or column.endswith("_id")]
    sides = []
    for one, other in ((step.before, step.after), (step.after, step.before)):
        files = [str(layout.root / part.file) for part in _only_in(one, other, name)]
        rows = f"read_parquet({sql_list(files)})" if files else f"({no_rows(table)})"
        # Two rows of one key with one 64-bit hash of all their values are taken for equal.
        sides.append(f"select {', '.join(kept)}, hash(rows) as content from {rows} as rows")
    con.execute(f"create temp table before_{name} as {sides[0]}")
    con.execute(f"create temp table after_{name} as {sides[1]}")
    keys = ", ".join((*table.key, "content"))
    con.execute(
        f"create temp table changed_{name} as "
        f"select * exclude (content) from before_{name} anti join after_{name} using ({keys}) union all "
        f"select * exclude (content) from after_{name} anti join before_{name} using ({keys})"
    )
    con.execute(f"drop table before_{name}")
    con.execute(f"drop table after_{name}")


def _lay_aside(con: Connection) -> None:
    """Let the stored tables show only the rows nearby."""
    con.execute("attach ':memory:' as nearby")
    for name in NEARBY:
        con.execute(f"create table nearby.{name} as {sql_text(f'nearby/{name}')}")
    for name in PLAIN:
        keys = ", ".join(STORED[name].key)
        con.execute(
            f"create table nearby.{name} as select * from stored.{name} semi join changed_{name} using ({keys})"
        )
    for name in (*NEARBY, *PLAIN):
        con.execute(f"create or replace view stored.{name} as select * from nearby.{name}")


def _replace_rows(con: Connection, table: TableSchema) -> bool:
    """Put the fresh rows of a published table in the place of all that are touched; tell whether any are."""
    scope, columns = _SCOPES.get(table.name, (f"changed_{table.name}", table.key))
    if not con.sql(f"select 1 from {scope} limit 1").fetchall():
        return False
    same = " and ".join(f"rows.{column} = scope.{column}" for column in columns)
    con.execute(f"delete from building.{table.name} as rows using {scope} as scope where {same}")
    con.execute(
        f"insert into building.{table.name} by name select * from fresh.{table.name} "
        f"semi join {scope} using ({', '.join(columns)}) order by {', '.join(table.key)}"
    )
    return True
