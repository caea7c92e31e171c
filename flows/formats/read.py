"""The entry of this layer: the bytes of one raw file to records and refusals. Pure, and never raises on bad input."""

from collections.abc import Iterator

from flows.base.ids import bytes_sha256
from flows.formats.detect import binary_kind, detect_kind
from flows.formats.encodings import Decoded, decode
from flows.formats.html import read_html
from flows.formats.jsons import read_json, read_jsonl
from flows.formats.limits import DEFAULT_LIMITS, ReadLimits
from flows.formats.plain import read_plain
from flows.formats.records import Record, Refusal
from flows.formats.rendering import render
from flows.formats.unpack import unpack

__all__ = ["ReadLimits", "read_records"]


def read_records(content: bytes, name: str, limits: ReadLimits = DEFAULT_LIMITS) -> Iterator[Record | Refusal]:
    """Yield a record for each article in the file and a refusal for each part that gives none.

    What the file is, its content tells; `name` (the raw path) only decides where the content allows two answers.
    """
    unpacked = unpack(content, limits)
    if isinstance(unpacked, Refusal):
        yield unpacked
        return
    what = binary_kind(unpacked.content)
    if what is not None:
        yield Refusal("", "binary", what)
        return
    decoded = decode(unpacked.content)
    if isinstance(decoded, Refusal):
        yield decoded
    elif not decoded.text.strip("\ufeff \t\r\n\f\v\0\u00a0\u200b\u3000"):
        yield Refusal("", "empty", "nothing but white space" if decoded.text else "no bytes")
    else:
        noted = decoded._replace(notes=(*unpacked.notes, *decoded.notes))
        yield from _read_decoded(noted, bytes_sha256(unpacked.content), name, limits)


def _read_decoded(decoded: Decoded, sha256: str, name: str, limits: ReadLimits) -> Iterator[Record | Refusal]:
    kind = detect_kind(decoded.text, name)
    if kind == "jsonl":
        yield from read_jsonl(decoded, limits)
    elif kind == "json":
        yield from read_json(decoded, sha256, limits)
    elif kind == "html":
        yield _read_page(decoded, sha256, limits)
    elif kind == "xml":
        yield Refusal("", "not_an_article", f"XML that is no web page: {decoded.text.lstrip()[:60]!r}")
    else:
        yield read_plain(decoded, sha256)


def _read_page(decoded: Decoded, sha256: str, limits: ReadLimits) -> Record | Refusal:
    page = read_html(decoded.text, limits)
    if isinstance(page, Refusal):
        return page
    text, blocks = render(page.pieces)
    return Record(
        raw_member="",
        raw_sha256=sha256,
        format="html",
        encoding=decoded.encoding,
        encoding_evidence=decoded.evidence,
        text=text,
        layout="rendered",
        metadata=page.metadata,
        blocks=blocks,
        notes=decoded.notes,
    )
