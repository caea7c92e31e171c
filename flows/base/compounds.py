"""Compounds and inflected forms of listed words: Innenministers is a form of -minister.

A list that names "-minister" knows the word itself and every compound that ends in it. A form with an ending of the
set `inflections` (speech_grammar.txt) counts as the word without it. Languages without such rows look words up as is.
"""

import functools
from collections.abc import Mapping

from flows.base.grammar import endings

# Shorter beginnings of a compound are no words: Alarm is no -arm, Lehrer no -er.
_SHORTEST_FRONT = 2


def known_tail(word: str, tails: Mapping[str, str], language: str) -> str | None:
    """Return which listed tail the folded word ends in, itself or without its inflection; the longest one."""
    for form in inflected_forms(word, language):
        for cut in range(_SHORTEST_FRONT, len(form) - 2):
            if form[cut:] in tails:
                return form[cut:]
    return None


@functools.lru_cache(maxsize=4096)
def inflected_forms(word: str, language: str) -> tuple[str, ...]:
    """Return the folded word and what it may be an inflected form of."""
    cut = [word.removesuffix(end) for end in endings(language, "inflections") if word.endswith(end)]
    return (word, *(form for form in cut if len(form) > _SHORTEST_FRONT + 1))


def look_up(word: str, whole: Mapping[str, str], tails: Mapping[str, str], language: str) -> str | None:
    """Return what the lists say of the folded word, of a form or a compound of it; null if they do not know it."""
    if word in whole or not tails:
        return whole.get(word)
    found = next((whole[form] for form in inflected_forms(word, language) if form in whole), None)
    if found is None:
        tail = known_tail(word, tails, language)
        found = tails[tail] if tail else None
    return found


def split_rows(rows: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the whole words of a list, and the tails of compounds, which are whole words too."""
    tails = {word[1:]: value for word, value in rows.items() if word.startswith("-")}
    return {**{word: value for word, value in rows.items() if not word.startswith("-")}, **tails}, tails
