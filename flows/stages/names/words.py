"""The word lists about names of one language, in the shape in which they are asked."""

import functools
import re
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.base import lexicon
from flows.base.compounds import look_up, split_rows
from flows.base.grammar import endings, pattern, word_set
from flows.base.lexicon import DEFAULT_LANGUAGE
from flows.base.text import fold
from flows.base.verbs import load_verb_forms

# Python's re has no \p{Lu}; cased scripts end well before U+0590 but for Georgian, Greek Extended and the like.
UPPER = "".join(c for c in map(chr, range(0x41, 0x590)) if c.isupper() or c.istitle())
# Interned so that the many Name rows of an article share their kind.
PERSON, ORGANIZATION, PLACE, OTHER = map(sys.intern, ("person", "organization", "place", "other"))

_CAPITALISED = re.compile(rf"[{UPPER}](?<!\w.)[\w-]*\w")
_LONGEST_COMPLEMENT = 4
_LONGEST_NAME = 4
_LINK = pattern(r"\s+(?:<office_links>)(?:\s+(?:<articles>))?\s+")


class Tails(NamedTuple):
    """Listed words that are also known as the end of a compound: of titles, of their genders, of kinds."""

    titles: Mapping[str, str]
    genders: Mapping[str, str]
    kinds: Mapping[str, str]


class NameWords(NamedTuple):
    """What the lists of one language say. All keys are folded."""

    language: str
    titles: Mapping[str, str]
    genders: Mapping[str, str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    kinds: Mapping[str, str]
    places: frozenset[str]
    adjectives: frozenset[str]
    not_names: frozenset[str]
    small_words: frozenset[str]
    given: Mapping[str, str]
    verbs: frozenset[str]
    run: re.Pattern[str]
    link: re.Pattern[str]
    office_links: frozenset[str]
    articles: frozenset[str]
    aliases: Mapping[str, str]
    tails: Tails
    nouns_have_capitals: bool


@functools.cache
def load_words(language: str) -> NameWords:
    """Return the lists of the language; of English where it has none of its own."""
    language = lexicon.speech_language(language) or DEFAULT_LANGUAGE
    titles = lexicon.rows(language, "titles_and_roles")
    roles, role_tails = split_rows({fold(row[0]): row[1] for row in titles})
    genders, gender_tails = split_rows({fold(row[0]): row[2] for row in titles if len(row) > 2})
    kinds, kind_tails = split_rows({fold(row[0]): row[1] for row in lexicon.rows(language, "name_words")})
    kinds.update({fold(body): "organization" for body in lexicon.entries(language, "organizations")})
    has_capitals = "capital_nouns" in word_set(language, "orthography")
    if has_capitals:
        common, common_tails = _common_nouns(language)
        kinds, kind_tails = common | kinds, common_tails | kind_tails
    forms = load_verb_forms(language)
    nations = lexicon.rows(language, "nationalities")
    not_names = frozenset(map(fold, lexicon.entries(language, "not_names")))
    particles = [row[0] for row in lexicon.rows(language, "name_particles") if row[1] == "particle"]
    prefixes = [row[0] for row in lexicon.rows(language, "name_particles") if row[1] == "prefix"]
    return NameWords(
        language=language,
        titles=roles,
        genders=genders,
        particles=frozenset(part for particle in particles for part in fold(particle).split()),
        suffixes=frozenset(fold(row[0]) for row in lexicon.rows(language, "name_particles") if row[1] == "suffix"),
        kinds=kinds,
        places=frozenset({*map(fold, lexicon.entries(language, "places")), *(fold(row[1]) for row in nations)}),
        adjectives=frozenset(fold(row[0]) for row in nations),
        not_names=not_names,
        small_words=frozenset(word.capitalize() for word in not_names),
        given=_given_names(language, not_names),
        verbs=forms.bare | forms.regular,
        run=_run_pattern([row[0] for row in titles if row[0].endswith(".")], particles, prefixes),
        link=_LINK(language),
        office_links=word_set(language, "office_links"),
        articles=word_set(language, "articles"),
        aliases={fold(row[0]): row[1] for row in lexicon.rows(language, "country_aliases")},
        tails=Tails(role_tails, gender_tails, kind_tails),
        nouns_have_capitals=has_capitals,
    )


def _common_nouns(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the nouns of groups and papers, which no name ends in where nouns have capitals."""
    listed = {fold(row[0]): row[1] for row in lexicon.rows(language, "anonymous_sources")}
    return split_rows({noun: "other" for noun, kind in listed.items() if kind in ("group", "document")})


def _given_names(language: str, not_names: frozenset[str]) -> dict[str, str]:
    """Return the given names of the language and, as names cross borders, those of the default language."""
    own = {fold(row[0]): row[1] for row in lexicon.rows(language, "given_names")}
    others = {fold(row[0]): row[1] for row in lexicon.rows(DEFAULT_LANGUAGE, "given_names")}
    return own if language == DEFAULT_LANGUAGE else {n: g for n, g in others.items() if n not in not_names} | own


def words_for(text: str, language: str) -> NameWords:
    """Return the lists of the language with the compounds and place adjectives that stand in the text."""
    words = load_words(language)
    if not words.nouns_have_capitals:
        return words
    return _with_compounds(words, frozenset(_CAPITALISED.findall(text)))


@functools.lru_cache(maxsize=16384)
def _compound(token: str, language: str) -> tuple[str | None, ...]:
    """Return what the lists say of the folded word as title, of its gender and as a kind of name."""
    words = load_words(language)
    wholes = (words.titles, words.genders, words.kinds)
    return tuple(look_up(token, *lists, language) for lists in zip(wholes, words.tails, strict=True))


def _with_compounds(words: NameWords, seen: frozenset[str]) -> NameWords:
    tokens = sorted({fold(token) for token in seen} - words.given.keys())
    tables = [dict(whole) for whole in (words.titles, words.genders, words.kinds)]
    for token in tokens:
        for table, value in zip(tables, _compound(token, words.language), strict=True):
            if value:
                table.setdefault(token, value)
    # Berliner, Hamburger: of the place.
    local = {t for t in tokens if t.endswith(endings(words.language, "place_adjectives")) and t[:-2] in words.places}
    of_places = {t for t in tokens if t.endswith(endings(words.language, "genitives")) and t[:-1] in words.places}
    return words._replace(
        titles=tables[0],
        genders=tables[1],
        kinds=tables[2],
        adjectives=words.adjectives | local,
        places=words.places | of_places,
    )


def _run_pattern(dotted: Sequence[str], particles: Sequence[str], prefixes: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for capitalised words in a row, with particles between them.

    Dotted titles and initials keep their point; a possessive 's stays outside.
    """
    capitalised = sorted((t[0].upper() + t[1:] for t in dotted), key=lambda t: (-len(t), t))
    titles = "|".join(rf"(?<={t[0]}){re.escape(t[1:])}" for t in capitalised)
    small = "|".join(sorted(map(re.escape, prefixes), key=lambda w: (-len(w), w)))
    letters = rf"[^\W_]*(?:[-‑][^\W_]+|['’](?!s\b)[^\W_]+|&[{UPPER}][^\W_]*|/[{UPPER}]{{2,}})*"
    initials = rf"\.(?:[ ]?[{UPPER}]\.)*"
    # A character class at the very start lets the engine skip small letters; the word boundary is asked behind it.
    token = rf"[{UPPER}](?<![^\W_].)(?:{initials}|{titles}|(?<=[JS])r\.|{letters})"
    inner = "|".join(sorted(map(re.escape, particles), key=lambda w: (-len(w), w)))
    gap = r"(?:[ \u00a0]{1,2}|[ ]?\r?\n)"
    prefixed = rf"(?:{inner}){gap}"
    return re.compile(
        rf"{token}(?:,?{gap}(?=Jr\b|Sr\b){token}|{gap}(?:{prefixed}){{0,2}}{token}"
        rf"|{gap}(?:{small})[-‑][{UPPER}]{letters}){{0,15}}"
    )


def is_modifier(words: NameWords, token: str) -> bool:
    """Tell whether the folded token only narrows a title: Russian, former, U.S."""
    return token in words.titles or token in words.adjectives or token in words.places


def split_title(text: str, language: str = DEFAULT_LANGUAGE) -> tuple[str, str]:
    """Return the title or role in front of a name, and the name: ("Foreign Minister", "Ada Lindqvist").

    Words that only look like a title because nothing follows stay in the name.
    """
    tokens = text.split()
    cut = title_length(words_for(text, language), [fold(token) for token in tokens])
    return " ".join(tokens[:cut]), " ".join(tokens[cut:])


def title_length(words: NameWords, tokens: Sequence[str]) -> int:
    """Return how many of the folded tokens are title and its modifiers; 0 when no name would be left."""
    cut = 0
    last = len(tokens) - 1
    while last > 0 and tokens[last] in words.suffixes:
        last -= 1
    for at in range(last):
        if not _is_title(words, tokens, at):
            continue
        if tokens[at + 1] not in words.office_links:
            cut = at + 1
        elif is_office(words, tokens[at]):
            begin = at + 2 + (not words.articles.isdisjoint(tokens[at + 2 : at + 3]))
            length = complement_length(words, tokens[begin : last + 1])
            cut = begin + length if length else cut
    return cut


def is_office(words: NameWords, token: str) -> bool:
    """Tell whether the folded word is a title or role that takes a complement: Minister of Ferries, mayor of Vell."""
    return words.titles.get(token) in ("title", "role")


def complement_length(words: NameWords, tokens: Sequence[str], *, guess: bool = True) -> int:
    """Return how many folded tokens after "Minister of" belong to the office and not to the name; 0 if none do.

    They end where a known given name stands, or are known portfolios and places; else, only to `guess`, a name is
    two words, given name and surname.
    """
    if len(tokens) < 2 or tokens[0] in words.given:
        return 0
    given = next((at for at in range(1, min(len(tokens) - 1, _LONGEST_COMPLEMENT)) if tokens[at] in words.given), 0)
    if given:
        return given
    known = 0
    while known < len(tokens) - 1 and is_modifier(words, tokens[known]):
        known += 1
    if known:
        return known if len(tokens) - known <= _LONGEST_NAME else 0
    rest = len(tokens) - 2
    return rest if guess and 1 <= rest <= _LONGEST_COMPLEMENT and words.kinds.get(tokens[-1]) is None else 0


def _is_title(words: NameWords, tokens: Sequence[str], at: int) -> bool:
    token = tokens[at]
    phrase = f"{tokens[at - 2]} {tokens[at - 1]} {token}" if at >= 2 else ""
    if phrase in words.titles:
        return True
    if words.titles.get(token, words.titles.get(token.removesuffix("s"), "modifier")) == "modifier":
        return False
    return (
        at == 0
        or all(is_modifier(words, t) or words.kinds.get(t) == "organization" for t in tokens[:at])
        or (token.endswith(".") or (token not in words.given and at > 0 and tokens[at - 1] not in words.given))
    )


def is_organization(text: str, language: str = DEFAULT_LANGUAGE) -> bool:
    """Tell whether the words of the name say that it is a body: a ministry, a party, a newspaper."""
    words = words_for(text, language)
    tokens = [fold(token) for token in text.split()]
    return " ".join(tokens) in words.kinds or any(words.kinds.get(t) == "organization" for t in tokens)
