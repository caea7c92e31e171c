"""The explanation of claim groups: the pairs worked out now join what is stored, and the counts are told in full."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from flows.desk.cli import main
from flows.desk.explain.choosing import explain_names
from flows.desk.explain.claim_groups import ClaimPairExplanation, GroupExplanation, explain_claims, explain_group
from flows.desk.explain.explanation import ArticleExplanation
from flows.desk.explain.printing_facts import Explained, find_bonds, print_fact, tell_fact
from flows.store.engine import Connection, open_published, run_sql
from flows.store.layout import Layout


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_published(Layout(sample_warehouse).database_link) as opened:
        yield opened


def printed(found: Explained, is_whole: bool = False) -> str:
    console = Console(width=300, highlight=False)
    with console.capture() as capture:
        print_fact(console, found, is_whole)
    return capture.get()


def one_id(con: Connection, query: str) -> str:
    return str(con.sql(query).fetchall()[0][0])


def test_the_pairs_worked_out_now_join_what_is_stored(con: Connection) -> None:
    rows = con.sql("select claim_group_id, mention_count from claim_groups order by mention_count desc, 1").fetchall()
    for key, count in rows[:3] + rows[3::60]:
        found = explain_group(con, key)
        assert found.is_same_now
        assert len(found.mentions) == count
        assert len(find_bonds(found.ties)) == count - 1
        assert found.nearest is None or found.nearest.b["claim_id"] not in {row["id"] for row in found.mentions}


def test_counts_told_claim_by_claim_are_the_counts_of_every_group(con: Connection) -> None:
    grounds = set()
    for row in con.sql("from claim_groups order by article_count desc, 1").to_arrow_table().to_pylist()[::5]:
        given = {"claim_group_id": row["claim_group_id"]}
        counts = run_sql(con, "explain/group_counts", parameters=given).to_pylist()
        assert len(counts) == row["mention_count"]
        assert len({one["article_id"] for one in counts}) == row["article_count"]
        assert len({one["origin_family_id"] for one in counts}) == row["origin_count"]
        assert sorted({one["root"] for one in counts}) == row["roots"]
        grounds |= {one["ground"] for one in counts}
    assert {"named", "none"} <= grounds


def test_a_disputed_fact_shows_what_contradicts_it(con: Connection) -> None:
    found = explain_group(con, one_id(con, "select claim_group_a from claim_links where kind = 'number' order by all"))
    shown = printed(found, is_whole=True)
    assert "What bears on it" in shown
    for link in found.links:
        assert link["own_claim_id"] in shown
        assert link["other_claim_id"] in shown
    assert "How it is counted" in shown
    assert "none on these claims" in shown
    assert "join the very same" in shown


def test_two_groups_are_told_by_the_claims_that_link_them(con: Connection) -> None:
    link = con.sql("from claim_links where kind = 'number' order by all limit 1").to_arrow_table().to_pylist()[0]
    found = explain_names(con, (link["claim_group_a"], link["claim_group_b"]))
    assert isinstance(found, ClaimPairExplanation)
    assert {found.tie.a["claim_id"], found.tie.b["claim_id"]} == {link["evidence_claim_a"], link["evidence_claim_b"]}
    assert found.tie.basis == "number"
    assert "Not one fact, but they bear on each other (number)" in tell_fact(found)


def test_two_claims_of_one_fact_and_two_that_are_apart(con: Connection) -> None:
    key = one_id(con, "select claim_group_id from claim_groups order by article_count desc, 1 limit 1")
    group = explain_names(con, (key,))
    assert isinstance(group, GroupExplanation)
    tie = group.ties[0]
    joined = explain_claims(con, tie.a["claim_id"], tie.b["claim_id"])
    assert tell_fact(joined).startswith("One fact (")
    assert joined.tie.score == tie.score
    assert group.nearest
    apart = explain_claims(con, group.nearest.a["claim_id"], group.nearest.b["claim_id"])
    assert tell_fact(apart).startswith("Not one fact")
    assert explain_names(con, (tie.a["claim_id"],)) == group


def test_a_family_is_explained_by_its_origin(con: Connection) -> None:
    row = con.sql("from families where article_count > 2 and origin_article_id is not null order by 1 limit 1")
    family = row.to_arrow_table().to_pylist()[0]
    found = explain_names(con, (family["family_id"],))
    assert isinstance(found, ArticleExplanation)
    assert found.side.article["article_id"] == family["origin_article_id"]


def test_foreign_words_do_not_steer_the_terminal(con: Connection) -> None:
    found = explain_group(con, one_id(con, "select claim_group_id from claim_groups order by article_count desc, 1"))
    evil = "\x1b]0;x\x07\u202e"
    mentions = [
        {**row, "place": evil, "content": evil + row["content"], "claimant_name": evil} for row in found.mentions
    ]
    hostile = GroupExplanation(**{**vars(found), "mentions": mentions, "first_place": evil})
    assert not set(printed(hostile, is_whole=True)) & {"\x1b", "\x07", "\u202e"}


def test_json_is_one_object_with_the_verdict(
    sample_warehouse: Path, con: Connection, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = one_id(con, "select claim_group_id from claim_groups order by article_count desc, 1")
    at = ["--warehouse", str(sample_warehouse), "--format", "json"]
    monkeypatch.setattr(sys, "argv", ["wirecopy", "explain", key, *at])
    main()
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"verdict", *GroupExplanation.__dataclass_fields__}
    assert found["verdict"].startswith("One fact: ")
    assert found["is_same_now"]
