"""Cuts between clauses that a conjunction joins, or a mere comma, and before clauses that say when or why."""

from collections.abc import Sequence

from flows.base.lexicon import entries
from flows.stages.claims.asides import (
    CONDITIONS,
    FRONT_SUBORDINATORS,
    QUOTES,
    SPLICED,
    Piece,
    begins_plainly,
    lower_at,
)
from flows.stages.claims.counted import starts_counted
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.grammar import Token, is_ing, skip_adverbs, starts_clause
from flows.stages.claims.words import word_set

_FRONT_TIMES = word_set("time_units") | {"time", "morning", "night", "evening", "moment", "whenever", "that"}
_DEPENDING = FRONT_SUBORDINATORS | CONDITIONS | _FRONT_TIMES
# two days after; such as, even after: what follows belongs to the word before it
_BOUND_BEHIND = word_set("time_units") | word_set("comparing_adverbs")
_BRIEF = 3  # words of a clause that only dates another
_BRIEF_DOING = 4  # the same without a subject: before deciding on an appeal
_THAN_REACH = 4  # tokens between "than" and a clause that belongs to the comparison: than boats did when …
_SHORT_ASIDE = 9  # tokens between "and" and the comma behind which its clause begins
_VIEWS = entries("en", "view_verbs") | word_set("naming")
_VIEW_REACH = 8  # tokens between "views" and its "as"
_OPENING = "“‘"


def splices(words: Sequence[Token], flags: Sequence[bool], open_piece: Piece) -> bool:
    """Tell whether a sentence follows that a mere comma joins to the one before: the port is shut, it has no crane."""
    begin, at, kind = open_piece
    verb = skip_adverbs(words, at + 2)
    if kind != "main" or lower_at(words, at + 1) not in SPLICED or verb >= len(words) or not flags[verb]:
        return False
    if cue_manner(words[verb].lower) is not None or not begins_plainly(words, flags, begin):
        return False
    return not any(token.lower in _DEPENDING for token in words[begin:at])


def lists_clauses(words: Sequence[Token], flags: Sequence[bool], open_piece: Piece) -> bool:
    """Tell whether a further clause of a list follows this comma: two died, dozens were hurt, and 40 had to leave."""
    begin, at, kind = open_piece
    if kind != "main" or not begins_plainly(words, flags, begin) or not begins_plainly(words, flags, at + 1):
        return False
    if any(token.lower in _DEPENDING for token in words[begin:at]):
        return False
    last = next((i for i in range(at + 1, len(words) - 1) if words[i].lower in (",", "and", "but")), -1)
    joined = last > 0 and words[last].lower == "," and words[last + 1].lower == "and"
    return joined and any(flags[at:last]) and starts_clause(words, flags, last + 2)


def cut_coordinator(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> Piece | None:
    """Return the cut at "and" or "but" if a predicate or a clause follows; null if it joins words."""
    after = skip_adverbs(words, at + 1)
    if after < len(words) and words[after].text in QUOTES:
        after += 1
    if after >= len(words) or _joins_adjectives(words, at, after) or _shares_place(words, at, after):
        return None
    if _waits_for_verb(words, flags, begin, at):
        return None
    if _behind_aside(words, flags, at):
        return Piece(at + 1, at, "coordinate")
    if flags[after] or ("third" in words[after].shapes and words[after - 1].text in _OPENING):
        return Piece(at + 1, at, "coordinate")
    between = any(token.lower in ("between", "both", "either") for token in words[begin:at])
    between = between or _lacks_verb(words, flags, begin, at)
    if words[at].lower in ("and", "but") and not between and begins_plainly(words, flags, at + 1):
        return Piece(at + 1, at, "coordinate")
    return None


def _lacks_verb(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> bool:
    """Tell whether a clause that "that" opened before this "and" waits for its verb: that toll and tax harm it."""
    last = next((i for i in range(at - 1, begin, -1) if words[i].lower in ("that", "whether")), -1)
    return last > 0 and not any(flags[last + 1 : at])


def _waits_for_verb(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> bool:
    """Tell whether all before "and" is a subject with a relative clause, whose verb comes.

    a firm that lies and does not pay is worse than none
    """
    relative = next((i for i in range(begin + 1, at) if words[i].lower in ("that", "who")), -1)
    if relative < 0 or any(flags[begin:relative]) or words[begin].lower not in ("a", "an", "any", "those", "every"):
        return False
    close = next((i for i in range(at, len(words)) if not words[i].is_word), len(words))
    told = [i for i in range(at + 1, close) if flags[i]]
    return len(told) > 1 and "subordinator" not in {kind for i in range(at, told[-1]) for kind in words[i].classes}


def _behind_aside(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether after "and" comes a short condition or phrase and then a clause: and, if not mended, it will go."""
    first = at + 1 + (lower_at(words, at + 1) == ",")
    if first >= len(words) or not (words[first].lower in CONDITIONS or words[first - 1].lower == ","):
        return False
    close = next((i for i in range(first + 1, min(first + _SHORT_ASIDE, len(words))) if words[i].lower == ","), -1)
    return close > 0 and begins_plainly(words, flags, close + 1)


def _shares_place(words: Sequence[Token], at: int, after: int) -> bool:
    """Tell whether two passive verbs share the place behind them: was born and buried in Vell."""
    done = "participle" in words[at - 1].shapes or words[at - 1].lower == "born"
    passive = done and at > 1 and words[at - 2].lower in ("is", "are", "was", "were", "been", "be")
    return passive and "participle" in words[after].shapes and lower_at(words, after + 1) in ("in", "at")


def _joins_adjectives(words: Sequence[Token], at: int, after: int) -> bool:
    """Tell whether "and" joins what is said of a thing: a strong and diversified economy."""
    described = "participle" in words[after].shapes and at > 1 and "determiner" in words[at - 2].classes
    described = described and words[at - 1].text[0].islower()
    return described and after + 1 < len(words) and words[after + 1].is_word and not words[after + 1].classes


def cut_adverbial(words: Sequence[Token], flags: Sequence[bool], at: int) -> Piece | None:
    """Return the cut before a clause that says when, why or although what; null where the word does no such thing."""
    if words[at - 1].lower in _BOUND_BEHIND:
        return None
    if words[at].lower == "as" and lower_at(words, at + 2) == "as":
        return None
    if any(token.lower == "than" for token in words[max(0, at - _THAN_REACH) : at]):
        return None
    if words[at].lower == "as" and any(token.lower in _VIEWS for token in words[max(0, at - _VIEW_REACH) : at]):
        return None
    if words[at].lower in ("after", "as") and starts_counted(words, at + 1):
        return Piece(at + 1, at, "absolute")
    counts = words[at].lower not in ("while", "whereas", "although", "though", "because")
    numeral = counts and at + 1 < len(words) and words[at + 1].text[0].isdigit()
    if words[at].lower in ("after", "before", "when", "until") and _is_brief(words, at + 1):
        return None
    if not numeral and begins_plainly(words, flags, at + 1):
        return Piece(at + 1, at, "subordinate")
    doing = words[at].lower in ("after", "before", "while") and is_ing(words, at + 1)
    if doing and (words[at].lower == "while" or not _only_dates(words, at + 1)):
        return Piece(at + 1, at, "participle")
    return None


def _only_dates(words: Sequence[Token], at: int) -> bool:
    """Tell whether a brief clause without a subject ends the sentence: before deciding on an appeal."""
    rest = [token for token in words[at:] if token.text not in (".", "”", '"')]
    return len(rest) <= _BRIEF_DOING and all(token.is_word and not token.text[0].isdigit() for token in rest)


def _is_brief(words: Sequence[Token], at: int) -> bool:
    """Tell whether so few words follow up to the end that they only date the clause before: after Olm signed it."""
    end = at
    while end < len(words) and (words[end].is_word or (words[end].text == "." and end + 1 < len(words))):
        end += 1
    return end - at <= _BRIEF
