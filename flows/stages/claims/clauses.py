"""Cut a stretch of a sentence into the smallest clauses that carry a proposition.

Cuts are made only where both sides can stand: at marks, at coordinated predicates and clauses, before relative,
participle and adverbial clauses. In doubt nothing is cut.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flows.base.lexicon import entries
from flows.stages.claims.counted import starts_counted
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.grammar import Token, forms, is_ing, parse, skip_adverbs, starts_clause
from flows.stages.claims.trimming import without_marks
from flows.stages.claims.words import word_set

_DASHES = frozenset(("—", "–", "--", ";"))
_COORDINATORS = frozenset(["and", "but", "yet", "so"])
_RELATIVES = frozenset(["which", "who", "whose", "whom", "where"])
_ADVERBIALS = word_set("adverbials")
_OPENERS = word_set("openers")
_FRONT_SUBORDINATORS = word_set("front_subordinators")
_SHORT_FRONT = 2  # words of a phrase before the subject that stay with the clause ("On Monday, …")
_DATED_FRONT = 5  # the same for a phrase with a date in figures ("In May 2025, …")
_TIME_UNITS = word_set("time_units")
_FEWEST_WORDS = 2
_CONDITIONS = frozenset(("if", "unless", "should", "were", "had"))
_ASKING = word_set("asking")
_LINKING = frozenset(("but", "and", "yet"))
_CUTTERS = frozenset((*_DASHES, ",", ":", "whom", "by", *_COORDINATORS, *_ADVERBIALS, *_ASKING))
_HELP = frozenset(("help", "assistance", "aid", "support"))
_OPENING, _STRAIGHT = "“‘", '"'
_VIEWS = entries("en", "view_verbs") | word_set("naming")
_VIEW_REACH = 8  # tokens between "views" and its "as"
_FAR = 40  # tokens: further off nothing belongs to what stands here
_ASIDE_REACH = 6  # tokens of an aside between commas: 70 people, mostly women, died
_TRAILERS = frozenset(("by", "in", "as", "through", "during", "with"))
_WITH_REACH = 9  # tokens in which ", with the minister calling …" must show its -ing form
_PLAIN_REACH = 9  # tokens in which "after the ministry said" must show its verb, else it is a phrase


class Clause(NamedTuple):
    """A clause: text[start:end] and what it is (main, coordinate, relative, participle, subordinate, phrase)."""

    start: int
    end: int
    kind: str


class _Piece(NamedTuple):
    first: int
    last: int
    kind: str


def find_clauses(text: str, start: int, end: int) -> list[Clause]:
    """Return the clauses of text[start:end] in order; a clause may hold a relative clause that is also given."""
    words, flags = parse(text, start, end)
    found: list[Clause] = []
    for piece in _pieces(words, flags):
        clause = _trimmed(words, piece)
        if clause is not None:
            found.append(clause)
    return sorted(set(found))


def _pieces(words: Sequence[Token], flags: Sequence[bool]) -> list[_Piece]:
    pieces: list[_Piece] = []
    begin = _skip_openers(words, 0)
    begin = _cut_front(words, flags, begin, pieces)
    kind, at, nested_until = "main", begin, _condition_end(words, flags, begin)
    while at < len(words):
        may_cut = at > nested_until and words[at].lower in _CUTTERS
        cut = _cut_at(words, flags, _Piece(begin, at, kind)) if may_cut else None
        if cut is not None and cut.kind == "nested":
            pieces.append(_Piece(cut.first, cut.last, "relative"))
            nested_until = cut.last
        elif cut is not None:
            pieces.append(_Piece(begin, at, kind))
            begin, kind = cut.first, cut.kind
            at = begin
            continue
        at += 1
    pieces.append(_Piece(begin, len(words), kind))
    return pieces


def _condition_end(words: Sequence[Token], flags: Sequence[bool], begin: int) -> int:
    """Return the comma at which a condition in front ends, for it asserts nothing by itself; -1 if there is none."""
    while begin < len(words) and (not words[begin].is_word or words[begin].lower in ("that", "and", "but", "even")):
        begin += 1
    if begin >= len(words) or words[begin].lower not in _CONDITIONS:
        return -1
    commas = (i for i in range(begin + 2, len(words)) if words[i].lower == ",")
    return next((i for i in commas if _goes_on(words, flags, _skip_then(words, i))), -1)


def _skip_then(words: Sequence[Token], comma: int) -> int:
    return comma + 1 if _lower(words, comma + 1) == "then" else comma


def _cut_at(words: Sequence[Token], flags: Sequence[bool], open_piece: _Piece) -> _Piece | None:
    """Return where and as what the next clause begins if the open one is cut before this token."""
    begin, at, kind = open_piece
    token = words[at]
    if at <= begin:
        return None
    if token.lower in _DASHES:
        after = _skip_openers(words, at + 1)
        return _Piece(
            after, at, "main" if starts_clause(words, flags, after) or flags[min(after, len(flags) - 1)] else "phrase"
        )
    has_verb = kind in ("participle", "phrase", "absolute") or any(flags[begin:at])
    if token.lower == ":" and has_verb and starts_clause(words, flags, at + 1):
        return _Piece(at + 1, at, "main")
    if not has_verb:
        return _cut_verbless(words, flags, at) if token.lower == "," else None
    if token.lower == ",":
        return _cut_comma(words, flags, at, kind)
    unmarked = _cut_unmarked(words, flags, open_piece)
    if unmarked is not None or token.lower in _COORDINATORS:
        return unmarked or _cut_coordinator(words, flags, begin, at)
    if token.lower in _ADVERBIALS and at - begin > _FEWEST_WORDS:
        return _cut_adverbial(words, flags, at)
    return None


def _cut_unmarked(words: Sequence[Token], flags: Sequence[bool], open_piece: _Piece) -> _Piece | None:
    """Return the cut before an item, a relative clause or a request that follows without a comma."""
    begin, at, kind = open_piece
    token = words[at]
    if token.lower in _COORDINATORS and kind == "participle" and _goes_on_as_participle(words, at):
        return _Piece(at + 1, at, "participle")
    if token.lower == "whom" and "preposition" not in words[at - 1].classes and any(flags[at:]):
        return _Piece(at, at, "relative")
    if token.lower in _ASKING and _asks(words, begin, at):
        return _Piece(at, at, "participle")
    if token.lower == "by" and is_ing(words, at + 1) and _lists_participles(words, at + 1):
        return _Piece(at + 1, at, "participle")
    return None


def _cut_verbless(words: Sequence[Token], flags: Sequence[bool], at: int) -> _Piece | None:
    """Return the cut at a comma before which no verb stands: a relative clause, or what a mere item is told to be."""
    nested = _nested_relative(words, flags, at)
    later = sum(flags[at : at + _FAR])
    if nested is not None or at + 2 >= len(words) or later > 1:
        return nested
    if later and words[at + 1].lower in ("though", "although", "but") and starts_clause(words, flags, at + 2):
        return _Piece(at + 2, at, "subordinate")
    trails = "participle" in forms(words[at + 1].lower) and words[at + 2].lower in _TRAILERS
    return _Piece(at + 1, at, "participle") if trails and not later and not _resumes(words, flags, at) else None


def _goes_on_as_participle(words: Sequence[Token], at: int) -> bool:
    """Tell whether another item of a participle clause stands behind this "and".

    restoring jets and providing spares; asking for missiles and help repairing jets; helping it mend jets and buy more
    """
    if at + 2 >= len(words):
        return False
    if is_ing(words, at + 1):
        return True
    if words[at + 1].lower in _HELP:
        return is_ing(words, at + 2) or (_lower(words, at + 2) in ("in", "with") and is_ing(words, at + 3))
    base = "base" in words[at + 1].shapes and not words[at - 1].shapes & {"base"}
    return base and not words[at + 1].classes and words[at + 2].is_word and words[at + 1].lower not in _TIME_UNITS


def _asks(words: Sequence[Token], begin: int, at: int) -> bool:
    """Tell whether "requesting missiles" follows a thing or person without a comma: a letter to Petrik requesting …"""
    before = words[at - 1]
    return at - begin > _FEWEST_WORDS and before.is_word and not before.classes and not before.is_adverb


def _lists_participles(words: Sequence[Token], at: int) -> bool:
    """Tell whether -ing clauses follow each other from here: by mending jets, helping crews and providing spares."""
    later = (i for i in range(at + 2, min(at + _FAR, len(words) - 1)) if words[i].lower == ",")
    return any(is_ing(words, i + 1) for i in later)


def _with_participle(words: Sequence[Token], at: int) -> bool:
    """Tell whether ", with" and a noun phrase with an -ing form follow: …, with the minister calling it a sham."""
    for later in range(at + 3, min(at + _WITH_REACH, len(words))):
        if not words[later].is_word:
            return False
        if is_ing(words, later):
            return not words[later - 1].classes & {"determiner", "preposition"}
    return False


def _cut_comma(words: Sequence[Token], flags: Sequence[bool], at: int, kind: str) -> _Piece | None:
    if at + 1 >= len(words):
        return None
    following = words[at + 1].lower
    if kind == "relative" and cue_manner(following) is not None and "past" in words[at + 1].shapes:
        return _Piece(at + 1, at, "main")
    if following in _RELATIVES or (
        words[at + 1].classes & {"preposition"} and _lower(words, at + 2) in ("which", "whom")
    ):
        nested = _nested_relative(words, flags, at)
        return nested or (_Piece(at + 1, at, "relative") if any(flags[at + 1 :]) else None)
    if following in _COORDINATORS:
        after = skip_adverbs(words, at + 2)
        if after < len(words) and (flags[after] or starts_clause(words, flags, at + 2)):
            return _Piece(at + 2, at, "coordinate")
        return _Piece(at + 2, at, "participle") if is_ing(words, at + 2) else None
    if following in _ADVERBIALS:
        return _Piece(at + 2, at, "subordinate") if starts_clause(words, flags, at + 2) else None
    if following in ("a", "an") and words[at - 1].text[0].islower():
        return _Piece(at + 1, at, "main" if _begins_plainly(words, flags, at + 1) else "phrase")
    return _cut_addition(words, flags, at)


def _cut_addition(words: Sequence[Token], flags: Sequence[bool], at: int) -> _Piece | None:
    """Return the cut at a comma behind which something is added to a clause that could end there."""
    following = words[at + 1].lower
    if following == "with" and _with_participle(words, at):
        return _Piece(at + 2, at, "absolute")
    if following == "whether":
        return _Piece(at + 1, at, "phrase")
    if following == "in" and _lower(words, at + 2) == "that":
        return _Piece(at + 3, at, "subordinate")
    trails = "participle" in forms(following) and _lower(words, at + 2) in _TRAILERS
    return (
        _Piece(at + 1, at, "participle")
        if is_ing(words, at + 1) or (trails and not _resumes(words, flags, at))
        else None
    )


def _resumes(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether after this comma another one follows behind which the main clause goes on, or an aside ends here."""
    before = next((i for i in range(at - 1, max(at - _ASIDE_REACH, 0), -1) if words[i].lower == ","), -1)
    if before > 0 and not any(flags[before:at]):
        return True
    later = (i for i in range(at + 2, len(words) - 1) if words[i].lower == ",")
    return any(flags[skip_adverbs(words[: len(words) - 1], i + 1)] for i in later)


def _nested_relative(words: Sequence[Token], flags: Sequence[bool], at: int) -> _Piece | None:
    """Return the relative clause between two commas after which the main clause goes on."""
    if _lower(words, at + 1) not in _RELATIVES:
        return None
    for close in range(at + 3, len(words) - 1):
        if (
            words[close].lower == ","
            and any(flags[at + 1 : close])
            and flags[skip_adverbs(words[: len(words) - 1], close + 1)]
        ):
            return _Piece(at + 1, close, "nested")
    return None


def _cut_coordinator(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> _Piece | None:
    after = skip_adverbs(words, at + 1)
    if after < len(words) and words[after].text in _OPENING + _STRAIGHT:
        after += 1
    if after >= len(words) or _joins_adjectives(words, at, after):
        return None
    if flags[after] or ("third" in words[after].shapes and words[after - 1].text in _OPENING):
        return _Piece(at + 1, at, "coordinate")
    between = any(token.lower in ("between", "both", "either") for token in words[begin:at])
    if words[at].lower in ("and", "but") and not between and _begins_plainly(words, flags, at + 1):
        return _Piece(at + 1, at, "coordinate")
    return None


def _joins_adjectives(words: Sequence[Token], at: int, after: int) -> bool:
    """Tell whether "and" joins what is said of a thing: a strong and diversified economy."""
    described = "participle" in words[after].shapes and at > 1 and "determiner" in words[at - 2].classes
    return described and after + 1 < len(words) and words[after + 1].is_word and not words[after + 1].classes


def _cut_adverbial(words: Sequence[Token], flags: Sequence[bool], at: int) -> _Piece | None:
    if words[at - 1].lower in _TIME_UNITS or words[at - 1].lower in (
        "such",
        "as",
        "even",
        "just",
        "well",
        "if",
        "only",
        "soon",
        "so",
    ):
        return None
    if words[at].lower == "as" and _lower(words, at + 2) == "as":
        return None
    if words[at].lower == "as" and any(token.lower in _VIEWS for token in words[max(0, at - _VIEW_REACH) : at]):
        return None
    if words[at].lower in ("after", "as") and starts_counted(words, at + 1):
        return _Piece(at + 1, at, "absolute")
    numeral = at + 1 < len(words) and words[at + 1].text[0].isdigit()
    if not numeral and _begins_plainly(words, flags, at + 1):
        return _Piece(at + 1, at, "subordinate")
    if words[at].lower in ("after", "before", "while") and is_ing(words, at + 1):
        return _Piece(at + 1, at, "participle")
    return None


def _begins_plainly(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether a short subject and its verb begin here, with no mark or relative clause between them."""
    if not starts_clause(words, flags, at, _PLAIN_REACH):
        return False
    verb = next((i for i in range(at, min(at + _PLAIN_REACH, len(words))) if flags[i]), at)
    return all(token.lower not in (",", "and", "who", "which") for token in words[at:verb])


def _cut_front(words: Sequence[Token], flags: Sequence[bool], begin: int, pieces: list[_Piece]) -> int:
    """Cut off what stands before the subject: give it as a clause if it is one, drop it if it is a long phrase."""
    if begin >= len(words):
        return begin
    opener = words[begin]
    comma = next((i for i in range(begin + 1, len(words)) if words[i].lower == "," and _goes_on(words, flags, i)), -1)
    if comma < 0:
        return begin
    if opener.lower in ("even", "just") and any(flags[begin:comma]):
        if _lower(words, begin + 1) in _FRONT_SUBORDINATORS:
            pieces.append(_Piece(begin + 2, comma, "subordinate"))
        return comma + 1
    if opener.lower == "with" and not any(
        flag and "participle" not in w.shapes for w, flag in zip(words[begin:comma], flags[begin:comma], strict=True)
    ):
        return comma + 1
    if _is_credit(words, begin, comma):
        pieces.append(_Piece(begin, comma, "participle"))
        return comma + 1
    if opener.lower in _FRONT_SUBORDINATORS and any(flags[begin + 1 : comma]):
        pieces.append(_Piece(begin + 1, comma, "subordinate"))
        return comma + 1
    dated = any(word.text[0].isdigit() for word in words[begin:comma])
    long_phrase = comma - begin > (_DATED_FRONT if dated else _SHORT_FRONT) and not any(flags[begin:comma])
    is_phrase = "preposition" in opener.classes or is_ing(words, begin) or opener.lower in ("due", "given", "even")
    lowered = opener._replace(text=opener.lower)
    if long_phrase and (is_phrase or is_ing([lowered], 0)):
        return comma + 1
    return begin


def _is_credit(words: Sequence[Token], begin: int, comma: int) -> bool:
    """Tell whether the front says who reported what follows: First reported by the Courier in May, the letter …"""
    at = skip_adverbs(words, begin)
    at += _lower(words, at) in ("first", "initially")
    told = at + 1 < comma and words[at].lower in ("reported", "revealed", "disclosed", "published", "uncovered")
    return told and words[at + 1].lower == "by"


def _goes_on(words: Sequence[Token], flags: Sequence[bool], comma: int) -> bool:
    after = skip_adverbs(words, comma + 1)
    after += after < len(words) and words[after].text in _OPENING + _STRAIGHT
    return starts_clause(words, flags, after)


def _skip_openers(words: Sequence[Token], at: int) -> int:
    """Pass over a linking word and its comma at the head of a clause."""
    while at < len(words) and (words[at].lower in _OPENERS or not words[at].is_word):
        if words[at].lower == "besides" and _lower(words, at + 1) != ",":
            break
        if words[at].lower in ("“", '"', "‘", "(", "[", "$", "€", "£"):
            break
        if words[at].lower == "that" and at + 1 < len(words) and _is_verb(words[at + 1]):
            break
        at += 1
    return at


def _is_verb(token: Token) -> bool:
    return bool(token.classes & {"auxiliary", "modal"}) or bool(token.shapes & {"past", "third"})


def _trimmed(words: Sequence[Token], piece: _Piece) -> Clause | None:
    """Return the clause without marks at its ends, or null if too little is left to assert anything."""
    first, last = without_marks(words, piece.first, piece.last)
    if words[first:last] and words[first].lower in ("while", "although", "though", "whereas"):
        first += 1
    first, last = without_marks(words, first, last)
    links = last - first > _FEWEST_WORDS and words[first].lower in _LINKING
    if links or (piece.kind == "coordinate" and _lower(words, first) == "that" and not _is_verb(words[first + 1])):
        first += 1
    if sum(token.is_word for token in words[first:last]) < _FEWEST_WORDS:
        return None
    return Clause(words[first].start, words[last - 1].end, piece.kind)


def _lower(words: Sequence[Token], at: int) -> str:
    return words[at].lower if at < len(words) else ""
