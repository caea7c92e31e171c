"""Points that end no sentence."""

import pytest

from flows.stages.quotes.abbreviations import is_abbreviated


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The gates, said Dr. Lindqvist", "en", True),
        ("The mill of A. L. Penhale", "en", True),
        ("“Mr. Penhale left", "en", True),
        ("The gates are shut. Nobody came", "en", False),
        ("The vote is on 12. Nobody came", "en", False),
        ("Die Wahl ist am 12. Mai", "de", True),
        ("Die Wahl ist vorbei. Mai", "de", False),
    ],
)
def test_a_point_belongs_to_an_abbreviation_an_initial_or_an_ordinal(text: str, language: str, expected: bool) -> None:
    assert is_abbreviated(text, 0, text.rindex("."), language) is expected


def test_a_point_of_its_own_ends_the_sentence() -> None:
    assert not is_abbreviated("shut . Nobody", 5, 5, "en")
