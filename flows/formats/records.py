"""What every reader yields: a record that may become an article, or a refusal with its reason."""

from typing import Literal, NamedTuple


class Metadata(NamedTuple):
    """What a file says of an article outside its text. Null where it says nothing; evidence names the place."""

    headline: str | None = None
    headline_evidence: str | None = None
    byline: tuple[str, ...] = ()
    byline_evidence: str | None = None
    outlet: str | None = None
    outlet_evidence: str | None = None
    credit_line: str | None = None
    credited_outlet: str | None = None
    url: str | None = None
    section: str | None = None
    language: str | None = None
    published_on: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    published_evidence: str | None = None
    is_summary: bool = False


class Record(NamedTuple):
    """One article's worth of a file.

    `layout` says how its blocks are known: `plain` (a text file: find headline, dates, captions … in the text),
    `body` (a body field: the metadata are given apart from it), `rendered` (the reader gives `blocks` itself,
    as (kind, char_start, char_end) over `text`).
    """

    raw_member: str
    raw_sha256: str
    format: str
    encoding: str
    encoding_evidence: str
    text: str
    layout: Literal["plain", "body", "rendered"]
    metadata: Metadata = Metadata()
    blocks: tuple[tuple[str, int, int], ...] = ()
    notes: tuple[str, ...] = ()


class Refusal(NamedTuple):
    """A file, member or record that gives no article. `reason` is one of ledger.REJECT_REASONS."""

    raw_member: str
    reason: str
    detail: str
    position: int | None = None
