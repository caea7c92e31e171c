"""The noun phrase that is the subject of a cue: before it (Ada Lindqvist said) or after it (said Ada Lindqvist)."""

import bisect
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base import lexicon
from flows.base.grammar import endings, pattern, word_set
from flows.base.text import Span, fold, trim
from flows.stages.names import Name
from flows.stages.quotes.cues import MASK

_LONGEST_SUBJECT = 240
_LONGEST_PHRASE = 14
_LONGEST_APPOSITION = 160
_LONGEST_TRADE = 3
_POST_PRONOUN = pattern(r"\s+(<inverted_pronouns>)\b")
_ADVERBIAL = pattern(r"\s+(?:<adverbial_openers>)\s")
_NOT_SUBJECT = pattern(r"(?:<not_subjects>)(?![\w-])")
_LONGEST_ADVERBIAL = 90
_TOKEN = re.compile(r"[^\s,;:()\ue000—–]+|[,;:()\ue000—–]")
_BREAKS = frozenset(",;:()—–" + MASK)
_APPOSED = pattern(r"\s*,\s+(?=(?!(?:<participles>)\b)[a-z]+)")
_NAME_END = re.compile(r"[.,;:!?)\ue000—–]|\s*$|\s[—–]|\n")
_APPOSITION_END = pattern(r",\s+(?:<participles>|<apposition_ends>)\b")


class ClauseWords(NamedTuple):
    """Words at which a noun phrase ends, by what they are; and the nouns that name a source, by kind."""

    language: str
    cuts: frozenset[str]
    prepositions: frozenset[str]
    stops: frozenset[str]
    nouns: dict[str, str]
    roles: frozenset[str]
    determiners: frozenset[str]
    days: frozenset[str]


@functools.cache
def load_clause_words(language: str) -> ClauseWords:
    """Return the lists of the language."""
    rows = lexicon.rows(language, "clause_words")
    kinds = {kind: frozenset(row[0] for row in rows if row[1] == kind) for kind in ("cut", "preposition", "stop")}
    nouns = {row[0]: row[1] for row in lexicon.rows(language, "anonymous_sources")}
    titles = lexicon.rows(language, "titles_and_roles")
    roles = frozenset(row[0] for row in titles if row[1] == "role")
    determiners = word_set(language, "determiners")
    days = lexicon.entries(language, "weekdays") | word_set(language, "day_words")
    return ClauseWords(language, kinds["cut"], kinds["preposition"], kinds["stop"], nouns, roles, determiners, days)


class NameIndex(NamedTuple):
    """The names of an article by where they start."""

    names: tuple[Name, ...]
    starts: tuple[int, ...]

    def between(self, start: int, end: int) -> Sequence[Name]:
        """Return the names that lie wholly in start:end."""
        first = bisect.bisect_left(self.starts, start)
        last = bisect.bisect_left(self.starts, end)
        return [name for name in self.names[first:last] if name.end <= end]


def index_names(names: Sequence[Name]) -> NameIndex:
    """Return the names in an index."""
    return NameIndex(tuple(names), tuple(name.start for name in names))


# "Lindqvist on Friday rejected", "a poll released late last week showed": a day between subject and verb.
_DAY_BEFORE = pattern(r"\s(?:(?:<reported_on>)\s)?(?:<reported_day>)(?:\s(?:<reported_daytime>))?$")
_LONGEST_DAY = 32


def subject_before(masked: str, floor: int, verb: int, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the subject that ends where the verb group starts at `verb`; None if there is none."""
    low = max(floor, verb - _LONGEST_SUBJECT)
    span = trim(masked, low, verb)
    day = _DAY_BEFORE(words.language).search(masked, max(low, span.end - _LONGEST_DAY), span.end)
    span = trim(masked, low, day.start()) if day else span
    if span.end == span.start:
        return None
    if masked[span.end - 1] in ",—–)":
        return _apposed_subject(masked, span, index, words)
    last = re.search(r"[^\W\d_]+$", masked[max(span.start, span.end - 20) : span.end])
    if last and last.group().casefold() in word_set(words.language, "subjects"):
        start = span.end - len(last.group())
        if last.group() in word_set(words.language, "relative_persons"):
            before = _antecedent(masked, Span(span.start, start), index, words)
            return Span(before.start, span.end) if before else None
        return Span(start, span.end) if last.group() not in word_set(words.language, "capital_pronouns") else None
    if last and last.group() in word_set(words.language, "relative_things"):
        return _paper_before(masked, span.start, span.end - len(last.group()), words)
    return _phrase_before(masked, span, index, words)


def _paper_before(masked: str, floor: int, end: int, words: ClauseWords) -> Span | None:
    """Return a source that is read, not heard, and so takes "that": a letter from the mayor that says …"""
    tokens = list(_TOKEN.finditer(masked, floor, end))
    opening = [
        at
        for at, token in enumerate(tokens)
        if token.group().casefold() in words.determiners
        and not (
            at and tokens[at - 1].group().casefold() in (words.prepositions | word_set(words.language, "head_ends"))
        )
    ]
    if not opening or any(t.group() in _BREAKS for t in tokens[opening[-1] : -1]):
        return None
    phrase = trim(masked, tokens[opening[-1]].start(), end)
    head = head_noun([t.group() for t in tokens[opening[-1] :]], words)
    return phrase if words.nouns.get(head) in ("document", "organization") else None


def _antecedent(masked: str, span: Span, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the noun phrase in front of "who": Ada Lindqvist, who said …"""
    inner = trim(masked, span.start, span.end)
    if inner.end > inner.start and masked[inner.end - 1] == ",":
        inner = trim(masked, inner.start, inner.end - 1)
        found = [n for n in index.between(inner.start, inner.end) if n.kind in ("person", "organization")]
        if found and found[-1].end == inner.end and not _is_listed(masked, found[-1], inner.start, words):
            return named_span(found[-1])
    return _phrase_before(masked, inner, index, words) if inner.end > inner.start else None


def named_span(name: Name) -> Span:
    """Return the span of the name with the title before it."""
    return Span(name.title_start if name.title_start >= 0 else name.start, name.end)


def _apposed_subject(masked: str, span: Span, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the subject with what is said of it between commas: Ada Lindqvist, a union leader, told …"""
    floor = max(masked.rfind(MASK, span.start, span.end) + 1, span.start)
    names = index.between(floor, span.end)
    people = [n for n in names if n.kind == "person" and masked[n.end : n.end + 2].lstrip()[:1] in (",", "(", "—", "–")]
    if people:
        first = people[0]
        if not _is_listed(masked, first, floor, words):
            start = _extend_left(masked, named_span(first).start, floor, words)
            before = trim(masked, floor, start)
            if first.end == span.end - 1 and before.end - before.start > 1 and masked[before.end - 1] == ",":
                start = _appositive_head(masked, Span(before.start, before.end - 1), start, index, words)
            return Span(start, span.end)
    comma = masked.rfind(",", span.start, span.end - 1)
    if comma <= span.start or span.end - comma > _LONGEST_APPOSITION:
        return None
    found = _phrase_before(masked, trim(masked, span.start, comma), index, words)
    return Span(found.start, span.end) if found else None


def _appositive_head(masked: str, before: Span, start: int, index: NameIndex, words: ClauseWords) -> int:
    """Return where the phrase begins that a name between commas stands beside: the mayor of Vell, Ada Lindqvist, said.

    `before` is what stands in front of the first comma; `start` is returned where it ends in no such phrase.
    """
    found = _phrase_before(masked, before, index, words)
    first = found.of(masked).split(maxsplit=1)[0].casefold() if found else ""
    return found.start if found and first in words.determiners else start


def _is_listed(masked: str, name: Name, floor: int, words: ClauseWords) -> bool:
    """Tell whether a preposition governs the name: In the view of Ada Lindqvist, the chair said."""
    before = masked[max(floor, name.start - 12) : named_span(name).start].split()
    return bool(before) and before[-1].casefold() in word_set(words.language, "name_governors")


def _extend_left(masked: str, start: int, floor: int, words: ClauseWords) -> int:
    """Return where a noun phrase that ends in the name at `start` begins: campaign manager Ada Lindqvist."""
    tokens = list(_TOKEN.finditer(masked, max(floor, start - 90), start))
    for count, token in enumerate(reversed(tokens)):
        word = token.group()
        folded = word.casefold()
        if word in _BREAKS or folded in words.cuts or folded in words.prepositions or count > 7:
            break
        if folded in words.stops or folded in word_set(words.language, "left_ends"):
            break
        start = token.start()
        if folded in words.determiners:
            break
    return start


def _phrase_before(masked: str, span: Span, index: NameIndex, words: ClauseWords) -> Span | None:
    tokens = list(_TOKEN.finditer(masked, span.start, span.end))
    first = len(tokens)
    for at in range(len(tokens) - 1, -1, -1):
        word = tokens[at].group()
        if word in _BREAKS or _is_cut(tokens, at, words):
            break
        first = at
    opening, first = first, _skip_prepositional(tokens, first, words)
    if first >= len(tokens):
        return _name_behind_phrase(tokens[opening:], span, index, words)
    names = index.between(tokens[first].start(), span.end)
    own = named_span(names[-1]).start if names and names[-1].end == span.end else -1
    if own >= 0 and not _is_governed(tokens, own, words):
        start = max(_extend_left(masked, own, tokens[first].start(), words), tokens[first].start())
        start = _join_names(masked, start, tokens[first].start(), index, words)
        return Span(start, span.end) if _is_phrase(masked, start, span.end, words) else Span(own, span.end)
    start = tokens[first].start()
    return Span(start, span.end) if _is_phrase(masked, start, span.end, words) else None


def _name_behind_phrase(
    tokens: Sequence[re.Match[str]], span: Span, index: NameIndex, words: ClauseWords
) -> Span | None:
    """Return the person whom a noun in a phrase of time or place precedes: In a Courier interview Lindqvist said …"""
    names = [n for n in index.between(span.start, span.end) if n.end == span.end and n.kind == "person"]
    if not tokens or not names or _is_governed(tokens, named_span(names[0]).start, words):
        return None
    return named_span(names[0])


_JOINER = pattern(r"\s+(?:<joiners>)\s+$")


def _join_names(masked: str, start: int, floor: int, index: NameIndex, words: ClauseWords) -> int:
    """Return where a subject of several names begins: Lindqvist and Vane say."""
    joiner = _JOINER(words.language).search(masked, floor, start)
    before = index.between(floor, joiner.start()) if joiner else ()
    if joiner and before and before[-1].end == joiner.start():
        return named_span(before[-1]).start
    return start


def _is_governed(tokens: Sequence[re.Match[str]], start: int, words: ClauseWords) -> bool:
    """Tell whether a preposition or "the" after one stands before the name: analysts who spoke to The Courier."""
    before = [t.group().casefold() for t in tokens if t.end() <= start][-2:]
    if before and before[-1] in word_set(words.language, "articles"):
        before.pop()
    # "After Lindqvist said": the word opens a clause, and the name is its subject.
    if before and before[-1] in word_set(words.language, "own_openers"):
        return False
    return bool(before) and (before[-1] in words.prepositions or before[-1] in word_set(words.language, "office_links"))


def _is_cut(tokens: Sequence[re.Match[str]], at: int, words: ClauseWords) -> bool:
    word = tokens[at].group().casefold()
    if word in word_set(words.language, "conjunctions"):
        return at > 8 or at == 0
    return word in words.cuts and not (at == 0 and word in words.determiners)


def _skip_prepositional(tokens: Sequence[re.Match[str]], first: int, words: ClauseWords) -> int:
    """Pass over a phrase in front of the subject: In a statement the company said."""
    if first >= len(tokens) or tokens[first].group().casefold() not in words.prepositions:
        return first
    later = [at for at in range(first + 2, len(tokens)) if tokens[at].group().casefold() in words.determiners]
    return later[-1] if later else len(tokens)


def _is_phrase(masked: str, start: int, end: int, words: ClauseWords) -> bool:
    """Tell whether the words look like a subject: they open with a determiner, a capital or a known noun."""
    tokens = masked[start:end].split()
    if not tokens or len(tokens) > _LONGEST_PHRASE * 2:
        return False
    first = tokens[0].casefold()
    if _is_no_subject(tokens, words):
        return False
    if len(tokens) == 1 and first in words.determiners:
        return first in word_set(words.language, "alone")
    if tokens[-1].casefold() in word_set(words.language, "never_last") or first in word_set(
        words.language, "expletives"
    ):
        return False
    return (
        first in words.determiners
        or tokens[0][0].isupper()
        or tokens[0][0].isdigit()
        or tokens[0][0] == "@"
        or head_noun(tokens, words) in words.nouns
    )


def _is_no_subject(tokens: Sequence[str], words: ClauseWords) -> bool:
    """Tell a day ("said Thursday morning"), and a possessive before a noun that only looks like a cue."""
    is_day = tokens[0].strip(".,").casefold() in words.days and not any(t[0].isupper() for t in tokens[1:])
    folded = [t.casefold() for t in tokens[:2]]
    is_time = folded[0] in words.determiners and folded[-1] in word_set(words.language, "time_nouns")
    if is_time or folded[0] in words.prepositions or folded[0] in word_set(words.language, "not_subjects"):
        return True
    return is_day or tokens[-1].endswith(endings(words.language, "possessive_endings"))


def head_noun(tokens: Sequence[str], words: ClauseWords) -> str:
    """Return the folded head of a noun phrase: the word before its first preposition or relative clause."""
    head = ""
    for token in tokens:
        folded = fold(token.strip(".,'’"))
        if head and (folded in words.prepositions or folded in word_set(words.language, "head_ends")):
            break
        head = folded.removesuffix("'s") if head else folded
    return head


def is_plural(masked: str, span: Span, words: ClauseWords) -> bool:
    """Tell whether the subject goes with a verb in its bare form: they say, officials say, he and she say."""
    tokens = masked[span.start : span.end].split()
    if len(tokens) == 1:
        folded = tokens[0].casefold()
        return (
            folded in word_set(words.language, "plural_subjects")
            or folded in word_set(words.language, "alone")
            or words.nouns.get(folded) == "group"
            or folded.endswith(endings(words.language, "plurals"))
        )
    if tokens[0].casefold() in word_set(words.language, "indefinite_articles"):
        return False
    head = head_noun(tokens, words)
    if head.endswith(endings(words.language, "plurals")) or words.nouns.get(head) == "group":
        return True
    return not word_set(words.language, "plural_makers").isdisjoint(tokens)


def subject_after(masked: str, start: int, stop: int, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the subject that follows its cue: said Ada Lindqvist, a union leader."""
    pronoun = _POST_PRONOUN(words.language).match(masked, start, stop)
    if pronoun:
        return Span(pronoun.start(1), pronoun.end(1))
    delayed = _behind_adverbial(masked, start, stop, index, words)
    if delayed:
        return delayed
    limit = _phrase_limit(masked, start, stop, words)
    span = trim(masked, start, limit)
    if span.end == span.start or _NOT_SUBJECT(words.language).match(masked, span.start):
        return None
    people = [n for n in index.between(span.start, span.end + 1) if n.kind == "person"]
    if people and people[0].end <= span.end:
        return Span(span.start, people[0].end)
    if _is_phrase(masked, span.start, span.end, words):
        return _with_name_beside(masked, span, stop, index)
    return span if _is_trade_and_name(masked, span, index, words) else None


def _is_trade_and_name(masked: str, span: Span, index: NameIndex, words: ClauseWords) -> bool:
    """Tell a name that nothing but a noun of any kind stands before: said skipper Ada Lindqvist."""
    name = next((n for n in index.between(span.start, span.end) if n.end == span.end and " " in n.text), None)
    lead = masked[span.start : name.start].split() if name else []
    known = words.prepositions | words.cuts | words.stops
    return 0 < len(lead) <= _LONGEST_TRADE and all(w.isalpha() and w.islower() and w not in known for w in lead)


def _with_name_beside(masked: str, span: Span, stop: int, index: NameIndex) -> Span:
    """Return the phrase with the person's name that stands beside it: said the mayor of Vell, Ada Lindqvist."""
    if not masked.startswith(", ", span.end):
        return span
    near = index.between(span.end, min(stop, span.end + _LONGEST_ADVERBIAL))
    name = next((n for n in near if n.kind == "person" and named_span(n).start == span.end + 2), None)
    return Span(span.start, name.end) if name and _NAME_END.match(masked, name.end) else span


def _behind_adverbial(masked: str, start: int, stop: int, index: NameIndex, words: ClauseWords) -> Span | None:
    """Return the person named behind an adverbial that follows the cue: said on Monday Ada Lindqvist, …"""
    if not _ADVERBIAL(words.language).match(masked, start, stop):
        return None
    near = index.between(start, min(stop, start + _LONGEST_ADVERBIAL))
    person = next((n for n in near if n.kind == "person"), None)
    if person is None or masked[person.end : person.end + 1] not in (",", ".", ":", " ", "", "\n"):
        return None
    span = named_span(person)
    between = masked[start : span.start].split()
    objects = word_set(words.language, "never_last") | word_set(words.language, "name_governors")
    if _BREAKS & set(masked[start : span.start]) or between[-1].casefold() in objects:
        return None
    return span if masked[person.end : person.end + 1] != " " else None


def _phrase_limit(masked: str, start: int, stop: int, words: ClauseWords) -> int:
    """Return where the noun phrase after `start` ends."""
    limit, before = start, ""
    for count, token in enumerate(_TOKEN.finditer(masked, start, min(stop, start + 160))):
        word = token.group()
        stops = word.casefold() in words.stops and before not in word_set(words.language, "head_ends")
        if word in _BREAKS or stops or count > _LONGEST_PHRASE:
            break
        limit, before = token.end(), word.casefold()
        if word[-1] in ".!?" and len(word) > 3 and masked[limit : limit + 1].isspace() and count and word[0].islower():
            break
    return limit - 1 if limit > start and masked[limit - 1] in ".!?" and masked[limit - 3 : limit - 2] != "." else limit


def extend_apposition(masked: str, span: Span, stop: int, words: ClauseWords) -> Span:
    """Return the span with the apposition behind it, to the end of the clause: , a union leader in Vell."""
    match = _APPOSED(words.language).match(masked, span.end, stop)
    if not match:
        return span
    end = masked.find(MASK, match.end(), stop)
    end = stop if end < 0 else end
    cut = _APPOSITION_END(words.language).search(masked, match.end(), end)
    end = cut.start() if cut else end
    return trim(masked, span.start, end) if end - span.end < _LONGEST_SUBJECT else span
