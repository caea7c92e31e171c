"""Who asserts: the voice behind a stretch, from a quote row or from an attribution frame, as claimant and chain."""

import bisect
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.lexicon import entries
from flows.stages.claims.frames import Frame, source_noun_kind
from flows.stages.claims.words import word_set
from flows.stages.names import Cast, Name, resolve

_LANGUAGE = "en"
_DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those|his|her|their|its|our)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_PRONOUN_REACH = 400  # characters back in which the bearer of a pronoun is looked for
_PICTURES = word_set("pictures")
_WHOM_REACH = 160  # the same for the other person of a sentence
_GENDERS = {"he": "m", "she": "f"}
_MORE = re.compile(
    r",?\s+(?:(?:with|to|of|from|by)\s+)?who(?:m|se)?\b"
)  # what only tells more of a source without a name: analysts who follow the trade
_REPORTS = re.compile(r"^(?:(?:\w+\s){0,2})?(?:reports|rumors|rumours|media reports)$", re.IGNORECASE)


class Speech(NamedTuple):
    """A row of the quotes table, as far as claims need it."""

    quote_id: str
    start: int
    end: int
    directness: str
    source_text: str | None
    source_start: int | None
    source_end: int | None
    source_name: str | None
    source_kind: str
    cue: str | None
    cue_start: int | None
    cue_end: int | None
    chain: tuple[Mapping[str, Any], ...]


class Voice(NamedTuple):
    """A claimant: as written, canonical name or null, kind of claimant, cue and where they stand."""

    text: str | None
    name: str | None
    kind: str
    cue: str | None
    start: int | None
    end: int | None
    manner: str
    quote_id: str | None = None
    chain: tuple[Mapping[str, Any], ...] = ()


class Mentions(NamedTuple):
    """The names of an article by where they start, with the people and bodies behind them."""

    cast: Cast
    starts: tuple[int, ...]
    genders: Mapping[str, str]
    full_names: Mapping[str, str]

    def within(self, start: int, end: int) -> Sequence[Name]:
        """Return the names that lie wholly in start:end."""
        first = bisect.bisect_left(self.starts, start)
        last = bisect.bisect_left(self.starts, end)
        return [name for name in self.cast.names[first:last] if name.end <= end]

    def canonical(self, name: Name) -> str:
        """Return the full name within the article, or the name as written."""
        return self.full_names[name.text]


def index_mentions(cast: Cast) -> Mentions:
    """Return the index of the cast's names."""
    genders = {person.name: person.gender for person in cast.people}
    first = {name.text: name for name in reversed(cast.names)}
    full = {text: _full_name(cast, name) for text, name in first.items()}
    return Mentions(cast, tuple(name.start for name in cast.names), genders, full)


def _full_name(cast: Cast, name: Name) -> str:
    plain = _POSSESSIVE.sub("", " ".join(name.text.split()))
    known = resolve(cast, plain)
    if name.kind == "person" or (known is not None and known != plain):
        return known or plain
    longer = [body for body in cast.organizations if body.endswith(f" {plain}")]
    return longer[0] if len(longer) == 1 else plain


def voice_of_speech(speech: Speech, text: str, mentions: Mentions) -> Voice:
    """Return the voice of a quote row; a source that the row leaves open is resolved by its own words if they can."""
    if speech.source_name is None and speech.source_kind == "unknown" and speech.source_start is not None:
        found = _read_source(text, speech.source_start, speech.source_end or speech.source_start, mentions)
        kind, name = found
    else:
        kind, name = speech.source_kind, speech.source_name
    voice = Voice(
        speech.source_text, name, kind, speech.cue, speech.source_start, speech.source_end, "speech", speech.quote_id,
        speech.chain,
    )  # fmt: skip
    return _bare(voice)


def voice_of_frame(frame: Frame, text: str, mentions: Mentions) -> Voice:
    """Return the voice that an attribution frame names."""
    kind, name = _read_source(text, frame.source_start, frame.source_end, mentions)
    source = text[frame.source_start : frame.source_end]
    cue = text[frame.cue_start : frame.cue_end]
    return _bare(Voice(source, name, kind, cue, frame.source_start, frame.source_end, frame.manner))


def _bare(voice: Voice) -> Voice:
    """Return a voice without a name as its noun alone, without the clause that tells more of it."""
    more = _MORE.search(voice.text) if voice.text and voice.name is None else None
    if more is None or voice.text is None or voice.start is None or voice.end != voice.start + len(voice.text):
        return voice
    return voice._replace(text=voice.text[: more.start()], end=voice.start + more.start())


def voice_of_subject(text: str, subject: tuple[int, int], cue: tuple[int, int], mentions: Mentions) -> Voice | None:
    """Return the voice of someone who is said to hold a view; null if the subject names nobody."""
    kind, name = _read_source(text, *subject, mentions)
    if kind == "unknown":
        kind, name = _accuser(text, subject, mentions)
    if kind == "unknown":
        return None
    return Voice(text[slice(*subject)], name, kind, text[slice(*cue)], *subject, "speech")


def _accuser(text: str, subject: tuple[int, int], mentions: Mentions) -> tuple[str, str | None]:
    """Return whom "he" means in "whom he accuses": the other person of the sentence, not the one before "whom"."""
    gender = _GENDERS.get(text[slice(*subject)].casefold())
    if gender is None or not text[: subject[0]].endswith("whom "):
        return "unknown", None
    near = [n for n in mentions.within(max(0, subject[0] - _WHOM_REACH), subject[0]) if n.kind == "person"]
    people = list(dict.fromkeys(mentions.canonical(n) for n in near))
    others = [
        p for p in people if near and p != mentions.canonical(near[-1]) and mentions.genders.get(p) in (gender, "")
    ]
    return ("named_person", others[-1]) if others else ("unknown", None)


def _read_source(text: str, start: int, end: int, mentions: Mentions) -> tuple[str, str | None]:
    """Return the kind and the canonical name of the source text[start:end]."""
    source = text[start:end]
    more = _MORE.search(source)
    if more is not None and more.start() > 0:
        return _read_source(text, start, start + more.start(), mentions)
    plain = _DETERMINER.sub("", source).strip()
    folded = plain.casefold()
    if folded in _GENDERS:
        name = find_bearer(start, _GENDERS[folded], mentions)
        return ("named_person", name) if name else ("unknown", None)
    if folded == "it":
        return "unspecified_reports", None
    if folded in ("who", "which"):
        before = [n for n in mentions.within(max(0, start - 80), start) if n.end >= start - 2]
        return _kind_of_name(before[-1], mentions) if before else ("unknown", None)
    if _REPORTS.match(plain):
        return "unspecified_reports", None
    return _read_phrase(plain, mentions.within(start, end), mentions)


def _read_phrase(plain: str, names: Sequence[Name], mentions: Mentions) -> tuple[str, str | None]:
    people = [n for n in names if n.kind == "person" and not n.text.endswith(("'s", "’s"))]
    tail = [n for n in names if plain.endswith(_DETERMINER.sub("", n.text))]
    if people and (people[0] in tail or "," in plain):
        return "named_person", mentions.canonical(people[0])
    if tail:
        return _kind_of_name(tail[-1], mentions)
    words = _WORD.findall(plain.casefold())
    if words and words[-1] in _PICTURES:
        return "document", None
    kind = next((found for word in reversed(_head(words)) if (found := source_noun_kind(word))), None)
    if kind == "organization":
        return "organization", plain if names else None
    if kind == "document":
        return "document", plain if names else None
    kinds = {"person": "anonymous_person", "group": "unnamed_group"}
    if kind in kinds:
        return kinds[kind], None
    return ("unnamed_group" if words and words[-1].endswith("s") else "unknown"), None


def _head(words: Sequence[str]) -> Sequence[str]:
    """Return the words up to the first preposition: the head noun is the last of them."""
    stops = entries(_LANGUAGE, "clause_words")
    last = next((i for i, word in enumerate(words) if i and word in stops), len(words))
    return words[max(0, last - 2) : last]


def _kind_of_name(name: Name, mentions: Mentions) -> tuple[str, str | None]:
    kind = "named_person" if name.kind == "person" else "organization"
    return kind, mentions.canonical(name)


def find_bearer(at: int, gender: str, mentions: Mentions) -> str | None:
    """Return the person whom a pronoun at this place means: the last one named before it, if no other fits as well."""
    before = [n for n in mentions.within(max(0, at - _PRONOUN_REACH), at) if n.kind == "person"]
    fitting = []
    for name in before:
        person = mentions.canonical(name)
        known = mentions.genders.get(person)
        if known is not None and known in (gender, ""):
            fitting.append((person, known))
    sure = [person for person, known in fitting if known == gender] or [person for person, _ in fitting]
    return sure[-1] if len(set(sure)) == 1 else None
