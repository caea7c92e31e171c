"""Small corpora for the tests of fingerprints, matches and families: texts in, stage tables out."""

import itertools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.base.ids import article_id, bytes_sha256, span_id
from flows.base.schemas import local
from flows.base.schemas.table import TableSchema
from flows.base.text import lines

FOLDER = Path(__file__).parent / "fixtures" / "families"
_QUOTED = re.compile(r'"([^"\n]+)"')


def read_story(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


def id_of(text: str) -> str:
    return article_id(bytes_sha256(text.encode("utf-8", "surrogatepass")))


def _row(schema: TableSchema, **known: object) -> dict[str, Any]:
    empty = {pa.string(): "", pa.int32(): 0, pa.float64(): 0.0, pa.bool_(): False}
    row = {
        column.name: None if column.nullable else (column.choices[0] if column.choices else empty.get(column.type, []))
        for column in schema.columns
    }
    return {**row, **known}


def make_articles(texts: Iterable[str], facts: Mapping[str, Mapping[str, Any]] | None = None) -> pa.Table:
    known = facts or {}
    return local.ARTICLES.of(_row(local.ARTICLES, article_id=id_of(t), text=t, **known.get(t, {})) for t in texts)


def make_blocks(texts: Iterable[str]) -> pa.Table:
    return local.BLOCKS.of(
        {"article_id": id_of(text), "block_no": number, "kind": "paragraph", "char_start": a, "char_end": b}
        for text in texts
        for number, (a, b) in enumerate(lines(text))
    )


def make_quotes(texts: Iterable[str]) -> pa.Table:
    return local.QUOTES.of(
        _row(
            local.QUOTES,
            quote_id=span_id("quo", id_of(text), "quote", found.span(1)),
            article_id=id_of(text),
            char_start=found.start(1),
            char_end=found.end(1),
            content=found[1],
        )
        for text in texts
        for found in _QUOTED.finditer(text)
    )


def all_pairs(texts: Iterable[str]) -> pa.Table:
    ids = sorted(map(id_of, texts))
    return pa.Table.from_pylist(
        [{"article_a": a, "article_b": b} for a, b in itertools.combinations(ids, 2)],
        schema=pa.schema([("article_a", pa.string()), ("article_b", pa.string())]),
    )
