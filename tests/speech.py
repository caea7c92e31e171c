"""Small tables of articles for the tests of quotes and speakers."""

from typing import Any

import pyarrow as pa

from flows.base.schemas import local
from flows.base.text import lines


def article(key: str, text: str, language: str | None = "en", outlet: str | None = None) -> dict[str, Any]:
    return {"article_id": key, "text": text, "language": language, "outlet": outlet}


def tables(*articles: dict[str, Any]) -> tuple[pa.Table, pa.Table]:
    """Return tables of articles, with the columns that the stages read, and of their paragraphs."""
    schema = pa.schema([(name, pa.string()) for name in ("article_id", "text", "language", "outlet")])
    rows = [
        {
            "article_id": row["article_id"],
            "block_no": number,
            "kind": "paragraph",
            "char_start": span.start,
            "char_end": span.end,
        }
        for row in articles
        for number, span in enumerate(lines(row["text"]))
    ]
    return pa.Table.from_pylist(list(articles), schema=schema), local.BLOCKS.of(rows)
