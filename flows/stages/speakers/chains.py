"""The chain of a quotation: publisher first, relays between, ultimate source last."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from flows.base.grammar import pattern, word_set
from flows.base.text import fold
from flows.stages.names import Cast, Name, resolve

_MEDIA = pattern(
    r"\b(?:<relay_verbs>)\s+(?:(?:<articles>)\s+)?((?:(?:<media_adjectives>|[A-Z][a-z]+)\s+)?(?:<media>))\b"
)
_AUDIENCE = pattern(r"\s+(?:(?:<media_adjectives>)\s+)?(?:<media>)\b")
_TOLD = pattern(r"\b(?:<told>)\s+(?:(?:<articles>)\s+)?$", re.IGNORECASE)
_WITH = pattern(r"\b(?:<talks>)\s+(?:<talk_links>)\s+(?:(?:<articles>)\s+)?$", re.IGNORECASE)
_REPORT_BY = pattern(
    r"\b(?:<reports>)\s+(?:\w+\s+)?(?:<report_links>)\s+(?:(?:<articles>)\s+|\S*(?:<place_endings>)\s+)*$",
    re.IGNORECASE,
)
_INTERVIEW = pattern(r"\s+(?:<broadcasts>)\b")
_IN_A = pattern(r"\b(?:<broadcast_links>)\s+(?:<indefinite_articles>)\s+(?:\w+\s+)?$|^(?:<capital_indefinites>)\s+$")


class Hop(NamedTuple):
    """A link of the chain: actor as written, canonical, its kind, the cue and the span of the actor's words."""

    text: str | None
    name: str | None
    kind: str
    cue: str | None
    start: int | None
    end: int | None


def find_media_hops(
    text: str, bounds: tuple[int, int], names: Sequence[Name], cast: Cast, outlet: str | None, language: str
) -> list[Hop]:
    """Return who stands between publisher and source in the sentence: told the Courier, in a Vell TV interview."""
    hops: list[Hop] = []
    for name in names:
        if name.kind == "person" or _AUDIENCE(language).match(text, name.end):
            continue
        if _bare(name.text, language) == _bare(outlet or "", language):
            continue
        cue = _relay_cue(text, bounds, name, language)
        if cue:
            is_document = cue.split()[0].casefold() in word_set(language, "relay_documents")
            kind = "document" if is_document else "organization"
            hops.append(
                Hop(name.text, resolve(cast, name.text) or " ".join(name.text.split()), kind, cue, name.start, name.end)
            )
    media = _MEDIA(language).search(text, *bounds)
    if media and not hops:
        hops.append(Hop(media.group(1), None, "unnamed_group", media.group().split()[0], *media.span(1)))
    return hops


def _bare(name: str, language: str) -> str:
    folded = fold(name)
    first, _, rest = folded.partition(" ")
    return rest if rest and first in word_set(language, "articles") else folded


def _relay_cue(text: str, bounds: tuple[int, int], name: Name, language: str) -> str | None:
    low = max(bounds[0], name.start - 50)
    for opening in (_TOLD, _WITH, _REPORT_BY):
        match = opening(language).search(text, low, name.start)
        if match:
            return " ".join(match.group().split())
    match = _INTERVIEW(language).match(text, name.end, min(len(text), name.end + 20))
    if match and _IN_A(language).search(text[low : name.start]):
        return match.group().strip()
    return None


def build_chain(outlet: str | None, relays: Sequence[Hop], source: Hop) -> list[dict[str, Any]]:
    """Return the chain as rows of the chain column; a source that is not known is a last hop of nulls."""
    publisher = Hop(outlet, outlet, "outlet", None, None, None)
    return [
        {
            "hop": number,
            "actor_text": hop.text,
            "actor_name": hop.name,
            "actor_kind": hop.kind,
            "cue": hop.cue,
            "char_start": hop.start,
            "char_end": hop.end,
        }
        for number, hop in enumerate((publisher, *relays, source))
    ]
