"""Grammar as data: patterns and sets whose words stand in a language's speech_grammar.txt, not in code.

A row of that list is a word and the set that it belongs to. A word that begins with a hyphen is an ending: "-ly" is
any word that ends so.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from flows.base import lexicon

_SLOT = re.compile(r"<(\w+)>")
_NOTHING = r"(?!)"

PatternOf = Callable[[str], re.Pattern[str]]


@functools.cache
def _sets(language: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    if language not in lexicon.languages("speech_grammar"):
        return {}
    for word, group in lexicon.rows(language, "speech_grammar"):
        found[group].append(word)
    return {group: tuple(words) for group, words in found.items()}


@functools.cache
def word_set(language: str, group: str) -> frozenset[str]:
    """Return the words of that set; none where the language has no use for it."""
    return frozenset(_sets(language).get(group, ()))


@functools.cache
def endings(language: str, group: str) -> tuple[str, ...]:
    """Return the endings of that set, as str.endswith takes them."""
    return tuple(word[1:] for word in _sets(language).get(group, ()) if word.startswith("-"))


def _either(language: str, group: str) -> str:
    words = _sets(language).get(group, ())
    return "|".join(rf"\w+{re.escape(w[1:])}" if w.startswith("-") else _literal(w) for w in words) or _NOTHING


def _literal(word: str) -> str:
    return re.escape(word).replace(r"\ ", " ")


def pattern(template: str, flags: int = 0) -> PatternOf:
    """Return a function from language to pattern: each <set> in the template is any word of that set.

    Put a slot into a group of its own. A set that the language lacks never matches.
    """

    @functools.cache
    def fill(language: str) -> re.Pattern[str]:
        return re.compile(_SLOT.sub(lambda slot: _either(language, slot.group(1)), template), flags)

    return fill
