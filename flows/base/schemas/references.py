"""Which columns of the published tables name rows of others: the relations in docs/schema.md.

Checks before publishing hold most of them too (sql/checks); a test holds all of them on the sample.
"""

from typing import NamedTuple


class Reference(NamedTuple):
    """A column whose values, where not null, are values of a column of another table (or of the same)."""

    table: str
    column: str
    to_table: str
    to_column: str


def _to(to_table: str, to_column: str, *places: str) -> tuple[Reference, ...]:
    """Return a reference to this column from each place, a table and a column with a point between."""
    pairs = (place.split(".") for place in places)
    return tuple(Reference(table, column, to_table, to_column) for table, column in pairs)


# Left out: judgements.left_id and right_id, which name articles, actors or claims, and actor_mentions.item_id, which
# names quotes or claims.
REFERENCES = (
    *_to(
        "runs",
        "run_id",
        "raw_files.first_run_id",
        "raw_files.last_run_id",
        "rejects.run_id",
        "rejects.resolved_run_id",
    ),
    *_to("raw_files", "raw_path", "article_files.raw_path", "rejects.raw_path", "articles.raw_path"),
    *_to(
        "articles",
        "article_id",
        "article_files.article_id",
        "blocks.article_id",
        "quotes.article_id",
        "not_quotes.article_id",
        "claims.article_id",
        "proposals.article_id",
        "segments.article_id",
        "segments.from_article_id",
        "matches.article_a",
        "matches.article_b",
        "near_copies.article_id",
        "near_copies.representative_id",
        "families.origin_article_id",
        "articles.based_on_article_id",
        "claim_groups.first_article_id",
    ),
    *_to(
        "families",
        "family_id",
        "articles.family_id",
        "claims.origin_family_id",
        "utterance_quotes.origin_family_id",
    ),
    *_to(
        "quotes",
        "quote_id",
        "quotes.inside_quote_id",
        "quotes.repaired_from_quote_id",
        "claims.quote_id",
        "utterances.best_quote_id",
        "utterance_quotes.quote_id",
    ),
    *_to("utterances", "utterance_id", "utterance_quotes.utterance_id"),
    *_to(
        "claims",
        "claim_id",
        "proposals.claim_id",
        "claim_groups.statement_claim_id",
        "claim_links.evidence_claim_a",
        "claim_links.evidence_claim_b",
    ),
    *_to(
        "claim_groups",
        "claim_group_id",
        "claims.claim_group_id",
        "claim_links.claim_group_a",
        "claim_links.claim_group_b",
    ),
    *_to(
        "actors",
        "actor_id",
        "actor_mentions.actor_id",
        "quotes.source_actor_id",
        "claims.claimant_actor_id",
        "claims.root_actor_id",
        "utterances.source_actor_id",
    ),
)
