"""Verb forms of a language, by its lists: verbs.txt (verb; irregular past) and verb_endings.txt."""

import functools
from typing import NamedTuple

from flows.base import lexicon


class VerbForms(NamedTuple):
    """The listed verbs bare, with the endings of their finite forms and in irregular pasts; endings that tell alone."""

    bare: frozenset[str]
    regular: frozenset[str]
    irregular: frozenset[str]
    telling_endings: tuple[str, ...]


@functools.cache
def load_verb_forms(language: str) -> VerbForms:
    """Return the verb forms of the language; none where it has no list of endings."""
    if language not in lexicon.languages("verb_endings"):
        return VerbForms(frozenset(), frozenset(), frozenset(), ())
    endings = lexicon.rows(language, "verb_endings")
    verbs = lexicon.rows(language, "verbs")
    return VerbForms(
        bare=frozenset(row[0] for row in verbs),
        regular=frozenset(row[0] + ending for row in verbs for ending, stem in endings if stem == "known"),
        irregular=frozenset(row[1] for row in verbs if len(row) > 1),
        telling_endings=tuple(ending for ending, stem in endings if stem == "any"),
    )
