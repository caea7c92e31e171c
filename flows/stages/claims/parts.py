"""The parts that claims are made of: their shape, replies to a question, and voices that other words settle."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.base.text import Span
from flows.stages.claims.carrying import Stretch, carry_documents, carry_speakers
from flows.stages.claims.voices import Mentions, Speech, Voice, voice_of_speech, without_determiner
from flows.stages.claims.voices_settled import name_documents, settle_groups

_QUESTION = re.compile(r"\b(?:when )?asked\s(?:\w+\s){0,3}?(?:if|whether)\b", re.IGNORECASE)
_REPLY = re.compile(
    r"(?:(?:no|nope|never|not at all|absolutely not|yes|yeah|yep|absolutely|definitely|maybe|perhaps|of course)\b"
    r"|(?:well,? )?i (?:would |do |don['’]t )?(?:think|believe|hope|guess|say|suppose|doubt) "
    r"(?:so|not|it|yes|yeah|no)\b)",
    re.IGNORECASE,
)
_LONGEST_REPLY = 12  # words
_MARKS = frozenset("“”\"’‘'.,!")


class Part(NamedTuple):
    """A clause and who asserts it, outermost voice first; `rule` says how it was found.

    `reply` is where the words begin that answer a question which the part also holds.
    """

    start: int
    end: int
    kind: str
    voices: tuple[Voice, ...]
    rule: str
    sentence: Span
    reply: int | None = None


class Source(NamedTuple):
    """What the parts of one article are made from; `masked` is the text with direct speech blanked out."""

    text: str
    masked: str
    speeches: tuple[Speech, ...]
    mentions: Mentions


def find_answers(source: Source, sentence: Span, speeches: Sequence[Speech]) -> Iterator[Part]:
    """Yield the short replies that mean nothing without their question, with it: asked if it sank, he said: “No.”"""
    if not speeches or source.masked.find("sked", sentence.start, sentence.end) < 0:
        return
    question = _QUESTION.search(source.masked, sentence.start, sentence.end)
    if question is None:
        return
    for speech in speeches:
        said = speech.directness in ("direct", "partial") and speech.start > question.end()
        words = source.text[speech.start : speech.end]
        if said and len(words.split()) <= _LONGEST_REPLY and _REPLY.match(words):
            end = speech.end
            while end < len(source.text) and end < speech.end + 2 and source.text[end] in _MARKS:
                end += 1
            voice = voice_of_speech(speech, source.text, source.mentions)
            yield Part(question.start(), end, "answer", (voice,), f"quote_{speech.directness}", sentence, speech.start)
            return


def _carry_quotes(text: str, parts: Sequence[Part]) -> list[tuple[Voice, ...]]:
    """Return the voices of each part; quoted words without a source have that of the quote before.

    Only the words right after a named speaker's are carried, and only if no other voice stands between.
    """
    found: list[tuple[Voice, ...]] = []
    last: tuple[int, Voice] | None = None
    for part in parts:
        voices = part.voices
        voice = voices[-1] if voices else None
        if voice is not None and voice.kind == "unknown" and voice.text is None and last is not None:
            same = "\n" not in text[last[0] : part.start]
            if same:
                voice = last[1]._replace(quote_id=voice.quote_id, chain=last[1].chain)
                voices = (*voices[:-1], voice)
        if voice is not None:
            last = (part.end, voice) if voice.name and voice.quote_id else None
        found.append(voices)
    return found


def settle_voices(text: str, parts: Sequence[Part], mentions: Mentions) -> list[Part]:
    """Return the parts with voices that the words before them settle: they, and documents that somebody obtained."""
    groups = settle_groups(text, _carry_quotes(text, parts))
    named = name_documents(text, carry_speakers(text, groups, mentions), mentions)
    rows = zip(parts, named, strict=True)
    named = carry_documents(text, [Stretch(part.start, part.end, part.kind, voices) for part, voices in rows])
    named = [tuple(without_determiner(voice) for voice in voices) for voices in named]
    return [part._replace(voices=voices) for part, voices in zip(parts, named, strict=True)]
