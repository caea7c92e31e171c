"""The limits by which plain text is read, and the words of each language that reading it takes."""

import itertools
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass

from flows.base import lexicon

EXTRACTOR = "articles/4"
# For patterns: small letters as far as Western Europe and Russian go, and a letter that is none of them.
SMALL = "a-zß-öø-ÿа-яё"
CAPITAL = rf"[^\W\d_{SMALL}]"


@dataclass(frozen=True)
class ArticlesConfig:
    """Limits in characters and words; news style guides keep headlines under 20 words and captions under 60."""

    headline_chars: int = 130
    headline_words: int = 22
    heading_chars: int = 110
    heading_words: int = 18
    question_words: int = 13
    quoted_heading_words: int = 8
    caption_chars: int = 480
    name_caption_chars: int = 300
    lone_caption_chars: int = 200
    head_line_chars: int = 260
    standfirst_words: int = 6
    furniture_chars: int = 160
    furniture_words: int = 10
    wrapped_chars: int = 120
    wrapped_min_chars: int = 45
    language_chars: int = 500
    language_letters: int = 20
    sentence_words: int = 4
    unpunctuated_words: int = 12


def words_of(name: str, *kinds: str, languages: tuple[str, ...] = ()) -> list[str]:
    """Return the entries of that list in lower case, of those kinds (second column) if any are named.

    Without `languages` those of every language that has the list: a line is too short to tell its language.
    """
    return [
        row[0].lower()
        for language in languages or lexicon.languages(name)
        for row in lexicon.rows(language, name)
        if not kinds or (len(row) > 1 and row[1] in kinds)
    ]


def numbers_of(name: str) -> dict[str, int]:
    """Return that list of all languages as name to number."""
    return {row[0].lower(): int(row[1]) for tongue in lexicon.languages(name) for row in lexicon.rows(tongue, name)}


def any_of(entries: Iterable[str]) -> str:
    """Return a regular expression for any of the entries, the longest first.

    It shares beginnings, as a trie does: among hundreds of entries it is decided after a few characters.
    """
    return _branches(sorted(set(entries)))


def _branches(tails: list[str]) -> str:
    grouped = itertools.groupby((tail for tail in tails if tail), key=operator.itemgetter(0))
    parts = [re.escape(first) + _branches([tail[1:] for tail in group]) for first, group in grouped]
    if not parts:
        return ""
    is_optional = "" in tails
    joined = "|".join(parts)
    return f"(?:{joined}){'?' if is_optional else ''}" if is_optional or len(parts) > 1 else joined
