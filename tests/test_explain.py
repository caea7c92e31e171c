"""The explanation of the sample's pairs: what it says is what the run decided, every figure and place of it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import duckdb
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from flows.base.errors import UserError
from flows.desk.cli import main
from flows.desk.explain.candidacy import find_candidate
from flows.desk.explain.comparing import Reading, compare_readings, read_article
from flows.desk.explain.explanation import (
    ArticleExplanation,
    PairExplanation,
    explain_article,
    explain_pair,
)
from flows.desk.explain.facts import find_representative, read_row, read_settings
from flows.desk.explain.naming import find_article
from flows.desk.explain.parting import Company, Parting, tell_parting
from flows.desk.explain.printing import print_explanation
from flows.desk.explain.verdict import agreement, verdict, who_came_first
from flows.stages.matches.decide import Features, MatchesConfig, decide, explain_decision, score, weigh
from flows.store.engine import Connection, open_published
from flows.store.layout import Layout

FOLDER = Path(__file__).parent / "fixtures/explain"
PINNED = sorted(FOLDER.glob("*.txt"))
SHARE, COUNT, FLAG = st.floats(0, 1), st.integers(0, 9), st.booleans()
WORDING = (SHARE, SHARE, COUNT, *[SHARE] * 4, COUNT, SHARE, SHARE, *[FLAG] * 3, SHARE)
NO_ANCHORS = [st.none()] * 5
FEATURES = st.builds(Features, *WORDING, *NO_ANCHORS) | st.builds(Features, *WORDING, *[SHARE] * 3, COUNT, COUNT)
COPY, ORIGINAL = "inbox/skarn-bell.pdf", "wire/meridian-2024-04.jsonl!line 1"


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_published(Layout(sample_warehouse).database_link) as opened:
        yield opened


@pytest.fixture
def changed(sample_warehouse: Path, tmp_path: Path) -> Callable[..., Connection]:
    """Returns the sample's published file, opened after these statements changed it."""

    def change(*statements: str) -> Connection:
        path = tmp_path / "changed.duckdb"
        shutil.copyfile(Layout(sample_warehouse).database_link, path)
        with duckdb.connect(str(path)) as writer:
            for statement in statements:
                writer.execute(statement)
        return open_published(path)

    return change


def pair(con: Connection, one: str, other: str) -> PairExplanation:
    return explain_pair(con, find_article(con, one), find_article(con, other))


def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["wirecopy", "explain", *arguments])
    monkeypatch.setenv("COLUMNS", "110")
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.stem)
def test_the_output_is_as_pinned(
    path: Path, sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first line holds the names, one after the other between bars; the rest is what is printed."""
    names, expected = path.read_text("utf-8").split("\n", 1)
    code, out, _ = call(monkeypatch, capsys, *names.split(" | "), "--warehouse", str(sample_warehouse))
    assert code == 0
    assert [line.rstrip() for line in out.splitlines()] == expected.splitlines()


def test_every_comparison_of_the_sample_is_explained_by_the_very_figures_that_are_stored(con: Connection) -> None:
    readings: dict[str, Reading] = {}
    rows = con.sql("from matches").to_arrow_table().to_pylist()
    assert len(rows) > 50
    for row in rows:
        for end in (row["article_a"], row["article_b"]):
            readings.setdefault(end, read_article(con, read_row(con, end)))
        a, b = readings[row["article_a"]], readings[row["article_b"]]
        found, turned = (compare_readings(*ends, MatchesConfig()) for ends in ((a, b), (b, a)))
        assert found.features._asdict() == {name: row[name] for name in Features._fields}
        assert (found.score, found.ruling.decision) == (row["score"], row["decision"])
        assert (turned.score, turned.ruling.decision) == (row["score"], row["decision"])
        if row["found_by"] != "near_copy":
            assert find_candidate(a, b, read_settings(con).candidates).is_candidate
        assert len(found.quotes) == row["quotes_aligned"]
        spans = {(one.a_start, one.a_end, one.b_start, one.b_end) for one in found.sentences}
        assert spans == {tuple(one[key] for key in ("a_start", "a_end", "b_start", "b_end")) for one in row["evidence"]}
        assert spans == {(one.b_start, one.b_end, one.a_start, one.a_end) for one in turned.sentences}
        for one in (*found.sentences, *found.quotes):
            assert a.article["text"][one.a_start : one.a_end] == one.a_text
            assert b.article["text"][one.b_start : one.b_end] == one.b_text


def test_what_was_not_compared_is_no_candidate_or_a_near_copy_stands_for_it(con: Connection) -> None:
    rows = [read_row(con, name) for (name,) in con.sql("select article_id from articles where is_current").fetchall()]
    standing = [read_article(con, row) for row in rows if find_representative(con, row) is None]
    assert len(rows) / 2 < len(standing) < len(rows)
    candidates = read_settings(con).candidates
    stored = set(con.sql("select article_a, article_b from matches").fetchall())
    for a, b in combinations(sorted(standing, key=lambda one: one.profile.article_id), 2):
        is_stored = (a.profile.article_id, b.profile.article_id) in stored
        assert find_candidate(a, b, candidates).is_candidate == is_stored


@given(FEATURES, st.booleans())
def test_the_parts_make_the_score_and_the_reason_goes_with_the_decision(features: Features, has_numbers: bool) -> None:
    total = score(features, has_numbers)
    parts = weigh(features, has_numbers)
    assert total == pytest.approx(sum(part.contribution for part in parts))
    assert sum(part.weight for part in parts) == pytest.approx(1)
    assert all(0 <= part.value <= 1 and part.contribution == part.value * part.weight for part in parts)
    ruling = explain_decision(features, total)
    assert ruling.decision == decide(features, total)
    assert ("reaches" in ruling.reason) == (ruling.decision == "same_family")
    assert ("credits" in ruling.reason) == (ruling.decision == "derivative")


def test_an_article_is_found_by_id_first_letters_path_and_place(con: Connection) -> None:
    wanted = find_article(con, "aggregators/portal-1147.txt")
    assert wanted.startswith("art_")
    typed = [f"{folder}aggregators/portal-1147.txt" for folder in ("raw/", "./", "/x/raw/")]
    for name in (wanted, wanted[:10], wanted[4:12], *typed):
        assert find_article(con, name) == wanted
    lines = {find_article(con, f"wire/meridian-2024-04.jsonl!line {number}") for number in (1, 2)}
    assert len(lines) == 2
    # A mail with an attachment: the path alone is the mail.
    mail = "inbox/brennick-statement.eml"
    assert find_article(con, mail) != find_article(con, f"{mail}!statement.txt")


def test_letters_with_their_marks_apart_are_the_same_letters(changed: Callable[..., Connection]) -> None:
    apart = "wire/Mu\u0308ller.txt"
    with changed(f"update article_files set raw_path = '{apart}' where raw_path = '{COPY}'") as con:
        assert find_article(con, apart) == find_article(con, "raw/wire/M\u00fcller.txt")
    with changed(f"update article_files set raw_path = 'M\u00fcller.txt' where raw_path = '{COPY}'") as con:
        assert find_article(con, "Mu\u0308ller.txt").startswith("art_")


UNCLEAR = {
    "agregators/portal-1147.txt": "Close: aggregators/portal-1147.txt (art_",
    "exports/kelder-herald.csv": "may mean 2 articles: exports/kelder-herald.csv!row 1 (art_",
    "art_": "'art_' names no article",
    "": "'' names no article",
    " ": "' ' names no article",
    "inbox/empty.txt": "holds no article: rejected as empty",
    "raw/inbox/empty.txt": "holds no article: rejected as empty",
    "%": "no article is named '%'",
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_an_unclear_name_gets_what_is_close(name: str, con: Connection) -> None:
    with pytest.raises(UserError) as caught:
        find_article(con, name)
    assert UNCLEAR[name] in str(caught.value)


def test_an_unknown_name_is_one_line_and_exit_code_2(
    sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(monkeypatch, capsys, COPY, "nowhere", "--warehouse", str(sample_warehouse))
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_json_holds_the_same_and_the_diff_in_marks(
    sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("--warehouse", str(sample_warehouse), "--format", "json")
    _, out, _ = call(monkeypatch, capsys, COPY, ORIGINAL, *at)
    found: dict[str, Any] = json.loads(out)
    assert found["status"] == "same_family"
    assert found["stored"]["score"] == found["compared"]["score"]
    assert {part["feature"] for part in found["compared"]["parts"]} >= {"alignment", "names_shared"}
    assert found["compared"]["sentences"][0]["diff"]
    assert found["a"]["nearest"]["article"]["place"]
    assert "text" not in found["a"]["article"]
    code, out, _ = call(monkeypatch, capsys, COPY, *at, "--output", str(tmp_path / "out.json"))
    assert (code, out) == (0, "")
    alone = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert len(alone["members"]) == alone["side"]["article"]["article_count"]


def test_a_pair_that_was_never_compared_says_which_rule_kept_it_out(con: Connection) -> None:
    found = pair(con, COPY, "tern/sunday-hour.json")
    assert found.status == "never_compared"
    assert "never compared: they share 0 pairs of neighbouring words (too few: 3 needed)" in verdict(found)
    assert "worked out now" in agreement(found)


def test_two_names_of_one_article_say_so(
    sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = ("archive/2024/how-karvelia-sold-its-harbours.txt", "aggregators/shore-review.txt")
    code, out, _ = call(monkeypatch, capsys, *twice, "--warehouse", str(sample_warehouse))
    assert code == 0
    assert out.startswith("Both names mean one article")


def test_members_without_a_comparison_are_joined_by_what_rests_on_what(changed: Callable[..., Connection]) -> None:
    """As when near copies are compared by one of them alone."""
    with changed("delete from matches") as con:
        found = pair(con, COPY, "aggregators/skarn-ferry.txt")
        assert found.status == "same_family"
        assert [hop.place for hop in found.chain] == [COPY, ORIGINAL, "aggregators/skarn-ferry.txt"]
        assert verdict(found).startswith("Merged without a stored comparison of the two")
        assert "No comparison of the two is stored" in _printed(found)


OTHERS = ("aggregators/portal-1147.txt", "tern/sunday-hour.json", "archive/2024/how-karvelia-sold-its-harbours.txt")


def test_a_match_that_the_families_outvote_is_explained_by_the_figure_that_failed(
    changed: Callable[..., Connection],
) -> None:
    apart = (
        "update articles set family_id = 'fam_other', based_on_article_id = null, derivation = 'original' "
        f"where raw_path in {(COPY, *OTHERS)}",
        "insert into families select * replace ('fam_other' as family_id, 4 as article_count) from families limit 1",
    )
    with changed(*apart) as con:
        found = pair(con, COPY, ORIGINAL)
        assert found.status == "distinct"
        assert verdict(found).startswith("Not merged, though the pair alone would be one family (the score of 0.941")
        assert "near copies counting once) is 0." in verdict(found)
        assert "below the 0.45 needed" in verdict(found)
        assert "less than half" in verdict(found)


def test_near_copies_that_match_are_no_reason_to_be_apart(changed: Callable[..., Connection]) -> None:
    with changed("update matches set decision = 'same_family', score = 0.44 where decision = 'distinct'") as con:
        told = verdict(pair(con, "exports/kelder-herald.csv!row 1", "gazette/week-15.json!item 2"))
        assert "the near copies compared in their place match, score 0.440): " in told
        assert "below the 0.45 needed" in told


def test_of_figures_across_only_those_that_failed_are_told() -> None:
    enough = Parting(4, 3, 3, 0.7, Company("pack/near.txt", 0.81), None, None)
    assert "the family of A went with another text, pack/near.txt (score 0.810)" in tell_parting(enough, 0.45)
    assert "needed" not in tell_parting(enough, 0.45)
    few = tell_parting(enough._replace(match_count=1), 0.45)
    assert "only 1 of the 4 pairs across their two families match, less than half" in few
    assert "average" not in few
    low = tell_parting(enough._replace(mean_score=0.3), 0.45)
    assert "is 0.30, below the 0.45 needed" in low
    assert "less than half" not in low
    said = {"left_text": "x", "right_text": "y", "author": "Ida", "decided_on": None}
    assert tell_parting(enough._replace(judgement=said), 0.45) == "x and y were judged not one family by Ida"


def test_a_comparison_of_an_older_rule_is_told_from_the_present_one(changed: Callable[..., Connection]) -> None:
    with changed("update matches set rule = 'matches/0', decision = 'distinct', score = 0.1") as con:
        found = pair(con, COPY, ORIGINAL)
        assert "matches/0 decided distinct at a score of 0.100" in verdict(found)
        assert "differs: distinct, 0.100" in agreement(found)


def test_a_version_that_is_not_current_takes_no_part(changed: Callable[..., Connection]) -> None:
    nothing = ", ".join(f"{name} = null" for name in ("family_id", "derivation", "order_basis", "based_on_article_id"))
    gone = f"update articles set is_current = false, {nothing} where raw_path = '{COPY}'"
    with changed(gone) as con:
        found = pair(con, COPY, ORIGINAL)
        assert verdict(found).startswith("Not compared: A is replaced: it stands in its file no more. ")
        assert "A: no part of any family" in _printed(found)
        alone = explain_article(con, find_article(con, COPY), is_one=False)
        assert "no part of any family" in _printed(alone)
        for shown in (_printed(found), _printed(alone)):
            assert "it takes no part in families" in shown
            assert "compared with no article" not in shown
            assert "no stretch is known" not in shown


def test_an_article_that_was_withdrawn_is_told_from_one_that_was_replaced(changed: Callable[..., Connection]) -> None:
    ids = {path: f"(select article_id from articles where raw_path = '{path}' limit 1)" for path in (COPY, OTHERS[0])}
    columns = "judgement_id, kind, left_text, right_text, state, left_id, right_id, author, decided_on, note"
    row = f"('jud_1', 'withdrawn', 'x', null, 'stands', {ids[COPY]}, null, 'Ida', '2025-02-01', null)"
    statements = (
        f"create or replace table judgements as from (values {row}) as made({columns})",
        "create table newer as select * replace ('art_newer' as article_id) from article_files "
        f"where raw_path = '{OTHERS[0]}'",
        f"update article_files set is_current = false where raw_path = '{OTHERS[0]}'",
        "insert into article_files from newer",
        f"update articles set is_current = false, family_id = null where raw_path in {(COPY, OTHERS[0])}",
    )
    with changed(*statements) as con:
        older = con.sql(f"select article_id from articles where raw_path = '{OTHERS[0]}'").fetchall()[0][0]
        told = verdict(pair(con, COPY, older))
        assert "A is withdrawn, as judged by Ida on 2025-02-01" in told
        assert "B is replaced: art_newer stands in its place now" in told


def test_a_judgement_on_the_pair_opens_the_verdict_and_others_are_listed(changed: Callable[..., Connection]) -> None:
    columns = "judgement_id, kind, left_text, right_text, state, left_id, right_id, author, decided_on, note"
    one, other = (
        f"(select article_id from articles where raw_path = '{path}' limit 1)"
        for path in (COPY, "tern/sunday-hour.json")
    )
    rows = (
        f"('jud_1', 'not_same_family', 'x', 'y', 'stands', {one}, {other}, 'Ida', '2025-02-01', 'asked the editor')",
        f"('jud_2', 'same_family', '{COPY}', 'lost.txt', 'waiting', null, null, null, null, null)",
        "('jud_3', 'same_family', 'elsewhere', 'nowhere', 'stands', 'art_1', 'art_2', null, null, null)",
    )
    made = f"create or replace table judgements as from (values {', '.join(rows)}) as made({columns})"
    with changed(made) as con:
        found = pair(con, COPY, "tern/sunday-hour.json")
        assert verdict(found).startswith("Judged not one family by Ida on 2025-02-01. Not merged for this reason")
        shown = _printed(found)
        assert "not_same_family: x and y by Ida on 2025-02-01: asked the editor" in shown
        assert f"same_family: {COPY} and lost.txt (waiting)" in shown
        assert "elsewhere" not in shown


def test_who_came_first_is_told_whichever_is_named_first(con: Connection) -> None:
    assert who_came_first(pair(con, COPY, ORIGINAL)).startswith("B came first: A is a reprint")
    assert who_came_first(pair(con, ORIGINAL, COPY)).startswith("A came first: B is a reprint")
    siblings = pair(con, COPY, "aggregators/skarn-ferry.txt")
    assert who_came_first(siblings).startswith("The order of the two is not settled")


def test_colours_replace_the_marks_on_a_terminal_unless_they_are_unwanted(con: Connection) -> None:
    found = pair(con, "exports/kelder-herald.csv!row 1", "gazette/week-15.json!item 2")
    coloured = _printed(found, is_terminal=True)
    assert "\x1b[9;31m" in coloured
    assert "[-" not in coloured
    plain = _printed(found, is_terminal=True, plain=True)
    assert "\x1b[9;31m" not in plain
    assert "[-" in plain


def test_all_shows_what_is_cut_short(con: Connection) -> None:
    found = pair(con, "aggregators/portal-1147.txt", "courier/2024-03-14-port-ardle-sea-wall.html")
    assert "30 more: --all shows everything" in _printed(found)
    whole = _printed(found, is_whole=True)
    assert "--all" not in whole
    assert whole.count("alike") == len(found.compared.sentences) + len(found.compared.quotes) + 1


def _printed(
    found: PairExplanation | ArticleExplanation, is_whole: bool = False, is_terminal: bool = False, plain: bool = False
) -> str:
    system: Literal["standard"] | None = "standard" if is_terminal else None
    console = Console(width=300, highlight=False, force_terminal=is_terminal, color_system=system, no_color=plain)
    with console.capture() as capture:
        print_explanation(console, found, is_whole)
    return capture.get()


def test_explaining_never_imports_the_pipeline() -> None:
    code = "import sys, flows.desk.cli, flows.desk.explain.printing; sys.exit('flows.pipeline' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
