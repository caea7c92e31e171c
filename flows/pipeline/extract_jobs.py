"""What worker processes do with a lot of articles: find its quotes, claims and fingerprints.

Every function takes and gives paths and parts, so that nothing large crosses between processes.
"""

import pyarrow as pa

from flows.stages.claims import add_proposed, extract_claims
from flows.stages.fingerprints import extract_fingerprints
from flows.stages.quotes import extract_quotes
from flows.stages.speakers import resolve_sources
from flows.store.layout import Layout
from flows.store.parts import Parts, read_parts, write_part


def extract_quotes_job(layout: Layout, name: str, batch: Parts) -> Parts:
    """Write the quotes of a batch, their sources named, and the words in marks that are none."""
    articles, blocks = _read(layout, batch, "articles", "blocks")
    quotes, not_quotes = extract_quotes(articles, blocks)
    quotes = resolve_sources(quotes, articles, blocks)
    return _write(layout, name, {"quotes": quotes, "not_quotes": not_quotes})


def extract_claims_job(layout: Layout, name: str, batch: Parts) -> Parts:
    """Write the claims of a batch, with those that a language model proposed if one was asked, and its proposals."""
    articles, blocks, quotes = _read(layout, batch, "articles", "blocks", "quotes")
    claims = extract_claims(articles, blocks, quotes)
    if not batch.get("model_answers"):
        return _write(layout, name, {"claims": claims})
    (answers,) = _read(layout, batch, "model_answers")
    proposed = add_proposed(articles, blocks, quotes, claims, answers)
    return _write(layout, name, {"claims": proposed.claims, "proposals": proposed.proposals})


def extract_fingerprints_job(layout: Layout, name: str, batch: Parts) -> Parts:
    """Write the sentences and fingerprints of a batch."""
    tables = _read(layout, batch, "articles", "blocks", "quotes", "claims")
    sentences, fingerprints = extract_fingerprints(*tables)
    return _write(layout, name, {"sentences": sentences, "fingerprints": fingerprints})


def _read(layout: Layout, batch: Parts, *tables: str) -> list[pa.Table]:
    return [read_parts(layout, table, batch.get(table, ())) for table in tables]


def _write(layout: Layout, name: str, tables: dict[str, pa.Table]) -> Parts:
    return {table: write_part(layout, table, rows, name) for table, rows in tables.items()}
