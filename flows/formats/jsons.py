"""JSON and JSON Lines: a record for each object that has a text, a refusal for everything else in the file."""

import re
from collections.abc import Iterator

from flows.base.ids import bytes_sha256
from flows.formats.encodings import Decoded
from flows.formats.html import read_html_fragment
from flows.formats.json_fields import Body, find_record_body, plain_keys, read_fields, unfold
from flows.formats.json_slices import Slice, lines_of, values_of
from flows.formats.limits import ReadLimits
from flows.formats.records import Record, Refusal
from flows.formats.rendering import Piece, render

_MARKUP = re.compile(r"<(?:p|div|br|h[1-6]|ul|ol|li|article|section|blockquote|figure)\b[^<>]{0,500}>", re.IGNORECASE)


def read_jsonl(decoded: Decoded, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield what each line gives."""
    for part in lines_of(decoded.text):
        yield _read_slice(part, decoded, "jsonl", limits)


def read_json(decoded: Decoded, sha256: str, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield what the object, or each item of the list, gives; an object that is the file has the file's sha256."""
    empty = True
    for part in values_of(decoded.text):
        empty = False
        found = _read_slice(part, decoded, "json", limits)
        yield found._replace(raw_sha256=sha256) if isinstance(found, Record) and not found.raw_member else found
    if empty:
        yield Refusal("", "no_text", "a list without items")


def _read_slice(part: Slice, decoded: Decoded, kind: str, limits: ReadLimits) -> Record | Refusal:
    if part.problem is not None:
        return _refusal(part, decoded, "malformed", part.problem)
    if not isinstance(part.value, dict):
        return _refusal(part, decoded, "malformed", f"a record that is no object but {type(part.value).__name__}")
    fields = plain_keys(unfold(part.value))
    body = find_record_body(fields)
    if body is None:
        keys = ", ".join(sorted(str(key)[:40] for key in part.value)[:12])
        return _refusal(part, decoded, "no_text", f"no text field among: {keys}"[:300])
    metadata = read_fields(fields)
    pieces = _marked_up(body, limits)
    text, blocks = render(pieces) if pieces else (body.text, ())
    mended = body.mended and "lone_surrogates_replaced" not in decoded.notes
    return Record(
        raw_member=part.member,
        raw_sha256=bytes_sha256(decoded.text[part.start : part.end].encode(decoded.encoding, "replace")),
        format=kind,
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        text=text,
        layout="rendered" if pieces else "body",
        metadata=metadata._replace(is_summary=body.is_summary),
        blocks=blocks,
        notes=(*decoded.notes, *(("lone_surrogates_replaced",) if mended else ())),
    )


def _marked_up(body: Body, limits: ReadLimits) -> list[Piece]:
    """Return the pieces of a body that is HTML; none if it is plain text."""
    return read_html_fragment(body.text, limits) if _MARKUP.search(body.text) else []


def _refusal(part: Slice, decoded: Decoded, reason: str, detail: str) -> Refusal:
    """Return the refusal with its line, or with its byte in the file after decompression."""
    if part.line is not None:
        return Refusal(part.member, reason, detail, part.line)
    before = decoded.text[: part.start].encode(decoded.encoding, "replace")
    return Refusal(part.member, reason, detail, decoded.bom_bytes + len(before))
