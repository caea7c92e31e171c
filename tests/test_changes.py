"""Whatever happens to files between runs: the tables are those of a fresh run, and the ledger says what happened."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run_here, select
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.base.schemas.published import PUBLISHED_TABLES
from flows.formats.limits import ReadLimits
from flows.formats.read import read_records
from flows.pipeline import batches, extracting
from flows.pipeline.extract_jobs import extract_quotes_job
from flows.pipeline.parse_job import ParsedBatch, ParseTask, parse_files
from flows.pipeline.rejects import Retry
from flows.store import rawfiles
from flows.store.layout import Layout
from flows.store.parts import Parts, read_parts
from flows.store.rawfiles import CHANGED, Opened, opened

SAMPLE = ROOT / "raw"
COPIES = (
    "courier/2024-03-14-port-ardle-sea-wall.html",
    "aggregators/coastline-3391.txt",
    "aggregators/portal-1147.txt",
)
LATE = "The pier closed on Monday. Nobody was hurt, the harbour master said.\n"

# What of a warehouse with a history stands now: the tables without what is gone, replaced or resolved.
NOW = {
    "raw_files": "where status <> 'removed'",
    "article_files": "where is_current and raw_path in (select raw_path from raw_files where status <> 'removed')",
    "articles": "where is_current",
    "blocks": "semi join (from articles where is_current) using (article_id)",
    "not_quotes": "semi join (from articles where is_current) using (article_id)",
    "rejects": "where resolved_run_id is null",
}


def now(warehouse: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in the warehouse now, without the runs that put it there."""
    tables = {}
    for table in PUBLISHED_TABLES:
        if table.name != "runs":
            names = ", ".join(name for name in table.names if not name.endswith("run_id"))
            tables[table.name] = select(
                warehouse, f"select {names} from {table.name} {NOW.get(table.name, '')} order by all"
            )
    return tables


def assert_fresh(raw: Path, warehouse: Path, **options: Any) -> None:  # noqa: ANN401
    """The warehouse shows what a new one over the same files does."""
    fresh = warehouse.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    run_here(raw, fresh, **options)
    found, wanted = now(warehouse), now(fresh)
    for table, rows in wanted.items():
        assert found[table] == rows, table


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name in COPIES[:2]:
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(SAMPLE / name, tmp_path / "raw" / name)
    return tmp_path / "raw"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "warehouse"


def ledger(warehouse: Path) -> dict[object, object]:
    return dict(select(warehouse, "select raw_path, status from raw_files"))  # type: ignore[arg-type]


def test_a_file_goes_through_all_that_can_happen_to_it(raw: Path, warehouse: Path) -> None:
    """New, changed, changed back, renamed, duplicated: the tables are as if all had been new."""
    run_here(raw, warehouse)
    path = raw / COPIES[1]
    original = path.read_text()
    path.write_text(original + "\n\nThe council meets again on Thursday, its clerk said.\n")
    run_here(raw, warehouse)
    assert_fresh(raw, warehouse)
    path.write_text(original)
    run_here(raw, warehouse)
    path.rename(raw / "renamed.txt")
    run_here(raw, warehouse)
    assert ledger(warehouse)[COPIES[1]] == "removed"
    assert select(warehouse, "select raw_path, file_count from articles where format = 'txt' and is_current") == [
        ("renamed.txt", 1)
    ]
    shutil.copyfile(raw / "renamed.txt", raw / "again.txt")
    run_here(raw, warehouse)
    assert select(warehouse, "select max(file_count) from articles") == [(2,)]
    assert_fresh(raw, warehouse)


def test_a_removed_file_that_comes_back_is_as_it_was(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse)
    before = now(warehouse)
    (raw / COPIES[0]).rename(raw.parent / "aside")
    run_here(raw, warehouse)
    assert ledger(warehouse)[COPIES[0]] == "removed"
    assert now(warehouse)["quotes"] == before["quotes"]
    (raw.parent / "aside").rename(raw / COPIES[0])
    run_here(raw, warehouse)
    assert now(warehouse) == before


def test_a_late_file_that_was_first_takes_its_place(raw: Path, warehouse: Path) -> None:
    (raw / COPIES[0]).rename(raw.parent / "aside")
    run_here(raw, warehouse)
    (raw.parent / "aside").rename(raw / COPIES[0])
    run_here(raw, warehouse)
    assert_fresh(raw, warehouse)
    assert select(warehouse, "select article_count from families") == [(2,)]


def test_a_judgement_that_is_withdrawn_again_leaves_no_trace(raw: Path, warehouse: Path) -> None:
    run_here(raw, warehouse)
    before = now(warehouse)
    judged = raw.parent / "judgements.csv"
    judged.write_text(
        f"kind,left,right,author,decided_on,note\nnot_same_family,{COPIES[0]},{COPIES[1]},odda,2031-05-04,\n"
    )
    run_here(raw, warehouse)
    assert select(warehouse, "select count(*) from families") == [(2,)]
    assert_fresh(raw, warehouse)
    judged.unlink()
    run_here(raw, warehouse)
    assert now(warehouse) == before


@pytest.mark.parametrize("at_once", [rawfiles._AT_ONCE, 10])
def test_a_file_that_is_written_to_while_it_is_read_is_rejected_and_read_by_the_next_run(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    run_here(raw, warehouse)
    (raw / "growing.txt").write_text(LATE)
    monkeypatch.setattr(batches, "parse_files", append_while_reading_small if at_once > 10 else append_while_reading)
    run_here(raw, warehouse)
    assert select(
        warehouse, "select raw_path, reason, raw_sha256 from open_rejects join rejects using (raw_path, reason)"
    ) == [("growing.txt", "changed_while_read", None)]
    assert ("growing.txt",) not in select(warehouse, "select raw_path from article_files")
    monkeypatch.undo()
    run_here(raw, warehouse)
    assert select(warehouse, "select count(*) from open_rejects") == [(0,)]
    assert_fresh(raw, warehouse)


def append_to_growing(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("More to come.\n")


def append_while_reading(task: ParseTask) -> ParsedBatch:
    """Parse as a stream of which each file grows once its records were read."""
    (path,) = [str(file.path) for file in task.files if file.raw_path == "growing.txt"]

    def read(content: Any, *rest: Any) -> Any:  # noqa: ANN401
        yield from original(content, *rest)
        if content.name == path:
            append_to_growing(path)

    with pytest.MonkeyPatch.context() as patch:
        from flows.pipeline import parse_job

        original = read_records
        patch.setattr(rawfiles, "_AT_ONCE", 10)
        patch.setattr(parse_job, "read_records", read)
        return parse_files(task)


def append_while_reading_small(task: ParseTask) -> ParsedBatch:
    """Parse with a file that grows while it is hashed."""
    (path,) = [str(file.path) for file in task.files if file.raw_path == "growing.txt"]
    hashed = hashlib.sha256

    def sha256(content: bytes) -> Any:  # noqa: ANN401
        append_to_growing(path)
        return hashed(content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.store.rawfiles.hashlib.sha256", sha256)
        return parse_files(task)


def test_bytes_that_differ_are_found_even_where_size_and_time_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rawfiles, "_AT_ONCE", 10)
    path = tmp_path / "long.txt"
    path.write_text("as it was at first")
    times = path.stat()
    with opened(path) as found:
        assert isinstance(found, Opened)
        assert not found.has_changed()
        path.write_text("as it is now, same")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert found.has_changed()


def test_files_of_every_kind_that_stay_as_they_are_are_read_as_streams_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rawfiles, "_AT_ONCE", 10)
    layout = Layout(tmp_path / "warehouse")
    layout.make_folders()
    files = rawfiles.find_raw_files(SAMPLE, tmp_path)
    found = parse_files(ParseTask(layout, "x", files, ReadLimits(), {}))
    assert CHANGED.reason not in {refusal.reason for one in found.outcomes for refusal in one.refusals}
    assert sum(bool(one.places) for one in found.outcomes) > 20


# A stage that fails on one text, and does so no more once the file "mended" stands in the warehouse's folder.
def fail_over_the_pier(layout: Layout, name: str, parts: Parts) -> Parts:
    texts = read_parts(layout, "articles", parts["articles"])["text"].to_pylist()
    if any("The pier closed" in text for text in texts) and not (layout.root.parent / "mended").exists():
        raise ValueError("the pier")
    return extract_quotes_job(layout, name, parts)


@pytest.fixture
def brittle(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = tuple((stage, fail_over_the_pier if stage == "quotes" else job) for stage, job in extracting._EXTRACTIONS)
    monkeypatch.setattr(extracting, "_EXTRACTIONS", stages)


def open_rejects(warehouse: Path) -> list[tuple[object, ...]]:
    return select(warehouse, "select raw_path, reason from rejects where resolved_run_id is null order by all")


def test_what_is_tried_again_and_fails_again_keeps_its_row_and_publishes_nothing(raw: Path, warehouse: Path) -> None:
    (raw / "bad.txt").write_bytes(b"")
    run_here(raw, warehouse)
    before = select(warehouse, "from rejects")
    outcome = run_here(raw, warehouse, retry=Retry())
    assert (outcome.is_published, outcome.counts["files_retried"]) == (False, 1)
    assert outcome.rejects == {"new": {}, "resolved": {}, "open": {"empty": 1}}
    assert select(warehouse, "from rejects") == before


def test_a_retry_resolves_what_gives_an_article_now_and_only_what_was_asked_for(raw: Path, warehouse: Path) -> None:
    (raw / "big.txt").write_text(LATE * 500)
    (raw / "bad.txt").write_bytes(b"")
    run_here(raw, warehouse, read=ReadLimits(max_bytes=30_000))
    assert open_rejects(warehouse) == [("bad.txt", "empty"), ("big.txt", "too_large")]
    assert not run_here(raw, warehouse).is_published
    assert not run_here(raw, warehouse, retry=Retry(("empty",))).is_published
    assert not run_here(raw, warehouse, retry=Retry((), ("elsewhere/*",))).is_published
    outcome = run_here(raw, warehouse, retry=Retry(("too_large",), ("b*",)))
    assert outcome.rejects == {"new": {}, "resolved": {"too_large": 1}, "open": {"empty": 1}}
    assert select(warehouse, "select run_id, resolved_run_id from rejects where reason = 'too_large'") == [
        ("run-000001", outcome.run_id)
    ]
    assert_fresh(raw, warehouse)


@pytest.mark.usefixtures("brittle")
def test_what_a_stage_failed_on_is_told_at_every_place_and_is_whole_after_a_retry(raw: Path, warehouse: Path) -> None:
    (raw / "pier.txt").write_text(LATE)
    run_here(raw, warehouse)
    (raw / "copy.txt").write_text(LATE)
    run_here(raw, warehouse)
    assert open_rejects(warehouse) == [("copy.txt", "extractor_failed"), ("pier.txt", "extractor_failed")]
    (raw.parent / "mended").touch()
    assert not run_here(raw, warehouse).is_published
    run_here(raw, warehouse, retry=Retry((), ("pier.txt",)))
    assert open_rejects(warehouse) == []
    assert_fresh(raw, warehouse)


STEPS = ("break", "repair", "remove", "restore", "mend", "retry", "copy")


@pytest.mark.usefixtures("brittle")
@settings(max_examples=1)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(["pier.txt", "quay.txt"])), min_size=3, max_size=6))
@example([("remove", "pier.txt"), ("mend", "pier.txt"), ("restore", "pier.txt"), ("retry", "pier.txt")])
@example([("break", "pier.txt"), ("remove", "pier.txt"), ("restore", "pier.txt"), ("repair", "pier.txt")])
def test_rejects_are_what_is_bad_now_whatever_happened(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    raw, warehouse = folder / "raw", folder / "warehouse"
    raw.mkdir()
    good = {"pier.txt": LATE, "quay.txt": LATE.replace("pier", "quay")}
    for name, text in good.items():
        (raw / name).write_text(text)
    run_here(raw, warehouse)
    for step, name in (*steps, ("retry", "pier.txt")):
        take(step, raw, name, good[name])
        run_here(raw, warehouse, retry=Retry() if step == "retry" else None)
        ids = select(warehouse, "select count(*), count(distinct reject_id) from rejects")
        assert ids[0][0] == ids[0][1]
        bad = {path.name for path in raw.iterdir() if path.read_bytes() == b""}
        assert {path for path, reason in open_rejects(warehouse) if reason == "empty"} == bad
    for name in good:
        take("restore", raw, name, good[name])
    run_here(raw, warehouse)
    assert_fresh(raw, warehouse)


def take(step: str, raw: Path, name: str, good: str) -> None:
    """Do to the file what the step says."""
    path, aside = raw / name, raw.parent / f"aside-{name}"
    if step == "mend":
        (raw.parent / "mended").touch()
    elif step == "copy":
        (raw / f"copy-of-{name}").write_text(good)
    elif step == "remove" and path.exists():
        path.rename(aside)
    elif step == "restore" and aside.exists():
        aside.rename(path)
    elif step in ("break", "repair") and path.exists():
        path.write_text("" if step == "break" else good)
