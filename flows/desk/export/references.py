"""Which column of a published table holds the key of which other: what sql/checks proves, as foreign keys."""

from typing import NamedTuple


class Reference(NamedTuple):
    """A column whose values, where not null, are keys of another table."""

    table: str
    column: str
    to_table: str
    to_column: str


# By the key: the tables, and their columns that hold it. Left out are columns that hold keys of several tables
# (actor_mentions.item_id, judgements.left_id and right_id).
_HOLDERS: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("raw_files", "raw_path"): {"article_files": ("raw_path",), "rejects": ("raw_path",), "articles": ("raw_path",)},
    ("articles", "article_id"): {
        "article_files": ("article_id",),
        "articles": ("based_on_article_id",),
        "blocks": ("article_id",),
        "quotes": ("article_id",),
        "not_quotes": ("article_id",),
        "claims": ("article_id",),
        "proposals": ("article_id",),
        "claim_groups": ("first_article_id",),
        "matches": ("article_a", "article_b"),
        "near_copies": ("article_id", "representative_id"),
        "families": ("origin_article_id",),
        "segments": ("article_id", "from_article_id"),
    },
    ("quotes", "quote_id"): {
        "quotes": ("inside_quote_id", "repaired_from_quote_id"),
        "claims": ("quote_id",),
        "utterances": ("best_quote_id",),
        "utterance_quotes": ("quote_id",),
    },
    ("claims", "claim_id"): {
        "proposals": ("claim_id",),
        "claim_links": ("evidence_claim_a", "evidence_claim_b"),
        "claim_groups": ("statement_claim_id",),
    },
    ("actors", "actor_id"): {
        "quotes": ("source_actor_id",),
        "claims": ("claimant_actor_id", "root_actor_id"),
        "actor_mentions": ("actor_id",),
        "utterances": ("source_actor_id",),
    },
    ("utterances", "utterance_id"): {"utterance_quotes": ("utterance_id",)},
    ("claim_groups", "claim_group_id"): {
        "claims": ("claim_group_id",),
        "claim_links": ("claim_group_a", "claim_group_b"),
    },
    ("families", "family_id"): {
        "articles": ("family_id",),
        "claims": ("origin_family_id",),
        "utterance_quotes": ("origin_family_id",),
    },
    ("runs", "run_id"): {
        "raw_files": ("first_run_id", "last_run_id"),
        "rejects": ("run_id", "resolved_run_id"),
    },
}
REFERENCES = tuple(
    Reference(table, column, *key)
    for key, holders in _HOLDERS.items()
    for table, columns in holders.items()
    for column in columns
)
