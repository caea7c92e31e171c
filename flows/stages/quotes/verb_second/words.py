"""The word lists that the rules of a verb-second language ask, in the shape in which they are asked."""

import functools
from collections.abc import Mapping
from typing import NamedTuple

from flows.base import lexicon
from flows.base.compounds import split_rows
from flows.base.grammar import word_set
from flows.base.text import fold

_PARTICLE = 5


class Verb(NamedTuple):
    """A form of a verb that attributes: its class, infinitive, what form it is, its particle and companion.

    form: finite or participle. `particle` stands at the end of a main clause (teilte … mit),
    `companion` anywhere in it (ging davon aus).
    """

    kind: str
    base: str
    form: str
    particle: str
    companion: str
    is_plural: bool


class Words(NamedTuple):
    """What the lists of the language say, all in small letters."""

    verbs: Mapping[str, tuple[Verb, ...]]
    phrases: Mapping[str, str]
    determiners: frozenset[str]
    nominative: frozenset[str]
    prepositions: frozenset[str]
    subordinators: frozenset[str]
    relatives: frozenset[str]
    subject_pronouns: frozenset[str]
    joiners: frozenset[str]
    that: frozenset[str]
    questions: frozenset[str]
    subjunctive: frozenset[str]
    past_subjunctive: frozenset[str]
    indicative: frozenset[str]
    finite: frozenset[str]
    closed: frozenset[str]
    opinion_nouns: frozenset[str]
    modals: frozenset[str]
    saying: frozenset[str]
    name_openers: frozenset[str]
    perfect: frozenset[str]
    passive: frozenset[str]
    times: frozenset[str]
    dependents: frozenset[str]
    own_dependents: frozenset[str]
    name_joints: frozenset[str]
    phrase_joiners: frozenset[str]
    lower_names: frozenset[str]
    impersonal: frozenset[str]
    source_prepositions: frozenset[str]
    not_first: frozenset[str]
    focus: frozenset[str]
    tails: frozenset[str]
    source_nouns: frozenset[str]
    fronted: frozenset[str]
    reasons: frozenset[str]
    view_nouns: frozenset[str]
    passing: frozenset[str]
    sources: Mapping[str, str]
    source_tails: Mapping[str, str]
    language: str
    causal: frozenset[str]
    joined_zu: frozenset[str]
    reported_modals: frozenset[str]
    perfect_infinitives: frozenset[str]
    particle_followers: frozenset[str]
    phrase_conjunctions: frozenset[str]
    object_articles: frozenset[str]
    infinitive_markers: frozenset[str]
    subjunctive_followers: frozenset[str]


def is_verb_second(language: str) -> bool:
    """Tell whether the language's own list says that its finite verb stands second."""
    return "verb_second" in word_set(language, "word_order")


# The fields that are one set of speech_grammar.txt, and its name.
_SETS = {
    "opinion_nouns": "opinion_nouns",
    "modals": "modals",
    "saying": "saying",
    "name_openers": "noun_joiners",
    "determiners": "determiners",
    "nominative": "nominative_determiners",
    "prepositions": "prepositions",
    "subordinators": "subordinators",
    "relatives": "relative_pronouns",
    "subject_pronouns": "subject_pronouns",
    "joiners": "clause_joiners",
    "that": "that",
    "questions": "question_words",
    "past_subjunctive": "past_subjunctive",
    "indicative": "indicative",
    "perfect": "perfect_auxiliaries",
    "passive": "passive_auxiliaries",
    "times": "time_nouns",
    "dependents": "dependents",
    "own_dependents": "own_dependents",
    "name_joints": "name_joints",
    "phrase_joiners": "phrase_joiners",
    "lower_names": "lower_names",
    "impersonal": "impersonal_verbs",
    "source_prepositions": "source_prepositions",
    "focus": "focus",
    "tails": "attribution_tails",
    "source_nouns": "noun_sources",
    "fronted": "fronted_things",
    "reasons": "reasons",
    "view_nouns": "view_nouns",
    "passing": "passing_subjunctives",
    "causal": "causal",
    "joined_zu": "joined_zu",
    "reported_modals": "reported_modals",
    "perfect_infinitives": "perfect_infinitives",
    "particle_followers": "particle_followers",
    "phrase_conjunctions": "phrase_conjunctions",
    "object_articles": "object_articles",
    "infinitive_markers": "infinitive_markers",
    "subjunctive_followers": "subjunctive_followers",
}


@functools.cache
def load_verb_second(language: str) -> Words:
    """Return the lists of the language."""
    sources, tails = split_rows({fold(row[0]): row[1] for row in lexicon.rows(language, "anonymous_sources")})
    determiners, common = word_set(language, "determiners"), lexicon.entries(language, "not_names")
    certain, doubtful = word_set(language, "subjunctive"), word_set(language, "past_subjunctive")
    certain = (certain | _subjunctives(language)) - determiners
    finite = word_set(language, "indicative") | certain | doubtful
    sets = {field: word_set(language, group) for field, group in _SETS.items()}
    return Words(
        verbs=_verbs(language),
        phrases={row[0]: row[1] for row in lexicon.rows(language, "cue_phrases")},
        subjunctive=certain,
        finite=finite,
        closed=(common | determiners | word_set(language, "subordinators")) - finite,
        not_first=common - determiners,
        sources=sources,
        source_tails=tails,
        language=language,
        **sets,
    )


def _verbs(language: str) -> dict[str, tuple[Verb, ...]]:
    """Return the verbs by form; separable ones under the parted form and, for the end of a clause, the joined one."""
    found: dict[str, list[Verb]] = {}
    for kind, base, third, past, participle, *rest in lexicon.rows(language, "cues"):
        particle, companion = (*rest, "", "")[:2]
        bare = base.removeprefix(particle)
        plural_past = past + ("n" if past.endswith("e") else "en")
        forms = [(third, "finite", False), (past, "finite", False), (plural_past, "finite", True)]
        forms.append((bare, "finite", True))
        for form, name, is_plural in dict.fromkeys(forms):
            found.setdefault(form, []).append(Verb(kind, base, name, particle, companion, is_plural))
            if particle:
                found.setdefault(particle + form, []).append(Verb(kind, base, name, "", companion, is_plural))
        found.setdefault(participle, []).append(Verb(kind, base, "participle", "", companion, False))
        if particle:
            apart = participle.removeprefix(particle)
            found.setdefault(apart, []).append(Verb(kind, base, "participle", particle, companion, False))
    return {form: tuple(sorted(set(known), key=_reading_order)) for form, known in found.items()}


def _subjunctives(language: str) -> frozenset[str]:
    """Return the third persons of the subjunctive: er sage, er teile (… mit)."""
    bare = {row[1].removeprefix(row[5]) if len(row) > _PARTICLE else row[1] for row in lexicon.rows(language, "cues")}
    regular = {form.removesuffix("n") for form in bare if form.endswith("en")}
    return frozenset(regular | {form[:-1] + "e" for form in bare if form.endswith(("ern", "eln"))})


def _reading_order(verb: Verb) -> tuple[bool, bool, bool, Verb]:
    """Sort first what asks for a particle, a companion or an auxiliary: the plainer reading is left when none is."""
    return not verb.particle, not verb.companion, verb.form != "participle", verb
