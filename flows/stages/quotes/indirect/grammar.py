"""The words that shape reported speech in one language, as patterns ready to be matched."""

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from flows.base import lexicon
from flows.base.grammar import pattern, word_set
from flows.stages.quotes.cues import MASK, load_cues

_PAST, _ING = 3, 5
_OPENS_CLAUSE = (
    "<reported_conjunction>|<reported_subject>|<reported_question>|<reported_infinitive>|<reported_possessive>"
)
_DAY = r"(?:(?:<reported_on>)\s+)?(?:<reported_day>)(?:\s+(?:<reported_daytime>))?"


class Grammar(NamedTuple):
    """What a language's verbs take; patterns, each matched where a cue ends or where what is reported might end."""

    language: str
    takes: Mapping[str, frozenset[str]]
    past: frozenset[str]
    ing: frozenset[str]
    subjects: frozenset[str]
    telling: frozenset[str]
    relatives: frozenset[str]
    hearers: frozenset[str]
    addressees: frozenset[str]
    verbs: frozenset[str]
    barred_words: frozenset[str]
    that: re.Pattern[str]
    late_that: re.Pattern[str]
    late_clause: re.Pattern[str]
    question: re.Pattern[str]
    infinitive: re.Pattern[str]
    later_infinitive: re.Pattern[str]
    later_manner: re.Pattern[str]
    addressee: re.Pattern[str]
    day: re.Pattern[str]
    barred: re.Pattern[str]
    adverbial: re.Pattern[str]
    gap: re.Pattern[str]
    gap_end: re.Pattern[str]
    object: re.Pattern[str]
    clause: re.Pattern[str]
    echo: re.Pattern[str]
    loose: re.Pattern[str]
    wish_end: re.Pattern[str]
    object_end: re.Pattern[str]
    joint: re.Pattern[str]
    opening: re.Pattern[str]
    ending: re.Pattern[str]
    gerund_opener: re.Pattern[str]
    subordinate: re.Pattern[str]
    joined: re.Pattern[str]
    late_question: re.Pattern[str]
    aside: re.Pattern[str]
    afterthought: re.Pattern[str]


_TEMPLATES = {
    "that": r"\s+(?:<reported_conjunction>)\b,?\s*",
    # "said in Vell that", "told the owners of the mill that": the conjunction within reach and before any comma.
    "late_that": rf"[^,.;:“”\"{MASK}]{{1,70}}?\b(?:<reported_conjunction>)\s+",
    # "told the owner of the mill she", "has said for weeks he": a clause behind a hearer or a time, by its pronoun.
    "late_clause": rf"[^,.;:“”\"{MASK}]{{1,60}}?\s(?=(?:<reported_person>)\s)",
    "question": r"\s+(?=(?:<reported_question>)\b)",
    "infinitive": r"\s+(?=(?:<reported_infinitive>)\s+[a-z])",
    "later_infinitive": r"(?!\s+(?:<reported_negation>)\b)"
    rf"[^,.;:“”\"]{{1,90}}?\b(?:<reported_infinitive>)\s+[a-z{MASK}]",
    "later_manner": r"[^,.;:“”\"]{1,120}?\b(?:<reported_manner>)\s+",
    "addressee": r"\s+(?:(?:<reported_addressee>)\b"
    rf"|(?:<reported_determiner>)\s+(?:(?!(?:<reported_infinitive>)\s)\S+\s+){{0,4}}?(?=(?:{_OPENS_CLAUSE})\s)"
    rf"|[A-Z][\w.’'/-]*(?:\s[A-Z][\w.’'/-]*){{0,5}}(?=\s*(?:{_OPENS_CLAUSE}|<reported_on>)\s))",
    "day": rf"\s+{_DAY}(?=\s)",
    "barred": rf"\s+(?:<reported_barred>)\b|\s*[^\w\s“‘'’$€£#@({MASK}]",
    "adverbial": r"\s+(?:<reported_barred>|<reported_aside>|<adverbs>)\b",
    # "a tactic that officials say is meant to help, but that …": the subject of the clause stands before the source.
    "gap": r"\s+(?:<reported_verb>)\b",
    "gap_end": r",?\s+(?:<coordinators>)\s+(?:<relatives>)\b",
    "object": rf"\s+[\w“‘'’$€£#@{MASK}]",
    "clause": r"\s+(?:<reported_subject>)\b|(?:\s+[\w.’'-]+){1,8}?\s+(?:<reported_verb>)\b",
    "echo": rf"(?:^|[,—–{MASK}(]\s?|(?:<reported_opening>),?\s)(?:<reported_echo>)\s+$",
    "loose": r",\s+(?:<reported_loose>)\b|;\s|\s[-—–]\s+(?:<reported_joint>)\b",
    "wish_end": r",\s+(?:(?:<coordinators>)\s+)?(?:<relatives>|<reported_loose>|<reported_subject>)\b|;\s",
    "object_end": r",\s+(?:<reported_after>|<reported_loose>|<reported_subject>|<participles>)\b|;\s"
    rf"|\s[-—–]\s+(?:<reported_joint>)\b|\s(?:<reported_after>)\b|\s{_DAY}\b"
    r"|\s(?:<reported_place>)\s+(?:[\w’'-]+\s+){1,4}?(?:<reported_occasion>)\b"
    r"|\s(?:<reported_joint>)\s+(?=(?:<reported_subject>|<reported_verb>|<reported_past>|<adverbs>)\s)",
    "joint": r",\s+(?:[a-z]+\s)?(?:<relatives>)\s+$|[,\s—–-]+(?:(?:<reported_joint>)\s+)?(?:(?:<adverbs>)\s+)?$",
    "opening": r"(?:[A-Z][^()\n—–]{1,60}\([^()\n]{2,40}\)\s*(?=[—–―-]\s))?[—–―-]?\s*(?:(?:<reported_opening>),?\s+)?",
    "subordinate": r"(?:^|[\s(])(?:<reported_subordinator>)\s+(?:(?:<adverbs>)\s+)?$",
    "gerund_opener": r"(?:^|[\s(])(?:<reported_subordinator>|<reported_gerund_opener>)\s+(?:(?:<adverbs>)\s+)?$",
    "joined": r"\s+(?:<coordinators>)\s+(?:(?:<adverbs>)\s+)?(\w+)",
    "late_question": r"[^,.;:“”\"]{1,90}?\s(?=(?:<reported_whether>)\s)",
    "ending": rf"(?:\s+(?:<reported_aside>)\b[^,;:]{{0,80}}|\s+{_DAY})?[\s.!?…]*$",
    "aside": rf"(?:\s+(?:<reported_aside>)\b[^,;:]{{0,60}}|\s+{_DAY})?,\s+",
    "afterthought": r"(?:<participles>|<reported_place>|<reported_loose>)\b",
}
_AT_START = ("echo", "subordinate", "gerund_opener")
_FILLED = {name: pattern(template, re.IGNORECASE if name in _AT_START else 0) for name, template in _TEMPLATES.items()}


@functools.cache
def load_grammar(language: str) -> Grammar | None:
    """Return the grammar of the language; None for one whose lists do not say how it reports speech."""
    if not word_set(language, "reported_conjunction"):
        return None
    verbs = [row for row in lexicon.rows(language, "cues") if len(row) > _ING]
    return Grammar(
        language,
        load_cues(language).complements,
        frozenset({row[_PAST] for row in verbs}),
        frozenset({row[_ING] for row in verbs}),
        word_set(language, "reported_subject"),
        word_set(language, "telling"),
        word_set(language, "relatives"),
        word_set(language, "reported_hearer"),
        word_set(language, "reported_addressee"),
        word_set(language, "reported_verb"),
        word_set(language, "reported_barred"),
        **{name: filled(language) for name, filled in _FILLED.items()},
    )
