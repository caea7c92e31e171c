"""Roles where nouns have capitals and make compounds: der Minister may be the Innenminister named before."""

import re
from collections.abc import Iterable, Sequence

from flows.base.compounds import inflected_forms
from flows.base.grammar import pattern, word_set
from flows.base.text import fold
from flows.stages.names.words import NameWords, words_for

# Inflections differ behind the stem, and the country from its adjective: brasilianischer, Brasiliens.
_STEM = 4
_WORD = re.compile(r"[\w.’'-]*\w")
# "Die Leiterin des Hafenamts, Ada Lindqvist,": the role stands before the comma.
_BEFORE_COMMA = pattern(r"\b(?:<role_openers>)\s+([^,.;:!?\n“”„«»\"]{3,120}),\s+$")


def role_before_comma(text: str, position: int, words: NameWords) -> str:
    """Return the noun phrase in front of the comma before the position if it names a role; else nothing."""
    match = _BEFORE_COMMA(words.language).search(text, max(0, position - 140), position)
    head = _head(_tokens(match.group(1)), words) if match else -1
    return " ".join(match.group(1).split()) if match and head >= 0 else ""


def adjective_before(text: str, position: int, words: NameWords) -> str:
    """Return the adjective of a country right before the position, with a space behind: "brasilianische "."""
    last = text[max(0, position - 30) : position].split()[-1:]
    return f"{last[0]} " if last and text[position - 1 : position] == " " and fold(last[0]) in words.adjectives else ""


def holders_of(people: Iterable[tuple[str, Sequence[str]]], surface: str, language: str) -> tuple[str, ...]:
    """Return the names of those (name, roles) who hold the role: same head, and all that the surface says of it."""
    wanted = _tokens(surface.partition(",")[0])
    words = words_for(" ".join([surface, *(role for _, roles in people for role in roles)]), language)
    at = _head(wanted, words)
    if at < 0:
        return ()
    small = word_set(language, "determiners") | word_set(language, "dependents") | word_set(language, "prepositions")
    more = [t for n, t in enumerate(wanted) if n != at and t not in small and words.titles.get(t) != "modifier"]
    return tuple(name for name, roles in people if any(_fits(_tokens(role), wanted[at], more, words) for role in roles))


def _fits(role: Sequence[str], head: str, more: Sequence[str], words: NameWords) -> bool:
    at = _head(role, words)
    if at < 0 or not _same_head(role[at], head, words.language):
        return False
    stems = {token[:_STEM] for token in role}
    # US-Präsident, EU-Kommissar: what the compound says is said.
    stems |= {part[:_STEM] for token in role for part in token.split("-")}
    return all(token[:_STEM] in stems for token in more)


def _same_head(one: str, other: str, language: str) -> bool:
    pairs = ((a, b) for a in inflected_forms(one, language) for b in inflected_forms(other, language))
    return any(a.endswith(b) or b.endswith(a) for a, b in pairs)


def _tokens(phrase: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(phrase)]


def _head(tokens: Sequence[str], words: NameWords) -> int:
    return next((at for at, token in enumerate(tokens) if words.titles.get(token) == "role"), -1)
