"""What a source as written is, where nouns have capitals: the head is the first of them, its ending tells the kind."""

import functools
import re
from collections.abc import Sequence

from flows.base.compounds import look_up, split_rows
from flows.base.grammar import endings, word_set
from flows.base.text import DOUBLE_MARKS, SINGLE_MARKS, fold
from flows.stages.names import Cast, Name, find_bearers
from flows.stages.names.words import NameWords, words_for
from flows.stages.quotes.phrases import load_clause_words
from flows.stages.speakers.surfaces import Surface, load_pronouns

_TOKEN = re.compile(r"[^\W_]+(?:[-’'./&][^\W_]+)*")
_MARKED = re.compile(rf"[{DOUBLE_MARKS}{SINGLE_MARKS}]([^{DOUBLE_MARKS}{SINGLE_MARKS}]+)[{DOUBLE_MARKS}{SINGLE_MARKS}]")
_PRONOUN_KINDS = {"m": "named_person", "f": "named_person", "several": "unnamed_group"}
_KINDS = {"person": "anonymous_person", "group": "unnamed_group"}


def classify_capitals(surface: str, names: tuple[Name, ...], cast: Cast, language: str) -> Surface:
    """Return what the source is. `names` are the names that stand inside it."""
    plain = " ".join(surface.split()).strip(" ,;:—–-")
    pronoun = load_pronouns(language).get(fold(plain))
    if pronoun:
        return Surface("pronoun", _PRONOUN_KINDS.get(pronoun, "unknown"), head=fold(plain))
    words = words_for(plain, language)
    tokens = _TOKEN.findall(plain)
    people = [name for name in names if name.kind == "person"]
    if len(people) > 1 and not word_set(language, "joiners").isdisjoint(tokens):
        return Surface("group", "unnamed_group")
    speaker = next((n for n in people if _is_head(surface, n, plain, words)), None)
    if speaker:
        found = find_bearers(cast, speaker.text, language)
        name = " ".join(speaker.text.split()) if not found else found[0] if len(found) == 1 else None
        return Surface("name", "named_person", name, found)
    unclear = next((n for n in names if n.kind == "other" and " " in n.text and surface.strip() == n.text), None)
    if unclear:
        return Surface("name", "unknown", " ".join(unclear.text.split()))
    head, kind = _head(tokens, words)
    return _named_body(plain, names, kind, cast, words) or _noun(tokens, head, kind, words)


def _is_head(surface: str, name: Name, plain: str, words: NameWords) -> bool:
    """Tell whether the name is the source itself and does not stand in the genitive or behind a preposition."""
    own = f"{name.title} {name.text}" if name.title else name.text
    at = plain.find(own)
    if at < 0:
        at = plain.find(" ".join(name.text.split()))
    before = plain[:at].rstrip()
    last = before.split()[-1] if before else ""
    small = word_set(words.language, "dependents") | word_set(words.language, "prepositions")
    # Von der Heide: the particles of the name itself.
    if not last or before.endswith(",") or all(fold(token) in words.particles for token in before.split()):
        return True
    if fold(last) in small and fold(before) != fold(last):
        return False
    return not plain[at + len(own) :].startswith("s ")


def _head(tokens: Sequence[str], words: NameWords) -> tuple[str, str]:
    """Return the head noun and its kind: the first of two words with capitals that names a kind of source.

    The one before it may be an adjective with the capital of its sentence, or the front of Bau- und Hafenamt.
    """
    small = word_set(words.language, "determiners")
    nouns = [t for t in tokens if t[0].isupper() and fold(t) not in words.adjectives and t.casefold() not in small]
    kinds = [(noun, _kind_of(noun, tokens, words)) for noun in nouns[:2]]
    return next((found for found in kinds if found[1]), kinds[0] if kinds else ("", ""))


def _kind_of(head: str, tokens: Sequence[str], words: NameWords) -> str:
    """Return the kind of source that the noun names; of one that is the same in the plural, the article tells."""
    folded = fold(head)
    sources, tails = _sources(words.language)
    kind = look_up(folded, sources, tails, words.language) or ""
    if not kind and words.titles.get(folded) in ("role", "title"):
        kind = "person"
    if kind == "person" and _is_plural(tokens, head, words):
        kind = "group"
    elif kind == "group" and tokens[0].casefold() in word_set(words.language, "indefinite_articles"):
        kind = "person"
    return _KINDS.get(kind, kind)


@functools.cache
def _sources(language: str) -> tuple[dict[str, str], dict[str, str]]:
    return split_rows({fold(noun): kind for noun, kind in load_clause_words(language).nouns.items()})


def _is_plural(tokens: Sequence[str], head: str, words: NameWords) -> bool:
    folded = fold(head)
    if folded.endswith(endings(words.language, "female_plurals")):
        return True
    first = tokens[0].casefold()
    if first in word_set(words.language, "several"):
        return True
    is_male = words.genders.get(folded) == "m"
    alone = first not in word_set(words.language, "determiners")
    return is_male and (first in word_set(words.language, "plural_articles") or alone)


def _named_body(plain: str, names: tuple[Name, ...], kind: str, cast: Cast, words: NameWords) -> Surface | None:
    """Return a body or paper that the source names: die Zeitung Lantern, laut „Lantern“, das Hafenamt Vell."""
    marked = _MARKED.search(plain)
    if marked and kind in ("organization", "document", ""):
        return Surface("name", kind or "organization", marked.group(1).strip())
    if kind not in ("organization", "document", ""):
        return None
    body = next((n for n in names if n.kind == "organization"), None)
    if body is None:
        return None
    found = find_bearers(cast, body.text, words.language)
    name = found[0] if len(found) == 1 else " ".join(body.text.split())
    return Surface("name", kind or "organization", name)


def _noun(tokens: Sequence[str], head: str, kind: str, words: NameWords) -> Surface:
    first = tokens[0].casefold() if tokens else ""
    definite = first in word_set(words.language, "definites")
    forms = {"unnamed_group": "group", "anonymous_person": "role", "organization": "noun", "document": "noun"}
    return Surface(forms.get(kind, "unknown"), kind or "unknown", head=fold(head), is_definite=definite)
