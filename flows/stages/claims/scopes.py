"""How far the main clause of a stretch reaches: its finite verb, and where what depends on it begins."""

from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.claims.grammar import Token, skip_adverbs, starts_clause
from flows.stages.claims.words import word_set

_CONDITIONS = frozenset(("if", "unless", "should", "even", "when", "had", "were"))
_RELATIVES = frozenset(("who", "which", "that", "whose"))
_SUBORDINATORS = word_set("subordinators")
_THINKING = frozenset(("think", "believe", "guess", "suppose", "hope", "know", "feel", "mean"))
_FIRST = word_set("first_persons")


class Scope(NamedTuple):
    """The main verb (-1: none), and the positions at which its own clause begins and behind its last token."""

    main: int
    start: int
    end: int


def find_scope(words: Sequence[Token], flags: Sequence[bool]) -> Scope:
    """Return the main verb of the tokens and how far its own clause reaches; I think that … is passed over."""
    begin = _begin(words, flags)
    main = _main_verb(words, flags, begin)
    if main < 0:
        return Scope(-1, 0, len(words))
    main = _thought(words, flags, main)
    return Scope(main, begin, _end(words, flags, main))


def _begin(words: Sequence[Token], flags: Sequence[bool]) -> int:
    """Return where the main clause begins: behind a condition in front."""
    begin = 0
    while begin < len(words) - 1 and not words[begin].is_word:
        begin += 1
    if begin < len(words) and words[begin].lower in _CONDITIONS:
        commas = [i + 1 for i in range(begin, len(words)) if words[i].lower == ","]
        sure = (at for at in commas if starts_clause(words, flags, at))
        begin = next(sure, next((at for at in commas if any(flags[begin:at]) and any(flags[at:])), begin))
    return begin


def _main_verb(words: Sequence[Token], flags: Sequence[bool], begin: int) -> int:
    """Return the first finite verb from there on outside what tells more of the subject; -1 if there is none."""
    first, relatives = -1, 0
    for at in range(begin, len(words)):
        if flags[at]:
            if relatives == 0:
                return at
            first = at if first < 0 else first
            relatives -= 0 if at and flags[at - 1] else 1
        elif at > begin and words[at].lower in _RELATIVES:
            relatives += 1
    return first


def _thought(words: Sequence[Token], flags: Sequence[bool], main: int) -> int:
    """Return the verb of what "I" or "we" think, or of what the problem is said to be; else the main verb."""
    held = next((at for at in range(main, min(main + 3, len(words))) if words[at].lower in _THINKING), -1)
    if main == 0 or held < 0 or words[main - 1].lower not in _FIRST:
        held = main + 1 if words[main].lower in ("is", "was") and _that(words, main + 1) else -1
    if held < 0:
        return main
    rest = held + 2 if _that(words, held + 1) else held + 1
    thought = _main_verb(words, flags, rest + _begin(words[rest:], flags[rest:]))
    return thought if thought > held else main


def _that(words: Sequence[Token], at: int) -> bool:
    return at < len(words) and words[at].lower == "that"


def _end(words: Sequence[Token], flags: Sequence[bool], main: int) -> int:
    at = main + 1
    while at < len(words) and (words[at].classes & {"auxiliary", "modal"} or words[at].lower == "not"):
        at = skip_adverbs(words, at + 1)
    return next((i for i in range(at, len(words)) if flags[i] or words[i].lower in _SUBORDINATORS), len(words))
