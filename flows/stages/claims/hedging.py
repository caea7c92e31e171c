"""How firmly a clause is put: hedge with its cues, polarity, tense and kind of statement.

The classes follow the work on event factuality (Sauri and Pustejovsky 2009) in six steps; the words that decided are
kept, so that another reading of them stays possible.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.base.lexicon import entries, rows
from flows.base.patterns import whole_words
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.grammar import Token, denies_report, parse, skip_adverbs, starts_clause
from flows.stages.claims.voices import Voice
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
_COPULAS = word_set("copulas")
_STATES = word_set("states")
_NEGATIVES = (
    "not|never|neither|nor|no longer|no one|nobody|none|nothing|cannot"
    "|is no|are no|was no|were no|has no|have no|had no"
)
_NEGATIONS = re.compile(whole_words(_NEGATIVES.split("|")))
_SHORT_NOT = re.compile(r"[Nn]['’][Tt]\b")
_NEGATED_HEDGE = re.compile(
    whole_words(("not (?:clear|certain|sure|known|only|just|yet clear)", "not rule out", "if not"))
)
_STATIVE = word_set("stative")
_HABITUAL = word_set("habitual")
_DOUBTING = word_set("doubting")
_NOT_CONDITIONS = frozenset(
    ("as", "asked", "ask", "asks", "wonder", "wondered", "see", "know", "knows", "only", "what")
)
_SHOWED_UP = re.compile(
    r"appear(?:s|ed)\s(?:on|in|at|before|with|alongside|as|for|live|by|there|here|under)\b", re.IGNORECASE
)
_REFUSAL = re.compile(r"(?:no|nope|never|not at all|absolutely not|i (?:don['’]t|do not) think so)\b", re.IGNORECASE)
_PAST_AUXILIARIES = word_set("past_auxiliaries")
_PERFECT = word_set("perfect")
_FUTURE = word_set("future")


class Reading(NamedTuple):
    """The judgement of a clause; the columns hedge, hedge_cues, polarity, tense and kind of claims."""

    hedge: str
    cues: tuple[str, ...]
    polarity: str
    tense: str
    kind: str


@functools.cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    found = {row[0].replace("’", "'"): row[1] for row in rows(_LANGUAGE, "hedges") if row[2] == "phrase"}
    ordered = sorted(found, key=lambda phrase: (-len(phrase), phrase))
    alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"\s").replace("'", "['’]") for phrase in ordered)
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE), found


@functools.cache
def _single(form: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(_LANGUAGE, "hedges") if row[2] == form}


def read_clause(
    text: str, start: int, end: int, voice: Voice | None, is_phrase: bool, is_reply: bool = False
) -> Reading:
    """Return how firmly the clause text[start:end] is put in that voice (null for the outlet's own).

    A reply that says no denies what it was asked.
    """
    content = text[start:end]
    refusal = _REFUSAL.match(content) if is_reply else None
    if refusal is not None:
        return Reading("denied", (refusal.group(),), "-", "present", "event")
    words, flags = parse(text, start, end)
    main = _main_verb(words, flags)
    found = _hedge_cues(text, words, main, is_phrase)
    hedge = _strongest(found, voice, words, main)
    cues = [cue for kind, cue in found if kind == hedge] or (
        [voice.cue] if hedge in ("denied", "hedged") and voice and voice.cue else []
    )
    tense = _tense(words, main)
    rest = _NEGATED_HEDGE.sub(" ", content)
    negated = hedge == "denied" or bool(_NEGATIONS.search(rest) or _SHORT_NOT.search(rest))
    return Reading(hedge, tuple(dict.fromkeys(cues)), "-" if negated else "+", tense, _kind(hedge, words, main))


def _main_verb(words: Sequence[Token], flags: Sequence[bool]) -> int:
    """Return the first finite verb outside a condition in front; -1 if there is none."""
    begin = 0
    while begin < len(words) and not words[begin].is_word:
        begin += 1
    if begin < len(words) and words[begin].lower in ("if", "unless", "should", "even", "when", "had", "were"):
        commas = [i + 1 for i in range(begin, len(words)) if words[i].lower == ","]
        sure = (at for at in commas if starts_clause(words, flags, at))
        begin = next(sure, next((at for at in commas if any(flags[begin:at]) and any(flags[at:])), begin))
    return next((at for at in range(begin, len(words)) if flags[at]), -1)


def _hedge_cues(text: str, words: Sequence[Token], main: int, is_phrase: bool) -> list[tuple[str, str]]:
    """Return each cue with its class, in text order of their kinds: modal, phrases, evaluations."""
    pattern, classes = _phrases()
    found: list[tuple[str, str]] = []
    if main >= 0:
        found.extend((kind, words[main].text) for kind in (_modality(words, main), _denial(words, main)) if kind)
    for match in _matches(pattern, text, words):
        phrase = " ".join(match.group().casefold().replace("’", "'").split())
        found.append((classes[phrase], match.group()))
    judged = main >= 0 and (
        words[main].lower in _COPULAS
        or words[main].lower.endswith(("'s", "’s", "'re", "’re"))
        or "modal" in words[main].classes
    )
    passive = main >= 0 and any(t.shapes & {"participle"} for t in words[main + 1 : main + 3])
    if judged or is_phrase:
        found.extend(
            ("opinion", token.text)
            for token in _predicate(words, main)
            if token.lower in entries(_LANGUAGE, "evaluations") and (token.is_adverb or not passive)
        )
    return _with_condition(found, words)


def _modality(words: Sequence[Token], main: int) -> str | None:
    """Return what the modal verb makes of the clause.

    What may happen is a forecast, what may be so is hedged; what would usually happen did happen.
    """
    word = words[main].lower
    if word.endswith(("'ll", "’ll")):
        return "prediction"
    kind = _single("modal").get(word)
    if kind == "prediction" and any(token.lower in _HABITUAL for token in words[: main + 3]):
        return None
    if kind != "hedged":
        return kind
    verb = skip_adverbs(words, main + 1)
    while verb < len(words) and words[verb].lower in ("not", "well", "even", "soon"):
        verb = skip_adverbs(words, verb + 1)
    happens = verb < len(words) and "base" in words[verb].shapes and words[verb].lower not in _STATIVE
    return "prediction" if happens else "hedged"


def _denial(words: Sequence[Token], main: int) -> str | None:
    word = words[main].lower
    if not word.startswith("den") and not denies_report(words, main):
        return None
    return _single("verb").get(word)


def _with_condition(found: list[tuple[str, str]], words: Sequence[Token]) -> list[tuple[str, str]]:
    """Return the cues and the condition on which the clause holds, unless it is a judgement or hedged anyway."""
    condition = next(
        (
            token.text
            for at, token in enumerate(words)
            if (token.lower in ("if", "unless") and (not at or words[at - 1].lower not in _NOT_CONDITIONS))
            or (not at and token.lower in ("should", "had", "were") and not token.text[0].islower())
        ),
        None,
    )
    if condition is None or any(kind in ("opinion", "hedged", "denied") for kind, _ in found):
        return found
    return [*found, ("prediction", condition)]


def _matches(pattern: re.Pattern[str], text: str, words: Sequence[Token]) -> Iterator[re.Match[str]]:
    """Yield the phrases among the words; only where a first word of one stands is the pattern tried."""
    openers, end = _phrase_openers(), words[-1].end if words else 0
    for token in words:
        if token.lower in openers:
            match = pattern.match(text, token.start, end)
            if match and not _SHOWED_UP.match(text, match.start()):
                yield match


@functools.cache
def _phrase_openers() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _phrases()[1])


def _predicate(words: Sequence[Token], main: int) -> Sequence[Token]:
    """Return what is said of the subject, up to the next subordinate clause."""
    last = next(
        (at for at in range(main + 1, len(words)) if words[at].lower in ("that", "which", "who", "because", "if")),
        len(words),
    )
    return words[main + 1 : last]


def _strongest(found: Sequence[tuple[str, str]], voice: Voice | None, words: Sequence[Token], main: int) -> str:
    kinds = {kind for kind, _ in found}
    cue = (voice.cue or "").casefold() if voice else ""
    if "denied" in kinds or cue.split(" ")[-1] in _single("verb"):
        return "denied"
    for kind in ("prediction", "opinion", "hedged", "reported"):
        if kind in kinds:
            return kind
    if voice is None:
        return "asserted"
    return "hedged" if cue.split(" ")[-1] in _DOUBTING else "reported"


def _tense(words: Sequence[Token], main: int) -> str:
    if main < 0:
        return "unknown"
    word = words[main].lower
    if word in _FUTURE or word.endswith(("'ll", "’ll")):
        return "future"
    if word in _PAST_AUXILIARIES:
        return "past"
    if word in _PERFECT:
        following = words[main + 1 : main + 4]
        perfect = any(token.shapes & {"participle"} or token.lower == "been" for token in following)
        return "past" if perfect else "present"
    return "past" if "past" in words[main].shapes and "base" not in words[main].shapes else "present"


def _kind(hedge: str, words: Sequence[Token], main: int) -> str:
    if hedge == "prediction":
        return "forecast"
    if hedge == "opinion":
        return "evaluation"
    if main < 0:
        return "event"
    word = words[main].lower
    if cue_manner(word):
        return "speech"
    passive = word in _COPULAS and any(t.shapes & {"participle", "ing"} for t in words[main + 1 : main + 3])
    if word in _STATES or (word in _COPULAS and not passive):
        return "quantity" if any(t.text[0].isdigit() for t in words[main + 1 : main + 4]) else "state"
    return "event"
