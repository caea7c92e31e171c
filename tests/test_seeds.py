"""Five real articles that stand beside the project on its own machines; skipped elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run_direct

from flows.store.engine import Connection, open_published
from flows.store.layout import Layout

SEEDS = ROOT.parent / "shared" / "seeds"


pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real articles are not on this machine")


def test_five_articles_stand_in_three_families_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    outcome = run_direct(SEEDS, tmp_path / "warehouse", workers=2)
    assert (outcome.rows["articles"], outcome.rows["families"], outcome.rows.get("rejects", 0)) == (5, 3, 0)
    with open_published(Layout(tmp_path / "warehouse").database_link) as con:
        families = con.execute(
            "select list(raw_path[:3] order by raw_path) from articles group by family_id order by 1"
        ).fetchall()
        unnamed = con.execute(
            "select raw_path[:3], source_kind from quotes join articles using (article_id)"
            " where raw_path[:3] in ('000', '001') and directness <> 'indirect' and source_name is null"
        ).fetchall()
        altered = con.execute(
            "select count(*) from quotes join articles using (article_id)"
            " where raw_path[:3] = '003' and repaired_from_quote_id is not null"
            " and directness <> 'indirect' and source_name is null"
        ).fetchone()
    assert families == [(["000", "001", "003"],), (["002"],), (["004"],)]
    # Nobody but officials who are not named is left without a name, and no damaged source stays without one.
    assert {kind for _, kind in unnamed} <= {"anonymous_person"}
    assert altered == (0,)
    assert not run_direct(SEEDS, tmp_path / "warehouse").is_published


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    warehouse = tmp_path_factory.mktemp("seeds")
    run_direct(SEEDS, warehouse)
    with open_published(Layout(warehouse).database_link) as con:
        yield con


def facts(con: Connection, article: str, *words: str) -> list[dict[str, Any]]:
    """The facts of the claims of an article whose wording holds all these words."""
    likes = " and ".join(f"claims.content ilike '%{word}%'" for word in words)
    query = (
        "select distinct claim_groups.* from claims join articles using (article_id)"
        f" join claim_groups on claims.claim_group_id = claim_groups.claim_group_id where raw_path[:3] = $1 and {likes}"
    )
    found: list[dict[str, Any]] = con.sql(query, params=[article]).to_arrow_table().to_pylist()
    return found


@pytest.mark.parametrize("words", [("missile", "acquir"), ("Sukhoi", "plea")])
def test_what_the_letter_asks_for_stands_in_five_articles_of_three_origins_and_one_root(
    published: Connection, words: tuple[str, ...]
) -> None:
    [fact] = facts(published, "000", *words)
    assert (fact["article_count"], fact["origin_count"], fact["roots"]) == (5, 3, ["The Washington Post"])


def test_the_letter_and_the_asking_are_related_and_both_contradicted_by_one_root(published: Connection) -> None:
    [letter], [asking] = facts(published, "002", "wrote a letter"), facts(published, "002", "turning to Russia")
    [denial] = facts(published, "001", "approached us")
    links = published.execute("select kind, claim_group_a, claim_group_b from claim_links").fetchall()
    ids = {fact["claim_group_id"]: name for name, fact in (("letter", letter), ("asking", asking), ("denial", denial))}
    between = {(kind, frozenset((ids[a], ids[b]))) for kind, a, b in links if a in ids and b in ids}
    assert between == {
        ("related", frozenset(("letter", "asking"))),
        ("contradiction", frozenset(("letter", "denial"))),
        ("contradiction", frozenset(("asking", "denial"))),
    }
    assert denial["roots"] == ["Sergei Lavrov"]


def test_bounds_of_one_count_are_one_fact_and_no_contradiction(published: Connection) -> None:
    [fact] = facts(published, "000", "more than 70")
    assert fact == facts(published, "002", "killing dozens")[0]
    counted = published.execute(
        "select distinct quantities[1].comparator, quantities[1].value from claims where claim_group_id = $1",
        [fact["claim_group_id"]],
    ).fetchall()
    assert (fact["article_count"], fact["is_disputed"], sorted(counted)) == (4, False, [(">", 70), (">=", 24)])
