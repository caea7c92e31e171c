"""What stands before the subject of a clause: phrases that stay or go, and clauses of their own."""

from collections.abc import Sequence

from flows.stages.claims.asides import (
    FRONT_SUBORDINATORS,
    RELATIVES,
    TRAILERS,
    Piece,
    begins_plainly,
    goes_on,
    lower_at,
    with_participle,
)
from flows.stages.claims.grammar import DASHES, Token, is_ing, skip_adverbs
from flows.stages.claims.words import word_set

FRONT = "front"  # a clause before the subject that may hold several
_SHORT_FRONT = 2  # words of a phrase before the subject that stay with the clause ("On Monday, …")
_DATED_FRONT = 5  # the same for a phrase with a date in figures ("In May 2025, …")
_SCOPE_FRONT = 8  # the same for a phrase that bounds what is said ("Among voters in the two largest towns, …")
_LONGEST_DATELINE = 12  # tokens up to its dash: PORT ARDLE, Vell (Reuters) —
_TOLD_BY = 8  # tokens behind that dash within which one is in small letters, unlike in a headline
_SHORTEST_PLACE = 3  # letters of the first word of a dateline
_SCOPES = word_set("scopes")
_DISCOURSE = word_set("discourse")


def dateline_end(words: Sequence[Token]) -> int:
    """Return where the text begins behind the place in capitals and the dash of a dateline; 0 if there is none."""
    dash = next((i for i in range(min(len(words), _LONGEST_DATELINE)) if words[i].lower in DASHES - {";"}), 0)
    if not dash or not words[0].text.isupper() or len(words[0].text) < _SHORTEST_PLACE:
        return 0
    named = all(not token.is_word or not token.text[0].islower() for token in words[:dash])
    spoken = any(token.text[0].isalpha() and not token.text.isupper() for token in words[dash + 1 : dash + _TOLD_BY])
    return dash + 1 if named and spoken else 0


def cut_front(words: Sequence[Token], flags: Sequence[bool], begin: int, pieces: list[Piece]) -> tuple[int, int]:
    """Cut off what stands before the subject: give it as a clause if it is one, drop it if it is a long phrase.

    Returned are where the clause begins and the last comma that is done with.
    """
    if begin >= len(words):
        return begin, -1
    commas = [i for i in range(begin + 1, len(words)) if words[i].lower == ","]
    comma = next((i for i in commas if goes_on(words, flags, i) and not _opens_aside(words, i)), -1)
    if comma < 0:
        return begin, -1
    inside = next((i for i in commas if i < comma and words[i + 1].lower in RELATIVES), -1)
    if inside > 0 and not any(flags[begin:inside]) and _is_phrase(words, begin):
        comma = next((i for i in reversed(commas) if begins_plainly(words, flags, i + 1)), comma)
        pieces.append(Piece(inside + 1, comma, "relative"))
        return (begin if words[begin].lower in _SCOPES else comma + 1), comma
    return _without_front(words, flags, Piece(begin, comma, ""), pieces), -1


def _opens_aside(words: Sequence[Token], comma: int) -> bool:
    """Tell whether behind this comma something is said of the phrase before it: in a poll, conducted in May, …"""
    if words[comma + 1].lower in RELATIVES:
        return True
    return "participle" in words[comma + 1].shapes and lower_at(words, comma + 2) in TRAILERS


def _is_phrase(words: Sequence[Token], begin: int) -> bool:
    opener = words[begin]
    if "preposition" in opener.classes or is_ing(words, begin) or opener.lower in ("due", "given", "even"):
        return True
    return is_ing([opener._replace(text=opener.lower)], 0)


def _without_front(words: Sequence[Token], flags: Sequence[bool], front: Piece, pieces: list[Piece]) -> int:
    """Return where the clause begins behind a front that ends at a comma; a front that asserts is added."""
    begin, comma, _ = front
    opener = words[begin]
    asserting = _asserting_front(words, flags, front)
    if asserting is not None:
        pieces.extend([asserting] if asserting.last > asserting.first else [])
        return comma + 1
    compared = opener.lower in ("more", "most") and comma == begin + 2 and words[begin + 1].is_adverb
    long_phrase = comma - begin > _kept_words(words, begin, comma) and not any(flags[begin:comma])
    return comma + 1 if compared or (long_phrase and _is_phrase(words, begin)) else begin


def _asserting_front(words: Sequence[Token], flags: Sequence[bool], front: Piece) -> Piece | None:
    """Return the clause that the front is, an empty one if it only goes along with another; null if it is a phrase."""
    begin, comma, _ = front
    opener = words[begin].lower
    if opener in ("even", "just") and any(flags[begin:comma]):
        subordinate = lower_at(words, begin + 1) in FRONT_SUBORDINATORS
        return Piece(begin + 2, comma, "subordinate") if subordinate else Piece(comma, comma, "")
    if opener == "with":
        told = (i for i in range(begin, comma) if flags[i] and "participle" not in words[i].shapes)
        if next(told, -1) < 0:
            stands = with_participle(words[:comma], begin - 1)
            return Piece(begin + 1 if stands else comma, comma, "absolute")
    if _is_credit(words, begin, comma):
        return Piece(begin, comma, "participle")
    subordinate = opener in FRONT_SUBORDINATORS and any(flags[begin + 1 : comma])
    return Piece(begin + 1, comma, FRONT) if subordinate else None


def _kept_words(words: Sequence[Token], begin: int, comma: int) -> int:
    """Return how many words a phrase in front may have to stay: more if it says when or among whom something holds."""
    if is_ing(words, begin + 1):
        return _SHORT_FRONT
    if words[begin].lower in _SCOPES and not any(w.lower in _DISCOURSE for w in words[begin + 1 : begin + 3]):
        return _SCOPE_FRONT
    return _DATED_FRONT if any(word.text[0].isdigit() for word in words[begin:comma]) else _SHORT_FRONT


def _is_credit(words: Sequence[Token], begin: int, comma: int) -> bool:
    """Tell whether the front says who reported what follows: First reported by the Courier in May, the letter …"""
    at = skip_adverbs(words, begin)
    at += lower_at(words, at) in ("first", "initially")
    told = at + 1 < comma and words[at].lower in ("reported", "revealed", "disclosed", "published", "uncovered")
    return told and words[at + 1].lower == "by"
