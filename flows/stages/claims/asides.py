"""Asides: what stands between a subject and its verb, or between dashes, and where the clause goes on behind it."""

from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.claims.grammar import DASHES, Token, is_ing, skip_adverbs, starts_clause
from flows.stages.claims.words import word_set

RELATIVES = frozenset(["which", "who", "whose", "whom", "where"])
TRAILERS = frozenset(("by", "in", "as", "through", "during", "with"))
_POSSESSIVES = frozenset(("its", "his", "her", "their"))
_NAMED = word_set("naming") | {"known", "nicknamed", "titled", "named", "entitled"}
_LINKS = word_set("links")
CONDITIONS = word_set("conditions")
FRONT_SUBORDINATORS = word_set("front_subordinators")
SPLICED = frozenset(("he", "she", "it", "they", "we", "i", "this"))  # subjects without a noun
QUOTES = frozenset(("“", "‘", '"'))
_ASIDE_REACH = 6  # tokens of an aside between commas: 70 people, mostly women, died
_WITH_REACH = 9  # tokens in which ", with the minister calling …" must show its -ing form
_PLAIN_REACH = 9  # tokens in which "after the ministry said" must show its verb, else it is a phrase
_BETWEEN_DASHES = 14  # tokens that an aside without a verb may have between two dashes
_BRIEF = 4  # tokens up to the second dash of an aside that may hold a verb: a bold – some say rash – plan
_SHORTEST_PARTING = 5  # tokens: a shorter aside parts nothing
_OUTWEIGHS = 0.7  # an aside so long beside what follows it parts its clause in two


class Piece(NamedTuple):
    """A clause in the making: words[first:last], and what kind of clause it is."""

    first: int
    last: int
    kind: str


def lower_at(words: Sequence[Token], at: int) -> str:
    """Return the lower-case form of the token at this place, empty behind the last."""
    return words[at].lower if at < len(words) else ""


def goes_on(words: Sequence[Token], flags: Sequence[bool], comma: int) -> bool:
    """Tell whether a clause with its subject begins behind this comma."""
    after = skip_adverbs(words, comma + 1)
    after += after < len(words) and words[after].text in QUOTES
    return starts_clause(words, flags, after)


def begins_plainly(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether a short subject and its verb begin here, with no mark or relative clause between them."""
    if not starts_clause(words, flags, at, _PLAIN_REACH):
        return False
    verb = next((i for i in range(at, min(at + _PLAIN_REACH, len(words))) if flags[i]), at)
    return all(token.lower not in (",", "and", "who", "which") for token in words[at:verb])


def find_aside(words: Sequence[Token], flags: Sequence[bool], at: int) -> Piece | None:
    """Return the clause that begins at this comma and ends at another behind which the main clause goes on."""
    if at + 3 >= len(words):
        return None
    if words[at + 1].lower in RELATIVES:
        close = _close(words, flags, at, at + 3)
        return Piece(at + 1, close, "relative") if close > 0 and any(flags[at + 1 : close]) else None
    kind = _participle_kind(words, at)
    close = _close(words, flags, at, at + 3) if kind else -1
    alone = close > 0 and not any(words[i].lower == "," for i in range(at + 1, close))
    return Piece(at + 1, close, kind) if alone else None


def _participle_kind(words: Sequence[Token], at: int) -> str:
    """Return what kind of clause without a finite verb begins behind this comma; empty if none does.

    run by the navy; its funds drained by the war
    """
    first = skip_adverbs(words, at + 1)
    if first + 2 < len(words) and "participle" in words[first].shapes and words[first].lower not in _NAMED:
        by = "by" in (words[first + 1].lower, words[first + 2].lower)
        return "participle" if by else "aside" if words[first + 1].lower in TRAILERS else ""
    if words[first].lower not in _POSSESSIVES:
        return ""
    later = range(first + 2, min(first + _ASIDE_REACH, len(words) - 1))
    stretched = any("participle" in words[i].shapes and words[i + 1].lower in _LINKS for i in later)
    return "absolute" if stretched else ""


def _close(words: Sequence[Token], flags: Sequence[bool], at: int, first: int) -> int:
    """Return the comma behind which the main clause goes on with its verb; -1 if there is none."""
    for close in range(first, len(words) - 1):
        if words[close].lower in DASHES:
            return -1
        goes_on = flags[skip_adverbs(words[: len(words) - 1], close + 1)]
        if words[close].lower == "," and goes_on and (words[at + 1].lower not in RELATIVES or any(flags[at:close])):
            return close
    return -1


def parts_clause(words: Sequence[Token], begin: int, aside: Piece) -> bool:
    """Tell whether an aside is so long beside what follows that subject and predicate no longer make one row.

    the fort, its roof torn off by the winter storms of that year, has no guns: what follows is then put alone
    """
    end = next((i for i in range(aside.last + 1, len(words)) if words[i].lower in DASHES or words[i].lower == ","), 0)
    if any(token.text[0].isdigit() for token in words[begin : aside.first]):
        return False
    if aside.last - aside.first < _SHORTEST_PARTING:
        return False
    predicate = words[(end or len(words)) - 1].end - words[aside.last].end
    subject = words[aside.first - 1].start - words[begin].start
    return subject < predicate and words[aside.last].start - words[aside.first].start > _OUTWEIGHS * predicate


def between_dashes(words: Sequence[Token], flags: Sequence[bool], at: int) -> int:
    """Return the second dash of an aside behind which the clause goes on with its verb or a phrase; else -1.

    a plan — with new ferries on two lines — to mend the port
    """
    last = len(words) - 2
    reach = range(at + 2, min(at + _BETWEEN_DASHES, last))
    close = next((i for i in reach if words[i].lower == words[at].lower != ";"), -1)
    if close < 0:
        return -1
    if flags[skip_adverbs(words[: last + 1], close + 1)] and not starts_clause(words, flags, close + 1):
        return close
    told = any(flags[i] and "participle" not in words[i].shapes for i in range(at + 1, close))
    brief = close - at <= _BRIEF and words[close + 1].text[0].islower()
    return close if brief or (not told and words[close + 1].lower in _LINKS) else -1


def resumes(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether after this comma another one follows behind which the main clause goes on, or an aside ends here."""
    before = next((i for i in range(at - 1, max(at - _ASIDE_REACH, 0), -1) if words[i].lower == ","), -1)
    if before > 0 and not any(flags[before:at]):
        return True
    later = (i for i in range(at + 2, len(words) - 1) if words[i].lower == ",")
    return any(flags[skip_adverbs(words[: len(words) - 1], i + 1)] for i in later)


def with_participle(words: Sequence[Token], at: int) -> bool:
    """Tell whether "with" and a noun phrase with a participle follow: …, with the minister calling it a sham."""
    owned = at + 2 < len(words) and words[at + 2].lower in _POSSESSIVES
    for later in range(at + 3, min(at + _WITH_REACH, len(words))):
        if not words[later].is_word:
            return False
        follows_noun = not words[later - 1].classes & {"determiner", "preposition"}
        if is_ing(words, later):
            return follows_noun
        linked = words[later].text[0].islower() and lower_at(words, later + 1) in (*_LINKS, "due")
        done = "participle" in words[later].shapes and (owned or words[later - 1].is_adverb)
        if linked and follows_noun and done:
            return True
    return False
