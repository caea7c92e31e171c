"""Runs that follow each other: what is new is added, what is unchanged is left alone, nothing published is lost."""

import errno
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, canonical, run_direct, select

from flows import pipeline
from flows.base.errors import CheckFailed, UserError
from flows.formats.encodings import Decoded
from flows.formats.limits import ReadLimits
from flows.formats.plain import read_plain
from flows.formats.records import Record
from flows.pipeline import batches, extracting, run_pipeline
from flows.pipeline import draft as pipeline_draft
from flows.pipeline.extract_jobs import extract_quotes_job
from flows.pipeline.job import DirectConductor, make_job
from flows.pipeline.parse_job import ParsedBatch, ParseTask, parse_files
from flows.pipeline.progress import NoWatch
from flows.store import publish
from flows.store.buckets import apply_change
from flows.store.layout import Layout
from flows.store.manifests import Manifest, committed_runs, current_manifest, read_manifest
from flows.store.parts import Part, read_parts
from flows.store.versions import VERSIONS_KEPT

SAMPLE = ROOT / "raw"
ORIGINAL = "courier/2024-03-14-port-ardle-sea-wall.html"
REWRITE = "aggregators/coastline-3391.txt"
ELSEWHERE = "gazette/week-15.json"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder with two copies of one story and one other."""
    for name in (ORIGINAL, REWRITE, ELSEWHERE):
        add(tmp_path / "raw", name)
    return tmp_path / "raw"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def add(raw: Path, name: str) -> None:
    (raw / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SAMPLE / name, raw / name)


def files(warehouse: Path) -> dict[str, tuple[int, int]]:
    """Every stored and published file with its inode and time of change."""
    found = [path for path in warehouse.rglob("*") if path.is_file() and path.name not in ("runs.jsonl", ".lock")]
    return {str(path.relative_to(warehouse)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in found}


def test_a_second_run_over_the_same_files_publishes_nothing_and_writes_no_file(raw: Path, warehouse: Path) -> None:
    assert run_direct(raw, warehouse).is_published
    before = files(warehouse)
    assert not run_direct(raw, warehouse).is_published
    assert files(warehouse) == before
    assert len(Layout(warehouse).run_log.read_text().splitlines()) == 2


def test_a_new_file_adds_its_rows_and_leaves_the_files_of_other_families_alone(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    before = files(warehouse)
    add(raw, "lindhafener-bote/krähenbrücke.json")
    run_direct(raw, warehouse)
    gone = [name for name in before if name.startswith("parts/") and name not in files(warehouse)]
    changed = [name for name, mark in before.items() if name.startswith("parts/") and files(warehouse)[name] != mark]
    assert (gone, changed) == ([], [])
    new = {name.split("/")[1] for name in files(warehouse) if name.startswith("parts/") and name not in before}
    assert {"articles", "family_members", "families", "raw_files"} <= new
    assert "segments" not in new
    assert select(warehouse, "select count(*) from articles") == [(5,)]


def test_any_history_of_additions_gives_the_same_tables_as_one_run(raw: Path, warehouse: Path, tmp_path: Path) -> None:
    names = [ELSEWHERE, REWRITE, ORIGINAL, "aggregators/portal-1147.txt", "inbox/empty.txt"]
    growing = tmp_path / "growing"
    for name in names:
        add(growing, name)
        run_direct(growing, warehouse)
    run_direct(growing, tmp_path / "at-once", workers=2, batch_files=1)
    step_by_step = canonical(warehouse, tmp_path / "a")
    assert step_by_step == canonical(tmp_path / "at-once", tmp_path / "b")
    assert len(step_by_step) > 12


def test_a_late_article_does_not_turn_a_derivative_into_an_origin(raw: Path, warehouse: Path, tmp_path: Path) -> None:
    """The basis of a derivative counts even where no claim of its own stands in the group that a late article joins."""
    page = (raw / ORIGINAL).read_text()
    start = page.index("<p>The owner, Brennick")
    (raw / ORIGINAL).write_text(page[:start] + page[page.index("</p>", start) + 4 :])
    for name in ("context-desk/port-ardle-deep-dive.html", "aggregators/portal-1147.txt"):
        add(raw, name)
    run_direct(raw, warehouse)
    (raw / "market.txt").write_text(
        "Market day in Ostham\n\nShoppers filled the square on Saturday for the spring market.\n\n"
        "In October the inspectors discovered cracks in 17 out of 52 drainage chambers.\n\n"
        "Stalls sold bread, fish and flowers until the evening bell rang.\n"
    )
    run_direct(raw, warehouse)
    run_direct(raw, tmp_path / "at-once")
    assert canonical(warehouse, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")


class TryingAgain(DirectConductor):
    """Takes a step that failed for the disk once more, as a Prefect task does."""

    def once(self, stage: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
        try:
            return work()
        except OSError:
            return work()


@pytest.mark.parametrize("table", ["families", "segments", "utterance_quotes", "quote_sources", "actor_mentions"])
def test_a_step_that_is_tried_again_leaves_no_stale_row(
    raw: Path, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    original = (raw / ORIGINAL).read_bytes()
    (raw / ORIGINAL).unlink()
    add(raw, "aggregators/portal-1147.txt")
    run_direct(raw, warehouse)
    (raw / ORIGINAL).write_bytes(original)
    faults = [OSError(errno.EIO, "Input/output error")]

    def fail_once(*arguments: Any) -> Manifest:  # noqa: ANN401
        if arguments[-1].table == table and faults:
            raise faults.pop()
        return apply_change(*arguments)

    monkeypatch.setattr(pipeline_draft, "apply_change", fail_once)
    run_pipeline(make_job(raw, warehouse, 500, 1), TryingAgain(1, NoWatch()))
    assert not faults
    monkeypatch.undo()
    run_direct(raw, tmp_path / "at-once")
    assert canonical(warehouse, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")
    stored = [current_manifest(Layout(folder)).rows() for folder in (warehouse, tmp_path / "at-once")]
    assert stored[0] == stored[1]


def test_a_reject_that_stays_is_not_published_again_in_every_run(raw: Path, warehouse: Path) -> None:
    (raw / "big.txt").write_text("x" * 30_000)
    limits = ReadLimits(max_bytes=20_000)
    run_direct(raw, warehouse, read=limits)
    assert ("big.txt", "too_large") in select(warehouse, "select raw_path, reason from open_rejects")
    assert not run_direct(raw, warehouse, read=limits).is_published


def test_only_the_last_versions_and_what_they_need_are_kept(raw: Path, warehouse: Path) -> None:
    layout = Layout(warehouse)
    for number in range(VERSIONS_KEPT + 2):
        (raw / "changing.txt").write_text(f"The pier closed on Monday for {number + 2} days, the harbour master said.")
        run_direct(raw, warehouse)
    assert len(committed_runs(layout)) == VERSIONS_KEPT
    assert len(list(layout.versions.glob("*.duckdb"))) == VERSIONS_KEPT
    run_direct(raw, warehouse)
    listed = {part.file for run_id in committed_runs(layout) for _, part in read_manifest(layout, run_id).live()}
    stored = {path.relative_to(warehouse).as_posix() for path in layout.parts.rglob("*") if path.is_file()}
    assert stored == listed


def test_a_damaged_part_is_named_and_what_is_published_can_still_be_read(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    part = current_manifest(Layout(warehouse)).files(Layout(warehouse), "articles")[0]
    part.write_bytes(part.read_bytes()[:-10])
    with pytest.raises(UserError, match=part.name):
        run_direct(raw, warehouse)
    assert select(warehouse, "select count(*) from articles") == [(4,)]


def test_a_changed_file_makes_a_new_version_and_only_that_is_current(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    path = raw / REWRITE
    path.write_text(path.read_text() + "\n\nThe council meets again on Thursday, its clerk said.\n")
    run_direct(raw, warehouse)
    versions = select(
        warehouse,
        "select articles.is_current, family_id is not null from articles join article_files using (article_id) "
        f"where article_files.raw_path = '{REWRITE}' order by articles.is_current",
    )
    assert versions == [(False, False), (True, True)]
    assert select(warehouse, "select count(*) from quotes anti join articles using (article_id)") == [(0,)]
    assert select(warehouse, "select max(article_count) from families") == [(2,)]


def test_a_removed_file_is_marked_and_its_article_stays(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    (raw / REWRITE).unlink()
    run_direct(raw, warehouse)
    assert select(warehouse, f"select status from raw_files where raw_path = '{REWRITE}'") == [("removed",)]
    assert select(warehouse, f"select is_current from articles where raw_path = '{REWRITE}'") == [(True,)]
    assert not run_direct(raw, warehouse).is_published


def test_the_same_bytes_under_two_names_are_one_article_in_two_places(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    shutil.copyfile(raw / REWRITE, raw / "a-copy.txt")
    run_direct(raw, warehouse)
    assert select(warehouse, "select raw_path, file_count from articles where file_count > 1") == [("a-copy.txt", 2)]
    assert select(warehouse, "select count(*) from articles") == [(4,)]


def test_a_bad_file_becomes_a_reject_and_is_resolved_when_repaired(raw: Path, warehouse: Path) -> None:
    bad = raw / "late.txt"
    bad.write_bytes(b"")
    outcome = run_direct(raw, warehouse)
    assert outcome.counts["rejects_new"] == 1
    assert select(warehouse, "select raw_path, reason from open_rejects") == [("late.txt", "empty")]
    assert not run_direct(raw, warehouse).is_published
    bad.write_text((SAMPLE / "aggregators/shore-review.txt").read_text())
    repaired = run_direct(raw, warehouse)
    assert select(warehouse, "select * from open_rejects") == []
    assert select(warehouse, "select resolved_run_id from rejects") == [(repaired.run_id,)]


def test_a_file_that_kills_its_reader_is_rejected_and_the_rest_of_its_batch_is_read(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "killer.txt").write_text("The pier closed on Monday. Nobody was hurt, the harbour master said.")
    monkeypatch.setattr(batches, "parse_files", die_over_the_pier)
    run_direct(raw, warehouse)
    assert select(warehouse, "select raw_path, reason from open_rejects") == [("killer.txt", "parser_failed")]
    assert select(warehouse, "select count(*) from articles") == [(4,)]


def test_a_member_that_kills_its_reader_is_rejected_and_the_rest_of_its_archive_is_read(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(raw / "pages.zip", "w") as archive:
        archive.writestr("a.txt", "The quay closed on Monday. Nobody was hurt, the harbour master said.")
        archive.writestr("b.txt", "The pier closed on Monday. Nobody was hurt, the harbour master said.")
        archive.writestr("c.txt", "The lock closed on Monday. Nobody was hurt, the harbour master said.")
    monkeypatch.setattr(batches, "parse_files", die_over_the_pier)
    run_direct(raw, warehouse)
    rejects = select(warehouse, "select raw_path, raw_member, reason from open_rejects")
    assert rejects == [("pages.zip", "b.txt", "parser_failed")]
    members = select(warehouse, "select raw_member from article_files where raw_path = 'pages.zip' order by all")
    assert members == [("a.txt",), ("c.txt",)]


def die_over_the_pier(task: ParseTask) -> ParsedBatch:
    """Parse as ever in a process in which one text is deadly."""

    def deadly(decoded: Decoded, sha256: str) -> Record:
        return os._exit(1) if "The pier closed" in decoded.text else read_plain(decoded, sha256)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.formats.read.read_plain", deadly)
        return parse_files(task)


def test_an_article_that_kills_a_stage_is_kept_and_the_failure_is_told(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "killer.txt").write_text("The pier closed on Monday. Nobody was hurt, the harbour master said.")
    stages = tuple((stage, die_over_pier if stage == "quotes" else job) for stage, job in extracting._EXTRACTIONS)
    monkeypatch.setattr(extracting, "_EXTRACTIONS", stages)
    run_direct(raw, warehouse)
    ((path, reason, detail),) = select(warehouse, "select raw_path, reason, detail from open_rejects")
    assert (path, reason) == ("killer.txt", "extractor_failed")
    assert "quotes" in str(detail)
    assert select(warehouse, "select count(*) from articles where is_current") == [(5,)]
    assert select(warehouse, "select count(distinct article_id) from quotes") == [(4,)]


def die_over_pier(layout: Layout, name: str, parts: dict[str, list[Part]]) -> object:
    if any("The pier closed" in text for text in read_parts(layout, "articles", parts["articles"])["text"].to_pylist()):
        os._exit(1)
    return extract_quotes_job(layout, name, parts)


def test_an_empty_folder_makes_an_empty_warehouse_that_can_be_read(tmp_path: Path, warehouse: Path) -> None:
    (tmp_path / "raw").mkdir()
    assert run_direct(tmp_path / "raw", warehouse).is_published
    assert select(warehouse, "select count(*) from claims_by_origin") == [(0,)]
    assert not run_direct(tmp_path / "raw", warehouse).is_published


def fail_with(error: BaseException) -> Callable[..., object]:
    def fail(*arguments: object, **options: object) -> object:
        raise error

    return fail


FULL = OSError(errno.ENOSPC, "No space left on device")
FULL_FOR_DUCKDB = duckdb.IOException('IO Error: Could not write file "x": No space left on device')
PLACES = {
    "corpus rows": (pipeline_draft, "apply_change", FULL),
    "published tables": (publish, "_write_tables", FULL_FOR_DUCKDB),
    "published Parquet": (publish, "export_table", FULL),
    "commit": (pipeline, "write_manifest", FULL),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_full_disk_loses_nothing_that_was_published(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    run_direct(raw, warehouse)
    add(raw, "aggregators/portal-1147.txt")
    module, name, full = PLACES[place]
    with monkeypatch.context() as patch:
        patch.setattr(module, name, fail_with(full))
        with pytest.raises(UserError, match="No space left on device"):
            run_direct(raw, warehouse)
    assert select(warehouse, "select count(*) from articles") == [(4,)]
    assert run_direct(raw, warehouse).is_published
    assert select(warehouse, "select count(*) from articles") == [(5,)]


def test_a_failed_check_stops_the_publish_and_shows_rows(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_direct(raw, warehouse)
    add(raw, "aggregators/portal-1147.txt")
    describe = publish._describe

    def lie(con: duckdb.DuckDBPyConnection) -> None:
        describe(con)
        con.execute("update quotes set content = 'invented'")

    monkeypatch.setattr(publish, "_describe", lie)
    with pytest.raises(CheckFailed, match="quote_spans"):
        run_direct(raw, warehouse)
    assert select(warehouse, "select count(*) from articles") == [(4,)]


def test_a_run_killed_between_commit_and_swap_is_finished_by_the_next(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_direct(raw, warehouse)
    add(raw, "aggregators/portal-1147.txt")
    with monkeypatch.context() as patch:
        patch.setattr("flows.pipeline.reveal_version", fail_with(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            run_direct(raw, warehouse)
    assert select(warehouse, "select count(*) from articles") == [(4,)]
    assert not run_direct(raw, warehouse).is_published
    assert select(warehouse, "select count(*) from articles") == [(5,)]


def test_a_reader_keeps_its_version_while_a_run_publishes(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    with duckdb.connect(str(Layout(warehouse).database_link), read_only=True) as reader:
        add(raw, "aggregators/portal-1147.txt")
        run_direct(raw, warehouse)
        assert reader.execute("select count(*) from articles").fetchall() == [(4,)]
    assert select(warehouse, "select count(*) from articles") == [(5,)]


def test_the_published_file_is_read_only_and_parquet_shows_the_same_rows(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    layout = Layout(warehouse)
    assert layout.database_link.stat().st_mode & 0o222 == 0
    rows = pq.read_table(layout.parquet_link / "quotes").num_rows
    assert [(rows,)] == select(warehouse, "select count(*) from quotes")


def test_unchanged_tables_share_their_parquet_file_with_the_version_before(raw: Path, warehouse: Path) -> None:
    run_direct(raw, warehouse)
    layout = Layout(warehouse)
    before = (layout.parquet_link / "segments/segments.parquet").stat().st_ino
    add(raw, "lindhafener-bote/krähenbrücke.json")
    run_direct(raw, warehouse)
    assert (layout.parquet_link / "segments/segments.parquet").stat().st_ino == before
