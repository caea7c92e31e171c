"""Cues that are nouns: Ada Lindqvist's promise to leave, his claim that the gates were shut."""

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from flows.base import lexicon
from flows.base.grammar import endings, pattern, word_set
from flows.base.text import Span
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import NameIndex, load_clause_words, named_span

_WORD = re.compile(r"[a-z]+")
_OWNER_REACH = 90
_LONGEST_OWNER = 40
# "his claim", "her first public promise": no more than two words before the noun.
_NEAREST = 3
_PHRASE = pattern(r"(?:\b(?:<noun_articles>)\s+)?(?:[\w.-]+\s+){0,4}?[^\s]+$", re.IGNORECASE)


class Nouns(NamedTuple):
    """The noun cues of a language: noun → class and the words that may follow."""

    kinds: Mapping[str, str]
    followers: Mapping[str, re.Pattern[str]]


@functools.cache
def _load_nouns(language: str) -> Nouns:
    rows = lexicon.rows(language, "cue_nouns") if language in lexicon.languages("cue_nouns") else ()
    followers = {noun: re.compile(rf"\s+({'|'.join(words.split())})\s+(?=\S)") for noun, _, words in rows}
    return Nouns({noun: kind for noun, kind, _ in rows}, followers)


def find_noun_frames(passage: Passage, index: NameIndex, language: str) -> list[Frame]:
    """Return the frames whose cue is a noun that somebody is said to have, in order; each ends where content begins."""
    nouns = _load_nouns(language)
    masked, found = passage.masked, []
    for noun in nouns.kinds.keys() & set(_WORD.findall(masked, passage.start, passage.end)):
        at = masked.find(f" {noun} ", passage.start, passage.end)
        while at >= 0:
            frame = _noun_frame(passage, Span(at + 1, at + 1 + len(noun)), nouns, index, language)
            if frame:
                found.append(frame)
            at = masked.find(f" {noun} ", at + 1, passage.end)
    return sorted(found)


def _noun_frame(passage: Passage, noun: Span, nouns: Nouns, index: NameIndex, language: str) -> Frame | None:
    word = noun.of(passage.masked)
    floor, stop = passage.sentence(noun.start)
    follower = nouns.followers[word].match(passage.masked, noun.end, stop)
    if follower is None:
        return None
    owner = _find_owner(passage.masked, max(floor, noun.start - _OWNER_REACH), noun.start, index, language)
    if owner is None:
        return None
    cue = Span(noun.start, noun.end)
    return Frame(owner.start, follower.end(), cue, owner, "noun", nouns.kinds[word], word)


def _find_owner(masked: str, floor: int, noun: int, index: NameIndex, language: str) -> Span | None:
    """Return whose it is: the pronoun or the possessive before the noun."""
    words = load_clause_words(language)
    end = noun
    for token in reversed(masked[floor:noun].split()[-_NEAREST:]):
        start = masked.rindex(token, floor, end)
        end = start + len(token)
        if token.casefold() in word_set(language, "reported_owner"):
            return Span(start, end)
        if token.endswith(endings(language, "possessive_endings")) and token[0].isalnum():
            return _whole_owner(masked, floor, Span(start, end), index, language)
        if not token.isalpha() or token in words.prepositions or token in words.determiners or token in words.cuts:
            return None
        end = start
    return None


def _whole_owner(masked: str, floor: int, last: Span, index: NameIndex, language: str) -> Span:
    """Return the possessive with the name or phrase that it ends."""
    names = [n for n in index.between(floor, last.end) if last.start < n.end < last.end]
    if names:
        return Span(named_span(names[-1]).start, last.end)
    phrase = _PHRASE(language).search(masked, max(floor, last.end - _LONGEST_OWNER), last.end)
    return Span(phrase.start() if phrase else last.start, last.end)
