"""How alike two wordings are."""

import functools
from typing import NamedTuple

from flows.base.text import words
from flows.stages.fingerprints import is_function_word, stem

# Function words agree by chance: a third of a content word's weight.
_FUNCTION_WORD_WEIGHT = 0.3


class Wording(NamedTuple):
    """A text's words, folded; their stems, those of content words and those of function words; the weight of all.

    `numbers` are the words that begin with a digit.
    """

    words: tuple[str, ...]
    content: frozenset[str]
    function: frozenset[str]
    weight: float
    numbers: frozenset[str]


@functools.lru_cache(maxsize=1 << 17)
def read_wording(text: str) -> Wording:
    """Return the folded words of a text and its weighted stems."""
    found = tuple(words(text))
    function = frozenset(word for word in found if is_function_word(word))
    content = frozenset(stem(word) for word in found if word not in function) - function
    numbers = frozenset(word for word in found if word[0].isdigit())
    return Wording(found, content, function, len(content) + _FUNCTION_WORD_WEIGHT * len(function), numbers)


def score_likeness(left: Wording, right: Wording) -> float:
    """Return the weighted Dice coefficient of the stems, 0 to 1 (Dice 1945)."""
    shared = len(left.content & right.content) + _FUNCTION_WORD_WEIGHT * len(left.function & right.function)
    total = left.weight + right.weight
    return 2 * shared / total if total else 0.0


def is_contained(part: Wording, whole: Wording) -> bool:
    """Tell whether the words of `part` stand in `whole` in one stretch."""
    length = len(part.words)
    return length > 0 and any(
        whole.words[start : start + length] == part.words for start in range(len(whole.words) - length + 1)
    )
