"""The stage: tables of articles and blocks in, tables of quotes and of words that are none out."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from flows.base.ids import span_id
from flows.base.schemas import local
from flows.base.text import Span
from flows.stages.quotes.finding import find_quotes
from flows.stages.quotes.passages import Block
from flows.stages.quotes.relays import Relay
from flows.stages.quotes.rows import Found, Quote

EXTRACTOR = "quotes/2"


@dataclass(frozen=True)
class QuotesConfig:
    """What the stage keeps: `with_indirect` rows of reported speech without marks, or quoted words only."""

    with_indirect: bool = True


def extract_quotes(
    articles: pa.Table, blocks: pa.Table, config: QuotesConfig | None = None
) -> tuple[pa.Table, pa.Table]:
    """Return a row per stretch of speech, sources as written, and a row per stretch in marks that is no speech."""
    settings = config or QuotesConfig()
    layout = blocks_by_article(blocks)
    quotes: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for row in articles.select(["article_id", "text", "language"]).to_pylist():
        found = find_quotes(row["text"], layout[row["article_id"]], row["language"], settings.with_indirect)
        quotes.extend(_quote_rows(row["article_id"], row["text"], found, settings))
        others.extend(_other_rows(row["article_id"], row["text"], found))
    return local.QUOTES.of(quotes), local.NOT_QUOTES.of(others)


def blocks_by_article(blocks: pa.Table) -> dict[str, list[Block]]:
    """Return the blocks of each article in text order; an empty list for an article without any."""
    layout: dict[str, list[Block]] = defaultdict(list)
    columns = blocks.select(["article_id", "kind", "char_start", "char_end"]).to_pydict()
    for article, kind, start, end in zip(*columns.values(), strict=True):
        layout[article].append(Block(kind, start, end))
    for found in layout.values():
        found.sort(key=lambda b: (b.start, b.end))
    return layout


def _quote_rows(article: str, text: str, found: Found, settings: QuotesConfig) -> Iterator[dict[str, Any]]:
    ids = [span_id("quo", article, q.directness, (q.start, q.end)) for q in found.quotes]
    for number, quote in enumerate(found.quotes):
        if quote.directness != "indirect" or settings.with_indirect:
            yield {
                **_source_columns(text, quote),
                "quote_id": ids[number],
                "article_id": article,
                "char_start": quote.start,
                "char_end": quote.end,
                "content": text[quote.start : quote.end],
                "directness": quote.directness,
                "inside_quote_id": _holder(ids, found, quote, settings),
                "marks": quote.marks,
                "utterance_no": quote.utterance_no,
                "rule": quote.rule,
                "confidence": quote.confidence,
                "extractor": EXTRACTOR,
            }


def _holder(ids: list[str], found: Found, quote: Quote, settings: QuotesConfig) -> str | None:
    if quote.inside < 0:
        return None
    holder = found.quotes[quote.inside]
    return ids[quote.inside] if settings.with_indirect or holder.directness != "indirect" else None


def _source_columns(text: str, quote: Quote) -> dict[str, Any]:
    """Return the source and cue as written; who it is, is for the speakers stage to say."""
    source, cue = quote.source, quote.cue
    return {
        "source_text": _words(text, source),
        "source_start": source.start if source else None,
        "source_end": source.end if source else None,
        "source_name": None,
        "source_kind": "unknown",
        "source_role": None,
        "source_unresolved_reason": "not_resolved" if source else "no_cue",
        "cue": _words(text, cue),
        "cue_start": cue.start if cue else None,
        "cue_end": cue.end if cue else None,
        "chain": [_hop(text, number, relay) for number, relay in enumerate(quote.relays)],
    }


def _hop(text: str, number: int, relay: Relay) -> dict[str, Any]:
    """Return who passed the words on, as written; the speakers stage says who it is, and adds publisher and source."""
    return {
        "hop": number,
        "actor_text": _words(text, relay.source),
        "actor_name": None,
        "actor_kind": "unknown",
        "cue": relay.cue,
        "char_start": relay.source.start,
        "char_end": relay.source.end,
    }


def _words(text: str, span: Span | None) -> str | None:
    return text[span.start : span.end] if span else None


def _other_rows(article: str, text: str, found: Found) -> Iterator[dict[str, Any]]:
    for other in found.not_quotes:
        yield {
            "article_id": article,
            "char_start": other.start,
            "char_end": other.end,
            "content": text[other.start : other.end],
            "reason": other.reason,
            "extractor": EXTRACTOR,
        }
