"""The stage: tables of articles, blocks and quotes in, a table of claims out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from flows.base.ids import span_id
from flows.base.schemas import local
from flows.stages.claims.finding import Article, Claim, find_claims
from flows.stages.claims.voices import Speech
from flows.stages.dates import Anchor

EXTRACTOR = "claims/4"
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
    claims: list[dict[str, Any]] = []
    for given in read_inputs(articles, blocks, quotes):
        found = find_claims(given.article, given.speeches)
        kept = [claim for claim in found if claim.is_check_worthy or not settings.only_check_worthy]
        claims.extend(claim_rows(given.article_id, kept, EXTRACTOR))
    return local.CLAIMS.of(claims)


class Input(NamedTuple):
    """What claims are found in: an article and its speech."""

    article_id: str
    article: Article
    speeches: list[Speech]


def read_inputs(articles: pa.Table, blocks: pa.Table, quotes: pa.Table) -> Iterator[Input]:
    """Yield each article of the table with its blocks and its rows of quotes."""
    layout = _blocks_by_article(blocks)
    speeches = _speeches_by_article(quotes)
    for row in articles.select(_ARTICLE_COLUMNS).to_pylist():
        anchor = Anchor(row["published_on"], row["not_before"])
        article = Article(row["text"], layout[row["article_id"]], row["outlet"], anchor, row["language"])
        yield Input(row["article_id"], article, speeches[row["article_id"]])


def claim_rows(article: str, found: Sequence[Claim], extractor: str) -> Iterator[dict[str, Any]]:
    """Yield the row of CLAIMS for each claim of an article."""
    for claim in found:
        yield {
            **claim._asdict(),
            "claim_id": claim_id(article, claim.char_start, claim.char_end),
            "article_id": article,
            "quantities": [quantity._asdict() for quantity in claim.quantities],
            "dates": [date._asdict() for date in claim.dates],
            "extractor": extractor,
        }


def claim_id(article: str, char_start: int, char_end: int) -> str:
    """Return the id of the claim that stands there."""
    return span_id("clm", article, "claim", (char_start, char_end))


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
