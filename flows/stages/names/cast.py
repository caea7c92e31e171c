"""The cast of an article: its people and bodies under the first full form of their name.

Same given name or initial and same surname is one person, as is a surname that only one full name bears (the
convention of news style: full name first, surname after).
"""

import bisect
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from flows.base.grammar import endings, pattern, word_set
from flows.base.lexicon import DEFAULT_LANGUAGE
from flows.base.text import Span, fold
from flows.stages.names.finding import Name, find_names
from flows.stages.names.roles import adjective_before, holders_of, role_before_comma
from flows.stages.names.words import ORGANIZATION, PERSON, NameWords, load_words, split_title, words_for

_HE = pattern(r"\b(?:<he_forms>)\b", re.IGNORECASE)
_SHE = pattern(r"\b(?:<she_forms>)\b", re.IGNORECASE)
# Quotes, speakers and claims ask for the same cast one after the other; about 40 kB each.
REMEMBERED = 512
# How far behind a name its pronoun may stand; about two clauses.
_PRONOUN_REACH = 160
_APPOSITION = pattern(
    r",[ \u00a0]+(?:(?:(?:<who_is>)[ ])?(?:<noun_articles>)[ ]|(?!(?:<relative_persons>)\b))"
    r"((?:[^,;:.“”\"()\n]|(?<=[A-Z])\.|\.(?=\w)){3,160})(?=[,.;“”\"\n]|$)"
)
_APPOSED_END = re.compile(r"[,.;!?”\")]")
_AFTER_HEAD = pattern(r"(?:^|\s)(?:<role_ends>)\s")
_WHO = pattern(r" (?:<relative_persons>) ")
_PREFIX = re.compile(r"^(?:al|el|as|ad|an|ash|ibn|bin)-")
_POSSESSIVE = re.compile(r"['’]s?$")
# A company goes by its first word, which for other bodies is as often the place they are in.
_COMPANY = (" holdings", " holding", " inc", " ltd", " plc", " corp", " corporation", " group", " gmbh", " llc")
_DETERMINER = pattern(r"^(?:<role_determiners>)\s+", re.IGNORECASE)


class Person(NamedTuple):
    """Someone in the article: canonical name, its parts, roles as written, gender m, f or empty, mentions."""

    name: str
    given: str
    surname: str
    roles: tuple[str, ...]
    gender: str
    starts: tuple[int, ...]


class Cast(NamedTuple):
    """The people and bodies of one article, and which of them each folded surface may mean."""

    people: tuple[Person, ...]
    organizations: tuple[str, ...]
    bearers: Mapping[str, tuple[str, ...]]
    names: tuple[Name, ...]


def build_cast(text: str, body_spans: Sequence[Span], language: str = DEFAULT_LANGUAGE) -> Cast:
    """Return the cast of the spans, people in the order of their first mention."""
    return _build_cast(text, tuple(body_spans), language)


@functools.lru_cache(maxsize=REMEMBERED)
def _build_cast(text: str, body_spans: tuple[Span, ...], language: str) -> Cast:
    words = words_for(text, language)
    names = find_names(text, body_spans, language)
    groups = _group_people([n for n in names if n.kind == PERSON], words)
    people = tuple(_describe(text, members, names, words) for members in groups)
    named = dict.fromkeys(" ".join(n.text.split()) for n in names if n.kind == ORGANIZATION)
    bodies = _merge_bodies({body: _without_article(body, words) for body in named})
    return Cast(people, tuple(bodies), MappingProxyType(_index(people, bodies)), tuple(names))


def resolve(cast: Cast, surface: str) -> str | None:
    """Return the canonical name that the surface means in this article; None if nobody's or more than one's."""
    found = find_bearers(cast, surface)
    return found[0] if len(found) == 1 else None


def _without_article(body: str, words: NameWords) -> str:
    first, _, rest = body.partition(" ")
    return rest if rest and first in word_set(words.language, "name_articles") else body


def _merge_bodies(bodies: Mapping[str, str]) -> dict[str, str]:
    """Return the bodies without forms that another one has in full: Courier beside The Vell Courier.

    Key: the body as named; value: without its article.
    """
    with_article = {plain for body, plain in bodies.items() if plain != body}
    rest = {body: plain for body, plain in bodies.items() if body not in with_article}
    tails = Counter(plain.split(" ")[-1] for plain in rest.values() if " " in plain)
    return {body: plain for body, plain in rest.items() if " " in plain or tails[plain] != 1}


def find_bearers(cast: Cast, surface: str, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """Return every canonical name that the surface may mean: a full name, a surname, a title and surname."""
    plain = _DETERMINER(language).sub("", _POSSESSIVE.sub("", " ".join(surface.split())))
    _, name = split_title(plain, language)
    nominative = [name.removesuffix(end) for end in endings(language, "genitives") if name.endswith(end)]
    for form in (plain, name, *nominative):
        found = cast.bearers.get(fold(form))
        if found:
            return found
    return ()


def find_role_holders(cast: Cast, surface: str, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """Return the people whose known roles hold all words of the surface: "the ambassador", "the U.S. president"."""
    words = load_words(language)
    if words.nouns_have_capitals:
        return holders_of([(p.name, p.roles) for p in cast.people], surface, language)
    wanted = [t for t in fold(_DETERMINER(language).sub("", surface.strip())).split() if t not in words.particles]
    head = _head_tokens(" ".join(wanted), language)[-1:]
    if not head or head[0] not in words.titles:
        return ()
    needed = {_stem(t, words) for t in wanted}
    holders = []
    for person in cast.people:
        roles = {_stem(t, words) for role in person.roles for t in re.findall(r"[\w.'-]+", fold(role))}
        if needed <= roles and any(head[0] in _head_tokens(fold(role), language) for role in person.roles):
            holders.append(person.name)
    return tuple(holders)


def _head_tokens(role: str, language: str) -> list[str]:
    """Return the words of a folded role that name the office itself: the spokesman, not the president he is for."""
    return re.findall(r"[\w.'-]+", _AFTER_HEAD(language).split(role, maxsplit=1)[0])


def _stem(token: str, words: NameWords) -> str:
    return words.aliases.get(token, token)


def _group_people(names: Sequence[Name], words: NameWords) -> list[list[Name]]:
    """Return the mentions of each person; a surname that several full names bear joins none of them."""
    groups: list[list[Name]] = []
    by_surname: dict[str, list[list[Name]]] = defaultdict(list)
    parts = {name: _parts(name.text, words) for name in names}
    for name in (n for n in names if parts[n][0]):
        given, surname = parts[name]
        home = next((g for g in by_surname[surname] if _compatible(parts[g[0]][0], given)), None)
        if home is None:
            home = []
            groups.append(home)
            by_surname[surname].append(home)
        home.append(name)
    for name in (n for n in names if not parts[n][0]):
        _place_single(name, parts[name][1], groups, by_surname, parts)
    return sorted((sorted(g) for g in groups), key=lambda g: g[0].start)


def _place_single(
    name: Name,
    surname: str,
    groups: list[list[Name]],
    by_surname: dict[str, list[list[Name]]],
    parts: Mapping[Name, tuple[str, str]],
) -> None:
    homes = by_surname.get(surname, [])
    if not homes:
        homes = [g for g in groups if parts[g[0]][0].split(" ")[0] == surname]
    if len(homes) == 1:
        homes[0].append(name)
    elif not homes:
        home = [name]
        groups.append(home)
        by_surname[surname].append(home)


def _parts(name: str, words: NameWords) -> tuple[str, str]:
    """Return folded given names and surname, particles with the surname; no given name for a single word."""
    tokens = [t for t in fold(name).split() if t not in words.suffixes]
    if not tokens:
        return "", fold(name)
    cut = len(tokens) - 1
    while cut > 1 and tokens[cut - 1] in words.particles:
        cut -= 1
    return " ".join(tokens[:cut]), " ".join(tokens[cut:])


def _compatible(known: str, other: str) -> bool:
    """Tell whether two given names can be one person's: equal first names, an initial, a clipped form."""
    a, b = known.split(" ")[0].rstrip("."), other.split(" ")[0].rstrip(".")
    return a == b or (min(len(a), len(b)) == 1 and a[:1] == b[:1]) or (min(len(a), len(b)) >= 3 and a[:3] == b[:3])


def _describe(text: str, members: Sequence[Name], names: Sequence[Name], words: NameWords) -> Person:
    full = next((n for n in members if " " in n.text.strip()), members[0])
    canonical = " ".join(full.text.split())
    given, surname = _parts(canonical, words)
    roles = tuple(dict.fromkeys(role for n in members for role in _roles(text, n, words)))
    return Person(
        canonical, given, surname, roles, _gender(text, members, names, roles, words), tuple(n.start for n in members)
    )


def _roles(text: str, name: Name, words: NameWords) -> list[str]:
    """Return the title before a mention and the role in apposition to it, as written."""
    found = [" ".join(name.title.split())] if name.title else _lower_title(text, name, words)
    if words.nouns_have_capitals:
        start = name.title_start if name.title else name.start
        found = [adjective_before(text, start, words) + title for title in found]
        found += [role for role in [role_before_comma(text, start, words)] if role]
    match = _APPOSITION(words.language).match(text, name.end)
    phrase = _WHO(words.language).split(" ".join(match.group(1).split()), maxsplit=1)[0] if match else ""
    if _has_role(phrase, words):
        found.append(phrase)
    elif not found and _APPOSED_END.match(text, name.end):
        # "The mayor of Vell, Ada Lindqvist, left": the name is the apposition.
        before = role_before_comma(text, name.start, words)
        found += [before] if _has_role(before, words) else []
    return found


def _lower_title(text: str, name: Name, words: NameWords) -> list[str]:
    """Return a role in small letters before the name: "economist Ada Lindqvist", "party chair Ada Lindqvist"."""
    tokens = _words_before(text, name.start)
    if not tokens or words.titles.get(fold(tokens[-1])) != "role":
        return []
    start = len(tokens) - 1
    while start > 0 and (is_role_word(tokens[start - 1], words)):
        start -= 1
    return [" ".join(tokens[start:])]


def _words_before(text: str, position: int) -> list[str]:
    """Return up to six words of the same line and clause in front of the position."""
    window = text[max(0, position - 60) : position].rpartition("\n")[2]
    return [] if not window.endswith(" ") else window[max(map(window.rfind, ',;:(“"')) + 1 :].split()[-6:]


def is_role_word(token: str, words: NameWords) -> bool:
    """Tell whether a word before a role belongs to it: "senior policy analyst", "U.S. ambassador"."""
    folded = fold(token)
    return (
        (folded in words.titles and folded not in words.articles)
        or folded in words.adjectives
        or folded in words.places
    )


def _has_role(phrase: str, words: NameWords) -> bool:
    head = _AFTER_HEAD(words.language).split(fold(phrase), maxsplit=1)[0]
    return any(words.titles.get(t) in ("role", "title") for t in re.findall(r"[\w.-]+", head)[:7])


def _gender(text: str, members: Sequence[Name], names: Sequence[Name], roles: Sequence[str], words: NameWords) -> str:
    """Return m or f by title, role, given name and then pronouns close behind; empty when they disagree."""
    marked = {words.genders[t] for role in roles for t in re.findall(r"[\w.-]+", fold(role))[:6] if t in words.genders}
    if len(marked) == 1:
        return marked.pop()
    given = next((fold(n.text).split()[0] for n in members if " " in n.text), "")
    if words.given.get(given, "-") != "-":
        return words.given[given]
    counts = _count_pronouns(text, members, names, words)
    he, she = counts["m"], counts["f"]
    if he > 2 * she:
        return "m"
    return "f" if she > 2 * he else ""


def _count_pronouns(text: str, members: Sequence[Name], names: Sequence[Name], words: NameWords) -> Counter[str]:
    he, she = _HE(words.language), _SHE(words.language)
    starts = [n.start for n in names if n.kind == PERSON]
    counts: Counter[str] = Counter()
    for name in members[:12]:
        later = bisect.bisect_right(starts, name.start)
        stop = min(name.end + _PRONOUN_REACH, starts[later] if later < len(starts) else len(text))
        counts["m"] += len(he.findall(text, name.end, stop))
        counts["f"] += len(she.findall(text, name.end, stop))
    return counts


def _index(people: Sequence[Person], bodies: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return for each folded form whom it may mean; a full name stands above a surname that looks alike."""
    full: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    for person in people:
        full[fold(person.name)].append(person.name)
        forms = {person.surname, person.surname.split(" ")[-1], _PREFIX.sub("", person.surname)}
        if person.given:
            forms |= {f"{person.given.split(' ')[0]} {person.surname}"}
            if len(person.given) > 2 and " " not in person.given:
                forms |= {person.given}
        for form in sorted(forms):
            short[form].append(person.name)
    for body, plain in bodies.items():
        full[fold(body)].append(body)
        short[fold(plain)].append(body)
        short[fold(body.split(" ")[-1])].append(body)
        if fold(body).rstrip(".").endswith(_COMPANY):
            short[fold(body).split(" ")[0]].append(body)
    return {form: tuple(dict.fromkeys(full.get(form) or short[form])) for form in sorted({*full, *short})}
