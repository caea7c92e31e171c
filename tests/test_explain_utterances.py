"""The explanation of utterances: the links worked out now join what is stored, and every figure is a run's."""

import itertools
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from flows.base.errors import UserError
from flows.desk.explain.choosing import explain_names
from flows.desk.explain.printing_facts import Explained, find_bonds, print_fact, tell_fact
from flows.desk.explain.utterances import (
    QuotePairExplanation,
    UtteranceExplanation,
    explain_quotes,
    explain_utterance,
)
from flows.store.engine import Connection, open_published
from flows.store.layout import Layout


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_published(Layout(sample_warehouse).database_link) as opened:
        yield opened


@pytest.fixture(scope="module")
def widest(con: Connection) -> UtteranceExplanation:
    (key,) = con.sql("select utterance_id from utterances order by quote_count desc, 1 limit 1").fetchall()[0]
    return explain_utterance(con, key)


def printed(found: Explained, is_whole: bool = False) -> str:
    console = Console(width=300, highlight=False)
    with console.capture() as capture:
        print_fact(console, found, is_whole)
    return capture.get()


def test_the_ties_worked_out_now_join_what_is_stored(con: Connection) -> None:
    rows = con.sql("select utterance_id, quote_count from utterances order by quote_count desc, 1").fetchall()
    for key, count in rows[:6] + rows[6::12]:
        found = explain_utterance(con, key)
        assert found.is_same_now
        assert found.left_out == 0
        assert len(found.carriers) == count
        # Ties join all of them: a tree of them has one less.
        assert len(find_bonds(found.ties)) == count - 1
        assert found.nearest is None or found.nearest.b["quote_id"] not in {row["id"] for row in found.carriers}


def test_the_figures_of_a_tie_add_up_to_its_score(widest: UtteranceExplanation) -> None:
    aligned = [tie for tie in widest.ties if tie.signals]
    assert aligned
    for tie in aligned:
        assert tie.signals
        assert tie.score == pytest.approx(min(1.0, tie.signals.score))
        assert f"likeness {tie.likeness:.2f}" in tie.told
    assert [tie.score for tie in widest.ties] == sorted(tie.score or 0 for tie in widest.ties)


def test_the_best_wording_the_differences_the_repairs_and_the_nearest_are_shown(widest: UtteranceExplanation) -> None:
    shown = printed(widest, is_whole=True)
    assert widest.utterance["content"] in " ".join(shown.split())
    assert "taken from" in shown
    assert "altered" in shown
    assert "in it:" in shown
    assert "join the very same" in shown
    assert "--all" not in shown
    assert "--all shows everything" in printed(widest)
    assert tell_fact(widest).startswith("One utterance of ")


def test_two_quotes_tied_by_others_show_the_way(con: Connection, widest: UtteranceExplanation) -> None:
    tied = {frozenset((tie.a["quote_id"], tie.b["quote_id"])) for tie in widest.ties}
    ids = [row["id"] for row in widest.carriers]
    one, other = next((a, b) for a in ids for b in ids if a != b and frozenset((a, b)) not in tied)
    found = explain_quotes(con, one, other)
    assert tell_fact(found).startswith("One utterance")
    ends = [{tie.a["quote_id"], tie.b["quote_id"]} for tie in found.path]
    assert one in ends[0]
    assert other in ends[-1]
    assert all(left & right for left, right in itertools.pairwise(ends))
    direct = widest.ties[-1]
    assert not explain_quotes(con, direct.a["quote_id"], direct.b["quote_id"]).path


def test_quotes_of_two_utterances_say_what_keeps_them_apart(con: Connection, widest: UtteranceExplanation) -> None:
    assert widest.nearest
    ends = widest.nearest.a["quote_id"], widest.nearest.b["quote_id"]
    found = explain_quotes(con, *ends)
    assert found.utterances[0] != found.utterances[1]
    assert tell_fact(found).startswith("Not one utterance: ")
    assert "where only the same words count" in found.tie.told or "needed" in found.tie.told
    between = explain_names(con, found.utterances)
    assert isinstance(between, QuotePairExplanation)
    assert set(between.utterances) == set(found.utterances)


def test_a_quote_means_its_utterance_and_kinds_are_not_mixed(con: Connection, widest: UtteranceExplanation) -> None:
    best = widest.utterance["best_quote_id"]
    assert explain_names(con, (best,)) == widest
    with pytest.raises(UserError, match="not one of each"):
        explain_names(con, (best, "aggregators/portal-1147.txt"))
    with pytest.raises(UserError, match="Give more letters"):
        explain_names(con, ("utt_2",)) if _many(con, "utt_2") else explain_names(con, ("utt_",))


def _many(con: Connection, start: str) -> bool:
    rows = con.sql("select count(*) from utterances where starts_with(utterance_id, $start)", params={"start": start})
    return bool(rows.fetchall()[0][0] > 1)


def test_rows_that_do_not_agree_are_told(sample_warehouse: Path, tmp_path: Path, widest: UtteranceExplanation) -> None:
    path = tmp_path / "changed.duckdb"
    shutil.copyfile(Layout(sample_warehouse).database_link, path)
    gone = widest.ties[-1].a["quote_id"]
    with duckdb.connect(str(path)) as writer:
        writer.execute("update utterance_quotes set utterance_id = 'utt_other' where quote_id = $id", {"id": gone})
    with open_published(path) as con:
        found = explain_utterance(con, widest.utterance["utterance_id"])
    assert not found.is_same_now
    assert "do NOT join the same" in printed(found)


def test_foreign_words_do_not_steer_the_terminal(widest: UtteranceExplanation) -> None:
    evil = "\x1b]0;x\x07\u202e"
    rows = [{**row, "place": evil + row["place"], "source_text": evil} for row in widest.carriers]
    carriers = [{**row, "word_diff": [{"kind": "new", "text": evil}]} for row in rows]
    hostile = UtteranceExplanation(**{**vars(widest), "carriers": carriers})
    assert not set(printed(hostile, is_whole=True)) & {"\x1b", "\x07", "\u202e"}


def test_json_holds_all_of_it(widest: UtteranceExplanation) -> None:
    record = json.loads(json.dumps(asdict(widest), default=str))
    assert set(record) == set(UtteranceExplanation.__dataclass_fields__)
    assert len(record["ties"]) == len(widest.ties)
