"""Attribution by a word that is no verb: laut X, X zufolge, nach Angaben von X, ihrer Meinung nach, „…“, so X."""

from collections.abc import Callable, Mapping, Sequence

from flows.stages.quotes.frames import Frame
from flows.stages.quotes.phrases import NameIndex
from flows.stages.quotes.verb_second.phrases import Token, phrase_end, span_of, whole_end
from flows.stages.quotes.verb_second.subjects import Subject, named_phrase
from flows.stages.quotes.verb_second.words import Words

# A source in front of its phrase is short: Berichten der Agentur Lantern zufolge.
_REACH = 10


def phrase_frame(tokens: Sequence[Token], at: int, index: NameIndex, words: Words) -> Frame | None:
    """Return the frame of the word at the place, which the list of phrases holds; None if it attributes nothing."""
    return _SIDES[words.phrases[tokens[at].low]](tokens, at, index, words)


def _before_source(tokens: Sequence[Token], at: int, index: NameIndex, words: Words) -> Frame | None:
    """Return the frame of "laut X"."""
    subject = named_phrase(tokens, at + 1, index, words)
    return _noun_frame(tokens, at, subject, "phrase") if subject else None


def _behind_source(tokens: Sequence[Token], at: int, index: NameIndex, words: Words) -> Frame | None:
    """Return the frame of "Berichten zufolge"."""
    start = _phrase_start(tokens, at, words)
    if start < 0:
        return None
    return _noun_frame(tokens, at, Subject(span_of(tokens, start, at), start, at, False), "phrase")


def _phrase_start(tokens: Sequence[Token], stop: int, words: Words) -> int:
    """Return where the noun phrase begins that ends at the place, or -1."""
    for start in range(max(0, stop - _REACH), stop):
        free = start == 0 or tokens[start - 1].low not in words.determiners
        # The dative that zufolge takes has no adjective in -te: brauchte Berichten zufolge.
        free = free and (tokens[start].is_noun or not tokens[start].low.endswith("te"))
        if free and whole_end(tokens, start, words) == stop:
            return start
    return -1


def _noun_source(tokens: Sequence[Token], at: int, index: NameIndex, words: Words) -> Frame | None:
    """Return the frame of "nach Angaben der Polizei", "nach Polizeiangaben", "ihrer Meinung nach"."""
    end = phrase_end(tokens, at + 1, words)
    if end > at + 1 and _is_source_noun(tokens[end - 1], words.source_nouns):
        return _noun_with_source(tokens, at, end, index, words)
    start = _phrase_start(tokens, at, words)
    if start >= 0 and at and _is_source_noun(tokens[phrase_end(tokens, start, words) - 1], words.opinion_nouns):
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = behind is None or not (behind.is_noun or behind.low in words.determiners)
        return (
            _noun_frame(tokens, at, Subject(span_of(tokens, start, at), start, at, False), "phrase") if ends else None
        )
    return None


def _noun_with_source(tokens: Sequence[Token], at: int, end: int, index: NameIndex, words: Words) -> Frame:
    own = tokens[end].low if end < len(tokens) else ""
    first = end + (own in words.own_dependents)
    given = named_phrase(tokens, first, index, words) if own in words.dependents else None
    if given is None:
        whole = Subject(span_of(tokens, at + 1, end), at + 1, end, False)
        return _noun_frame(tokens, at, whole, "phrase")
    return _noun_frame(tokens, at, given, "phrase")


def _view_source(tokens: Sequence[Token], at: int, index: NameIndex, words: Words) -> Frame | None:
    """Return the frame of "aus Sicht der Polizei"."""
    end = phrase_end(tokens, at + 1, words)
    is_view = end > at + 1 and _is_source_noun(tokens[end - 1], words.view_nouns)
    return _noun_with_source(tokens, at, end, index, words) if is_view else None


def _is_source_noun(token: Token, nouns: frozenset[str]) -> bool:
    """Tell whether the noun, or the end of the compound, is Angaben, Bericht, Meinung and the like."""
    return token.is_noun and any(token.low[cut:] in nouns for cut in range(len(token.low) - 4))


def _tail_source(tokens: Sequence[Token], at: int, index: NameIndex, words: Words) -> Frame | None:
    """Return the frame of ", so X": behind quoted words or a clause, its source followed by the end of a clause."""
    if at == 0 or not (tokens[at - 1].text in (",", "–", "—", "(", ".") or tokens[at - 1].is_mask):
        return None
    subject = named_phrase(tokens, at + 1, index, words)
    if subject is None:
        return None
    behind = tokens[subject.stop] if subject.stop < len(tokens) else None
    ends = behind is None or behind.ends_phrase or behind.is_mask or behind.low in words.tails
    return _noun_frame(tokens, at, subject, "after") if ends else None


def _noun_frame(tokens: Sequence[Token], at: int, subject: Subject, form: str) -> Frame:
    cue = span_of(tokens, at, at + 1)
    start, stop = min(cue.start, subject.span.start), max(cue.end, subject.span.end)
    return Frame(start, stop, cue, subject.span, form, "speech", tokens[at].low)


_SIDES: Mapping[str, Callable[[Sequence[Token], int, NameIndex, Words], Frame | None]] = {
    "before": _before_source,
    "after": _behind_source,
    "tail": _tail_source,
    "noun": _noun_source,
    "view": _view_source,
}
