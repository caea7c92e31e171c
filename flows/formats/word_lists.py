"""Word lists of every language at once: few files say rightly in which language they are."""

import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from flows.base.lexicon import rows

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "no", "pl", "ru")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")
_LONGEST = 2000


class Phrase(NamedTuple):
    """A phrase of a word list found in a text, and what it speaks for."""

    kind: str
    text: str


def find_phrases(text: str, name: str) -> set[Phrase]:
    """Return the phrases of that list which the text holds as whole words, in any case; of nested ones the longer."""
    folded = _fold_case(text[:_LONGEST])
    by_first_word, unspaced = _phrases(name)
    likely = [phrase for word in set(_WORD.findall(folded)) for phrase in by_first_word.get(word, ())]
    if not folded.isascii():
        likely.extend(phrase for phrase in unspaced if phrase.text in folded)
    found = [phrase for phrase in likely if _holds(folded, phrase.text)]
    return {phrase for phrase in found if not any(phrase.text in other.text and phrase != other for other in found)}


def _fold_case(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def _holds(folded: str, phrase: str) -> bool:
    """Tell whether the phrase stands in the text with no letter before or after it, where its script parts words."""
    if _UNSPACED.search(phrase):
        return phrase in folded
    at = folded.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not folded[at - 1 : at].isalnum() and not folded[end : end + 1].isalnum():
            return True
        at = folded.find(phrase, at + 1)
    return False


@functools.cache
def _phrases(name: str) -> tuple[dict[str, list[Phrase]], list[Phrase]]:
    """Return the list's phrases by their first word, and those of scripts that do not part words."""
    kinds = {_fold_case(row[0]): row[1] for language in reversed((*LANGUAGES, "und")) for row in rows(language, name)}
    by_first_word: dict[str, list[Phrase]] = {}
    unspaced: list[Phrase] = []
    for text, kind in kinds.items():
        first = _WORD.search(text)
        if _UNSPACED.search(text):
            unspaced.append(Phrase(kind, text))
        elif first:
            by_first_word.setdefault(first[0], []).append(Phrase(kind, text))
    return by_first_word, unspaced


def words_of(name: str, *kinds: str) -> list[str]:
    """Return the entries of that list in lower case, of those kinds (second column) if any are named."""
    found = (row for language in LANGUAGES for row in rows(language, name))
    return [row[0].casefold() for row in found if not kinds or row[1] in kinds]


def numbers_of(name: str) -> dict[str, int]:
    """Return that list as name to number."""
    return {row[0].casefold(): int(row[1]) for language in LANGUAGES for row in rows(language, name)}


def any_of(entries: Iterable[str]) -> str:
    """Return a regular expression for any of the entries, the longest first."""
    return "|".join(re.escape(entry) for entry in sorted(set(entries), key=lambda e: (-len(e), e)))
