"""Read the replies of a language model: whatever it wrote, proposals or the reason why there are none."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from flows.base.text import Span

# Also what stands in the prompt that asks: a reply names a paragraph by its number there.
PARAGRAPHS = ("paragraph", "list_item")
_LONGEST = 2_000  # characters of a proposal that are kept
_MOST_OPENINGS = 50  # brackets of a reply at which its JSON may begin: some models think aloud before it


class Proposal(NamedTuple):
    """What a model proposes: words of the text, the number of their paragraph from 1, and a rewording.

    `reason` says why it is refused unseen; null if it is not.
    """

    content: str
    paragraph: int | None = None
    normalized: str | None = None
    reason: str | None = None


def find_paragraphs(blocks: tuple[tuple[str, int, int], ...]) -> list[Span]:
    """Return the spans, in text order, that a model is asked about, of blocks (kind, start, end)."""
    return [Span(start, end) for kind, start, end in blocks if kind in PARAGRAPHS]


def read_reply(reply: str) -> list[Proposal]:
    """Return the proposals of a reply: an object with the list `claims`, or that list, fenced or between other words.

    A reply without either is one refused proposal.
    """
    items = next(_lists(reply), None)
    if items is None:
        return [Proposal(_clean(reply), reason="unreadable")]
    return [_proposal(item) for item in items]


def _lists(reply: str) -> Iterator[list[Any]]:
    decoder = json.JSONDecoder()
    at = -1
    for _ in range(_MOST_OPENINGS):
        places = [place for place in (reply.find("{", at + 1), reply.find("[", at + 1)) if place >= 0]
        if not places:
            return
        at = min(places)
        try:
            found, _ = decoder.raw_decode(reply, at)
        except (ValueError, RecursionError):
            continue
        items = found.get("claims") if isinstance(found, dict) else found
        if isinstance(items, list) and (isinstance(found, dict) or all(isinstance(item, dict) for item in items)):
            yield items


def _proposal(item: object) -> Proposal:
    content = item.get("content") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(content, str) or not content.strip():
        return Proposal(_clean(json.dumps(item, ensure_ascii=False, sort_keys=True)), reason="malformed")
    paragraph, normalized = item.get("paragraph"), item.get("normalized")
    return Proposal(
        _clean(content),
        paragraph if isinstance(paragraph, int) and not isinstance(paragraph, bool) else None,
        _clean(normalized) if isinstance(normalized, str) and normalized.strip() else None,
    )


def _clean(text: str) -> str:
    """Return the beginning of a text, lone surrogates, which JSON may hold and no table can, as U+FFFD."""
    return text[:_LONGEST].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
