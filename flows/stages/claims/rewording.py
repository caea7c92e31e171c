"""Judge a proposed rewording of a clause: it may put names for pronouns and days for dates, and nothing else."""

import functools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.lexicon import rows
from flows.base.text import Span, tokens, word_spans
from flows.stages.claims.bodies import POSSESSIVE
from flows.stages.claims.finding import Article
from flows.stages.claims.hedging import read_clause
from flows.stages.claims.inflections import third_person
from flows.stages.dates import DateSpan, find_dates
from flows.stages.numbers import find_quantities

_LANGUAGE = "en"
_MOST_WORDS = 20  # more than the clause has
_ARTICLES = frozenset(("a", "an", "the"))
_PRONOUN = re.compile(
    r"he|him|his|she|hers?|i|my|me|mine|we|us|ours?|they|them|theirs?|its?|this|that|these|those|which|who(?:m|se)?"
    r"|(?:him|her|it)self|themselves"
)
_AGREEMENT = {"am": "is", "are": "is", "have": "has", "do": "does", "were": "was"}


class Clause(NamedTuple):
    """The clause of a claim, where it stands, and the dates in it and of its sentence."""

    content: str
    start: int
    dates: tuple[DateSpan, ...]

    def own_dates(self) -> list[DateSpan]:
        """Return the dates that stand inside the clause."""
        return [d for d in self.dates if self.start <= d.char_start < self.start + len(self.content)]


def refuse_rewording(article: Article, clause: Clause, reworded: str) -> str | None:
    """Return why a rewording of the clause is not taken; null if all that it says stands in the article.

    It keeps the words of the clause but pronouns, articles and verbs that agree with them; its numbers and dates are
    the clause's own; the words and names that it adds stand in the article; it is no firmer and no weaker.
    """
    found = find_dates(reworded, 0, len(reworded), article.anchor)
    inside = clause.own_dates()
    before = _words(clause.content, [Span(d.char_start - clause.start, d.char_end - clause.start) for d in inside])
    after = _words(reworded, [Span(date.char_start, date.char_end) for date in found])
    if not _are_of_clause(found, clause.dates) or not _are_of_clause(inside, found):
        return "other_date"
    if _numbers(reworded) != _numbers(clause.content):
        return "other_number"
    if _firmness(reworded) != _firmness(clause.content):
        return "other_hedge"
    if any(not _stands(run, article.text) for run in _names(after, before)):
        return "other_name"
    return _other_words(before, after, article.text)


def _are_of_clause(dates: Sequence[DateSpan], known: Sequence[DateSpan]) -> bool:
    """Tell whether each of the dates is one of those known, by its words or by the days that it means."""
    texts = {date.date_text.casefold() for date in known}
    days = {(date.date_from, date.date_to) for date in known if date.date_from}
    return all(date.date_text.casefold() in texts or (date.date_from, date.date_to) in days for date in dates)


def _numbers(text: str) -> list[tuple[object, ...]]:
    found = find_quantities(text, 0, len(text))
    return sorted((q.value, q.value_hi or q.value, q.comparator, q.unit or "") for q in found)


def _firmness(text: str) -> tuple[str, str]:
    reading = read_clause(text, 0, len(text), None, False)
    return reading.hedge, reading.polarity


def _words(text: str, without: Sequence[Span]) -> list[str]:
    spans = [s for s in word_spans(text) if not any(w.start <= s.start < w.end for w in without)]
    return [POSSESSIVE.sub("", text[span.start : span.end]) for span in spans]


def _names(words: Sequence[str], known: Sequence[str]) -> list[list[str]]:
    """Return the runs of words with capitals or digits; a first word that has its capital from its place is none."""
    lower = {word for word in known if word.islower()}
    runs: list[list[str]] = [[]]
    for number, word in enumerate(words):
        placed = number == 0 and (word.lower() in lower or word.lower() in _function_words())
        if placed or not (word[0].isupper() or word[0].isdigit()):
            runs.append([])
        else:
            runs[-1].append(word)
    return [run for run in runs if run]


def _stands(run: Sequence[str], text: str) -> bool:
    return f" {' '.join(run)} " in _bare(text)


@functools.lru_cache(maxsize=4)
def _bare(text: str) -> str:
    return f" {' '.join(POSSESSIVE.sub('', word) for word in tokens(text))} "


@functools.lru_cache(maxsize=4)
def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(_bare(text).casefold().split())


@functools.cache
def _function_words() -> frozenset[str]:
    return frozenset(row[0] for row in rows(_LANGUAGE, "stopwords") if row[1] == "function")


def _other_words(before: Sequence[str], after: Sequence[str], text: str) -> str | None:
    """Return why the words differ by more than they may; null if they do not."""
    kept, given = Counter(word.casefold() for word in before), Counter(word.casefold() for word in after)
    lost, gained = kept - given, given - kept
    agreeing = {word: _AGREEMENT.get(word) or third_person(word) for word in lost}
    if any(word not in _ARTICLES and not _PRONOUN.fullmatch(word) and agreeing[word] not in gained for word in lost):
        return "drops_words"
    known = _vocabulary(text) | _function_words() | set(agreeing.values())
    if any(word not in known for word in gained) or len(after) > len(before) + _MOST_WORDS:
        return "adds_words"
    return None
