"""What every reader yields: a record that may become an article, or a refusal with its reason."""

from collections.abc import Callable
from typing import Any, BinaryIO, Literal, NamedTuple


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
    credit_evidence: str | None = None
    url: str | None = None
    url_evidence: str | None = None
    section: str | None = None
    language: str | None = None
    published_on: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    published_evidence: str | None = None
    is_summary: bool = False


# Fields that only make sense together: what one place says of them is taken whole or not at all.
_TOGETHER = (
    ("headline", "headline_evidence"),
    ("byline", "byline_evidence"),
    ("outlet", "outlet_evidence"),
    ("credit_line", "credited_outlet", "credit_evidence"),
    ("url", "url_evidence"),
    ("section",),
    ("language",),
    ("published_on", "published_at", "published_evidence"),
    ("updated_at",),
)


def filled(own: Metadata, other: Metadata) -> Metadata:
    """Return `own` with what it leaves open taken from `other`."""
    if not any(other):
        return own
    taken: dict[str, Any] = {}
    for names in _TOGETHER:
        values = [getattr(own, name) for name in names if not name.endswith("_evidence")]
        if not any(values):
            taken |= {name: getattr(other, name) for name in names if getattr(other, name)}
    return own._replace(**taken)


class Record(NamedTuple):
    """One article's worth of a file.

    `raw_member` names its place inside the file (`line 3`, `2024/page.html`, `inner.zip!page.html`), empty where the
    file is the record; `raw_sha256` is of its own bytes, which alone decide every other field but `beside`, what a
    list beside the file says of it.
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
    container: str | None = None
    beside: Metadata = Metadata()


class Member(NamedTuple):
    """A file inside a file, still to be read: of an archive, a web capture, a mail.

    What it is, its content tells. Of what its container says, `charset` is a declared encoding; `metadata` fill what
    the member itself leaves open; `format` and `raw_sha256` (of all bytes that decide the record) replace its own.
    """

    raw_member: str
    content: BinaryIO
    charset: str | None = None
    metadata: Metadata = Metadata()
    format: str | None = None
    raw_sha256: str | None = None


class Refusal(NamedTuple):
    """A file, member or record that gives no article. `reason` is one of ledger.REJECT_REASONS."""

    raw_member: str
    reason: str
    detail: str
    position: int | None = None


# Asked with the name of each member before it is read; a refusal given back stands in its place.
Guard = Callable[[str], Refusal | None]
