"""Corpus tables: rows that depend on other articles, kept in files bucketed by key."""

from flows.base.schemas.local import CHAIN, DATES, QUOTES
from flows.base.schemas.table import (
    BIGINT,
    DOUBLE,
    INT,
    STRING,
    Column,
    TableSchema,
    count,
    count_or_null,
    flag,
    number,
    number_or_null,
    structs,
    text,
    text_or_null,
    texts,
)

DERIVATIONS = ("original", "reprint", "copy", "excerpt", "rewrite", "translation", "derivative", "unknown")
ORDER_BASES = ("credit_line", "date", "containment", "alteration", "undetermined", "single")
DECISIONS = ("same_family", "derivative", "distinct")

MATCHES = TableSchema(
    "matches",
    "One row per pair of articles that was compared.",
    ("article_a", "article_b"),
    (
        text("article_a", "The article with the smaller id."),
        text("article_b", "The article with the greater id."),
        text("found_by", "Why they were compared.", "near_copy", "word_pairs", "anchors"),
        number("alignment_a", "Share of a's own text whose sentences align in order with b's, by weight, 0 to 1."),
        number("alignment_b", "Share of b's own text whose sentences align in order with a's, by weight, 0 to 1."),
        count("aligned_sentences", "Sentences of own text aligned in order, on the side where they are fewer."),
        number("terms_contained", "Shared content words as a share of the side that has fewer, by weight, 0 to 1."),
        number("terms_shared", "Weighted Jaccard index of the content words, 0 to 1."),
        number("containment_a", "Share of a's word trigrams that stand in b, 0 to 1."),
        number("containment_b", "Share of b's word trigrams that stand in a, 0 to 1."),
        count("quotes_aligned", "Quotations of five words or more that correspond."),
        number("names_shared", "Jaccard index of the names, 0 to 1."),
        number("numbers_shared", "Share of the numbers of the side that has fewer, 0 to 1."),
        flag("a_credits_b", "a names b's outlet as a source, in its credit line or its text."),
        flag("b_credits_a", "b names a's outlet as a source, in its credit line or its text."),
        flag("is_compiled", "What they share is a story apart inside one of the two, and the smaller part of it."),
        number("windows_shared", "Jaccard index of the windows of four letters, 0 to 1."),
        count("numbers_compared", "Numbers on the side that has fewer."),
        number("form_shared", "Jaccard index of the words in aligned sentences besides names and numbers, 0 to 1."),
        number("names_kept", "Share of the names in them, on the side that has fewer, that the other has, 0 to 1."),
        count("names_compared", "Names in aligned sentences, on the side that has fewer."),
        number_or_null(
            "anchors_in_order",
            "Names and numbers in the same order, as a share of those of the side with fewer; null where it is not by "
            "these that the two were judged, as two in different languages are.",
        ),
        number_or_null("names_contained", "Then: share of the names of the side with fewer that the other has."),
        number_or_null("numbers_contained", "Then: share of the numbers of the side with fewer, by their digits."),
        count_or_null("anchors_shared", "Then: different names and numbers that both have."),
        count_or_null("digits_shared", "Then: how many of these are numbers."),
        number("score", "The features weighed, 0 to 1."),
        text("decision", "What the pair is.", *DECISIONS),
        structs(
            "evidence",
            "Aligned stretches, best first.",
            ("a_start", INT),
            ("a_end", INT),
            ("b_start", INT),
            ("b_end", INT),
            ("similarity", DOUBLE),
        ),
        text("rule", "Version of the rule that decided."),
    ),
)

COMMON_WORD_PAIRS = TableSchema(
    "common_word_pairs",
    "One row per pair of words so common in this corpus that it makes no articles candidates.",
    ("key",),
    (
        Column("key", BIGINT, "Hash of two neighbouring content words, or of a number and a name or number near it."),
        count("article_count", "Articles that had it when the table was made, near copies counted once."),
    ),
)

CROWDED_CLAIM_KEYS = TableSchema(
    "crowded_claim_keys",
    "One row per key that so many claims have that not all of them are held against each other.",
    ("key",),
    (
        Column("key", BIGINT, "Hash of three names, numbers or other concepts of a claim."),
        text("last_claim_id", "Only claims with ids up to this one are held against all that have the key."),
    ),
)

NEAR_COPIES = TableSchema(
    "near_copies",
    "One row per article that is compared with others through a near copy of it.",
    ("article_id",),
    (
        text("article_id", "The article."),
        text("representative_id", "The near copy that stands for it: the fullest of those it is linked with."),
    ),
)

FAMILY_MEMBERS = TableSchema(
    "family_members",
    "One row per current article: the family it belongs to and how its text came about.",
    ("article_id",),
    (
        text("article_id", "The article."),
        text("family_id", "Its family."),
        text("derivation", "How its text came about.", *DERIVATIONS),
        text_or_null("based_on_article_id", "The article of this corpus whose text or reporting it rests on."),
        text("order_basis", "What decides the direction.", *ORDER_BASES),
    ),
)

FAMILIES = TableSchema(
    "families",
    "One row per family: an origin and the articles whose own text descends from it.",
    ("family_id",),
    (
        text("family_id", "fam_ and a hash of the smallest article id in it."),
        text_or_null("origin_article_id", "The article all others descend from; null if it is not in the corpus."),
        text("origin_basis", "Why it is the origin, or why none is named."),
        text_or_null("credited_outlet", "The outlet that the members credit, if they do."),
    ),
)

SEGMENTS = TableSchema(
    "segments",
    "One row per stretch of an article in a family of several or that rests on another: where it comes from.",
    ("article_id", "char_start"),
    (
        text("article_id", "The article."),
        count("char_start", "First code point of the stretch."),
        count("char_end", "Code point after the stretch."),
        text("kind", "What the stretch is.", "copied", "rewritten", "added", "boilerplate"),
        text_or_null("from_article_id", "The article it comes from or corresponds to."),
        count_or_null("from_start", "First code point of the corresponding stretch there."),
        count_or_null("from_end", "Code point after it."),
    ),
)

QUOTE_SOURCES = TableSchema(
    "quote_sources",
    "One row per quote whose source its family tells better than the article alone.",
    ("quote_id",),
    (
        text("quote_id", "The quote."),
        text("source_name", "The name as settled across articles."),
        text("source_kind", "The kind of source that goes with the name."),
        CHAIN,
        text_or_null("repaired_from_quote_id", "The sibling quote whose source replaced a damaged one."),
        text(
            "basis",
            "What was wrong: unnamed; generic (the official); inferred (from a pronoun, wrongly); relay (whom the "
            "source spoke to); family_name (a part, or other spelling, of the name); spelling (the same, by a sibling "
            "of other words).",
            "unnamed",
            "generic",
            "inferred",
            "relay",
            "family_name",
            "spelling",
        ),
    ),
)

RESTORED_QUOTES = TableSchema(
    "restored_quotes",
    "One row per quotation that lost its marks in a copy, and that only a sibling's marks show to be one.",
    ("quote_id",),
    (*QUOTES.columns, text("repaired_from_quote_id", "The sibling's quote, in marks, that shows it.")),
)

RESPELLED_NAMES = TableSchema(
    "respelled_names",
    "One row per article and name that it spells otherwise than its family.",
    ("article_id", "name", "kind"),
    (
        text("article_id", "The article."),
        text("name", "The name as canonical within the article."),
        text("kind", "What the article takes it for."),
        text("settled_name", "The same name as the family has it."),
        text("settled_kind", "What the family takes it for."),
        text_or_null("repaired_from_quote_id", "A sibling's quote whose source has that name, if there is one."),
    ),
)

ACTORS = TableSchema(
    "actors",
    "One row per person, body or document across articles.",
    ("actor_id",),
    (
        text("actor_id", "act_ and a hash of the smallest id of the rows that mention it."),
        text("name", "The fullest form of the name."),
        text("kind", "What it is.", "named_person", "organization", "document"),
        texts("aliases", "The other forms."),
        texts("evidence", "Why the forms are one actor."),
    ),
)

ACTOR_MENTIONS = TableSchema(
    "actor_mentions",
    "One row per quote or claim and role in it that an actor fills.",
    ("item_id", "role"),
    (
        text("item_id", "The quote or claim."),
        text("role", "What the actor is there.", "source", "claimant", "root"),
        text("actor_id", "The actor."),
    ),
)

QUOTE_LINKS = TableSchema(
    "quote_links",
    "One row per pair of quotes that carry the same words; utterances are what these pairs join.",
    ("quote_a", "quote_b"),
    (
        text("quote_a", "The quote with the smaller id."),
        text("quote_b", "The quote with the greater id."),
        text("basis", "What joins them.", "same_quotation", "same_wording", "restored", "aligned", "shared_words"),
        number("score", "How sure that is, 0 to 1: for aligned quotes, likeness with a bonus for place and speaker."),
        text("rule", "The rule that joined them."),
    ),
)

WORDING_BASES = ("own", "mixed", "rewritten", "reported")

UTTERANCES = TableSchema(
    "utterances",
    "One row per thing said once, however many articles carry it.",
    ("utterance_id",),
    (
        text("utterance_id", "utt_ and a hash of the smallest quote id in it."),
        text_or_null("source_name", "The speaker's name."),
        text(
            "content",
            "The best wording: that of one article; where it is split around cues, its parts (is_best) with a space "
            "between.",
        ),
        text(
            "wording_basis",
            "Whose words these are: own (in marks, in an article that is no rewrite or translation); mixed (the same, "
            "amid the reporter's words); rewritten (in marks, but only rewrites or translations carry them); reported "
            "(the reporter's words).",
            *WORDING_BASES,
        ),
        text("best_quote_id", "The (first) quote row with that wording."),
    ),
)

UTTERANCE_QUOTES = TableSchema(
    "utterance_quotes",
    "One row per quote and the utterance whose words it carries.",
    ("utterance_id", "quote_id"),
    (
        text("utterance_id", "The utterance."),
        text("quote_id", "The quote."),
        count("char_start", "First code point of the quote in its article."),
        count("char_end", "Code point after it."),
        flag("is_best", "It is the best wording, or a part of it."),
        flag(
            "is_altered",
            "The words that it gives as said do not stand so in the best wording, or that is itself rewritten: not to "
            "be shown as the speaker's own.",
        ),
        flag("has_source_conflict", "Copies in the family name different sources for these words; none was repaired."),
        text("origin_family_id", "The family it counts for: its own, or that of its basis, if that carries the words."),
        structs(
            "word_diff",
            "From the best wording to this one, in order: same, gone (only in the best), new (only here). Same and new "
            "make content; same and gone, over the rows of the article that are in no other, the best wording (kinds "
            "of marks aside). A row in another is compared with the quoted words. Empty where nothing differs.",
            ("kind", STRING),
            ("text", STRING),
        ),
    ),
)

CLAIM_PAIRS = TableSchema(
    "claim_pairs",
    "One row per pair of claims that state the same fact, or bear on each other.",
    ("claim_a", "claim_b"),
    (
        text("claim_a", "The claim with the smaller id."),
        text("claim_b", "The claim with the greater id."),
        text(
            "basis",
            "What they are to each other.",
            "aligned",
            "same_fact",
            "contradiction",
            "number",
            "date",
            "temporal_update",
            "related",
        ),
        number("score", "Likeness of the two, 0 to 1, with a bonus for aligned sentences."),
        text("rule", "The rule that judged them."),
    ),
)

VARIANTS = ("same", "weaker", "stronger", "number_variant", "corrupted")

CLAIM_MEMBERS = TableSchema(
    "claim_members",
    "One row per claim of a current article: the group it belongs to.",
    ("claim_id",),
    (
        text("claim_id", "The claim."),
        text("claim_group_id", "Its group."),
        text("variant", "How it differs from the group's statement.", *VARIANTS),
        text_or_null("attribution_drift", "How its attribution differs from the origin's, such as hedge_dropped."),
        text("origin_family_id", "The family that the mention counts for."),
    ),
)

DATED_CLAIMS = TableSchema(
    "dated_claims",
    "One row per claim of an undated copy whose dates another claim of its family settles.",
    ("claim_id",),
    (
        text("claim_id", "The claim."),
        DATES,
        text("dates_claim_id", "The claim that tells the same in a dated article of the family."),
        text("rule", "The rule that found it."),
    ),
)

CLAIM_GROUPS = TableSchema(
    "claim_groups",
    "One row per fact across articles.",
    ("claim_group_id",),
    (
        text("claim_group_id", "grp_ and a hash of the smallest claim id in it."),
        text("statement", "The fullest self-contained wording among the claims."),
        text("statement_claim_id", "The claim with that wording."),
    ),
)

CORPUS_TABLES = (
    COMMON_WORD_PAIRS,
    NEAR_COPIES,
    MATCHES,
    FAMILY_MEMBERS,
    FAMILIES,
    SEGMENTS,
    QUOTE_SOURCES,
    RESTORED_QUOTES,
    RESPELLED_NAMES,
    ACTORS,
    ACTOR_MENTIONS,
    QUOTE_LINKS,
    UTTERANCES,
    UTTERANCE_QUOTES,
    CROWDED_CLAIM_KEYS,
    CLAIM_PAIRS,
    DATED_CLAIMS,
    CLAIM_MEMBERS,
    CLAIM_GROUPS,
)
