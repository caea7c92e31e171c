"""Quantities: what counts is read with its bound and unit, and what only looks like a number is left alone."""

import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.base.schemas.local import COMPARATORS
from flows.stages.numbers import find_quantities

FIXTURES = pathlib.Path(__file__).parent / "fixtures" / "numbers"


def lines(name: str) -> list[str]:
    found = (FIXTURES / name).read_text("utf-8").splitlines()
    return [line for line in found if line and not line.startswith("# ")]


@pytest.mark.parametrize("line", lines("quantities.tsv"))
def test_a_quantity_is_read_with_value_bound_unit_and_item(line: str) -> None:
    text, words, value, high, comparator, unit, item = line.split("\t")
    found = find_quantities(text)
    assert [q.value_text for q in found] == [words]
    quantity = found[0]
    assert quantity.value == float(value)
    assert quantity.value_hi == (float(high) if high else None)
    assert (quantity.comparator, quantity.unit or "", quantity.item or "") == (comparator, unit, item)


@pytest.mark.parametrize("text", lines("no_quantities.txt"))
def test_names_years_dates_ordinals_and_times_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


def test_two_quantities_of_one_clause_are_two() -> None:
    found = find_quantities("It lists eight winches and five cranes, up from 3.")
    assert [(q.value, q.item) for q in found] == [(8, "winches"), (5, "cranes"), (3, None)]


def test_a_part_and_the_whole_it_is_of_are_two() -> None:
    found = find_quantities("The guild lost eight of the nine ballots; one of the two keepers left.")
    assert [(q.value, q.item) for q in found] == [(8, None), (9, "ballots")]


@pytest.mark.parametrize("text", ["By a 2-to-1 vote it passed.", "It was a 2-1 ruling.", "It won by two to one votes."])
def test_the_sides_of_a_vote_are_two_and_no_range(text: str) -> None:
    assert [(q.value, q.comparator) for q in find_quantities(text)] == [(2, "="), (1, "=")]


def test_a_change_from_one_number_to_another_is_no_range() -> None:
    found = find_quantities("Fares rose from 10 percent to 20 percent.")
    assert [(q.value, q.comparator) for q in found] == [(10, "="), (20, "=")]


def test_only_the_asked_stretch_is_read() -> None:
    text = "12 ships. 13 boats. 14 rafts."
    assert [q.value for q in find_quantities(text, 10, 19)] == [13]


@given(st.text(st.sampled_from("0123456789 -,.%$€“”/abkmn\n") | st.characters(), max_size=80))
def test_every_span_is_exact_and_in_order(text: str) -> None:
    last = 0
    for quantity in find_quantities(text):
        assert text[quantity.char_start : quantity.char_end] == quantity.value_text
        assert quantity.comparator in COMPARATORS
        assert quantity.char_start >= last
        last = quantity.char_end


@pytest.mark.parametrize("text", ["", "7" * 100_000, "1," * 50_000, "one " * 30_000, "a" * 1_000_000, "٣ 日本 ½ \x00"])
def test_odd_text_is_read_without_an_error(text: str) -> None:
    find_quantities(text)
