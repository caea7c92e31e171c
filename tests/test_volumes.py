"""Volumes: a collapse is found however it comes, and neither few files nor other sources are taken for one."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.pipeline.volumes import (
    Tally,
    VolumesConfig,
    binomial_bound,
    find_empty_folders,
    find_fallen_tables,
    find_gone,
    find_jump,
    find_rate_change,
    find_share_fall,
    find_sudden_reasons,
    poisson_bound,
    printable,
)

CONFIG = VolumesConfig()


def paths(count: int, folder: str = "wire") -> list[str]:
    return [f"{folder}/{number:04d}.txt" for number in range(count)]


@pytest.mark.parametrize(
    ("gone", "known", "is_collapse"),
    [
        (0, 1000, False),
        (4, 4, False),  # so few that someone may have tidied up
        (5, 5, True),
        (1, 3, False),
        (19, 60, False),
        (21, 60, True),
        (200, 1000, False),
        (201, 1000, True),
    ],
)
def test_many_files_gone_at_once_are_a_collapse(gone: int, known: int, is_collapse: bool) -> None:
    found = find_gone(paths(gone), known, known - gone, CONFIG)
    assert [finding.is_collapse for finding in found] == ([True] if is_collapse else [])


def test_files_that_rotate_out_as_others_come_are_no_collapse() -> None:
    assert find_gone(paths(1000), 1000, 990, CONFIG) == []
    assert find_gone(paths(1000), 1000, 790, CONFIG) != []


def test_the_files_that_are_gone_are_shown_a_few_of_them() -> None:
    (finding,) = find_gone(paths(300), 1000, 700, CONFIG)
    assert finding.sample == ("wire/0000.txt", "wire/0001.txt", "wire/0002.txt", "wire/0003.txt", "wire/0004.txt")
    assert str(finding) == "files gone: 300 gone now, 1,000 known before, limit 20% of them"


def test_a_folder_that_lost_all_its_files_is_told_and_one_that_keeps_some_is_not() -> None:
    gone = [*paths(30, "courier/2031"), *paths(30, "gazette"), *paths(5, "small"), *paths(30, "")]
    left = ["gazette/kept.txt", "elsewhere/a.txt"]
    assert [(finding.measure, finding.is_collapse) for finding in find_empty_folders(gone, left, CONFIG)] == [
        ("files in courier", False)
    ]


def test_a_table_that_lost_a_fifth_of_its_rows_is_a_collapse_and_a_small_one_is_not() -> None:
    before = {"quotes": 1000, "claims": 1000, "actors": 99, "blocks": 1000}
    now = {"quotes": 799, "claims": 800, "actors": 1}
    assert [finding.measure for finding in find_fallen_tables(before, now, CONFIG)] == [
        "rows of blocks",
        "rows of quotes",
    ]


def test_a_share_that_fell_to_nothing_needs_only_two_dozen_files() -> None:
    before = {".html": Tally(950, 1000)}
    smallest = next(n for n in range(1, 200) if find_share_fall("x", before, {".html": Tally(0, n)}, CONFIG))
    assert smallest == 22


def test_a_group_that_was_hardly_known_before_says_nothing() -> None:
    before = {".html": Tally(950, 1000), ".pdf": Tally(49, 49)}
    assert not find_share_fall("x", before, {".pdf": Tally(0, 500), ".new": Tally(0, 500)}, CONFIG)


def test_what_a_group_never_had_is_not_missed_in_another_mixture_of_groups() -> None:
    before = {"html": Tally(1000, 1000), "txt": Tally(10, 1000)}
    assert not find_share_fall("x", before, {"txt": Tally(9, 1000)}, CONFIG)
    assert find_share_fall("x", before, {"html": Tally(100, 1000), "txt": Tally(9, 1000)}, CONFIG)


def test_quotes_per_article_that_fell_are_a_collapse_and_that_rose_a_warning() -> None:
    before = {"": Tally(15_000, 1000)}
    assert [f.is_collapse for f in find_rate_change("quotes", before, {"": Tally(100, 100)}, CONFIG)] == [True]
    assert [f.is_collapse for f in find_rate_change("quotes", before, {"": Tally(6000, 100)}, CONFIG)] == [False]
    assert not find_rate_change("quotes", before, {"": Tally(900, 100)}, CONFIG)
    assert not find_rate_change("quotes", before, {"": Tally(0, 5)}, CONFIG)
    assert not find_rate_change("quotes", {"": Tally(600, 49)}, {"": Tally(0, 1000)}, CONFIG)


def test_a_reason_that_is_suddenly_most_is_a_warning() -> None:
    before = {"empty": 300, "malformed": 2}
    now = {"empty": 30, "malformed": 60, "binary": 1}
    found = find_sudden_reasons(before, 1000, now, 100, CONFIG)
    assert [(finding.measure, finding.is_collapse) for finding in found] == [("rejects for malformed", False)]


def test_ten_times_the_usual_articles_are_a_warning_once_it_is_known_what_is_usual() -> None:
    assert find_jump(2000, [5000, 100, 0, 120, 110], CONFIG)
    assert not find_jump(1000, [5000, 100, 0, 120, 110], CONFIG)
    assert not find_jump(2000, [5000, 100], CONFIG)
    assert not find_jump(90, [1, 1, 1, 1], CONFIG)


def test_steady_sources_hardly_ever_trip_a_measure() -> None:
    """Runs of every size, drawn at the rate before: none of thousands is taken for a collapse or a jump."""
    draw = random.Random(11)
    for size in [1, 2, 5, 10, 30, 100, 300] * 100:
        share = draw.choice([0.02, 0.3, 0.7, 0.95])
        known = {"": Tally(round(1000 * share), 1000)}
        got = sum(draw.random() < share for _ in range(size))
        assert not find_share_fall("x", known, {"": Tally(got, size)}, CONFIG)
        # Counts per article that scatter as widely as their mean, as quotes do.
        quotes = sum(int(draw.expovariate(1 / 15)) for _ in range(size))
        assert not find_rate_change("x", {"": Tally(14_500, 1000)}, {"": Tally(quotes, size)}, CONFIG)


def exact_tail(found: int, total: int, share: float) -> float:
    term, tail = (1 - share) ** total, 0.0
    for count in range(found + 1):
        tail += term
        term *= (total - count) / (count + 1) * share / (1 - share)
    return tail


@given(st.integers(1, 200), st.data(), st.floats(0.01, 0.99))
def test_the_bound_is_never_below_the_probability_itself(total: int, data: st.DataObject, share: float) -> None:
    found = data.draw(st.integers(0, total))
    assert binomial_bound(found, total, share) >= exact_tail(found, total, share) * (1 - 1e-9)


def test_bounds_at_their_ends() -> None:
    assert binomial_bound(0, 0, 0.5) == 1.0
    assert binomial_bound(0, 3, 1.0) == 0.0
    assert binomial_bound(3, 3, 1.0) == 1.0
    assert poisson_bound(5.0, 0.0) == 1.0
    assert poisson_bound(0.0, 2.0) == pytest.approx(0.1353, abs=1e-4)


def test_no_name_of_a_file_can_command_the_terminal() -> None:
    assert printable("a\x1b[2Jb\nc\u202ed") == "a\\u001b[2Jb\\u000ac\\u202ed"
