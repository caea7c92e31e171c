"""From any row to its bytes: every id of the sample is found, its span holds its words, its file is proven."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, run_here
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from flows.base.errors import UserError
from flows.desk.cli import main
from flows.desk.trace.context import make_stretch
from flows.desk.trace.naming import find_target
from flows.desk.trace.printing import print_trace, tell_proof
from flows.desk.trace.proof import locate, stored_file
from flows.desk.trace.record import Proof, Trace
from flows.desk.trace.tracing import trace
from flows.store.engine import Connection, open_published
from flows.store.layout import Layout
from flows.store.rawfiles import stored_path

KEYS = {
    "articles": "article_id",
    "quotes": "quote_id",
    "claims": "claim_id",
    "utterances": "utterance_id",
    "claim_groups": "claim_group_id",
    "families": "family_id",
    "actors": "actor_id",
    "rejects": "reject_id",
    "judgements": "judgement_id",
    "proposals": "proposal_id",
    "runs": "run_id",
    "raw_files": "raw_path",
}
OF_EACH = 12
MAYOR = "The pier will reopen on Friday.\n\n“We waited long enough for it,” said the mayor, Ida Rook.\n"


@pytest.fixture(scope="module")
def con(sample_warehouse: Path) -> Iterator[Connection]:
    with open_published(Layout(sample_warehouse).database_link) as opened:
        yield opened


@pytest.fixture
def ask(con: Connection, sample_warehouse: Path) -> Callable[..., Trace]:
    return lambda *names: trace(con, names, sample_warehouse, ROOT / "raw", None)


def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["wirecopy", "trace", *arguments])
    monkeypatch.setenv("COLUMNS", "110")
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def printed(found: Trace, is_terminal: bool = False, is_whole: bool = False) -> str:
    system = "standard" if is_terminal else None
    console = Console(width=110, highlight=False, force_terminal=is_terminal, color_system=system, _environ={})  # type: ignore[arg-type]
    with console.capture() as capture:
        print_trace(console, found, is_whole)
    return capture.get()


@pytest.mark.parametrize("table", KEYS)
def test_every_kind_of_row_is_traced_and_its_span_holds_its_words(
    table: str, con: Connection, ask: Callable[..., Trace]
) -> None:
    key = KEYS[table]
    rows = con.sql(f"select * from {table} order by {key}").to_arrow_table().to_pylist()
    if table not in ("judgements", "proposals"):
        assert rows
    for row in rows[:: max(1, len(rows) // OF_EACH)]:
        found = ask(row[key])
        # A path is a file, or the article that is all of it.
        assert row[key] in (found.id, *(file.raw_path for file in found.files))
        if found.stretch:
            text = con.sql("select text from articles where article_id = $id", params={"id": found.stretch.article_id})
            held = text.fetchall()[0][0][found.stretch.char_start : found.stretch.char_end]
            assert found.stretch.content == held
            assert found.files
        if table in ("quotes", "claims"):
            assert found.stretch
            assert found.stretch.content == row["content"]
            assert (found.rule, found.extractor, found.confidence) == (row["rule"], row["extractor"], row["confidence"])
        json.dumps(asdict(found), default=str)
        assert row[key] in printed(found).replace("\n", "").replace(" ", "") or " " in row[key] or len(row[key]) > 60


def test_tables_without_ids_are_traced_by_their_place(con: Connection, ask: Callable[..., Trace]) -> None:
    for table, kind in (("blocks", "block"), ("segments", "segment"), ("not_quotes", "not_quote")):
        rows = con.sql(f"from {table} order by article_id, char_start").to_arrow_table().to_pylist()
        for row in [row for row in rows if row["char_start"] < row["char_end"]][::25]:
            found = ask(f"{row['article_id']}:{row['char_start']}-{row['char_end']}")
            at = (kind, row["char_start"], row["char_end"])
            assert at in {(one["kind"], one["char_start"], one["char_end"]) for one in found.row["rows"]}
    match = con.sql("from matches order by score desc, article_a limit 1").to_arrow_table().to_pylist()[0]
    assert ask(match["article_b"], match["article_a"]).row["score"] == match["score"]
    link = con.sql("from claim_links order by all limit 1").to_arrow_table().to_pylist()[0]
    linked = ask(link["claim_group_b"], link["claim_group_a"])
    assert link["evidence_claim_a"] in printed(linked)


def test_a_row_is_found_by_letters_path_place_block_and_name(con: Connection) -> None:
    quote = con.sql("select quote_id, article_id, char_start from quotes order by all limit 1").fetchall()[0]
    for name in (quote[0], quote[0][:11], quote[0][4:12]):
        assert find_target(con, name).id == quote[0]
    assert find_target(con, "raw/aggregators/portal-1147.txt").kind == "article"
    assert find_target(con, "exports/kelder-herald.csv").kind == "file"
    assert find_target(con, "exports/kelder-herald.csv!row 1").kind == "article"
    assert find_target(con, "exports/kelder-herald.csv!row 3").kind == "reject"
    assert find_target(con, "inbox/empty.txt").kind == "file"
    assert find_target(con, f"{quote[1]}:{quote[2]}").span == (quote[2], quote[2] + 1)
    block = find_target(con, "aggregators/portal-1147.txt#0").span
    assert block
    assert find_target(con, f"aggregators/portal-1147.txt:{block[0]}-{block[1]}").span == block
    assert find_target(con, "hedda munk").kind == "actor"


UNCLEAR = {
    "": "names nothing",
    "quo_": "names nothing",
    "quo_a": "may mean quo_a",
    "clm_9": "no id begins with",
    "aggregators/portal-1147.txt:999999": "is no place in a text",
    "aggregators/portal-1147.txt:9-3": "is no place in a text",
    "aggregators/portal-1147.txt#999": "no block of this number",
    "agregators/portal-1147.txt": "Close: aggregators/portal-1147.txt",
    "utt_aaaaaaaaaaaaaaaa": "no utterance is named",
    "quo_aaaaaaaaaaaaaaaa": "no quote is named",
    "run-009999": "no run is named",
}


@pytest.mark.parametrize("name", UNCLEAR)
def test_an_unclear_name_gets_the_way_out(name: str, ask: Callable[..., Trace]) -> None:
    with pytest.raises(UserError, match=UNCLEAR[name].replace("(", r"\(")):
        ask(name)


def test_two_names_must_be_two_articles_or_two_facts(con: Connection, ask: Callable[..., Trace]) -> None:
    one, other = (row[0] for row in con.sql("select quote_id from quotes order by 1 limit 2").fetchall())
    with pytest.raises(UserError, match="two articles"):
        ask(one, other)
    with pytest.raises(UserError, match="one row"):
        ask(one, one)
    with pytest.raises(UserError, match="never compared"):
        ask("inbox/skarn-bell.pdf", "tern/sunday-hour.json")


def test_the_bytes_of_plain_text_are_proven(con: Connection, ask: Callable[..., Trace]) -> None:
    plain = con.sql(
        "select quote_id, content, raw_path from quotes join articles using (article_id) "
        "where format = 'txt' and raw_member = '' order by quote_id"
    ).fetchall()
    for quote, content, path in plain[::4]:
        proof = ask(quote).proof
        assert proof
        assert (proof.state, proof.holds_span) == ("same", True)
        encoding = con.sql("select encoding from articles where raw_path = $path", params={"path": path}).fetchall()
        held = (ROOT / "raw" / path).read_bytes()[proof.byte_start : proof.byte_end]
        assert held.decode(encoding[0][0]) == content
        assert "are these words" in tell_proof(proof)
    assert len(plain) > 20


@given(st.text(max_size=40), st.data(), st.sampled_from(["utf-8", "utf-16-le", "cp1252"]), st.sampled_from([0, 3]))
def test_bytes_are_counted_in_every_encoding(text: str, data: st.DataObject, encoding: str, bom: int) -> None:
    text = "".join(sign for sign in text if not 0xD800 <= ord(sign) < 0xE000)
    text = text.encode(encoding, "ignore").decode(encoding)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    content = b"\0" * bom + text.encode(encoding)
    found = locate(content, bom, encoding, text, (start, end))
    assert found
    assert found[2]
    assert content[found[0] : found[1]].decode(encoding) == text[start:end]


@given(st.text(alphabet="ab\n\r é", max_size=60), st.data())
def test_the_marked_pieces_of_the_lines_make_the_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    found = make_stretch("art_x", "x.txt", text, (start, end))
    assert found.content == text[start:end]
    before = text[:start].split("\n")
    assert (found.line, found.column) == (len(before), len(before[-1]) + 1)
    marked = "\n".join(line.marked for line in found.context if line.marked is not None)
    if text[start:end].count("\n") < 10:
        assert marked.replace("\r", "").rstrip("\n") == text[start:end].replace("\r", "").rstrip("\n")


def test_a_stored_path_leads_back_to_the_file_and_never_out_of_the_folder(tmp_path: Path) -> None:
    for name in ("plain.txt", "Müller.txt", "back\\slash.txt", "x\\x41.txt"):
        (tmp_path / name).write_text("x")
        assert stored_file(tmp_path, stored_path(Path(name))) == tmp_path / name
    assert stored_file(tmp_path, "../outside.txt") is None
    (tmp_path / "link.txt").symlink_to(ROOT / "README.md")
    assert stored_file(tmp_path, "link.txt") is None


def test_a_file_that_changed_or_is_gone_is_told(tmp_path: Path) -> None:
    raw, warehouse = tmp_path / "raw", tmp_path / "warehouse"
    raw.mkdir()
    (raw / "pier.txt").write_text(MAYOR)
    run_here(raw, warehouse)
    with open_published(Layout(warehouse).database_link) as con:
        (quote,) = con.sql("select quote_id from quotes").fetchall()[0]
        states = []
        for change in (lambda: None, lambda: (raw / "pier.txt").write_text("other"), (raw / "pier.txt").unlink):
            change()
            found = trace(con, (quote,), warehouse, None, None)
            assert found.proof
            states.append(found.proof.state)
        assert states == ["same", "changed", "gone"]
        shutil.rmtree(raw)
        found = trace(con, (quote,), warehouse, None, None)
        assert found.proof
        assert found.proof.state == "no_raw_folder"
        assert "--raw FOLDER" in printed(found)
        with pytest.raises(UserError, match="is no folder"):
            trace(con, (quote,), warehouse, tmp_path / "nowhere", None)


UNCHANGED = {
    "articles": "where is_current",
    "claims": "where content not like '%day%'",
    "claim_groups": "where statement not like '%day%'",
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, str]]]:
    """A warehouse whose one file was changed, so that all its ids changed, and the ids of before."""
    folder = tmp_path_factory.mktemp("changed")
    raw = folder / "raw"
    raw.mkdir()
    found = []
    for text in (MAYOR, MAYOR.replace("Friday", "Sunday"), MAYOR.replace("Friday", "Monday")):
        (raw / "pier.txt").write_text(text)
        run_here(raw, folder / "warehouse", keep=2)
        with open_published(Layout(folder / "warehouse").database_link) as con:
            ids = {}
            for table, key in list(KEYS.items())[:7]:
                where = UNCHANGED.get(table, "")
                ids[table] = con.sql(f"select {key} from {table} {where} order by 1 limit 1").fetchall()[0][0]
            found.append(ids)
    return folder / "warehouse", found


@pytest.mark.parametrize("table", list(KEYS)[1:7])
def test_an_id_of_a_kept_version_leads_to_its_successor(table: str, changed: tuple[Path, list[dict[str, str]]]) -> None:
    warehouse, (_, before, now) = changed
    with open_published(Layout(warehouse).database_link) as con:
        found = trace(con, (before[table],), warehouse, None, None)
        assert found.id == now[table]
        assert found.notice
        assert found.notice.startswith(f"{before[table]} is no more: last seen in run-000002, gone by run-000003")


def test_an_id_that_no_kept_version_has_is_known_by_the_member_that_it_is_named_after(
    changed: tuple[Path, list[dict[str, str]]],
) -> None:
    warehouse, (first, _, now) = changed
    with open_published(Layout(warehouse).database_link) as con:
        found = trace(con, (first["families"],), warehouse, None, None)
        assert found.id == now["families"]
        assert "1 of the 1 that stand now where its members stood is in" in (found.notice or "")
        with pytest.raises(UserError, match="Older ones are forgotten"):
            trace(con, (first["quotes"],), warehouse, None, None)
        former = trace(con, (first["articles"],), warehouse, None, None)
        assert former.notice == f"This article is not current: {now['articles']} stands in its place now."


def test_foreign_words_do_not_steer_the_terminal(sample_warehouse: Path, tmp_path: Path) -> None:
    path = tmp_path / "hostile.duckdb"
    shutil.copyfile(Layout(sample_warehouse).database_link, path)
    evil = "\x1b]0;owned\x07\u202e[bold red]markup[/bold red]\r"
    with duckdb.connect(str(path)) as writer:
        writer.execute("update articles set headline = $evil, outlet = $evil", {"evil": evil})
        writer.execute("update articles set text = $evil || text", {"evil": evil})
        writer.execute("update quotes set source_text = $evil, rule = $evil, cue = $evil", {"evil": evil})
        writer.execute("update rejects set detail = $evil, raw_member = $evil", {"evil": evil})
        ids = [
            writer.execute(f"select {key} from {table} order by 1 limit 1").fetchall()[0][0]
            for table, key in list(KEYS.items())[:8]
        ]
    with open_published(path) as con:
        for name in ids:
            shown = printed(trace(con, (name,), sample_warehouse, ROOT / "raw", None), is_whole=True)
            assert not set(shown) & {"\x1b", "\x07", "\u202e", "\r"}
            assert "owned" not in shown or "[bold red]" in shown.replace("\n", "")


def test_the_span_is_coloured_on_a_terminal_and_marked_elsewhere(con: Connection, ask: Callable[..., Trace]) -> None:
    (quote, content) = con.sql(
        "select quote_id, content from quotes where length(content) between 20 and 30 order by 1 limit 1"
    ).fetchall()[0]
    plain, coloured = printed(ask(quote)), printed(ask(quote), is_terminal=True)
    assert f"▸{content}◂" in " ".join(plain.split())
    assert "\x1b[30;43m" in coloured
    assert "▸" not in coloured


def test_json_holds_all_of_it_as_one_object(
    sample_warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_published(Layout(sample_warehouse).database_link) as con:
        (name,) = con.sql("select utterance_id from utterances order by article_count desc, 1 limit 1").fetchall()[0]
    at = ("--warehouse", str(sample_warehouse), "--format", "json")
    code, out, _ = call(monkeypatch, capsys, name, *at)
    assert code == 0
    assert len(out.splitlines()) == 1
    found: dict[str, Any] = json.loads(out)
    assert set(found) == set(Trace.__dataclass_fields__)
    assert len(found["siblings"]) == found["row"]["quote_count"]
    assert any("{+" in (one["diff"] or "") for one in found["siblings"])
    assert found["proof"]["state"] == "same"
    assert set(found["proof"]) == set(Proof.__dataclass_fields__)
    code, out, _ = call(monkeypatch, capsys, name, *at, "--output", str(tmp_path / "trace.json"))
    assert (code, out) == (0, "")
    assert json.loads((tmp_path / "trace.json").read_text("utf-8")) == found


def test_a_mistake_is_one_line_and_exit_code_2(
    sample_warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(monkeypatch, capsys, "nowhere.txt", "--warehouse", str(sample_warehouse))
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_tracing_never_imports_the_pipeline() -> None:
    code = "import sys, flows.desk.cli, flows.desk.trace.tracing, flows.desk.trace.printing; "
    code += "sys.exit('flows.pipeline' in sys.modules or 'prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
