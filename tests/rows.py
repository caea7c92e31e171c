"""Rows for tests of the stages that read several articles: only what a test is about is said, the rest is filled in."""

from typing import Any

import pyarrow as pa

from flows.base.schemas.corpus import FAMILIES, FAMILY_MEMBERS, MATCHES, QUOTE_LINKS
from flows.base.schemas.local import CLAIMS, QUOTES
from flows.base.schemas.published import PUBLISHED_TABLES
from flows.store.engine import Connection

Row = dict[str, Any]
_PUBLISHED = {table.name: table for table in PUBLISHED_TABLES}

_QUOTE: Row = {
    "directness": "direct",
    "inside_quote_id": None,
    "marks": "ok",
    "source_text": None,
    "source_start": None,
    "source_end": None,
    "source_name": None,
    "source_kind": "unknown",
    "source_role": None,
    "source_unresolved_reason": None,
    "cue": None,
    "cue_start": None,
    "cue_end": None,
    "chain": [],
    "rule": "test",
    "confidence": 1.0,
    "extractor": "test/1",
}
_CLAIM: Row = {
    "is_self_contained": True,
    "unresolved": [],
    "claimant_text": None,
    "claimant_name": None,
    "claimant_kind": "outlet_voice",
    "chain": [],
    "root_source": None,
    "cue": None,
    "hedge": "asserted",
    "hedge_cues": [],
    "polarity": "+",
    "tense": "past",
    "kind": "event",
    "quantities": [],
    "dates": [],
    "entities": [],
    "quote_id": None,
    "verification_note": None,
    "is_check_worthy": False,
    "check_reasons": [],
    "rule": "test",
    "confidence": 1.0,
    "extractor": "test/1",
}


def quote(number: int, article: str, content: str, speaker: str | None = None, **told: Any) -> Row:  # noqa: ANN401
    """A quote that stands at ten times its number."""
    start = number * 100
    span = {"char_start": start, "char_end": start + len(content)}
    kind = {"source_name": speaker, "source_kind": "named_person"} if speaker else {}
    ids = {"quote_id": f"quo_{article}_{number}", "article_id": article, "utterance_no": number}
    return {**_QUOTE, **ids, **span, "content": content, **kind, **told}


def claim(number: int, article: str, content: str, **told: Any) -> Row:  # noqa: ANN401
    """A claim that stands at a hundred times its number."""
    start = number * 100
    span = {"char_start": start, "char_end": start + len(content)}
    ids = {"claim_id": f"clm_{article}_{number}", "article_id": article}
    return {**_CLAIM, **ids, **span, "content": content, "normalized": content, **told}


def quotes(*rows: Row) -> pa.Table:
    return QUOTES.of(rows)


def claims(*rows: Row) -> pa.Table:
    return CLAIMS.of(rows)


def members(derivation: str = "unknown", based_on: dict[str, str] | None = None, **families: str) -> pa.Table:
    """Rows of family_members: article=family."""
    bases = based_on or {}
    return FAMILY_MEMBERS.of(
        {
            "article_id": article,
            "family_id": family,
            "derivation": "derivative" if article in bases else derivation,
            "based_on_article_id": bases.get(article),
            "order_basis": "undetermined",
        }
        for article, family in families.items()
    )


def families(**origins: str | None) -> pa.Table:
    """Rows of families: family=origin article."""
    return FAMILIES.of(
        {"family_id": family, "origin_article_id": origin, "origin_basis": "test", "credited_outlet": None}
        for family, origin in origins.items()
    )


def matches(a: str, b: str, *stretches: tuple[int, int, int, int]) -> pa.Table:
    """One row of matches of one family, with these aligned stretches."""
    names = ("a_start", "a_end", "b_start", "b_end")
    evidence = [dict(zip(names, stretch, strict=True), similarity=1.0) for stretch in stretches]
    row: Row = {}
    for column in MATCHES.columns:
        row[column.name] = False if pa.types.is_boolean(column.type) else 0
    told = {
        "article_a": a,
        "article_b": b,
        "decision": "same_family",
        "rule": "test",
        "found_by": "word_pairs",
        "evidence": evidence,
    }
    return MATCHES.of([{**row, **told}])


def link(a: str, b: str, score: float = 1.0, basis: str = "aligned") -> pa.Table:
    """One row of quote_links."""
    left, right = sorted((a, b))
    return QUOTE_LINKS.of([{"quote_a": left, "quote_b": right, "basis": basis, "score": score, "rule": "test"}])


def insert_published(con: Connection, table_name: str, /, **given: object) -> None:
    """Insert a row into a published table; what is not given is null where it may be, else empty, 0 or false."""
    empty = {pa.string(): "", pa.bool_(): False, pa.int32(): 0, pa.int64(): 0, pa.float64(): 0.0}
    table = _PUBLISHED[table_name]
    row = {c.name: None if c.nullable else empty.get(c.type, []) for c in table.columns} | given
    con.register("given_row", table.of([row]))
    con.execute(f"insert into {table_name} by name from given_row")
    con.unregister("given_row")
