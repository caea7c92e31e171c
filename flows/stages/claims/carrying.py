"""Voices carried over what follows.

A survey is carried over its further figures, a speaker over "he", an official over "the official".
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.claims.voices import GENDERS, Mentions, Voice
from flows.stages.claims.words import word_set

_REACH = 1500  # characters back in which whoever is meant may have spoken
_SELF = word_set("first_persons")
_BODIES = frozenset(("organization", "document"))
_SURVEY = re.compile(
    r"\b(?:polls?|polling|surveys?|study|studies|census|audit|analysis|data|figures|statistics|index|report)\b",
    re.IGNORECASE,
)
_ONE_IN = r"\w+\s(?:in|of|out\sof)\s(?:10|ten|five|four|three)"
_SHARE = re.compile(
    r"\d\s?(?:percent|per\scent|%|percentage\spoints?|points?\b)"
    rf"|\b{_ONE_IN}\b|\bmajority\sof\b|\b(?:tied|approval\srating|(?:likely|registered)\svoters)\b",
    re.IGNORECASE,
)
_ABOUT_SURVEY = re.compile(r"\bmargin\sof\serror\b|\bsample\b|\b(?:was|were)\sconducted\b", re.IGNORECASE)
_SHARE_OF_PEOPLE = re.compile(
    r"(?:(?:only|just|about|nearly|almost|some|another|more\sthan|fewer\sthan|over)\s)*"
    r"(?:\d+(?:\.\d+)?\s?(?:percent|per\scent|%)|(?:an?\s)?(?:\w+\s)?majority\sof"
    rf"|{_ONE_IN})",
    re.IGNORECASE,
)
_OTHER_SURVEY = re.compile(
    r"\b(?:polls?|surveys?|study|studies|averages?)\b.{0,80}\b(?:show|shows|showed|shown|found|finds|has|put|puts|gave)\b",
    re.IGNORECASE | re.DOTALL,
)
_FORMER = re.compile(
    r"\W*(?:(?:in|by|last|back\sin)\s(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|fall|winter|week|month|year|(?:19|20)\d\d)|at\sthe\slast\selection"
    r"|(?:\w+\s){1,2}(?:years?|months?|weeks?)\s(?:ago|earlier|before))\b",
    re.IGNORECASE,
)  # figures of another time than the survey's
_ITS_FIGURE = re.compile(r"\bthat\s(?:lead|gap|margin|figure|share|number|rate|edge)\b", re.IGNORECASE)
_CHARGES = re.compile(r"\b(?:complaint|indictment|lawsuit|suit|filing|affidavit|charges)\b", re.IGNORECASE)
_ACCUSED = re.compile(r"\b(?:is|are|was|were|been)\s(?:also\s)?(accused)\sof\b(?!.*\sby\s)", re.IGNORECASE | re.DOTALL)
_SURVEYS = frozenset(("poll", "survey", "study"))
_DEFINITE = re.compile(r"(?:the\s(?:same\s)?|this\s|that\s)(?P<noun>[\w-]+)", re.IGNORECASE)


class Stretch(NamedTuple):
    """A clause with its voices, as far as carrying needs it."""

    start: int
    end: int
    kind: str
    voices: tuple[Voice, ...]


def carry_documents(text: str, stretches: Sequence[Stretch]) -> list[tuple[Voice, ...]]:
    """Return the voices of each stretch; further figures rest on the survey that gave the first.

    It ends with another voice, and with a paragraph that gives no figures.
    """
    if not any(voice.kind == "document" for stretch in stretches for voice in stretch.voices):
        return [stretch.voices for stretch in stretches]
    found: list[tuple[Voice, ...]] = []
    last: Voice | None = None
    figures, before = False, 0
    for stretch in stretches:
        if "\n" in text[before : stretch.start]:
            last, figures = (last if figures else None), False
        words = text[stretch.start : stretch.end]
        figures = figures or bool(_SHARE.search(words))
        voices = stretch.voices
        if last is not None:
            voices = _rested(words, stretch, last)
        found.append(voices)
        last = _standing(voices, last)
        figures = figures or (last is not None and bool(stretch.voices))
        before = stretch.end
    return found


def _rested(words: str, stretch: Stretch, survey: Voice) -> tuple[Voice, ...]:
    """Return the voices of a stretch that may tell what the survey found."""
    carried = survey._replace(quote_id=None, chain=(), cue=None)
    if stretch.voices:
        said = stretch.voices[-1]
        shared = said.name is None and said.text is not None and _SHARE_OF_PEOPLE.match(said.text)
        return (carried._replace(cue=said.cue, manner="polled"),) if shared and _is_survey(survey) else stretch.voices
    former = _FORMER.match(words) and not _ITS_FIGURE.search(words)
    if former or _OTHER_SURVEY.search(words):
        return ()
    if _is_survey(survey) and stretch.kind != "apposition" and _SHARE.search(words) and not _ABOUT_SURVEY.search(words):
        return (carried,)
    accused = _ACCUSED.search(words)
    if accused and _CHARGES.search(survey.name or survey.text or ""):
        return (carried._replace(cue=accused.group(1)),)
    return ()


def _standing(voices: Sequence[Voice], last: Voice | None) -> Voice | None:
    """Return the document that may go on telling after these voices."""
    if not voices:
        return last
    voice = voices[-1]
    names = voice.name or voice.text or ""
    tells = voice.kind == "document" and (_is_survey(voice) or _CHARGES.search(names))
    return voice if tells else None


def _is_survey(voice: Voice) -> bool:
    return _SURVEY.search(voice.name or voice.text or "") is not None


class _Known(NamedTuple):
    """Who spoke last: somebody with a name, somebody without, a body or document, and each document with a name."""

    named: Voice | None = None
    hidden: Voice | None = None
    body: Voice | None = None
    documents: tuple[Voice, ...] = ()


def carry_speakers(text: str, voices: Sequence[tuple[Voice, ...]], mentions: Mentions) -> list[tuple[Voice, ...]]:
    """Return the voices of each stretch; "he" is the man who spoke last, "the official" the one who spoke before."""
    found: list[tuple[Voice, ...]] = []
    known = _Known()
    for row in voices:
        told = row[:-1] if len(row) > 1 and (row[-1].text or "").casefold() in _SELF else row
        settled = tuple(_settled_it(text, _settled(voice, known, mentions), known.body, mentions) for voice in told)
        found.append(settled)
        for voice in settled:
            known = _with(known, voice)
    return found


def _with(known: _Known, voice: Voice) -> _Known:
    if voice.kind in _BODIES and voice.text:
        known = known._replace(body=voice)
    if voice.kind == "named_person" and voice.name:
        return known._replace(named=voice)
    if voice.kind == "anonymous_person" and voice.text:
        return known._replace(hidden=voice)
    if voice.kind == "document" and voice.name and voice.start is not None:
        return known._replace(documents=(*known.documents, voice))
    return known


def _settled(voice: Voice, known: _Known, mentions: Mentions) -> Voice:
    if voice.name is not None or voice.text is None or voice.start is None:
        return voice
    gender = GENDERS.get(voice.text.casefold())
    if gender is not None and voice.kind == "unknown":
        named = known.named
        fits = named is not None and mentions.genders.get(named.name or "", "") in (gender, "")
        return voice._replace(name=named.name, kind="named_person") if named and fits and _near(named, voice) else voice
    again = _DEFINITE.fullmatch(voice.text)
    if again is None:
        return voice
    noun = again["noun"].casefold()
    if voice.kind == "document":
        held = [v for v in known.documents if _names_document(v.name or "", noun)]
        return voice._replace(name=held[-1].name) if held else voice
    hidden = known.hidden
    if voice.kind != "anonymous_person" or hidden is None or not _near(hidden, voice):
        return voice
    same = (hidden.text or "").casefold().split()[-1:] == [noun]
    return voice._replace(text=hidden.text, start=hidden.start, end=hidden.end) if same else voice


def _settled_it(text: str, voice: Voice, body: Voice | None, mentions: Mentions) -> Voice:
    """Return whom "it" means: the body that opens the sentence before, that spoke last, or the one named shortly."""
    if (voice.text or "").casefold() != "it" or voice.kind != "unknown" or voice.start is None:
        return voice
    opening = mentions.opening_body(text, voice.start)
    if opening is not None and (body is None or (body.start or 0) < opening[0]):
        return voice._replace(name=opening[1], kind="organization")
    if body is not None and _near(body, voice):
        told = body._replace(cue=voice.cue, manner=voice.manner, quote_id=voice.quote_id, chain=())
        shown = body.name is None or body.kind == "document"
        return told if shown else told._replace(text=voice.text, start=voice.start, end=voice.end)
    name = mentions.body_before(voice.start)
    return voice._replace(name=name, kind="organization") if name else voice


def _near(before: Voice, voice: Voice) -> bool:
    return before.start is not None and voice.start is not None and 0 <= voice.start - before.start < _REACH


def _names_document(name: str, noun: str) -> bool:
    """Tell whether "the study" can be this document: its name holds the noun, or both are surveys."""
    words = name.casefold().split()
    nouns = _SURVEYS if noun in _SURVEYS else {noun}
    return " obtained by " not in name and any(word in nouns for word in words)
