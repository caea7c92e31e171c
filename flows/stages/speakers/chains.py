"""The chain of a quotation: publisher first, relays between, ultimate source last."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from flows.base.text import fold
from flows.stages.names import Cast, Name, resolve

_MEDIA = re.compile(
    r"\b(?:told|tell|tells|telling|to|with)\s+(?:the\s+)?((?:(?:local|state|national|foreign|[A-Z][a-z]+)\s+)?"
    r"(?:media|reporters|journalists|news agencies|newspapers))\b"
)
_AUDIENCE = re.compile(r"\s+(?:state\s+|local\s+)?(?:media|reporters|journalists|news agencies|newspapers)\b")
_TOLD = re.compile(r"\b(?:told|tells|telling)\s+(?:the\s+)?$", re.IGNORECASE)
_WITH = re.compile(
    r"\b(?:interview|conversation|comments?|remarks|statement)\s+(?:with|to|for|on)\s+(?:the\s+)?$", re.IGNORECASE
)
_REPORT_BY = re.compile(
    r"\b(?:report|study|paper|article|survey|poll|analysis|book)\s+(?:\w+\s+)?(?:by|from|in)\s+(?:the\s+|\S+-based\s+)*$",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(r"\s+(?:interview|report|program|programme|broadcast)\b")


class Hop(NamedTuple):
    """A link of the chain: actor as written, canonical, its kind, the cue and the span of the actor's words."""

    text: str | None
    name: str | None
    kind: str
    cue: str | None
    start: int | None
    end: int | None


def find_relays(text: str, bounds: tuple[int, int], names: Sequence[Name], cast: Cast, outlet: str | None) -> list[Hop]:
    """Return who stands between publisher and source in the sentence: told the Courier, in a Vell TV interview."""
    hops: list[Hop] = []
    for name in names:
        if name.kind == "person" or _bare(name.text) == _bare(outlet or "") or _AUDIENCE.match(text, name.end):
            continue
        cue = _relay_cue(text, bounds, name)
        if cue:
            kind = "document" if cue.split()[0].casefold() in ("report", "study", "paper") else "organization"
            hops.append(
                Hop(name.text, resolve(cast, name.text) or " ".join(name.text.split()), kind, cue, name.start, name.end)
            )
    media = _MEDIA.search(text, *bounds)
    if media and not hops:
        hops.append(Hop(media.group(1), None, "unnamed_group", media.group().split()[0], *media.span(1)))
    return hops


def _bare(name: str) -> str:
    return fold(name).removeprefix("the ")


def _relay_cue(text: str, bounds: tuple[int, int], name: Name) -> str | None:
    low = max(bounds[0], name.start - 50)
    for pattern in (_TOLD, _WITH, _REPORT_BY):
        match = pattern.search(text, low, name.start)
        if match:
            return " ".join(match.group().split())
    match = _INTERVIEW.match(text, name.end, min(len(text), name.end + 20))
    if match and re.search(r"\b(?:in|on|during)\s+an?\s+(?:\w+\s+)?$|^A\s+$", text[low : name.start]):
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
