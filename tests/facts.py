"""Two claims of unlinked articles, for tests of what they are to each other."""

from typing import Any

import pyarrow as pa
from rows import claim, claims

from flows.base.schemas.local import SENTENCES
from flows.base.text import tokens, words
from flows.stages.groups import pair_claims_across

Row = dict[str, Any]
DAYS = pa.schema([("article_id", pa.string()), ("published_on", pa.string())])
CANDIDATES = pa.schema([("claim_a", pa.string()), ("claim_b", pa.string()), ("is_quoted", pa.bool_())])


def number(value: float, comparator: str = "=", item: str = "people", unit: str | None = None) -> Row:
    text = str(value)
    return {
        "value_text": text,
        "value": value,
        "value_hi": None,
        "comparator": comparator,
        "unit": unit,
        "item": item,
        "char_start": 0,
        "char_end": len(text),
    }


EVENT = ("The lighthouse at Fenn Head went dark before midnight", "Fenn Head lost its last keeper to the storm")


def judged(
    a: Row, b: Row, is_quoted: bool = False, event: tuple[str, ...] = EVENT, days: dict[str, str] | None = None
) -> list[str]:
    """What two claims are to each other, in articles that have the facts of an event in common besides."""
    both = [
        (one, other)
        for number_, text in enumerate(event, 8)
        for one, other in [[claim(number_, row["article_id"], text, entities=["Fenn Head"]) for row in (a, b)]]
    ]
    told = [(a, b, is_quoted), *((*pair, False) for pair in both)]
    ids = [{"claim_a": one["claim_id"], "claim_b": other["claim_id"], "is_quoted": said} for one, other, said in told]
    pair = pa.Table.from_pylist(ids, schema=CANDIDATES)
    rows = [row for one, other, _ in told for row in (one, other)]
    table = pair_claims_across(pair, claims(*rows), told_around(*rows), dated(**days or {}))
    return [row["basis"] for row in table.to_pylist() if row["claim_a"] == a["claim_id"]]


def told_around(*rows: Row, before: dict[str, str] | None = None) -> pa.Table:
    """A sentence for each claim, and one before them where a text is given for the article."""
    found: list[Row] = []
    for row in rows:
        own = {"char_start": row["char_start"], "char_end": row["char_end"], "text": row["content"]}
        text = (before or {}).get(row["article_id"], "")
        start = row["char_start"] - 50
        first = [{"char_start": start, "char_end": row["char_start"], "text": text}] if text else []
        for one in [*first, own]:
            names = [word for token in tokens(one["text"])[1:] if token[0].isupper() for word in words(token)]
            told = {"terms": " ".join(words(one.pop("text"))), "names": names}
            found.append({"article_id": row["article_id"], "sentence_no": len(found), **one, **told})
    return SENTENCES.of(found)


def dated(**days: str) -> pa.Table:
    """(article_id, published_on) of articles: article=day."""
    rows = [{"article_id": article, "published_on": day} for article, day in days.items()]
    return pa.Table.from_pylist(rows, schema=DAYS)
