"""The subject that a cue does not have beside it: that of its sentence, or of the participle it is."""

import re

from flows.base.grammar import pattern
from flows.base.text import Span, trim
from flows.stages.names import Name
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import ClauseWords, NameIndex, named_span

_PRONOUN = pattern(r"\b(?:<acting_pronouns>)\b")
_OPENING_PHRASE = pattern(r"(?:<phrase_openers>)(?:[ ][\w.’'-]+){1,4}")
_GOVERNED = pattern(r"\b(?:<governors>|<name_governors>)\s+(?:(?:<articles>)\s+)?$", re.IGNORECASE)
_INDEFINITE = pattern(r"(?:<capital_indefinites>) $")
# "with one of the owners asking …": a phrase of a few words between the preposition and the participle.
_ACCOMPANIED = pattern(r"\b(?:<accompanying>)\s+([^,;:()\ue000—–]{2,60})$")
_NOUN_BEHIND = re.compile(r"[ \u00a0]([^\W\d_]+)")
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*$")
_FURTHEST = 80


def sentence_subject(passage: Passage, position: int, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the likely subject of the sentence in front of the position: the first person or body, or he or she.

    None if nobody is named.
    """
    floor, _ = passage.sentence(position)
    names = [n for n in index.between(floor, position) if n.kind in ("person", "organization")]
    pronoun = _PRONOUN(words.language).search(passage.masked, floor, position)
    named = next((n for n in names if _may_act(passage.masked, n, words)), None)
    if pronoun and (named is None or pronoun.start() < named.start):
        return Span(pronoun.start(), pronoun.end())
    if named is None:
        return _opening_noun(passage, floor, position, words)
    return _with_noun(passage.masked, named, position, words)


def _with_noun(masked: str, name: Name, stop: int, words: ClauseWords) -> Span:
    """Return the name with the source noun that it belongs to: Lindqvist supporters, Courier editors."""
    span = named_span(name)
    noun = _NOUN_BEHIND.match(masked, span.end, stop)
    return Span(span.start, noun.end()) if noun and noun.group(1) in words.nouns else span


def _opening_noun(passage: Passage, floor: int, stop: int, words: ClauseWords) -> Span | None:
    """Return the noun phrase that opens the sentence if its noun names a kind of source: The jury."""
    match = _OPENING_PHRASE(words.language).match(passage.masked, floor, stop)
    if not match:
        return None
    end = match.start()
    for word in re.finditer(r"\S+", match.group()):
        end = match.start() + word.end()
        if word.group().casefold() in words.nouns:
            return Span(match.start(), end)
    return None


def _may_act(masked: str, name: Name, words: ClauseWords) -> bool:
    """Tell whether the name may be a subject: no possessive, no preposition in front."""
    if masked[name.end : name.end + 2] in ("'s", "’s"):
        return False
    start = named_span(name).start
    if name.kind == "organization" and _INDEFINITE(words.language).search(masked, max(0, start - 8), start):
        return False
    return _GOVERNED(words.language).search(masked, max(0, start - 16), start) is None


def accompanying_subject(masked: str, floor: int, verb: int, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the subject that a participle has of its own: with Ada Lindqvist calling it, with one of them asking."""
    low = max(floor, verb - _FURTHEST)
    names = index.between(low, verb)
    if names and names[-1].kind != "place" and masked[names[-1].end : verb] == " ":
        return named_span(names[-1])
    match = _ACCOMPANIED(words.language).search(masked, low, verb)
    return trim(masked, match.start(1), match.end(1)) if match else None


def ends_in_paper(masked: str, floor: int, verb: int, words: ClauseWords) -> bool:
    """Tell whether the participle says what somebody's paper does: she released a statement saying …"""
    match = _LAST_WORD.search(masked, max(floor, verb - _FURTHEST), verb)
    return match is not None and words.nouns.get(match.group(1).casefold()) == "document"
