"""What body a short name or a noun means: Olm for Olm Motors, the company, the newspaper, it."""

import functools
import re
from collections.abc import Mapping, Sequence

from flows.base.lexicon import entries, rows
from flows.stages.names import Name

_LANGUAGE = "en"
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s?$")
_PRESS = frozenset(
    ("newspaper", "paper", "daily", "weekly", "magazine", "broadcaster", "outlet", "channel", "station", "tabloid")
)
_AGENCIES = frozenset(("news agency", "wire service"))
_NEAR = 400  # characters back among which only one such body may stand where an article names several
_IT_REACH = 250  # the same for "it"
_OPENING = 5  # characters into a sentence within which its first name stands: The Olm
_STOPS = (". ", "\n", ".” ", '." ', "? ", "! ")


@functools.cache
def _company_words(kind: str) -> frozenset[str]:
    return frozenset(row[0] for row in rows(_LANGUAGE, "company_words") if row[1] == kind)


def is_company(name: str) -> bool:
    """Tell whether a name of several words ends as those of companies do: Olm Motors, Vell Holdings Ltd."""
    first, _, last = name.strip().rpartition(" ")
    return bool(first) and POSSESSIVE.sub("", last.rstrip(".").casefold()) in _company_words("name")


def is_outlet(name: str) -> bool:
    """Tell whether a name of several words holds a word of those of publishers: The Vell Courier, Radio Olm."""
    words = [word.casefold() for word in WORD.findall(name)]
    return len(words) > 1 and not entries(_LANGUAGE, "outlet_words").isdisjoint((words[0], words[-1]))


def shorten_companies(names: Sequence[Name]) -> Mapping[str, str]:
    """Return the full name of each company by the first word of it, if nothing else begins so: no person, no place."""
    found: dict[str, set[str]] = {}
    barred = {name.text for name in names if name.kind == "place"}
    for name in names:
        full = POSSESSIVE.sub("", " ".join(name.text.split()))
        if " " in full:
            found.setdefault(full.split()[0], set()).add(full)
    only = {short: min(full) for short, full in found.items() if len(full) == 1 and short not in barred}
    return {short: full for short, full in only.items() if is_company(full)}


def find_meant(noun: str, at: int, names: Sequence[Name], full_names: Mapping[str, str]) -> str | None:
    """Return the company or the publisher that "the company" or "the newspaper" at this place means.

    It is the only one that the article names before, or the only one near before; null if there are more.
    """
    folded = " ".join(noun.casefold().split())
    if folded in _company_words("noun"):
        fits = is_company
    elif folded in _PRESS or folded in _AGENCIES:
        fits = is_outlet
    else:
        return None
    before = [(name.start, full_names[name.text]) for name in names if name.start < at]
    fitting = [(start, name) for start, name in before if fits(name)]
    near = {name for start, name in fitting if start >= at - _NEAR}
    every = {name for _, name in fitting}
    chosen = every if len(every) == 1 else near
    return next(iter(chosen)) if len(chosen) == 1 else None


def find_body_before(at: int, names: Sequence[Name], full_names: Mapping[str, str]) -> str | None:
    """Return the body that "it" at this place means: the only one named shortly before."""
    near = [name for name in names if at - _IT_REACH <= name.start < at]
    found = {full_names[n.text] for n in near if n.kind == "organization" or is_company(full_names[n.text])}
    return next(iter(found)) if len(found) == 1 else None


def sentence_start(text: str, at: int) -> int:
    """Return where the sentence that holds this place begins, by the last mark of an end before it."""
    ends = ((text.rfind(mark, 0, at), len(mark)) for mark in _STOPS)
    return max(found + length if found >= 0 else 0 for found, length in ends)


def find_opening_body(
    text: str, at: int, names: Sequence[Name], full_names: Mapping[str, str]
) -> tuple[int, str] | None:
    """Return where the sentence before that of this place begins, and the body that opens it; null if none does."""
    end = sentence_start(text, at)
    start = sentence_start(text, len(text[:end].rstrip()) - 1)
    opening = next((name for name in names if start <= name.start <= start + _OPENING), None)
    if opening is None:
        return None
    full = full_names[opening.text]
    return (start, full) if opening.kind == "organization" or is_company(full) else None
