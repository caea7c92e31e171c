"""Local tables: every row is a pure function of one article's bytes and an extractor version."""

import pyarrow as pa

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
    structs,
    text,
    text_or_null,
    texts,
)

BLOCK_KINDS = (
    "headline",
    "subheadline",
    "byline",
    "dateline",
    "date_header",
    "credit_line",
    "paragraph",
    "heading",
    "list_item",
    "caption",
    "credit",
    "link",
    "boilerplate",
    "other",
)
FORMATS = (
    "txt",
    "html",
    "json",
    "csv",
    "parquet",
    "warc",
    "rss",
    "atom",
    "eml",
    "mhtml",
    "nitf",
    "newsml",
    "ninjs",
    "docx",
    "pdf",
)
BODY_KINDS = ("paragraph", "heading", "list_item")
SOURCE_KINDS = ("named_person", "anonymous_person", "unnamed_group", "organization", "document", "unknown")
CLAIMANT_KINDS = ("outlet_voice", *SOURCE_KINDS, "unspecified_reports")
# From weakest to firmest: the order in which hedge_min and hedge_max compare.
HEDGES = ("denied", "opinion", "prediction", "hedged", "reported", "asserted")
COMPARATORS = ("=", ">", ">=", "<", "<=", "~", "<~", "range")
GRAINS = ("day", "week", "month", "quarter", "year", "decade", "range")
ANCHOR_SOURCES = ("published", "text", "family", "not_before")

CHAIN = structs(
    "chain",
    "Who told whom, a hop each: the publisher first (null name if unknown), the ultimate source last.",
    ("hop", INT),
    ("actor_text", STRING),
    ("actor_name", STRING),
    ("actor_kind", STRING),
    ("cue", STRING),
    ("char_start", INT),
    ("char_end", INT),
)


def _span() -> tuple[Column, Column]:
    return (
        count("char_start", "First code point of the stretch in articles.text, counted from 0."),
        count("char_end", "Code point after the last one of the stretch."),
    )


_ARTICLE = text("article_id", "The article in which the row stands.")
_EXTRACTOR = text("extractor", "Stage and version that made the row, such as quotes/1.")
_RULE = text("rule", "The rule that made the row.")

ARTICLES = TableSchema(
    "articles",
    "One row per article version: the text of one file, member or record, and what it says of itself.",
    ("article_id",),
    (
        text("article_id", "art_ and a hash of raw_sha256."),
        text("raw_sha256", "sha256 of the article's own bytes after decompression (of the file, member or record)."),
        text("format", "Kind of file, member or record that it was read as.", *FORMATS),
        text("encoding", "Character encoding it was read in."),
        text(
            "encoding_evidence", "What decided the encoding.", "bom", "declared", "utf-8", "detected", "unicode_string"
        ),
        text("text", "The text that all spans point into; for .txt the decoded file unchanged."),
        text_or_null(
            "repaired_text", "The text with mojibake undone; null where there is none. No span points into it."
        ),
        text_or_null("headline", "Headline; null when the file gives none."),
        text_or_null("headline_evidence", "Where the headline was found."),
        texts("byline", "Persons named as authors, as written; empty when the file names none."),
        text_or_null("byline_evidence", "Where the byline was found."),
        text_or_null("outlet", "Publishing outlet; null when the file does not say."),
        text_or_null("outlet_evidence", "Where the outlet was found."),
        text_or_null("credit_line", "Line that credits another publisher or an agency, verbatim."),
        text_or_null("credited_outlet", "The outlet that the credit line, the author field or the dateline names."),
        text_or_null("credit_evidence", "Where the credit was found."),
        text_or_null("dateline", "Place (and date) that opens the report, verbatim."),
        text_or_null("url", "Canonical address, when the file gives one."),
        text_or_null("url_evidence", "Where the address was found."),
        text_or_null("section", "Section or rubric, when the file gives one."),
        text_or_null("language", "ISO 639-1 code of the body; null where the detector has too little to go by."),
        Column("language_confidence", DOUBLE, "Confidence of the language, 0 to 1.", nullable=True),
        text_or_null("speech_language", "Language by whose word lists quotes were found; null: quotation marks alone."),
        text_or_null("claims_language", "Language by whose word lists claims were found; null: none are looked for."),
        text_or_null("published_on", "Date of publication as an ISO prefix: 2025, 2025-11 or 2025-11-13."),
        text_or_null("published_at", "Time of publication as ISO text with the offset as given."),
        text_or_null("updated_at", "Time of the last change as ISO text with the offset as given."),
        text_or_null("published_evidence", "Where the date was found, or why it is null."),
        text_or_null("not_before", "Latest full date that the article itself mentions as past: it is no older."),
        count("word_count", "Words of the body."),
        flag("is_summary", "The file holds only a summary of the article."),
        flag("is_truncated", "The body ends in the middle of a sentence."),
        texts("notes", "What was mended or noticed while reading, such as lone_surrogates_replaced."),
        _EXTRACTOR,
    ),
)

BLOCKS = TableSchema(
    "blocks",
    "One row per typed stretch of an article's text; paragraph, heading and list_item make the body.",
    ("article_id", "block_no"),
    (
        _ARTICLE,
        count("block_no", "Number of the block in text order, from 0."),
        text("kind", "What the stretch is.", *BLOCK_KINDS),
        *_span(),
    ),
)

QUOTES = TableSchema(
    "quotes",
    "One row per contiguous stretch of quoted or reported speech.",
    ("quote_id",),
    (
        text("quote_id", "quo_ and a hash of article and span."),
        _ARTICLE,
        *_span(),
        text("content", "The words themselves, without the marks: text[char_start:char_end]."),
        text("directness", "How the words are given.", "direct", "partial", "mixed", "indirect"),
        text_or_null("inside_quote_id", "The quote row inside which this one is nested."),
        text("marks", "State of the quotation marks.", "ok", "repaired", "missing"),
        text_or_null("source_text", "The source as written, verbatim."),
        count_or_null("source_start", "First code point of the source."),
        count_or_null("source_end", "Code point after the source."),
        text_or_null("source_name", "Canonical name of the source within the article; null when unresolved."),
        text("source_kind", "What kind of source it is.", *SOURCE_KINDS),
        text_or_null("source_role", "Role given to the source, such as U.S. ambassador, as written."),
        text_or_null("source_unresolved_reason", "Why source_name is null."),
        text_or_null("cue", "The words that attribute, such as said or according to, verbatim."),
        count_or_null("cue_start", "First code point of the cue."),
        count_or_null("cue_end", "Code point after the cue."),
        CHAIN,
        count("utterance_no", "Rows of one article with the same number are parts of one utterance."),
        _RULE,
        number("confidence", "How sure the rule is, 0 to 1."),
        _EXTRACTOR,
    ),
)

NOT_QUOTES = TableSchema(
    "not_quotes",
    "One row per stretch in quotation marks that is no speech.",
    ("article_id", "char_start", "char_end"),
    (
        _ARTICLE,
        *_span(),
        text("content", "The words between the marks."),
        text("reason", "What they are.", "title", "heading", "scare", "term", "nickname", "handle", "nested"),
        _EXTRACTOR,
    ),
)

DATES = structs(
    "dates",
    "Dates as intervals, both ends inclusive; null ends where the text does not settle them.",
    ("date_text", STRING),
    ("date_from", STRING),
    ("date_to", STRING),
    ("grain", STRING),
    ("anchor", STRING),
    ("anchor_source", STRING),
    ("unresolved_reason", STRING),
    ("char_start", INT),
    ("char_end", INT),
)

CLAIMS = TableSchema(
    "claims",
    "One row per proposition as one article puts it.",
    ("claim_id",),
    (
        text("claim_id", "clm_ and a hash of article and span."),
        _ARTICLE,
        *_span(),
        text("content", "The clause that carries the proposition, verbatim."),
        text("normalized", "The clause with names for pronouns where they are known; else as written."),
        flag("is_self_contained", "Nothing in normalized needs the rest of the article to be understood."),
        texts("unresolved", "The words that keep it from being self-contained."),
        text_or_null("claimant_text", "Who asserts it, as written; null for the outlet's own voice."),
        text_or_null("claimant_name", "Canonical name of the claimant; null when unresolved or the outlet's voice."),
        text("claimant_kind", "What kind of claimant it is.", *CLAIMANT_KINDS),
        CHAIN,
        text_or_null("root_source", "Ultimate source that the chain names; null for voices without a name."),
        text_or_null("cue", "The words that attribute the claim, verbatim."),
        text("hedge", "How firmly it is put.", *HEDGES),
        texts("hedge_cues", "The words that decided the hedge, verbatim."),
        text("polarity", "Affirmed or negated.", "+", "-"),
        text("tense", "Tense of the main verb.", "past", "present", "future", "unknown"),
        text("kind", "What sort of statement it is.", "event", "state", "quantity", "speech", "evaluation", "forecast"),
        structs(
            "quantities",
            "Numbers with comparator (=, >, >=, <, <=, ~, <~ for nearly, range), unit and item.",
            ("value_text", STRING),
            ("value", DOUBLE),
            ("value_hi", DOUBLE),
            ("comparator", STRING),
            ("unit", STRING),
            ("item", STRING),
            ("char_start", INT),
            ("char_end", INT),
        ),
        DATES,
        texts("entities", "Names in the claim, as canonical within the article."),
        text_or_null("quote_id", "The quote that holds the claim, if it stands inside one."),
        text_or_null("verification_note", "Words that say it could not be verified, verbatim."),
        flag("is_check_worthy", "It has a structure that can be checked: see check_reasons."),
        texts("check_reasons", "What makes it check-worthy, or not."),
        _RULE,
        number("confidence", "How sure the rule is, 0 to 1."),
        _EXTRACTOR,
    ),
)

MODEL_ANSWERS = TableSchema(
    "model_answers",
    "One row per article and language model that was asked about it.",
    ("article_id", "model"),
    (
        _ARTICLE,
        text("model", "Name of the model."),
        text("prompt", "Version of the words that it was asked with."),
        texts("replies", "What it wrote, a reply for each piece of the article."),
    ),
)

# Why a proposal made no claim, and why a rewording was not taken.
PROPOSAL_REASONS = (
    "unreadable",  # a reply without the JSON that was asked for
    "malformed",  # an item of it without words of the article
    "not_found",  # these very words do not stand in the body
    "ambiguous",  # they stand there several times, and the paragraph that is named does not settle which is meant
    "too_short",
    "several_sentences",
    "question",
    "verification_note",
    "no_verb",
    "holds_claim",  # more than the smallest clause: a claim that is known stands inside
    "language_not_supported",
)
REWORDING_REASONS = (
    "not_needed",  # the claim can be read alone, or was proposed before
    "other_date",
    "other_number",
    "other_hedge",  # firmer or weaker than the clause, or its contrary
    "other_name",  # a name that does not stand in the article
    "drops_words",
    "adds_words",  # that do not stand in the article
)

PROPOSALS = TableSchema(
    "proposals",
    "One row per claim that a language model proposed; none unless a model was asked.",
    ("proposal_id",),
    (
        text("proposal_id", "prp_ and a hash of article, model and number."),
        _ARTICLE,
        count("proposal_no", "Number of the proposal among those of this model for the article, from 0."),
        text("content", "The words as proposed; of an unreadable reply its beginning."),
        text_or_null("normalized", "The rewording as proposed; null if none was."),
        text(
            "verdict",
            "What became of it: a claim, nothing new since a claim stands there, or refused.",
            "claim",
            "known",
            "refused",
        ),
        text_or_null("reason", "Why it was refused.", *PROPOSAL_REASONS),
        text_or_null("claim_id", "The claim that it made, or that was known."),
        flag("is_reworded", "The rewording holds for that claim; only a claim that was proposed takes it."),
        text_or_null("rewording_reason", "Why the rewording does not hold.", *REWORDING_REASONS),
        _EXTRACTOR,
    ),
)

SENTENCES = TableSchema(
    "sentences",
    "One row per sentence of an article's body, reduced to what copies are recognised by.",
    ("article_id", "sentence_no"),
    (
        _ARTICLE,
        count("sentence_no", "Number of the sentence in the body, from 0."),
        *_span(),
        text("terms", "Its folded words in order, a space between."),
        texts("names", "Names and numbers in it, folded."),
    ),
)

FINGERPRINTS = TableSchema(
    "fingerprints",
    "One row per article, quote or claim and kind of key: hashes by which others are found that may be akin.",
    ("article_id", "kind", "item_id"),
    (
        _ARTICLE,
        text(
            "kind",
            "What the keys were made of.",
            "words",
            "word_pairs",
            "sketch",
            "anchors",
            "outlet",
            "credited",
            "quote",
            "claim",
        ),
        text("item_id", "The quote or claim that has the keys; empty for the article as a whole."),
        Column("keys", pa.list_(BIGINT), "The hashes, sorted, each once."),
        _EXTRACTOR,
    ),
)

LOCAL_TABLES = (ARTICLES, BLOCKS, QUOTES, NOT_QUOTES, CLAIMS, MODEL_ANSWERS, PROPOSALS, SENTENCES, FINGERPRINTS)
