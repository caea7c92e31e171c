"""Author fields: persons as written, and nothing that is no person."""

import pytest

from flows.formats.bylines import split_byline


@pytest.mark.parametrize(
    ("written", "persons"),
    [
        ("By Mara Lindqvist", ["Mara Lindqvist"]),
        ("Mara Lindqvist and Tomas Okoro", ["Mara Lindqvist", "Tomas Okoro"]),
        ("Mara Lindqvist, Tomas Okoro & Jo van der Meer", ["Mara Lindqvist", "Tomas Okoro", "Jo van der Meer"]),
        ("Mara Lindqvist; Tomas Okoro", ["Mara Lindqvist", "Tomas Okoro"]),
        ("Von Ida Falk und Per Åsen", ["Ida Falk", "Per Åsen"]),
        ("Mara Lindqvist, Political Editor", ["Mara Lindqvist"]),
        ("Mara Lindqvist in Kaldvik", ["Mara Lindqvist"]),
        ("Mara Lindqvist (text), Ida Falk (photos)", ["Mara Lindqvist", "Ida Falk"]),
        ("Dr. Ola O'Hara-Berg", ["Dr. Ola O'Hara-Berg"]),
        ("山田太郎", ["山田太郎"]),
        ("Mara Lindqvist, Mara Lindqvist", ["Mara Lindqvist"]),
        ("Staff Reporter", []),
        ("Newsroom", []),
        ("admin", []),
        ("The Harbour Echo", []),
        ("mara@echo.example", []),
        ("https://echo.example/authors/mara", []),
        ("", []),
    ],
)
def test_persons_are_taken_apart_and_nothing_else_is_one(written: str, persons: list[str]) -> None:
    assert list(split_byline(written).persons) == persons


def test_the_outlet_is_no_author_whether_named_or_given_as_domain() -> None:
    assert split_byline("Harbour Echo", frozenset({"harbourecho.com"})).persons == ()
    assert split_byline("Mara Lindqvist, Harbour Echo", frozenset({"The Harbour Echo"})).persons == ("Mara Lindqvist",)


def test_agencies_are_kept_apart() -> None:
    assert split_byline("Mara Lindqvist, AFP") == (("Mara Lindqvist",), ("AFP",))


def test_a_name_in_lower_case_counts_only_where_the_file_calls_it_a_person() -> None:
    assert split_byline("mara lindqvist").persons == ()
    assert split_byline("mara lindqvist", typed=True).persons == ("mara lindqvist",)
