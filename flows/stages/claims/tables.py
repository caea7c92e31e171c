"""The stage: tables of articles, blocks and quotes in, a table of claims out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from flows.base.ids import span_id
from flows.base.schemas import local
from flows.stages.claims.finding import Article, Claim, find_claims
from flows.stages.claims.voices import Speech
from flows.stages.dates import Anchor

EXTRACTOR = "claims/3"
_ARTICLE_COLUMNS = ["article_id", "text", "outlet", "published_on", "not_before", "language"]

# Rules of quotes that report a thing spoken of, not a clause: praised the plan, her call for peace.
_NO_CLAUSE = frozenset({"indirect_noun", "indirect_object"})


@dataclass(frozen=True)
class ClaimsConfig:
    """What the stage keeps: every clause, or only those that can be checked."""

    only_check_worthy: bool = False


def extract_claims(
    articles: pa.Table, blocks: pa.Table, quotes: pa.Table, config: ClaimsConfig | None = None
) -> pa.Table:
    """Return a row per proposition of each article, in the order of the articles and of their text."""
    settings = config or ClaimsConfig()
    layout = _blocks_by_article(blocks)
    speeches = _speeches_by_article(quotes)
    claims: list[dict[str, Any]] = []
    for row in articles.select(_ARTICLE_COLUMNS).to_pylist():
        anchor = Anchor(row["published_on"], row["not_before"])
        article = Article(row["text"], layout[row["article_id"]], row["outlet"], anchor, row["language"])
        found = find_claims(article, speeches[row["article_id"]])
        claims.extend(_rows(row["article_id"], found, settings))
    return local.CLAIMS.of(claims)


def _rows(article: str, found: Sequence[Claim], settings: ClaimsConfig) -> Iterator[dict[str, Any]]:
    for claim in found:
        if claim.is_check_worthy or not settings.only_check_worthy:
            yield {
                **claim._asdict(),
                "claim_id": span_id("clm", article, "claim", (claim.char_start, claim.char_end)),
                "article_id": article,
                "quantities": [quantity._asdict() for quantity in claim.quantities],
                "dates": [date._asdict() for date in claim.dates],
                "extractor": EXTRACTOR,
            }


def _blocks_by_article(blocks: pa.Table) -> dict[str, tuple[tuple[str, int, int], ...]]:
    layout: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in blocks.select(["article_id", "kind", "char_start", "char_end"]).to_pylist():
        layout[row["article_id"]].append((row["kind"], row["char_start"], row["char_end"]))
    ordered = {article: tuple(sorted(found, key=lambda b: (b[1], b[2]))) for article, found in layout.items()}
    return defaultdict(tuple, ordered)


def _speeches_by_article(quotes: pa.Table) -> dict[str, list[Speech]]:
    found: dict[str, list[Speech]] = defaultdict(list)
    for row in quotes.to_pylist():
        if row["rule"] in _NO_CLAUSE:
            continue
        fields = {name: row[name] for name in Speech._fields if name in row}
        speech = Speech(**{**fields, "start": row["char_start"], "end": row["char_end"], "chain": tuple(row["chain"])})
        found[row["article_id"]].append(speech)
    for speeches in found.values():
        speeches.sort(key=lambda s: (s.start, s.end, s.quote_id))
    return found
