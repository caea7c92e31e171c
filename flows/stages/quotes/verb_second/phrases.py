"""Words of a sentence and the noun phrases in them, read by capitals and by closed word classes."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import endings
from flows.base.text import Span
from flows.stages.quotes.cues import MASK
from flows.stages.quotes.verb_second.words import Words

_TOKEN = re.compile(
    r"\ue000+|\d{1,2}\.(?=\s+[^\W\d_])|(?:[^\W\d_]\.)(?=\s[^\W\d_])|[^\W_]+(?:[-’'./&][^\W_]+)*-?|[^\w\s]"
)
_BOUNDARY = frozenset(",;:()–—.!?…")
_LONGEST_ATTRIBUTE = 12
_LONGEST_BRACKET = 16
_LONGEST_MARKED_NAME = 5


class Token(NamedTuple):
    """A word or mark of a sentence; `low` is the word in small letters, of a masked quotation its words as quoted."""

    start: int
    end: int
    text: str
    low: str

    @property
    def is_noun(self) -> bool:
        """Tell whether it has a capital, as 60-Tonner and iBoot, or ends in a digit, as k9."""
        if self.is_mask:
            return False
        return self.low != self.text or (self.text[0].isalpha() and self.text[-1].isdigit())

    @property
    def is_mask(self) -> bool:
        """Tell whether it stands for quoted words."""
        return self.text[0] == MASK

    @property
    def is_name_in_marks(self) -> bool:
        """Tell whether it stands for a few quoted words that may name something: „Lantern“."""
        return self.is_mask and self.low[:1].isupper() and self.low.count(" ") < _LONGEST_MARKED_NAME

    @property
    def ends_phrase(self) -> bool:
        """Tell whether no phrase goes on behind it: a mark of punctuation."""
        return self.text in _BOUNDARY


def read_tokens(text: str, masked: str, start: int, end: int) -> list[Token]:
    """Return the words, marks and masked quotations of masked[start:end]."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(masked, start, end):
        word = match.group()
        low = word.lower() if word[0] != MASK else text[match.start() + 1 : match.end() - 1].strip()
        tokens.append(Token(match.start(), match.end(), word, low))
    return tokens


def phrase_end(tokens: Sequence[Token], at: int, words: Words) -> int:
    """Return the place behind the noun phrase that begins at `at`, without what depends on it; `at` if none does."""
    here = at
    if here < len(tokens) and tokens[here].low in words.determiners:
        here += 1
    here = _behind_attributes(tokens, here, words)
    begin = here
    while here < len(tokens) and _names(tokens, here, words):
        if tokens[here].is_mask and here > begin and tokens[here - 1].is_mask:
            break
        if here == begin + 1 and tokens[here].low in words.determiners:
            break
        here += 1
    if here == begin:
        return at
    return _behind_brackets(tokens, here)


def _behind_attributes(tokens: Sequence[Token], at: int, words: Words) -> int:
    """Return the place of the noun behind adjectives and participles with all that belongs to them; else `at`."""
    here = at
    adjective_ends = endings(words.language, "adjective_ends")
    while here < len(tokens) and here - at <= _LONGEST_ATTRIBUTE:
        token = tokens[here]
        if token.is_noun or token.is_mask:
            return here
        if not (token.low.endswith(adjective_ends) or token.low[0].isdigit() or token.text in ("%", "-")):
            return _behind_participle(tokens, at, words)
        if token.low in words.determiners or token.low in words.prepositions or token.low in words.finite:
            return _behind_participle(tokens, at, words)
        here += 1
    return at


def _behind_participle(tokens: Sequence[Token], at: int, words: Words) -> int:
    """Return the place of the noun in "der für die Fähren zuständige Minister": the one behind the adjective."""
    if at >= len(tokens) or tokens[at].low not in words.prepositions or at == 0:
        return at
    if tokens[at - 1].low not in words.determiners:
        return at
    for here in range(at + 2, min(len(tokens) - 1, at + _LONGEST_ATTRIBUTE)):
        if tokens[here].ends_phrase:
            return at
        if (
            not tokens[here].is_noun
            and tokens[here].low.endswith(endings(words.language, "adjective_ends"))
            and tokens[here + 1].is_noun
        ):
            known = tokens[here].low in words.determiners or tokens[here].low in words.prepositions
            if not known and tokens[here - 1].is_noun:
                return here + 1
    return at


def _names(tokens: Sequence[Token], at: int, words: Words) -> bool:
    token = tokens[at]
    named = token.is_noun or token.is_name_in_marks or token.low in words.lower_names
    return named or _is_joint(tokens, at, words)


def _is_joint(tokens: Sequence[Token], at: int, words: Words) -> bool:
    """Tell a small word between the capitals of a name: Jan van Loon, Lund & Sohn."""
    if at == 0 or at + 1 >= len(tokens) or tokens[at].low not in words.name_joints:
        return False
    return tokens[at - 1].is_noun and tokens[at + 1].is_noun and not tokens[at - 1].is_mask


def _behind_brackets(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind a short bracket: (SPD), (61)."""
    if at + 2 < len(tokens) and tokens[at].text == "(":
        close = next((n for n in range(at + 1, min(at + _LONGEST_BRACKET, len(tokens))) if tokens[n].text == ")"), 0)
        return close + 1 if close else at
    return at


def whole_end(tokens: Sequence[Token], at: int, words: Words) -> int:
    """Return the place behind the noun phrase at `at` with its genitives, "von …" and "und …"; `at` if none."""
    return with_dependents(tokens, at, words, words.dependents)


def with_dependents(tokens: Sequence[Token], at: int, words: Words, links: frozenset[str]) -> int:
    """Return the place behind the noun phrase at `at` and what the given links and joiners join to it."""
    end = phrase_end(tokens, at, words)
    while at < end < len(tokens):
        link = tokens[end].low
        if (link in links and _depends(tokens, end, words)) or (
            link in words.joiners and _joins_phrase(tokens, end, words)
        ):
            begin = end if link in words.determiners else end + 1
            more = phrase_end(tokens, begin, words)
            if more == begin:
                break
            end = more
        else:
            break
    return end


def _depends(tokens: Sequence[Token], at: int, words: Words) -> bool:
    """Tell a genitive, or a preposition with a name or an article behind it, from an object: spricht von vielen."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or behind.is_mask:
        return False
    return tokens[at].low in words.determiners or behind.is_noun or behind.low in words.determiners


def _joins_phrase(tokens: Sequence[Token], at: int, words: Words) -> bool:
    """Tell whether a joiner joins two nouns: the one behind it is no new clause."""
    return phrase_end(tokens, at + 1, words) > at + 1 and tokens[at].low in words.phrase_joiners


def apposed_end(tokens: Sequence[Token], end: int, words: Words) -> int:
    """Return the place behind an apposition between commas that follows the phrase; `end` if there is none."""
    if end >= len(tokens) or tokens[end].text != ",":
        return end
    at = end + 1
    if at >= len(tokens) or tokens[at].low in words.subordinators - words.determiners:
        return end
    stop = whole_end(tokens, at, words)
    stop = _behind_place(tokens, stop, words) if stop > at else stop
    if stop > at and (stop >= len(tokens) or tokens[stop].ends_phrase or tokens[stop].is_mask):
        return stop
    return end


def _behind_place(tokens: Sequence[Token], at: int, words: Words) -> int:
    """Return the place behind phrases with a preposition: Leiterin des Amtes in Vell."""
    while at < len(tokens) and tokens[at].low in words.prepositions:
        more = whole_end(tokens, at + 1, words)
        if more == at + 1:
            break
        at = more
    return at


def span_of(tokens: Sequence[Token], start: int, end: int) -> Span:
    """Return the stretch of text from one token to before another."""
    return Span(tokens[start].start, tokens[end - 1].end)
