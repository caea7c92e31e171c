"""Tell clauses about a counted subject: over 70 people perished."""

from collections.abc import Sequence

from flows.stages.claims.grammar import Token
from flows.stages.claims.words import word_set

_TIME_UNITS = word_set("time_units")
_COMPARING = word_set("comparing")
_COUNT_STOPS = frozenset(("and", "but", "which", "who", "."))
_FAR = 40  # tokens: further off nothing belongs to what stands here


def starts_counted(words: Sequence[Token], at: int) -> bool:
    """Tell whether a counted subject and a verb that tells what happened to it begin here: over 70 people perished."""
    number = at
    while number < len(words) and words[number].lower in _COMPARING:
        number += 1
    if number + 1 >= len(words) or words[number + 1].lower in _TIME_UNITS:
        return False
    if not words[number].text[0].isdigit() and words[number].lower not in ("dozens", "scores", "hundreds", "thousands"):
        return False
    reach = min(number + _FAR, len(words))
    stop = next((i for i in range(number, reach) if words[i].lower in _COUNT_STOPS), reach)
    return any("past" in token.shapes or token.lower in ("were", "was") for token in words[number + 1 : stop])
