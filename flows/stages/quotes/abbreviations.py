"""Points that end no sentence: those of abbreviations, initials and, in some languages, ordinals."""

import functools
import re

from flows.base import lexicon
from flows.base.grammar import word_set
from flows.base.text import fold

_LONGEST = 12
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
# "am 12. Mai": the number of a day.
_NUMBER_BEHIND = re.compile(r"\s*\d")
_ORDINAL = re.compile(r"\d{1,2}\.")


@functools.cache
def _load_abbreviations(language: str) -> frozenset[str]:
    """Return the words that end in a point without ending a sentence."""
    titles = (row[0] for row in lexicon.rows(language, "titles_and_roles") if row[0].endswith("."))
    return frozenset({*lexicon.entries(language, "abbreviations"), *titles})


def is_abbreviated(text: str, floor: int, point: int, language: str) -> bool:
    """Tell whether the point at that place belongs to its word: Dr. Lindqvist, A. L. Penhale, am 12. Mai."""
    word = text[max(floor, point - _LONGEST) : point + 1].split()[-1:]
    if not word:
        return False
    token = fold(word[0]).lstrip('(“"')
    if token in word_set(language, "number_abbreviations"):
        # "No. 7", but "The mayor said no."
        return _NUMBER_BEHIND.match(text, point + 1) is not None
    if token in _load_abbreviations(language) or _INITIALS.fullmatch(token):
        return True
    return "ordinal_points" in word_set(language, "orthography") and _ORDINAL.fullmatch(token) is not None
