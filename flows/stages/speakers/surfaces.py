"""What a source as written is: a name, a pronoun, a role, a group, a document."""

import functools
import re
from typing import NamedTuple

from flows.base import lexicon
from flows.base.grammar import endings, pattern, word_set
from flows.base.text import fold
from flows.stages.names import Cast, Name, find_bearers, is_organization
from flows.stages.names.words import load_words
from flows.stages.quotes.phrases import head_noun, load_clause_words

_DETERMINER = pattern(r"^(?:<noun_articles>|<pointers>)\s+", re.IGNORECASE)
_DEFINITE = pattern(r"^(?:<articles>|<pointers>|<possessives>)\b", re.IGNORECASE)
_PHRASE = pattern(r"\s(?:<phrase_links>)\s")
# What only tells more of the source: ", a leader", "(61)", "who left", "seen by the Courier".
_MODIFIED = pattern(r",\s|\s\(|\s+(?:<modifying_relatives>)\s|\s(?:<modifying_participles>)\s")
_AND = pattern(r"\b(?:<joiners>)\b")
_POSSESSIVE_END = re.compile(r"['’]s?$")
_LONGEST_NAME = 5


class Surface(NamedTuple):
    """A source as written, classified. `form` is pronoun, name, role, noun, group or unknown.

    `name` is the canonical name where the words alone settle it; `bearers` are all whom a surname may mean;
    `head` is the folded head noun of a phrase without a name.
    """

    form: str
    kind: str
    name: str | None = None
    bearers: tuple[str, ...] = ()
    head: str = ""
    is_definite: bool = False


@functools.cache
def load_pronouns(language: str) -> dict[str, str]:
    """Return what each pronoun stands for: m, f, several, thing, speaker or addressee."""
    return {row[0]: row[1] for row in lexicon.rows(language, "pronouns")}


@functools.cache
def load_plural_pronouns(language: str) -> dict[str, str]:
    """Return what those pronouns stand for beside a plural verb that stand for another then: sagten sie."""
    return {row[0]: row[2] for row in lexicon.rows(language, "pronouns") if len(row) > 2}


@functools.cache
def _noun_kinds(language: str) -> dict[str, str]:
    nouns = load_clause_words(language).nouns
    kinds = {"person": "anonymous_person", "group": "unnamed_group"}
    return {noun: kinds.get(kind, kind) for noun, kind in nouns.items()}


def classify(surface: str, names: tuple[Name, ...], cast: Cast, language: str) -> Surface:
    """Return what the source is. `names` are the names that stand inside it."""
    plain = " ".join(surface.split()).strip(" ,;:—–-")
    folded = fold(plain)
    pronoun = load_pronouns(language).get(folded)
    if pronoun:
        kinds = {"m": "named_person", "f": "named_person", "several": "unnamed_group"}
        return Surface("pronoun", kinds.get(pronoun, "unknown"), head=folded)
    core = _MODIFIED(language).split(plain, maxsplit=1)[0].strip()
    joint = _joint_people(core, names, language)
    if joint:
        return Surface("group", "unnamed_group")
    named = _named(core, plain, names, cast, language)
    # "The operator, Tarn Ferries," is the body that the apposition names.
    apposed = next((n for n in names if n.kind == "organization" and plain == f"{core}, {n.text}"), None)
    named = named or (_body(apposed.text, (apposed,), cast, language) if apposed else None)
    return named or _unclear_name(core, names, language) or _noun(core, language)


def _unclear_name(core: str, names: tuple[Name, ...], language: str) -> Surface | None:
    """Return a source that is a name of which nothing tells whether a person's or a body's: Forbes said.

    With an article it is a body's, unless it is a people's: the Lantern, but the Dutch, the Democrats.
    """
    plain = _DETERMINER(language).sub("", core)
    if plain != core and any(n.kind == "other" and n.text == plain for n in names):
        is_people = plain.endswith(endings(language, "plurals")) or fold(plain) in load_words(language).adjectives
        return None if is_people else Surface("name", "organization", plain)
    tokens = _POSSESSIVE_END.sub("", core).split()
    capitalised = len(tokens) <= _LONGEST_NAME and all(token[0].isupper() for token in tokens)
    named = any(n.kind == "other" and n.text in core for n in names)
    return Surface("name", "unknown", " ".join(tokens)) if capitalised and named else None


def _joint_people(core: str, names: tuple[Name, ...], language: str) -> bool:
    people = [n for n in names if n.kind == "person" and n.text in core]
    return len(people) > 1 and _AND(language).search(core) is not None


def _named(core: str, plain: str, names: tuple[Name, ...], cast: Cast, language: str) -> Surface | None:
    people = [n for n in names if n.kind == "person"]
    # "the mayor, Ada Lindqvist," is the person, and so is "engineer Ada Lindqvist".
    last = next((n for n in reversed(people) if core.endswith(n.text) or plain == f"{core}, {n.text}"), None)
    if last is None and people and not core[:1].islower() and not _has_source_noun(core, people, language):
        # "The company's chief, Ada Lindqvist," names the person in the apposition.
        last = next((n for n in people if plain.endswith(n.text) or core.startswith((n.text, n.title or n.text))), None)
    if last is not None and not core.endswith(("'s", "’s")):
        return _person(last, cast, language)
    if core.isupper() and find_bearers(cast, core, language):
        found = find_bearers(cast, core, language)
        return Surface("name", "named_person", found[0] if len(found) == 1 else None, found)
    return _body(core, names, cast, language)


def _has_source_noun(core: str, people: list[Name], language: str) -> bool:
    """Tell whether a noun after the name is the source: Lindqvist's campaign, Lindqvist supporters."""
    rest = core
    for name in people:
        rest = rest.replace(name.text, " ")
    words = load_clause_words(language)
    return any(fold(t.strip("'’s")) in words.nouns or fold(t) in words.nouns for t in rest.split())


def _person(name: Name, cast: Cast, language: str) -> Surface:
    found = find_bearers(cast, name.text, language)
    if not found:
        return Surface("name", "named_person", " ".join(name.text.split()))
    return Surface("name", "named_person", found[0] if len(found) == 1 else None, found)


def _body(core: str, names: tuple[Name, ...], cast: Cast, language: str) -> Surface | None:
    """Return a body, document or place that is named in the source: the Vell Courier, a Vell Institute report."""
    whole = _POSSESSIVE_END.sub("", core).strip()
    plain = _DETERMINER(language).sub("", whole).strip()
    if not plain or not any(n.text in core for n in names):
        return None
    ends_in_name = next((n for n in reversed(names) if whole.endswith(n.text)), None)
    words = load_clause_words(language)
    head = head_noun(plain.split(), words)
    kind = _noun_kinds(language).get(head, "")
    if ends_in_name is None or _PHRASE(language).search(plain):
        if kind == "anonymous_person" or (kind == "unnamed_group" and not is_organization(plain, language)):
            return None
        if kind in ("organization", "document"):
            return Surface("name", kind, plain)
        if ends_in_name is None:
            return None
    body = " ".join(ends_in_name.text.split())
    found = find_bearers(cast, body, language)
    if ends_in_name.kind == "organization" and len(found) == 1 and len(plain) <= len(found[0]) + 4:
        return Surface("name", "organization", found[0])
    if ends_in_name.kind == "other" and kind == "unnamed_group":
        return None
    if ends_in_name.kind in ("organization", "place") or is_organization(body, language):
        whole_name = len(plain) <= 3 * len(body) or all(t[0].isupper() for t in plain.split())
        return Surface("name", "organization", plain if whole_name else body)
    return _body_by_noun(plain, body, found, language)


def _body_by_noun(plain: str, body: str, found: tuple[str, ...], language: str) -> Surface | None:
    """Return a body whose noun stands before its name, or one known by its full name: the tracking site Lantern."""
    before = plain.removesuffix(body).split()
    noun = before[-1] if before else ""
    if is_organization(noun, language) or _noun_kinds(language).get(noun) in ("organization", "document"):
        return Surface("name", "organization", body)
    if len(found) == 1 and is_organization(found[0], language):
        return Surface("name", "organization", found[0])
    return None


def _noun(core: str, language: str) -> Surface:
    words = load_clause_words(language)
    tokens = [t for t in core.split() if t]
    head = head_noun([t for t in tokens if fold(t) not in words.determiners] or tokens, words)
    kind = _noun_kinds(language).get(head, "")
    if len(tokens) > 1 and " ".join(map(fold, tokens[:2])) in word_set(language, "some_of"):
        kind = "unnamed_group"
    definite = _DEFINITE(language).match(core) is not None
    singular = next((head.removesuffix(end) for end in endings(language, "plurals") if head.endswith(end)), "")
    if not kind and _noun_kinds(language).get(singular) == "anonymous_person":
        kind = "unnamed_group"
    if kind in ("organization", "document"):
        return Surface("noun", kind, head=head, is_definite=definite)
    if kind == "unnamed_group":
        return Surface("group", kind, head=head, is_definite=definite)
    if kind == "anonymous_person" or head in words.roles:
        return Surface("role", "anonymous_person", head=head, is_definite=definite)
    return Surface("unknown", "unknown", head=head, is_definite=definite)
