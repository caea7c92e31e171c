"""Fingerprints: what copies of an article, a quote or a claim are recognised by. A pure function of one article.

Sentences carry the words for the pairwise comparison; keys are hashes by which SQL finds what to compare.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from flows.base.schemas import local
from flows.base.schemas.table import TableSchema
from flows.stages.fingerprints.anchor_keys import find_anchor_keys
from flows.stages.fingerprints.article_keys import ArticleKeys, Keys, find_article_keys, name_keys
from flows.stages.fingerprints.concepts import Concept, find_country, lemma, read_concepts, split_word, weigh
from flows.stages.fingerprints.item_keys import find_claim_keys, find_quote_keys
from flows.stages.fingerprints.sentences import Sentence, find_sentences
from flows.stages.fingerprints.surroundings import (
    CLAIM_COLUMNS,
    Surroundings,
    concepts_in,
    make_surroundings,
    stands_alone,
)
from flows.stages.fingerprints.vocabulary import content_stems, is_common_stem, is_function_word, stem

__all__ = [
    "EXTRACTOR",
    "Concept",
    "Sentence",
    "Surroundings",
    "concepts_in",
    "content_stems",
    "extract_fingerprints",
    "find_country",
    "find_sentences",
]
__all__ += ["is_common_stem", "is_function_word", "lemma", "make_surroundings", "read_concepts"]
__all__ += ["rows_by_article", "split_word", "stands_alone", "stem", "weigh"]

EXTRACTOR = "fingerprints/5"
Row = dict[str, Any]
_Fingerprint = tuple[str, str, str, Sequence[int] | Keys, str]


def rows_by_article(table: pa.Table, *columns: str) -> dict[str, list[Row]]:
    """Return the rows of a table, with these columns, by article in table order."""
    grouped: dict[str, list[Row]] = {}
    for row in table.select(["article_id", *columns]).to_pylist():
        grouped.setdefault(row["article_id"], []).append(row)
    return grouped


def _of_article(article: Row, keys: ArticleKeys, anchors: Keys) -> Iterable[_Fingerprint]:
    outlets = (("outlet", name_keys(article["outlet"])), ("credited", name_keys(article["credited_outlet"])))
    of_text = (("words", keys.words), ("word_pairs", keys.pairs), ("sketch", keys.sketch), ("anchors", anchors))
    for kind, found in (*of_text, *outlets):
        if len(found):
            yield article["article_id"], kind, "", found, EXTRACTOR


def _of_items(
    article_id: str, found: Sequence[Sentence], quotes: Iterable[Row], claims: Sequence[Row]
) -> Iterable[_Fingerprint]:
    for quote in quotes:
        if keys := find_quote_keys(quote["content"]):
            yield article_id, "quote", quote["quote_id"], sorted(keys), EXTRACTOR
    around = make_surroundings([sentence._asdict() for sentence in found], claims)
    for claim in claims:
        if keys := find_claim_keys(concepts_in(claim), around.of(claim)):
            yield article_id, "claim", claim["claim_id"], sorted(keys), EXTRACTOR


def _table(schema: TableSchema, rows: list[Any]) -> pa.Table:
    """Return rows as columns at once: `TableSchema.of` makes a dict a row, which here is most of the time."""
    if not rows:
        return schema.empty()
    return pa.table(
        [
            pa.array(column, type=field.type)
            for column, field in zip(zip(*rows, strict=True), schema.arrow, strict=True)
        ],
        schema=schema.arrow,
    )


def extract_fingerprints(
    articles: pa.Table, blocks: pa.Table, quotes: pa.Table, claims: pa.Table
) -> tuple[pa.Table, pa.Table]:
    """Return the tables SENTENCES and FINGERPRINTS of the articles, in their order; furniture gives no rows."""
    bodies: dict[str, list[tuple[int, int]]] = {}
    columns = (blocks[name].to_pylist() for name in ("article_id", "kind", "char_start", "char_end"))
    for article_id, kind, start, end in zip(*columns, strict=True):
        if kind in local.BODY_KINDS:
            bodies.setdefault(article_id, []).append((start, end))
    quotes_of = rows_by_article(quotes, "quote_id", "content")
    claims_of = rows_by_article(claims, *CLAIM_COLUMNS)
    rows = articles.select(["article_id", "outlet", "credited_outlet", "text"]).to_pylist()
    found = [find_sentences(row["text"], bodies.get(row["article_id"], ())) for row in rows]
    keys = find_article_keys([[sentence.terms for sentence in sentences] for sentences in found])
    anchors = find_anchor_keys([[sentence.names for sentence in sentences] for sentences in found])
    sentence_rows = [
        (row["article_id"], number, *sentence)
        for row, sentences in zip(rows, found, strict=True)
        for number, sentence in enumerate(sentences)
    ]
    key_rows: list[_Fingerprint] = []
    for row, sentences, of_article, of_anchors in zip(rows, found, keys, anchors, strict=True):
        article_id = row["article_id"]
        key_rows += _of_article(row, of_article, of_anchors)
        key_rows += _of_items(article_id, sentences, quotes_of.get(article_id, ()), claims_of.get(article_id, []))
    return _table(local.SENTENCES, sentence_rows), _table(local.FINGERPRINTS, key_rows)
