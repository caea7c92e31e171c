"""Published tables: what users query. Each joins local and corpus rows; sql/schema/<table>.sql makes it."""

from flows.base.schemas import corpus, ledger, local
from flows.base.schemas.judgements import JUDGEMENTS
from flows.base.schemas.table import STRINGS, Column, TableSchema, count, flag, text, text_or_null


def _without(table: TableSchema, *names: str) -> tuple[Column, ...]:
    return tuple(column for column in table.columns if column.name not in names)


ARTICLES = local.ARTICLES._replace(
    columns=(
        *local.ARTICLES.columns[:1],
        text_or_null(
            "raw_path",
            "The smallest path at which it stands, or stood before removal; null when replaced.",
        ),
        text_or_null("raw_member", "The place inside that file; empty when the file is the article."),
        count("file_count", "Places where it stands; 0 once its files are removed."),
        *local.ARTICLES.columns[1:-1],
        flag(
            "is_current",
            "The present version at one of its places, and not withdrawn; quotes and claims show only such.",
        ),
        text_or_null("family_id", "Its family; null for articles that are not current."),
        text_or_null("derivation", "How its text came about.", *corpus.DERIVATIONS),
        text_or_null("based_on_article_id", "The article of this corpus whose text or reporting it rests on."),
        text_or_null("order_basis", "What decides the direction.", *corpus.ORDER_BASES),
        local.ARTICLES.columns[-1],
    )
)

QUOTES = local.QUOTES._replace(
    columns=(
        *local.QUOTES.columns[:-1],
        text_or_null("source_actor_id", "The actor that the source is, across articles."),
        text_or_null("repaired_from_quote_id", "The sibling quote from which source_name was repaired."),
        local.QUOTES.columns[-1],
    )
)

CLAIMS = local.CLAIMS._replace(
    columns=(
        *local.CLAIMS.columns[:-1],
        text_or_null("claimant_actor_id", "The actor that the claimant is, across articles."),
        text_or_null("root_actor_id", "The actor that the root source is, across articles."),
        text("claim_group_id", "The fact that the claim states."),
        *_without(corpus.CLAIM_MEMBERS, "claim_id", "claim_group_id"),
        local.CLAIMS.columns[-1],
    )
)

FAMILIES = corpus.FAMILIES._replace(
    columns=(*corpus.FAMILIES.columns, count("article_count", "Current articles in the family."))
)

UTTERANCES = corpus.UTTERANCES._replace(
    columns=(
        corpus.UTTERANCES.columns[0],
        text_or_null("source_actor_id", "The actor who said it."),
        *corpus.UTTERANCES.columns[1:],
        count("quote_count", "Quote rows that carry it."),
        count("article_count", "Articles that carry it."),
        count("origin_count", "Independent families that carry it."),
    )
)

LINK_KINDS = ("contradiction", "number", "date", "temporal_update", "attribution", "related")

CLAIM_LINKS = TableSchema(
    "claim_links",
    "One row per pair of claim groups that bear on each other.",
    ("claim_group_a", "claim_group_b", "kind"),
    (
        text("claim_group_a", "The group with the smaller id."),
        text("claim_group_b", "The group with the greater id."),
        text("kind", "How they bear on each other.", *LINK_KINDS),
        text("evidence_claim_a", "A claim of the first that shows it."),
        text("evidence_claim_b", "A claim of the second that shows it."),
        text("rule", "The rule that linked them."),
    ),
)

CLAIM_GROUPS = corpus.CLAIM_GROUPS._replace(
    columns=(
        *corpus.CLAIM_GROUPS.columns,
        count("mention_count", "Claim rows in the group."),
        count("article_count", "Articles that state it."),
        count("outlet_count", "Known outlets that state it."),
        count("unknown_outlet_count", "Articles of unknown outlet that state it."),
        count("origin_count", "Independent families that state it; a derivative of one in the corpus adds none."),
        count("root_count", "Ultimate sources on which it rests."),
        Column("roots", STRINGS, "Names of the ultimate sources; voices without a name appear as their family."),
        text_or_null("first_article_id", "The article that states it first; null where the evidence does not decide."),
        text("first_seen_basis", "What that rests on.", "only_article", "origin", "date", "undetermined"),
        flag("is_disputed", "Another group contradicts it."),
        text("hedge_min", "The weakest hedge among the claims.", *local.HEDGES),
        text("hedge_max", "The firmest hedge among the claims.", *local.HEDGES),
    )
)

PUBLISHED_TABLES = (
    ledger.RAW_FILES,
    ledger.ARTICLE_FILES,
    ledger.REJECTS,
    JUDGEMENTS,
    ARTICLES,
    local.BLOCKS,
    QUOTES,
    local.NOT_QUOTES,
    CLAIMS,
    local.PROPOSALS,
    corpus.ACTORS,
    corpus.ACTOR_MENTIONS,
    UTTERANCES,
    corpus.UTTERANCE_QUOTES,
    CLAIM_LINKS,
    CLAIM_GROUPS,
    corpus.MATCHES,
    corpus.NEAR_COPIES,
    FAMILIES,
    corpus.SEGMENTS,
    ledger.RUNS,
)
