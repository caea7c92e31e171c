"""Disjoint sets: what is linked is one, what must stay apart never is, and contradictions are found."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from flows.base.clusters import connected, connected_apart, find_contradicted


def test_links_join_through_third_items() -> None:
    assert connected("abcde", [("d", "c"), ("c", "a")]) == [["a", "c", "d"], ["b"], ["e"]]


def test_the_first_link_wins_where_two_items_must_stay_apart() -> None:
    assert connected_apart("abc", [("a", "b"), ("b", "c")], [("c", "a")]) == [["a", "b"], ["c"]]
    assert connected_apart("abc", [("b", "c"), ("a", "b")], [("c", "a")]) == [["a"], ["b", "c"]]


def test_pairs_of_items_that_are_not_there_count_for_nothing() -> None:
    assert connected_apart("ab", [("a", "x"), ("x", "b")], [("a", "y")]) == [["a"], ["b"]]


@given(st.randoms(use_true_random=False), st.integers(2, 10))
def test_no_two_items_that_must_stay_apart_are_ever_in_one_group(chance: random.Random, size: int) -> None:
    items = [str(number) for number in range(size)]
    pairs = list(itertools.combinations(items, 2))
    links = [pair for pair in pairs if chance.random() < 0.5]
    apart = [pair for pair in pairs if chance.random() < 0.2]
    groups = connected_apart(items, links, apart)
    group_of = {item: number for number, group in enumerate(groups) for item in group}
    assert all(group_of[a] != group_of[b] for a, b in apart)
    # What was refused, was refused for a reason.
    for a, b in links:
        if group_of[a] != group_of[b]:
            crossing = {tuple(sorted((x, y))) for x in groups[group_of[a]] for y in groups[group_of[b]]}
            assert crossing & set(apart)


def test_a_verdict_that_those_before_it_rule_out_is_found_and_counts_for_nothing() -> None:
    verdicts = [("a", "b", True), ("b", "c", True), ("a", "c", False), ("c", "d", False), ("a", "d", True)]
    assert find_contradicted(verdicts) == [2, 4]
    assert find_contradicted([("a", "c", False), ("a", "b", True), ("b", "c", True)]) == [2]
    assert find_contradicted([("a", "a", False)]) == [0]
