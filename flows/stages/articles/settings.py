"""The limits by which plain text is read, and the words of each language that reading it takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flows.base import lexicon

EXTRACTOR = "articles/1"
# The languages whose word lists are read; all of them on every text, since the head of a file is too short to
# tell its language.
LANGUAGES = ("en", "de")


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


def words_of(name: str, *kinds: str, languages: tuple[str, ...] = LANGUAGES) -> list[str]:
    """Return the entries of that list in lower case, of those kinds (second column) if any are named."""
    return [
        row[0].casefold()
        for language in languages
        for row in lexicon.rows(language, name)
        if not kinds or (len(row) > 1 and row[1] in kinds)
    ]


def numbers_of(name: str) -> dict[str, int]:
    """Return that list as name to number."""
    return {row[0].casefold(): int(row[1]) for language in LANGUAGES for row in lexicon.rows(language, name)}


def any_of(entries: Iterable[str]) -> str:
    """Return a regular expression for any of the entries, the longest first."""
    return "|".join(re.escape(entry) for entry in sorted(set(entries), key=lambda e: (-len(e), e)))
