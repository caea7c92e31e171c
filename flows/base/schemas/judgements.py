"""What analysts decided: the one table that people write."""

from flows.base.schemas.table import TableSchema, text, text_or_null

FAMILY_KINDS = ("same_family", "not_same_family")
PERSON_KINDS = ("same_person", "not_same_person")
CLAIM_KINDS = ("same_claim", "not_same_claim")
JUDGEMENT_KINDS = (*FAMILY_KINDS, *PERSON_KINDS, *CLAIM_KINDS, "withdrawn")
STATES = ("stands", "waiting", "contradicted")

JUDGEMENTS = TableSchema(
    "judgements",
    "One row per standing decision of an analyst: a row of judgements.csv that can be understood.",
    ("judgement_id",),
    (
        text("judgement_id", "jud_ and a hash of all that the row says."),
        text("kind", "What was decided.", *JUDGEMENT_KINDS),
        text("left_text", "The first article, person or claim, as written."),
        text_or_null("right_text", "The second, as written; null for withdrawn."),
        text("state", "Whether it holds now; rejects says why if it does not.", *STATES),
        text_or_null("left_id", "The article, actor or claim that left_text names; null unless the state is stands."),
        text_or_null("right_id", "The one that right_text names; null for withdrawn, and unless the state is stands."),
        text_or_null("author", "Who decided."),
        text_or_null("decided_on", "When, as 2025-11-13."),
        text_or_null("note", "Why."),
    ),
)
