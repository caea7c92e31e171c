"""Whom people and pronouns stand for: a president for the country, "us" in a minister's words for hers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from flows.base.lexicon import entries
from flows.base.text import words
from flows.stages.fingerprints import find_country

Row = Mapping[str, Any]

_LANGUAGE = "en"
# "the Norlish trade and foreign minister Anna Berg", "Norland's president, Anna Berg".
_OFFICE_WORDS = 5
_NAME_WORDS = 3
_FORMER = frozenset(["former", "ex", "opposition", "onetime", "then"])
# Folded, the country before an office is the pronoun.
_CAPITALS = {"us": "u.s.", "u.s": "u.s."}
_WE = frozenset(["we", "us", "our", "ours"])


Parties = Mapping[str, frozenset[str]]


def find_parties(sentences: pa.Table) -> Mapping[str, Parties]:
    """Return by article the countries for which people act in it, by the folded words of their names.

    Takes SENTENCES.
    """
    found: dict[str, dict[str, frozenset[str]]] = {}
    columns = (sentences[name].to_pylist() for name in ("article_id", "terms", "names"))
    for article, terms, names in zip(*columns, strict=True):
        own = found.setdefault(article, {})
        for word, country in _officers(terms.split(), frozenset(names)):
            own[word] = own.get(word, frozenset()) | {country}
    return found


def join_parties(all_parties: Iterable[Parties]) -> Parties:
    """Return what several articles tell of whom people act for."""
    joined: dict[str, frozenset[str]] = {}
    for parties in all_parties:
        for word, countries in parties.items():
            joined[word] = joined.get(word, frozenset()) | countries
    return joined


def _officers(terms: Sequence[str], names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Return the words of names that stand behind a country and an office, with the country."""
    offices = entries(_LANGUAGE, "offices")
    for at, word in enumerate(terms):
        if word not in offices:
            continue
        country = _country_before(terms, at)
        for other in terms[at + 1 : at + 1 + _NAME_WORDS] if country else ():
            if other not in names or find_country(other):
                break
            yield other, country


def _country_before(terms: Sequence[str], at: int) -> str:
    """Return the country of the office at a word; empty if none is told, or if it is nobody's office now."""
    before = terms[max(0, at - _OFFICE_WORDS) : at]
    if _FORMER & set(before):
        return ""
    return next(filter(None, (find_country(_CAPITALS.get(word, word)) for word in reversed(before))), "")


def parties_of(claim: Row, parties: Parties) -> frozenset[str]:
    """Return the countries that the people in a claim act for, and "us" of its claimant's words.

    Whose name goes with two countries stands for neither.
    """
    if not parties:
        return frozenset()
    named = {word for name in claim["entities"] for word in words(name)}
    if _WE & set(words(claim["content"])):
        named |= set(words(claim["claimant_name"] or ""))
    found = (parties.get(word, frozenset()) for word in named)
    return frozenset(min(countries) for countries in found if len(countries) == 1)
