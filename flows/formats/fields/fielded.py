"""A record given as named fields to a record with text, layout and metadata; shared by JSON, CSV and Parquet."""

import re
from typing import NamedTuple

from lxml.etree import LxmlError

from flows.base.text import fold
from flows.formats.encodings import mend_surrogates
from flows.formats.fields.field_names import Body, Found, find_record_body, read_fields
from flows.formats.limits import ReadLimits
from flows.formats.pages.html import read_html, read_html_fragment
from flows.formats.records import Metadata, Record, Refusal, filled
from flows.formats.rendering import Piece, render

_BLOCK_TAG = r"(?:p|div|h[1-6]|ul|ol|li|article|section|blockquote|figure|table)"
_MARKUP = re.compile(rf"</{_BLOCK_TAG}\s*>|\A\s*<(?:{_BLOCK_TAG}|html|body|!doctype)\b[^<>]{{0,500}}>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s{0,5}/?>", re.IGNORECASE)
_NAMES_SHOWN = 12
_READER_FAULTS = (LxmlError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError)


class Origin(NamedTuple):
    """Where a record comes from, and how its bytes were read."""

    raw_member: str
    sha256: str
    format: str
    encoding: str = "utf-8"
    evidence: str = "unicode_string"
    notes: tuple[str, ...] = ()
    position: int | None = None
    container: str | None = None

    def refusal(self, reason: str, detail: str) -> Refusal:
        """Return the refusal of this record."""
        return Refusal(self.raw_member, reason, mend_surrogates(detail)[0][:300], self.position)


def read_fielded(fields: dict[str, Found], origin: Origin, limits: ReadLimits) -> Record | Refusal:
    """Return the record that the fields make, or why they make none.

    A body that is HTML is rendered with typed blocks; any other is the text, unchanged.
    """
    body = find_record_body(fields)
    if body is None:
        names = ", ".join(sorted(found.key[:40] for found in fields.values())[:_NAMES_SHOWN])
        return origin.refusal("no_text", f"no text field among: {names}" if names else "no field with anything in it")
    metadata = read_fields(fields)
    try:
        read = _read_body(body, metadata, limits)
    except _READER_FAULTS as error:
        return origin.refusal("parser_failed", f"{type(error).__name__}: {error}")
    if isinstance(read, Refusal):
        return origin.refusal(read.reason, read.detail)
    pieces, metadata = read
    text, blocks = render(pieces) if pieces else (body.text, ())
    return Record(
        raw_member=origin.raw_member,
        raw_sha256=origin.sha256,
        format=origin.format,
        encoding=origin.encoding,
        encoding_evidence=origin.evidence,
        text=text,
        layout="rendered" if pieces else "body",
        metadata=metadata._replace(is_summary=body.is_summary),
        blocks=blocks,
        notes=origin.notes,
        container=origin.container,
    )


def _read_body(body: Body, metadata: Metadata, limits: ReadLimits) -> tuple[tuple[Piece, ...], Metadata] | Refusal:
    """Return the pieces of a body in HTML (none if it is plain text) and the metadata, a page's own added."""
    if body.is_page:
        page = read_html(body.text, limits)
        return page if isinstance(page, Refusal) else (page.pieces, filled(metadata, page.metadata))
    if not is_markup(body.text):
        return (), metadata
    if len(body.text) > limits.max_html_bytes:
        return Refusal("", "too_large", f"a body in HTML of {len(body.text):,} characters")
    pieces = read_html_fragment(body.text, limits)
    if not pieces:
        return Refusal("", "no_text", "a body in HTML in which no text was found")
    return tuple(_name_headline(pieces, metadata.headline)), metadata


def is_markup(text: str) -> bool:
    """Tell whether a body is HTML: a block element opens it or ends in it, or lines break by tags."""
    if "<" not in text:
        return False
    return _MARKUP.search(text) is not None or len(_LINE_BREAK.findall(text)) > 1


def _name_headline(pieces: list[Piece], headline: str | None) -> list[Piece]:
    """Return the pieces with the first one a headline where the body repeats the one given apart from it."""
    first = pieces[0].text
    if headline is None or len(first) > 2 * len(headline) or fold(first) != fold(headline):
        return pieces
    return [pieces[0]._replace(kind="headline"), *pieces[1:]]
