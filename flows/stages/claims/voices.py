"""Who asserts: the voice behind a stretch, from a quote row or from an attribution frame, as claimant and chain."""

import bisect
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.lexicon import entries
from flows.stages.claims.bodies import (
    POSSESSIVE,
    WORD,
    find_body_before,
    find_meant,
    find_opening_body,
    is_company,
    shorten_companies,
)
from flows.stages.claims.frames import Frame, source_noun_kind
from flows.stages.claims.words import word_set
from flows.stages.names import Cast, Name, resolve

_LANGUAGE = "en"
_DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those|his|her|their|its|our)\s+", re.IGNORECASE)
_VAGUE = re.compile(r"(?:the|an?|some|any|one|another|several|certain)\s+(?=\w)", re.IGNORECASE)
_UNNAMED = frozenset(("anonymous_person", "unnamed_group", "document"))
_FRESH = re.compile(
    r"(?:(?:new|recent|latest|previous|earlier|separate|joint|federal|\d+-\w+)\s)+(?=\w)", re.IGNORECASE
)  # what tells when or how big, not which
_SECOND = re.compile(r"\sand\s(?:an?|another)\s.*$", re.DOTALL)  # another document beside it
_RELEASED = re.compile(r",?\s(?:released|published|issued|conducted)\s(?!by\b).*$", re.DOTALL)
_LONGEST_NAME = 80  # characters
_COMMA = 2  # characters of the comma and the blank between a name and its relative clause
_PRONOUN_REACH = 400  # characters back in which the bearer of a pronoun is looked for
_PICTURES = word_set("pictures")
_WHOM_REACH = 160  # the same for the other person of a sentence
_PREPOSITIONS = frozenset(("in", "for", "at", "from", "with", "of", "on", "by", "inside", "within", "about"))
_NAMELESS_KINDS = {"person": "anonymous_person", "group": "unnamed_group"}
GENDERS = {"he": "m", "she": "f", "him": "m", "her": "f"}
_PASSIVE = re.compile(r"\b(?:is|was|been|being|['’]s)\b", re.IGNORECASE)  # it was reported, by nobody in particular
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
    """A claimant: as written, canonical name or null, kind of claimant, cue and where they stand.

    manner: quoted (the words are the claimant's own), speech or thought.
    """

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

    def ending_at(self, at: int) -> Name | None:
        """Return the name right before this place, which "who" or "which" there tells more of; null if none is."""
        near = [name for name in self.within(max(0, at - _LONGEST_NAME), at) if name.end >= at - _COMMA]
        return near[-1] if near else None

    def canonical(self, name: Name) -> str:
        """Return the full name within the article, or the name as written."""
        return self.full_names[name.text]

    def body_called(self, plain: str) -> str | None:
        """Return the one body that "the appeals court" or "the fund" can mean: each word stands in its name."""
        wanted = [word.casefold().rstrip("s") for word in WORD.findall(plain)]
        if not wanted:
            return None
        fitting = {self.full_names.get(body, body) for body in self.cast.organizations if _is_called(body, wanted)}
        return next(iter(fitting)) if len(fitting) == 1 else None

    def body_meant(self, plain: str, at: int) -> str | None:
        """Return the body that "the company" or "the appeals court" at this place means; null if none or several."""
        return self.body_called(plain) or find_meant(plain, at, self.cast.names, self.full_names)

    def body_before(self, at: int) -> str | None:
        """Return the body that "it" at this place means; null if none or several are named shortly before."""
        return find_body_before(at, self.cast.names, self.full_names)

    def opening_body(self, text: str, at: int) -> tuple[int, str] | None:
        """Return where the sentence before that of this place begins, and the body that opens it, if one does."""
        near = self.within(max(0, at - 2 * _PRONOUN_REACH), at)
        return find_opening_body(text, at, near, self.full_names)


def _is_called(body: str, wanted: Sequence[str]) -> bool:
    """Tell whether all these words stand in the name of the body, the last as what it is: Court of …, … Fund."""
    words = [word.casefold().rstrip("s") for word in WORD.findall(body)]
    if len(words) < 2 or not set(wanted) <= set(words):
        return False
    heads = {words[-1], *(words[at - 1] for at in range(1, len(words)) if words[at] in ("of", "for"))}
    return wanted[-1] in heads


def index_mentions(cast: Cast) -> Mentions:
    """Return the index of the cast's names."""
    genders = {person.name: person.gender for person in cast.people}
    short: dict[str, list[str]] = {}
    for body in cast.organizations:
        short.setdefault(_initials(body), []).append(body)
    companies = shorten_companies(cast.names)
    surnames = {person.surname.casefold() for person in cast.people if not is_company(person.name)}
    companies = {short: body for short, body in companies.items() if short.casefold() not in surnames}
    full: dict[str, str] = {}
    for name in cast.names:
        if name.text not in full:
            full[name.text] = companies.get(POSSESSIVE.sub("", name.text)) or _full_name(cast, name, short)
    return Mentions(cast, tuple(name.start for name in cast.names), genders, full)


def _initials(body: str) -> str:
    """Return the capitals that the words of a body begin with; empty for one of a single word."""
    words = body.split()
    return "".join(word[0] for word in words if word[0].isupper()) if len(words) > 1 else ""


def _full_name(cast: Cast, name: Name, short: Mapping[str, Sequence[str]]) -> str:
    """Return the full name of a name; `short` holds the bodies by their initials."""
    plain = POSSESSIVE.sub("", " ".join(name.text.split()))
    known = resolve(cast, plain)
    if name.kind == "person" or (known is not None and known != plain):
        return known or plain
    spelled = short.get(plain.replace(".", ""), ())
    if len(spelled) == 1:
        return spelled[0]
    longer = [body for body in cast.organizations if body.endswith(f" {plain}")]
    return longer[0] if len(longer) == 1 else plain


def voice_of_speech(speech: Speech, text: str, mentions: Mentions) -> Voice:
    """Return the voice of a quote row; a source that the row leaves open is resolved by its own words if they can."""
    kind, name = _source_of(speech, text, mentions)
    manner = "quoted" if speech.directness in ("direct", "partial") else "speech"
    voice = Voice(
        speech.source_text, name, kind, speech.cue, speech.source_start, speech.source_end, manner, speech.quote_id,
        speech.chain,
    )  # fmt: skip
    return _bare(voice)


def _source_of(speech: Speech, text: str, mentions: Mentions) -> tuple[str, str | None]:
    """Return kind and name of the source of a quote row; its own words say more where the row says little."""
    kind, name = speech.source_kind, speech.source_name
    if name is not None and is_company(full := mentions.full_names.get(name, name)):
        itself = (speech.source_text or "").casefold() not in GENDERS
        return ("organization", full) if itself else ("unknown", None)
    if speech.source_text is not None and speech.source_text.casefold() == "it" and not _is_passive(speech, text):
        return "unknown", None
    if speech.source_start is None or speech.source_end is None or kind not in ("unknown", "organization"):
        return kind, name
    read = _read_source(text, speech.source_start, speech.source_end, mentions)
    if name is None:
        return read if kind == "unknown" or read[1] is not None else (kind, name)
    if kind == "unknown":
        return kind, name
    # A group or somebody without a name who belongs to the body is not the body.
    return read if read[0] in _NAMELESS_KINDS.values() else (kind, mentions.full_names.get(name, name))


def _is_passive(speech: Speech, text: str) -> bool:
    """Tell whether "it" stands for nobody: it was reported; not: it reported."""
    if speech.source_end is None or speech.cue_end is None:
        return True
    return _PASSIVE.search(text, speech.source_end, speech.cue_end) is not None


def voice_of_frame(frame: Frame, text: str, mentions: Mentions) -> Voice:
    """Return the voice that an attribution frame names."""
    kind, name = _read_source(text, frame.source_start, frame.source_end, mentions)
    source = text[frame.source_start : frame.source_end]
    cue = text[frame.cue_start : frame.cue_end]
    if source.casefold() == "it" and not _PASSIVE.search(text, frame.source_end, frame.cue_start):
        kind = "unknown"
    return _bare(Voice(source, name, kind, cue, frame.source_start, frame.source_end, frame.manner))


def _bare(voice: Voice) -> Voice:
    """Return a voice without a name as its noun alone, without the clause that tells more of it."""
    more = _MORE.search(voice.text) if voice.text and voice.name is None else None
    if more is None or voice.text is None or voice.start is None or voice.end != voice.start + len(voice.text):
        return voice
    return voice._replace(text=voice.text[: more.start()], end=voice.start + more.start())


def without_determiner(voice: Voice) -> Voice:
    """Return a voice as its noun alone: some observers are observers, a former official one, a new survey a survey."""
    if voice.kind == "document" and voice.name:
        return voice._replace(name=_plain_document(voice.name))
    if voice.text and voice.name is None and voice.kind == "document" and voice.start is not None:
        dated = _RELEASED.search(voice.text)
        if dated and dated.start() > 0 and voice.end == voice.start + len(voice.text):
            voice = voice._replace(text=voice.text[: dated.start()], end=voice.start + dated.start())
    opener = _VAGUE.match(voice.text) if voice.text and voice.name is None and voice.kind in _UNNAMED else None
    if opener is None or voice.start is None or voice.text is None or voice.end != voice.start + len(voice.text):
        return voice
    return voice._replace(text=voice.text[opener.end() :], start=voice.start + opener.end())


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
    gender = GENDERS.get(text[slice(*subject)].casefold())
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
    if folded in GENDERS:
        name = find_bearer(start, GENDERS[folded], mentions)
        return ("named_person", name) if name else ("unknown", None)
    if folded == "it":
        return "unspecified_reports", None
    if folded in ("who", "which"):
        before = mentions.ending_at(start)
        return _kind_of_name(before, mentions) if before else ("unknown", None)
    if _REPORTS.match(plain):
        return "unspecified_reports", None
    kind, name = _read_phrase(plain, mentions.within(start, end), mentions)
    if name is None and kind in ("organization", "unknown") and source[:4].casefold() == "the ":
        called = mentions.body_meant(plain.partition(",")[0], start)
        return ("organization", called) if called else (kind, None)
    return kind, name


def _read_phrase(plain: str, names: Sequence[Name], mentions: Mentions) -> tuple[str, str | None]:
    people = [n for n in names if n.kind == "person" and not n.text.endswith(("'s", "’s"))]
    tail = [n for n in names if plain.endswith(_DETERMINER.sub("", n.text))]
    if people and (people[0] in tail or "," in plain):
        return "named_person", mentions.canonical(people[0])
    words = WORD.findall(plain.casefold())
    kind = next((found for word in reversed(_head(words)) if (found := source_noun_kind(word))), None)
    behind = bool(tail) and _stands_behind(plain, tail[-1])
    if behind and kind is None and _is_plural_before(words):
        kind = "group"
    if tail and not (behind and (kind in _NAMELESS_KINDS or kind == "document")):
        return _kind_of_name(tail[-1], mentions)
    if words and words[-1] in _PICTURES:
        return "document", None
    if kind == "organization":
        return "organization", (plain if names else None)
    if kind == "document":
        return "document", _plain_document(plain) if names else None
    if kind in _NAMELESS_KINDS:
        return _NAMELESS_KINDS[kind], None
    return ("unnamed_group" if words and words[-1].endswith("s") else "unknown"), None


def _is_plural_before(words: Sequence[str]) -> bool:
    """Tell whether the noun before the first preposition of place is a plural: backers and builders in the Diet."""
    last = next((at for at, word in enumerate(words) if word in ("in", "at", "from", "inside", "within")), 0)
    return last > 0 and words[last - 1].endswith("s")


def _plain_document(name: str) -> str:
    """Return the name of a document without when it came out: the latest Vell survey released on Friday."""
    return _FRESH.sub("", _SECOND.sub("", _RELEASED.sub("", name)), count=1)


def _stands_behind(plain: str, name: Name) -> bool:
    """Tell whether the name only tells more of who speaks: a spokesman for the Vell Ministry."""
    before = plain[: len(plain) - len(_DETERMINER.sub("", name.text))].casefold().split()
    before = before[:-1] if before and before[-1] in ("the", "a", "an") else before
    joined = len(before) > 1 and before[-1] == "and"  # surveys in Vell and Olm
    return bool(before) and (before[-1] in _PREPOSITIONS or (joined and not _PREPOSITIONS.isdisjoint(before)))


def _head(words: Sequence[str]) -> Sequence[str]:
    """Return the words up to the first preposition: the head noun is the last of them."""
    stops = entries(_LANGUAGE, "clause_words")
    ends = stops | word_set("released") | _PREPOSITIONS
    last = next((i for i, word in enumerate(words) if i and word in ends), len(words))
    return words[max(0, last - 2) : last]


def _kind_of_name(name: Name, mentions: Mentions) -> tuple[str, str | None]:
    kind = "named_person" if name.kind == "person" else "organization"
    return kind, mentions.canonical(name)


def find_bearer(at: int, gender: str, mentions: Mentions) -> str | None:
    """Return the person whom a pronoun at this place means: the last one named before it, if no other fits as well."""
    near = mentions.within(max(0, at - _PRONOUN_REACH), at)
    before = [n for n in near if n.kind == "person" and not is_company(n.text)]
    fitting = []
    for name in before:
        person = mentions.canonical(name)
        known = mentions.genders.get(person)
        if known is not None and known in (gender, ""):
            fitting.append((person, known))
    sure = [person for person, known in fitting if known == gender] or [person for person, _ in fitting]
    return sure[-1] if len(set(sure)) == 1 else None
