"""Two versions compared: each row added, removed or changed is told once, whatever the table, and nothing else is."""

import json
import sys
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pytest
from conftest import PIER

from flows.base.errors import UserError
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.desk.cli import main
from flows.desk.diff import TABLES, count_differences, find_differences
from flows.store import engine
from flows.store.layout import Layout

Counts = dict[str, tuple[int, int, int]]


@pytest.fixture
def versions(past: Path) -> dict[int, Path]:
    return {number: Layout(past / "warehouse").database(f"run-{number:06d}") for number in (1, 2, 4)}


def differing(before: Path, after: Path) -> Counts:
    rows = count_differences(before, after).to_pylist()
    counts = {row["table"]: (row["added"], row["removed"], row["changed"]) for row in rows}
    return {table: found for table, found in counts.items() if any(found)}


def test_every_published_table_but_the_log_is_compared(versions: dict[int, Path]) -> None:
    rows = count_differences(versions[1], versions[4])
    assert rows["table"].to_pylist() == [table.name for table in PUBLISHED_TABLES if table.name != "runs"]


def test_what_a_run_added_and_removed_is_counted_by_key(versions: dict[int, Path]) -> None:
    one = differing(versions[1], versions[2])
    assert (one["raw_files"], one["articles"]) == ((1, 0, 0), (1, 0, 0))
    back = differing(versions[2], versions[1])
    assert {table: (removed, added, changed) for table, (added, removed, changed) in back.items()} == one
    last = differing(versions[2], versions[4])
    # One file was changed, one is gone: what names a run does not count.
    assert last["raw_files"] == (0, 0, 2)
    assert last["articles"][:2] == (1, 0)


def test_counts_are_those_of_the_tables(versions: dict[int, Path]) -> None:
    for row in count_differences(versions[1], versions[4]).to_pylist():
        for side, number in (("rows_before", 1), ("rows_after", 4)):
            with duckdb.connect(str(versions[number]), read_only=True) as con:
                assert con.execute(f"select count(*) from {row['table']}").fetchone() == (row[side],), row["table"]
        assert row["rows_before"] + row["added"] - row["removed"] == row["rows_after"]


@pytest.mark.parametrize("table", TABLES)
def test_rows_agree_with_counts_in_every_table(versions: dict[int, Path], table: str) -> None:
    (counts,) = count_differences(versions[1], versions[4], (table,)).to_pylist()
    rows = find_differences(versions[1], versions[4], table)
    for change in ("added", "removed", "changed"):
        keys = rows.filter(pc.equal(rows["change"], change))["row_key"]
        assert len(set(keys.to_pylist())) == counts[change]
    assert rows.sort_by([("row_key", "ascending"), ("column_name", "ascending")]).equals(rows)


def test_a_version_differs_in_nothing_from_itself(versions: dict[int, Path], tmp_path: Path) -> None:
    twin = tmp_path / "twin.duckdb"
    twin.hardlink_to(versions[2])
    for other in (versions[2], twin):
        assert differing(versions[2], other) == {}
        assert count_differences(versions[2], other).to_pylist()[0]["rows_before"] == 3


def copy_of(path: Path, target: Path, *changes: str) -> Path:
    target.write_bytes(path.read_bytes())
    with duckdb.connect(str(target)) as con:
        for change in changes:
            con.execute(change)
    return target


def test_each_cell_that_changed_is_shown_as_it_was_and_as_it_is(versions: dict[int, Path], tmp_path: Path) -> None:
    altered = copy_of(
        versions[2],
        tmp_path / "altered.duckdb",
        "update articles set headline = 'H', word_count = 7, byline = ['A', 'B, \"C\"'] where text like '%miller%'",
        "update raw_files set last_run_id = 'run-000099'",
        "update blocks set kind = 'caption' where block_no = 0 and article_id in (select min(article_id) from blocks)",
    )
    rows = find_differences(versions[2], altered, "articles").to_pylist()
    shown = {row["column_name"]: (row["change"], row["before"], row["after"]) for row in rows}
    assert shown["word_count"][2] == "7"
    assert shown["byline"] == ("changed", "[]", '["A","B, \\"C\\""]')
    assert shown["headline"][2] == "H"
    assert set(shown) == {"headline", "word_count", "byline"}
    assert differing(versions[2], altered) == {"articles": (0, 0, 1), "blocks": (0, 0, 1)}
    (block,) = find_differences(versions[2], altered, "blocks").to_pylist()
    assert json.loads(block["row_key"])[1] == "0"


def test_a_null_is_not_an_empty_text(versions: dict[int, Path], tmp_path: Path) -> None:
    null = copy_of(versions[1], tmp_path / "a.duckdb", "update articles set url = null")
    empty = copy_of(versions[1], tmp_path / "b.duckdb", "update articles set url = ''")
    assert differing(null, empty) == {"articles": (0, 0, 2)}


def test_a_table_or_column_that_an_older_version_lacks_counts_as_empty(
    versions: dict[int, Path], tmp_path: Path
) -> None:
    older = copy_of(
        versions[2],
        tmp_path / "older.duckdb",
        "drop view open_rejects",
        "drop table proposals",
        "drop table families cascade",
        "alter table articles drop column repaired_text",
    )
    rows = {row["table"]: row for row in count_differences(older, versions[2]).to_pylist()}
    assert (rows["families"]["rows_before"], rows["families"]["added"]) == (0, rows["families"]["rows_after"])
    assert rows["families"]["added"] > 0
    assert rows["articles"]["changed"] == 0
    assert find_differences(older, versions[2], "proposals").num_rows == 0


def test_neither_version_is_touched(versions: dict[int, Path]) -> None:
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in versions.values()}
    count_differences(versions[1], versions[4])
    assert before == {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in versions.values()}


def test_tables_larger_than_the_memory_are_compared(tmp_path: Path) -> None:
    """Each table takes more than the limit; what does not fit goes through files."""
    paths = tmp_path / "before.duckdb", tmp_path / "after.duckdb"
    for path, shift in zip(paths, (0, 10), strict=True):
        with duckdb.connect(str(path)) as con:
            con.execute(
                "create table not_quotes as select 'art_' || i as article_id, 0 as char_start, 9 as char_end, "
                "repeat(md5((i // 100000)::varchar), 20) as content, 'term' as reason "
                f"from range({shift}, {shift + 200_000}) as t(i)"
            )
    with engine.open_versions(*paths, memory_bytes=100 << 20) as con:
        engine.show_rows_compared(con, TABLES["not_quotes"])
        (counts,) = engine.run_sql(con, "diff/counts").to_pylist()
    assert counts == {
        "rows_before": 200_000,
        "rows_after": 200_000,
        "added": 10,
        "removed": 10,
        "changed": 0,
    }


def test_the_command_shows_tables_and_rows_in_every_format(
    past: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def call(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["wirecopy", "diff", *arguments, "--warehouse", str(past / "warehouse")])
        main()
        return capsysbinary.readouterr().out.decode()

    assert call("1", "2", "--format", "csv").splitlines()[1] == '"raw_files",2,3,1,0,0'
    assert json.loads(call("3", "2", "--format", "json"))[0]["changed"] == 0
    rows = json.loads(call("2", "4", "--table", "raw_files", "--format", "json"))
    changed = {(row["row_key"], row["column_name"]): (row["before"], row["after"]) for row in rows}
    assert changed["mill.txt", "status"] == ("loaded", "removed")
    assert changed["pier.txt", "size_bytes"] == (str(len(PIER)), str(len(PIER) + 1))
    assert ("mill.txt", "size_bytes") not in changed
    shown = call("1", "4", "--table", "raw_files", "--limit", "1")
    assert "raw_files: 1 added, 0 removed, 2 changed" in shown
    assert "1 row" in shown


def test_an_unknown_table_or_run_is_one_clear_line(past: Path, versions: dict[int, Path], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be compared"):
        count_differences(versions[1], Path(__file__))
    for arguments in (("1", "9"), ("1", "2", "--table", "runs")):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["wirecopy", "diff", *arguments, "--warehouse", str(past / "warehouse")])
            with pytest.raises(SystemExit) as end:
                main()
            assert end.value.code == 2
