"""Tell clauses about a counted subject: over 70 people perished."""

from collections.abc import Sequence

from flows.stages.claims.grammar import FAR, Token
from flows.stages.claims.words import word_set

_TIME_UNITS = word_set("time_units")
_COMPARING = word_set("comparing")
_COUNT_STOPS = frozenset(("and", "but", "which", "who", "."))
_SHARES = word_set("shares")
_FRACTIONS = frozenset(("majority", "half", "third", "thirds", "quarter", "quarters", "plurality"))
_NUMBER_WORDS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"))


def is_share(words: Sequence[Token]) -> bool:
    """Tell whether a noun phrase counts out of how many: 52 percent of voters, eight in 10, a majority of them.

    What such a share says is no statement of theirs but what was counted.
    """
    for at, token in enumerate(words):
        if token.lower in _SHARES:
            return True
        follows = [word.lower for word in words[at + 1 : at + 3]]
        if follows[:1] == ["of"] and token.lower in _FRACTIONS:
            return True
        if len(follows) == 2 and follows[0] in ("of", "in") and _is_number(token.lower) and _is_number(follows[1]):
            return True
    return False


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBER_WORDS


def starts_counted(words: Sequence[Token], at: int) -> bool:
    """Tell whether a counted subject and a verb that tells what happened to it begin here: over 70 people perished."""
    number = at
    while number < len(words) and words[number].lower in _COMPARING:
        number += 1
    if number + 1 >= len(words) or words[number + 1].lower in _TIME_UNITS:
        return False
    if not words[number].text[0].isdigit() and words[number].lower not in ("dozens", "scores", "hundreds", "thousands"):
        return False
    reach = min(number + FAR, len(words))
    stop = next((i for i in range(number, reach) if words[i].lower in _COUNT_STOPS), reach)
    return any("past" in token.shapes or token.lower in ("were", "was") for token in words[number + 1 : stop])
