"""What a claim is about, whatever words it uses: names, countries behind their capitals, verbs and things.

Two outlets seldom put one fact in the same words. A list of words that news prose puts for each other makes them one
concept; all other words stand for themselves by their stem.
"""

import functools
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from flows.base.lexicon import entries, rows
from flows.base.text import fold, tokens, words
from flows.stages.fingerprints.vocabulary import is_common_stem, is_function_word, stem

_LANGUAGE = "en"
_CAPITALS = re.compile(r"U\.?S\.?(?:A\.?)?$")


class Concept(NamedTuple):
    """One thing that is told: its key, what sort it is, and the words of the text that it takes: [at, end).

    `kind`: name, place, number, date (a month or weekday), act, light (a verb that says little), thing or word.
    """

    key: str
    kind: str
    at: int
    end: int


@functools.lru_cache(maxsize=1 << 16)
def read_concepts(text: str, entities: tuple[str, ...] = ()) -> tuple[Concept, ...]:
    """Return the concepts of a text in order; `entities` are the names in it as canonical within its article.

    Function words, nouns that say little and first names before a surname have none.
    """
    written = [part for token in tokens(text) for part in split_word(token)]
    folded = [_fold_word(token) for token in written]
    names = _name_words(entities)
    found: list[Concept] = []
    at = 0
    while at < len(written):
        concept, length = _read_one(written, folded, at, names)
        if concept is not None and _goes_on(found, concept):
            found[-1] = _longer_name(found[-1], concept)
        elif concept is not None and concept.kind != "empty":
            found.append(concept)
        at += length
    return tuple(found)


def _goes_on(found: list[Concept], concept: Concept) -> bool:
    """Tell whether the name just read goes on: of a long name each word would count for a name."""
    if concept.kind != "name" or not found or found[-1].kind != "name":
        return False
    return concept.at == found[-1].end and not _has_digit(concept.key) and not _has_digit(found[-1].key)


def _longer_name(name: Concept, more: Concept) -> Concept:
    """Return a name by its last word; where many names end in that ("Harbour Office") by the first that few have."""
    last = more.key
    if not is_usual(last):
        return Concept(last, "name", name.at, more.end)
    key = name.key if not is_usual(name.key) else f"{name.key} {last}"
    return Concept(key, "name", name.at, more.end)


def is_usual(word: str) -> bool:
    """Tell whether a folded word is common in news, or in the list of words that stand for each other."""
    return is_common_stem(lemma(word)) or lemma(word) in _concepts()


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _read_one(written: list[str], folded: list[str], at: int, names: Collection[str]) -> tuple[Concept | None, int]:
    """Return the concept that begins at a word, if one does, and how many words it takes."""
    pair = f"{folded[at]} {folded[at + 1]}" if at + 1 < len(folded) else ""
    place = _places().get(pair)
    if place:
        return Concept(place, "place", at, at + 2), 2
    known = _concepts().get(f"{lemma(folded[at])} {lemma(folded[at + 1])}") if pair else None
    if known:
        return Concept(known[0], known[1], at, at + 2), 2
    is_named = at + 1 < len(written) and written[at][0].isupper() and written[at + 1][0].isupper()
    if is_named and folded[at] in entries(_LANGUAGE, "given_names"):
        return None, 1
    return _read_word(written[at], folded[at], at, names), 1


def _read_word(written: str, word: str, at: int, names: Collection[str]) -> Concept | None:
    place = _places().get(word)
    if place and (written[0].isupper() or not written.isascii()):
        return Concept(place, "place", at, at + 1)
    if not word or is_function_word(word):
        return None
    if _has_digit(word):
        return Concept(word, "name" if any(map(str.isalpha, word)) else "number", at, at + 1)
    if word in _calendar() and written[0].isupper():
        return Concept(word, "date", at, at + 1)
    known = _concepts().get(lemma(word))
    is_capital = written[0].isupper() and (at > 0 or word in names)
    if is_capital and (word in names if is_usual(word) else known is None):
        return Concept(word, "name", at, at + 1)
    key, kind = known or (lemma(word), "word")
    return Concept(key, kind, at, at + 1)


def split_word(token: str) -> list[str]:
    """Return the words of a hyphenated one ("drug-smuggling"); a designation with a number in it is one word."""
    if "-" not in token or _has_digit(token) or token.casefold() in _hyphenated():
        return [token]
    return [part for part in token.split("-") if part]


@functools.cache
def _hyphenated() -> frozenset[str]:
    return frozenset(key for key in _concepts() if "-" in key)


@functools.lru_cache(maxsize=1 << 16)
def _fold_word(token: str) -> str:
    """Return a word folded; the country is kept apart from the pronoun."""
    if _CAPITALS.match(token):
        return "u.s."
    word = " ".join(words(token))
    return "u.s." if word == "u.s" else word


def _name_words(entities: tuple[str, ...]) -> frozenset[str]:
    return frozenset(part for name in entities for token in tokens(name) for part in map(_fold_word, split_word(token)))


@functools.lru_cache(maxsize=1 << 17)
def lemma(word: str) -> str:
    """Return the base of a folded word as far as the list of verbs, and endings, tell."""
    base = _bases().get(word)
    if base is not None:
        return stem(base)
    if len(word) == 4 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return stem(word)


@functools.cache
def _bases() -> dict[str, str]:
    """Return the base of each form of a listed verb; a form of two verbs counts for the first of the list.

    Endings are put on in every way that English has: forms that nobody uses do no harm.
    """
    found: dict[str, str] = {}
    listed = rows(_LANGUAGE, "verbs")
    for base, *past in listed:
        for form in past:
            found.setdefault(form, base)
    acts = (
        entry for _, kind, wordings in rows(_LANGUAGE, "concepts") if kind == "act" for entry in wordings.split(", ")
    )
    for base in (*(row[0] for row in listed), *(entry for entry in acts if entry.isalpha())):
        for form in _inflect(base):
            found.setdefault(form, base)
    return found


def _inflect(base: str) -> Iterator[str]:
    root = base.removesuffix("e")
    yield from (base, base + "s", base + "es", root + "ed", root + "ing")
    yield from (base + base[-1] + "ed", base + base[-1] + "ing")
    if base.endswith("y"):
        yield from (base[:-1] + "ies", base[:-1] + "ied")


@functools.cache
def _concepts() -> dict[str, tuple[str, str]]:
    """Return the concept and its kind by the bases of a word, or of two with a blank between."""
    found: dict[str, tuple[str, str]] = {}
    for concept, kind, wordings in rows(_LANGUAGE, "concepts"):
        for entry in wordings.split(", "):
            found.setdefault(" ".join(map(lemma, entry.split())), (concept, kind))
    return found


@functools.cache
def _calendar() -> frozenset[str]:
    """Return the names of months and days; what day is meant says the claim's dates."""
    return entries(_LANGUAGE, "months") | entries(_LANGUAGE, "weekdays")


@functools.cache
def _places() -> dict[str, str]:
    """Return the country, folded, by its name, its adjective and its capital, folded."""
    found = {fold(place): fold(place) for _, place in rows(_LANGUAGE, "nationalities")}
    found |= {adjective: fold(place) for adjective, place in rows(_LANGUAGE, "nationalities")}
    found |= {plural: place for word, place in list(found.items()) if (plural := word + "s") not in found}
    aliases = dict((alias, fold(place)) for alias, place in rows(_LANGUAGE, "place_aliases"))
    settled = {place: aliases.get(place, place) for place in found.values()}
    return {word: settled[place] for word, place in found.items()} | aliases | {c: c for c in aliases.values()}


def find_country(word: str) -> str:
    """Return the country, folded, that a folded word names, as "norlish" does; empty for any other word."""
    return _places().get(word, "")


def weigh(concept: Concept) -> float:
    """Return how much it tells that two claims share the concept.

    Countries are in half of all claims on one event; a word that is common in news, or an adverb, tells half; a
    light verb little.
    """
    if concept.kind == "word":
        return 0.5 if is_common_stem(concept.key) or concept.key.endswith("ly") else 1.0
    return {"place": 0.8, "number": 0.5, "date": 0.5, "light": 0.0}.get(concept.kind, 1.0)
