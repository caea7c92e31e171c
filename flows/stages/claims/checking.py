"""Whether a clause can be checked, by its structure alone: who or what it tells of, a number, a date; no judgement.

What is checked are facts about something known, as fact-checkers select them: an opinion and a forecast are none.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.claims.grammar import Token, parse
from flows.stages.claims.hedging import Reading
from flows.stages.claims.scopes import find_scope

_DEPENDENT = frozenset(("participle", "coordinate", "relative"))  # their subject stands in the sentence
_NOBODY = frozenset(("there", "it", "what", "no", "any", "who", "which", "you"))
_SHORT = 3  # letters of a word whose last s hardly makes it a plural
_UNCHECKED = frozenset(("opinion", "prediction"))


class Grounds(NamedTuple):
    """What a clause offers to be checked by."""

    has_quantity: bool
    has_date: bool
    has_name: bool
    tells_of_known: bool


def check_reasons(reading: Reading, grounds: Grounds, is_answer: bool) -> tuple[bool, tuple[str, ...]]:
    """Return whether the clause can be checked, and why or why not; that a question was so answered always can."""
    if reading.hedge in _UNCHECKED and not is_answer:
        return False, (reading.hedge,)
    if reading.kind == "forecast" and not (is_answer or grounds.has_quantity or grounds.has_date):
        return False, ("prediction",)
    present = (("quantity", grounds.has_quantity), ("date", grounds.has_date), ("named_actor", grounds.has_name))
    reasons = tuple(reason for reason, holds in present if holds)
    if not reasons and grounds.tells_of_known:
        reasons = ("known_actor",)
    return bool(reasons), reasons or ("no_name_number_or_date",)


def tells_of_known(text: str, start: int, end: int, kind: str) -> bool:
    """Tell whether the clause is about something the article has told of: the program, this support, they, its vessels.

    A clause without a subject of its own shares that of its sentence.
    """
    words, flags = parse(text, start, end)
    if kind in _DEPENDENT or (words and flags[0]):
        return len(words) > 1
    last = max((at for at, flag in enumerate(flags) if flag), default=0)
    return any(_points(token) for token in words[:last]) or _is_about_it(words, find_scope(words, flags).main)


def _points(token: Token) -> bool:
    if token.lower in _NOBODY:
        return False
    plural = token.is_word and not token.classes and token.lower.endswith("s") and len(token.lower) > _SHORT
    return plural or (bool(token.classes & {"determiner", "pronoun"}) and token.lower not in ("a", "an"))


def _is_about_it(words: Sequence[Token], main: int) -> bool:
    """Tell whether "it" is the subject of a verb that says more of it than is, seems or remains."""
    return main > 0 and words[main - 1].lower == "it" and any("participle" in t.shapes for t in words[main : main + 3])
