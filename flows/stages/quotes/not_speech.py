"""Words in quotation marks that are no speech: titles of works, headings, terms, nicknames, handles, scare quotes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import endings, pattern, word_set
from flows.stages.quotes.frames import Frame
from flows.stages.quotes.marks import Segment
from flows.stages.quotes.passages import Passage
from flows.stages.quotes.phrases import ClauseWords

_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,12}")
_NEAR = 48
_SCARE_WORDS = 3
_TERM_WORDS = 5
_TITLE_WORDS = 12
_TERM_BEFORE = pattern(r"\b(?:<term_words>)[,:]?\s*(?:(?:<noun_articles>)\s+)?$", re.IGNORECASE)
# "the documentary “…”, the show called “…”": what is in the marks has a name, not a speaker.
_WORK_BEFORE = pattern(r"\b(?:<works>)(?:\s+(?:<term_words>))?\s+$", re.IGNORECASE)
_WORK_APPOSED = pattern(r"\b(?:<works>),\s+$", re.IGNORECASE)
_PLACED = pattern(r"(?:\b(?:<title_governors>)|<possessive_endings>)\s+(?:(?:<noun_articles>)\s+)?$", re.IGNORECASE)


class Given(NamedTuple):
    """A segment with its frame and rule, if any, its directness, and whether its sentence has a subject before it."""

    segment: Segment
    frame: Frame | None
    rule: str
    directness: str
    has_subject: bool


def find_reason(passage: Passage, given: Given, words: ClauseWords) -> str:
    """Return why the segment is no speech, a reason of the table not_quotes; empty if it is speech."""
    segment = given.segment
    content = passage.text[segment.start : segment.end].rstrip(".,;:")
    tokens = content.split()
    if not tokens or (len(tokens) == 1 and (tokens[0][0] in "@#" or _ADDRESS.fullmatch(tokens[0]))):
        return "handle"
    if _is_heading(passage, given, tokens):
        return "heading"
    if _is_nickname(passage, segment, tokens):
        return "nickname"
    if _is_named_work(passage, given, tokens, words):
        return "title"
    if _is_title(tokens, content, words) and _may_be_title(passage, given, tokens, words):
        return "title"
    return "" if given.rule in ("after_quote", "before_quote") else _weak_reason(passage, given, len(tokens), words)


def _before(passage: Passage, segment: Segment) -> str:
    floor = max(passage.sentence(segment.outer_start)[0], segment.outer_start - _NEAR)
    return passage.masked[floor : segment.outer_start]


def _is_named_work(passage: Passage, given: Given, tokens: Sequence[str], words: ClauseWords) -> bool:
    """Tell the name of a work by the word before it: the documentary “Thirteen”, her book “The Ferry”."""
    if len(tokens) > _TITLE_WORDS or tokens[0][0].islower():
        return False
    before = _before(passage, given.segment)
    if given.directness != "direct":
        return _WORK_BEFORE(words.language).search(before) is not None
    return given.rule == "" and _WORK_APPOSED(words.language).search(before) is not None


def _may_be_title(passage: Passage, given: Given, tokens: Sequence[str], words: ClauseWords) -> bool:
    """Tell whether capitals make a title here: not in what somebody is called or says in whole sentences."""
    placed = _PLACED(words.language).search(_before(passage, given.segment)) is not None
    if given.rule == "after_quote":
        return placed and given.directness == "partial"
    if given.rule == "before_quote":
        named = given.frame is not None and given.frame.kind == "manner"
        return placed or (given.directness != "direct" and not named)
    whole = given.directness == "direct" and passage.text[given.segment.end - 1] in ".!?…"
    return given.directness == "partial" or (not whole and len(tokens) <= 8)


def _weak_reason(passage: Passage, given: Given, count: int, words: ClauseWords) -> str:
    if given.segment.is_single and given.rule == "" and not given.has_subject:
        return "scare"
    if count <= _TERM_WORDS and _TERM_BEFORE(words.language).search(_before(passage, given.segment)):
        return "term"
    if _is_noun_in_marks(passage, given, count, words):
        return "title"
    # "Lindqvist’s “lodgers” were owls": the words are hers, and she says nothing.
    owned = _before(passage, given.segment).rstrip().endswith(endings(words.language, "possessive_endings"))
    alone = given.rule == "" and (owned or not given.has_subject)
    return "scare" if count <= _SCARE_WORDS and given.directness == "partial" and alone else ""


def _is_noun_in_marks(passage: Passage, given: Given, count: int, words: ClauseWords) -> bool:
    """Tell a name in marks where nouns have capitals: built into the sentence, no cue near, and a noun comes first."""
    if given.rule or given.directness != "partial" or count > _TITLE_WORDS:
        return False
    capitals = "capital_nouns" in word_set(words.language, "orthography")
    last = passage.text[given.segment.end - 1]
    return capitals and passage.text[given.segment.start].isupper() and last not in ".!?…"


def _is_heading(passage: Passage, given: Given, tokens: Sequence[str]) -> bool:
    """Tell a cross-heading in marks: a few words without an end, alone between sentences."""
    segment = given.segment
    if given.rule not in ("", "same_sentence") or len(tokens) > 8 or passage.text[segment.end - 1] in ".!?…,":
        return False
    floor, _ = passage.sentence(segment.outer_start)
    lead = passage.masked[floor : segment.outer_start].strip()
    rest = passage.masked[segment.outer_end : min(passage.end, segment.outer_end + _NEAR)].lstrip()
    alone = not rest and not lead and segment.outer_start <= passage.start + 1
    run_in = not lead and bool(rest) and rest[0].isupper() and segment.outer_start > passage.start
    return alone or run_in


def _is_nickname(passage: Passage, segment: Segment, tokens: Sequence[str]) -> bool:
    if len(tokens) > 3 or not tokens[0][0].isupper():
        return False
    before = passage.masked[max(passage.start, segment.outer_start - 25) : segment.outer_start].split()
    after = passage.masked[segment.outer_end : segment.outer_end + 25]
    return (
        bool(before)
        and before[-1][0].isupper()
        and before[-1].isalpha()
        and re.match(r" [A-Z][a-z]+", after) is not None
    )


def _is_title(tokens: Sequence[str], content: str, words: ClauseWords) -> bool:
    """Tell a title of a work by its capitals: every word but small ones."""
    if len(tokens) < 2 or content[-1] in "!?.":
        return False
    small = word_set(words.language, "title_small_words")
    weighty = [t for t in tokens if t.casefold() not in small]
    # “The Ferry”: the article has a capital as well.
    enough = len(weighty) >= 2 or (len(tokens) == len(weighty) + 1 == 2 and tokens[0][0].isupper())
    return enough and all(t[0].isupper() or t[0].isdigit() for t in weighty) and len(tokens) <= _TITLE_WORDS
