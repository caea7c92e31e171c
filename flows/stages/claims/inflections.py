"""The forms of English verbs: which of them a word can be."""

import functools
import re

from flows.base.lexicon import rows
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
_NOT_PAST = word_set("not_past")  # hundred, sacred: end as a past form does


def forms(word: str) -> frozenset[str]:
    """Return the verb forms that the lower-case word can be; unknown words in -ed and -ing are taken as verbs."""
    known = _forms().get(word)
    if known is not None:
        return known
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed") and word not in _NOT_PAST:
        return frozenset(("past", "participle"))
    if len(word) > 5 and word.endswith("ing"):
        return frozenset(("ing",))
    return frozenset()


def third_person(word: str) -> str | None:
    """Return the third person of a verb in its base form ("repairs"); null for any other word."""
    shapes = forms(word)
    return _with_s(word) if "base" in shapes and "past" not in shapes else None


@functools.cache
def _forms() -> dict[str, frozenset[str]]:
    """Return the forms (base, third, past, participle, ing) that each word can be."""
    found: dict[str, set[str]] = {}
    for row in rows(_LANGUAGE, "verbs"):
        base, *irregular = row
        regular = _with_ed(base)
        past, participle = irregular if irregular else (regular, regular)
        for word, form in (
            (base, "base"),
            (_with_s(base), "third"),
            (past, "past"),
            (participle, "participle"),
            (_with_ing(base), "ing"),
        ):
            found.setdefault(word, set()).add(form)
    return {word: frozenset(kinds) for word, kinds in found.items()}


def _doubles(base: str) -> bool:
    """Tell whether the last consonant is doubled: stop, ban, commit, but not open or visit."""
    if not re.search(r"[^aeiou][aeiou][bdgklmnprt]$", base):
        return False
    return len(re.findall(r"[aeiouy]+", base)) == 1 or base.endswith(
        ("mit", "cur", "fer", "gin", "get", "pel", "bel", "rol")
    )


def _with_s(base: str) -> str:
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + (base[-1] if _doubles(base) else "") + "ed"


def _with_ing(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "be")):
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"
