"""The sentences of an article's body, reduced to folded words, names and numbers."""

import functools
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from flows.base.text import sentences, tokens, words
from flows.stages.fingerprints.vocabulary import is_function_word


class Sentence(NamedTuple):
    """A sentence of the body: its span, its folded words joined by spaces, its names and numbers folded."""

    char_start: int
    char_end: int
    terms: str
    names: tuple[str, ...]


@functools.lru_cache(maxsize=1 << 17)
def _folded(token: str) -> str:
    return " ".join(words(token))


@functools.lru_cache(maxsize=1 << 17)
def _folded_name(token: str) -> str:
    """Return a token that is written like a name or a number, folded; empty for any other."""
    if not token[0].isdigit() and token[0] == token[0].lower():
        return ""
    name = _folded(token)
    return "" if is_function_word(name) else name


def _like_names(written: Sequence[str]) -> list[str]:
    # Most words begin with a small Latin letter: one comparison tells.
    return [token for token in written if token < "[" or token > "{"]


def _find_names(written: Sequence[str], inside: Set[str]) -> tuple[str, ...]:
    """Return the names and numbers among the words of a sentence, folded, in order, each once.

    A name is a capitalised word that the article also capitalises elsewhere than at the opening of a sentence.
    """
    found = (_folded_name(token) for token in _like_names(written) if token in inside or token[0].isdigit())
    return tuple(dict.fromkeys(filter(None, found)))


def find_sentences(text: str, body: Iterable[tuple[int, int]]) -> list[Sentence]:
    """Return the sentences of the body stretches of a text, in order."""
    spans = [sentence for start, end in body for sentence in sentences(text, start, end)]
    written = [tokens(text, *span) for span in spans]
    inside = {token for of_sentence in written for token in _like_names(of_sentence[1:])}
    return [
        Sentence(*span, " ".join(filter(None, map(_folded, of_sentence))), _find_names(of_sentence, inside))
        for span, of_sentence in zip(spans, written, strict=True)
    ]
