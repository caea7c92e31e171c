"""The subject of a finite verb: in front of it, behind it, or at the head of the clause that it ends."""

from collections.abc import Sequence
from typing import NamedTuple

from flows.base.compounds import look_up
from flows.base.grammar import endings
from flows.base.text import Span, fold
from flows.stages.quotes.phrases import NameIndex
from flows.stages.quotes.verb_second.phrases import (
    Token,
    apposed_end,
    phrase_end,
    span_of,
    whole_end,
    with_dependents,
)
from flows.stages.quotes.verb_second.words import Words

# How many words may stand between a verb and the subject behind it.
_REACH = 16
_LONGEST_NAME = 4


class Subject(NamedTuple):
    """A subject: its span, the places of its first word and behind its last, and whether it is a pronoun."""

    span: Span
    first: int
    stop: int
    is_pronoun: bool


def subject_in_front(tokens: Sequence[Token], floor: int, verb: int, index: NameIndex, words: Words) -> Subject | None:
    """Return the subject that fills the field in front of the finite verb; None if something else does."""
    if verb <= floor:
        return None
    last = tokens[verb - 1]
    opens = verb - 1 == floor or tokens[verb - 2].ends_phrase or tokens[verb - 2].low in words.joiners
    if last.low in words.subject_pronouns and opens:
        return _subject(tokens, verb - 1, verb, True)
    start = _field_start(tokens, floor, verb)
    if _is_particled_name(tokens, start, verb, index, words):
        return _subject(tokens, start, verb, False)
    if start >= verb or not _may_be_nominative(tokens, start, words):
        return None
    head = whole_end(tokens, start, words)
    if head == start or (head == start + 1 and start == floor and not _is_known(tokens[start], index, words)):
        return None
    if _fills(tokens, head, verb, words):
        return _subject(tokens, start, _without_relative(tokens, head, verb, words), False)
    return None


def _is_particled_name(tokens: Sequence[Token], start: int, verb: int, index: NameIndex, words: Words) -> bool:
    """Tell a surname that begins with its particle: Von der Heide sagte."""
    if start >= verb or tokens[start].low not in words.name_openers or verb - start > _LONGEST_NAME:
        return False
    names = index.between(tokens[start].start, tokens[verb - 1].end)
    return any(name.kind == "person" and name.end == tokens[verb - 1].end for name in names)


def _is_known(token: Token, index: NameIndex, words: Words) -> bool:
    """Tell a name or a noun from an adverb that has its capital from the start of the sentence."""
    if token.is_mask or sum(map(str.isupper, token.text)) > 1 or index.between(token.start, token.end):
        return True
    if look_up(fold(token.low), words.sources, words.source_tails, words.language) is not None:
        return True
    return token.low not in words.closed and not token.low.endswith(endings(words.language, "adverb_ends"))


def kind_of_subject(tokens: Sequence[Token], subject: Subject, index: NameIndex, words: Words) -> str:
    """Return what kind of source the subject is: name, pronoun, or the kind of its noun; nothing if none is known."""
    if subject.is_pronoun:
        return "pronoun"
    if any(n.kind in ("person", "organization") for n in index.between(subject.span.start, subject.span.end)):
        return "name"
    phrase = tokens[subject.first : subject.stop]
    if any(token.is_mask or sum(map(str.isupper, token.text)) > 1 for token in phrase):
        return "name"
    nouns = [fold(token.low) for token in phrase if token.is_noun][:2]
    kinds = (look_up(noun, words.sources, words.source_tails, words.language) for noun in nouns)
    return next((kind for kind in kinds if kind), "")


def _field_start(tokens: Sequence[Token], floor: int, verb: int) -> int:
    """Return where the field in front of the verb begins: behind a colon, a dash or quoted words, or at the floor."""
    start = floor
    for at in range(floor, verb - 1):
        if tokens[at].text in (":", ";", "–", "—") or (tokens[at].is_mask and tokens[at + 1].text == ","):
            start = at + 1 + (tokens[at].is_mask)
    return start


def _may_be_nominative(tokens: Sequence[Token], at: int, words: Words) -> bool:
    first = tokens[at]
    if first.low in words.determiners:
        return first.low in words.nominative
    return (first.is_noun or first.is_mask) and first.low not in words.not_first


def _fills(tokens: Sequence[Token], head: int, verb: int, words: Words) -> bool:
    """Tell whether only what belongs to the noun phrase stands between it and the verb: a place, an apposition."""
    at = head
    while at < verb:
        if tokens[at].low in words.prepositions:
            more = whole_end(tokens, at + 1, words)
            if more == at + 1:
                return False
            at = more
        elif tokens[at].text == ",":
            close = next((n for n in range(verb - 1, at, -1) if tokens[n].text == ","), 0)
            return close == verb - 1 or apposed_end(tokens, at, words) == verb
        elif tokens[at].low in words.focus:
            at += 1
        else:
            return False
    return at == verb


def _without_relative(tokens: Sequence[Token], head: int, verb: int, words: Words) -> int:
    """Return where the subject ends: before the verb, or before a relative clause about it."""
    for at in range(head, verb - 1):
        opens = tokens[at].text == "," and tokens[at + 1].low in words.relatives
        if opens and apposed_end(tokens, at, words) == at:
            return at
    stop = verb
    while stop > head and (tokens[stop - 1].ends_phrase and tokens[stop - 1].text != ")"):
        stop -= 1
    return stop


def subject_behind(tokens: Sequence[Token], verb: int, index: NameIndex, words: Words) -> Subject | None:
    """Return the subject behind the finite verb, with adverbials and pronouns between them passed over."""
    at = verb + 1
    while at < min(len(tokens), verb + _REACH):
        token = tokens[at]
        if token.ends_phrase:
            return None
        if token.low in words.subject_pronouns and not _is_determiner(tokens, at, words):
            return _subject(tokens, at, at + 1, True)
        if token.low in words.prepositions:
            end = whole_end(tokens, at + 1, words)
            at = max(end, at + 1)
        elif token.low in words.determiners or token.is_noun or token.is_mask:
            end = phrase_end(tokens, at, words)
            if end == at:
                at += 1
            elif _may_be_nominative(tokens, at, words) and not _is_time(tokens, at, end, words):
                return named_phrase(tokens, at, index, words)
            else:
                at = whole_end(tokens, at, words)
        else:
            at += 1
    return None


def _is_determiner(tokens: Sequence[Token], at: int, words: Words) -> bool:
    return tokens[at].low in words.determiners and phrase_end(tokens, at, words) > at + 1


def _is_time(tokens: Sequence[Token], at: int, end: int, words: Words) -> bool:
    return any(token.low in words.times for token in tokens[at:end])


def named_phrase(tokens: Sequence[Token], at: int, index: NameIndex, words: Words) -> Subject | None:
    """Return the noun phrase at `at` with its genitives and apposition; behind a person's name only "von …"."""
    end = phrase_end(tokens, at, words)
    if end == at:
        return None
    inner = span_of(tokens, at, end)
    people = [n for n in index.between(inner.start, inner.end) if n.kind == "person"]
    links = words.own_dependents if people else words.dependents
    end = with_dependents(tokens, at, words, links)
    return _subject(tokens, at, apposed_end(tokens, end, words), False)


def subject_of_clause(
    tokens: Sequence[Token], opener: int, verb: int, index: NameIndex, words: Words
) -> Subject | None:
    """Return the subject of the clause that the word at `opener` opens and the verb ends: wie X mitteilte."""
    relative = tokens[opener].low in words.relatives and tokens[opener].low in words.nominative
    if relative and opener > 0 and tokens[opener - 1].text == ",":
        return _antecedent(tokens, opener, words)
    found = subject_behind(tokens[:verb], opener, index, words)
    return found if found and found.stop <= verb else None


def _antecedent(tokens: Sequence[Token], opener: int, words: Words) -> Subject | None:
    """Return the noun phrase that a relative pronoun takes up, with it: der Minister, der sagte, …"""
    if tokens[opener - 1].text != ",":
        return None
    for start in range(max(0, opener - _REACH), opener - 1):
        free = start == 0 or not (tokens[start - 1].is_noun or tokens[start - 1].low in words.determiners)
        if free and not tokens[start].ends_phrase and whole_end(tokens, start, words) == opener - 1:
            return _subject(tokens, start, opener + 1, False)
    return None


def _subject(tokens: Sequence[Token], first: int, stop: int, is_pronoun: bool) -> Subject:
    return Subject(span_of(tokens, first, stop), first, stop, is_pronoun)
