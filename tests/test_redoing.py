"""A stage done over redoes itself and what depends on it, goes on after a kill, and shows the old rows until then."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import FEW, InProcess, canonical, copy_few, run_here, select

from flows.base.errors import UserError
from flows.pipeline import extracting, redoing, run_pipeline
from flows.pipeline.extract_jobs import extract_quotes_job
from flows.pipeline.job import DirectConductor, make_job
from flows.pipeline.progress import NoWatch
from flows.pipeline.redoing import LOCAL_STAGES, STAGES, TABLES_OF, with_depending
from flows.store.layout import Layout
from flows.store.manifests import current_manifest
from flows.store.parts import LOCAL, Parts


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return copy_few(tmp_path / "raw")


@pytest.fixture
def warehouse(tmp_path: Path, raw: Path) -> Path:
    run_here(raw, tmp_path / "warehouse")
    return tmp_path / "warehouse"


def local_files(warehouse: Path) -> dict[str, set[str]]:
    manifest = current_manifest(Layout(warehouse))
    return {table: {part.file for part in manifest.parts.get(table, ())} for table in LOCAL}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_done_over_writes_its_tables_and_those_after_it_and_ends_in_the_same_rows(
    raw: Path, warehouse: Path, tmp_path: Path, stage: str
) -> None:
    before, files = canonical(warehouse, tmp_path / "before"), local_files(warehouse)
    assert run_here(raw, warehouse, redo=(stage,)).is_published
    assert canonical(warehouse, tmp_path / "after") == before
    later = LOCAL_STAGES[LOCAL_STAGES.index(stage) :] if stage in LOCAL_STAGES else ()
    renewed = {table for one in later for table in TABLES_OF[one] if files[table]}
    assert {table for table, found in local_files(warehouse).items() if found != files[table]} == renewed


def test_what_depends_on_a_stage_is_done_over_with_it() -> None:
    assert with_depending(["claims"]) == {*STAGES} - {"articles", "quotes"}
    assert with_depending(["families"]) == {"families", "utterances", "actors", "groups"}
    assert with_depending(["utterances"]) == {"utterances", "actors"}
    assert with_depending(["groups"]) == {"groups"}


def test_an_unknown_stage_is_the_callers_mistake(raw: Path, warehouse: Path) -> None:
    with pytest.raises(UserError, match="no stage 'quote'"):
        run_here(raw, warehouse, redo=("quote",))


def without_quotes_of_lee(layout: Layout, name: str, batch: Parts) -> Parts:
    """A later version of the stage, that finds no quotes at all."""
    return {"quotes": [], "not_quotes": extract_quotes_job(layout, name, batch)["not_quotes"]}


def make_later(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = tuple((stage, without_quotes_of_lee if stage == "quotes" else job) for stage, job in extracting._EXTRACTIONS)
    monkeypatch.setattr(extracting, "_EXTRACTIONS", jobs)
    monkeypatch.setattr(redoing, "QUOTES", "quotes/999")


def test_a_later_version_is_told_of_and_redone_when_asked(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = select(warehouse, "select count(*) from quotes")
    assert found != [(0,)]
    make_later(monkeypatch)
    told = run_here(raw, warehouse)
    assert (told.is_published, told.outdated) == (False, ("quotes",))
    assert select(warehouse, "select count(*) from quotes") == found
    redone = run_here(raw, warehouse, redo=("outdated",))
    assert (redone.is_published, redone.outdated) == (True, ())
    assert select(warehouse, "select count(*) from quotes") == [(0,)]
    assert current_manifest(Layout(warehouse)).made_by["quotes"].startswith("quotes/999")
    assert not run_here(raw, warehouse, redo=("outdated",)).is_published


def test_a_new_file_does_not_make_old_rows_pass_for_those_of_a_later_version(
    raw: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redoing, "QUOTES", "quotes/999")
    (raw / "pier.txt").write_text("Pier closed\n\nThe pier closed on Monday, the harbour master said.\n")
    assert run_here(raw, warehouse).outdated == ("quotes",)


class Counting(DirectConductor):
    """Notes how many lots each stage takes, and dies before the one that is named."""

    def __init__(self, deadly: str | None = None) -> None:
        super().__init__(1, NoWatch())
        object.__setattr__(self, "deadly", deadly)
        object.__setattr__(self, "seen", [])

    def each(self, stage: str, work: Callable[[int], Any], sizes: Sequence[int]) -> list[Any]:
        if stage == self.deadly:  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        self.seen.append((stage, len(sizes)))  # type: ignore[attr-defined]
        return super().each(stage, work, sizes)


def counted_jobs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the jobs that workers are really given."""
    called: list[str] = []
    call = InProcess.call

    def noted(self: InProcess, job: Callable[..., Any], *arguments: object, **options: Any) -> Any:  # noqa: ANN401
        called.append(job.__name__)
        return call(self, job, *arguments, **options)

    monkeypatch.setattr(InProcess, "call", noted)
    return called


def test_a_redo_that_was_killed_goes_on_by_itself_where_it_stood(
    raw: Path, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_later(monkeypatch)
    found = select(warehouse, "select count(*) from quotes")
    with pytest.raises(KeyboardInterrupt):
        run_pipeline(make_job(raw, warehouse, 500, 1, None, ["quotes"]), Counting("fingerprints"))
    assert select(warehouse, "select count(*) from quotes") == found
    called = counted_jobs(monkeypatch)
    outcome = run_here(raw, warehouse)
    assert outcome.is_published
    assert not {"extract_quotes_job", "without_quotes_of_lee", "extract_claims_job"} & set(called)
    assert "extract_fingerprints_job" in called
    assert select(warehouse, "select count(*) from quotes") == [(0,)]
    assert not run_here(raw, warehouse).is_published


@pytest.mark.parametrize("deadly", ["quotes", "claims", "candidates", "families"])
def test_a_first_run_that_was_killed_is_not_done_twice(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deadly: str
) -> None:
    fresh = tmp_path / "fresh"
    with pytest.raises(KeyboardInterrupt):
        run_pipeline(make_job(raw, fresh, 1, 1), Counting(deadly))
    called = counted_jobs(monkeypatch)
    run_here(raw, fresh, batch_files=1)
    assert "parse_files" not in called
    assert ("extract_quotes_job" in called) == (deadly == "quotes")
    run_here(raw, tmp_path / "at-once")
    assert canonical(fresh, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")
    assert not list(Layout(fresh).journal.iterdir())


def test_what_changed_since_the_kill_is_read_again_and_what_came_is_added(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = tmp_path / "fresh"
    with pytest.raises(KeyboardInterrupt):
        run_pipeline(make_job(raw, fresh, 1, 1), Counting("candidates"))
    changed = raw / FEW[1]
    changed.write_text(changed.read_text() + "\n\nThe council meets again on Thursday, its clerk said.\n")
    (raw / "a-pier.txt").write_text("Pier closed\n\nThe pier closed on Monday, the harbour master said.\n")
    (raw / FEW[2]).unlink()
    called = counted_jobs(monkeypatch)
    run_here(raw, fresh, batch_files=1)
    assert called.count("parse_files") == 2
    run_here(raw, tmp_path / "at-once")
    assert canonical(fresh, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")


def test_a_journal_whose_parts_are_gone_is_no_harm(raw: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    with pytest.raises(KeyboardInterrupt):
        run_pipeline(make_job(raw, fresh, 1, 1), Counting("candidates"))
    for path in sorted((fresh / "parts").rglob("*.parquet"))[::2]:
        os.unlink(path)  # noqa: PTH108
    run_here(raw, fresh)
    run_here(raw, tmp_path / "at-once")
    assert canonical(fresh, tmp_path / "a") == canonical(tmp_path / "at-once", tmp_path / "b")
