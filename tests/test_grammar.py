"""The words of a language's rules stand in its speech_grammar.txt; patterns are filled from it."""

import itertools
import pathlib
import re

from flows.base import lexicon
from flows.base.grammar import endings, pattern, word_set


def test_a_slot_is_any_word_of_its_set_and_a_hyphen_in_front_makes_an_ending() -> None:
    joined = pattern(r"\b(?:<coordinators>)\s+(?:(?:<adverbs>)\s+)?$")("en")
    assert joined.search("and loudly ")
    assert joined.search("or ")
    assert not joined.search("and ferry ")
    assert endings("en", "adverbs") == ("ly",)


def test_a_set_that_the_language_lacks_never_matches() -> None:
    assert pattern(r"(?:<no_such_set>)")("en").search("anything at all") is None
    assert pattern(r"['’](?:\d|(?:<elisions>)\b)")("xx").search("’bout ’90")
    assert word_set("xx", "articles") == frozenset()


def test_every_set_is_asked_for_somewhere_in_the_code() -> None:
    """A list of words that no rule reads would be mistaken for one that works."""
    code = "".join(p.read_text("utf-8") for p in pathlib.Path("flows").rglob("*.py"))
    lists = lexicon.languages("speech_grammar")
    groups = {row[1] for language in lists for row in lexicon.rows(language, "speech_grammar")}
    assert {g for g in groups if not re.search(rf"<{g}>|\"{g}\"", code)} == set()


def test_the_words_of_a_set_stand_together() -> None:
    for language in lexicon.languages("speech_grammar"):
        groups = [group for group, _ in itertools.groupby(row[1] for row in lexicon.rows(language, "speech_grammar"))]
        assert sorted(groups) == sorted(set(groups)), f"{language}: rows of a set in two places"
