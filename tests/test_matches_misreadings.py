"""Words a letter apart are taken for one where both articles have only the other's spelling; numbers never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.stages.matches.misreadings import find_misreadings, read_alike
from flows.stages.matches.profiles import Profile, WeighedSentence, make_grid

STEMS = st.lists(st.text("abcde", min_size=5, max_size=9), unique=True)


def _profile(*terms: str) -> Profile:
    weights = dict.fromkeys(terms, 1.0)
    sentence = WeighedSentence(0, 1, weights, float(len(weights)), False)
    names = frozenset(term for term in terms if term.startswith("k"))
    grid, none = make_grid([sentence], weights), frozenset[str]()
    return Profile("art", (sentence,), weights, grid, none, none, names, none, (), "", None, None, None, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lighthouse", "1ighthouse"),
        ("lighthouse", "lighthuse"),
        ("lighthouse", "lightthouse"),
        ("lighthouse", "lihgthouse"),
        ("kanaievka", "kanayevka"),
        ("announc", "announcement"[:10]),
    ],
)
def test_one_letter_more_less_or_other_is_the_same_word(one: str, other: str) -> None:
    assert find_misreadings([one], [other]) == {one: other}


@pytest.mark.parametrize(
    ("one", "other"), [("lighthouse", "parliament"), ("harbour", "harvest"), ("interest", "interview")]
)
def test_other_words_are_other_words(one: str, other: str) -> None:
    assert find_misreadings([one], [other]) == {}


def test_numbers_and_short_words_are_read_as_they_stand() -> None:
    mine = _profile("12500", "boat", "kornmarken")
    assert read_alike(mine, _profile("12600", "boot", "parliament")) == mine


def test_what_both_have_stays_and_the_rest_is_spelled_as_the_other_spells_it() -> None:
    mine, theirs = _profile("harbour", "kornmarken", "lantern"), _profile("harbour", "kommarken", "1antern")
    alike = read_alike(mine, theirs._replace(terms={**theirs.terms, "kornmarkn": 1.0}))
    assert alike.terms.keys() == {"harbour", "kornmarkn", "1antern"}
    assert alike.names == {"kornmarkn"}
    assert len(alike.grid.keys) == len(alike.terms)
    assert alike.grid.stands.all()
    assert alike.sentences[0].weights.keys() == alike.terms.keys()


@given(STEMS, STEMS)
def test_the_order_of_terms_is_of_no_account(of_a: list[str], of_b: list[str]) -> None:
    found = find_misreadings(of_a, of_b)
    assert found == find_misreadings(of_a[::-1], of_b[::-1])
    assert found.keys() <= set(of_a)
    assert set(found.values()) <= set(of_b)
