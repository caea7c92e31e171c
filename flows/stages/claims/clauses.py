"""Cut a stretch of a sentence into the smallest clauses that carry a proposition.

Cuts are made only where both sides can stand: at marks, at coordinated predicates and clauses, before relative,
participle and adverbial clauses. In doubt nothing is cut.
"""

from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.claims.asides import (
    CONDITIONS,
    RELATIVES,
    SPLICED,
    TRAILERS,
    Piece,
    begins_plainly,
    between_dashes,
    find_aside,
    goes_on,
    lower_at,
    parts_clause,
    resumes,
    with_participle,
)
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.fronts import FRONT, cut_front, dateline_end
from flows.stages.claims.grammar import DASHES, FAR, Token, is_ing, parse, skip_adverbs, starts_clause
from flows.stages.claims.inflections import forms
from flows.stages.claims.joining import cut_adverbial, cut_coordinator, lists_clauses, splices
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
_FEWEST_WORDS = 2
_ASKING = word_set("asking")
_LINKING = frozenset(("but", "and", "yet"))
_CUTTERS = frozenset((*DASHES, ",", ":", "whom", "by", *_COORDINATORS, *_ADVERBIALS, *_ASKING))
_PLACING = frozenset(("in", "by", "under", "during", "through", "after"))  # before "which"
_CLOSING = frozenset(("”", '"', "’", "'"))
_MANNERS = frozenset(("way", "ways", "manner", "extent", "degree", "case", "cases", ","))  # in which
_SHORTEST_SUPERLATIVE = 5  # letters: best, oldest; not rest


class Clause(NamedTuple):
    """A clause: text[start:end] and what it is (main, coordinate, relative, participle, subordinate, phrase)."""

    start: int
    end: int
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


def _pieces(words: Sequence[Token], flags: Sequence[bool]) -> list[Piece]:
    pieces: list[Piece] = []
    begin, closed = cut_front(words, flags, _skip_openers(words, dateline_end(words)), pieces)
    if pieces and pieces[0].kind == FRONT:
        pieces = _front_pieces(words, flags, *pieces[0][:2])
    kind, at, nested_until = "main", begin, max(closed, _condition_end(words, flags, begin))
    while at < len(words):
        cut = _cut_at(words, flags, Piece(begin, at, kind)) if at > nested_until and _may_cut(words, at) else None
        if cut is None:
            at += 1
        elif cut.last > at:
            nested_until = cut.last
            pieces.extend([cut] if cut.kind != "aside" else [])
            if cut.kind != "aside" and parts_clause(words, begin, cut):
                begin, kind = cut.last + 1, "coordinate"
        else:
            pieces.append(Piece(begin, at, kind))
            begin, kind = cut.first, cut.kind
            at, nested_until = begin, max(nested_until, _condition_end(words, flags, begin))
    pieces.append(Piece(begin, len(words), kind))
    return pieces


def _may_cut(words: Sequence[Token], at: int) -> bool:
    if words[at].lower == "," and at + 1 < len(words) and words[at + 1].start == words[at].end:
        return not words[at + 1].text[0].isdigit()  # 10,000 is one number
    return words[at].lower in _CUTTERS or (words[at].lower in _PLACING and lower_at(words, at + 1) == "which")


def _condition_end(words: Sequence[Token], flags: Sequence[bool], begin: int) -> int:
    """Return the comma at which a condition in front ends, for it asserts nothing by itself; -1 if there is none."""
    while begin < len(words) and (not words[begin].is_word or words[begin].lower in ("that", "and", "but", "even")):
        begin += 1
    if begin >= len(words) or words[begin].lower not in CONDITIONS:
        return -1
    commas = (i for i in range(begin + 2, len(words)) if words[i].lower == ",")
    return next((i for i in commas if goes_on(words, flags, _skip_then(words, i))), -1)


def _skip_then(words: Sequence[Token], comma: int) -> int:
    return comma + 1 if lower_at(words, comma + 1) == "then" else comma


def _cut_at(words: Sequence[Token], flags: Sequence[bool], open_piece: Piece) -> Piece | None:
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
        spliced = splices(words, flags, open_piece) or lists_clauses(words, flags, open_piece)
        return Piece(at + 1, at, "main") if spliced else _cut_comma(words, flags, at, kind)
    unmarked = _cut_unmarked(words, flags, open_piece)
    if unmarked is not None or token.lower in _COORDINATORS:
        return unmarked or cut_coordinator(words, flags, begin, at)
    if token.lower in _ADVERBIALS and at - begin > _FEWEST_WORDS:
        return cut_adverbial(words, flags, at)
    return None


def _is_told(words: Sequence[Token], piece: Piece) -> bool:
    """Tell whether a coordinate clause begins with its verb, whatever else that word could be: closed the port."""
    opener = words[min(skip_adverbs(words, piece.first), len(words) - 1)]
    return piece.kind == "coordinate" and "past" in opener.shapes and not opener.classes


def _cut_dash(words: Sequence[Token], flags: Sequence[bool], at: int) -> Piece | None:
    """Return the cut at a dash, unless only a phrase follows that belongs to what stands before: it rose - to 40."""
    close = between_dashes(words, flags, at)
    if close > 0:
        return Piece(at + 1, close, "phrase" if flags[skip_adverbs(words[:-1], close + 1)] else "aside")
    after = _skip_openers(words, at + 1)
    tells = starts_clause(words, flags, after) or flags[min(after, len(flags) - 1)]
    tail = next((i for i in range(at + 1, len(words)) if words[i].lower in DASHES), len(words))
    apart = words[at].lower == ";" or words[at - 1].text in _CLOSING or is_ing(words, after)
    if not apart and not any(flags[after:tail]) and lower_at(words, after) not in ("a", "an", "the"):
        return None
    if not apart and _places(words, after, tail):
        return None
    return Piece(after, at, "main" if tells else "phrase")


def _places(words: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether one phrase alone follows to the end: it grows - through the trade that it brings."""
    alone = end == len(words) and not any(token.lower == "," for token in words[at:end])
    return alone and at < end and "preposition" in words[at].classes


def _cut_colon(words: Sequence[Token], flags: Sequence[bool], at: int) -> Piece | None:
    """Return the cut at a colon, unless what follows fills what stands before it: it rests on a rule: no one pays."""
    filled = at > 2 and any(words[i].lower in ("a", "an", "one") for i in range(at - 3, at))
    if not starts_clause(words, flags, at + 1) or (filled and words[at + 1].text[0].islower()):
        return None
    return Piece(at + 1, at, "main")


def _cut_list(words: Sequence[Token], flags: Sequence[bool], open_piece: Piece) -> Piece | None:
    """Return the cut before a further member of a list."""
    begin, at, _ = open_piece
    if words[at].lower not in (",", "and", "while"):
        return None
    member = max(member_start(words, flags, begin, at), verdict_start(words, begin, at))
    if member > 0:
        return Piece(member, at, "absolute")
    request = request_start(words, begin, at)
    if request > 0:
        return Piece(request, at, "participle")
    verb = series_start(words, flags, begin, at) if words[at].lower == "," else -1
    return Piece(verb, at, "coordinate") if verb > 0 else None


def _cut_unmarked(words: Sequence[Token], flags: Sequence[bool], open_piece: Piece) -> Piece | None:
    """Return the cut before an item, a relative clause or a request that follows without a comma."""
    begin, at, kind = open_piece
    token = words[at]
    if token.lower in _COORDINATORS and kind == "participle" and goes_on_as_participle(words, at):
        return Piece(at + 1, at, "participle")
    if token.lower == "whom" and "preposition" not in words[at - 1].classes and any(flags[at:]):
        return Piece(at, at, "relative")
    if lower_at(words, at + 1) == "which" and words[at - 1].lower not in _MANNERS:
        told = begins_plainly(words, flags, at + 2) or lower_at(words, at + 2) in SPLICED
        return Piece(at + 2, at, "subordinate") if told else None
    if token.lower in _ASKING and _asks(words, begin, at):
        return Piece(at, at, "participle")
    if token.lower == "by" and is_ing(words, at + 1) and lists_participles(words, at + 1):
        return Piece(at + 1, at, "participle")
    return None


def _cut_verbless(words: Sequence[Token], flags: Sequence[bool], open_piece: Piece) -> Piece | None:
    """Return the cut before which no verb stands: a relative clause, or what a mere item is told to be."""
    begin, at, _ = open_piece
    if words[at].lower == "as" and _leads_to_as(words, begin, at):
        return Piece(at + 1, at, "subordinate") if begins_plainly(words, flags, at + 1) else None
    if words[at].lower != ",":
        return None
    aside = find_aside(words, flags, at) or _relative_to_end(words, flags, at)
    later = sum(flags[at : at + FAR])
    if aside is not None:
        return aside
    if at + 2 >= len(words):
        return None
    if words[at + 1].lower in ("though", "although", "but") and starts_clause(words, flags, at + 2):
        return Piece(at + 2, at, "subordinate")
    trails = "participle" in forms(words[at + 1].lower) and words[at + 2].lower in TRAILERS
    return Piece(at + 1, at, "participle") if trails and not later and not resumes(words, flags, at) else None


def _relative_to_end(words: Sequence[Token], flags: Sequence[bool], at: int) -> Piece | None:
    """Return the relative clause that follows a phrase without a verb up to the end: in Scarle, where Olm grew up."""
    ends = all(token.lower != "," for token in words[at + 1 : -1])
    told = ends and lower_at(words, at + 1) in RELATIVES and any(flags[at + 2 :])
    return Piece(at + 1, at, "relative") if told else None


def _leads_to_as(words: Sequence[Token], begin: int, at: int) -> bool:
    """Tell whether a thing stands alone before "as", its verb being told before: a tight race as Olm gains."""
    relative = any(token.lower in RELATIVES or token.lower == "that" for token in words[begin:at])
    return at - begin > _FEWEST_WORDS and words[begin].lower in ("a", "an") and not relative


def _asks(words: Sequence[Token], begin: int, at: int) -> bool:
    """Tell whether "requesting pumps" follows a thing or person without a comma: a note to the mayor requesting …"""
    before = words[at - 1]
    return at - begin > _FEWEST_WORDS and before.is_word and not before.classes and not before.is_adverb


def _cut_comma(words: Sequence[Token], flags: Sequence[bool], at: int, kind: str) -> Piece | None:
    if at + 1 >= len(words):
        return None
    following = words[at + 1].lower
    aside = find_aside(words, flags, at)
    if kind == "relative" and cue_manner(following) is not None and "past" in words[at + 1].shapes:
        return Piece(at + 1, at, "main")
    if following in RELATIVES or (
        words[at + 1].classes & {"preposition"} and lower_at(words, at + 2) in ("which", "whom")
    ):
        return aside or (Piece(at + 1, at, "relative") if any(flags[at + 1 :]) else None)
    if following in _COORDINATORS:
        after = skip_adverbs(words, at + 2)
        if after < len(words) and (flags[after] or starts_clause(words, flags, at + 2)):
            return Piece(at + 2, at, "coordinate")
        return Piece(at + 2, at, "participle") if is_ing(words, at + 2) else None
    if aside is not None:
        return aside
    if following in _ADVERBIALS:
        return Piece(at + 2, at, "subordinate") if starts_clause(words, flags, at + 2) else None
    if following in ("a", "an") and words[at - 1].text[0].islower():
        return Piece(at + 1, at, "main" if begins_plainly(words, flags, at + 1) else "phrase")
    return Piece(at + 1, at, "phrase") if _ranks(words, flags, at + 1) else _cut_addition(words, flags, at)


def _ranks(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether what was told is ranked here to the end: …, the lowest since the war; …, the third in a row."""
    if words[at].lower != "the" or any(flags[i] or words[i].lower == "," for i in range(at, len(words))):
        return False
    word = lower_at(words, at + 1)
    superlative = word.endswith("est") and len(word) >= _SHORTEST_SUPERLATIVE
    return superlative or word in ("most", "least", "first", "second", "third", "fourth", "fifth", "worst")


def _cut_addition(words: Sequence[Token], flags: Sequence[bool], at: int) -> Piece | None:
    """Return the cut at a comma behind which something is added to a clause that could end there."""
    following = words[at + 1].lower
    if following == "with" and with_participle(words, at):
        return Piece(at + 2, at, "absolute")
    if following == "whether":
        return Piece(at + 1, at, "phrase")
    if following == "in" and lower_at(words, at + 2) == "that":
        return Piece(at + 3, at, "subordinate")
    trails = "participle" in forms(following) and lower_at(words, at + 2) in TRAILERS
    if is_ing(words, at + 1) or (trails and following != "known" and not resumes(words, flags, at)):
        return Piece(at + 1, at, "participle")
    return None


def _front_pieces(words: Sequence[Token], flags: Sequence[bool], begin: int, comma: int) -> list[Piece]:
    """Return the clauses of a front that a subordinator opens, the first of them as subordinate."""
    inner = _pieces(words[begin:comma], flags[begin:comma])
    kinds = ("subordinate" if piece.kind == "main" else piece.kind for piece in inner)
    return [Piece(begin + p.first, begin + p.last, kind) for p, kind in zip(inner, kinds, strict=True)]


def _skip_openers(words: Sequence[Token], at: int) -> int:
    """Pass over a linking word and its comma at the head of a clause."""
    while at < len(words) and (words[at].lower in _OPENERS or not words[at].is_word):
        if words[at].lower == "besides" and lower_at(words, at + 1) != ",":
            break
        if words[at].lower in ("“", '"', "‘", "(", "[", "$", "€", "£"):
            break
        if words[at].lower == "that" and at + 1 < len(words) and _is_verb(words[at + 1]):
            break
        at += 1
    return at


def _is_verb(token: Token) -> bool:
    return bool(token.classes & {"auxiliary", "modal"}) or bool(token.shapes & {"past", "third"})


def _trimmed(words: Sequence[Token], piece: Piece) -> Clause | None:
    """Return the clause without marks at its ends, or null if too little is left to assert anything."""
    first, last = without_marks(words, piece.first, piece.last)
    if words[first:last] and words[first].lower in ("while", "although", "though", "whereas"):
        first += 1
    first, last = without_marks(words, first, last)
    links = last - first > _FEWEST_WORDS and words[first].lower in _LINKING
    if links or (piece.kind == "coordinate" and lower_at(words, first) == "that" and not _is_verb(words[first + 1])):
        first += 1
    if sum(token.is_word for token in words[first:last]) < _FEWEST_WORDS:
        return None
    return Clause(words[first].start, words[last - 1].end, piece.kind)
