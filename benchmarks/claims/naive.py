"""The least that a tool could do: every sentence a claim of the outlet, firmly asserted, with the figures in it."""

import re
from typing import Any

from benchmarks.claims.labelled import OUTLET, Quantity, Row
from flows.base.schemas.local import BODY_KINDS
from flows.base.text import Span, sentences
from flows.store.engine import Connection

_FIGURES = re.compile(r"\d+(?:[,.]\d+)*")


def read_sentences(con: Connection) -> list[Row]:
    """Return a row for each sentence in the bodies of a published warehouse; equal sentences state one fact."""
    query = (
        "select articles.raw_path, articles.text, blocks.char_start, blocks.char_end"
        " from blocks join articles using (article_id) where list_contains($kinds, blocks.kind) order by 1, 3"
    )
    blocks = con.sql(query, params={"kinds": list(BODY_KINDS)}).to_arrow_table().to_pylist()
    return [_row(block, span) for block in blocks for span in sentences(block["text"], *_place(block))]


def _place(block: dict[str, Any]) -> tuple[int, int]:
    return block["char_start"], block["char_end"]


def _row(block: dict[str, Any], span: Span) -> Row:
    words = span.of(block["text"])
    figures = tuple(map(_quantity, _FIGURES.findall(words)))
    return Row(block["raw_path"], *span, (OUTLET,), True, "asserted", "+", True, figures, (), words, (), 1)


def _quantity(figure: str) -> Quantity:
    whole, _, rest = figure.replace(",", "").partition(".")
    return float(f"{whole}.{rest.replace('.', '') or 0}"), "="
