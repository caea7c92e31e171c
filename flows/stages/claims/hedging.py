"""How firmly a clause is put: hedge with its cues, polarity, tense and kind of statement.

The classes follow the work on event factuality (Sauri and Pustejovsky 2009) in six steps; the words that decided are
kept, so that another reading of them stays possible.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.base.lexicon import rows
from flows.stages.claims.frames import cue_manner
from flows.stages.claims.grammar import Token, denies_report, parse, skip_adverbs
from flows.stages.claims.judging import SHORT_BE, find_generalities, find_judgements, find_weighed_objects
from flows.stages.claims.scopes import Scope, find_scope
from flows.stages.claims.voices import Voice
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
_COPULAS = word_set("copulas")
_STATES = word_set("states")
_NEGATIONS = re.compile(
    r"\b(?:not|never|neither|nor|no longer|no one|nobody|none|nothing|cannot"
    r"|(?:is|are|was|were|has|have|had) no"
    r"|(?:no|little|scant|scarce|few) (?:indications?|evidence|signs?|proof))\b|n['’]t\b|^\W*no\s",
    re.IGNORECASE,
)
_NEGATIVES = frozenset(
    ("not", "never", "neither", "nor", "no", "nobody", "none", "nothing", "cannot", "little", "scant", "scarce", "few")
)
_NEGATED_HEDGE = re.compile(
    r"\bnot (?:clear|certain|sure|known|only|just|yet clear)\b|\bnot rule out\b|\b(?:if|or) not\b|,\snot\b"
    r"|(?:\bnot|n['’]t) know\b",
    re.IGNORECASE,
)
_HABITUAL = word_set("habitual")
_DOUBTING = word_set("doubting")
_NOT_CONDITIONS = frozenset(
    ("as", "asked", "ask", "asks", "wonder", "wondered", "see", "know", "knows", "only", "what")
)
_SHOWED_UP = re.compile(
    r"appear(?:s|ed)\s(?:on|in|at|before|with|alongside|as|for|live|by|there|here|under)\b", re.IGNORECASE
)
_REFUSAL = re.compile(r"(?:no|nope|never|not at all|absolutely not|i (?:don['’]t|do not) think so)\b", re.IGNORECASE)
_SPEAKERS = frozenset(("named_person", "anonymous_person", "unnamed_group", "unknown"))
_POSSIBLE = frozenset(("possible", "feasible"))
_EPISTEMIC = frozenset(("already", "still", "now", "no"))
_STATIVE = word_set("stative")
_LASTING = _EPISTEMIC | _STATIVE
_MAY = frozenset(("may", "might", "could"))
_IF = re.compile(r"\b(?:if|unless)\b", re.IGNORECASE)
_CONDITION_OPENERS = word_set("conditions")
_CONDITION_REACH = 250  # letters back to a condition in the same sentence
_COMING = word_set("coming")
_SEASONS = frozenset(("spring", "summer", "autumn", "fall", "winter", "year", "month", "week", "decade"))
_OPENING_TIMES = frozenset(("by", "this", "within", "for", "in"))
_PAST = frozenset(("last", "past", "previous"))
_TIME_REACH = 5  # tokens: by the end of the year
_SPANS = frozenset(("years", "decades", "generations", "months", "weeks", "days", "hours"))
_FORECASTING = word_set("forecasting")
_DENIERS = frozenset(("never", "such"))
_SELF = word_set("first_persons")
_OTHERS = frozenset(("he", "she", "it", "they"))
_UNACCUSED = word_set("unaccused")
_WISHING = frozenset(("like", "love", "argue", "hope", "prefer", "rather", "hate"))
_HEDGING_PARTICIPLES = frozenset(
    ("expected", "believed", "thought", "suspected", "alleged", "projected", "forecast", "poised", "set", "bound")
)
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
    refusal = _REFUSAL.match(text, start, end) if is_reply else None
    if refusal is not None:
        return Reading("denied", (refusal.group(),), "-", "present", "event")
    words, flags = parse(text, start, end)
    scope = find_scope(words, flags)
    main = scope.main
    found = _hedge_cues(text, words, scope)
    names = is_phrase or (main < 0 and _speaks_freely(voice))
    found.extend(("opinion", cue) for cue in find_judgements(words, main, names))
    found = _with_condition(text, found, words, scope, voice is not None)
    found = _with_stance(words, main, voice, found)
    hedge = _strongest(found, voice)
    cues = [cue for kind, cue in found if kind == hedge] or (
        [voice.cue] if hedge in ("denied", "hedged") and voice and voice.cue else []
    )
    negated = hedge == "denied" or _is_negated(text, words, scope)
    kind = _kind(hedge, words, main)
    return Reading(hedge, tuple(dict.fromkeys(cues)), "-" if negated else "+", _tense(words, main), kind)


def _with_stance(
    words: Sequence[Token], main: int, voice: Voice | None, found: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return the cues and those by which the claimants themselves deny or judge, or by which a forecast is told."""
    if main < 0:
        return found
    if voice is not None and any(token.lower in _DENIERS for token in words[: main + 3]):
        denial = _own_denial(words, main, voice)
        found = [*found, ("denied", denial)] if denial else found
    if not found and _speaks_freely(voice):
        judging = (*find_generalities(words, main), *find_weighed_objects(words, main))
        found = [("opinion", cue) for cue in judging]
    return [*found, ("prediction", words[main].text)] if words[main].lower in _FORECASTING else found


def _is_negated(text: str, words: Sequence[Token], scope: Scope) -> bool:
    """Tell whether the main clause is put in the negative."""
    if not words:
        return False
    own = [token.lower for token in words[scope.start : scope.end]]
    if _NEGATIVES.isdisjoint(own) and not any(word.endswith(("n't", "n’t")) for word in own):
        return False
    start, end = words[scope.start].start, words[scope.end - 1].end
    return _NEGATIONS.search(_NEGATED_HEDGE.sub(" ", text[start:end])) is not None


def _speaks_freely(voice: Voice | None) -> bool:
    """Tell whether the words are quoted from somebody who speaks; a ruling or a ministry states."""
    return voice is not None and voice.manner == "quoted" and voice.kind in _SPEAKERS


def _hedge_cues(text: str, words: Sequence[Token], scope: Scope) -> list[tuple[str, str]]:
    """Return each cue with its class, those of the main verb first, then phrases in text order."""
    pattern, classes = _phrases()
    found: list[tuple[str, str]] = []
    main = scope.main
    if main >= 0:
        found.extend((kind, words[main].text) for kind in (_modality(words, main), _denial(words, main)) if kind)
    for at, match in _matches(pattern, text, words):
        phrase = " ".join(match.group().casefold().replace("’", "'").split())
        kind = classes[phrase]
        if _bears_on_main(words, at, kind, scope):
            found.append((kind, match.group()))
    return found


def _bears_on_main(words: Sequence[Token], at: int, kind: str, scope: Scope) -> bool:
    """Tell whether a cue speaks of the clause itself; a judgement may stand anywhere, but "need" must be its verb."""
    word = words[at].lower
    if word in ("need", "needs") or word.startswith("suggest"):
        return at == scope.main or (at <= 1 and word.startswith("suggest"))
    return kind not in ("prediction", "hedged") or (at < scope.end and not _only_tells_more(words, at))


def _only_tells_more(words: Sequence[Token], at: int) -> bool:
    """Tell whether the hedge bears on a noun, not on the clause: boats suspected of smuggling, the likely voters."""
    before = words[at - 1] if at else None
    if words[at].lower == "likely":
        return before is None or bool(before.classes & {"determiner", "preposition"})
    if words[at].lower not in _HEDGING_PARTICIPLES or before is None:
        return False
    last = at - 1
    while last > 0 and (words[last].is_adverb or words[last].lower == "not"):
        last -= 1
    return not (words[last].classes & {"auxiliary", "modal"} or words[last].lower.endswith(SHORT_BE))


def _modality(words: Sequence[Token], main: int) -> str | None:
    """Return what the modal verb makes of the clause.

    What may be or happen is hedged; what would usually happen did happen; what I would say is a judgement.
    """
    word = words[main].lower
    if word.endswith(("'ll", "’ll")):
        return "prediction"
    verb = skip_adverbs(words, main + 1)
    while verb < len(words) and words[verb].lower in ("not", "well", "even", "soon"):
        verb = skip_adverbs(words, verb + 1)
    following = words[verb] if verb < len(words) else None
    if word.endswith(("'d", "’d")):
        word = "would" if following is not None and "base" in following.shapes else ""
    kind = _single("modal").get(word)
    if word == "would" and any(token.lower in ("percent", "%", "majority") for token in words[:main]):
        return None
    if kind == "prediction" and any(token.lower in _HABITUAL for token in words[: main + 3]):
        return None
    if word == "would" and following is not None and following.lower in _WISHING:
        return "opinion"
    return kind


def _denial(words: Sequence[Token], main: int) -> str | None:
    word = words[main].lower
    if not word.startswith("den") and not denies_report(words, main):
        return None
    return _single("verb").get(word)


def _with_condition(
    text: str, found: list[tuple[str, str]], words: Sequence[Token], scope: Scope, is_told: bool
) -> list[tuple[str, str]]:
    """Return the cues and the condition on which the clause holds, unless it is a judgement or hedged anyway.

    What may happen on a condition, which may also stand earlier in the sentence, is a forecast.
    """
    may = scope.main >= 0 and words[scope.main].lower in _MAY
    if may and (coming := _is_coming(words, scope.main, is_told)):
        return [*found, ("prediction", coming)]
    condition = _condition(words, scope)
    if condition is None and may and words:
        first = max(text.rfind(mark, 0, words[0].start) for mark in (". ", "\n", ".”", "."))
        earlier = _IF.search(text, max(first, words[0].start - _CONDITION_REACH), words[0].start)
        condition = earlier.group() if earlier else None
    if condition is not None and _is_own_judgement(words, condition):
        return [*[cue for cue in found if cue[0] != "prediction"], ("opinion", condition)]
    weaker = any(kind in ("opinion", "denied") or (kind == "hedged" and not may) for kind, _ in found)
    return found if condition is None or weaker else [*found, ("prediction", condition)]


def _is_own_judgement(words: Sequence[Token], condition: str) -> bool:
    """Tell whether speakers tell what they would say: if I had to name it."""
    at = next((i for i, token in enumerate(words) if token.text == condition), len(words))
    return [token.lower for token in words[at + 1 : at + 4]] in (["i", "had", "to"], ["i", "were", "to"])


def _is_coming(words: Sequence[Token], main: int, is_told: bool) -> str | None:
    """Return the word by which what may happen lies ahead: could lose it by autumn; may force him out, they say."""
    behind = words[main + 1 :]
    if any(token.lower == "have" or token.lower in _LASTING for token in behind[:2]):
        return None
    for at, token in enumerate(behind):
        ahead = [later.lower for later in behind[at + 1 : at + 1 + _TIME_REACH]]
        timed = any(word in _SEASONS or word in _SPANS or word.startswith("20") for word in ahead)
        if token.lower in _COMING or (token.lower in _OPENING_TIMES and timed and _PAST.isdisjoint(ahead)):
            return token.text
    return words[main].text if is_told and words[main].lower == "may" and _may_happen(words, main) else None


def _own_denial(words: Sequence[Token], main: int, voice: Voice) -> str | None:
    """Return the words by which speakers say that what is held against them is not so.

    It never received the letter; no such letter reached us.
    """
    first = next((at for at, token in enumerate(words) if token.is_word), 0)
    words, main = words[first:], main - first
    own = [token.lower for token in words[: main + 3]]
    such = next((at for at in range(main + 2) if own[at : at + 2] == ["no", "such"]), None)
    if such is not None and such <= 2:
        return f"{words[such].text} {words[such + 1].text}"
    never = next((at for at in range(len(own)) if own[at] == "never"), None)
    if never not in (1, 2) or never + 1 >= len(words) or words[never + 1].lower in _UNACCUSED:
        return None
    pronoun = (voice.text or "").casefold()
    itself = pronoun == own[0] if pronoun in _OTHERS else own[0] in _OTHERS
    if own[0] not in _SELF and (voice.manner == "quoted" or not itself):
        return None
    return words[never].text if "past" in words[never + 1].shapes | words[main].shapes else None


def _condition(words: Sequence[Token], scope: Scope) -> str | None:
    """Return the word that opens a condition of the main clause; of what once was so there is no forecast."""
    if _CONDITION_OPENERS.isdisjoint([token.lower for token in words]):
        return None
    first = next((at for at, token in enumerate(words) if token.is_word), len(words))
    told = scope.main >= 0 and "past" in words[scope.main].shapes and not words[scope.main].classes & {"modal"}
    for at, token in enumerate(words):
        opens = token.lower in ("if", "unless") and (not at or words[at - 1].lower not in _NOT_CONDITIONS)
        hangs = at <= scope.end or words[at - 1].lower == ","
        if opens and (at <= scope.main or (hangs and not told)):
            return token.text
        if at == first and token.lower in ("should", "had", "were") and not token.text[0].islower():
            return token.text
    return None


def _matches(pattern: re.Pattern[str], text: str, words: Sequence[Token]) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the phrases with their place; only where a first word of one stands is the pattern tried."""
    openers, end = _phrase_openers(), words[-1].end if words else 0
    for at, token in enumerate(words):
        if token.lower in openers:
            match = pattern.match(text, token.start, end)
            if match and not _SHOWED_UP.match(text, match.start()):
                yield at, match


@functools.cache
def _phrase_openers() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _phrases()[1])


def _strongest(found: Sequence[tuple[str, str]], voice: Voice | None) -> str:
    kinds = {kind for kind, _ in found}
    cue = (voice.cue or "").casefold() if voice else ""
    if "denied" in kinds or cue.split(" ")[-1] in _single("verb"):
        return "denied"
    if voice is None and "reported" in kinds and "prediction" not in kinds:
        return "reported"
    for kind in ("prediction", "opinion", "hedged", "reported"):
        # What a share of those asked would do or finds is what the survey reports.
        if kind in kinds and not (voice and voice.manner == "polled"):
            return kind
    if voice is None:
        return "asserted"
    return "hedged" if cue.split(" ")[-1] in _DOUBTING else "reported"


def _may_happen(words: Sequence[Token], main: int) -> bool:
    """Tell whether something is said to be able to happen, not to be so: may close; not: may already be shut."""
    if words[main].lower not in _MAY:
        return any(token.lower in _POSSIBLE for token in words[main + 1 : main + 4])
    verb = main + 1
    while verb < len(words) and words[verb].is_adverb and words[verb].lower not in _EPISTEMIC:
        verb += 1
    perfect = verb + 1 < len(words) and words[verb].lower == "have" and "participle" in words[verb + 1].shapes
    happens = verb < len(words) and "base" in words[verb].shapes and words[verb].lower not in _STATIVE
    return perfect or happens


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
    if hedge == "prediction" or (hedge == "hedged" and main >= 0 and _may_happen(words, main)):
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
