"""A slice of the load: generated rows make a sound warehouse, in little memory, and a run on top leaves them alone."""

from functools import partial
from pathlib import Path

import pytest
from conftest import run_direct, select

from benchmarks.load.full import run_whole, write_raw
from benchmarks.load.raw import write_files
from benchmarks.load.steps import publish_stored
from benchmarks.load.stored import write_stored
from benchmarks.planted import Plan
from flows import pipeline
from flows.store.layout import Layout
from flows.store.manifests import current_manifest
from flows.store.publish import PublishConfig, build_version

ARTICLES = 1_000
OF_OLD = "select count(*) from claims where extractor = 'claims/0'"


def test_rows_of_many_articles_are_published_and_added_to_in_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRECOPY_MEMORY_MB", "160")
    warehouse, raw = tmp_path / "warehouse", tmp_path / "raw"
    write_stored(Layout(warehouse), ARTICLES, "run-000001")
    publish_stored(tmp_path)
    assert select(warehouse, OF_OLD) == [(60 * ARTICLES,)]
    assert select(warehouse, "select count(*), max(article_count) from families") == [(800, 3)]
    assert select(warehouse, "select max(article_count), max(origin_count) from claim_groups") == [(10, 8)]
    before = current_manifest(Layout(warehouse)).parts
    always = PublishConfig(least_rows=0)
    monkeypatch.setattr(pipeline, "build_version", partial(build_version, config=always))
    write_files(raw, Plan(20))
    run_direct(raw, warehouse)
    assert select(warehouse, OF_OLD) == [(60 * ARTICLES,)]
    assert select(warehouse, "select count(*) from raw_files where status = 'loaded'") == [(20,)]
    after = current_manifest(Layout(warehouse)).parts
    assert all(set(before[table]) < set(after[table]) for table in ("articles", "claims", "fingerprints"))


def test_the_whole_pipeline_is_taken_up_again_after_a_kill(tmp_path: Path) -> None:
    write_raw(tmp_path, 30)
    assert run_whole(tmp_path, 3.0)["killed"] >= 1
    assert select(tmp_path / "warehouse", "select count(*) from articles") == [(30,)]
