"""Author fields: persons as written, and nothing that is no person."""

import pytest

from flows.formats.fields.bylines import split_byline


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
        ("文／王小明、李四", ["王小明", "李四"]),
        ("राहुल शर्मा", ["राहुल शर्मा"]),
        ("Іван Петренко та Олена Коваль", ["Іван Петренко", "Олена Коваль"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Ana Ruiz y Juan Soler", ["Ana Ruiz", "Juan Soler"]),
        ("Anna Berg/Per Olsen", ["Anna Berg", "Per Olsen"]),
        ("Von Ida Falk mit AP", ["Ida Falk"]),
        ("Ida Falk, Wirtschaftsredakteurin", ["Ida Falk"]),
        ("MARA LINDQVIST", ["MARA LINDQVIST"]),
        ("Emily Guest", ["Emily Guest"]),
        ("Mara Lindqvist, Mara Lindqvist", ["Mara Lindqvist"]),
        ("Staff Reporter", []),
        ("Newsroom", []),
        ("Getty Images", []),
        ("Deputy Content Hub Director", []),
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
    assert split_byline("Mara Lindqvist AFP") == (("Mara Lindqvist",), ("AFP",))
    assert split_byline("dpa/Mara Lindqvist") == (("Mara Lindqvist",), ("dpa",))


def test_a_name_in_lower_case_counts_only_where_the_file_calls_it_a_person() -> None:
    assert split_byline("mara lindqvist").persons == ()
    assert split_byline("mara lindqvist", typed=True).persons == ("mara lindqvist",)
