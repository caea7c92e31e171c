"""The stage: quotes with sources as written in, the same quotes with resolved sources and chains out."""

from collections import defaultdict
from typing import Any

import pyarrow as pa

from flows.base.schemas import local
from flows.base.text import Span
from flows.stages.quotes import Quote
from flows.stages.quotes.relays import Relay
from flows.stages.quotes.tables import blocks_by_article
from flows.stages.speakers.chains import Hop, build_chain
from flows.stages.speakers.resolving import Speaker, resolve_quotes

EXTRACTOR = "speakers/2"

Row = dict[str, Any]


def resolve_sources(quotes: pa.Table, articles: pa.Table, blocks: pa.Table) -> pa.Table:
    """Return the same rows in the same order with source_name, kind, role, reason and chain filled in."""
    layout = blocks_by_article(blocks)
    by_article: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for place, row in enumerate(quotes.to_pylist()):
        by_article[row["article_id"]].append((place, row))
    resolved: list[tuple[int, Row]] = []
    for article in articles.select(["article_id", "text", "language", "outlet"]).to_pylist():
        rows = by_article.get(article["article_id"])
        if rows is None:
            continue
        written = [_to_quote(row) for _, row in rows]
        text, key = article["text"], article["article_id"]
        speakers = resolve_quotes(text, layout[key], written, article["language"], article["outlet"])
        for (place, row), quote, speaker in zip(rows, written, speakers, strict=True):
            resolved.append((place, {**row, **_columns(text, quote, speaker, article["outlet"])}))
    return local.QUOTES.of(row for _, row in sorted(resolved, key=lambda pair: pair[0]))


def _to_quote(row: Row) -> Quote:
    return Quote(
        row["char_start"],
        row["char_end"],
        row["directness"],
        row["marks"],
        _span(row["source_start"], row["source_end"]),
        _span(row["cue_start"], row["cue_end"]),
        row["utterance_no"],
        row["rule"],
        row["confidence"],
        # The quotes stage leaves in the chain, as written, who passed the words on.
        relays=tuple(Relay(Span(hop["char_start"], hop["char_end"]), hop["cue"]) for hop in row["chain"]),
    )


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def _columns(text: str, quote: Quote, speaker: Speaker, outlet: str | None) -> Row:
    """Return the columns that this stage fills in."""
    source, cue = quote.source, quote.cue
    words = source.of(text) if source else None
    said = cue.of(text) if cue else None
    start, end = source or (None, None)
    return {
        "source_name": speaker.name,
        "source_kind": speaker.kind,
        "source_role": speaker.role,
        "source_unresolved_reason": speaker.reason,
        "chain": build_chain(outlet, speaker.relays, Hop(words, speaker.name, speaker.kind, said, start, end)),
    }
