"""Lists inside a sentence: members that leave out their verb, requests one after the other, verbs in a row."""

import itertools
from collections.abc import Sequence

from flows.stages.claims.grammar import FAR, Token, is_ing, opens_object, skip_adverbs
from flows.stages.claims.words import word_set

_TIME_UNITS = word_set("time_units")
_VERDICTS = word_set("naming") | word_set("viewing")
_REQUESTING = word_set("requesting")
_HELP = frozenset(("help", "assistance", "aid", "support"))
_MEMBER_ENDS = frozenset((",", ";", ".", "and", "but", "while", "—", "–", "--", ")"))
_LONGEST_MEMBER = 9  # tokens of a list member without a verb: Brandt 4.3 points
_SHORTEST_MEMBER = 3
_LONGEST_VIEWED = 10  # tokens between "and" and the "as" of a second verdict
_SERIES = 24  # tokens within which a row of verbs must come to its "and"


def goes_on_as_participle(words: Sequence[Token], at: int) -> bool:
    """Tell whether another item of a participle clause stands behind this "and".

    dredging locks and providing spares; asking for pumps and help mending locks; helping it mend locks and buy more
    """
    if at + 2 >= len(words):
        return False
    if is_ing(words, at + 1):
        return True
    if words[at + 1].lower in _HELP:
        return is_ing(words, at + 2) or (words[at + 2].lower in ("in", "with") and is_ing(words, at + 3))
    base = "base" in words[at + 1].shapes and not words[at - 1].shapes & {"base"}
    return base and not words[at + 1].classes and words[at + 2].is_word and words[at + 1].lower not in _TIME_UNITS


def lists_participles(words: Sequence[Token], at: int) -> bool:
    """Tell whether -ing clauses follow each other from here: by mending locks, helping crews and providing spares."""
    later = (i for i in range(at + 2, min(at + FAR, len(words) - 1)) if words[i].lower == ",")
    return any(is_ing(words, i + 1) for i in later)


def member_start(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> int:
    """Return where a list member begins that leaves out the verb of the one before; -1 if none does.

    showing her ahead 3 points, the Courier 4.3 points and the Bell 2.1 points
    """
    first = at + 1 + (at + 1 < len(words) and words[at].lower == "," and words[at + 1].lower in ("and", "while"))
    reach = min(first + _LONGEST_MEMBER, len(words))
    last = next((i for i in range(first, reach) if words[i].lower in _MEMBER_ENDS), reach)
    if last - first < _SHORTEST_MEMBER or (last == reach < len(words)) or any(flags[first:last]):
        return -1
    if words[first].classes & {"preposition"} or words[first].lower in ("or", "not"):
        return -1
    units = _counted_units(words[first:last])
    return first if len(units) == 1 and units <= _counted_units(words[begin:at]) else -1


def _counted_units(words: Sequence[Token]) -> set[str]:
    """Return the words that stand right behind a number in figures."""
    pairs = itertools.pairwise(words)
    counted = ((number, unit) for number, unit in pairs if number.text[0].isdigit() and not unit.classes)
    return {unit.lower for _, unit in counted if unit.is_word or unit.text == "%"}


def verdict_start(words: Sequence[Token], begin: int, at: int) -> int:
    """Return where a second verdict begins that leaves out its verb; -1 if none does.

    sees the toll as a tax, and the gate as a wall
    """
    first = at + 1 + (at + 1 < len(words) and words[at].lower == "," and words[at + 1].lower == "and")
    if words[first - 1].lower != "and" or first >= len(words) or not words[first].classes & {"determiner"}:
        return -1
    before = {token.lower for token in words[begin:at]}
    if "as" not in before or not before & _VERDICTS:
        return -1
    for later in range(first + 2, min(first + _LONGEST_VIEWED, len(words) - 1)):
        if words[later].lower == "as":
            return first if words[later + 1].classes & {"determiner"} else -1
        if not words[later].is_word:
            break
    return -1


def request_start(words: Sequence[Token], begin: int, at: int) -> int:
    """Return where another item of a request begins: asked to man the locks, mend the gate and buy pumps."""
    first = at + 1 + (at + 1 < len(words) and words[at].lower == "," and words[at + 1].lower == "and")
    if first + 1 >= len(words) or not _requests(words, begin, at):
        return -1
    item, follows = words[first], words[first + 1]
    if "base" in item.shapes and not item.classes and (opens_object(follows) or follows.is_word):
        return first if opens_object(follows) or words[first - 1].lower == "and" else -1
    counted = follows.text[0].isdigit() and item.is_word and not item.classes and item.text[0].islower()
    return first if counted and words[at].lower == "and" and "base" in words[begin].shapes else -1


def _requests(words: Sequence[Token], begin: int, at: int) -> bool:
    """Tell whether the open clause asks somebody to do something, or is an item of such a request."""
    if "base" in words[begin].shapes and not words[begin].classes and begin > 1:
        return any(token.lower in _REQUESTING for token in words[max(0, begin - FAR) : begin])
    for i in range(begin, at - 1):
        if words[i].lower == "to" and words[i + 1].is_word and not words[i + 1].classes:
            return any(token.lower in _REQUESTING for token in words[max(begin, i - 4) : i])
    return False


def series_start(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> int:
    """Return where a verb in a row of verbs begins: Vell sold the mill, closed the port and left the union."""
    first = skip_adverbs(words, at + 1)
    if first + 1 >= len(words) or not any(flags[begin:at]):
        return -1
    shape = _told_shape(words[first])
    follows = words[first + 1]
    if not shape or follows.lower == "by" or not follows.is_word or _relative(words, begin, at):
        return -1
    same = any(flags[i] and shape in words[i].shapes for i in range(begin, at))
    for later in range(first + 1, min(first + _SERIES, len(words) - 1)):
        if words[later].lower in (";", "—", "–", "--", "that", "who", "which"):
            return -1
        if words[later].lower == "and":
            after = skip_adverbs(words, later + 1)
            last = after < len(words) and flags[after] and shape in words[after].shapes
            return at + 1 if same and last else -1
    return -1


def _told_shape(word: Token) -> str:
    """Return past or third for a verb that can stand in a row of verbs, empty for any other word."""
    if word.classes or word.text[0].isupper():
        return ""
    return next((shape for shape in ("past", "third") if shape in word.shapes), "")


def _relative(words: Sequence[Token], begin: int, at: int) -> bool:
    return any(token.lower in ("who", "which", "that", "whose", ",") for token in words[begin:at])
