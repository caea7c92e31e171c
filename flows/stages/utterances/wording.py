"""How alike two wordings are."""

import functools
from typing import NamedTuple

from flows.base.lexicon import entries
from flows.base.text import words

# A stem of five letters joins pushes and pushed, Russian and Russians; it is for comparison only.
_STEM_LETTERS = 5
# Function words agree by chance: a third of a content word's weight.
_STOPWORD_WEIGHT = 0.3


class Wording(NamedTuple):
    """A quotation's words, folded, and the weight of each of its stems."""

    words: tuple[str, ...]
    weights: tuple[tuple[str, float], ...]


@functools.lru_cache(maxsize=65536)
def read_wording(content: str) -> Wording:
    """Return the folded words of a quotation and its weighted stems, sorted."""
    found = tuple(words(content))
    common = entries("en", "stopwords")
    weights = {word[:_STEM_LETTERS]: _STOPWORD_WEIGHT if word in common else 1.0 for word in found}
    return Wording(found, tuple(sorted(weights.items())))


def score_likeness(left: Wording, right: Wording) -> float:
    """Return the weighted Dice coefficient of the stems, 0 to 1 (Dice 1945)."""
    there = dict(right.weights)
    shared = sum(weight for stem, weight in left.weights if stem in there)
    total = sum(weight for _, weight in left.weights) + sum(there.values())
    return 2 * shared / total if total else 0.0


def is_contained(part: Wording, whole: Wording) -> bool:
    """Tell whether the words of `part` stand in `whole` in one stretch."""
    length = len(part.words)
    return length > 0 and any(
        whole.words[start : start + length] == part.words for start in range(len(whole.words) - length + 1)
    )
