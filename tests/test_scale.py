"""What the measurements measure by: agreement of families on cases worked by hand, and a small corpus end to end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.agreement import score_clusters
from benchmarks.peers import shingles
from benchmarks.planted import Plan, generate
from benchmarks.scale import (
    Clock,
    Found,
    Truth,
    find_families,
    make_tables,
    open_run,
    score_families,
    write_corpus,
)
from flows.store.workers import LocalWorkers, WorkerLimits


def test_families_found_exactly_agree_fully() -> None:
    score = score_clusters(["a", "a", "b", "c"], [7, 7, 8, 9])
    assert (score.precision, score.recall, score.f1, score.ari, score.largest) == (1.0, 1.0, 1.0, 1.0, 2)


def test_agreement_of_a_case_worked_by_hand() -> None:
    # True pairs: 3 of x and 1 of y. Found pairs: 1 and 3, of which 1 + 1 are true; of 10 pairs 4 * 4 / 10 by chance.
    score = score_clusters(["x", "x", "x", "y", "y"], [1, 1, 2, 2, 2])
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    assert score.ari == pytest.approx((2 - 1.6) / (4 - 1.6))
    assert score.largest == 3


def test_one_heap_of_everything_is_worth_nothing() -> None:
    score = score_clusters(["x", "x", "y", "y"], [0, 0, 0, 0])
    assert score.ari == 0.0
    assert score.precision == pytest.approx(2 / 6)
    assert score.recall == 1.0


def test_nothing_joined_has_no_wrong_pair_and_finds_none() -> None:
    score = score_clusters(["x", "x", "y"], [0, 1, 2])
    assert (score.precision, score.recall, score.ari) == (1.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30))
def test_counts_from_the_table_equal_counts_of_pairs(items: list[tuple[int, int]]) -> None:
    pairs = [(one, other) for place, one in enumerate(items) for other in items[:place]]
    true = sum(one[0] == other[0] for one, other in pairs)
    found = sum(one[1] == other[1] for one, other in pairs)
    both = sum(one == other for one, other in pairs)
    score = score_clusters([item[0] for item in items], [item[1] for item in items])
    assert score.precision == (both / found if found else 1.0)
    assert score.recall == (both / true if true else 1.0)
    assert score.ari <= 1.0


def test_copies_of_a_kind_count_where_their_original_stands() -> None:
    truth = {"o": Truth(1, "original"), "n": Truth(1, "noisy"), "m": Truth(1, "noisy"), "e": Truth(1, "exact")}
    _, joined = score_families(truth, {"o": "f", "n": "f", "m": "g", "e": "f"})
    assert joined == {"exact": 1.0, "noisy": 0.5}


def test_runs_of_words_are_whole_for_a_short_text() -> None:
    assert shingles("One two Three", 2) == ["one two", "two three"]
    assert shingles("One", 5) == ["one"]


def test_articles_lie_ready_as_parsing_leaves_them() -> None:
    articles, blocks = make_tables(list(generate(Plan(count=5))))
    assert articles.num_rows == 5
    text = dict(zip(articles["article_id"].to_pylist(), articles["text"].to_pylist(), strict=True))
    for block in blocks.to_pylist():
        stretch = text[block["article_id"]][block["char_start"] : block["char_end"]]
        assert stretch == stretch.strip()
        assert "\n" not in stretch
        assert (block["kind"] == "headline") == (block["block_no"] == 0)


@pytest.fixture(scope="module")
def measured_corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Truth], Found, Clock]]:
    folder: Path = tmp_path_factory.mktemp("scale")
    # So many that two processes form the families, and pairs found distinct lie across their shares.
    with LocalWorkers(WorkerLimits(count=2), ["flows.pipeline.extract_jobs", "flows.pipeline.corpus_jobs"]) as workers:
        run = open_run(folder, workers)
        lots, truth = write_corpus(run.layout, Plan(count=600, wire=20))
        clock = Clock()
        yield truth, find_families(run, lots, truth, clock), clock


def test_a_small_corpus_goes_from_end_to_end(measured_corpus: tuple[dict[str, Truth], Found, Clock]) -> None:
    truth, found, _ = measured_corpus
    agreement, joined = score_families(truth, found.families)
    assert found.families.keys() == truth.keys()
    assert agreement.precision == 1.0
    assert agreement.ari > 0.95
    assert joined["exact"] == 1.0
    assert sum(found.pairs.values()) > 20


def test_every_stage_has_its_time(measured_corpus: tuple[dict[str, Truth], Found, Clock]) -> None:
    _, _, clock = measured_corpus
    assert {"fingerprints", "matches", "families"} <= clock.took.keys()
    assert all(took.wall >= -0.01 for took in clock.took.values())
    assert clock.took["fingerprints"].cpu > 0
