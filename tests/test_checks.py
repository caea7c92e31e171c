"""No check is blind: each finds the one thing broken that it guards, and says so in few lines."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.base.schemas.table import TableSchema
from flows.store.checks import _contract_failures, describe_failures, run_checks
from flows.store.engine import duckdb_type, empty_warehouse, sql_names
from flows.store.layout import Layout

Con = duckdb.DuckDBPyConnection

# A change of as little as possible, and the other checks that cannot but find it too.
BREAKS: dict[str, tuple[str, set[str]]] = {
    "actors_are_mentioned": (
        "insert into actors select 'act_nobody', 'Nobody', 'named_person', [], []", set()
    ),
    "blocks_overlap": (
        "update blocks set char_end = char_end + 3 where block_no = 0 and article_id in "
        "(select min(article_id) from blocks where block_no = 1)", set()
    ),
    "claim_date_spans": (
        "update claims set dates = [struct_update(dates[1], date_text := 'never')] where claim_id = "
        "(select min(claim_id) from claims where len(dates) = 1)", set()
    ),
    "claim_group_counts": (
        "update claim_groups set root_count = 0 where claim_group_id = (select min(claim_group_id) from claim_groups)",
        set(),
    ),
    "claim_group_members": (
        "update claim_groups set mention_count = mention_count + 1 where claim_group_id = "
        "(select min(claim_group_id) from claim_groups)", set()
    ),
    "claim_link_evidence": (
        "update claim_links set evidence_claim_a = evidence_claim_b where claim_group_a = "
        "(select min(claim_group_a) from claim_links)", {"claim_links_within_families"}
    ),
    "claim_links_within_families": (
        "update articles set family_id = (select family_id from articles where article_id = (select article_id from "
        "claims where claim_id = (select min(evidence_claim_a) from claim_links))) where article_id in (select "
        "article_id from claims where claim_id in (select evidence_claim_b from claim_links where evidence_claim_a = "
        "(select min(evidence_claim_a) from claim_links)))",
        {"family_counts", "family_origins", "claim_numbers_in_families", "quote_repairs"},
    ),
    "claim_numbers_in_families": (
        "update claims set variant = 'same', quantities = [{'value_text': substr(content, 1, 1), 'value': char_start, "
        "'value_hi': null, 'comparator': '=', 'unit': null, 'item': null, 'char_start': char_start, 'char_end': "
        "char_start + 1}] where claim_group_id = (select min(claim_group_id) from claim_groups where article_count > 1 "
        "and mention_count > 1 and origin_count < article_count)", set()
    ),
    "claim_quantity_spans": (
        "update claims set quantities = [struct_update(quantities[1], value_text := 'none')] where claim_id = "
        "(select min(claim_id) from claims where len(quantities) = 1)", set()
    ),
    "claim_quotes": (
        "update claims set quote_id = (select min(quote_id) from quotes where quotes.article_id <> "
        "claims.article_id) where claim_id = (select min(claim_id) from claims)", set()
    ),
    "claim_spans": (
        "update claims set content = 'Nobody said so' where claim_id = (select min(claim_id) from claims)", set()
    ),
    "claim_values": (
        "update claims set quantities = [struct_update(quantities[1], comparator := 'some')] where claim_id = "
        "(select min(claim_id) from claims where len(quantities) = 1)", set()
    ),
    "current_articles_in_families": (
        "update articles set is_current = false where article_id = (select min(article_id) from articles)", set()
    ),
    "disputed_claim_groups": (
        "update claim_groups set is_disputed = not is_disputed where claim_group_id = "
        "(select min(claim_group_id) from claim_groups)", set()
    ),
    "family_counts": (
        "update families set article_count = article_count + 1 where family_id = (select min(family_id) from families)",
        set(),
    ),
    "family_origins": (
        "update articles set based_on_article_id = article_id where article_id = "
        "(select min(article_id) from articles)", set()
    ),
    "file_counts": (
        "update articles set file_count = file_count + 1 where article_id = (select min(article_id) from articles)",
        set(),
    ),
    "files_accounted_for": (
        "update rejects set resolved_run_id = run_id where reject_id = (select reject_id from rejects "
        "where raw_member = '' and raw_path like '%.txt' order by all limit 1)", set()
    ),
    "judgements_hold": (
        "insert into judgements select 'jud_1', 'withdrawn', 'a', null, 'stands', min(article_id), null, null, null, "
        "null from articles where is_current", set()
    ),
    "ledger_references": (
        "insert into article_files select min(article_id), 'nowhere.txt', '', false from articles", set()
    ),
    "ledger_runs": (
        "update raw_files set last_run_id = 'run-999999' where raw_path = (select min(raw_path) from raw_files)", set()
    ),
    "match_evidence": (
        "update matches set evidence = [struct_update(evidence[1], a_end := 9999999)] where article_a || article_b = "
        "(select min(article_a || article_b) from matches where len(evidence) > 0)", set()
    ),
    "matches_order": (
        "update matches set article_a = article_b, article_b = article_a where article_a || article_b = "
        "(select min(article_a || article_b) from matches where len(evidence) = 0)", set()
    ),
    "near_copies_stand_for_others": (
        "update near_copies set representative_id = article_id where article_id = "
        "(select min(article_id) from near_copies)", set()
    ),
    "nested_quotes": (
        "update quotes set inside_quote_id = quote_id where quote_id = (select min(quote_id) from quotes)", set()
    ),
    "not_quote_spans": (
        "update not_quotes set content = 'nothing' where content = (select min(content) from not_quotes)", set()
    ),
    "proposal_verdicts": (
        "insert into proposals select 'prp_1', min(article_id), 0, 'x', null, 'refused', null, null, false, null, "
        "'claims/1' from articles", set()
    ),
    "quote_chains": (
        "update quotes set chain = [struct_update(chain[1], actor_name := 'Nobody')] where quote_id = "
        "(select min(quote_id) from quotes where len(chain) > 0)", set()
    ),
    "quote_cue_spans": (
        "update quotes set cue_start = cue_start + 1 where quote_id = "
        "(select min(quote_id) from quotes where cue is not null)", set()
    ),
    "quote_repairs": (
        "update quotes set repaired_from_quote_id = quote_id where quote_id = (select min(quote_id) from quotes)",
        set(),
    ),
    "quote_source_spans": (
        "update quotes set source_start = source_start + 1 where quote_id = "
        "(select min(quote_id) from quotes where source_text is not null)", set()
    ),
    "quote_spans": (
        "update quotes set content = 'Nobody said so' where quote_id = (select min(quote_id) from quotes "
        "anti join utterance_quotes as links on quotes.quote_id = links.quote_id and "
        "(links.is_best or len(links.word_diff) > 0))",
        set(),
    ),
    "quotes_in_one_utterance": (
        "insert into utterance_quotes select min(utterance_id), (select min(quote_id) from quotes), 0, 1, false, true, "
        "false, (select min(family_id) from families), [] from utterances where utterance_id not in (select "
        "utterance_id from utterance_quotes where quote_id = (select min(quote_id) from quotes))",
        {"utterance_counts"},
    ),
    "restored_quotes_overlap": (
        "update quotes set rule = 'restored_from_sibling' where quote_id = (select min(inside_quote_id) from quotes)",
        set(),
    ),
    "rewritten_wordings": (
        "update utterances set wording_basis = 'rewritten' where utterance_id = (select min(utterance_id) from "
        "utterance_quotes where not is_altered)", set()
    ),
    "segment_sources": (
        "update segments set from_end = 9999999 where article_id || char_start = "
        "(select min(article_id || char_start) from segments where kind = 'copied')", set()
    ),
    "segments_cover_texts": (
        "delete from segments where article_id || char_start = "
        "(select min(article_id || char_start) from segments where char_start = 0)", set()
    ),
    "shares_between_0_and_1": (
        "update matches set terms_shared = 1.2 where article_a || article_b = "
        "(select min(article_a || article_b) from matches)", set()
    ),
    "spans_in_text": (
        "update not_quotes set char_start = 9999998, char_end = 9999999, content = '' where content = "
        "(select min(content) from not_quotes)", set()
    ),
    "unknown_articles": (
        "update article_files set article_id = 'art_nowhere' where article_id = (select min(article_id) from articles "
        "where file_count = 1)", {"file_counts"}
    ),
    "unknown_references": (
        "update claims set root_actor_id = 'act_nobody' where claim_id = (select min(claim_id) from claims)", set()
    ),
    "utterance_counts": (
        "update utterances set origin_count = origin_count + 1 where utterance_id = "
        "(select min(utterance_id) from utterances)", set()
    ),
    "utterance_wordings": (
        "update utterances set content = 'Nobody said so' where utterance_id = "
        "(select min(utterance_id) from utterances)", set()
    ),
    "word_diffs": (
        "update utterance_quotes set word_diff = [{'kind': 'same', 'text': 'Nobody said so'}] where quote_id = "
        "(select min(quote_id) from utterance_quotes)", set()
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def published(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    """A copy of the sample's published file that may be broken."""
    copy = tmp_path_factory.mktemp("checks") / "copy.duckdb"
    shutil.copyfile(Layout(sample_warehouse).database_link, copy)
    with duckdb.connect(str(copy)) as con:
        yield con


def fired(con: Con) -> set[str]:
    return {failure.check.removeprefix("sql/checks/").removesuffix(".sql") for failure in run_checks(con)}


def test_every_check_is_broken_once() -> None:
    assert sorted(BREAKS) == sql_names("checks")


@pytest.mark.parametrize("check", sorted(BREAKS))
def test_what_a_check_guards_is_found_and_little_else_fails(check: str, published: Con) -> None:
    change, others = BREAKS[check]
    published.begin()
    try:
        published.execute(change)
        found = fired(published)
    finally:
        published.rollback()
    assert check in found
    assert found - others == {check}


def values_of(table: TableSchema, text: str) -> str:
    """A value for every column: this text where it is one, and else the least."""
    kinds = {
        "varchar": text,
        "varchar[]": f"[{text}]",
        "boolean": "false",
        "integer": "0",
        "bigint": "0",
        "double": "0",
    }
    return ", ".join(kinds.get(duckdb_type(column.type), "[]") for column in table.columns)


def contract_fired(empty: Con, table: TableSchema, values: str, times: int = 1) -> set[str]:
    """What fails of the contract of all tables when these values stand in one of them."""
    empty.execute(f"insert into {table.name} select {values} from range({times})")
    try:
        return {failure.check for failure in _contract_failures(empty) if failure.row_count}
    finally:
        empty.execute(f"delete from {table.name}")


@pytest.fixture(scope="module")
def empty() -> Iterator[Con]:
    with empty_warehouse() as con:
        yield con


@pytest.mark.parametrize("table", PUBLISHED_TABLES, ids=lambda table: table.name)
def test_every_table_has_a_contract_that_can_fail_in_each_of_its_columns(table: TableSchema, empty: Con) -> None:
    """Its key may stand once; no null stands where it rules that out; of a closed list only its values."""
    key = f"{table.name} key"
    assert contract_fired(empty, table, ", ".join("null" for _ in table.columns)) == {
        f"{table.name}.{column.name}" for column in table.columns if not column.nullable
    }
    choices = {f"{table.name}.{column.name}" for column in table.columns if column.choices}
    assert contract_fired(empty, table, values_of(table, "'x'")) == choices
    assert contract_fired(empty, table, values_of(table, "'x'"), 2) == {key, *choices}


def test_a_failure_shows_a_few_rows_with_long_texts_cut_and_the_file_of_the_check(published: Con) -> None:
    published.begin()
    try:
        published.execute("update quotes set content = repeat('w\x1b[2J', 1000)")
        failures: list[Any] = [failure for failure in run_checks(published) if "quote_spans" in failure.check]
    finally:
        published.rollback()
    lines = describe_failures(failures).splitlines()
    assert len(lines) == 7
    assert "sql/checks/quote_spans.sql" in lines[1]
    assert all(len(line) < 400 and "\x1b" not in line for line in lines)
