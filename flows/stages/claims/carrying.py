"""Voices carried over what follows: a survey over its further figures, a speaker over "he", an official over "the official"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.stages.claims.voices import Mentions, Voice

_REACH = 1500  # characters back in which whoever is meant may have spoken
_GENDERS = {"he": "m", "she": "f"}
_SURVEY = re.compile(
    r"\b(?:polls?|polling|surveys?|study|studies|census|audit|analysis|data|figures|statistics|index|report)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\d\s?(?:percent|per\scent|%|percentage\spoints?|points?\b)|\b\w+\s(?:in|of|out\sof)\s(?:10|ten|five|four|three)\b"
    r"|\bmajority\sof\b|\b(?:tied|approval\srating|(?:likely|registered)\svoters)\b",
    re.IGNORECASE,
)
_ABOUT_SURVEY = re.compile(r"\bmargin\sof\serror\b|\bsample\b|\b(?:was|were)\sconducted\b", re.IGNORECASE)
_SHARE_OF_PEOPLE = re.compile(
    r"(?:(?:only|just|about|nearly|almost|some|another|more\sthan|fewer\sthan|over)\s)*"
    r"(?:\d+(?:\.\d+)?\s?(?:percent|per\scent|%)|(?:an?\s)?(?:\w+\s)?majority\sof|\w+\s(?:in|of|out\sof)\s(?:10|ten|five|four|three))",
    re.IGNORECASE,
)
_CHARGES = re.compile(r"\b(?:complaint|indictment|lawsuit|suit|filing|affidavit|charges)\b", re.IGNORECASE)
_ACCUSED = re.compile(r"\b(?:is|are|was|were|been)\s(?:also\s)?(accused)\sof\b(?!.*\sby\s)", re.IGNORECASE | re.DOTALL)
_ANONYMOUS = re.compile(r"(?:the\s(?:same\s)?|this\s|that\s)(?P<noun>[\w-]+)", re.IGNORECASE)


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
        last = _standing(voices, last, figures)
        figures = figures or (last is not None and bool(stretch.voices))
        before = stretch.end
    return found


def _rested(words: str, stretch: Stretch, survey: Voice) -> tuple[Voice, ...]:
    """Return the voices of a stretch that may tell what the survey found."""
    carried = survey._replace(quote_id=None, chain=(), cue=None)
    if stretch.voices:
        said = stretch.voices[-1]
        shared = said.name is None and said.text is not None and _SHARE_OF_PEOPLE.match(said.text)
        return (carried._replace(cue=said.cue),) if shared and _is_survey(survey) else stretch.voices
    if _is_survey(survey) and stretch.kind != "apposition" and _SHARE.search(words) and not _ABOUT_SURVEY.search(words):
        return (carried,)
    accused = _ACCUSED.search(words)
    if accused and _CHARGES.search(survey.name or survey.text or ""):
        return (carried._replace(cue=accused.group(1)),)
    return ()


def _standing(voices: Sequence[Voice], last: Voice | None, figures: bool) -> Voice | None:
    """Return the document that may go on telling after these voices."""
    if not voices:
        return last
    voice = voices[-1]
    names = voice.name or voice.text or ""
    tells = voice.kind == "document" and (_is_survey(voice) or _CHARGES.search(names))
    return voice if tells else None


def _is_survey(voice: Voice) -> bool:
    return _SURVEY.search(voice.name or voice.text or "") is not None


def carry_speakers(voices: Sequence[tuple[Voice, ...]], mentions: Mentions) -> list[tuple[Voice, ...]]:
    """Return the voices of each stretch; "he" is the man who spoke last, "the official" the one who spoke before."""
    found: list[tuple[Voice, ...]] = []
    named: Voice | None = None
    hidden: Voice | None = None
    for row in voices:
        settled = tuple(_settled(voice, named, hidden, mentions) for voice in row)
        found.append(settled)
        for voice in settled:
            named = voice if voice.kind == "named_person" and voice.name else named
            hidden = voice if voice.kind == "anonymous_person" and voice.text else hidden
    return found


def _settled(voice: Voice, named: Voice | None, hidden: Voice | None, mentions: Mentions) -> Voice:
    if voice.name is not None or voice.text is None or voice.start is None:
        return voice
    gender = _GENDERS.get(voice.text.casefold())
    if gender is not None and voice.kind == "unknown":
        fits = named is not None and mentions.genders.get(named.name or "", "") in (gender, "")
        near = named is not None and 0 <= voice.start - (named.start or 0) < _REACH
        return voice._replace(name=named.name, kind="named_person") if named is not None and fits and near else voice
    again = _ANONYMOUS.fullmatch(voice.text) if voice.kind == "anonymous_person" else None
    if again is None or hidden is None or hidden.start is None or not 0 < voice.start - hidden.start < _REACH:
        return voice
    same = (hidden.text or "").casefold().split()[-1:] == [again["noun"].casefold()]
    return voice._replace(text=hidden.text, start=hidden.start, end=hidden.end) if same else voice
