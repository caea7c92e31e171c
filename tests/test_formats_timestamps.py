"""Dates in metadata: every reading is certain, or there is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.formats.fields.timestamps import find_timestamp, parse_timestamp


@pytest.mark.parametrize(
    ("written", "on", "at"),
    [
        ("2025", "2025", None),
        ("2025-11", "2025-11", None),
        ("2025-11-13", "2025-11-13", None),
        ("20251113", "2025-11-13", None),
        ("2025-11-13T14:05:22.123Z", "2025-11-13", "2025-11-13T14:05:22+00:00"),
        ("2025-11-13 14:05:00+0100", "2025-11-13", "2025-11-13T14:05+01:00"),
        ("2025-11-13T14:05+05:30", "2025-11-13", "2025-11-13T14:05+05:30"),
        ("2025-11-13 14:05", "2025-11-13", "2025-11-13T14:05"),
        ("Thu, 13 Nov 2025 14:05:00 GMT", "2025-11-13", "2025-11-13T14:05+00:00"),
        ("Thu Nov 13 14:05:00 CET 2025", "2025-11-13", "2025-11-13T14:05+01:00"),
        ("November 13, 2025, 2:05 p.m. EST", "2025-11-13", "2025-11-13T14:05-05:00"),
        ("13 November 2025", "2025-11-13", None),
        ("3rd of May 2024", "2024-05-03", None),
        ("May 2024", "2024-05", None),
        ("13/11/2025 10:00", "2025-11-13", "2025-11-13T10:00"),
        ("11/13/2025", "2025-11-13", None),
        ("05.05.2025", "2025-05-05", None),
        ("2025-11-13 12:30 AM", "2025-11-13", "2025-11-13T00:30"),
        ("Donnerstag, 13. November 2025, 14:05 Uhr", "2025-11-13", "2025-11-13T14:05"),
        ("13. Nov. 2025, 14.05 Uhr MEZ", "2025-11-13", "2025-11-13T14:05+01:00"),
        ("jeudi 13 novembre 2025 à 14h05", "2025-11-13", "2025-11-13T14:05"),
        ("1er janvier 2024", "2024-01-01", None),
        ("13 de noviembre de 2025", "2025-11-13", None),
        ("13 novembre 2025, ore 14:05", "2025-11-13", "2025-11-13T14:05"),
        ("donderdag 13 november 2025 om 14:05", "2025-11-13", "2025-11-13T14:05"),
        ("13 de novembro de 2025 às 14h05", "2025-11-13", "2025-11-13T14:05"),
        ("13 listopada 2025", "2025-11-13", None),
        ("13 ноября 2025 г.", "2025-11-13", None),
        ("2025年11月13日 14:05", "2025-11-13", "2025-11-13T14:05"),
        ("2025년 11월 13일", "2025-11-13", None),
        ("2025.11.13 14:05", "2025-11-13", "2025-11-13T14:05"),
        ("Thursday 03/04/2025", "2025-04-03", None),
        ("3.4.2025 10:00", "2025-04-03", "2025-04-03T10:00"),
        ("Do 13.11.25 14:05 Uhr", "2025-11-13", "2025-11-13T14:05"),
    ],
)
def test_written_dates_are_read_to_their_own_precision(written: str, on: str, at: str | None) -> None:
    assert parse_timestamp(written) == (on, at, None)


def test_bare_midnight_is_a_day_without_a_time() -> None:
    assert parse_timestamp("2025-11-13T00:00:00+01:00") == ("2025-11-13", None, None)


def test_a_zone_name_with_several_meanings_gives_no_offset() -> None:
    assert parse_timestamp("13 Nov 2025 14:05 IST").at == "2025-11-13T14:05"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("03/04/2025", "ambiguous: 03/04/2025"),
        ("4.13.2025 10:00", "impossible: 4.13.2025 10:00"),
        ("2025-02-30", "impossible: 2025-02-30"),
        ("0001-01-01T00:00:00Z", "impossible: 0001-01-01T00:00:00Z"),
        ("Sunday 03/04/2025", "impossible: Sunday 03/04/2025"),
        ("13.11.25", "unparsed: 13.11.25"),
        ("yesterday", "unparsed: yesterday"),
        ("1731499500", "unparsed: 1731499500"),
        ("", "empty"),
        ("x" * 500, "unparsed: too long"),
    ],
)
def test_what_is_not_certain_stays_null_with_its_reason(written: str, problem: str) -> None:
    assert parse_timestamp(written) == (None, None, problem)


@given(
    st.datetimes(
        min_value=__import__("datetime").datetime(1700, 1, 1), max_value=__import__("datetime").datetime(2150, 1, 1)
    )
)
def test_iso_text_comes_back_as_it_was_to_the_second(moment: object) -> None:
    written = moment.isoformat(timespec="seconds")  # type: ignore[attr-defined]
    found = parse_timestamp(written)
    assert found.on == written[:10]
    assert found.at is None or f"{found.at}:00"[:19] == written


@given(st.text(max_size=100))
def test_any_text_is_read_or_refused_in_words(written: str) -> None:
    found = parse_timestamp(written)
    assert (found.on is None) == (found.problem is not None)


@pytest.mark.parametrize(
    ("line", "on", "at"),
    [
        ("Published 13 November 2025 at 14:05 | 3 min read", "2025-11-13", "2025-11-13T14:05"),
        ("16.05.2025, 11:26 Uhr Lesezeit: 5 Minuten", "2025-05-16", "2025-05-16T11:26"),
        ("Stand: 28.04.2025 17:23", "2025-04-28", "2025-04-28T17:23"),
        ("version 1.13.11.2025 of the plan", None, None),
        ("call 0113 11 2025", None, None),
    ],
)
def test_the_first_full_day_of_a_line_is_found(line: str, on: str | None, at: str | None) -> None:
    assert find_timestamp(line)[:2] == (on, at)


@given(st.text(max_size=300))
def test_any_line_may_be_searched_for_a_day(line: str) -> None:
    found = find_timestamp(line)
    assert found.on is None or len(found.on) == 10


def test_the_zero_of_unix_time_is_no_date() -> None:
    for written in ("1970-01-01", "1970-01-01T00:00:00Z"):
        found = parse_timestamp(written)
        assert (found.on, found.at) == (None, None)
        assert str(found.problem).startswith("no date")
