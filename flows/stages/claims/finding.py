"""Find the claims of one article: its clauses with voice, hedge, quantities, dates and names."""

import bisect
import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flows.base.lexicon import claims_language, entries
from flows.base.text import Span
from flows.stages.claims.checking import Grounds, check_reasons, tells_of_known
from flows.stages.claims.hedging import Reading, read_clause
from flows.stages.claims.normalizing import normalize
from flows.stages.claims.parts import Part, Source
from flows.stages.claims.pieces import find_parts, mask_speech
from flows.stages.claims.replies import PARAGRAPHS
from flows.stages.claims.voices import Speech, Voice, index_mentions, voice_of_speech
from flows.stages.claims.words import word_set
from flows.stages.dates import Anchor, DateSpan, find_dates
from flows.stages.names import build_cast
from flows.stages.numbers import Quantity, find_quantities

_LANGUAGE = "en"
_REPORTED = word_set("reported")  # words that rest a clause on reports nobody names
# what dates another thing than the claim: higher than it was in 2014; the first since the flood of the 1980s
_COMPARED = re.compile(
    r"\b(?:than (?:(?:it|they|he|she|we) )?(?:\w+ )?"
    r"|(?:first|last|only|[a-z]{3,}est)\b.*\bsince (?:the|its|his|her|their) (?:[\w’'-]+ ){1,5})"
    r"(?:in|of|during|on) (?:the )?$"
)
_BETWEEN = re.compile(r"[,\s]*(?:and\s)?")
_DEPENDENT = frozenset(("participle", "coordinate", "relative", "phrase"))  # their subject stands in the sentence
_NAMELESS = frozenset(("unnamed_group", "anonymous_person", "unspecified_reports", "document"))
_CONFIDENCE = {"outlet": 0.8, "quote_direct": 0.9, "quote_partial": 0.8, "quote_mixed": 0.7, "quote_indirect": 0.7,
               "frame": 0.7, "list_item": 0.6, "apposition": 0.7, "proposed": 0.5}  # fmt: skip


class Article(NamedTuple):
    """One article: its text, typed blocks (kind, start, end), outlet and what its dates count from."""

    text: str
    blocks: tuple[tuple[str, int, int], ...]
    outlet: str | None = None
    anchor: Anchor = Anchor()
    language: str | None = "en"


class Claim(NamedTuple):
    """A proposition as the article puts it; the columns of claims without ids."""

    char_start: int
    char_end: int
    content: str
    normalized: str
    is_self_contained: bool
    unresolved: tuple[str, ...]
    claimant_text: str | None
    claimant_name: str | None
    claimant_kind: str
    chain: tuple[Mapping[str, Any], ...]
    root_source: str | None
    cue: str | None
    hedge: str
    hedge_cues: tuple[str, ...]
    polarity: str
    tense: str
    kind: str
    quantities: tuple[Quantity, ...]
    dates: tuple[DateSpan, ...]
    entities: tuple[str, ...]
    quote_id: str | None
    verification_note: str | None
    is_check_worthy: bool
    check_reasons: tuple[str, ...]
    rule: str
    confidence: float


class _Values(NamedTuple):
    """The quantities and dates of an article with their starts, for look-up by span."""

    quantities: tuple[Quantity, ...]
    dates: tuple[DateSpan, ...]
    loose: tuple[DateSpan, ...] = ()


class _Prepared(NamedTuple):
    """An article made ready: its parts, its values, and the notes and loose dates of its sentences."""

    source: Source
    parts: list[Part]
    values: _Values
    notes: Mapping[Span, str]
    loose: Mapping[Span, tuple[DateSpan, ...]]


def find_claims(article: Article, speeches: Sequence[Speech] = ()) -> list[Claim]:
    """Return the claims of the article's paragraphs and list items in text order; none for other languages."""
    ready = _prepare(article, speeches)
    if ready is None:
        return []
    found = [
        _read_part(article, ready, part)
        for part in ready.parts
        if not ready.notes or not notes_verification(article.text, part.start, part.end)
    ]
    return _with_readings_of_mains(article.text, found, {(part.start, part.end): part for part in ready.parts})


def read_spans(article: Article, speeches: Sequence[Speech], spans: Sequence[Span]) -> list[Claim]:
    """Return the claim of each of these spans, every one inside a sentence or list item: rule `proposed`.

    All but the span is found as for any claim. Who asserts it, the clause tells that it shares most letters with, or
    else the speech that it stands in.
    """
    ready = _prepare(article, speeches) if spans else None
    if ready is None:
        return []
    return [_read_part(article, ready, _proposed_part(article, ready, span)) for span in spans]


def _prepare(article: Article, speeches: Sequence[Speech]) -> _Prepared | None:
    """Return what claims are read from; null where there is no body, or none in a language with lists for claims."""
    body = [block for block in article.blocks if block[0] in PARAGRAPHS]
    language = claims_language(article.language)
    if not body or language is None:
        return None
    cast = build_cast(article.text, [Span(start, end) for _, start, end in body], language)
    masked = mask_speech(article.text, speeches)
    source = Source(article.text, masked, tuple(speeches), index_mentions(cast))
    values = _find_values(article, body)
    parts = find_parts(source, body)
    notes = _notes(article.text, parts) if _may_note(article.text) else {}
    return _Prepared(source, parts, values, notes, _loose_dates(parts, values.dates))


def notes_verification(text: str, start: int, end: int) -> bool:
    """Tell whether a note opens in text[start:end] that something could not be verified: that is no claim."""
    match = _note_pattern().search(text, start)
    return match is not None and match.start() < end


def _read_part(article: Article, ready: _Prepared, part: Part) -> Claim:
    values = ready.values._replace(loose=ready.loose.get(part.sentence, ()))
    return _claim(article, ready.source, part, values, ready.notes.get(part.sentence))


def _proposed_part(article: Article, ready: _Prepared, span: Span) -> Part:
    near = max(ready.parts, key=lambda part: (_shared(span, part.start, part.end), -part.start), default=None)
    if near is not None and _shared(span, near.start, near.end) > 0:
        # Words that begin elsewhere may have lost their subject, as a coordinate predicate has.
        kind = near.kind if near.start == span.start else "coordinate"
        return Part(span.start, span.end, kind, near.voices, "proposed", near.sentence)
    around = [speech for speech in ready.source.speeches if speech.start <= span.start and span.end <= speech.end]
    voices = tuple(voice_of_speech(speech, article.text, ready.source.mentions) for speech in around[-1:])
    return Part(span.start, span.end, "coordinate", voices, "proposed", span)


def _shared(span: Span, start: int, end: int) -> int:
    return min(span.end, end) - max(span.start, start)


def _with_readings_of_mains(text: str, claims: Sequence[Claim], parts: Mapping[tuple[int, int], Part]) -> list[Claim]:
    """Return the claims; a participle that goes on with a clause is put as firmly, and rests on the same reports.

    The fall would be a blow, depriving it of a port. He reportedly sent a letter asking for a crane.
    """
    found: list[Claim] = []
    for claim in claims:
        before = found[-1] if found else None
        part = parts[claim.char_start, claim.char_end]
        goes_on = (
            part.kind == "participle"
            and before is not None
            and _BETWEEN.fullmatch(text, before.char_end, max(claim.char_start, before.char_end))
        )
        found.append(_as_main(claim, before) if goes_on and before is not None else claim)
    return found


def _as_main(claim: Claim, main: Claim) -> Claim:
    """Return a claim with the hedge of the forecast, or the claimant of the report, that it goes on with."""
    if main.claimant_kind == "unspecified_reports" and claim.claimant_kind == "outlet_voice":
        claim = claim._replace(
            claimant_text=main.claimant_text, claimant_name=main.claimant_name, claimant_kind=main.claimant_kind,
            chain=main.chain, root_source=main.root_source, cue=main.cue,
            hedge="reported" if claim.hedge == "asserted" else claim.hedge,
        )  # fmt: skip
    if main.hedge == "opinion" and claim.hedge == "reported" and main.quote_id and claim.quote_id == main.quote_id:
        return claim._replace(hedge="opinion", kind="evaluation", is_check_worthy=False, check_reasons=("opinion",))
    if main.hedge == "prediction" and claim.hedge in ("asserted", "reported", "hedged"):
        return claim._replace(hedge="prediction", kind="forecast", is_check_worthy=False, check_reasons=("prediction",))
    return claim


def _find_values(article: Article, body: Sequence[tuple[str, int, int]]) -> _Values:
    quantities = [q for _, start, end in body for q in find_quantities(article.text, start, end)]
    start, end = body[0][1], body[-1][2]
    first = find_dates(article.text, start, end, article.anchor)
    anchor = _with_bound(article.anchor, first)
    dates = first if anchor == article.anchor else find_dates(article.text, start, end, anchor)
    return _Values(tuple(quantities), tuple(dates))


def _loose_dates(parts: Sequence[Part], dates: Sequence[DateSpan]) -> dict[Span, tuple[DateSpan, ...]]:
    """Return the dates of each sentence that stand in no clause of it: in the attribution or before the subject.

    They date what the sentence tells ("Two days earlier, the minister said …").
    """
    found: dict[Span, tuple[DateSpan, ...]] = {}
    starts = [date.char_start for date in dates]
    for sentence in dict.fromkeys(part.sentence for part in parts):
        inside = dates[bisect.bisect_left(starts, sentence.start) : bisect.bisect_left(starts, sentence.end)]
        taken = [(part.start, part.end) for part in parts if part.sentence == sentence]
        found[sentence] = tuple(d for d in inside if not any(s <= d.char_start < e for s, e in taken))
    return found


def _with_bound(anchor: Anchor, dates: Sequence[DateSpan]) -> Anchor:
    """Return the anchor of an undated article bounded by the latest month or day that the text gives in full."""
    if anchor.published_on or anchor.not_before:
        return anchor
    full = [d.date_from[:7] for d in dates if d.date_from and d.anchor_source is None and d.grain in ("day", "month")]
    return anchor._replace(not_before=max(full)) if full else anchor


def _may_note(text: str) -> bool:
    """Tell whether a phrase may stand in the text: the longest word of one does."""
    folded = text.casefold()
    return any(word in folded for word in _note_words())


@functools.cache
def _note_words() -> frozenset[str]:
    return frozenset(max(phrase.split(), key=len) for phrase in entries(_LANGUAGE, "verification_notes"))


@functools.cache
def _note_pattern() -> re.Pattern[str]:
    phrases = sorted(entries(_LANGUAGE, "verification_notes"), key=lambda phrase: (-len(phrase), phrase))
    alternatives = "|".join(re.escape(phrase).replace(r"\ ", r"\s").replace("'", "['’]") for phrase in phrases)
    return re.compile(rf"\b(?:{alternatives})\b", re.IGNORECASE)


def _notes(text: str, parts: Sequence[Part]) -> dict[Span, str]:
    """Return the words that say a statement could not be verified, by the sentence they bear on.

    A note that is a sentence of its own bears on the one before it.
    """
    found: dict[Span, str] = {}
    sentences = list(dict.fromkeys(part.sentence for part in parts))
    for number, sentence in enumerate(sentences):
        match = _note_pattern().search(text, sentence.start, sentence.end)
        if match is None:
            continue
        others = [p for p in parts if p.sentence == sentence and not p.start <= match.start() < p.end]
        target = sentence if others or number == 0 else sentences[number - 1]
        found[target] = match.group()
    return found


def _claim(article: Article, source: Source, part: Part, values: _Values, note: str | None) -> Claim:
    content = article.text[part.start : part.end]
    voice = part.voices[-1] if part.voices else None
    said = part.start if part.reply is None else part.reply
    reading = read_clause(article.text, said, part.end, voice, part.kind == "phrase", part.reply is not None)
    if voice is not None and _rejects(article.text, part, reading):
        reading = reading._replace(hedge="denied", cues=())
    report = next((cue for cue in reading.cues if cue.casefold() in _REPORTED), None) if voice is None else None
    if report is not None:
        voice = Voice(None, None, "unspecified_reports", report, None, None, "speech")
    quantities = tuple(q for q in values.quantities if part.start <= q.char_start and q.char_end <= part.end)
    dates = _dates_of(article.text, part, values)
    names = source.mentions.within(part.start, part.end)
    entities = tuple(dict.fromkeys(source.mentions.canonical(name) for name in names))
    plain = normalize(source, part)
    actors = entities or (part.kind in _DEPENDENT and source.mentions.within(part.sentence.start, part.sentence.end))
    is_named = bool(actors) or (not plain.unresolved and plain.text != content)
    known = not is_named and tells_of_known(article.text, part.start, part.end, part.kind)
    worthy, reasons = check_reasons(
        reading, Grounds(bool(quantities), bool(dates), is_named, known), part.kind == "answer"
    )
    chain = _chain(article, part.voices, voice)
    return Claim(
        part.start, part.end, content, plain.text, not plain.unresolved, plain.unresolved,
        voice.text if voice else None, voice.name if voice else None, voice.kind if voice else "outlet_voice",
        chain, _root_of(chain), voice.cue if voice else None,
        reading.hedge, reading.cues, reading.polarity, reading.tense,
        "quantity" if quantities and reading.kind == "state" else reading.kind,
        quantities, dates, entities, voice.quote_id if voice else None, note, worthy, reasons,
        part.rule, _CONFIDENCE[part.rule],
    )  # fmt: skip


def _dates_of(text: str, part: Part, values: _Values) -> tuple[DateSpan, ...]:
    """Return the dates in the clause but those of what it is compared with, and the loose ones of its sentence."""
    inside = (d for d in values.dates if part.start <= d.char_start and d.char_end <= part.end)
    dates = [d for d in inside if not _COMPARED.search(text, part.start, d.char_start)]
    if part.kind == "apposition" or _is_relayed(part.voices):
        return tuple(dates)
    return tuple(sorted((*values.loose, *dates), key=lambda d: d.char_start))


def _rejects(text: str, part: Part, reading: Reading) -> bool:
    """Tell whether the clause says no to a report that its sentence rejects: denied the claim, saying it had not …"""
    if reading.polarity != "-" or reading.hedge not in ("reported", "hedged"):
        return False
    return _rejection().search(text, part.sentence.start, part.start) is not None


@functools.cache
def _rejection() -> re.Pattern[str]:
    verbs = "|".join(sorted(word_set("rejecting") | word_set("refusing")))
    nouns = "|".join(sorted(word_set("report_nouns")))
    return re.compile(rf"\b(?:{verbs})\s(?:[\w’'-]+\s){{0,4}}?(?:{nouns})\b", re.IGNORECASE)


def _chain(article: Article, voices: Sequence[Voice], last: Voice | None) -> tuple[Mapping[str, Any], ...]:
    """Return who told whom: the outlet first, then each voice; a quote row brings the hops behind its source."""
    hops = [_hop(None, article.outlet, "outlet", None)]
    for voice in voices if voices else ((last,) if last else ()):
        before = [hop for hop in voice.chain[1:-1] if not _is_known(hop, hops)]
        hops.extend([*before, _hop(voice, voice.name, voice.kind, voice.cue)])
    return tuple({**hop, "hop": number} for number, hop in enumerate(hops))


def _is_known(hop: Mapping[str, Any], hops: Sequence[Mapping[str, Any]]) -> bool:
    return hop["actor_name"] is not None and any(hop["actor_name"] == known["actor_name"] for known in hops)


def _is_relayed(voices: Sequence[Voice]) -> bool:
    """Tell whether the claimant speaks through another: the date of the report is not that of what it shows."""
    return len(voices) > 1 and voices[-1].kind == "document"


def _root_of(chain: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the last name of the chain behind which only groups without a name stand.

    Documents that somebody obtained rest on whoever did.
    """
    for hop in reversed(chain[1:]):
        obtained = hop["actor_kind"] == "document" and " obtained by " in (hop["actor_name"] or "")
        if hop["actor_name"] and not obtained:
            return str(hop["actor_name"])
        if not obtained and hop["actor_kind"] not in _NAMELESS:
            return None
    return None


def _hop(voice: Voice | None, name: str | None, kind: str, cue: str | None) -> Mapping[str, Any]:
    return {
        "actor_text": voice.text if voice else None,
        "actor_name": name,
        "actor_kind": kind,
        "cue": cue,
        "char_start": voice.start if voice else None,
        "char_end": voice.end if voice else None,
    }
