"""Voices that other words of the article settle: whom "they" means, and whose documents the documents are."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.text import Span
from flows.stages.claims.bodies import sentence_start
from flows.stages.claims.frames import source_noun_kind
from flows.stages.claims.voices import Mentions, Voice
from flows.stages.claims.words import word_set

_NOUNS = (
    r"documents?|papers|files?|records|e?-?mails?|memos?|memorandum|cables?|letters?|drafts?|transcripts?|recordings?"
    r"|minutes|reports?|presentations?|videos?|photos|photographs|images"
)
_OBTAINED = re.compile(
    rf"\b(?P<noun>{_NOUNS})\s(?:that\s|which\s)?(?:was\s|were\s)?(?:later\s)?"
    r"(?P<cue>obtained|seen|reviewed|viewed|published|leaked)\s(?:by|to)\s",
    re.IGNORECASE,
)
_OWN = re.compile(
    rf"\b(?P<noun>{_NOUNS})\s(?:that\s|which\s)?(?:it|they|the\s(?:newspaper|paper|outlet|agency|channel|site|magazine))"
    r"\s(?:has\s|had\s|have\s)?(?:obtained|seen|saw|reviewed|viewed)\b",
    re.IGNORECASE,
)
_INTRODUCING = re.compile(
    rf"\W*In\s(?P<source>(?:the|this|that|its|his|her|their)\s(?:\w+\s){{0,2}}(?:{_NOUNS})),", re.IGNORECASE
)
_DEFINITE = re.compile(rf"^(?:the|these|those)\s(?:\w+\s){{0,2}}(?P<noun>{_NOUNS})$", re.IGNORECASE)
_THEY = frozenset(("they", "them", "both"))
_OPENING = re.compile(r"(?:The|Some|Many|Most|Several)?\s?(?:[a-z-]+\s){0,2}?(?P<noun>[A-Za-z]+s)\b")
_REACH = 1500  # characters back in which the group that "they" means may have spoken


class _Obtained(NamedTuple):
    start: int
    noun: str
    holder: Voice


def settle_groups(text: str, voices: Sequence[tuple[Voice, ...]]) -> list[tuple[Voice, ...]]:
    """Return the voices of each part in text order, "they" replaced by the group that spoke last before it.

    A group that opens the sentence of "they" stands before it: owners have objected, although they say …
    """
    last: Voice | None = None
    found: list[tuple[Voice, ...]] = []
    for row in voices:
        settled = tuple(_settle_group(voice, _opening_group(text, voice, last)) for voice in row)
        found.append(settled)
        for voice in settled:
            if voice.kind == "unnamed_group" and (voice.text or "").casefold() not in _THEY:
                last = voice
            elif voice.kind != "document":
                last = None
    return found


def _opening_group(text: str, voice: Voice, last: Voice | None) -> Voice | None:
    """Return the group that opens the sentence in which "they" stands, or else the one that spoke last."""
    if voice.start is None or (voice.text or "").casefold() not in _THEY:
        return last
    start = sentence_start(text, voice.start)
    if start >= voice.start - 1:  # "they" opens the sentence itself
        start = sentence_start(text, len(text[:start].rstrip()) - 1)
    if last is not None and last.start is not None and last.start >= start:
        return last
    opening = _OPENING.match(text, start, voice.start)
    if opening is None or source_noun_kind(opening["noun"].casefold()) != "group":
        return last
    return voice._replace(text=opening.group(), start=start, end=opening.end(), kind="unnamed_group", name=None)


def _settle_group(voice: Voice, last: Voice | None) -> Voice:
    if last is None or (voice.text or "").casefold() not in _THEY or voice.start is None or last.start is None:
        return voice
    if not 0 <= voice.start - last.start < _REACH:
        return voice
    return voice._replace(text=last.text, start=last.start, end=last.end, kind=last.kind, name=last.name)


def name_documents(text: str, voices: Sequence[tuple[Voice, ...]], mentions: Mentions) -> list[tuple[Voice, ...]]:
    """Return the voices of each part, documents named by who obtained them, who then stands before them."""
    if not any(voice.kind == "document" for row in voices for voice in row):
        return list(voices)
    known = _find_obtained(text, mentions)
    return [_name_row(row, known) for row in voices]


def _name_row(row: tuple[Voice, ...], known: list[_Obtained]) -> tuple[Voice, ...]:
    """Return the voices with their documents named; documents met here are known from here on."""
    found: list[Voice] = []
    for voice in row:
        noun, holder = _holder_of(voice, found[-1] if found else None, known)
        if holder is None:
            found.append(voice)
            continue
        if not found or found[-1].name != holder.name:
            found.append(holder)
        found.append(voice._replace(name=f"{noun} obtained by {holder.name}", chain=()))
        known.append(_Obtained(voice.start or 0, noun, holder))
    return tuple(found)


def introducing_document(text: str, sentence: Span, told: Voice | None) -> Voice | None:
    """Return the document of "In the letter, the inspector asked the port to:" as the voice of the list that follows.

    Null if the sentence names none, or somebody who says with a verb of speech, and a name, what is listed.
    """
    opening = _INTRODUCING.match(text, sentence.start, sentence.end)
    asks = told is None or (told.cue or "").casefold() in word_set("requesting")
    if opening is None or (told is not None and told.name is not None and not asks):
        return None
    start, end = opening.span("source")
    return Voice(text[start:end], None, "document", told.cue if told else None, start, end, "speech")


def _holder_of(voice: Voice, outer: Voice | None, known: Sequence[_Obtained]) -> tuple[str, Voice | None]:
    """Return the noun of the documents and who obtained them; null if the article does not tell."""
    words = " ".join((voice.text or "").split())
    if voice.kind != "document" or voice.start is None:
        return "", None
    own = _OWN.search(words)
    if own and outer is not None and outer.name:
        return own["noun"].casefold(), outer
    inside = [o for o in known if voice.start <= o.start < (voice.end or 0)]
    definite = _DEFINITE.match(words)
    if not inside and definite:
        inside = [o for o in known if o.start < voice.start and o.noun == definite["noun"].casefold()]
    return (inside[-1].noun, inside[-1].holder) if inside else ("", None)


def _find_obtained(text: str, mentions: Mentions) -> list[_Obtained]:
    """Return the documents of which the text says in so many words who obtained them."""
    found = []
    for match in _OBTAINED.finditer(text):
        after = match.end() + 4 if text.startswith("the ", match.end()) else match.end()
        names = [n for n in mentions.within(match.end(), after + 60) if n.start <= after]
        if names:
            name = names[0]
            kind = "named_person" if name.kind == "person" else "organization"
            canonical = mentions.canonical(name)
            holder = Voice(name.text, canonical, kind, match["cue"], name.start, name.end, "speech")
            found.append(_Obtained(match.start(), match["noun"].casefold(), holder))
    return found
