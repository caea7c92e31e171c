"""The entry of this layer: one raw file to records and refusals, whatever it is. Pure, and never raises on bad input.

A file may hold files (an archive, a web capture, a mail), these again: each is read like a raw file of its own.
"""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from flows.base.ids import bytes_sha256
from flows.formats.archives import ZipKind, open_zip, read_tar, read_zip, zip_kind
from flows.formats.captures.warc import read_warc
from flows.formats.detect import binary_kind, is_json_lines, stream_kind, text_kind, unsupported_kind
from flows.formats.documents import read_docx, read_pdf
from flows.formats.encodings import Decoded, decode
from flows.formats.jsons.json_files import read_json, read_jsonl
from flows.formats.limits import DEFAULT_LIMITS, ReadLimits
from flows.formats.mails.mail import is_mail, read_mail
from flows.formats.pages.html import read_html
from flows.formats.plain import read_plain
from flows.formats.records import Guard, Member, Record, Refusal, filled
from flows.formats.rendering import render
from flows.formats.tables.delimited import read_delimited
from flows.formats.tables.parquet import read_parquet
from flows.formats.unpack import BLOCK, Unreadable, as_seekable, gunzip, read_whole
from flows.formats.wires.xml_root import read_xml

__all__ = ["ReadLimits", "read_records"]

_BLANKS = "\ufeff \t\r\n\f\v\0\u00a0\u200b\u3000"
# JSON Lines are cut into blocks of whole lines; a file of one block is read as any other document.
_LINES_BLOCK = 16 * 2**20
_PDF = re.compile(rb"%PDF-\d")
# Pages saved one after the other into one file.
_NEXT_PAGE = re.compile(r"(?<=</html>)\s*(?=(?:<!doctype[^>]{0,200}>\s*)?<html\b)", re.IGNORECASE)
# Office documents with a password lie in an old container, under this name (MS-OFFCRYPTO 2.3.4.4).
_LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")

Found = Iterator[Record | Member | Refusal]


class _Reading(NamedTuple):
    """What holds for everything inside one raw file, and how deep we are in it."""

    limits: ReadLimits
    guard: Guard
    depth: int = 0

    @property
    def deeper(self) -> "_Reading":
        return self._replace(depth=self.depth + 1)


def _let_pass(_member: str) -> Refusal | None:
    return None


def read_records(
    content: bytes | BinaryIO, limits: ReadLimits = DEFAULT_LIMITS, guard: Guard = _let_pass
) -> Iterator[Record | Refusal]:
    """Yield a record for each article in the file and a refusal for each part that gives none, in file order.

    A stream must be buffered and rewindable. `guard` is asked before each member is read.
    """
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    yield from _read_member(Member("", file), _Reading(limits, guard))


def _read_member(member: Member, reading: _Reading) -> Iterator[Record | Refusal]:
    refused = reading.guard(member.raw_member) if member.raw_member else None
    if refused is not None:
        yield refused
        return
    is_silent = True
    try:
        for found in _read_stream(_peekable(member.content), member.charset, reading):
            is_silent = False
            yield _within(member, found)
    except Unreadable as error:
        is_silent = False
        yield error.refusal._replace(raw_member=member.raw_member)
    if is_silent:
        yield Refusal(member.raw_member, "no_text", "nothing in it that could be an article")


def _within(member: Member, found: Record | Refusal) -> Record | Refusal:
    """Return what was found inside a member as its container's: the whole place, and what the container says of it."""
    if found.raw_member or isinstance(found, Refusal):
        place = "!".join(name for name in (member.raw_member, found.raw_member) if name)
        return found._replace(raw_member=place)
    return found._replace(
        raw_member=member.raw_member,
        raw_sha256=member.raw_sha256 or found.raw_sha256,
        format=member.format or found.format,
        metadata=filled(found.metadata, member.metadata),
    )


def _peekable(file: BinaryIO | io.RawIOBase) -> io.BufferedReader:
    return file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, file), BLOCK)


def _read_stream(file: io.BufferedReader, charset: str | None, reading: _Reading) -> Iterator[Record | Refusal]:
    kind = stream_kind(file.peek(512))
    if reading.depth > reading.limits.max_depth:
        yield Refusal("", "nested_too_deeply", f"a file inside more than {reading.limits.max_depth} others")
    elif kind == "document":
        yield from _members_read(_read_document(file, charset, reading.limits), None, reading)
    elif kind == "gzip":
        yield from _read_gzip(file, charset, reading)
    elif kind == "zip":
        yield from _read_zip(as_seekable(file, reading.limits), reading)
    elif kind == "tar":
        yield from _members_read(read_tar(file, reading.limits), "tar", reading)
    elif kind == "warc":
        yield from _members_read(read_warc(file, reading.limits), "warc", reading)
    else:
        yield from read_parquet(as_seekable(file, reading.limits), reading.limits)


def _read_gzip(file: BinaryIO, charset: str | None, reading: _Reading) -> Iterator[Record | Refusal]:
    content = gunzip(file, reading.limits)
    yield from _read_stream(_peekable(content), charset, reading.deeper)
    if content.has_rest:
        yield Refusal("", "bad_compression", "bytes after the end of the gzip data are no gzip and were not read")


def _members_read(found: Found, container: str | None, reading: _Reading) -> Iterator[Record | Refusal]:
    """Yield what was found, each member replaced by what it holds, with the kind of the file that holds it all."""
    for item in found:
        read = _read_member(item, reading.deeper) if isinstance(item, Member) else [item]
        for inner in read:
            yield inner._replace(container=container) if container and isinstance(inner, Record) else inner


def _read_zip(file: BinaryIO, reading: _Reading) -> Iterator[Record | Refusal]:
    archive = open_zip(file)
    kind = archive if isinstance(archive, Refusal) else zip_kind(archive)
    if isinstance(archive, Refusal) or isinstance(kind, Refusal):
        yield cast(Refusal, kind)
    elif kind == "docx":
        file.seek(0)
        yield from read_docx(read_whole(file, reading.limits), reading.limits)
    else:
        size = file.seek(0, io.SEEK_END)
        yield from _members_read(read_zip(archive, cast(ZipKind, kind), size, reading.limits), kind, reading)


def _read_document(file: BinaryIO, charset: str | None, limits: ReadLimits) -> Found:
    begun = file.read(_LINES_BLOCK)
    if len(begun) == _LINES_BLOCK and is_json_lines(begun):
        yield from _read_lines(file, begun, limits)
        return
    content = read_whole(file, limits, begun)
    unread, binary = unsupported_kind(content), binary_kind(content)
    if _PDF.match(content):
        yield from read_pdf(content, limits)
    elif unread is not None:
        is_locked = _LOCKED_OFFICE in content
        yield Refusal("", "encrypted" if is_locked else "unsupported", "needs a password" if is_locked else unread)
    elif binary is not None:
        yield Refusal("", "binary", binary)
    elif is_mail(content):
        yield from read_mail(content, limits)
    else:
        yield from _read_text(content, charset, limits)


def _read_lines(file: BinaryIO, begun: bytes, limits: ReadLimits) -> Iterator[Record | Refusal]:
    """Yield what JSON Lines of any length hold, a block of whole lines in memory at a time."""
    first_line, before, block = 1, 0, begun
    while block:
        block += file.readline(limits.max_bytes)
        is_cut = len(block) > limits.max_bytes and not block.endswith(b"\n")
        end = block.rfind(b"\n") + 1 if is_cut else len(block)
        yield from _read_block(block[:end], limits, first_line, before)
        first_line, before = first_line + block.count(b"\n", 0, end), before + len(block)
        if is_cut:
            yield Refusal(f"line {first_line}", "too_large", f"more than {limits.max_bytes:,} bytes", first_line)
            first_line, before = first_line + 1, before + _skip_line(file)
        block = file.read(_LINES_BLOCK)


def _read_block(block: bytes, limits: ReadLimits, first_line: int, before: int) -> Iterator[Record | Refusal]:
    decoded = decode(block)
    if isinstance(decoded, Refusal):
        lines = block.count(b"\n")
        yield decoded._replace(raw_member=f"lines {first_line} to {first_line + lines - 1}")
    else:
        yield from read_jsonl(decoded, limits, first_line=first_line, before_bytes=before)


def _skip_line(file: BinaryIO) -> int:
    count = 0
    while piece := file.readline(BLOCK):
        count += len(piece)
        if piece.endswith(b"\n"):
            break
    return count


def _read_text(content: bytes, charset: str | None, limits: ReadLimits) -> Iterator[Record | Refusal]:
    decoded = decode(content, charset)
    if isinstance(decoded, Refusal):
        yield decoded
    elif not decoded.text.strip(_BLANKS):
        yield Refusal("", "empty", "nothing but white space" if decoded.text else "no bytes")
    else:
        yield from _read_decoded(decoded, bytes_sha256(content), limits)


def _read_decoded(decoded: Decoded, sha256: str, limits: ReadLimits) -> Iterator[Record | Refusal]:
    kind = text_kind(decoded.text)
    if kind == "jsonl":
        yield from read_jsonl(decoded, limits)
    elif kind == "json":
        yield from read_json(decoded, limits)
    elif kind == "html":
        yield from _read_pages(decoded, sha256, limits)
    elif kind == "xml":
        yield from read_xml(decoded, sha256, limits)
    elif kind == "csv":
        yield from read_delimited(decoded, limits)
    else:
        yield read_plain(decoded, sha256)


def _read_pages(decoded: Decoded, sha256: str, limits: ReadLimits) -> Iterator[Record | Refusal]:
    pages = _NEXT_PAGE.split(decoded.text)
    if len(pages) == 1:
        yield _read_page(decoded, sha256, limits)
        return
    for number, page in enumerate(pages, start=1):
        own = bytes_sha256(page.encode(decoded.encoding, "replace"))
        yield _read_page(decoded._replace(text=page), own, limits)._replace(raw_member=f"page {number}")


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
