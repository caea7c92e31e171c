"""Tokens of English with just enough grammar to cut clauses: which of them can be the finite verb of a clause.

No parser and no tagger: closed classes and verb forms from lexicons, and the neighbours of a word decide.
"""

import bisect
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.lexicon import entries, rows
from flows.stages.claims.inflections import forms
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
# A point inside a word joins it (3.5, e.g) unless a sentence begins behind it whose space was lost: pier.The
_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:(?:['’\-‑]|\.(?![A-Z][a-z]))[^\W_]+)*|--|[^\w\s]")
_SHORTENED = re.compile(r".+(?:['’](?:s|re|ve|m|ll|d)|n['’]t)$")
_SUBJECT_PRONOUNS = word_set("subject_pronouns")
_FINITE_AUXILIARIES = word_set("finite_auxiliaries")
_BE_OR_HAVE = word_set("be_or_have")
_NEVER_BEFORE_VERB = frozenset(("determiner", "preposition"))
_LINKS = word_set("links")
_SUBJECT_STOPS = frozenset((";", ":", "—", "(", "”", '"', "to", "but", "if", "because", "although", "though", "while",
                            "when", "where", "whether"))  # fmt: skip
_NO_PARTICIPLES = word_set("no_participles")
_INTRANSITIVE = word_set("intransitive")  # their past forms are no passive participles
_SHARES = word_set("shares")  # percent, %: 44 percent prefer …
_CLAUSE_OPENERS = frozenset((",", ")", "”", '"', "—", "and", "or", "but"))
_NO_MODALS = frozenset(("May", "Will"))  # a month and a name
_MANY = frozenset(("many", "few", "several"))
_ASIDE_RELATIVES = frozenset(("which", "who", "whose", "where"))
_FINITE_SHAPES = frozenset(("base", "third", "past"))
_HELPERS = frozenset(("auxiliary", "modal"))
DASHES = frozenset(("—", "–", "―", "--", ";"))
STOPS = frozenset((".", "!", "?"))
_REPORT_NOUNS = word_set("report_nouns")
_RESTING = word_set("resting")  # verbs where "on" or "around" follows, else often nouns: centers, focuses
_SURE_VERBS = word_set("sure_verbs")
_POINTERS = word_set("pointers")
_PERSONS = _SUBJECT_PRONOUNS - _POINTERS
_OBJECT_OPENERS = frozenset(("determiner", "pronoun", "subordinator", "wh"))
_OPENING_MARKS = frozenset(("“", '"', "‘", "«", "„"))
_AFTER_PLURAL = frozenset(["to", "in", "on", "for", "from"])
_AFTER_NOUN = frozenset((",", "and", "or", ";"))  # behind these an -ing form names a thing of a list
_ASIDE_REACH = 24  # tokens that an aside between subject and verb may have
FAR = 40  # tokens: further off nothing belongs to what stands here
_REACH = 16  # tokens within which a clause must show its verb


class Token(NamedTuple):
    """A word or mark: text[start:end], its lower-case form, closed classes and the verb forms it can be."""

    start: int
    end: int
    text: str
    lower: str
    classes: frozenset[str]
    shapes: frozenset[str]
    is_word: bool
    is_adverb: bool
    may_be_finite: bool


class Parsed(NamedTuple):
    """The tokens of a stretch, and for each whether it can be a finite verb."""

    words: tuple[Token, ...]
    flags: tuple[bool, ...]


# Stands for a stretch of direct speech, which is nobody's subject and no verb.
BLANK = Token(0, 0, "\ue000", "\ue000", frozenset(), frozenset(), False, False, False)


@functools.cache
def _classes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word, kind in rows(_LANGUAGE, "word_classes"):
        found.setdefault(word, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@functools.lru_cache(maxsize=256)
def parse(text: str, start: int, end: int) -> Parsed:
    """Return the words and marks of text[start:end] in order; kept, because a clause is looked at several times."""
    everything, starts = _parse_all(text)
    first, last = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
    while last > first and everything.words[last - 1].end > end:
        last -= 1
    words, flags = everything.words[first:last], list(everything.flags[first:last])
    # Only at its ends does a stretch differ from the whole: there neighbours are missing.
    for at in {0, min(skip_adverbs(words, 0), len(words) - 1), len(words) - 1} if words else ():
        flags[at] = is_finite(words, at)
    return Parsed(words, tuple(flags))


@functools.lru_cache(maxsize=1)
def _parse_all(text: str) -> tuple[Parsed, tuple[int, ...]]:
    """Return the tokens of a text and their starts."""
    words = tuple([Token(m.start(), m.end(), *_describe(m.group())) for m in _TOKEN.finditer(text)])
    words = _with_dashes(text, words)
    flags = [token.may_be_finite and is_finite(words, at) for at, token in enumerate(words)]
    _flag_lone_verbs(words, flags)
    return Parsed(words, tuple(flags)), tuple(token.start for token in words)


def _flag_lone_verbs(words: Sequence[Token], flags: list[bool]) -> None:
    """Flag the first form that can be the verb of a sentence that shows no surer one: the gas burns eyes."""
    begin = 0
    for at, token in enumerate(words):
        if token.text not in STOPS or not _ends_sentence(words, at):
            continue
        if at > begin and not any(flags[begin:at]):
            lone = next((i for i in range(begin + 1, at - 1) if _may_be_lone_verb(words, begin, i)), None)
            if lone is not None:
                flags[lone] = True
        begin = at + 1


def _ends_sentence(words: Sequence[Token], at: int) -> bool:
    """Tell whether a sentence ends at this mark, which may stand in an address or behind an abbreviation: Sept. 11."""
    if at + 1 >= len(words) or not words[at + 1].is_word:
        return True
    begins = words[at + 1].start > words[at].end and not words[at + 1].text[0].islower()
    return begins and (at == 0 or f"{words[at - 1].lower}." not in entries(_LANGUAGE, "abbreviations"))


def _may_be_lone_verb(words: Sequence[Token], begin: int, at: int) -> bool:
    """Tell whether a form in the present stands behind a noun and before what can be its object or place."""
    token, previous, following = words[at], words[at - 1], words[at + 1]
    if (
        not token.shapes
        or token.classes
        or not token.text[0].islower()
        or not previous.is_word
        or not following.is_word
    ):
        return False
    if previous.classes or previous.is_adverb or previous.lower.endswith(("'s", "’s")):
        return False
    if "third" in token.shapes:
        return "preposition" not in following.classes and not following.shapes & {"past", "base"}
    several = any(word.lower.endswith("s") and not word.classes for word in words[begin:at])
    return "base" in token.shapes and several and bool(following.classes)


def _with_dashes(text: str, words: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return the tokens; a hyphen between blanks is read as the dash that it stands for."""
    if " - " not in text:
        return words
    spaced = [token.text == "-" and text[token.start - 1 : token.end + 1] == " - " for token in words]
    return tuple(token._replace(lower="–") if dash else token for token, dash in zip(words, spaced, strict=True))


@functools.lru_cache(maxsize=65536)
def _describe(word: str) -> tuple[str, str, frozenset[str], frozenset[str], bool, bool, bool]:
    """Return what Token holds of a word beside its place."""
    lower = word.lower()
    classes, shapes = _classes().get(lower, frozenset()), forms(lower)
    adverb = "adverb" in classes or (len(lower) > 4 and lower.endswith("ly"))
    is_word = word[0].isalnum()
    verbal = bool(shapes & _FINITE_SHAPES) or bool(classes & _HELPERS) or _is_shortened(lower)
    return word, lower, classes, shapes, is_word, adverb, is_word and verbal


def _is_shortened(word: str) -> bool:
    """Tell whether the lower-case word ends in a shortened verb or "not": she's, didn't."""
    return ("'" in word or "’" in word) and _SHORTENED.match(word) is not None


def blank_out(sentence: Parsed, stretches: Sequence[tuple[int, int]]) -> Parsed:
    """Return the sentence with one blank token for each stretch."""
    if not stretches:
        return sentence
    words: list[Token] = []
    flags: list[bool] = []
    for token, flag in zip(*sentence, strict=True):
        holder = next((s for s in stretches if s[0] <= token.start < s[1]), None)
        if holder is None:
            words.append(token)
            flags.append(flag)
        elif not words or words[-1].lower != BLANK.lower:
            words.append(BLANK._replace(start=token.start, end=min(holder[1], sentence.words[-1].end)))
            flags.append(False)
    return Parsed(tuple(words), tuple(flags))


def denies_report(words: Sequence[Token], verb: int) -> bool:
    """Tell whether what a verb rejects is something that was said: rejected the claims, but not: rejected the offer."""
    return any(token.lower in _REPORT_NOUNS for token in words[verb + 1 : verb + 6])


def skip_adverbs(words: Sequence[Token], at: int) -> int:
    """Return the position of the next token that is no adverb."""
    while at < len(words) and words[at].is_adverb:
        at += 1
    return at


def _previous(words: Sequence[Token], at: int) -> Token | None:
    at -= 1
    while at >= 0 and words[at].is_adverb:
        at -= 1
    if at > 0 and words[at].text in _OPENING_MARKS and words[at - 1].lower in _PERSONS:
        at -= 1  # they “looted” the fund
    return words[at] if at >= 0 else None


def is_finite(words: Sequence[Token], at: int) -> bool:
    """Tell whether the token can be the finite verb of a clause."""
    token = words[at]
    if not token.may_be_finite:
        return False
    previous = _previous(words, at)
    modal = previous is not None and "modal" in previous.classes and previous.text not in _NO_MODALS
    if modal or (previous is not None and previous.lower == "to"):
        return False
    if token.lower in _FINITE_AUXILIARIES or "modal" in token.classes or "auxiliary" in token.classes:
        return token.lower not in ("be", "been", "being", "having") and token.text not in _NO_MODALS
    if _is_shortened(token.lower):
        return bool(token.classes) or token.lower.split("’")[0].split("'")[0] in _SUBJECT_PRONOUNS
    shapes = token.shapes
    if not shapes or (token.text[0].isupper() and at > 0):
        return False
    return _is_past(words, at, previous, shapes) or _is_present(words, at, previous, shapes)


def _is_past(words: Sequence[Token], at: int, previous: Token | None, shapes: frozenset[str]) -> bool:
    if "past" not in shapes:
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    if previous is None:
        return following is not None and following.lower != "by"
    if not previous.is_word or not _can_be_subject(previous):
        if previous.lower == "," and _resumes_clause(words, at, following):
            return True
        return previous.lower in _CLAUSE_OPENERS and "participle" not in shapes
    if "participle" not in shapes or words[at].lower in _INTRANSITIVE:
        return True
    if following is None:
        return previous.lower not in _POINTERS
    if following.lower == "by" or (previous.lower in _POINTERS and not opens_object(following)):
        return False
    return following.lower not in _LINKS or not _has_later_finite(words, at)


def _resumes_clause(words: Sequence[Token], at: int, following: Token | None) -> bool:
    """Tell whether a verb goes on after an aside: Ada Lindqvist, a union leader, called; the pump, which …, fell."""
    commas = [i for i in range(at - 1, max(at - _ASIDE_REACH, 0), -1) if words[i].lower == ","]
    comma = commas[1] if len(commas) > 1 else -1
    if comma < 1 or any(token.lower in DASHES or token.lower == ":" for token in words[comma:at]):
        return False
    opener = words[comma + 1]
    if following is not None and following.lower in _LINKS:
        told = opener.lower in _ASIDE_RELATIVES or _opens_participle(words, comma + 1)
        return told and following.lower != "by" and not _has_sure_finite(words, comma)
    if opener.lower in _ASIDE_RELATIVES or (_opens_participle(words, comma + 1) and not _has_sure_finite(words, comma)):
        return True
    if following is None or not opens_object(following):
        return False
    named = words[comma - 1].text[0].isupper()
    aside = opener.lower in ("a", "an", "the") or (opener.text[0].islower() and not opener.shapes)
    return (aside and named) or (opener.text[0].isupper() and not named)


def _opens_participle(words: Sequence[Token], at: int) -> bool:
    """Tell whether what was done to a thing or what it is called stands here: delivered by, held in, called."""
    at = skip_adverbs(words, at)
    return "participle" in words[at].shapes and (words[at + 1].lower in _LINKS or words[at + 1].text[0].isupper())


def _has_sure_finite(words: Sequence[Token], end: int) -> bool:
    """Tell whether the clause in front of this token has a verb that can be nothing else."""
    for at in range(end - 1, max(end - _REACH, -1), -1):
        token = words[at]
        if token.lower in (".", "!", "?", ";"):
            return False
        told = "past" in token.shapes and "participle" not in token.shapes
        modal = "modal" in token.classes and token.text not in _NO_MODALS
        if token.lower in _FINITE_AUXILIARIES or modal or told:
            return True
    return False


def _has_later_finite(words: Sequence[Token], at: int) -> bool:
    """Tell whether a sure verb follows before the next mark: then a participle in front of it is none."""
    for later in range(at + 1, min(at + _REACH, len(words))):
        token = words[later]
        if not token.is_word or token.lower in ("and", "but", "or") or "subordinator" in token.classes:
            return False
        if token.lower in _FINITE_AUXILIARIES or ("modal" in token.classes and token.text not in _NO_MODALS):
            return True
        shapes = token.shapes
        if "past" in shapes and "participle" not in shapes and token.text[0].islower():
            return True
    return False


def _can_be_subject(token: Token) -> bool:
    if token.classes & _NEVER_BEFORE_VERB and token.lower not in _SUBJECT_PRONOUNS:
        return token.lower in ("all", "both", "many", "some", "several", "most", "few", "each", "neither")
    return token.lower not in _BE_OR_HAVE and not token.lower.endswith(("'s", "’s"))


def _is_present(words: Sequence[Token], at: int, previous: Token | None, shapes: frozenset[str]) -> bool:
    token = words[at]
    if previous is None or not shapes & {"base", "third"}:
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    if previous.lower == ",":
        return "third" in shapes and following is not None and _resumes_present(words, at, following)
    if previous.lower in _SHARES:
        return "base" in shapes and following is not None and following.is_word
    if not previous.is_word or not _can_be_subject(previous):
        return False
    if "third" in shapes and "base" not in shapes and previous.lower in ("these", "those"):
        return False
    rests = token.lower in _RESTING and following is not None and following.lower in ("on", "around", "upon")
    if token.lower in ("date", "dates"):
        return following is not None and following.lower in ("from", "back")
    if rests or (token.lower in _SURE_VERBS and "third" in shapes):
        return True
    if following is None or (not following.is_word and following.lower not in _OPENING_MARKS):
        return previous.lower in _PERSONS and "base" in shapes
    return _agrees(token, previous, following)


def _agrees(token: Token, previous: Token, following: Token) -> bool:
    """Tell whether a verb in the present agrees with the word before it as its subject."""
    if "third" in token.shapes:
        noun_before_verb = bool(following.shapes & {"base", "past"}) and not following.classes
        named = previous.text[0].isupper() or previous.lower in _SUBJECT_PRONOUNS
        return (named and not noun_before_verb) or opens_object(following)
    if previous.lower in _SUBJECT_PRONOUNS:
        return previous.lower not in ("this", "it", "he", "she")
    plural = previous.lower.endswith("s") or previous.lower in _MANY | entries(_LANGUAGE, "irregular_plurals")
    return plural and (
        token.lower in _SURE_VERBS or opens_object(following) or following.is_adverb or following.lower in _AFTER_PLURAL
    )


def _resumes_present(words: Sequence[Token], at: int, following: Token) -> bool:
    """Tell whether a verb in the present goes on after an aside: the scheme, called Tern, lets foreigners …"""
    goes_on = words[at].lower in _SURE_VERBS | _RESTING or opens_object(following) or following.lower in _LINKS
    return goes_on and not words[at].classes and _resumes_clause(words, at, following)


def opens_object(token: Token) -> bool:
    """Tell whether an object can begin with this word: an article, a pronoun, a name or a number."""
    return bool(token.classes & _OBJECT_OPENERS) or not token.text[0].islower()


def starts_clause(words: Sequence[Token], flags: Sequence[bool], at: int, reach: int = _REACH) -> bool:
    """Tell whether a subject and its finite verb begin at this token."""
    if at >= len(words) or not words[at].is_word or words[at].lower in _LINKS:
        return False
    commas = relatives = 0
    for later in range(at, min(at + reach, len(words))):
        token = words[later]
        if token.lower == ",":
            commas += 1
        elif token.lower in ("who", "which", "that") and later > at:
            relatives += 1
        elif flags[later] and relatives:
            relatives -= 1
        elif flags[later]:
            return later > at or _is_shortened(token.lower)
        if commas > 2 or token.lower in _SUBJECT_STOPS:
            return False
    return False


def is_ing(words: Sequence[Token], at: int) -> bool:
    """Tell whether an -ing form that opens a participle clause stands here, adverbs before it passed over."""
    at = skip_adverbs(words, at)
    if at >= len(words):
        return False
    token = words[at]
    shapes = token.shapes
    if "ing" not in shapes or "preposition" in token.classes or token.text[0].isupper() or "-" in token.text:
        return False
    if at + 1 < len(words) and words[at + 1].lower in _AFTER_NOUN:
        return False
    return token.lower not in _NO_PARTICIPLES
