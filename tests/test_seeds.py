"""Five real articles that stand beside the project on its own machines; skipped elsewhere."""

from pathlib import Path

import pytest
from conftest import ROOT, run_direct

from flows.store.engine import open_published
from flows.store.layout import Layout

SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real articles are not on this machine")
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
