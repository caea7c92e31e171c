"""Facts counted a few at a time are those counted all at once."""

from contextlib import closing
from pathlib import Path

import pyarrow as pa

from flows.store.engine import Connection, open_stored, sql_text
from flows.store.layout import Layout
from flows.store.manifests import current_manifest
from flows.store.slices import create_claim_groups


def facts(con: Connection, facts_at_once: int | None) -> pa.Table:
    con.execute("attach ':memory:' as building")
    con.execute("use building")
    con.execute(sql_text("schema/claim_links"))
    if facts_at_once is None:
        con.execute(sql_text("schema/claim_groups"))
    else:
        create_claim_groups(con, facts_at_once)
    rows = con.sql("from claim_groups").to_arrow_table()
    con.execute("use memory")
    con.execute("detach building")
    return rows


def test_facts_in_slices_of_any_size_are_the_facts_counted_at_once_in_the_same_order(sample_warehouse: Path) -> None:
    layout = Layout(sample_warehouse)
    with closing(open_stored(layout, current_manifest(layout))) as con:
        whole = facts(con, None)
        assert whole.num_rows > 100
        for at_once in (97, whole.num_rows - 1, whole.num_rows, whole.num_rows + 1):
            assert facts(con, at_once).equals(whole), at_once
        assert facts(con, None).equals(whole), "the stored tables show all rows again"


def test_a_single_fact_at_a_time_gives_the_same(past: Path) -> None:
    layout = Layout(past / "warehouse")
    with closing(open_stored(layout, current_manifest(layout))) as con:
        assert facts(con, 1).equals(facts(con, None))
