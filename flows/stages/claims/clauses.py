"""Cut a stretch of a sentence into the smallest clauses that carry a proposition.

Cuts are made only where both sides can stand: at marks, at coordinated predicates and clauses, before relative,
participle and adverbial clauses. In doubt nothing is cut.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flows.base.lexicon import entries
from flows.stages.claims.asides import (
    DASHES,
    Aside,
    RELATIVES,
    TRAILERS,
    begins_plainly,
    between_dashes,
    find_aside,
    parts_clause,
    resumes,
    with_participle,
)
from flows.stages.claims.counted import starts_counted
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.grammar import Token, forms, is_ing, parse, skip_adverbs, starts_clause
from flows.stages.claims.listing import (
    goes_on_as_participle,
    lists_participles,
    member_start,
    request_start,
    series_start,
    verdict_start,
)
from flows.stages.claims.trimming import without_marks
from flows.stages.claims.words import word_set

_COORDINATORS = frozenset(["and", "but", "yet", "so"])
_ADVERBIALS = word_set("adverbials")
_OPENERS = word_set("openers")
_FRONT_SUBORDINATORS = word_set("front_subordinators")
_SHORT_FRONT = 2  # words of a phrase before the subject that stay with the clause ("On Monday, …")
_DATED_FRONT = 5  # the same for a phrase with a date in figures ("In May 2025, …")
_SCOPE_FRONT = 8  # the same for a phrase that bounds what is said ("Among voters in the two largest towns, …")
_SCOPES = word_set("scopes")
_DISCOURSE = word_set("discourse")
_TIME_UNITS = word_set("time_units")
_FEWEST_WORDS = 2
_CONDITIONS = frozenset(("if", "unless", "should", "were", "had"))
_ASKING = word_set("asking")
_LINKING = frozenset(("but", "and", "yet"))
_CUTTERS = frozenset((*DASHES, ",", ":", "whom", "by", *_COORDINATORS, *_ADVERBIALS, *_ASKING))
_PLACING = frozenset(("in", "by", "under", "during", "through", "after"))  # before "which"
_SPLICED = frozenset(("he", "she", "it", "they", "we", "i", "this"))  # subjects without a noun
_FRONT_TIMES = word_set("time_units") | {"time", "morning", "night", "evening", "moment", "whenever", "that"}
_CLOSING = frozenset(("”", '"', "’", "'"))
_MANNERS = frozenset(("way", "ways", "manner", "extent", "degree", "case", "cases", ","))  # in which
_BRIEF = 3  # words of a clause that only dates another
_SHORT_ASIDE = 9  # tokens between "and" and the comma behind which its clause begins
_OPENING, _STRAIGHT = "“‘", '"'
_VIEWS = entries("en", "view_verbs") | word_set("naming")
_VIEW_REACH = 8  # tokens between "views" and its "as"
_FAR = 40  # tokens: further off nothing belongs to what stands here


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
    begin, closed = _cut_front(words, flags, _skip_openers(words, 0), pieces)
    kind, at, nested_until = "main", begin, max(closed, _condition_end(words, flags, begin))
    while at < len(words):
        cut = _cut_at(words, flags, _Piece(begin, at, kind)) if at > nested_until and _may_cut(words, at) else None
        if cut is None:
            at += 1
        elif cut.last > at:
            nested_until = cut.last
            pieces.extend([cut] if cut.kind != "aside" else [])
            if cut.kind != "aside" and parts_clause(words, begin, Aside(*cut)):
                begin, kind = cut.last + 1, "coordinate"
        else:
            pieces.append(_Piece(begin, at, kind))
            begin, kind = cut.first, cut.kind
            at, nested_until = begin, max(nested_until, _condition_end(words, flags, begin))
    pieces.append(_Piece(begin, len(words), kind))
    return pieces


def _may_cut(words: Sequence[Token], at: int) -> bool:
    if words[at].lower == "," and at + 1 < len(words) and words[at + 1].start == words[at].end:
        return not words[at + 1].text[0].isdigit()  # 10,000 is one number
    return words[at].lower in _CUTTERS or (words[at].lower in _PLACING and _lower(words, at + 1) == "which")


def _condition_end(words: Sequence[Token], flags: Sequence[bool], begin: int) -> int:
    """Return the comma at which a condition in front ends, for it asserts nothing by itself; -1 if there is none."""
    while begin < len(words) and (not words[begin].is_word or words[begin].lower in ("that", "and", "but", "even")):
        begin += 1
    if begin >= len(words) or words[begin].lower not in _CONDITIONS:
        return -1
    commas = (i for i in range(begin + 2, len(words)) if words[i].lower == ",")
    return next((i for i in commas if _goes_on(words, flags, _skip_then(words, i))), -1)


def _is_brief(words: Sequence[Token], at: int) -> bool:
    """Tell whether so few words follow up to the end that they only date the clause before: after Olm signed it."""
    end = at
    while end < len(words) and words[end].is_word:
        end += 1
    return end - at <= _BRIEF


def _skip_then(words: Sequence[Token], comma: int) -> int:
    return comma + 1 if _lower(words, comma + 1) == "then" else comma


def _cut_at(words: Sequence[Token], flags: Sequence[bool], open_piece: _Piece) -> _Piece | None:
    """Return where and as what the next clause begins if the open one is cut before this token.

    If the end of the piece lies further on, it is an aside inside the open clause.
    """
    begin, at, kind = open_piece
    token = words[at]
    if at <= begin:
        return None
    if token.lower in DASHES and (cut := _cut_dash(words, flags, at)):
        return cut
    has_verb = kind in ("participle", "phrase", "absolute") or any(flags[begin:at]) or _is_told(words, open_piece)
    if token.lower == ":":
        return _cut_colon(words, flags, at) if has_verb else None
    if not has_verb:
        return _cut_verbless(words, flags, open_piece)
    listed = _cut_list(words, flags, open_piece)
    if listed is not None:
        return listed
    if token.lower == ",":
        spliced = _Piece(at + 1, at, "main") if _splices(words, flags, open_piece) else None
        return spliced or _cut_comma(words, flags, at, kind)
    unmarked = _cut_unmarked(words, flags, open_piece)
    if unmarked is not None or token.lower in _COORDINATORS:
        return unmarked or _cut_coordinator(words, flags, begin, at)
    if token.lower in _ADVERBIALS and at - begin > _FEWEST_WORDS:
        return _cut_adverbial(words, flags, at)
    return None


def _is_told(words: Sequence[Token], piece: _Piece) -> bool:
    """Tell whether a coordinate clause begins with its verb, whatever else that word could be: closed the port."""
    opener = words[min(skip_adverbs(words, piece.first), len(words) - 1)]
    return piece.kind == "coordinate" and "past" in opener.shapes and not opener.classes


def _cut_dash(words: Sequence[Token], flags: Sequence[bool], at: int) -> _Piece | None:
    """Return the cut at a dash, unless only a phrase follows that belongs to what stands before: it rose - to 40."""
    close = between_dashes(words, flags, at)
    if close > 0:
        return _Piece(at + 1, close, "phrase" if flags[skip_adverbs(words[:-1], close + 1)] else "aside")
    after = _skip_openers(words, at + 1)
    tells = starts_clause(words, flags, after) or flags[min(after, len(flags) - 1)]
    tail = next((i for i in range(at + 1, len(words)) if words[i].lower in DASHES), len(words))
    apart = words[at].lower == ";" or words[at - 1].text in _CLOSING or is_ing(words, after)
    if not apart and not any(flags[after:tail]) and _lower(words, after) not in ("a", "an", "the"):
        return None
    return _Piece(after, at, "main" if tells else "phrase")


def _cut_colon(words: Sequence[Token], flags: Sequence[bool], at: int) -> _Piece | None:
    """Return the cut at a colon, unless what follows fills what stands before it: it rests on a rule: no one pays."""
    filled = at > 2 and any(words[i].lower in ("a", "an", "one") for i in range(at - 3, at))
    if not starts_clause(words, flags, at + 1) or (filled and words[at + 1].text[0].islower()):
        return None
    return _Piece(at + 1, at, "main")


def _cut_list(words: Sequence[Token], flags: Sequence[bool], open_piece: _Piece) -> _Piece | None:
    """Return the cut before a further member of a list."""
    begin, at, kind = open_piece
    if words[at].lower not in (",", "and", "while"):
        return None
    member = max(member_start(words, flags, begin, at), verdict_start(words, begin, at))
    if member > 0:
        return _Piece(member, at, "absolute")
    request = request_start(words, begin, at)
    if request > 0:
        return _Piece(request, at, "participle")
    verb = series_start(words, flags, begin, at) if words[at].lower == "," else -1
    return _Piece(verb, at, "coordinate") if verb > 0 else None


def _cut_unmarked(words: Sequence[Token], flags: Sequence[bool], open_piece: _Piece) -> _Piece | None:
    """Return the cut before an item, a relative clause or a request that follows without a comma."""
    begin, at, kind = open_piece
    token = words[at]
    if token.lower in _COORDINATORS and kind == "participle" and goes_on_as_participle(words, at):
        return _Piece(at + 1, at, "participle")
    if token.lower == "whom" and "preposition" not in words[at - 1].classes and any(flags[at:]):
        return _Piece(at, at, "relative")
    if _lower(words, at + 1) == "which" and words[at - 1].lower not in _MANNERS:
        told = begins_plainly(words, flags, at + 2) or _lower(words, at + 2) in _SPLICED
        return _Piece(at + 2, at, "subordinate") if told else None
    if token.lower in _ASKING and _asks(words, begin, at):
        return _Piece(at, at, "participle")
    if token.lower == "by" and is_ing(words, at + 1) and lists_participles(words, at + 1):
        return _Piece(at + 1, at, "participle")
    return None


def _cut_verbless(words: Sequence[Token], flags: Sequence[bool], open_piece: _Piece) -> _Piece | None:
    """Return the cut before which no verb stands: a relative clause, or what a mere item is told to be."""
    begin, at, _ = open_piece
    if words[at].lower == "as" and at - begin > _FEWEST_WORDS and words[begin].lower in ("a", "an"):
        if any(token.lower in RELATIVES or token.lower == "that" for token in words[begin:at]):
            return None
        return _Piece(at + 1, at, "subordinate") if begins_plainly(words, flags, at + 1) else None
    if words[at].lower != ",":
        return None
    aside = find_aside(words, flags, at)
    later = sum(flags[at : at + _FAR])
    if aside is not None:
        return _Piece(*aside)
    if at + 2 >= len(words):
        return None
    if words[at + 1].lower in ("though", "although", "but") and starts_clause(words, flags, at + 2):
        return _Piece(at + 2, at, "subordinate")
    trails = "participle" in forms(words[at + 1].lower) and words[at + 2].lower in TRAILERS
    return _Piece(at + 1, at, "participle") if trails and not later and not resumes(words, flags, at) else None


def _asks(words: Sequence[Token], begin: int, at: int) -> bool:
    """Tell whether "requesting missiles" follows a thing or person without a comma: a letter to Petrik requesting …"""
    before = words[at - 1]
    return at - begin > _FEWEST_WORDS and before.is_word and not before.classes and not before.is_adverb


def _cut_comma(words: Sequence[Token], flags: Sequence[bool], at: int, kind: str) -> _Piece | None:
    if at + 1 >= len(words):
        return None
    following = words[at + 1].lower
    found = find_aside(words, flags, at)
    aside = _Piece(*found) if found else None
    if kind == "relative" and cue_manner(following) is not None and "past" in words[at + 1].shapes:
        return _Piece(at + 1, at, "main")
    if following in RELATIVES or (
        words[at + 1].classes & {"preposition"} and _lower(words, at + 2) in ("which", "whom")
    ):
        return aside or (_Piece(at + 1, at, "relative") if any(flags[at + 1 :]) else None)
    if following in _COORDINATORS:
        after = skip_adverbs(words, at + 2)
        if after < len(words) and (flags[after] or starts_clause(words, flags, at + 2)):
            return _Piece(at + 2, at, "coordinate")
        return _Piece(at + 2, at, "participle") if is_ing(words, at + 2) else None
    if aside is not None:
        return aside
    if following in _ADVERBIALS:
        return _Piece(at + 2, at, "subordinate") if starts_clause(words, flags, at + 2) else None
    if following in ("a", "an") and words[at - 1].text[0].islower():
        return _Piece(at + 1, at, "main" if begins_plainly(words, flags, at + 1) else "phrase")
    return _cut_addition(words, flags, at)


def _cut_addition(words: Sequence[Token], flags: Sequence[bool], at: int) -> _Piece | None:
    """Return the cut at a comma behind which something is added to a clause that could end there."""
    following = words[at + 1].lower
    if following == "with" and with_participle(words, at):
        return _Piece(at + 2, at, "absolute")
    if following == "whether":
        return _Piece(at + 1, at, "phrase")
    if following == "in" and _lower(words, at + 2) == "that":
        return _Piece(at + 3, at, "subordinate")
    trails = "participle" in forms(following) and _lower(words, at + 2) in TRAILERS
    if is_ing(words, at + 1) or (trails and following != "known" and not resumes(words, flags, at)):
        return _Piece(at + 1, at, "participle")
    return None


def _splices(words: Sequence[Token], flags: Sequence[bool], open_piece: _Piece) -> bool:
    """Tell whether a sentence follows that a mere comma joins to the one before: the port is shut, it has no crane."""
    begin, at, kind = open_piece
    verb = skip_adverbs(words, at + 2)
    if kind != "main" or _lower(words, at + 1) not in _SPLICED or verb >= len(words) or not flags[verb]:
        return False
    if cue_manner(words[verb].lower) is not None or not begins_plainly(words, flags, begin):
        return False
    return not any(token.lower in _FRONT_SUBORDINATORS | _CONDITIONS | _FRONT_TIMES for token in words[begin:at])


def _cut_coordinator(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> _Piece | None:
    after = skip_adverbs(words, at + 1)
    if after < len(words) and words[after].text in _OPENING + _STRAIGHT:
        after += 1
    if after >= len(words) or _joins_adjectives(words, at, after) or _shares_place(words, at, after):
        return None
    if _behind_aside(words, flags, at):
        return _Piece(at + 1, at, "coordinate")
    if flags[after] or ("third" in words[after].shapes and words[after - 1].text in _OPENING):
        return _Piece(at + 1, at, "coordinate")
    between = any(token.lower in ("between", "both", "either") for token in words[begin:at])
    between = between or _lacks_verb(words, flags, begin, at)
    if words[at].lower in ("and", "but") and not between and begins_plainly(words, flags, at + 1):
        return _Piece(at + 1, at, "coordinate")
    return None


def _lacks_verb(words: Sequence[Token], flags: Sequence[bool], begin: int, at: int) -> bool:
    """Tell whether a clause that "that" opened before this "and" still waits for its verb: that toll and tax harm it."""
    last = next((i for i in range(at - 1, begin, -1) if words[i].lower in ("that", "whether")), -1)
    return last > 0 and not any(flags[last + 1 : at])


def _behind_aside(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether after "and" comes a short condition or phrase and then a clause: and, if not mended, it will go."""
    first = at + 1 + (_lower(words, at + 1) == ",")
    if first >= len(words) or not (words[first].lower in _CONDITIONS or words[first - 1].lower == ","):
        return False
    close = next((i for i in range(first + 1, min(first + _SHORT_ASIDE, len(words))) if words[i].lower == ","), -1)
    return close > 0 and begins_plainly(words, flags, close + 1)


def _shares_place(words: Sequence[Token], at: int, after: int) -> bool:
    """Tell whether two passive verbs share the place behind them: was born and buried in Vell."""
    done = "participle" in words[at - 1].shapes or words[at - 1].lower == "born"
    passive = done and at > 1 and words[at - 2].lower in ("is", "are", "was", "were", "been", "be")
    return passive and "participle" in words[after].shapes and _lower(words, after + 1) in ("in", "at")


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
        "simply",
        "merely",
        "solely",
        "precisely",
    ):
        return None
    if words[at].lower == "as" and _lower(words, at + 2) == "as":
        return None
    if words[at].lower == "as" and any(token.lower in _VIEWS for token in words[max(0, at - _VIEW_REACH) : at]):
        return None
    if words[at].lower in ("after", "as") and starts_counted(words, at + 1):
        return _Piece(at + 1, at, "absolute")
    numeral = at + 1 < len(words) and words[at + 1].text[0].isdigit()
    if words[at].lower in ("after", "before", "when", "until") and _is_brief(words, at + 1):
        return None
    if not numeral and begins_plainly(words, flags, at + 1):
        return _Piece(at + 1, at, "subordinate")
    if words[at].lower in ("after", "before", "while") and is_ing(words, at + 1):
        return _Piece(at + 1, at, "participle")
    return None


def _cut_front(
    words: Sequence[Token], flags: Sequence[bool], begin: int, pieces: list[_Piece]
) -> tuple[int, int]:
    """Cut off what stands before the subject: give it as a clause if it is one, drop it if it is a long phrase.

    Returned are where the clause begins and the last comma that is done with.
    """
    if begin >= len(words):
        return begin, -1
    commas = [i for i in range(begin + 1, len(words)) if words[i].lower == ","]
    comma = next((i for i in commas if _goes_on(words, flags, i) and not _opens_aside(words, i)), -1)
    if comma < 0:
        return begin, -1
    inside = next((i for i in commas if i < comma and words[i + 1].lower in RELATIVES), -1)
    if inside > 0 and not any(flags[begin:inside]) and _is_phrase(words, begin):
        comma = next((i for i in reversed(commas) if begins_plainly(words, flags, i + 1)), comma)
        pieces.append(_Piece(inside + 1, comma, "relative"))
        return (begin if words[begin].lower in _SCOPES else comma + 1), comma
    return _without_front(words, flags, _Piece(begin, comma, ""), pieces), -1


def _opens_aside(words: Sequence[Token], comma: int) -> bool:
    """Tell whether behind this comma something is said of the phrase before it: in a poll, conducted in May, …"""
    if words[comma + 1].lower in RELATIVES:
        return True
    return "participle" in words[comma + 1].shapes and _lower(words, comma + 2) in TRAILERS


def _is_phrase(words: Sequence[Token], begin: int) -> bool:
    opener = words[begin]
    if "preposition" in opener.classes or is_ing(words, begin) or opener.lower in ("due", "given", "even"):
        return True
    return is_ing([opener._replace(text=opener.lower)], 0)


def _without_front(words: Sequence[Token], flags: Sequence[bool], front: _Piece, pieces: list[_Piece]) -> int:
    """Return where the clause begins behind a front that ends at a comma; a front that asserts is added."""
    begin, comma, _ = front
    opener = words[begin]
    if opener.lower in ("even", "just") and any(flags[begin:comma]):
        if _lower(words, begin + 1) in _FRONT_SUBORDINATORS:
            pieces.append(_Piece(begin + 2, comma, "subordinate"))
        return comma + 1
    if opener.lower == "with" and not any(
        flag and "participle" not in w.shapes for w, flag in zip(words[begin:comma], flags[begin:comma], strict=True)
    ):
        if with_participle(words[:comma], begin - 1):
            pieces.append(_Piece(begin + 1, comma, "absolute"))
        return comma + 1
    if _is_credit(words, begin, comma):
        pieces.append(_Piece(begin, comma, "participle"))
        return comma + 1
    if opener.lower in _FRONT_SUBORDINATORS and any(flags[begin + 1 : comma]):
        pieces.extend(_front_pieces(words, flags, begin + 1, comma))
        return comma + 1
    compared = opener.lower in ("more", "most") and comma == begin + 2 and words[begin + 1].is_adverb
    long_phrase = comma - begin > _kept_words(words, begin, comma) and not any(flags[begin:comma])
    return comma + 1 if compared or (long_phrase and _is_phrase(words, begin)) else begin


def _front_pieces(words: Sequence[Token], flags: Sequence[bool], begin: int, comma: int) -> list[_Piece]:
    """Return the clauses of a front that a subordinator opens, the first of them as subordinate."""
    inner = _pieces(words[begin:comma], flags[begin:comma])
    kinds = ("subordinate" if piece.kind == "main" else piece.kind for piece in inner)
    return [_Piece(begin + p.first, begin + p.last, kind) for p, kind in zip(inner, kinds, strict=True)]


def _kept_words(words: Sequence[Token], begin: int, comma: int) -> int:
    """Return how many words a phrase in front may have to stay: more if it says when or among whom something holds."""
    if words[begin].lower in _SCOPES and words[begin + 1].lower not in _DISCOURSE:
        return _SCOPE_FRONT
    return _DATED_FRONT if any(word.text[0].isdigit() for word in words[begin:comma]) else _SHORT_FRONT


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
