"""One article's sources resolved: who said each quotation, of what kind the source is, and why if it stays unnamed."""

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.base.grammar import endings, pattern
from flows.base.lexicon import speech_language
from flows.base.text import Span, fold
from flows.stages.names import build_cast, find_role_holders
from flows.stages.names.words import load_words
from flows.stages.quotes import Block, Quote
from flows.stages.quotes.passages import build_passages, spoken_blocks
from flows.stages.quotes.relays import Relay
from flows.stages.speakers.capitals import classify_capitals
from flows.stages.speakers.chains import Hop, find_media_hops
from flows.stages.speakers.context import Context, build_context, nearest_bearer, of_title_gender, resolve_pronoun
from flows.stages.speakers.surfaces import Surface, classify, load_plural_pronouns, load_pronouns

_BARE_ROLE = pattern(r"^(?:<noun_articles>|<quantifiers>)\s+", re.IGNORECASE)
_RELATIVE = pattern(r"\s+(?:<relative_persons>)\b")


class Speaker(NamedTuple):
    """Who said a quotation. `name` is canonical within the article; null comes with its `reason`."""

    name: str | None
    kind: str
    role: str | None
    reason: str | None
    relays: tuple[Hop, ...] = ()


class _Said(NamedTuple):
    position: int
    name: str | None


def resolve_quotes(
    text: str,
    blocks: Sequence[Block],
    quotes: Sequence[Quote],
    language: str | None = None,
    outlet: str | None = None,
) -> list[Speaker]:
    """Return a speaker for each of the article's quotes, in their order."""
    code = speech_language(language)
    if code is None:
        return [_unresolved("language_not_supported")] * len(quotes)
    spoken = spoken_blocks(text, blocks)
    passages = build_passages(text, spoken, code, code)
    cast = build_cast(text, tuple(Span(b.start, b.end) for b in spoken), code)
    context = build_context(cast, passages, code)
    found: list[Speaker] = []
    said: list[_Said] = []
    for quote in quotes:
        speaker = _resolve(text, quote, context, said, outlet)
        found.append(speaker)
        if quote.source and speaker.kind in ("named_person", "anonymous_person"):
            said.append(_Said(quote.source.start, speaker.name))
    return found


def _unresolved(reason: str) -> Speaker:
    return Speaker(None, "unknown", None, reason)


def _resolve(text: str, quote: Quote, context: Context, said: Sequence[_Said], outlet: str | None) -> Speaker:
    if quote.source is None:
        return _unresolved("no_cue")
    source = quote.source
    surface = _classify(text, source, context)
    if surface.form == "pronoun" and _is_several(text, quote, surface, context):
        surface = surface._replace(form="group", kind="unnamed_group")
    name, kind, reason = _identify(text, source, surface, context, said)
    role = _role(text, source, surface, name, context)
    return Speaker(name, kind, role, reason, tuple(_relays(text, quote, context, (outlet, name), said)))


def _is_several(text: str, quote: Quote, surface: Surface, context: Context) -> bool:
    """Tell a pronoun that its verb shows to be several: sagten sie, where sie may be she or they."""
    if quote.cue is None or surface.head not in load_plural_pronouns(context.language):
        return False
    said = text[quote.cue.start : quote.cue.end].casefold()
    return said.endswith(endings(context.language, "plural_verbs"))


def _classify(text: str, source: Span, context: Context) -> Surface:
    names = tuple(n for n in context.names_between(source.start, source.end) if n.end <= source.end)
    reads = classify_capitals if load_words(context.language).nouns_have_capitals else classify
    return reads(text[source.start : source.end], names, context.cast, context.language)


def _identify(
    text: str, source: Span, surface: Surface, context: Context, said: Sequence[_Said]
) -> tuple[str | None, str, str | None]:
    """Return canonical name, kind and, where the name is null, the reason."""
    if surface.form == "pronoun":
        return _identify_pronoun(source, surface, context, said)
    if surface.form == "name":
        bearers = of_title_gender(context, text[source.start : source.end], surface.bearers)
        name = surface.name or nearest_bearer(context, source.start, bearers)
        return name, surface.kind, None if name else "ambiguous_surname"
    if surface.form == "role":
        return _identify_role(text, source, surface, context, said)
    reason = {"group": "collective", "noun": f"unnamed_{surface.kind}"}.get(surface.form, "unknown_source")
    return None, surface.kind, reason


def _identify_pronoun(
    source: Span, surface: Surface, context: Context, said: Sequence[_Said]
) -> tuple[str | None, str, str | None]:
    stands_for = load_pronouns(context.language)[surface.head]
    if stands_for not in ("m", "f"):
        reasons = {"several": "collective", "speaker": "first_person"}
        return None, surface.kind, reasons.get(stands_for, "ambiguous_pronoun")
    name = resolve_pronoun(context, source.start, stands_for, said)
    return (name, "named_person", None) if name else (None, "unknown", "ambiguous_pronoun")


def _identify_role(
    text: str, source: Span, surface: Surface, context: Context, said: Sequence[_Said]
) -> tuple[str | None, str, str | None]:
    """Return the person whom a definite role means: the ambassador; an indefinite one stays anonymous."""
    if not surface.is_definite:
        return None, "anonymous_person", "anonymous"
    plain = " ".join(text[source.start : source.end].split())
    holders = find_role_holders(context.cast, plain, context.language)
    if len(holders) == 1:
        return holders[0], "named_person", None
    recent = [s.name for s in said if s.name and s.name in holders]
    if recent:
        return recent[-1], "named_person", None
    earlier = _introduced(context.language, surface.head).search(text, 0, source.start)
    return None, "anonymous_person", "anonymous" if earlier else "unresolved_role"


@functools.lru_cache(maxsize=256)
def _introduced(language: str, head: str) -> re.Pattern[str]:
    """Return a pattern for the noun with an indefinite article: an ambassador, a former ambassador."""
    template = rf"\b(?:<indefinite_articles>)\s+(?:[\w.’'-]+\s+){{0,4}}{re.escape(head)}\b"
    return pattern(template, re.IGNORECASE)(language)


def _role(text: str, source: Span, surface: Surface, name: str | None, context: Context) -> str | None:
    """Return the role as written: beside the name in the source, else where the article first gives one."""
    plain = " ".join(text[source.start : source.end].split()).strip(" ,")
    if surface.form in ("role", "group") and not name:
        return _BARE_ROLE(context.language).sub("", _RELATIVE(context.language).split(plain)[0]) or None
    person = context.people.get(name or "")
    if person is None or not person.roles:
        return None
    return next((role for role in person.roles if fold(role) in fold(plain)), person.roles[0])


def _relays(
    text: str, quote: Quote, context: Context, ends: tuple[str | None, str | None], said: Sequence[_Said]
) -> list[Hop]:
    """Return the hops between publisher and source, who are the `ends`: those who say so, then those it was said to."""
    if quote.cue is None:
        return []
    start, stop = _sentence(text, quote.cue, context)
    names = context.names_between(start, stop)
    told = find_media_hops(text, (start, stop), names, context.cast, ends[0], context.language)
    passed = (_passed_on(text, relay, context, said) for relay in quote.relays)
    # Words that name nobody and no kind of source are no link of a chain.
    hops = [hop for hop in passed if hop.name or hop.kind != "unknown"]
    places = {hop.start for hop in hops}
    # What stands within the words themselves is what they tell of.
    within = range(quote.start, quote.end)
    told = [hop for hop in told if hop.start not in places and hop.start not in within]
    # Whom an attribution around this one was told to is nearer the reader: "Vane told reporters that Lindqvist …"
    outer = [hop for hop in told if quote.source and hop.start is not None and hop.start < quote.source.start]
    hops = [*outer, *hops, *(hop for hop in told if hop not in outer)]
    return [hop for hop in hops if hop.name is None or hop.name not in ends]


def _passed_on(text: str, relay: Relay, context: Context, said: Sequence[_Said]) -> Hop:
    surface = _classify(text, relay.source, context)
    name, kind, _ = _identify(text, relay.source, surface, context, said)
    return Hop(text[relay.source.start : relay.source.end], name, kind, relay.cue, *relay.source)


def _sentence(text: str, cue: Span, context: Context) -> tuple[int, int]:
    number = context.sentence_no(cue.start)
    start = context.sentence_starts[number] if number >= 0 else 0
    following = context.sentence_starts[number + 1 : number + 2]
    stop = following[0] if following else len(text)
    return start, text.find("\n", cue.end, stop) if "\n" in text[cue.end : stop] else stop
