"""A pattern of whole words finds what the plain one with word boundaries does, only faster."""

import re

from hypothesis import given
from hypothesis import strategies as st

from flows.base.patterns import whole_words

PHRASES = ("no", "not", "no longer", "is no", "i", "it's", "a(?= ferry)", "seen by")
PIECES = ("No", "not", " ", "longer", "is", "i", "It's", "a", "ferry", "Seen by", "-", "_", "7", "é", "known", ".")


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_whole_words_finds_the_very_matches_of_word_boundaries(text: str) -> None:
    plain = re.compile(rf"\b(?:{'|'.join(PHRASES)})\b", re.IGNORECASE)
    quick = re.compile(whole_words(PHRASES))
    assert [match.span() for match in quick.finditer(text)] == [match.span() for match in plain.finditer(text)]


def test_the_first_phrase_that_fits_is_taken() -> None:
    (found,) = re.finditer(whole_words(("no", "no longer")), "It is no longer there.")
    assert found.group() == "no"
