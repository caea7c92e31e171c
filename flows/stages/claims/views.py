"""Find whose view a clause of the outlet's gives: considers it a threat, denies it, first reported it."""

import re
from collections.abc import Sequence

from flows.base.lexicon import entries
from flows.stages.claims.bodies import sentence_start
from flows.stages.claims.clauses import Clause
from flows.stages.claims.grammar import Token, denies_report, parse, skip_adverbs
from flows.stages.claims.parts import Source
from flows.stages.claims.voices import Voice, voice_of_subject
from flows.stages.claims.words import word_set

_LANGUAGE = "en"
_CREDIT = re.compile(
    r"[\s”]*(?:\w+\s){0,2}(?P<cue>(?:[Rr]eported|[Rr]evealed|[Dd]isclosed|[Pp]ublished|[Uu]ncovered)\sby)\s"
    r"(?P<source>(?:the\s)?[^,;]{2,60}?)(?=,|\s(?:in|on|last|this|earlier|late)\b)"
)
_VIEWED_BY = re.compile(
    r"(?:\b(?:is|are|was|were|been)|['’]s|['’]re)\s(?:\w+ly\s)?(seen|perceived|viewed|regarded|considered|deemed)"
    r"\s(?:\w+ly\s)?by\s|(?<![^\s(])(described)\s(?:by|in)\s(?=the\s|an?\s|[A-Z])"
)
_SHOWING = word_set("showing")
_DENYING = frozenset(("deny", "denies", "denied", "accuse", "accuses", "accused"))
_REJECTING = word_set("rejecting")
_POINTING = frozenset(("points", "point", "pointed"))
_SEEING = word_set("seeing")
_FORECASTING = word_set("forecasting")
_PERFECT = frozenset(("has", "have"))
_AS_SOME_SAY = re.compile(
    r",\sas\s(?P<who>(?:many|some|most|several)(?:\s[a-z]+){0,2}?|(?:[a-z]+\s){0,2}[a-z]+s)\s"
    r"(?P<cue>believe|say|think|claim|argue|suspect|fear|contend|allege),"
)
_HELD = re.compile(
    r"(?P<who>(?:\b(?:an?|the)\s(?:[\w.-]+\s){0,4}?[\w.-]+)|(?:\b[A-Z][\w.-]*(?:\s[A-Z][\w.-]*){0,3}))['’]s?\s"
    r"(?:[a-z]+\s)?(?P<cue>decision|ruling|finding|findings|conclusion|claim|claims|assertion|allegation|argument|view"
    r"|belief|statement|warning|testimony|accusation)\sthat\s$"
)  # a view that a noun names: the judge's finding that …
_HELD_REACH = 90  # characters in which such a noun and whose it is must stand
_ACCUSING = word_set("accusing")
_REQUESTING = word_set("requesting")
_LEADING = frozenset(("whom", "that", "but", "and", "yet", "still"))


def find_view(source: Source, clause: Clause) -> tuple[Voice, ...]:
    """Return whose view the clause gives: the ministry considers it a threat; it is seen by the ministry as one."""
    told = _find_held(source, clause) or _find_accuser(source, clause)
    if told is not None:
        return (told,)
    at = source.text.find(", as ", clause.start, clause.end)
    aside = _AS_SOME_SAY.match(source.text, at, clause.end) if at >= 0 else None
    if aside:
        subject = (aside.start("who"), aside.end("who"))
        voice = voice_of_subject(source.text, subject, aside.span("cue"), source.mentions)
        return (voice,) if voice else ()
    passive = _VIEWED_BY.search(source.text, clause.start, clause.end)
    if passive:
        stop = re.compile(r"\s(?:as|to)\b|[,.;]|$").search(source.text, passive.end(), clause.end)
        subject = (passive.end(), stop.start() if stop else clause.end)
        voice = voice_of_subject(source.text, subject, passive.span(passive.lastindex or 0), source.mentions)
        return (voice,) if voice else ()
    words, flags = parse(source.text, clause.start, clause.end)
    main = next((at for at, flag in enumerate(flags) if flag and at and _holds_view(words, at)), 0)
    if not main or any(flags[_subject_at(words, main) : main]):
        return ()
    subject = _subject_of(words, main)
    voice = voice_of_subject(source.text, subject, words[main][:2], source.mentions)
    shown = words[main].lower in _PERFECT or words[main].lower.startswith("show")
    return (voice,) if voice and (not shown or voice.kind == "document") else ()


def _find_held(source: Source, clause: Clause) -> Voice | None:
    """Return whose decision, claim or finding the clause is, if the words in front of it say so."""
    if not source.text.startswith("that ", max(0, clause.start - 5)):
        return None
    held = _HELD.search(source.text, max(0, clause.start - _HELD_REACH), clause.start)
    if held is None:
        return None
    return voice_of_subject(source.text, held.span("who"), held.span("cue"), source.mentions)


def _find_accuser(source: Source, clause: Clause) -> Voice | None:
    """Return who accuses somebody of something in doing something else: Olm left the hall, accusing the port of …"""
    if clause.kind != "participle":
        return None
    words, _ = parse(source.text, clause.start, clause.end)
    if not words or words[0].lower not in _ACCUSING or not any(t.lower in ("of", "as") for t in words[2:]):
        return None
    start = sentence_start(source.text, clause.start)
    before, flags = parse(source.text, start, clause.start)
    main = next((at for at, flag in enumerate(flags) if flag), 0)
    if not main:
        return None
    first = max((at + 1 for at in range(main) if before[at].lower in ("–", "—", "-", ",")), default=0)
    stops = (at for at in range(first + 1, main) if "preposition" in before[at].classes and before[at].lower != "of")
    subject = (before[first].start, before[next(stops, main) - 1].end)
    return voice_of_subject(source.text, subject, words[0][:2], source.mentions)


def find_asker(source: Source, start: int, end: int) -> Voice | None:
    """Return who asks for what a list behind text[start:end] holds: the auditors asked the port to: …"""
    words, flags = parse(source.text, start, end)
    main = next((at for at, flag in enumerate(flags) if flag and words[at].lower in _REQUESTING), 0)
    if not main:
        return None
    return voice_of_subject(source.text, _subject_of(words, main), words[main][:2], source.mentions)


def find_credit(source: Source, clause: Clause) -> tuple[Voice, ...]:
    """Return who reported what the clause tells, if the words in front of it say so: reported by the Courier, …"""
    before = max(source.text.rfind(mark, 0, clause.start) for mark in (". ", "\n", ".”"))
    credit = _CREDIT.match(source.text, before + 1, clause.start)
    if credit is None or credit.start("source") >= clause.start:
        return ()
    voice = voice_of_subject(source.text, credit.span("source"), credit.span("cue"), source.mentions)
    return (voice,) if voice else ()


def _holds_view(words: Sequence[Token], main: int) -> bool:
    verb = words[main].lower
    if verb in _PERFECT:
        at = skip_adverbs(words, main + 1)
        at += at < len(words) and words[at].lower.endswith("ly")
        return at < len(words) and words[at].lower in ("shown", "indicated")
    if verb in _POINTING and main + 1 < len(words) and words[main + 1].lower == "to":
        return any(token.lower == "as" for token in words[main + 2 :])
    if verb in _SEEING:
        likened = any(token.lower in ("similarities", "parallels") for token in words[main + 1 : main + 4])
        return likened or any(token.lower == "as" for token in words[main + 2 :])
    denies = verb in _DENYING or (verb in _REJECTING and denies_report(words, main))
    return denies or verb in entries(_LANGUAGE, "view_verbs") or verb in _SHOWING or verb in _FORECASTING


def _subject_of(words: Sequence[Token], main: int) -> tuple[int, int]:
    """Return the subject of the verb without the words before it that belong to the clause: whom he accuses."""
    first, last = _subject_at(words, main), main
    if words[last - 1].lower == ",":  # an aside ends here: critics, like the union of Vell, see it as …
        last = next(at for at in range(first, main) if words[at].lower == ",")
    while last > 1 and words[last - 1].is_adverb:
        last -= 1
    return words[first].start, words[last - 1].end


def _subject_at(words: Sequence[Token], main: int) -> int:
    aside = main > 2 and words[main - 1].lower == ","
    first = 0 if aside else max((at + 1 for at in range(main) if words[at].lower == ","), default=0)
    while first < main - 1 and (words[first].lower in _LEADING or not words[first].is_word):
        first += 1
    return first
