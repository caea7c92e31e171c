"""Attribution frames of indirect statements: "X said that …", "…, X said", "according to X, …".

Quotes carry their own source; these frames are what is left in the outlet's own sentences. Cue verbs and source nouns
are the lexicons of the quotes stage.
"""

import functools
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.lexicon import rows
from flows.stages.claims.counted import is_share
from flows.stages.claims.grammar import BLANK, Parsed, Token, is_finite, starts_clause
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
_LONGEST_SOURCE = 16  # tokens
_LONGEST_TAIL = 9  # tokens between a cue and its "that": on Monday, in a statement
_BOUNDARY = frozenset((",", ";", ":", "—", "–", "--", "“", "”", '"', "(", ")", "‘", "…", BLANK.lower))
_CLOSERS = frozenset((",", ".", ";", ":", "—", "–", ")", "!", "?"))
_CLAUSE_HEADS = word_set("clause_heads")
_IMPERSONAL = frozenset(("is", "was", "has", "had", "been", "'s", "’s"))
_RUMOURED = frozenset(
    ("said", "reported", "alleged", "claimed", "rumored", "rumoured", "believed", "thought", "suggested")
)
_COUNTING = frozenset(("up", "at", "as", "close", "more", "fewer", "less", "between"))
_ASIDES = frozenset(("however", "though", "meanwhile", "too", "also", "nevertheless", "nonetheless"))
_SHOWING = ("show", "indicate", "reveal", "suggest")
_SEEING = word_set("seeing")
_FINDING = frozenset(("find", "finds", "found"))
_IT_SAYS = frozenset(("says", "said", "adds", "added", "warns", "warned", "states", "stated"))
_TELLING = frozenset(("told", "tells", "tell"))
_LONGEST_HEARER = 6  # tokens: the parliament's budget committee
_FINDER_REACH = 8  # tokens before "found" among which who found it stands


class Frame(NamedTuple):
    """Who is said to assert what stands on one side: text[start:end] is the frame itself.

    side: after (the content follows) or before (it precedes); manner: speech or thought.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    cue_start: int
    cue_end: int
    side: str
    manner: str


@functools.cache
def _cues() -> dict[str, str]:
    """Return the class of each finite form of the cue verbs that take a clause."""
    found: dict[str, str] = {}
    for row in rows(_LANGUAGE, "cues"):
        if row[0] in ("speech", "thought", "stating", "manner") and " " not in row[1]:
            for form in row[1:4]:
                found.setdefault(form, row[0])
    for base in _SHOWING:
        for form in (base, f"{base}s", f"{base}d" if base.endswith("e") else f"{base}ed"):
            found[form] = "speech"
    found.update(dict.fromkeys(word_set("finding"), "stating"))
    return found


def cue_manner(word: str) -> str | None:
    """Return speech or thought if the lower-case word is a finite cue verb that takes a bare clause."""
    manner = _cues().get(word)
    return manner if manner in ("speech", "thought") else None


def find_frames(sentence: Parsed) -> list[Frame]:
    """Return the frames of a sentence in order, none overlapping another; direct speech in it is one blank token."""
    words, flags = sentence
    cues = _cues()
    found: list[Frame] = []
    for at, token in enumerate(words):
        if found and token.start < found[-1].end:
            continue
        if token.lower == "according":
            frame = _according(words, at)
        elif token.lower == "it":
            frame = _impersonal(words, at)
        elif token.lower in _saying():
            frame = _participle(words, flags, at)
        else:
            frame = _verb_frame(words, flags, at) if token.lower in cues else None
        if frame is not None and (not found or frame.start >= found[-1].end):
            found.append(frame)
    return found


def _according(words: Sequence[Token], at: int) -> Frame | None:
    if at + 2 >= len(words) or words[at + 1].lower != "to":
        return None
    last = _source_end(words, at + 2)
    if last <= at + 2:
        return None
    leads = at == 0 or (at <= 2 and words[at - 1].lower in ("but", "and", "also"))
    stop = words[last].end if leads and last < len(words) and words[last].lower == "," else words[last - 1].end
    cue = (words[at].start, words[at + 1].end)
    return Frame(cue[0], stop, words[at + 2].start, words[last - 1].end, *cue, "after" if leads else "before", "speech")


@functools.cache
def _saying() -> frozenset[str]:
    return frozenset(row[5] for row in rows(_LANGUAGE, "cues") if row[0] == "speech" and " " not in row[1])


def _participle(words: Sequence[Token], flags: Sequence[bool], at: int) -> Frame | None:
    """Return the frame of what somebody says in doing something: he went on air vowing that …"""
    if at + 2 >= len(words) or words[at + 1].lower != "that" or not _holds_clause(words, flags, at + 2):
        return None
    verb = next((before for before in range(at - 1, 0, -1) if flags[before]), None)
    # Of "Even as he swore that all was well, it fell" the end of what he swore is not known.
    if any(token.lower in _CLAUSE_HEADS for token in words[:verb]):
        return None
    first = _subject_start(words, flags, verb) if verb is not None else None
    if verb is None or first is None:
        return None
    return _frame(words, (at, at + 2), (first, _group_start(words, verb)), at, ("after", "speech"))


def _impersonal(words: Sequence[Token], at: int) -> Frame | None:
    """Return the frame of what is said without saying by whom: it was widely reported that …"""
    verb = at + 1
    while verb < len(words) and (words[verb].lower in _IMPERSONAL or words[verb].is_adverb):
        verb += 1
    if verb == at + 1 or verb + 1 >= len(words) or words[verb + 1].lower not in ("that", ":"):
        return None
    if words[verb].lower not in _RUMOURED:
        return None
    return _frame(words, (at, verb + 2), (at, at + 1), verb, ("after", "speech"))


def _source_end(words: Sequence[Token], at: int) -> int:
    """Return the position after the noun phrase that begins here."""
    last = at
    while last < len(words) and last - at < _LONGEST_SOURCE:
        token = words[last]
        stops = token.lower in _BOUNDARY or token.lower in _CLAUSE_HEADS or token.lower in ("who", "which")
        if stops or token.lower in (".", "!", "?") or (token.lower in ("in", "on", "at", "during") and last > at + 1):
            break
        if last > at and is_finite(words, last):
            break
        last += 1
    return last


def _verb_frame(words: Sequence[Token], flags: Sequence[bool], at: int) -> Frame | None:
    manner = _cues().get(words[at].lower)
    if manner is None or words[at].lower in _SEEING or (words[at].lower in _FINDING and not _finds(words, at)):
        return None
    if _is_inverted(words, at):
        return _inverted(words, at, manner)
    if (
        not flags[at]
        and not _is_perfect(words, flags, at)
        and _before_aside(words, at) == at
        and not (at > 2 and flags[at - 1] and _reduced_relative(words, at - 1))
        and not _after_participle(words, flags, at)
    ):
        return None
    first = _subject_start(words, flags, at)
    if first is None:
        return None
    content = _content_start(words, flags, at)
    if content is not None and manner in ("stating", "manner") and words[content - 1].lower != "that":
        return None
    if content is not None:
        subject_end = _before_aside(words, _group_start(words, at))
        return _frame(words, (first, content), (first, subject_end), at, ("after", manner))
    trails = first > 0 and words[first - 1].lower in (",", "”", '"', "—", "–", BLANK.lower)
    if manner == "speech" and trails and _ends_clause(words, _behind_hearer(words, flags, at)):
        return _frame(words, (first, at + 1), (first, _group_start(words, at)), at, ("before", manner))
    return None


def _finds(words: Sequence[Token], at: int) -> bool:
    """Tell whether a study or investigators found that something is so: other people find without saying so."""
    return any(token.lower in _source_nouns() for token in words[max(0, at - _FINDER_REACH) : at])


def _after_participle(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether what seemed the verb before this cue only tells more of a source: a poll published today shows."""
    verb = next((before for before in range(at - 1, 0, -1) if flags[before]), 0)
    noun = verb > 0 and "participle" in words[verb].shapes and words[verb - 1].lower in _source_nouns()
    marks = any(token.lower in _BOUNDARY for token in words[verb:at])
    return noun and not marks and bool(words[at].shapes & {"third", "past"})


def _behind_hearer(words: Sequence[Token], flags: Sequence[bool], at: int) -> int:
    """Return the position behind the cue and, after "told", behind who was told: told the court in May."""
    later = at + 1
    if words[at].lower not in _TELLING:
        return later
    while later < min(at + 1 + _LONGEST_HEARER, len(words)):
        token = words[later]
        if flags[later] or token.lower in _CLOSERS or ("preposition" in token.classes and later > at + 1):
            break
        later += 1
    return later


def _is_perfect(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether the cue is a participle behind has or have: investigators have also found that …"""
    first = _group_start(words, at)
    return first < at and flags[first] and words[first].lower in ("has", "have", "had")


def _frame(
    words: Sequence[Token], hull: tuple[int, int], source: tuple[int, int], cue: int, side: tuple[str, str]
) -> Frame:
    return Frame(
        words[hull[0]].start,
        words[hull[1] - 1].end,
        words[source[0]].start,
        words[source[1] - 1].end,
        words[cue].start,
        words[cue].end,
        *side,
    )


def _group_start(words: Sequence[Token], at: int) -> int:
    """Return where the verb group of the cue begins: its auxiliaries and adverbs."""
    first = at
    while first > 0 and (words[first - 1].classes & {"auxiliary", "modal"} or words[first - 1].is_adverb):
        first -= 1
    return first if first > 0 else at


def _subject_start(words: Sequence[Token], flags: Sequence[bool], at: int) -> int | None:
    """Return where the subject of the cue begins; null if what stands before it is no subject."""
    last = _before_aside(words, _group_start(words, at))
    first = last
    while first > 0 and last - first < _LONGEST_SOURCE:
        token = words[first - 1]
        if token.lower in _BOUNDARY or token.lower in _CLAUSE_HEADS or token.lower in ("and", "but", "or", "so"):
            break
        tells = "participle" not in token.shapes or cue_manner(token.lower) is not None
        if flags[first - 1] and tells and not _reduced_relative(words, first - 1):
            break
        first -= 1
    if first == last and last > 1 and words[last - 1].lower == ",":
        return _apposed_start(words, last - 1)
    first = _skip_links(words, first, last)
    itself = first < last and words[first].lower == "it" and words[at].lower in _IT_SAYS
    if first == last or not (itself or _is_source(words[first:last]) or (first > 0 and _is_titled(words, first, last))):
        return None
    return first


def _before_aside(words: Sequence[Token], at: int) -> int:
    """Return the position before an adverb between commas: analysts, however, argue …"""
    aside = at > 3 and words[at - 1].lower == words[at - 3].lower == "," and words[at - 2].lower in _ASIDES
    return at - 3 if aside else at


def _reduced_relative(words: Sequence[Token], at: int) -> bool:
    """Tell whether the verb belongs to a relative clause without its pronoun: documents it obtained show …"""
    return at > 1 and "pronoun" in words[at - 1].classes and words[at - 2].lower in _source_nouns()


def _skip_links(words: Sequence[Token], first: int, last: int) -> int:
    while first < last and words[first].lower in ("yet", "still", "but", "so", "then", "also", "nor", "however"):
        first += 1
    return first


def _apposed_start(words: Sequence[Token], close: int) -> int | None:
    """Return where the subject begins whose apposition ends at this comma: Ada Lindqvist, a union leader, told …"""
    comma = next((i for i in range(close - 1, max(close - _LONGEST_SOURCE, 0), -1) if words[i].lower == ","), -1)
    if comma < 1 or not words[comma + 1].text[0].islower():
        return None
    first = comma
    while first > 0 and words[first - 1].text[0].isupper() and words[first - 1].is_word:
        first -= 1
    return first if first < comma else None


def _is_titled(words: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether behind a comma a name stands with what it is in small letters: …, former guard Ada Olm told …

    A plural alone there speaks as well: …, forecasters said.
    """
    noun = words[last - 1]
    capitals = noun.text[0].isupper() and noun.is_word
    alone = last - first == 1 and noun.lower.endswith("s") and not noun.shapes and not noun.classes
    return (capitals or alone) and words[first - 1].lower == "," and "preposition" not in words[first].classes


def _is_source(words: Sequence[Token]) -> bool:
    opener = words[0]
    if (
        is_share(words)
        or "preposition" in opener.classes
        or opener.lower in ("it", "this", "there", "what", "these", "those")
    ):
        return False
    if opener.classes & {"determiner", "pronoun", "wh"} or opener.text[0].isupper() or opener.text[0].isdigit():
        return True
    return words[-1].lower in _source_nouns() or any(w.lower in _source_nouns() for w in words[:3])


@functools.cache
def _source_nouns() -> dict[str, str]:
    found = {row[0]: row[1] for row in rows(_LANGUAGE, "anonymous_sources")}
    return dict.fromkeys(word_set("documents"), "document") | found


def source_noun_kind(word: str) -> str | None:
    """Return person, group, document or organization if the lower-case noun names a source."""
    return _source_nouns().get(word)


def _content_start(words: Sequence[Token], flags: Sequence[bool], at: int) -> int | None:
    """Return the token at which the reported clause begins, after "that" if there is one."""
    for later in range(at + 1, min(at + 2 + _LONGEST_TAIL, len(words))):
        token = words[later]
        if token.lower == "that":
            direct = later == at + 1 or _is_tail(words[at + 1])
            return later + 1 if direct and _holds_clause(words, flags, later + 1) else None
        if flags[later] or token.lower in (",", ";", ":", "—", "”", BLANK.lower, '"'):
            break
    if at + 2 < len(words) and words[at + 1].lower == ":" and starts_clause(words, flags, at + 2):
        return at + 2
    follows_relative = words[max(_group_start(words, at) - 3, 0) : at]
    if (
        any(token.lower in ("whom", "which", "who") for token in follows_relative)
        and at + 1 < len(words)
        and flags[at + 1]
    ):
        return at + 1
    return at + 1 if starts_clause(words, flags, at + 1) or _conditional(words, flags, at + 1) else None


def _is_tail(token: Token) -> bool:
    """Tell whether the word after a cue opens a phrase that may stand before "that": on Monday, reporters in Vell."""
    timed = token.is_adverb or token.lower in ("this", "last", "earlier", "late", "early", "yesterday", "today")
    return (
        timed
        or bool(token.classes & {"preposition", "pronoun"})
        or token.text[0].isupper()
        or token.lower in _source_nouns()
    )


def _conditional(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    """Tell whether a word stands here with which a clause begins that has no plain subject: up to 30 plants could."""
    if at >= len(words):
        return False
    counted = words[at].lower in _COUNTING and any(token.text[0].isdigit() for token in words[at + 1 : at + 4])
    stop = next((i for i in range(at, len(words)) if words[i].lower in _BOUNDARY), len(words))
    return (counted and any(flags[at:stop])) or words[at].lower in ("if", "there", "most", "some")


def _holds_clause(words: Sequence[Token], flags: Sequence[bool], at: int) -> bool:
    return at < len(words) and any(flags[at:])


def _ends_clause(words: Sequence[Token], at: int) -> bool:
    """Tell whether nothing but a mark or an adverbial phrase follows the cue."""
    if at >= len(words) or words[at].lower in _CLOSERS:
        return True
    return "preposition" in words[at].classes or words[at].is_adverb or words[at].text[:1].isupper()


def _is_inverted(words: Sequence[Token], at: int) -> bool:
    """Tell whether the cue stands before its subject: …,” said the minister."""
    if (
        at == 0
        or words[at].lower in ("told", "tells")
        or words[at - 1].lower not in (",", "”", '"', "’", BLANK.lower, "?", "!")
    ):
        return False
    return at + 1 < len(words) and (
        words[at + 1].text[0].isupper() or bool(words[at + 1].classes & {"determiner", "pronoun"})
    )


def _inverted(words: Sequence[Token], at: int, manner: str) -> Frame | None:
    last = _source_end(words, at + 1)
    if last <= at + 1 or manner != "speech":
        return None
    return _frame(words, (at, last), (at + 1, last), at, ("before", manner))
