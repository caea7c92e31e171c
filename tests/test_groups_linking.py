"""Claims that name nobody are one fact, or in conflict, only between articles that are on one event."""

import pytest
from facts import Row, judged, number
from rows import claim

ALARM = "the alarm had been switched off"


@pytest.mark.parametrize(
    ("one", "other", "basis"),
    [
        (ALARM, ALARM, "same_fact"),
        (ALARM, "anyone had switched off the alarm", "same_fact"),
        (ALARM, "the alarm had been repaired", None),
    ],
)
def test_what_names_nobody_is_one_only_on_one_event(one: str, other: str, basis: str | None) -> None:
    a, b = (claim(1, article, text) for article, text in (("a", one), ("b", other)))
    assert judged(a, b) == ([basis] if basis else [])
    assert judged(a, b, event=()) == []


def test_a_denial_that_names_nobody_is_of_what_tells_all_of_it() -> None:
    denied = claim(1, "a", ALARM, hedge="denied")
    told = claim(1, "b", "the alarm had been switched off for three weeks before the flood")
    assert judged(denied, told) == ["contradiction"]
    assert judged(denied, claim(1, "b", "the siren had been switched off for three weeks")) == []


@pytest.mark.parametrize(
    ("left", "right", "basis"),
    [
        (number(70, ">"), number(24, ">="), ["same_fact"]),
        (number(70, ">"), number(74), ["same_fact"]),
        (number(1200, "~"), number(2500), ["number"]),
    ],
)
def test_two_counts_of_one_event_are_one_fact_or_in_conflict(left: Row, right: Row, basis: list[str]) -> None:
    a = claim(1, "a", f"{left['value']:.0f} people were told to leave their homes", quantities=[left])
    b = claim(1, "b", f"{right['value']:.0f} people had to leave their homes", quantities=[right])
    assert judged(a, b) == basis
    assert judged(a, b, event=()) == []


def test_who_is_ahead_of_whom_is_told_by_the_order_of_names() -> None:
    entities = {"entities": ["Lunde", "Brandal"]}
    a = claim(1, "a", "Lunde leads Brandal by 43 points in Skarn", **entities)
    b = claim(1, "b", "Brandal leads Lunde by 43 points in Skarn", **entities)
    assert judged(a, b) == []
    assert judged(a, claim(1, "b", a["content"], **entities)) == ["same_fact"]


def test_nobody_answers_two_outlets_at_once() -> None:
    words = "the Skarn harbour board did not respond to a request for comment"
    a, b = (claim(1, article, words, entities=["Skarn"]) for article in "ab")
    assert judged(a, b) == []
