"""Dates: intervals with both ends inclusive, what they count from, and null with a reason where the text is open."""

import datetime
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.base.schemas.local import ANCHOR_SOURCES, GRAINS
from flows.stages.dates import Anchor, find_dates

FIXTURES = pathlib.Path(__file__).parent / "fixtures" / "dates"
PUBLISHED = Anchor("2031-11-13")


def lines(name: str) -> list[list[str]]:
    found = (FIXTURES / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in found if line and not line.startswith("# ")]


@pytest.mark.parametrize("case", lines("published.tsv"), ids=lambda case: case[0])
def test_a_date_resolves_to_its_interval(case: list[str]) -> None:
    text, words, first, last, grain, source = case
    found = find_dates(text, anchor=PUBLISHED)
    assert [d.date_text for d in found] == [words]
    assert (found[0].date_from, found[0].date_to, found[0].grain) == (first, last, grain)
    assert found[0].anchor_source == (source or None)
    assert found[0].unresolved_reason is None


@pytest.mark.parametrize("case", lines("unresolved.tsv"), ids=lambda case: case[2])
def test_what_the_text_leaves_open_stays_null_with_its_reason(case: list[str]) -> None:
    published, not_before, text, words, reason = case
    found = find_dates(text, anchor=Anchor(published or None, not_before or None))
    assert [d.date_text for d in found] == [words]
    assert (found[0].date_from, found[0].date_to, found[0].unresolved_reason) == (None, None, reason)


def test_days_earlier_and_the_following_month_count_from_the_text() -> None:
    text = (
        "On November 1 he left. Two days earlier, he had denied it. In August it began; the following month it spread."
    )
    found = {d.date_text: d for d in find_dates(text, anchor=PUBLISHED)}
    assert found["Two days earlier"].date_from == "2031-10-30"
    assert found["Two days earlier"].anchor == "2031-11-01"
    assert found["the following month"].date_from == "2031-09-01"
    assert found["the following month"].anchor_source == "text"


def test_an_undated_article_is_bounded_by_what_it_mentions_as_past() -> None:
    found = find_dates("In August the toll doubled.", anchor=Anchor(None, "2030-12"))
    assert (found[0].date_from, found[0].anchor_source, found[0].anchor) == ("2031-08-01", "not_before", "2030-12")


def test_a_date_just_before_the_bound_belongs_to_its_year() -> None:
    found = find_dates("He came in mid-October.", anchor=Anchor(None, "2031-10-31"))
    assert (found[0].date_from, found[0].date_to) == ("2031-10-11", "2031-10-20")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The crew went there twice in January.", "2031-01-01"),
        ("The crew will go there in January.", "2032-01-01"),
        ("The crew went there in August.", "2031-08-01"),
        ("The crew went there in October.", None),
    ],
)
def test_a_month_shortly_before_the_day_that_bounds_is_the_last_and_one_far_from_it_stays_open(
    text: str, first: str | None
) -> None:
    found = find_dates(text, anchor=Anchor(None, "2031-03-21"))
    assert found[0].date_from == first
    assert found[0].unresolved_reason == (None if first else "year_ambiguous")


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("It ran between May 26 and June 3.", "May 26 and June 3", "2031-05-26", "2031-06-03"),
        ("It ran from 26 May to 3 June 2030.", "26 May to 3 June 2030", "2030-05-26", "2030-06-03"),
        ("It ran from December 28 to January 3, 2031.", "December 28 to January 3, 2031", "2030-12-28", "2031-01-03"),
    ],
)
def test_between_two_days_is_one_interval(text: str, words: str, first: str, last: str) -> None:
    found = find_dates(text, anchor=PUBLISHED)
    assert [(d.date_text, d.date_from, d.date_to, d.grain) for d in found] == [(words, first, last, "range")]


def test_what_would_be_done_in_a_month_is_ahead() -> None:
    found = find_dates("The report would be published in March.", anchor=PUBLISHED)
    assert found[0].date_from == "2032-03-01"


def test_a_month_in_a_sentence_about_another_year_is_not_placed_in_this_one() -> None:
    found = find_dates("In 2012 the mill burned, and in June it was sold.", anchor=PUBLISHED)
    assert [(d.date_text, d.unresolved_reason) for d in found] == [("2012", None), ("June", "year_ambiguous")]


@pytest.mark.parametrize(
    "text", ["It may rain.", "They march on.", "April Stone left.", "2019 people came.", "1945 Main St-12"]
)
def test_words_and_counts_that_look_like_dates_are_none(text: str) -> None:
    assert [
        d.date_text for d in find_dates(text, anchor=PUBLISHED) if d.date_text != "1945" and d.grain != "year"
    ] == []


@given(st.text(st.sampled_from("0123456789 -/.,MayOctober") | st.characters(), max_size=60))
def test_every_span_is_exact_and_every_interval_runs_forward(text: str) -> None:
    for date in find_dates(text, anchor=PUBLISHED):
        assert text[date.char_start : date.char_end] == date.date_text
        assert (date.date_from is None) == (date.unresolved_reason is not None)
        assert date.grain in (None, *GRAINS)
        assert date.anchor_source in (None, *ANCHOR_SOURCES)
        if date.date_from and date.date_to:
            assert datetime.date.fromisoformat(date.date_from) <= datetime.date.fromisoformat(date.date_to)


@pytest.mark.parametrize("anchor", ["", "soon", "2031-13", "2031-02-30", "9999-12-31", "0001-01-01"])
def test_an_odd_anchor_is_no_error(anchor: str) -> None:
    find_dates("On Monday, in May, two years ago, next year, last week, a month later.", anchor=Anchor(anchor, anchor))


@pytest.mark.parametrize("text", ["", "2019-" * 40_000, "May " * 40_000, "x" * 1_000_000, "\x00 平成 ٢٠٢٠"])
def test_odd_text_is_read_without_an_error(text: str) -> None:
    find_dates(text, anchor=PUBLISHED)
