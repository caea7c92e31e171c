"""The words that shape reported speech in one language, as patterns ready to be matched."""

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

from flows.base import lexicon
from flows.stages.quotes.cues import MASK, load_cues

_PAST, _ING = 3, 5


class Grammar(NamedTuple):
    """Patterns of one language; each is matched where a cue ends, or where what is reported might end."""

    takes: Mapping[str, frozenset[str]]
    that: re.Pattern[str]
    late_that: re.Pattern[str]
    question: re.Pattern[str]
    infinitive: re.Pattern[str]
    later_infinitive: re.Pattern[str]
    later_manner: re.Pattern[str]
    addressee: re.Pattern[str]
    day: re.Pattern[str]
    barred: re.Pattern[str]
    object: re.Pattern[str]
    subject: re.Pattern[str]
    verb: re.Pattern[str]
    echo: re.Pattern[str]
    loose: re.Pattern[str]
    object_end: re.Pattern[str]
    joint: re.Pattern[str]
    opening: re.Pattern[str]
    past: frozenset[str]
    ing: frozenset[str]
    pronouns: frozenset[str]


@functools.cache
def load_grammar(language: str) -> Grammar | None:
    """Return the patterns of the language; None for one whose lists do not say how it reports speech."""
    if language not in lexicon.languages("reported_words"):
        return None
    words: dict[str, str] = {}
    for word, kind in lexicon.rows(language, "reported_words"):
        words[kind] = f"{words[kind]}|{re.escape(word)}" if kind in words else re.escape(word)
    days = "|".join(sorted(word.capitalize() for word in lexicon.entries(language, "weekdays")))
    clause = f"{words['conjunction']}|{words['subject']}|{words['question']}|{words['infinitive']}|the|his|her|their"
    verbs = [row for row in lexicon.rows(language, "cues") if len(row) > _ING]
    return Grammar(
        load_cues(language).complements,
        re.compile(rf"\s+(?:{words['conjunction']})\b,?\s*"),
        # "said on Monday that", "told reporters in Vell that": the conjunction within reach and before any comma.
        re.compile(rf"[^,.;:“”\"{MASK}]{{1,70}}?\b(?:{words['conjunction']})\s+"),
        re.compile(rf"\s+(?=(?:{words['question']})\b)"),
        re.compile(rf"\s+(?=(?:{words['infinitive']})\s+[a-z])"),
        re.compile(rf"[^,.;:“”\"]{{1,90}}?\b(?:{words['infinitive']})\s+[a-z{MASK}]"),
        re.compile(rf"[^,.;:“”\"]{{1,120}}?\b(?:{words['manner']})\s+"),
        re.compile(
            rf"\s+(?:(?:{words['addressee']})\b"
            rf"|(?:the|a|an|his|her|their)\s+(?:(?!(?:{words['infinitive']})\s)\S+\s+){{0,4}}?(?=(?:{clause})\s)"
            rf"|[A-Z][\w.’'/-]*(?:\s[A-Z][\w.’'/-]*){{0,5}}(?=\s*(?:{clause}|in|on)\s))"
        ),
        re.compile(rf"\s+(?:on\s+)?(?:{days})(?:\s+(?:morning|afternoon|evening|night))?(?=\s)"),
        re.compile(rf"\s+(?:{words['barred']})\b|\s*[^\w\s“‘'’$€£#@({MASK}]"),
        re.compile(rf"\s+(?:[\w“‘'’$€£#@{MASK}])"),
        re.compile(rf"\s+(?:{words['subject']})\b"),
        re.compile(rf"(?:\s+[\w.’'-]+){{1,8}}?\s+(?:{words['verb']})\b"),
        re.compile(rf"(?:(?<=\s)|^|\b)(?:{words['echo']})\s+$", re.IGNORECASE),
        re.compile(rf",\s+(?:{words['loose']})\b|;\s|\s[-—–]\s+(?:{words['joint']})\b"),
        re.compile(
            rf",\s+(?:{words['after']}|{words['loose']}|{words['subject']}|\w+ing)\b|;\s|\s[-—–]\s+(?:{words['joint']})\b"
            rf"|\s(?:{words['after']})\b|\s(?:on\s+)?(?:{days})\b"
            rf"|\s(?:{words['joint']})\s+(?=(?:{words['subject']}|{words['verb']}|\w+ly|\w+ed)\s)"
        ),
        re.compile(rf"[,\s—–-]+(?:(?:{words['joint']})\s+)?(?:\w+ly\s+)?$"),
        re.compile(
            rf"(?:[A-Z][^()\n—–]{{1,60}}\([^()\n]{{2,40}}\)\s*(?=[—–―-]\s))?[—–―-]?\s*(?:(?:{words['opening']}),?\s+)?"
        ),
        frozenset({row[_PAST] for row in verbs}),
        frozenset({row[_ING] for row in verbs}),
        frozenset(row[0] for row in lexicon.rows(language, "reported_words") if row[1] == "subject"),
    )
