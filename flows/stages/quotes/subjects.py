"""The subject that a cue does not have beside it: that of its sentence, or of the participle it is."""

import re

from flows.base.grammar import pattern, word_set
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
_OWNED = re.compile(r"['’]s?((?:\s[\w-]+){1,4})")
_WORD = re.compile(r"[^\W\d_]+")
_FURTHEST = 80


def sentence_subject(passage: Passage, position: int, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the likely subject of the sentence in front of the position: the first person or body, or he or she.

    None if nobody is named.
    """
    floor, _ = passage.sentence(position)
    names = [n for n in index.between(floor, position) if _may_speak(n, floor)]
    pronoun = _PRONOUN(words.language).search(passage.masked, floor, position)
    acting = (_acting(passage.masked, n, position, words) for n in names)
    named = next((span for span in acting if span is not None), None)
    if pronoun and (named is None or pronoun.start() < named.start):
        return Span(pronoun.start(), pronoun.end())
    return named or _opening_noun(passage, floor, position, words)


def _may_speak(name: Name, floor: int) -> bool:
    """Tell a person or body, or the name of several words that opens the sentence."""
    opens = named_span(name).start == floor and " " in name.text
    return name.kind in ("person", "organization") or (name.kind == "other" and opens)


def _acting(masked: str, name: Name, stop: int, words: ClauseWords) -> Span | None:
    """Return the subject that the name is or owns: Ada Lindqvist; Lindqvist's former aide; None if it is neither."""
    span = named_span(name)
    if _GOVERNED(words.language).search(masked, max(0, span.start - 16), span.start):
        return None
    if name.kind == "organization" and _INDEFINITE(words.language).search(masked, max(0, span.start - 8), span.start):
        return None
    owned = _OWNED.match(masked, span.end, stop)
    if owned is None:
        return _with_noun(masked, name, stop, words)
    nouns = [w for w in _WORD.finditer(masked, owned.start(1), owned.end(1)) if w.group().casefold() in words.nouns]
    return Span(span.start, nouns[-1].end()) if nouns else None


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


def accompanying_subject(masked: str, floor: int, verb: int, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the subject that a participle has of its own: with Ada Lindqvist calling it, with one of them asking."""
    low = max(floor, verb - _FURTHEST)
    names = index.between(low, verb)
    if names and names[-1].kind != "place" and masked[names[-1].end : verb] == " ":
        return named_span(names[-1])
    match = _ACCOMPANIED(words.language).search(masked, low, verb)
    return trim(masked, match.start(1), match.end(1)) if match else None


def ends_in_paper(masked: str, floor: int, verb: int, words: ClauseWords) -> bool:
    """Tell whether the participle says what somebody's paper does: she released a statement on Friday saying …"""
    tokens = masked[max(floor, verb - _FURTHEST) : verb].casefold().split()
    while tokens and len(tokens) > 1 and _tells_time(tokens[-1], words):
        tokens.pop()
    return bool(tokens) and words.nouns.get(tokens[-1]) == "document"


def _tells_time(token: str, words: ClauseWords) -> bool:
    times = words.days | word_set(words.language, "time_nouns") | word_set(words.language, "time_openers")
    return token in times
