"""The small word sets of the clause grammar, read from the lexicon."""

import functools

from flows.base.lexicon import rows

_LANGUAGE = "en"


@functools.cache
def word_set(name: str) -> frozenset[str]:
    """Return the words that clause_grammar.txt files under this name."""
    return frozenset(row[0] for row in rows(_LANGUAGE, "clause_grammar") if row[1] == name)
