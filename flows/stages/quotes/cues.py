"""Cues: the words that attribute. Verb forms of the cue lexicon found in the words outside quotation marks."""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flows.base import lexicon
from flows.base.grammar import endings, word_set
from flows.base.verbs import load_verb_forms

MASK = "\ue000"
_WORD = re.compile(r"[^\W\d_]+")
_ADVERB_LENGTHS = range(5, 17)


class Cue(NamedTuple):
    """A cue: text[start:end] with its auxiliaries from `group_start` on; its class and form.

    form: finite, ing, participle, bare or phrase (according to).
    """

    group_start: int
    start: int
    end: int
    kind: str
    form: str
    base: str


class CueWords(NamedTuple):
    """The cue lexicon of a language: form → (class, form name, base, second word); phrases and a word of each."""

    forms: Mapping[str, tuple[tuple[str, str, str, str], ...]]
    phrases: re.Pattern[str]
    phrase_keys: tuple[str, ...]
    helpers: frozenset[str]
    blockers: frozenset[str]
    adverb_ends: tuple[str, ...]
    negation_ends: tuple[str, ...]
    carriers: Mapping[str, frozenset[str]]
    clitics: tuple[str, ...]
    passives: frozenset[str]
    complements: Mapping[str, frozenset[str]]
    nouns: frozenset[str]


@functools.cache
def load_cues(language: str) -> CueWords:
    """Return the cue lexicon of the language."""
    forms: dict[str, list[tuple[str, str, str, str]]] = {}
    for kind, *variants in lexicon.rows(language, "cues"):
        base = variants[0]
        for name, variant in zip(("bare", "finite", "finite", "participle", "ing"), variants, strict=False):
            first, _, second = variant.partition(" ")
            entry = (kind, name, base, second)
            known = forms.setdefault(first, [])
            if not any(k[2:] == entry[2:] and k[1] != "bare" for k in known):
                known.append(entry)
            if name in ("ing", "finite"):
                forms.setdefault(first.capitalize(), []).append(entry)
    entries = sorted(lexicon.entries(language, "cue_phrases"))
    taken = _load_complements(language)
    phrases = "|".join(map(_phrase_pattern, entries))
    return CueWords(
        {word: tuple(sorted(found, key=lambda e: (e[3] == "", e))) for word, found in forms.items()},
        re.compile(rf"(?:{phrases})\b"),
        # A word that tells fast that a block holds none of them; its first letter may be a capital.
        tuple(max(phrase[1:].split(), key=len) for phrase in entries),
        lexicon.entries(language, "auxiliaries"),
        lexicon.entries(language, "cue_blockers"),
        endings(language, "adverbs"),
        endings(language, "negations"),
        {"bare": word_set(language, "bare_carriers"), "ing": word_set(language, "ing_carriers")},
        tuple(sorted(word_set(language, "clitic_carriers"))),
        word_set(language, "passive_helpers"),
        taken,
        frozenset(base for base, found in taken.items() if "noun" in found),
    )


@functools.cache
def _load_complements(language: str) -> dict[str, frozenset[str]]:
    """Return what each verb of the cue lexicon takes; nothing in a language whose list does not say."""
    if language not in lexicon.languages("cue_complements"):
        return {}
    listed = {row[0]: frozenset(row[1].split()) for row in lexicon.rows(language, "cue_complements")}
    return {row[1]: listed.get(row[1], listed[f"@{row[0]}"]) for row in lexicon.rows(language, "cues")}


def is_finite_form(word: str, language: str) -> bool:
    """Tell whether the word is likely a verb that says what someone did or does: quipped, went, reads.

    False for every word where the language has no list of verb endings.
    """
    if not word.islower():
        return False
    forms = load_verb_forms(language)
    return word in forms.regular or word in forms.irregular or word.endswith(forms.telling_endings)


def _phrase_pattern(phrase: str) -> str:
    """Return a pattern for the phrase with or without a capital; the class in front makes the search fast."""
    rest = re.escape(phrase[1:]).replace(r"\ ", r"\s+")
    return rf"[{phrase[0].upper()}{phrase[0]}](?<!\w.){rest}"


def find_cues(masked: str, start: int, end: int, language: str) -> list[Cue]:
    """Return the cues in masked[start:end] in order."""
    words = load_cues(language)
    found: list[Cue] = []
    if any(masked.find(key, start, end) >= 0 for key in words.phrase_keys):
        found = [
            Cue(m.start(), m.start(), m.end(), "speech", "phrase", m.group().casefold())
            for m in words.phrases.finditer(masked, start, end)
        ]
    for form in words.forms.keys() & set(_WORD.findall(masked, start, end)):
        for at in _places(masked, form, start, end):
            cue = _verb_cue(masked, at, form, start, words)
            if cue:
                found.append(cue)
    return sorted(found)


def _places(masked: str, form: str, start: int, end: int) -> Iterator[int]:
    """Yield where the form stands as a word of its own; with a capital only at the start of a sentence."""
    at = masked.find(form, start, end)
    while at >= 0:
        stop = at + len(form)
        whole = not _joins_left(masked, at, start) and (stop >= end or not _joins(masked[stop]))
        if whole and (form.islower() or _opens(masked, at, start)):
            yield at
        at = masked.find(form, stop, end)


def _joins(character: str) -> bool:
    return character.isalpha() or character in "-‑"


def _joins_left(masked: str, at: int, start: int) -> bool:
    """Tell whether the word goes on from one before it; a dash behind a mark or a space joins nothing: “…” -said."""
    if at == start or not _joins(masked[at - 1]):
        return False
    return masked[at - 1].isalpha() or (at - 1 > start and masked[at - 2].isalnum())


def _opens(masked: str, at: int, floor: int) -> bool:
    before = masked[max(floor, at - 4) : at].rstrip()
    return not before or before[-1] in f".!?:—–{MASK}"


def _verb_cue(masked: str, at: int, form: str, floor: int, words: CueWords) -> Cue | None:
    before = masked[max(floor, at - 48) : at].split()
    group = _group_start(masked, at, before, words)
    for kind, name, base, second in words.forms[form]:
        end = at + len(form)
        if second:
            if not masked.startswith(f" {second}", end):
                continue
            end += len(second) + 1
        carried = _carried_group(masked, group, floor, name, words)
        if carried >= 0:
            return Cue(carried, at, end, kind, "finite", base)
        # "was told", "to say", "the call": passives, infinitives and nouns have no subject in front.
        held = masked[max(floor, group - 24) : group].split() if name == "bare" else before
        blocked = bool(held) and (held[-1].casefold() in words.blockers or _is_passive(masked, group, at, words))
        if name != "ing" and blocked:
            return None
        return Cue(group, at, end, kind, name, base)
    return None


def _is_adverb(word: str, words: CueWords) -> bool:
    return word.endswith(words.adverb_ends) and len(word) in _ADVERB_LENGTHS and word.isalpha() and word.islower()


def _carried_group(masked: str, group: int, floor: int, name: str, words: CueWords) -> int:
    """Return where the finite verb begins that carries the form: is saying, went on to say; -1 if none does."""
    carriers = words.carriers.get(name)
    if not carriers:
        return -1
    before = masked[max(floor, group - 48) : group].split()
    clitic = next((c for c in words.clitics if before and before[-1].endswith(c)), "") if name == "ing" else ""
    if clitic:
        return masked.rindex(clitic, 0, group)
    length = next((n for n in (3, 2, 1) if len(before) >= n and " ".join(before[-n:]) in carriers), 0)
    if not length:
        return -1
    start = group
    for word in reversed(before[-length:]):
        start = masked.rindex(word, 0, start)
    return _group_start(masked, start, before[:-length], words)


def _is_passive(masked: str, group: int, at: int, words: CueWords) -> bool:
    """Tell a passive by the word before its adverbs: is widely expected."""
    before = masked[max(0, group - 8) : group].split() if group < at else []
    return bool(before) and before[-1] in words.passives


def _group_start(masked: str, at: int, before: Sequence[str], words: CueWords) -> int:
    """Return where the auxiliaries and adverbs in front of the verb begin."""
    group = at
    for word in reversed(before):
        if not (word in words.helpers or _is_adverb(word, words) or word.endswith(words.negation_ends)):
            break
        group = masked.rindex(word, 0, group)
    return group
