"""The scorer's figures are those of the definitions, worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.agreement import score_labels

TRUTH = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y", "f": "z"}


def test_what_is_found_whole_scores_one() -> None:
    found = score_labels(TRUTH, {item: f"found {cluster}" for item, cluster in TRUTH.items()})
    assert (found.precision, found.recall, found.f1, found.ari, found.mixed) == (1.0, 1.0, 1.0, 1.0, 0)
    assert (found.clusters_true, found.largest_true, found.largest) == (3, 3, 3)


def test_pairs_and_index_are_those_of_the_definition() -> None:
    found = score_labels(TRUTH, {"a": "1", "b": "1", "c": "2", "d": "2", "e": "2"})
    assert found.pairs_true == 4
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.ari == pytest.approx((2 - 4 * 4 / 15) / (4 - 4 * 4 / 15))
    assert (found.mixed, found.largest) == (1, 3)


def test_what_was_not_found_stands_alone() -> None:
    found = score_labels(TRUTH, {})
    assert (found.precision, found.recall, found.f1) == (1.0, 0.0, 0.0)


@given(st.dictionaries(st.text(max_size=3), st.sampled_from("xyz"), max_size=9))
def test_names_of_clusters_are_of_no_account(truth: dict[str, str]) -> None:
    assert score_labels(truth, {item: cluster * 2 for item, cluster in truth.items()}).ari == 1.0
