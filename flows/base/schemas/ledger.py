"""Ledger tables: what stands under RAW, where each article stands, what was refused, and the runs."""

from flows.base.schemas.table import (
    BIGINT,
    DOUBLE,
    Column,
    TableSchema,
    flag,
    text,
    text_or_null,
    texts,
)

REJECT_REASONS = (
    "unreadable",  # permission, I/O error, vanished while being read
    "changed_while_read",  # what was read is neither what it was nor what it is
    "not_a_file",  # a FIFO, socket or device
    "too_large",
    "empty",
    "bad_compression",
    "truncated",  # shorter than the length it declares, or ends before its end mark
    "encrypted",
    "nested_too_deeply",  # an archive in an archive in an archive …
    "unsupported",  # a known kind of file that is not read, named in the detail
    "needs_extra",  # read only where an optional extra is installed, named in the detail
    "no_such_file",  # a row of metadata.csv for a file that is not there
    "undecodable",
    "binary",
    "malformed",  # JSON that does not parse, a record that is no object
    "no_text",  # a record or page in which no text field was found
    "not_an_article",  # text, but nothing that could be an article's body
    "unwanted_language",  # wirecopy.toml leaves articles in it out
    "timed_out",
    "parser_failed",
    "extractor_failed",  # the article stands, without what one stage would have found
    "bad_judgement",  # a row of judgements.csv that cannot be understood
    "judgement_waits",  # one that names what is not there (yet), or what may be several things
    "judgement_contradicted",  # one that later decisions rule out
)

RAW_FILES = TableSchema(
    "raw_files",
    "One row per file seen under RAW, and for the judgements.",
    ("raw_path",),
    (
        text("raw_path", "Path relative to RAW, POSIX; undecodable bytes as \\xNN."),
        text_or_null("raw_sha256", "sha256 of the file as it stands on disk; null if it could not be read."),
        Column("size_bytes", BIGINT, "Size on disk in bytes; null if unknown.", nullable=True),
        text_or_null("beside_sha256", "Hash of what a metadata.csv says of it; null if none speaks of it."),
        text_or_null(
            "format",
            "What it was read as: an article's format, zip, tar, wacz, metadata or judgements; null if rejected.",
        ),
        text("status", "What became of it.", "loaded", "rejected", "removed"),
        text("first_run_id", "The run that saw it first."),
        text("last_run_id", "The last run that changed this row."),
    ),
)

ARTICLE_FILES = TableSchema(
    "article_files",
    "One row per place where an article stands.",
    ("article_id", "raw_path", "raw_member"),
    (
        text("article_id", "The article."),
        text("raw_path", "The file."),
        text("raw_member", "The place inside the file, such as line 3; empty when the file is the article."),
        flag("is_current", "The file still holds this article, or was removed while it did."),
    ),
)

REJECTS = TableSchema(
    "rejects",
    "One row per file, member or record that gave no article, or judgement that does not hold.",
    ("reject_id",),
    (
        text("reject_id", "rej_ and a hash of path, member, sha256 and reason."),
        text("raw_path", "The file."),
        text("raw_member", "The place inside the file; empty when it is the whole file."),
        text_or_null("raw_sha256", "sha256 of the file on disk; null if it could not be read."),
        text("reason", "Why, from a closed list.", *REJECT_REASONS),
        text("detail", "The particulars, in words."),
        Column("position", BIGINT, "Line or byte where the trouble lies, if one can be named.", nullable=True),
        text("run_id", "The run that rejected it."),
        text_or_null("resolved_run_id", "The run that found it repaired, replaced or gone."),
    ),
)

RUNS = TableSchema(
    "runs",
    "One row per run that published, or tried to.",
    ("run_id",),
    (
        text("run_id", "A sequence: run-000042."),
        text("started_at", "ISO time in UTC."),
        text("ended_at", "ISO time in UTC."),
        text("status", "How it ended.", "published", "unchanged", "failed", "rolled_back"),
        text("code_version", "Version of wirecopy."),
        text("config", "The configuration of every stage, as JSON."),
        text("counts", "Rows per table, what came in, and the rejects by what became of them and reason, as JSON."),
        text("seconds", "Seconds per stage, as JSON."),
        Column("peak_memory_mb", DOUBLE, "Greatest resident memory of the main process, MiB."),
        texts("warnings", "What stood out beside the runs before, such as ten times the usual articles."),
        text_or_null("message", "What went wrong, if something did; what a rollback went back to."),
    ),
)

LEDGER_TABLES = (RAW_FILES, ARTICLE_FILES, REJECTS)
